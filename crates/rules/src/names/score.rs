//! From words that answer to each other to one number and its reasons. The worst word weighs most: brothers share all but one.
use super::align::distance_from_beginning;
use super::assign::{Assignment, OTHER_WORD, assign, between};
use super::reason::{Reason, Reasons};
use super::token::{Role, Token};
use super::{DEFAULT_THRESHOLD, Name, Reading};

/// What distance makes a word count for nothing, in hundredths of a certain difference.
const NOTHING_ALIKE: f64 = 400.0;
/// From here on a word is called another one, and its single letters are not explained.
const ANOTHER_WORD: u32 = 150;
/// How much the worst word weighs against the mean of all.
const WORST: f64 = 0.75;
/// What leaving out every word of a name would cost.
const MISSING: f64 = 0.7;

/// How alike two names are, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// From 0, nothing alike, to 1, the same.
    pub score: f64,
    /// What speaks for it and against it, the former first.
    pub reasons: Vec<Reason>,
}

impl Match {
    /// Whether the names count as the same at the default threshold.
    pub fn is_match(&self) -> bool {
        self.score >= DEFAULT_THRESHOLD
    }
}

/// How alike two names are. The same for (a, b) and (b, a).
///
/// Where both tell given name from family name, each answers to its own kind: father and son with the names swapped are two people.
/// Otherwise whole words may stand in any order.
pub fn score(a: &Name<'_>, b: &Name<'_>) -> Match {
    compare(&Reading::of(a), &Reading::of(b))
}

pub(super) fn compare(a: &Reading, b: &Reading) -> Match {
    // One order for both, so that a choice between equals falls the same way.
    let (a, b) = if a.folded <= b.folded { (a, b) } else { (b, a) };
    if a.is_empty() || b.is_empty() {
        return nothing_to_read(a, b);
    }
    let has_parts = |reading: &Reading| !reading.given.is_empty() && !reading.family.is_empty();
    let by_part = has_parts(a) && has_parts(b);
    if a.folded == b.folded && !by_part {
        return Match { score: 1.0, reasons: vec![Reason::SameLetters] };
    }
    let (assignment, swapped) = if by_part { (by_parts(a, b), is_swapped(a, b)) } else { (assign(&a.whole, &b.whole), false) };
    let words = names(&a.whole).max(names(&b.whole));
    let mut result = weigh(assignment, words, a, b);
    if swapped && result.score < DEFAULT_THRESHOLD {
        result.reasons.push(Reason::Swapped);
    }
    result
}

fn nothing_to_read(a: &Reading, b: &Reading) -> Match {
    let same = a.folded == b.folded;
    Match { score: if same { 1.0 } else { 0.0 }, reasons: vec![if same { Reason::SameLetters } else { Reason::OtherWord }] }
}

fn names(tokens: &[Token]) -> usize {
    tokens.iter().filter(|token| matches!(token.role, Role::Plain | Role::Initial)).count()
}

fn by_parts(a: &Reading, b: &Reading) -> Assignment {
    let mut whole = assign(&a.given, &b.given);
    whole.absorb(assign(&a.family, &b.family));
    if !a.father.is_empty() && !b.father.is_empty() {
        whole.absorb(assign(&as_fathers(&a.father), &as_fathers(&b.father)));
    } else if a.father.len() != b.father.len() {
        whole.extra.push(Reason::Patronymic);
    }
    whole
}

/// Rahim, Rahimov and Rahimovich all name the father Rahim.
fn as_fathers(tokens: &[Token]) -> Vec<Token> {
    tokens.iter().map(|token| Token { role: if token.is_name() { Role::Patronymic } else { token.role }, ..token.clone() }).collect()
}

fn is_swapped(a: &Reading, b: &Reading) -> bool {
    let alike = |one: &[Token], other: &[Token]| {
        let assignment = assign(one, other);
        assignment.missing == 0 && assignment.pairs.iter().all(|pair| pair.distance.cost < 80)
    };
    alike(&a.given, &b.family) && alike(&a.family, &b.given)
}

impl Assignment {
    fn absorb(&mut self, other: Self) {
        self.pairs.extend(other.pairs);
        self.missing = self.missing.saturating_add(other.missing);
        self.courtesies = self.courtesies.saturating_add(other.courtesies);
        self.extra.extend(other.extra);
    }
}

fn likeness(cost: u32) -> f64 {
    (1.0 - f64::from(cost.min(OTHER_WORD)) / NOTHING_ALIKE).max(0.0)
}

/// A count as a number to reckon with; names have few words.
fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

fn weigh(assignment: Assignment, words: usize, a: &Reading, b: &Reading) -> Match {
    let named: Vec<f64> = assignment.pairs.iter().filter(|pair| pair.is_name).map(|pair| likeness(pair.distance.cost)).collect();
    let mut reasons = Reasons::default();
    for pair in &assignment.pairs {
        if pair.distance.cost >= ANOTHER_WORD {
            reasons.add(Reason::OtherWord);
        } else {
            reasons.join(pair.distance.reasons);
        }
    }
    for reason in &assignment.extra {
        reasons.add(*reason);
    }
    let missing = MISSING * number(assignment.missing) / number(words.max(1)).max(number(assignment.missing));
    let courtesies = 0.03 * number(assignment.courtesies);
    let score = match named.iter().copied().reduce(f64::min) {
        None => 0.0,
        Some(worst) => {
            let mean = named.iter().sum::<f64>() / number(named.len());
            (WORST * worst + (1.0 - WORST) * mean) * (1.0 - missing) - courtesies
        }
    };
    let score = (score.clamp(0.0, 1.0) * 10_000.0).round() / 10_000.0;
    if score >= DEFAULT_THRESHOLD {
        let scripts = |reading: &Reading| reading.whole.iter().find_map(|token| token.script);
        reasons.add(match (scripts(a) == scripts(b), score >= 0.95) {
            (false, _) => Reason::OtherScript,
            (true, true) => Reason::SameSound,
            (true, false) => Reason::NearlySameSound,
        });
    }
    Match { score, reasons: reasons.list() }
}

/// How well words fit that answer to what was typed at these costs, when so many more words of the name were not typed yet: they cost little, so
/// that of two fitting names the shorter stands first.
pub(super) fn fit(costs: &[u32], untyped: usize) -> f64 {
    let words: Vec<f64> = costs.iter().map(|cost| likeness(*cost)).collect();
    let worst = words.iter().copied().fold(1.0, f64::min);
    let mean = words.iter().sum::<f64>() / number(words.len().max(1));
    ((WORST * worst + (1.0 - WORST) * mean - 0.02 * number(untyped) - 0.02).clamp(0.0, 1.0) * 10_000.0).round() / 10_000.0
}

/// What was typed against a name: every typed word wants a word of the name, in any order.
pub(super) fn compare_typed(typed: &Reading, name: &Reading) -> Match {
    let full = compare(typed, name);
    let wanted: Vec<&Token> = typed.whole.iter().filter(|token| token.is_name()).collect();
    let Some(last) = wanted.len().checked_sub(1) else { return full };
    let mut free: Vec<&Token> = name.whole.iter().collect();
    let mut costs = Vec::with_capacity(wanted.len());
    let mut reasons = Reasons::default();
    for (at, word) in wanted.iter().enumerate() {
        let distance = |token: &Token| {
            let whole = between(word, token, true);
            if at < last {
                return whole;
            }
            let beginning = distance_from_beginning(&word.sounds, &token.sounds);
            if beginning.cost.saturating_add(5) < whole.cost { beginning } else { whole }
        };
        let nearest = free.iter().enumerate().map(|(at, token)| (at, distance(token))).min_by_key(|(_, distance)| distance.cost);
        let Some((at, distance)) = nearest else { return full };
        free.remove(at);
        reasons.join(distance.reasons);
        costs.push(distance.cost);
    }
    let score = fit(&costs, free.iter().filter(|token| token.role == Role::Plain).count());
    if score <= full.score {
        return full;
    }
    let scripts = |reading: &Reading| reading.whole.iter().find_map(|token| token.script);
    if scripts(typed) != scripts(name) {
        reasons.add(Reason::OtherScript);
    }
    Match { score, reasons: reasons.list() }
}
