//! Numbers of identity documents as they are compared: the same number typed with blanks, dashes, Persian digits or on a Russian
//! keyboard is one number. What was written is kept elsewhere, to the letter.
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Capital letters of A–Z and digits alone; Cyrillic capitals that look like Latin ones are those. Empty where nothing is left.
pub fn number_key(number: &str) -> String {
    let kept: String = number.chars().filter(|letter| *letter != '№').nfkc().flat_map(char::to_uppercase).filter_map(plain).collect();
    // What stood apart may have come together.
    kept.nfkc().collect()
}

/// The letter or digit that is meant; other Cyrillic letters stay, since they tell series of Soviet papers apart.
fn plain(letter: char) -> Option<char> {
    Some(match letter {
        '٠'..='٩' => digit(letter, '٠')?,
        '۰'..='۹' => digit(letter, '۰')?,
        'А' => 'A',
        'В' => 'B',
        'С' => 'C',
        'Е' => 'E',
        'Н' => 'H',
        'І' => 'I',
        'К' | 'Қ' => 'K',
        'М' => 'M',
        'О' => 'O',
        'Р' => 'P',
        'Т' => 'T',
        'Х' | 'Ҳ' => 'X',
        'У' | 'Ӯ' => 'Y',
        // Marks count as letters, and stand in another order once what was between them is gone.
        letter if letter.is_alphanumeric() && !is_combining_mark(letter) => letter,
        _ => return None,
    })
}

fn digit(letter: char, zero: char) -> Option<char> {
    char::from_digit(u32::from(letter).checked_sub(u32::from(zero))?, 10)
}

#[cfg(test)]
mod tests {
    use super::number_key;

    #[test]
    fn one_number_however_it_is_typed() {
        for written in ["AC 123-456", "ас 123456", "AC۱۲۳۴۵۶", "Ａｃ №123456"] {
            assert_eq!(number_key(written), "AC123456", "{written}");
        }
        assert_eq!(number_key("ІІ-ФЮ № 5"), "IIФЮ5");
        assert_eq!(number_key(" - "), "");
    }

    #[test]
    fn a_key_is_its_own_key() {
        for written in ["ас 123456", "ІІ-ҚҲ 7", "ß۴", "Ǘ\u{6d7}=~\0\u{1}\u{6ed}\u{301}", "\u{1100}-\u{1161}"] {
            assert_eq!(number_key(&number_key(written)), number_key(written));
        }
    }
}
