//! What a letter may stand for. A name in any script is read into a row of sounds; each keeps every reading that its spelling
//! allows, with what that reading costs. Costs are hundredths of one certain difference, whole numbers so that they add up the
//! same everywhere. Comparing (`align`) never looks at letters again.

/// What one certain difference costs.
pub(super) const CONTRAST: u32 = 100;

/// Consonants that some script of the four writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Consonant {
    B,
    P,
    T,
    D,
    S,
    Z,
    Sh,
    Zh,
    Ch,
    J,
    H,
    Kh,
    K,
    Q,
    G,
    Gh,
    F,
    V,
    L,
    R,
    M,
    N,
    Y,
}

/// Vowels by the letter that writes them, as Tajik, Russian and Latin do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Letter {
    A,
    O,
    E,
    I,
    U,
}

/// What the spelling says about a vowel's length. Persian writes the long ones only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Length {
    Short,
    Any,
    Long,
}

/// Which of the scripts a sound was written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Written {
    Cyrillic,
    Latin,
    Arabic,
}

/// A vowel as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Vowel {
    pub(super) letter: Letter,
    pub(super) length: Length,
    /// Written in what is surely Tajik, whose а and о contrast.
    pub(super) certain: bool,
    /// Stands for any short vowel: an alef that only carries one, or the vowel of an article.
    pub(super) free: bool,
}

/// One sound of a name with its readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Sound {
    pub(super) written: Written,
    pub(super) consonants: &'static [(Consonant, u32)],
    pub(super) vowel: Option<Vowel>,
    /// Two sounds that the same letters may be: the sh of Ishaq.
    pub(super) split: Option<(Consonant, Consonant)>,
    /// Ayn, hamza, ъ: heard by few, written by fewer.
    pub(super) silent: bool,
    /// What leaving it out costs, where that is not the ordinary.
    pub(super) gap: Option<u32>,
    pub(super) double: bool,
    /// The last of a word, also where words were joined.
    pub(super) last: bool,
    /// A Cyrillic letter that a Russian keyboard lacks, or one that is typed in its stead.
    pub(super) look_alike: bool,
    /// An и that may only link the word to the next.
    pub(super) izofat: bool,
    /// A letter of no script that is read here.
    pub(super) other: Option<char>,
}

impl Sound {
    const fn blank(written: Written) -> Self {
        Self {
            written,
            consonants: &[],
            vowel: None,
            split: None,
            silent: false,
            gap: None,
            double: false,
            last: false,
            look_alike: false,
            izofat: false,
            other: None,
        }
    }

    pub(super) const fn consonant(written: Written, consonants: &'static [(Consonant, u32)]) -> Self {
        Self { consonants, ..Self::blank(written) }
    }

    pub(super) const fn vowel(written: Written, letter: Letter, length: Length) -> Self {
        Self { vowel: Some(Vowel { letter, length, certain: false, free: false }), ..Self::blank(written) }
    }

    pub(super) const fn silent(written: Written) -> Self {
        Self { silent: true, gap: Some(0), ..Self::blank(written) }
    }

    pub(super) const fn other(written: Written, letter: char) -> Self {
        Self { other: Some(letter), ..Self::blank(written) }
    }

    pub(super) const fn with_gap(self, cost: u32) -> Self {
        Self { gap: Some(cost), ..self }
    }

    pub(super) const fn or_two(self, first: Consonant, second: Consonant) -> Self {
        Self { split: Some((first, second)), ..self }
    }

    /// The same vowel, standing for any short one.
    pub(super) fn freed(self) -> Self {
        Self { vowel: self.vowel.map(|vowel| Vowel { free: true, ..vowel }), ..self }
    }

    /// Only a vowel, whatever the context.
    pub(super) fn is_vowel(&self) -> bool {
        self.vowel.is_some() && self.consonants.is_empty()
    }

    pub(super) fn has_letter(&self, letters: &[Letter]) -> bool {
        self.vowel.is_some_and(|vowel| letters.contains(&vowel.letter))
    }

    pub(super) fn may_be(&self, consonant: Consonant) -> bool {
        self.consonants.iter().any(|(reading, _)| *reading == consonant)
    }

    /// The first reading, if it is a consonant.
    pub(super) fn first_consonant(&self) -> Option<Consonant> {
        self.consonants.first().map(|(consonant, _)| *consonant)
    }

    /// Whether a letter before the article's l takes it up: the sun letters.
    pub(super) fn is_sun_letter(&self) -> bool {
        use Consonant::{D, L, N, R, S, Sh, T, Z};
        self.first_consonant().is_some_and(|first| matches!(first, T | D | R | Z | S | Sh | L | N))
    }
}

/// What it costs to take one consonant for another, where both readings are sure.
pub(super) fn consonant_cost(a: Consonant, b: Consonant) -> u32 {
    use Consonant::{B, Ch, D, F, G, Gh, H, J, K, Kh, P, Q, T, V, Z, Zh};
    if a == b {
        return 0;
    }
    match if a < b { (a, b) } else { (b, a) } {
        (Q, Gh) => 10,
        // Turkic mouths have no f: Sharipov, Yusup.
        (G, Gh) | (P, F) => 30,
        (K, Q) | (Zh, J) => 40,
        (Q, G) => 50,
        (Ch, J) => 60,
        (H, Kh) | (K, G) => 85,
        (D, Z) | (T, D) | (B, P) | (F, V) => 90,
        _ => CONTRAST,
    }
}
