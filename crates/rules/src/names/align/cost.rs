//! What each single step costs: the table of how the scripts really differ (programmes.md 3.3 b–f, h).
use super::super::reason::Reason;
use super::super::sound::{CONTRAST, Consonant, Length, Letter, Sound, Vowel, Written, consonant_cost};
use super::At;

type Cost = (u32, Option<Reason>);

const FREE: Cost = (0, None);

const fn costs(cost: u32, reason: Reason) -> Cost {
    (cost, Some(reason))
}

/// One sound for another.
pub(super) fn substitute(a: At<'_>, b: At<'_>) -> Cost {
    let (Some(x), Some(y)) = (a.sound(), b.sound()) else { return costs(CONTRAST, Reason::OtherConsonant) };
    if x.other.is_some() || y.other.is_some() {
        return if x.other == y.other { FREE } else { costs(CONTRAST, Reason::OtherConsonant) };
    }
    let vowels = match (x.vowel, y.vowel) {
        (Some(first), Some(second)) => Some(vowel_for_vowel((x, first), (y, second), a, b)),
        _ => None,
    };
    let candidates = [consonants(x, y), vowels, silent(x, y), silent(y, x), glide(x, y), glide(y, x)];
    let cheapest = candidates.into_iter().flatten().min_by_key(|(cost, _)| *cost);
    cheapest.unwrap_or(costs(CONTRAST.saturating_add(50), Reason::OtherConsonant))
}

fn consonants(x: &Sound, y: &Sound) -> Option<Cost> {
    let readings = x.consonants.iter().flat_map(|(first, one)| {
        y.consonants.iter().map(move |(second, two)| consonant_cost(*first, *second).saturating_add(*one).saturating_add(*two))
    });
    let mut cost = readings.min()?;
    // Turkic mouths harden the end of a word: Murat, Zaynap.
    let hardens = |soft, hard| (x.may_be(soft) && y.may_be(hard)) || (x.may_be(hard) && y.may_be(soft));
    if x.last && y.last && (hardens(Consonant::D, Consonant::T) || hardens(Consonant::B, Consonant::P)) {
        cost = cost.min(50);
    }
    let nasal = |x: &Sound, y: &Sound| x.may_be(Consonant::N) && y.may_be(Consonant::M);
    let reason = if cost >= 60 {
        Some(Reason::OtherConsonant)
    } else if cost == 0 && x.written == y.written && x.look_alike && y.look_alike && (x.consonants != y.consonants || x.split != y.split) {
        Some(Reason::LookAlikeLetters)
    } else if cost > 0 && x.consonants.first() != y.consonants.first() {
        Some(Reason::ConsonantSpelling)
    } else {
        None
    };
    // An n before a b is heard as m; without looking further this is a small difference of its own.
    Some(if nasal(x, y) || nasal(y, x) { (cost.min(90), reason) } else { (cost, reason) })
}

/// Ayn, hamza and ъ carry whatever vowel stands with them.
fn silent(x: &Sound, y: &Sound) -> Option<Cost> {
    if !x.silent {
        return None;
    }
    match y.vowel {
        _ if y.silent => Some(FREE),
        Some(_) if x.written == Written::Arabic && y.written == Written::Arabic => Some(costs(25, Reason::SilentLetter)),
        Some(vowel) if y.is_vowel() && vowel.length != Length::Long => Some(costs(0, Reason::SilentLetter)),
        Some(_) if y.is_vowel() => Some(costs(25, Reason::SilentLetter)),
        _ => None,
    }
}

/// й for и, w for u: glides are written as vowels and the other way round.
fn glide(x: &Sound, y: &Sound) -> Option<Cost> {
    let vowel = y.vowel.filter(|_| y.is_vowel())?;
    match vowel.letter {
        _ if vowel.free => None,
        _ if x.vowel.is_some() => None,
        Letter::I | Letter::E if x.may_be(Consonant::Y) => Some(costs(5, Reason::VowelSpelling)),
        Letter::U | Letter::O if x.may_be(Consonant::V) => Some(costs(15, Reason::VowelSpelling)),
        _ => None,
    }
}

/// Two sounds that the other side's letters may also be: the sh of Ishaq.
pub(super) fn two_for_one(one: At<'_>, two: At<'_>) -> Option<Cost> {
    let (first, second) = one.sound()?.split?;
    let (left, right) = (two.sound()?, two.after(1)?);
    let matches = left.may_be(first) && right.may_be(second);
    matches.then_some(costs(10, Reason::ConsonantSpelling))
}

fn vowel_for_vowel((x, first): (&Sound, Vowel), (y, second): (&Sound, Vowel), a: At<'_>, b: At<'_>) -> Cost {
    if first.free || second.free {
        return carried((x, first), (y, second), a, b);
    }
    match (x.written, y.written) {
        (Written::Arabic, Written::Arabic) => {
            if x.vowel == y.vowel {
                FREE
            } else {
                costs(CONTRAST, Reason::LongVowel)
            }
        }
        (Written::Arabic, _) => persian_for(first, y, second, b),
        (_, Written::Arabic) => persian_for(second, x, first, a),
        _ => spelled((x, first), (y, second), a, b),
    }
}

/// A vowel against one that stands for any. A Cyrillic О at the beginning is a long one, which has an alef of its own kind.
fn carried((x, first): (&Sound, Vowel), (y, second): (&Sound, Vowel), a: At<'_>, b: At<'_>) -> Cost {
    let long_o =
        |sound: &Sound, vowel: Vowel, place: At<'_>| place.at == 0 && vowel.letter == Letter::O && sound.written == Written::Cyrillic;
    if (long_o(x, first, a) && y.written == Written::Arabic) || (long_o(y, second, b) && x.written == Written::Arabic) {
        return costs(if first.certain || second.certain { 50 } else { 35 }, Reason::LongVowel);
    }
    if first.letter == second.letter { FREE } else { costs(0, Reason::VowelSpelling) }
}

/// The i behind a Tajik о, in a word of two syllables, is short: Солим, Носир. Persian does not write it.
fn is_short_behind_o(place: At<'_>) -> bool {
    let o = place.before(2).is_some_and(|sound| sound.written == Written::Cyrillic && sound.has_letter(&[Letter::O]));
    o && place.at <= 3
        && place.after(1).is_some_and(|next| !next.is_vowel())
        && place.after(2).is_none_or(|next| next.is_vowel() && next.last)
}

/// The e of Hamed is short, and no yeh stands for it.
fn is_hamed(place: At<'_>) -> bool {
    let behind_a = place.before(2).is_some_and(|sound| sound.is_vowel() && sound.has_letter(&[Letter::A]));
    place.at == 3 && behind_a && place.after(1).is_some_and(|next| next.last && !next.is_vowel())
}

/// The second a of Akram, Anvar, Ahmad is short, and no alef stands for it.
fn is_akram(place: At<'_>) -> bool {
    let closes = place.after(1).is_some_and(|next| next.last && !next.is_vowel());
    place.at == 3 && closes && place.before(3).is_some_and(|sound| sound.is_vowel() && sound.has_letter(&[Letter::A]))
}

/// A vowel that Persian writes against one in an alphabet with vowels.
fn persian_for(persian: Vowel, y: &Sound, vowel: Vowel, place: At<'_>) -> Cost {
    use Letter::{A, E, I, O, U};
    let surely = vowel.certain;
    match (persian.letter, persian.length, vowel.letter) {
        // A final he.
        (A, Length::Short, A) => FREE,
        (A, Length::Short, E) => costs(5, Reason::VowelSpelling),
        (A, Length::Short, O) if !surely => costs(10, Reason::VowelSpelling),
        (A, Length::Short, O) => costs(40, Reason::LongVowel),
        (A, _, O) => FREE,
        (A, Length::Long, A) if is_akram(place) => costs(if y.written == Written::Cyrillic { 85 } else { 50 }, Reason::LongVowel),
        // The pattern of Hamed is told from that of Hamid by the vowel that follows.
        (A, _, A) if persian.certain && place.after(2).is_some_and(|next| next.has_letter(&[I])) => costs(85, Reason::LongVowel),
        (A, _, A) if surely && vowel.length == Length::Short => costs(25, Reason::VowelSpelling),
        (A, _, A) => FREE,
        (A, _, E) => costs(80, Reason::LongVowel),
        (U, _, U) => FREE,
        (U, _, O) if !surely => costs(if y.written == Written::Latin { 0 } else { 85 }, Reason::VowelSpelling),
        (I, _, E) if y.written == Written::Latin && is_hamed(place) => costs(85, Reason::LongVowel),
        (I, _, I) if is_short_behind_o(place) => costs(50, Reason::LongVowel),
        (I, _, I | E) => FREE,
        _ => costs(CONTRAST, Reason::LongVowel),
    }
}

/// Two vowels that are both spelled out.
fn spelled((x, first): (&Sound, Vowel), (y, second): (&Sound, Vowel), a: At<'_>, b: At<'_>) -> Cost {
    use Letter::{A, E, I, O, U};
    let tajik = first.certain && second.certain;
    let both_cyrillic = x.written == Written::Cyrillic && y.written == Written::Cyrillic;
    // Of Husain and Hasan only one has the glide.
    let before_glide = [a, b].iter().all(|side| side.after(1).is_some_and(|next| next.may_be(Consonant::Y) || next.has_letter(&[I])));
    let (low, high) = if first.letter <= second.letter { (first, second) } else { (second, first) };
    let o_is_certain = (first.letter == O && first.certain) || (second.letter == O && second.certain);
    match (low.letter, high.letter) {
        (A, A) if low.length != high.length && low.length != Length::Any && high.length != Length::Any => costs(40, Reason::LongVowel),
        (I, I) | (U, U) if both_cyrillic && low.length != high.length => costs(0, Reason::LookAlikeLetters),
        (A, A) | (O, O) | (E, E) | (I, I) | (U, U) => FREE,
        (A, O) if tajik => costs(CONTRAST, Reason::LongVowel),
        (A, O) if low.length == Length::Long => FREE,
        (A, O) if both_cyrillic => costs(20, Reason::VowelSpelling),
        (A, O) => costs(10, Reason::VowelSpelling),
        (A, E) if tajik => costs(CONTRAST, Reason::OtherVowel),
        (A, E) if before_glide || (x.last_but_h(a) && y.last_but_h(b)) => costs(5, Reason::VowelSpelling),
        (A, E) if closes_or_before_h(a) || closes_or_before_h(b) => costs(25, Reason::VowelSpelling),
        (A, E) => costs(if both_cyrillic { 85 } else { 45 }, Reason::OtherVowel),
        (E, I) => costs(if tajik { 20 } else { 5 }, Reason::VowelSpelling),
        (O, U) if tajik => costs(CONTRAST, Reason::LongVowel),
        (O, U) if o_is_certain => costs(90, Reason::LongVowel),
        (O, U) if both_cyrillic => costs(30, Reason::VowelSpelling),
        (O, U) => costs(5, Reason::VowelSpelling),
        (E, U) => costs(50, Reason::OtherVowel),
        (I, U) => costs(85, Reason::OtherVowel),
        _ => costs(CONTRAST, Reason::OtherVowel),
    }
}

/// A vowel of the last closed syllable, or before an h: Ahmed, Mehdi.
fn closes_or_before_h(place: At<'_>) -> bool {
    place.after(1).is_some_and(|next| next.may_be(Consonant::H) || (next.last && !next.is_vowel()))
}

impl Sound {
    /// The last vowel of a word, behind which at most a silent h stands.
    fn last_but_h(&self, place: At<'_>) -> bool {
        self.last || place.after(1).is_some_and(|next| next.last && next.may_be(Consonant::H))
    }
}

/// A sound of one side that the other side does not write at `other`.
pub(super) fn gap(own: At<'_>, other: At<'_>) -> Cost {
    let Some(sound) = own.sound() else { return FREE };
    let across = other.sound().or_else(|| other.before(1)).map(|sound| sound.written);
    if let Some(cost) = sound.gap {
        if sound.izofat {
            return costs(cost, Reason::Izofat);
        }
        let reason = if sound.silent { Reason::SilentLetter } else { Reason::Article };
        return (cost, (!sound.consonants.is_empty() || sound.silent).then_some(reason));
    }
    if sound.other.is_some() {
        return costs(CONTRAST, Reason::OtherConsonant);
    }
    if sound.is_vowel() {
        return if across == Some(Written::Arabic) && sound.written != Written::Arabic { unwritten(own, other) } else { left_out(own) };
    }
    let before = own.before(1);
    let after = own.after(1);
    let beside =
        |letters: &[Letter]| before.is_some_and(|sound| sound.has_letter(letters)) || after.is_some_and(|sound| sound.has_letter(letters));
    let after_open = before.is_some_and(|sound| sound.has_letter(&[Letter::A, Letter::O]));
    match sound.first_consonant() {
        Some(Consonant::H) if sound.last && after_open && sound.written != Written::Arabic => costs(5, Reason::SilentLetter),
        _ if sound.written == Written::Arabic && sound.vowel.is_some() => {
            costs(CONTRAST, if sound.last { Reason::FinalVowel } else { Reason::LongVowel })
        }
        Some(Consonant::Y) if beside(&[Letter::I, Letter::E]) => costs(10, Reason::VowelSpelling),
        Some(Consonant::V) if !sound.last && beside(&[Letter::U, Letter::O]) => costs(20, Reason::VowelSpelling),
        Some(Consonant::H) => costs(90, Reason::OtherConsonant),
        _ => costs(CONTRAST, Reason::OtherConsonant),
    }
}

/// A vowel that the other side, which spells its vowels, leaves out.
fn left_out(own: At<'_>) -> Cost {
    let Some(sound) = own.sound() else { return FREE };
    let before = own.before(1);
    if sound.last {
        return costs(CONTRAST, Reason::FinalVowel);
    }
    if sound.written == Written::Arabic {
        return costs(CONTRAST, Reason::LongVowel);
    }
    match before {
        None => costs(CONTRAST, Reason::OtherVowel),
        Some(before) if before.is_vowel() => costs(45, Reason::VowelSpelling),
        Some(_) => costs(65, Reason::OtherVowel),
    }
}

/// A vowel that Persian does not write: free where it is short, as the word's pattern tells.
fn unwritten(own: At<'_>, persian: At<'_>) -> Cost {
    let Some((sound, vowel)) = own.sound().and_then(|sound| Some((sound, sound.vowel?))) else { return FREE };
    if sound.last {
        return costs(CONTRAST, Reason::FinalVowel);
    }
    match own.before(1) {
        None => return costs(CONTRAST, Reason::LongVowel),
        Some(before) if before.is_vowel() && !vowel.free => return costs(CONTRAST, Reason::LongVowel),
        Some(_) => {}
    }
    if vowel.free {
        return FREE;
    }
    let before_h = own.after(1).is_some_and(|next| next.silent || next.may_be(Consonant::H));
    let free = costs(0, Reason::UnwrittenVowel);
    match (vowel.letter, vowel.length) {
        (Letter::A, Length::Long) => costs(60, Reason::LongVowel),
        (Letter::A, _) if follows_alef(own, persian) => costs(95, Reason::LongVowel),
        (Letter::A, _) => free,
        (Letter::O, _) if vowel.certain => costs(95, Reason::LongVowel),
        (Letter::O, _) if sound.written == Written::Latin => free,
        // Мохаммад, as Iranians speak it.
        (Letter::O, _) => costs(if before_h { 40 } else { 85 }, Reason::LongVowel),
        (Letter::E | Letter::U, Length::Long) if before_h => free,
        (_, Length::Long) => costs(if sound.written == Written::Latin { 60 } else { 90 }, Reason::LongVowel),
        (Letter::E, _) => free,
        _ => must_be_long(own, persian).map_or(free, |cost| costs(cost, Reason::LongVowel)),
    }
}

fn is_written_alef(sound: &Sound) -> bool {
    sound.written == Written::Arabic && sound.has_letter(&[Letter::A]) && !sound.vowel.is_some_and(|vowel| vowel.free)
}

/// The a of the last closed syllable behind a written alef: Kamal is not کامل, whose second vowel is an i.
fn follows_alef(own: At<'_>, persian: At<'_>) -> bool {
    let closes = own.after(1).is_some_and(|next| !next.is_vowel()) && own.after(2).is_none_or(|next| next.is_vowel() && next.last);
    let alef = persian.before(2).is_some_and(is_written_alef);
    let same_letter = own.before(3).is_some() && own.before(2).is_some_and(|sound| sound.is_vowel() && sound.has_letter(&[Letter::A]));
    // Ikram, Ekram: the pattern has a long one, which would be written. Akram has a short one.
    let ikram = own.at == 3 && own.before(3).is_some_and(|sound| sound.is_vowel() && sound.has_letter(&[Letter::I, Letter::E]));
    let ends_in_t = own.after(1).is_some_and(|next| next.may_be(Consonant::T));
    closes && ((alef && same_letter) || (ikram && !ends_in_t))
}

/// The i and u of the last closed syllable are long, and would be written, where the vowel before is a short a: Карим, Ғафур,
/// Маҳмуд. They are short behind a long one (Содиқ) or another vowel (Муслим). What the pattern costs when it is broken.
fn must_be_long(own: At<'_>, persian: At<'_>) -> Option<u32> {
    let closes = own.after(1).is_some_and(|next| !next.is_vowel())
        && own.after(2).is_none_or(|next| next.is_vowel() && (next.last || own.after(3).is_none_or(|third| third.last)));
    if !closes {
        return None;
    }
    let letter = own.sound()?.vowel?.letter;
    let is_a = |sound: &Sound| sound.is_vowel() && sound.has_letter(&[Letter::A]);
    let open = own.before(2).is_some_and(is_a);
    let shut = own.before(3).is_some_and(is_a) && own.before(2).is_some_and(|sound| !sound.is_vowel());
    let doubled = own.before(1).is_some_and(|sound| sound.double);
    let a = if open { own.before(2) } else { own.before(3).filter(|_| shut) }?;
    let surely_short = a.vowel.is_some_and(|vowel| vowel.certain);
    // Where Persian writes an alef before, the a was long and this pattern is another.
    let alef = [2, 3].iter().any(|steps| persian.before(*steps).is_some_and(is_written_alef));
    if alef && !surely_short {
        // Behind a long a the pattern has an i: Sabir is not Sabur. A u stands there before an l only: Kabul, and names with gul.
        let l = own.after(1).is_some_and(|next| next.may_be(Consonant::L));
        return (letter == Letter::U && !l).then_some(CONTRAST);
    }
    let begins_with =
        |consonant: Consonant| own.sounds.first().is_some_and(|first| first.first_consonant() == Some(consonant)) && own.at == 4;
    Some(match letter {
        _ if open && !doubled => CONTRAST,
        Letter::U if shut && begins_with(Consonant::M) => CONTRAST,
        Letter::I if shut && begins_with(Consonant::T) => 90,
        _ => 35,
    })
}
