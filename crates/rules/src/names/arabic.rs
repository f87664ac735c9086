//! Persian and Dari, and Arabic, Pashto or Urdu code points that stand in for theirs, into sounds (programmes.md 3.3 a, c, d, f).
//! Long vowels are written, short ones are not: nothing stands where one is left out, and `align` knows it.
use super::sound::{CONTRAST, Consonant, Length, Letter, Sound, Written};
use super::words;

use Consonant::{B, Ch, D, F, G, Gh, H, J, K, Kh, L, M, N, P, Q, R, S, Sh, T, V, Y, Z, Zh};

const NON_JOINER: char = '\u{200c}';
const ALEF: char = 'ا';

/// One letter for each, whichever keyboard typed it; None for what only points a letter.
pub(super) fn modern(letter: char) -> Option<char> {
    Some(match letter {
        // The dagger alef is a long vowel that is written small.
        '\u{670}' => ALEF,
        '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{6D6}'..='\u{6ED}' | '\u{640}' => return None,
        'أ' | 'إ' | 'ٱ' => ALEF,
        'ي' | 'ى' | 'ے' | 'ې' | 'ۍ' | 'ێ' => 'ی',
        'ۓ' => 'ئ',
        'ك' | 'ڪ' | 'ګ' => {
            if letter == 'ګ' {
                'گ'
            } else {
                'ک'
            }
        }
        'ہ' | 'ۀ' | 'ە' | 'ھ' | 'ۂ' => 'ه',
        'ۃ' => 'ة',
        'ټ' | 'ٹ' => 'ت',
        'ډ' | 'ڈ' => 'د',
        'ړ' | 'ڑ' => 'ر',
        'ڼ' | 'ں' => 'ن',
        'ښ' => 'ش',
        'ځ' => 'ز',
        'څ' => 'س',
        'ۇ' | 'ۆ' | 'ۋ' | 'ۊ' => 'و',
        other => other,
    })
}

fn consonant(letter: char) -> Option<&'static [(Consonant, u32)]> {
    Some(match letter {
        'ب' => &[(B, 0)],
        'پ' => &[(P, 0)],
        'ت' | 'ط' => &[(T, 0)],
        'ث' => &[(S, 0), (T, 40)],
        'س' | 'ص' => &[(S, 0)],
        'ج' => &[(J, 0)],
        'چ' => &[(Ch, 0)],
        'ح' => &[(H, 0)],
        'خ' => &[(Kh, 0)],
        'د' => &[(D, 0)],
        'ذ' => &[(Z, 0), (D, 50)],
        'ض' => &[(Z, 0), (D, 25)],
        'ز' | 'ظ' => &[(Z, 0)],
        'ر' => &[(R, 0)],
        'ژ' => &[(Zh, 0)],
        'ش' => &[(Sh, 0)],
        'غ' => &[(Gh, 0)],
        'ف' => &[(F, 0)],
        'ق' => &[(Q, 0)],
        'ک' => &[(K, 0)],
        'گ' => &[(G, 0)],
        'ل' => &[(L, 0)],
        'م' => &[(M, 0)],
        'ن' => &[(N, 0)],
        _ => return None,
    })
}

/// A word, folded by [`modern`]; a non-joiner parts it.
pub(super) fn read(word: &str) -> Vec<Sound> {
    let mut letters = word.replace(NON_JOINER, "\u{0}");
    for (written, meant) in words::LETTERS_LEFT_OUT {
        if letters.contains(written) && !letters.contains(meant) {
            letters = letters.replace(written, meant);
        }
    }
    let mut sounds = Vec::with_capacity(letters.len());
    let mut parts = letters.split('\u{0}').peekable();
    while let Some(part) = parts.next() {
        let heard = words::WORDS_IN_YEH.iter().find(|(written, _)| *written == part).map_or(part, |(_, heard)| heard);
        let part: Vec<char> = heard.chars().collect();
        let first = sounds.len();
        for at in 0..part.len() {
            let at_start = first == 0 && at == 0;
            push(&part, at, at_start, &mut sounds);
        }
        if words::SHORT_VOWEL_LAST.iter().any(|word| heard.ends_with(word)) {
            let short = Sound::vowel(Written::Arabic, Letter::I, Length::Short).freed().with_gap(0);
            sounds.insert(sounds.len().saturating_sub(1), short);
        }
        if words::WORDS_OF_HAMED.contains(&heard)
            && let Some(vowel) = sounds.get_mut(first.saturating_add(1)).and_then(|alef| alef.vowel.as_mut())
        {
            vowel.certain = true;
        }
        if let Some(at) = participle_end(&part, parts.peek().copied()) {
            // Nasir al-Din: a short vowel must be spoken there, which tells it from Nasr al-Din.
            let spoken = Sound::vowel(Written::Arabic, Letter::I, Length::Short).freed().with_gap(CONTRAST);
            sounds.insert(first.saturating_add(at).min(sounds.len()), spoken);
        }
        if let Some(sound) = sounds.last_mut() {
            sound.last = true;
        }
    }
    sounds
}

fn push(part: &[char], at: usize, at_start: bool, sounds: &mut Vec<Sound>) {
    let Some(&letter) = part.get(at) else { return };
    let next = part.get(at.saturating_add(1)).copied();
    let is_last = next.is_none();
    let arabic = Written::Arabic;
    let alef = Sound::vowel(arabic, Letter::A, Length::Long);
    let sound = match letter {
        'آ' => alef,
        ALEF if at_start => {
            let carrier = alef.freed();
            if matches!(next, Some('ی' | 'و')) { carrier.with_gap(0) } else { carrier }
        }
        ALEF if is_article(part, at) => alef.freed().with_gap(0),
        // Between words of one name, as in گل‌احمد, an alef carries a vowel too.
        ALEF if at == 0 => alef.freed(),
        ALEF => alef,
        'و' if at.checked_sub(1).and_then(|before| part.get(before)) == Some(&'خ') && next == Some(ALEF) => {
            Sound::consonant(arabic, &[(V, 0)]).with_gap(0)
        }
        'و' if at_start => Sound::consonant(arabic, &[(V, 0)]),
        'و' => Sound { consonants: &[(V, 0)], ..Sound::vowel(arabic, Letter::U, Length::Long) },
        'ی' if at_start => Sound::consonant(arabic, &[(Y, 0), (J, 40)]),
        'ی' => Sound { consonants: &[(Y, 0)], ..Sound::vowel(arabic, Letter::I, Length::Long) },
        'ئ' => Sound { consonants: &[(Y, 0)], gap: Some(0), silent: true, ..Sound::vowel(arabic, Letter::I, Length::Any) },
        'ؤ' => Sound { consonants: &[(V, 10)], gap: Some(0), silent: true, ..Sound::vowel(arabic, Letter::U, Length::Any) },
        'ع' | 'ء' => Sound::silent(arabic),
        'ه' if is_last => {
            let after_alef = at.checked_sub(1).and_then(|before| part.get(before)) == Some(&ALEF);
            let heh = Sound { consonants: &[(H, 0)], ..Sound::vowel(arabic, Letter::A, Length::Short) };
            if after_alef { heh.with_gap(0) } else { heh }
        }
        'ه' => Sound::consonant(arabic, &[(H, 0)]),
        'ة' => Sound { consonants: &[(H, 0), (T, 5)], ..Sound::vowel(arabic, Letter::A, Length::Short) },
        'ل' if at.checked_sub(1).is_some_and(|before| is_article(part, before)) => {
            let l = Sound::consonant(arabic, &[(L, 0)]);
            let sun = next.and_then(consonant).is_some_and(|readings| Sound::consonant(arabic, readings).is_sun_letter());
            l.with_gap(if sun { 0 } else { 15 })
        }
        other => consonant(other).map_or_else(|| Sound::other(arabic, other), |readings| Sound::consonant(arabic, readings)),
    };
    sounds.push(sound);
}

/// The place of the last consonant before الدین, where the word before it is one of the pattern of ناصر.
fn participle_end(part: &[char], next: Option<&str>) -> Option<usize> {
    let whole: String = part.iter().collect();
    let head = match whole.strip_suffix("الدین") {
        Some(head) => head.chars().count(),
        None if next == Some("الدین") => part.len(),
        None => return None,
    };
    let at = head.checked_sub(1)?;
    let is_consonant = |back: usize| at.checked_sub(back).and_then(|at| part.get(at)).is_some_and(|letter| consonant(*letter).is_some());
    let alef = at.checked_sub(2).and_then(|at| part.get(at)) == Some(&ALEF);
    (alef && is_consonant(0) && is_consonant(1)).then_some(at)
}

/// Whether the article ال begins here, inside a compound such as عبدالرحمن or شمس‌الدین.
fn is_article(part: &[char], at: usize) -> bool {
    let rest: String = part.iter().skip(at).collect();
    let before: String = part.iter().take(at).collect();
    let Some(after) = rest.strip_prefix("ال") else { return false };
    let heads = words::HEADS_BEFORE_ARTICLE.contains(&before.as_str());
    // Behind a non-joiner the compound's first word stands apart: شمس‌الدین.
    let tails = at != 1 && words::TAILS_AFTER_ARTICLE.iter().any(|tail| after.starts_with(tail));
    heads || tails
}
