//! One key for the many ways in which a place's name is written within a script.
//! Rules (a) and (b) of programmes.md 3.3; nothing is carried from one script to another, the gazetteer has each.

/// Words that say what a place is, not which, already folded: dropped when something else remains.
const KINDS: &[&str] = &[
    "district",
    "city",
    "region",
    "province",
    "oblast",
    "rayon",
    "viloyati",
    "nohiyai",
    "shahri",
    "вилояти",
    "нохияи",
    "шахри",
    "раион",
    "город",
    "г",
    "област",
    "ولایت",
    "ولسوالی",
    "ناحیه",
    "شهر",
    "استان",
    "ولایات",
];

/// Folds case, look-alike letters, vowel points, hyphens and apostrophes, and drops words such as "district".
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        push(&mut folded, letter);
    }
    let words: Vec<&str> = folded.split_whitespace().collect();
    let telling: Vec<&str> = words.iter().copied().filter(|word| !KINDS.contains(word)).collect();
    if telling.is_empty() { words.join(" ") } else { telling.join(" ") }
}

fn push(folded: &mut String, letter: char) {
    let same = match letter {
        'ҳ' => "х",
        'ғ' => "г",
        'қ' => "к",
        'ӣ' | 'й' => "и",
        'ӯ' => "у",
        'ҷ' => "дж",
        'ё' => "е",
        'э' => "е",
        'ъ' | 'ь' | '\'' | '’' | 'ʼ' | '‘' | '`' | '"' => "",
        'ي' | 'ى' | 'ئ' => "ی",
        'ك' => "ک",
        'أ' | 'إ' | 'آ' | 'ٱ' => "ا",
        'ؤ' => "و",
        'ة' | 'ۀ' => "ه",
        '\u{064b}'..='\u{0655}' | '\u{0670}' | '\u{0640}' => "",
        // Joiners only shape letters; the zero-width non-joiner stands where others write nothing or a space.
        '\u{200c}' | '\u{200d}' | '\u{200e}' | '\u{200f}' => "",
        'ā' | 'á' | 'â' => "a",
        'ī' | 'í' | 'ı' => "i",
        'ū' | 'ú' | 'ŭ' | 'ü' => "u",
        'ō' | 'ó' | 'ö' => "o",
        'ş' | 'š' => "sh",
        'ç' | 'č' => "ch",
        'ğ' => "gh",
        '-' | '–' | '—' | '.' | ',' | '(' | ')' | '/' => " ",
        // The dot that lower-casing leaves on the Turkish capital İ.
        '\u{0307}' => "",
        other => {
            folded.push(other);
            return;
        }
    };
    folded.push_str(same);
}
