//! Keys by which an index finds names that may be the same: the consonants that survive every spelling, of two words together so
//! that one key picks few people out of many. Whoever stores them salts them with the organisation.
use super::Reading;
use super::sound::{Consonant, Sound};
use super::token::Role;

/// No name has more keys.
pub const MOST: usize = 17;
/// Words of one name that have keys, and of these the ones that are paired.
const MOST_WORDS: usize = 4;
const MOST_PAIRED: usize = 3;

/// The consonants of a word in classes that no script mixes up. What one script writes as a vowel is left out.
fn skeleton(sounds: &[Sound]) -> String {
    let classes = sounds.iter().enumerate().filter_map(|(at, sound)| class(sound.first_consonant()?, at == 0, sound));
    let mut skeleton = String::new();
    for class in classes {
        if !skeleton.ends_with(class) {
            skeleton.push(class);
        }
    }
    skeleton
}

fn class(consonant: Consonant, first: bool, sound: &Sound) -> Option<char> {
    use Consonant::{B, Ch, D, F, G, Gh, H, J, K, Kh, L, M, N, P, Q, R, S, Sh, T, V, Y, Z, Zh};
    Some(match consonant {
        B => 'b',
        P | F => 'p',
        T if sound.gap.is_some() => return None,
        T => 't',
        D => 'd',
        S | Sh => 's',
        Z => 'z',
        Zh | Ch | J => 'j',
        H if sound.last => return None,
        H | Kh => 'h',
        K | Q | G | Gh => 'k',
        L if sound.gap.is_some() => return None,
        L => 'l',
        R => 'r',
        M => 'm',
        N => 'n',
        V if first => 'v',
        V | Y => return None,
    })
}

/// The words that keys are made of, as skeletons.
fn words(reading: &Reading) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for token in reading.whole.iter().filter(|token| token.is_name() && token.role != Role::Initial).take(MOST_WORDS) {
        words.push(skeleton(token.stem.as_deref().unwrap_or(&token.sounds)));
    }
    words
}

fn word(word: &str) -> String {
    format!("word {word}")
}

/// Two words together, in whichever order they stand.
fn pair(one: &str, other: &str) -> String {
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    format!("pair {first} {second}")
}

/// The first two consonants.
fn beginning(word: &str) -> Option<String> {
    let second = word.char_indices().nth(1)?;
    let end = second.0.saturating_add(second.1.len_utf8());
    Some(format!("beginning {}", word.get(..end)?))
}

/// A word, and with what consonant another begins: whatever else is wrong in the other, or not typed yet.
fn half(word: &str, other: &str) -> Option<String> {
    other.chars().next().map(|first| format!("half {word} {first}"))
}

/// Every two words among the first few.
fn pairs(words: &[String]) -> Vec<(&str, &str)> {
    let first: Vec<&str> = words.iter().take(MOST_PAIRED).map(String::as_str).collect();
    let mut pairs = Vec::new();
    for (at, one) in first.iter().enumerate() {
        pairs.extend(first.iter().skip(at.saturating_add(1)).map(|other| (*one, *other)));
    }
    pairs
}

/// The keys under which a name is stored: its words, their beginnings, every two of them together, and each of two with the beginning of the
/// other.
pub fn of(reading: &Reading) -> Vec<String> {
    let words = words(reading);
    let mut keys: Vec<String> = words.iter().map(|text| word(text)).chain(words.iter().filter_map(|word| beginning(word))).collect();
    for (one, other) in pairs(&words) {
        keys.push(pair(one, other));
        keys.extend([half(one, other), half(other, one)].into_iter().flatten());
    }
    if keys.is_empty() {
        // Nothing to pronounce: what is written is the only way to find it.
        keys.push(word(reading.folded()));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Of the keys of a name those that pick few people out of many: two words together; of a name of one word, the word.
pub fn telling(reading: &Reading) -> Vec<String> {
    let all = of(reading);
    let pairs: Vec<String> = all.iter().filter(|key| key.starts_with("pair ")).cloned().collect();
    if pairs.is_empty() { all } else { pairs }
}

/// Keys to look for, from those that pick the fewest people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// A name has any of these.
    Any(Vec<String>),
    /// A name has all of these.
    All(Vec<String>),
}

/// What to look for, step by step, when this was typed: first what fits; then what shares a word, and of the other word the beginning or all but
/// the beginning; then what shares the beginnings of two words; at last whatever shares a word.
pub fn wanted(typed: &Reading) -> Vec<Look> {
    let words = words(typed);
    let pairs = pairs(&words);
    if pairs.is_empty() {
        let only = words.first().map_or_else(|| typed.folded(), String::as_str);
        let near = near(only).iter().map(|text| word(text)).collect();
        let begun = beginning(only).map(|key| Look::Any(vec![key]));
        return [Some(Look::Any(vec![word(only)])), begun, Some(Look::Any(near))].into_iter().flatten().collect();
    }
    let exact = pairs.iter().map(|(one, other)| pair(one, other)).collect();
    let mut close: Vec<String> = Vec::new();
    for (one, other) in &pairs {
        close.extend([half(one, other), half(other, one)].into_iter().flatten());
        close.extend(begun_otherwise(other).iter().map(|other| pair(one, other)));
        close.extend(begun_otherwise(one).iter().map(|one| pair(one, other)));
    }
    close.sort_unstable();
    close.dedup();
    let begun = pairs.first().and_then(|(one, other)| Some(Look::All(vec![beginning(one)?, beginning(other)?])));
    let shared = words.iter().map(|text| word(text)).collect();
    [Some(Look::Any(exact)), Some(Look::Any(close)), begun, Some(Look::Any(shared))].into_iter().flatten().collect()
}

/// Keys of names that are the same or differ by one consonant.
pub fn alike(reading: &Reading) -> Vec<String> {
    let words = words(reading);
    let with = |text: &str| std::iter::once(text.to_owned()).chain(near(text)).collect::<Vec<String>>();
    let mut keys: Vec<String> = Vec::new();
    for (one, other) in pairs(&words) {
        keys.extend(with(other).iter().map(|other| pair(one, other)));
        keys.extend(with(one).iter().map(|one| pair(one, other)));
    }
    if keys.is_empty() {
        let only = words.first().map_or_else(|| reading.folded(), String::as_str);
        keys.extend(with(only).iter().map(|text| word(text)));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The skeletons that differ by one consonant at the beginning.
fn begun_otherwise(skeleton: &str) -> Vec<String> {
    let first = skeleton.chars().next();
    let mut others = near(skeleton);
    others.retain(|other| other.chars().next() != first);
    others
}

/// The skeletons that differ by one consonant left out, added, changed or moved by one place.
fn near(skeleton: &str) -> Vec<String> {
    const CLASSES: &str = "bdhjklmnprstvz";
    let letters: Vec<char> = skeleton.chars().collect();
    let mut near = Vec::with_capacity(letters.len().saturating_add(1).saturating_mul(CLASSES.len().saturating_mul(2)));
    let spliced = |at: usize, without: usize, with: &[char]| -> String {
        letters.iter().take(at).chain(with).chain(letters.iter().skip(at.saturating_add(without))).collect()
    };
    for at in 0..=letters.len() {
        near.extend(CLASSES.chars().map(|class| spliced(at, 0, &[class])));
        if at < letters.len() {
            near.push(spliced(at, 1, &[]));
            near.extend(CLASSES.chars().map(|class| spliced(at, 1, &[class])));
        }
        if let (Some(one), Some(other)) = (letters.get(at), letters.get(at.saturating_add(1))) {
            near.push(spliced(at, 2, &[*other, *one]));
        }
    }
    // Doubled classes never stand in a skeleton.
    for word in &mut near {
        let mut kept = String::with_capacity(word.len());
        for letter in word.chars() {
            if !kept.ends_with(letter) {
                kept.push(letter);
            }
        }
        *word = kept;
    }
    near.sort_unstable();
    near.dedup();
    near.retain(|word| word != skeleton);
    near
}
