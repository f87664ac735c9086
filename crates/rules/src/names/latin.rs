//! Latin letters into sounds: English, French, German, Turkish and Uzbek spellings, the romanisations of scholars and gazetteers,
//! and Russian passports (programmes.md 3.3 a, c). A spelling that two traditions read differently keeps both readings.
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::sound::{Consonant, Length, Letter, Sound, Written};

use Consonant::{B, Ch, D, F, G, Gh, H, J, K, Kh, L, M, N, P, Q, R, S, Sh, T, V, Y, Z, Zh};

const MACRON: char = '\u{304}';
const CIRCUMFLEX: char = '\u{302}';
const ACUTE: char = '\u{301}';
const DIAERESIS: char = '\u{308}';

type Readings = &'static [(Consonant, u32)];
/// The two sounds that the same letters may be.
type Split = Option<(Consonant, Consonant)>;

/// Several letters that write one sound, longest first.
const TOGETHER: &[(&str, Readings, Split)] = &[
    ("tsch", &[(Ch, 0)], None),
    ("dsch", &[(J, 0)], None),
    ("shch", &[(Sh, 0)], None),
    ("sch", &[(Sh, 0)], None),
    ("tch", &[(Ch, 0)], None),
    ("dzh", &[(J, 0)], Some((D, J))),
    ("dsh", &[(J, 0)], None),
    ("dj", &[(J, 0)], Some((D, J))),
    ("kh", &[(Kh, 0), (H, 5)], Some((K, H))),
    ("gh", &[(Gh, 0), (Q, 0)], Some((G, H))),
    ("sh", &[(Sh, 0)], Some((S, H))),
    ("ch", &[(Ch, 0), (Sh, 10), (Kh, 15), (H, 20)], Some((K, H))),
    ("zh", &[(Zh, 0), (J, 10)], Some((Z, H))),
    ("th", &[(S, 5), (T, 10)], Some((T, H))),
    ("dh", &[(Z, 5), (D, 10)], Some((D, H))),
    ("ph", &[(F, 0)], Some((P, H))),
    ("ck", &[(K, 0), (Q, 5)], None),
];

const VOWELS_TOGETHER: &[(&str, Letter, Length)] = &[
    ("aa", Letter::A, Length::Long),
    ("ee", Letter::I, Length::Long),
    ("ii", Letter::I, Length::Any),
    ("oo", Letter::U, Length::Long),
    ("ou", Letter::U, Length::Any),
    ("uu", Letter::U, Length::Long),
];

/// A letter with marks that make it another one. Dots and lines below of the scholars are heard by nobody and need no line here.
fn marked(base: char, marks: &[char]) -> Option<Sound> {
    const CARON: char = '\u{30C}';
    const CEDILLA: char = '\u{327}';
    const BELOW: &[char] = &['\u{323}', '\u{324}', '\u{331}', '\u{332}'];
    if marks.is_empty() {
        return None;
    }
    let has = |mark: char| marks.contains(&mark);
    let latin = |readings: Readings| Some(Sound::consonant(Written::Latin, readings));
    match base {
        's' if has(CARON) || has(CIRCUMFLEX) || has(ACUTE) => latin(&[(Sh, 0)]),
        's' if has(CEDILLA) || has('\u{326}') => latin(&[(Sh, 0), (S, 15)]),
        'c' if has(CARON) => latin(&[(Ch, 0)]),
        'c' if has(CEDILLA) || has(CIRCUMFLEX) => latin(&[(Ch, 0), (J, 10)]),
        'g' if has(CARON) => latin(&[(J, 0), (Gh, 10)]),
        'g' if !marks.is_empty() => latin(&[(Gh, 0), (G, 10), (Q, 5)]),
        'k' if marks.iter().any(|mark| BELOW.contains(mark)) => latin(&[(Kh, 0), (Q, 10)]),
        'k' if has(CEDILLA) => latin(&[(Q, 0)]),
        'h' if has('\u{32E}') || has('\u{331}') || has('\u{306}') => latin(&[(Kh, 0), (H, 10)]),
        'h' if !marks.is_empty() => latin(&[(H, 0)]),
        'z' if has(CARON) => latin(&[(Zh, 0), (J, 10)]),
        'z' if !marks.is_empty() => latin(&[(Z, 0)]),
        't' if has('\u{331}') => latin(&[(S, 0), (T, 10)]),
        'd' if has('\u{331}') => latin(&[(Z, 0), (D, 20)]),
        'd' if has('\u{323}') => latin(&[(Z, 0), (D, 0)]),
        'j' if has(CARON) => latin(&[(J, 0)]),
        'a' | 'e' | 'i' | 'o' | 'u' => marked_vowel(base, marks),
        _ => None,
    }
}

fn marked_vowel(base: char, marks: &[char]) -> Option<Sound> {
    let long = [MACRON, CIRCUMFLEX, ACUTE, '\u{300}'].iter().any(|mark| marks.contains(mark));
    let macron = marks.contains(&MACRON) || marks.contains(&CIRCUMFLEX);
    let (letter, length) = match base {
        'a' if marks.contains(&DIAERESIS) => (Letter::E, Length::Any),
        'a' if macron => (Letter::A, Length::Long),
        'e' if macron => (Letter::E, Length::Long),
        'i' if macron || marks.contains(&ACUTE) => (Letter::I, Length::Long),
        'o' if macron => (Letter::U, Length::Long),
        'o' if marks.contains(&DIAERESIS) => (Letter::U, Length::Any),
        'u' if macron || marks.contains(&'\u{306}') => (Letter::U, Length::Long),
        _ => return if long { None } else { plain_vowel(base).map(|(letter, length)| Sound::vowel(Written::Latin, letter, length)) },
    };
    Some(Sound::vowel(Written::Latin, letter, length))
}

const fn plain_vowel(letter: char) -> Option<(Letter, Length)> {
    match letter {
        'a' | 'ə' => Some((Letter::A, Length::Any)),
        'e' => Some((Letter::E, Length::Any)),
        'i' | 'ı' => Some((Letter::I, Length::Any)),
        'o' | 'ø' => Some((Letter::O, Length::Any)),
        'u' => Some((Letter::U, Length::Any)),
        _ => None,
    }
}

fn plain_consonant(letter: char) -> Option<Readings> {
    Some(match letter {
        'b' => &[(B, 0)],
        'c' => &[(K, 5), (Q, 10), (J, 15), (S, 15), (Ch, 15)],
        'd' | 'đ' => &[(D, 0)],
        'ð' => &[(Z, 5), (D, 10)],
        'f' => &[(F, 0)],
        'g' => &[(G, 0), (Gh, 5), (Q, 20), (J, 50)],
        'ɣ' | 'ƣ' => &[(Gh, 0)],
        'h' | 'ħ' => &[(H, 0), (Kh, 10)],
        'j' => &[(J, 0), (Zh, 10), (Y, 20)],
        'k' => &[(K, 0), (Q, 5)],
        'l' | 'ł' => &[(L, 0)],
        'm' => &[(M, 0)],
        'n' | 'ŋ' => &[(N, 0)],
        'p' => &[(P, 0)],
        'q' => &[(Q, 0), (Gh, 5), (K, 15), (G, 30)],
        'r' => &[(R, 0)],
        's' => &[(S, 0), (Z, 35)],
        't' => &[(T, 0)],
        'þ' => &[(S, 5), (T, 10)],
        'v' | 'w' => &[(V, 0)],
        'x' => &[(Kh, 0), (H, 10)],
        'z' => &[(Z, 0)],
        'ƶ' => &[(Zh, 0)],
        _ => return None,
    })
}

/// A letter with what was written above and below it.
struct Glyph {
    base: char,
    marks: Vec<char>,
}

fn glyphs(word: &str) -> Vec<Glyph> {
    let mut glyphs: Vec<Glyph> = Vec::new();
    for letter in word.nfd() {
        if !is_combining_mark(letter) {
            glyphs.push(Glyph { base: letter, marks: Vec::new() });
        } else if let Some(glyph) = glyphs.last_mut() {
            glyph.marks.push(letter);
        }
    }
    glyphs
}

/// A word in small letters.
pub(super) fn read(word: &str) -> Vec<Sound> {
    let glyphs = glyphs(&word.replace('ß', "ss").replace('æ', "a").replace('œ', "o"));
    let mut sounds: Vec<Sound> = Vec::with_capacity(glyphs.len());
    let mut at = 0_usize;
    while let Some(glyph) = glyphs.get(at) {
        if let Some(sound) = marked(glyph.base, &glyph.marks) {
            // dž is one sound, as dzh is.
            let is_j = sound.may_be(Zh) && sounds.last().is_some_and(|before| before.first_consonant() == Some(D));
            if is_j {
                sounds.pop();
            }
            sounds.push(if is_j { Sound::consonant(Written::Latin, &[(J, 0)]) } else { sound });
            at = at.saturating_add(1);
            continue;
        }
        // Letters are read together only where no sign such as an apostrophe or an accent parts them.
        let ahead: String = glyphs.iter().skip(at).take(4).take_while(|glyph| glyph.marks.is_empty()).map(|glyph| glyph.base).collect();
        if let Some((written, readings, split)) = TOGETHER.iter().find(|(written, ..)| ahead.starts_with(written)) {
            sounds.push(Sound { split: *split, ..Sound::consonant(Written::Latin, readings) });
            at = at.saturating_add(written.len());
        } else if let Some((written, letter, length)) = VOWELS_TOGETHER.iter().find(|(written, ..)| ahead.starts_with(written)) {
            sounds.push(Sound::vowel(Written::Latin, *letter, *length));
            at = at.saturating_add(written.len());
        } else {
            let next = glyphs.get(at.saturating_add(1)).map(|glyph| glyph.base);
            spell(glyph.base, next, &mut sounds);
            at = at.saturating_add(1);
        }
    }
    sounds
}

/// One letter by itself.
fn spell(letter: char, next: Option<char>, sounds: &mut Vec<Sound>) {
    let latin = Written::Latin;
    let after_vowel = sounds.last().is_some_and(Sound::is_vowel);
    if let Some((letter, length)) = plain_vowel(letter) {
        sounds.push(Sound::vowel(latin, letter, length));
    } else if letter == 'y' {
        let glides = after_vowel || next.is_some_and(|next| plain_vowel(next).is_some());
        let glide = Sound::consonant(latin, &[(Y, 0)]);
        let after_i = sounds.last().is_some_and(|sound| sound.has_letter(&[Letter::I]));
        sounds.push(match (glides, after_i) {
            (true, true) => glide.with_gap(5),
            (true, false) => glide,
            (false, _) => Sound::vowel(latin, Letter::I, Length::Any),
        });
    } else if letter == 'w' && sounds.last().is_some_and(|sound| sound.may_be(Kh)) {
        // The w of Khwaja is written and not heard.
        sounds.push(Sound::consonant(latin, &[(V, 0)]).with_gap(5));
    } else if letter == 'h' && after_vowel && next.is_none() {
        sounds.push(Sound::consonant(latin, &[(H, 0), (Kh, 10)]).with_gap(5));
    } else if letter == 'x' {
        sounds.push(Sound::consonant(latin, &[(Kh, 0), (H, 10)]).or_two(K, S));
    } else if let Some(readings) = plain_consonant(letter) {
        sounds.push(Sound::consonant(latin, readings));
    } else if !is_apostrophe(letter) {
        // An ayn, hamza or ъ that is only an apostrophe parts letters and is no sound.
        sounds.push(Sound::other(latin, letter));
    }
}

/// The signs that stand for ayn, hamza or ъ, or turn o and g into ӯ and ғ.
pub(super) fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '`' | '´' | '‘' | '’' | '‛' | 'ʻ' | 'ʼ' | 'ʽ' | 'ʾ' | 'ʿ' | 'ˈ' | 'ʹ' | '′' | 'ʔ' | 'ʕ' | 'ꜣ' | 'ꜥ' | '＇')
}
