//! Cyrillic, Tajik and Russian, into sounds (programmes.md 3.3 b). A letter typed on a Russian keyboard in the stead of a Tajik
//! one has both readings; а and о contrast only where the writing is surely Tajik.
use super::sound::{Consonant, Length, Letter, Sound, Vowel, Written};

use Consonant::{B, Ch, D, F, G, Gh, H, J, K, Kh, L, M, N, P, Q, R, S, Sh, T, V, Y, Z, Zh};

/// Whether a text uses letters that only Tajik (and Uzbek) has.
pub(super) fn is_surely_tajik(text: &str) -> bool {
    text.contains(['ғ', 'ӣ', 'қ', 'ӯ', 'ҳ', 'ҷ'])
}

/// The letter that is meant by one of a font from before Unicode, which showed њ as ҳ, or by a letter of a kindred alphabet.
pub(super) fn modern(letter: char) -> char {
    match letter {
        'њ' | 'һ' => 'ҳ',
        'ќ' | 'ҡ' | 'ӄ' | 'ҝ' => 'қ',
        'ѓ' | 'ӷ' | 'ґ' => 'ғ',
        'љ' | 'ӌ' | 'ҹ' | 'џ' => 'ҷ',
        'ї' => 'ӣ',
        'ў' => 'ӯ',
        'ә' => 'а',
        'ө' => 'у',
        'ү' | 'ұ' => 'у',
        'ң' | 'ҥ' => 'н',
        'і' | 'ѝ' => 'и',
        'є' => 'е',
        'җ' => 'ж',
        other => other,
    }
}

const KH: &[(Consonant, u32)] = &[(Kh, 0), (H, 0)];

fn consonant(letter: char) -> Option<Sound> {
    let readings: &'static [(Consonant, u32)] = match letter {
        'б' => &[(B, 0)],
        'в' => &[(V, 0)],
        'г' => &[(G, 0), (Gh, 0), (Q, 30), (H, 35)],
        'ғ' => &[(Gh, 0)],
        'д' => &[(D, 0)],
        'ж' => &[(Zh, 0), (J, 10)],
        'з' => &[(Z, 0)],
        'й' => &[(Y, 0)],
        'к' => &[(K, 0), (Q, 0)],
        'қ' => &[(Q, 0)],
        'л' => &[(L, 0)],
        'м' => &[(M, 0)],
        'н' => &[(N, 0)],
        'п' => &[(P, 0)],
        'р' => &[(R, 0)],
        'с' => &[(S, 0)],
        'т' => &[(T, 0)],
        'ф' => &[(F, 0)],
        'х' => KH,
        'ҳ' => &[(H, 0)],
        'ч' => &[(Ch, 0), (J, 30)],
        'ҷ' => &[(J, 0)],
        'ш' | 'щ' => &[(Sh, 0)],
        _ => return None,
    };
    let look_alike = matches!(letter, 'г' | 'ғ' | 'к' | 'қ' | 'х' | 'ҳ' | 'ч' | 'ҷ');
    Some(Sound { look_alike, ..Sound::consonant(Written::Cyrillic, readings) })
}

fn vowel(letter: char, certain: bool) -> Option<Sound> {
    let (letter, length) = match letter {
        'а' | 'я' => (Letter::A, if certain { Length::Short } else { Length::Any }),
        'о' | 'ё' => (Letter::O, if certain { Length::Long } else { Length::Any }),
        'у' | 'ю' => (Letter::U, Length::Any),
        'ӯ' => (Letter::U, Length::Long),
        'и' | 'ы' => (Letter::I, Length::Any),
        'ӣ' => (Letter::I, Length::Long),
        'е' => (Letter::E, if certain { Length::Long } else { Length::Any }),
        'э' => (Letter::E, Length::Any),
        _ => return None,
    };
    let vowel = Vowel { letter, length, certain, free: false };
    Some(Sound { vowel: Some(vowel), ..Sound::vowel(Written::Cyrillic, letter, length) })
}

/// A word in small letters. `certain` says that the whole name is surely Tajik.
pub(super) fn read(word: &str, certain: bool) -> Vec<Sound> {
    let letters: Vec<char> = word.chars().map(modern).collect();
    let mut sounds: Vec<Sound> = Vec::with_capacity(letters.len());
    let mut at = 0_usize;
    while let Some(&letter) = letters.get(at) {
        let next = letters.get(at.saturating_add(1)).copied();
        let mut taken = 1;
        match (letter, next) {
            ('д', Some('ж')) => {
                sounds.push(Sound { look_alike: true, ..Sound::consonant(Written::Cyrillic, &[(J, 0)]).or_two(D, J) });
                taken = 2;
            }
            ('к', Some('х')) => {
                sounds.push(Sound::consonant(Written::Cyrillic, KH).or_two(K, H));
                taken = 2;
            }
            ('г', Some('х')) => {
                sounds.push(Sound::consonant(Written::Cyrillic, &[(Gh, 0), (Q, 5)]).or_two(G, H));
                taken = 2;
            }
            ('ц', _) => {
                sounds.push(Sound::consonant(Written::Cyrillic, &[(T, 0)]));
                sounds.push(Sound::consonant(Written::Cyrillic, &[(S, 0)]));
            }
            ('ъ', _) => sounds.push(Sound::silent(Written::Cyrillic)),
            ('ь', _) => {}
            _ => spell(letter, certain, &mut sounds),
        }
        at = at.saturating_add(taken);
    }
    sounds
}

/// One letter; я, ю, ё and a leading е bring a glide, which others leave out after a consonant or an и.
fn spell(letter: char, certain: bool, sounds: &mut Vec<Sound>) {
    let after_consonant = sounds.last().is_some_and(|sound| !sound.is_vowel() && !sound.silent);
    let after_i = sounds.last().is_some_and(|sound| sound.has_letter(&[Letter::I]));
    if matches!(letter, 'я' | 'ю' | 'ё') {
        let glide = Sound::consonant(Written::Cyrillic, &[(Y, 0)]);
        sounds.push(if after_consonant || after_i { glide.with_gap(5) } else { glide });
    } else if letter == 'е' && !after_consonant {
        sounds.push(Sound::consonant(Written::Cyrillic, &[(Y, 0)]).with_gap(5));
    }
    let sound = consonant(letter).or_else(|| vowel(letter, certain));
    sounds.push(sound.unwrap_or_else(|| Sound::other(Written::Cyrillic, letter)));
}
