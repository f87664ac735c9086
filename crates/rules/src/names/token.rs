//! A written name into words with their duties: what is a name, what only an honorific, a courtesy, a father's name or an initial
//! (programmes.md 3.3 f, g). Compounds that papers write apart (Abd al-Rahman, Zabih Ullah, Karim Zada) become one word.
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::sound::{Consonant, Length, Letter, Sound, Written};
use super::{Script, arabic, cyrillic, latin, words};

/// More words than any name has; what follows is not read, so that time stays bounded.
const MOST_WORDS: usize = 8;
/// More letters than any word of a name has.
const MOST_LETTERS: usize = 48;
/// More letters than any name has.
const MOST_TEXT: usize = 600;

const NON_JOINER: char = '\u{200c}';

/// What a word of a name is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A name.
    Plain,
    /// The father's name, or one made of it.
    Patronymic,
    /// Hoji, Dr, سید.
    Honorific,
    /// Khan, jan, bek.
    Courtesy,
    /// One letter.
    Initial,
}

/// One word of a name, read.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) role: Role,
    pub(super) script: Option<Script>,
    pub(super) sounds: Vec<Sound>,
    /// Without the ending of a surname or a patronymic.
    pub(super) stem: Option<Vec<Sound>>,
}

/// The words of a text, in order. The whole name it belongs to, folded, tells whether а and о are surely Tajik.
pub(super) fn read(text: &str, whole: &str) -> Vec<Token> {
    let certain = cyrillic::is_surely_tajik(whole);
    let words = join_compounds(split(&fold(text)));
    let mut tokens: Vec<Token> = Vec::with_capacity(words.len());
    let mut sons = false;
    for word in words {
        let bare = plain(&word);
        if words::BEFORE_FATHER.contains(bare.as_str()) && !tokens.is_empty() {
            sons = true;
            continue;
        }
        if words::BEHIND_FATHER.contains(bare.as_str())
            && let Some(father) = tokens.last_mut()
        {
            father.role = Role::Patronymic;
            continue;
        }
        let mut token = Token::read(word, &bare, certain);
        if std::mem::take(&mut sons) {
            token.role = Role::Patronymic;
        }
        if !token.sounds.is_empty() {
            tokens.push(token);
        }
    }
    if let Some((_, linking)) = tokens.split_last_mut() {
        linking.iter_mut().for_each(|token| token.may_link(certain));
    }
    // Somebody is called something: where all words are titles, the last is the name.
    if !tokens.iter().any(|token| token.role == Role::Plain)
        && let Some(last) = tokens.iter_mut().rev().find(|token| token.role != Role::Initial)
    {
        last.role = Role::Plain;
    }
    tokens
}

/// Small letters, one code point for each letter whatever keyboard typed it, without points, joiners and marks of direction.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len().min(MOST_TEXT));
    let start: String = text.chars().take(MOST_TEXT).collect();
    let letters = start.nfkc().filter(|letter| !is_ignored(*letter)).flat_map(char::to_lowercase).filter_map(arabic::modern);
    folded.extend(letters.take(MOST_TEXT));
    folded.nfc().collect()
}

/// Signs without a sound that copying brings along.
fn is_ignored(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}' | '\u{200d}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

/// The letters that a folded text uses, where all of one script stand for the others: for lists of words only.
pub(super) fn plain(folded: &str) -> String {
    let mut bare = String::with_capacity(folded.len());
    for letter in folded.nfd().filter(|letter| !is_combining_mark(*letter) && !latin::is_apostrophe(*letter)).collect::<String>().nfc() {
        match cyrillic::modern(letter) {
            'ҳ' => bare.push('х'),
            'ғ' => bare.push('г'),
            'қ' => bare.push('к'),
            'ӣ' | 'й' => bare.push('и'),
            'ӯ' => bare.push('у'),
            'ё' => bare.push('е'),
            'ҷ' => bare.push_str("дж"),
            'آ' => bare.push('آ'),
            'ъ' | 'ь' | 'ء' | NON_JOINER => {}
            other => bare.push(other),
        }
    }
    bare
}

fn split(folded: &str) -> Vec<String> {
    let in_word =
        |letter: char| letter.is_alphanumeric() || is_combining_mark(letter) || latin::is_apostrophe(letter) || letter == NON_JOINER;
    let mut behind_hyphen = false;
    let words = folded.split_inclusive(|letter| !in_word(letter)).filter_map(|piece| {
        let word = piece.trim_end_matches(|letter| !in_word(letter));
        let linked = std::mem::replace(&mut behind_hyphen, piece.ends_with('-'));
        let is_izofat = linked && words::IZOFAT_APART.contains(&word);
        (word.chars().any(char::is_alphanumeric) && !is_izofat).then_some(word)
    });
    words
        .take(MOST_WORDS.saturating_mul(2))
        .map(|word| of_one_script(word.trim_matches(NON_JOINER)).chars().take(MOST_LETTERS).collect())
        .collect()
}

/// A word whose Latin letters only look like the Cyrillic ones around them, or the other way round, in one script.
fn of_one_script(word: &str) -> String {
    const ALIKE: &[(char, char)] = &[
        ('a', 'а'),
        ('e', 'е'),
        ('o', 'о'),
        ('p', 'р'),
        ('c', 'с'),
        ('y', 'у'),
        ('x', 'х'),
        ('k', 'к'),
        ('m', 'м'),
        ('h', 'н'),
        ('t', 'т'),
        ('b', 'в'),
        ('i', 'і'),
    ];
    let count = |script: Script| word.chars().filter(|letter| Script::of(*letter) == Some(script)).count();
    let (latin, cyrillic) = (count(Script::Latn), count(Script::Cyrl));
    if latin == 0 || cyrillic == 0 {
        return word.to_owned();
    }
    let meant = |letter: char| {
        let pair = if cyrillic >= latin {
            ALIKE.iter().find(|pair| pair.0 == letter).map(|pair| pair.1)
        } else {
            ALIKE.iter().find(|pair| pair.1 == letter).map(|pair| pair.0)
        };
        pair.unwrap_or(letter)
    };
    word.chars().map(meant).collect()
}

/// Puts together what belongs together: heads with what follows, tails with what stands before, articles with both.
fn join_compounds(words: Vec<String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(words.len());
    let mut rest = words.into_iter().peekable();
    while let Some(mut word) = rest.next() {
        let bare = plain(&word);
        if words::HEADS.contains(bare.as_str()) {
            while let Some(next) = rest.next() {
                let is_article = words::ARTICLES.contains(plain(&next).as_str());
                word.push_str(&next);
                if !is_article || rest.peek().is_none() {
                    break;
                }
            }
            joined.push(word);
            continue;
        }
        if words::ARTICLES.contains(bare.as_str()) && (rest.peek().is_some() && (!joined.is_empty() || bare.len() <= 4)) {
            let ends_compound = words::INNER_ARTICLES.contains(&bare.as_str())
                || rest.peek().is_some_and(|next| words::ENDS_COMPOUND.contains(&plain(next).as_str()));
            if ends_compound && let (Some(first), Some(last)) = (joined.last_mut(), rest.next()) {
                first.push_str(&word);
                first.push_str(&last);
            }
            continue;
        }
        if words::TAILS.contains(bare.as_str())
            && let Some(before) = joined.last_mut()
        {
            if bare.chars().next().and_then(Script::of) == Some(Script::Arab) {
                before.push(NON_JOINER);
            }
            before.push_str(&word);
            continue;
        }
        if let Some(before) = joined.last_mut()
            && let Some(after) = bare.strip_prefix("ال")
            && words::TAILS_AFTER_ARTICLE.iter().any(|tail| after.starts_with(tail))
        {
            before.push(NON_JOINER);
            before.push_str(&word);
            continue;
        }
        joined.push(word);
    }
    joined.truncate(MOST_WORDS);
    joined
}

impl Token {
    fn read(written: String, bare: &str, certain: bool) -> Self {
        let text = heard_at_start(&written, bare).unwrap_or(written);
        let script = script_of(&text);
        let heard = words::HEARD_OTHERWISE.iter().find(|(written, _)| *written == bare).map_or(text.as_str(), |(_, heard)| heard);
        let sound = |text: &str| {
            let mut sounds = match script {
                Some(Script::Cyrl) => cyrillic::read(text, certain),
                Some(Script::Arab) => arabic::read(text),
                _ => latin::read(text),
            };
            settle(&mut sounds);
            sounds
        };
        let patronymic = without_ending(&text, words::PATRONYMIC_ENDINGS);
        let article = || text.strip_prefix("ال").filter(|rest| rest.chars().count() >= 3);
        let stem = patronymic.or_else(|| without_ending(&text, words::SURNAME_ENDINGS)).or_else(article);
        let role = if words::HONORIFICS.contains(bare) {
            Role::Honorific
        } else if words::COURTESIES.contains(bare) {
            Role::Courtesy
        } else if patronymic.is_some() {
            Role::Patronymic
        } else if text.chars().filter(|letter| letter.is_alphanumeric()).count() == 1 {
            Role::Initial
        } else {
            Role::Plain
        };
        let stem = stem.map(sound).filter(|stem| !stem.is_empty());
        Self { role, script, sounds: sound(heard), stem }
    }

    /// A word that is not the last may end in an и that only links it to the next. Where the writing is not surely Tajik, it may as well be
    /// the ӣ that makes another name.
    fn may_link(&mut self, certain: bool) {
        let long_enough = self.sounds.len() >= 4 && self.role == Role::Plain && self.script == Some(Script::Cyrl);
        if let Some(last) = self.sounds.last_mut()
            && long_enough
            && last.is_vowel()
            && last.vowel.is_some_and(|vowel| vowel.letter == Letter::I && vowel.length == Length::Any)
        {
            last.izofat = true;
            last.gap = Some(if certain { 5 } else { 40 });
        }
    }

    /// What is compared: of a patronymic the name that it is made of.
    pub(super) fn core(&self) -> &[Sound] {
        self.stem.as_deref().filter(|_| self.role == Role::Patronymic).unwrap_or(&self.sounds)
    }
}

/// The word with its beginning as it is heard by all, where one tradition writes that otherwise.
fn heard_at_start(word: &str, bare: &str) -> Option<String> {
    if !words::HEARD_AT_START.iter().any(|(written, _)| bare.starts_with(written)) {
        return None;
    }
    let ends = word.char_indices().map(|(at, letter)| at.saturating_add(letter.len_utf8()));
    let mut beginnings = ends.filter_map(|end| Some((plain(word.get(..end)?), end)));
    let found = |bare: &str| words::HEARD_AT_START.iter().find(|(written, _)| *written == bare);
    // The longest that fits decides.
    let (heard, end) = beginnings.by_ref().filter_map(|(bare, end)| found(&bare).map(|(_, heard)| (*heard, end))).last()?;
    Some(format!("{heard}{}", word.get(end..)?))
}

fn script_of(word: &str) -> Option<Script> {
    let count = |script: Script| word.chars().filter(|letter| Script::of(*letter) == Some(script)).count();
    [Script::Cyrl, Script::Arab, Script::Latn]
        .into_iter()
        .map(|script| (count(script), script))
        .filter(|(count, _)| *count > 0)
        .max_by_key(|(count, _)| *count)
        .map(|(_, script)| script)
}

/// The word without the longest of the endings, where a name remains.
fn without_ending<'a>(word: &'a str, endings: &[&str]) -> Option<&'a str> {
    let bare: String = word.chars().map(|letter| letter.nfd().next().unwrap_or(letter)).collect();
    let ending = endings.iter().filter(|ending| bare.ends_with(**ending)).max_by_key(|ending| ending.chars().count())?;
    let kept = word.chars().count().checked_sub(ending.chars().count())?;
    let end = word.char_indices().nth(kept).map(|(at, _)| at)?;
    let stem = word.get(..end)?.trim_end_matches(NON_JOINER);
    // A longer ending is surer, and ё, я and ю are two sounds.
    let sure = ending.chars().count() >= 3 || stem.starts_with(['ё', 'я', 'ю']);
    (stem.chars().count() >= if sure { 2 } else { 3 }).then_some(stem)
}

/// Doubled letters become one, the last sound is marked, and what the pattern of a compound says about its vowel is noted.
pub(super) fn settle(sounds: &mut Vec<Sound>) {
    let mut kept: Vec<Sound> = Vec::with_capacity(sounds.len());
    for sound in sounds.drain(..) {
        match kept.last_mut() {
            Some(before) if is_doubled(before, &sound) => {
                before.double = true;
                before.last |= sound.last;
                // What must not be left out once must not be left out twice.
                before.gap = before.gap.and_then(|gap| sound.gap.map(|other| gap.max(other)));
            }
            _ => kept.push(sound),
        }
    }
    // Only the last sound ends the word where words were joined; Persian marks the ends of its parts itself.
    *sounds = kept;
    assimilate(sounds);
    if let Some(last) = sounds.last_mut() {
        last.last = true;
    }
    free_article(sounds);
}

/// A t that only a Russian ear hears before a d: Бадритдин.
fn assimilate(sounds: &mut [Sound]) {
    let is = |sound: &Sound, consonant: Consonant| sound.written != Written::Arabic && sound.first_consonant() == Some(consonant);
    let following: Vec<bool> = sounds.iter().skip(1).map(|next| is(next, Consonant::D)).collect();
    for (sound, before_d) in sounds.iter_mut().zip(following) {
        if before_d && is(sound, Consonant::T) {
            sound.gap = Some(5);
        }
    }
}

fn is_doubled(before: &Sound, sound: &Sound) -> bool {
    let same_consonant = !sound.consonants.is_empty() && before.consonants == sound.consonants && before.split == sound.split;
    let same_vowel = sound.is_vowel() && before.is_vowel() && before.vowel == sound.vowel && !sound.vowel.is_some_and(|vowel| vowel.free);
    (same_consonant && before.vowel == sound.vowel) || same_vowel || (sound.silent && before.silent && sound.vowel == before.vowel)
}

/// Abdul-, -uddin, -ullah, -unniso: the article's vowel is written in any way, its l gives way to a sun letter.
fn free_article(sounds: &mut [Sound]) {
    use Consonant::{B, D, H, L, N, S};
    let is = |at: usize, consonant: Consonant| {
        sounds.get(at).is_some_and(|sound| sound.vowel.is_none() && sound.first_consonant() == Some(consonant))
    };
    let vowel = |at: usize| sounds.get(at).is_some_and(Sound::is_vowel);
    let count = sounds.len();
    let mut free = None;
    let mut article = None;
    if count > 5 && vowel(0) && is(1, B) && is(2, D) && vowel(3) {
        free = Some(3);
        article = is(4, L).then_some(4);
    }
    let tail = |length: usize| count.checked_sub(length).filter(|first| *first >= 2);
    let with_article = |first: usize| first.checked_sub(1).filter(|before| is(first, L) && vowel(*before));
    // -uddin: vowel, d, i, n; and -ul-din.
    let ut = usize::from(tail(4).is_some_and(|at| is(at, Consonant::T)));
    let din = tail(4)
        .filter(|at| {
            vowel(at.saturating_sub(ut)) && is(at.saturating_add(1), D) && vowel(at.saturating_add(2)) && is(at.saturating_add(3), N)
        })
        .map(|at| at.saturating_sub(ut));
    let aldin = tail(4)
        .filter(|at| is(at.saturating_add(1), D) && vowel(at.saturating_add(2)) && is(at.saturating_add(3), N))
        .and_then(with_article);
    // -ullah, -ullo: vowel, ll, a or o, perhaps h.
    let open = sounds.last().is_some_and(|sound| sound.has_letter(&[Letter::A, Letter::O]));
    let llo = tail(3)
        .filter(|at| open && vowel(*at) && is(at.saturating_add(1), L) && sounds.get(at.saturating_add(1)).is_some_and(|l| l.double));
    let llah = tail(4).filter(|at| vowel(*at) && is(at.saturating_add(1), L) && vowel(at.saturating_add(2)) && is(at.saturating_add(3), H));
    let niso = tail(5)
        .filter(|at| open && vowel(*at) && is(at.saturating_add(1), N) && vowel(at.saturating_add(2)) && is(at.saturating_add(3), S));
    let tail_vowel = din.or(aldin).or(llo).or(llah).or(niso);
    for at in [free, tail_vowel].into_iter().flatten() {
        if let Some(sound) = sounds.get_mut(at) {
            *sound = sound.freed();
        }
    }
    if let Some(at) = article.or(aldin.map(|at| at.saturating_add(1))) {
        let next = sounds.get(at.saturating_add(1)).copied();
        // Tajik and Uzbek drop the l before other letters too: Абдукарим.
        let gap = next.filter(|next| !next.is_vowel()).map(|next| if next.is_sun_letter() { 0 } else { 10 });
        if let Some(l) = sounds.get_mut(at) {
            l.gap = gap;
        }
    }
}
