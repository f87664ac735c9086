//! What was typed against very many names. Names are many and their words are few: each word is read and compared once, which says nearly how
//! well a whole name fits, and only what nearly fits is worth comparing as a whole.
use std::collections::HashMap;

use super::align::distance_from_beginning;
use super::assign::between;
use super::score::{compare_typed, fit};
use super::token::{Role, Token, fold, plain};
use super::{Match, Name, Reading, words};

/// What each word that was typed is away from one word of a name.
#[derive(Debug)]
struct Word {
    costs: Vec<u32>,
    is_plain: bool,
}

/// How a word stands to its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    None,
    /// Belongs to what follows.
    Head,
    /// Belongs to what stands before.
    Tail,
    /// Belongs to both.
    Article,
}

/// What was typed, with all words that it was compared with.
#[derive(Debug)]
pub struct Typed {
    reading: Reading,
    words: Vec<Token>,
    joints: HashMap<String, Joint>,
    known: HashMap<String, Vec<Word>>,
}

impl Typed {
    /// Reads what was typed.
    pub fn of(typed: &str) -> Self {
        let reading = Reading::of(&Name::whole(typed));
        let words = reading.whole.iter().filter(|token| token.is_name()).cloned().collect();
        Self { reading, words, joints: HashMap::new(), known: HashMap::new() }
    }

    /// What was typed, read.
    pub fn reading(&self) -> &Reading {
        &self.reading
    }

    /// How well it fits a name, and why.
    pub fn compare(&self, written: &str) -> Match {
        compare_typed(&self.reading, &Reading::of(&Name::whole(written)))
    }

    /// Nearly the score of [`compare`](Self::compare), at a fraction of what that costs: word by word, by the best of each.
    pub fn nearness(&mut self, written: &str) -> f64 {
        let units = self.units(written);
        for (from, until) in &units {
            let unit = written.get(*from..*until).unwrap_or_default();
            if !self.known.contains_key(unit) {
                let words = self.look_at(unit);
                self.known.insert(unit.to_owned(), words);
            }
        }
        let known = units.iter().filter_map(|(from, until)| self.known.get(written.get(*from..*until)?));
        let mut free: Vec<&Word> = known.flatten().collect();
        let mut costs = Vec::with_capacity(self.words.len());
        for at in 0..self.words.len() {
            let cost = |word: &Word| word.costs.get(at).copied().unwrap_or(u32::MAX);
            let Some((place, nearest)) = free.iter().map(|word| cost(word)).enumerate().min_by_key(|(_, cost)| *cost) else { break };
            free.swap_remove(place);
            costs.push(nearest);
        }
        let missing = self.words.len().saturating_sub(costs.len());
        costs.extend(std::iter::repeat_n(u32::MAX, missing));
        fit(&costs, free.iter().filter(|word| word.is_plain).count())
    }

    /// The places of the words of a name, where what belongs together stays together.
    fn units(&mut self, written: &str) -> Vec<(usize, usize)> {
        let mut units: Vec<(usize, usize)> = Vec::with_capacity(4);
        let mut open = false;
        let mut at = 0_usize;
        for piece in written.split(char::is_whitespace) {
            let (from, until) = (at, at.saturating_add(piece.len()));
            let space = written.get(until..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            at = until.saturating_add(space);
            if piece.is_empty() {
                continue;
            }
            let joint = self.joint(piece);
            let joins = open || matches!(joint, Joint::Tail | Joint::Article);
            match units.last_mut().filter(|_| joins) {
                Some(unit) => unit.1 = until,
                None => units.push((from, until)),
            }
            open = matches!(joint, Joint::Head | Joint::Article);
        }
        units
    }

    fn joint(&mut self, piece: &str) -> Joint {
        if let Some(known) = self.joints.get(piece) {
            return *known;
        }
        let bare = plain(&fold(piece));
        let is_in = |list: &std::collections::HashSet<&'static str>| list.contains(bare.as_str());
        let joint = if is_in(&words::HEADS) {
            Joint::Head
        } else if is_in(&words::ARTICLES) || is_in(&words::BEFORE_FATHER) {
            Joint::Article
        } else if is_in(&words::TAILS) || is_in(&words::BEHIND_FATHER) || bare.starts_with("ال") {
            Joint::Tail
        } else {
            Joint::None
        };
        self.joints.insert(piece.to_owned(), joint);
        joint
    }

    fn look_at(&self, unit: &str) -> Vec<Word> {
        let last = self.words.len().saturating_sub(1);
        let cost = |at: usize, typed: &Token, token: &Token| {
            let whole = between(typed, token, true).cost;
            if at < last { whole } else { whole.min(distance_from_beginning(&typed.sounds, &token.sounds).cost) }
        };
        let tokens = Reading::of(&Name::whole(unit)).whole;
        let word = |token: &Token| Word {
            costs: self.words.iter().enumerate().map(|(at, typed)| cost(at, typed, token)).collect(),
            is_plain: token.role == Role::Plain,
        };
        tokens.iter().map(word).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearness_is_nearly_the_score() {
        let names = [
            "Муҳаммадӣ Ҷамшед",
            "Абдул Раҳмон Каримов",
            "عبد الرحمن کریمی",
            "Zabih Ullah Rahimi",
            "Karim Rahimov",
            "Rahim Karimov",
            "محمد کریم زاده",
            "Ҳусейн ибни Алӣ",
        ];
        for typed in ["Mohammadi Jamshed", "Абдурраҳмон Карим", "Rahimi Zabihullah", "Карим Рахимов", "Karimza Mohammad", "Hussain Ali"]
        {
            let mut typed = Typed::of(typed);
            for name in names {
                let (near, full) = (typed.nearness(name), typed.compare(name).score);
                // What is shown is never far behind what it was chosen by; a whole comparison may find more: joined words, the same letters.
                assert!(near <= full + 0.03, "{name}: {near} {full}");
                if full >= 0.8 {
                    assert!(near >= full - 0.1, "{name}: {near} {full}");
                }
            }
        }
    }
}
