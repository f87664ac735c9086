//! Why two names are the same or not: typed values with a stable code. The service translates them; the command line speaks English.
use serde::Serialize;

/// One thing that was seen when two names were compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Letter for letter the same, as far as any keyboard can tell.
    SameLetters,
    /// Sounds the same and is spelled otherwise in the same script.
    SameSound,
    /// The same name in another script.
    OtherScript,
    /// Nearly the same sounds.
    NearlySameSound,
    /// A Tajik letter on one side, the one that a Russian keyboard has on the other.
    LookAlikeLetters,
    /// A short vowel that Persian does not write.
    UnwrittenVowel,
    /// A vowel that is spelled in several ways.
    VowelSpelling,
    /// A consonant that is spelled in several ways.
    ConsonantSpelling,
    /// A letter written once on one side and twice on the other.
    DoubledLetter,
    /// Ayn, ъ or a final h is written on one side.
    SilentLetter,
    /// The article of an Abdul or -uddin name, written differently.
    Article,
    /// The и that links a Tajik name to the next: Рустами Эмомалӣ.
    Izofat,
    /// A surname with and without -ов, -ова or -зода, or with another of them.
    SurnameEnding,
    /// A patronymic on one side only.
    Patronymic,
    /// An honorific or word of respect on one side only.
    Honorific,
    /// The same words in another order.
    WordOrder,
    /// One word on one side, two on the other.
    JoinedWords,
    /// Only the initial is known.
    Initial,
    /// What was typed is the beginning of the name.
    Beginning,
    /// A word of the name is on one side only.
    MissingWord,
    /// A final vowel on one side makes another name: Карим and Карима, Муҳаммад and Муҳаммадӣ.
    FinalVowel,
    /// A long vowel contrasts: Рашид and رشاد, حسن and حسین.
    LongVowel,
    /// Another vowel.
    OtherVowel,
    /// Another consonant.
    OtherConsonant,
    /// One word is another name.
    OtherWord,
    /// Given name and family name are swapped, as between father and son.
    Swapped,
}

impl Reason {
    /// Every reason, those for a match first.
    pub const ALL: &[Self] = &[
        Self::SameLetters,
        Self::SameSound,
        Self::OtherScript,
        Self::NearlySameSound,
        Self::LookAlikeLetters,
        Self::UnwrittenVowel,
        Self::VowelSpelling,
        Self::ConsonantSpelling,
        Self::DoubledLetter,
        Self::SilentLetter,
        Self::Article,
        Self::Izofat,
        Self::SurnameEnding,
        Self::Patronymic,
        Self::Honorific,
        Self::WordOrder,
        Self::JoinedWords,
        Self::Initial,
        Self::Beginning,
        Self::MissingWord,
        Self::FinalVowel,
        Self::LongVowel,
        Self::OtherVowel,
        Self::OtherConsonant,
        Self::OtherWord,
        Self::Swapped,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SameLetters => "same_letters",
            Self::SameSound => "same_sound",
            Self::OtherScript => "other_script",
            Self::NearlySameSound => "nearly_same_sound",
            Self::LookAlikeLetters => "look_alike_letters",
            Self::UnwrittenVowel => "unwritten_vowel",
            Self::VowelSpelling => "vowel_spelling",
            Self::ConsonantSpelling => "consonant_spelling",
            Self::DoubledLetter => "doubled_letter",
            Self::SilentLetter => "silent_letter",
            Self::Article => "article",
            Self::Izofat => "izofat",
            Self::SurnameEnding => "surname_ending",
            Self::Patronymic => "patronymic",
            Self::Honorific => "honorific",
            Self::WordOrder => "word_order",
            Self::JoinedWords => "joined_words",
            Self::Initial => "initial",
            Self::Beginning => "beginning",
            Self::MissingWord => "missing_word",
            Self::FinalVowel => "final_vowel",
            Self::LongVowel => "long_vowel",
            Self::OtherVowel => "other_vowel",
            Self::OtherConsonant => "other_consonant",
            Self::OtherWord => "other_word",
            Self::Swapped => "swapped",
        }
    }

    /// In English, for the command line.
    pub const fn words(self) -> &'static str {
        match self {
            Self::SameLetters => "the same letters",
            Self::SameSound => "spelled otherwise, sounds the same",
            Self::OtherScript => "the same name in another script",
            Self::NearlySameSound => "nearly the same sounds",
            Self::LookAlikeLetters => "a Tajik letter typed as a Russian one",
            Self::UnwrittenVowel => "a short vowel that Persian does not write",
            Self::VowelSpelling => "a vowel spelled otherwise",
            Self::ConsonantSpelling => "a consonant spelled otherwise",
            Self::DoubledLetter => "a letter doubled on one side",
            Self::SilentLetter => "a silent letter left out",
            Self::Article => "the article inside the name written otherwise",
            Self::Izofat => "an и that links the names",
            Self::SurnameEnding => "surname with another ending, or without it",
            Self::Patronymic => "patronymic on one side only",
            Self::Honorific => "honorific on one side only",
            Self::WordOrder => "the words in another order",
            Self::JoinedWords => "written as one word and as two",
            Self::Initial => "only an initial",
            Self::Beginning => "the beginning of the name",
            Self::MissingWord => "a word of the name on one side only",
            Self::FinalVowel => "a final vowel on one side makes another name",
            Self::LongVowel => "a long vowel differs",
            Self::OtherVowel => "a vowel differs",
            Self::OtherConsonant => "a consonant differs",
            Self::OtherWord => "a word is another name",
            Self::Swapped => "given name and family name are swapped",
        }
    }

    #[expect(clippy::as_conversions, reason = "there are fewer than 32 reasons, and a const function cannot convert otherwise")]
    const fn bit(self) -> u32 {
        1 << (self as u32)
    }
}

/// A set of reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Reasons(u32);

impl Reasons {
    pub(super) fn add(&mut self, reason: Reason) {
        self.0 |= reason.bit();
    }

    pub(super) fn join(&mut self, others: Self) {
        self.0 |= others.0;
    }

    pub(super) const fn has(self, reason: Reason) -> bool {
        self.0 & reason.bit() != 0
    }

    pub(super) fn list(self) -> Vec<Reason> {
        Reason::ALL.iter().copied().filter(|reason| self.has(*reason)).collect()
    }
}
