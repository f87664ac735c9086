//! Which word of one name answers to which of the other (programmes.md 3.3 g): whole words in any order, surname endings dropped only
//! where the order is kept, two words joined on one side, honorifics and one-sided patronymics left out.
use super::align::{Distance, distance};
use super::reason::Reason;
use super::sound::{CONTRAST, Sound};
use super::token::{Role, Token, settle};

/// Beyond this two words are simply two words.
pub(super) const OTHER_WORD: u32 = 300;

/// Two words, or one and two, that answer to each other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) distance: Distance,
    /// Neither is an honorific.
    pub(super) is_name: bool,
}

/// The best way to lay one name over the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Assignment {
    pub(super) pairs: Vec<Pair>,
    /// Words of names that nothing answers to, on both sides.
    pub(super) missing: usize,
    pub(super) courtesies: usize,
    pub(super) extra: Vec<Reason>,
    cost: u32,
}

#[derive(Clone, Copy)]
enum Move {
    Skip,
    /// So many words of the first for so many of the second, from there.
    Answer {
        taken: usize,
        from: usize,
        count: usize,
    },
}

/// Lays one name over the other.
pub(super) fn assign(a: &[Token], b: &[Token]) -> Assignment {
    let kept = Board::new(a, b, true).best();
    if a.len().max(b.len()) < 2 {
        return kept;
    }
    let free = Board::new(a, b, false).best();
    if free.cost < kept.cost { free } else { kept }
}

struct Board<'a> {
    a: &'a [Token],
    b: &'a [Token],
    in_order: bool,
    /// Whether both names say whose child it is: then a father answers to a father only.
    both_fathers: bool,
    /// Distances that were asked for already: words of the first from, count, words of the second from, count.
    known: std::collections::HashMap<(usize, usize, usize, usize), Distance>,
    solved: std::collections::HashMap<(usize, u32), (u32, Move)>,
}

impl<'a> Board<'a> {
    fn new(a: &'a [Token], b: &'a [Token], in_order: bool) -> Self {
        let both_fathers = has_patronymic(a) && has_patronymic(b);
        Self { a, b, in_order, both_fathers, known: std::collections::HashMap::new(), solved: std::collections::HashMap::new() }
    }

    fn best(mut self) -> Assignment {
        let cost = self.solve(0, 0);
        let mut assignment = Assignment { cost, ..Assignment::default() };
        let (mut at, mut used, mut last) = (0, 0_u32, None);
        while let Some(token) = self.a.get(at) {
            let Some((_, choice)) = self.solved.get(&(at, used)).copied() else { break };
            match choice {
                Move::Skip => {
                    assignment.leave_out(token, self.b);
                    at = at.saturating_add(1);
                }
                Move::Answer { taken, from, count } => {
                    let mut distance = self.distance(at, taken, from, count);
                    if taken != count {
                        distance.reasons.add(Reason::JoinedWords);
                    }
                    let named = |tokens: &[Token], from: usize, count: usize| tokens.iter().skip(from).take(count).any(Token::is_name);
                    let is_name = named(self.a, at, taken) && named(self.b, from, count);
                    assignment.pairs.push(Pair { distance, is_name });
                    if last.is_some_and(|last| from < last) {
                        assignment.extra.push(Reason::WordOrder);
                    }
                    last = Some(from);
                    used |= bits(from, count);
                    at = at.saturating_add(taken);
                }
            }
        }
        for (_, token) in self.b.iter().enumerate().filter(|(at, _)| used & bits(*at, 1) == 0) {
            assignment.leave_out(token, self.a);
        }
        assignment
    }

    /// The least that the words from `at` on cost, when these words of the other are used.
    fn solve(&mut self, at: usize, used: u32) -> u32 {
        if at >= self.a.len() {
            let left = self.b.iter().enumerate().filter(|(at, _)| used & bits(*at, 1) == 0);
            return left.map(|(_, token)| token.cost_of_leaving_out(self.a)).sum();
        }
        if let Some((cost, _)) = self.solved.get(&(at, used)) {
            return *cost;
        }
        let mut best: Option<(u32, Move)> = None;
        let mut consider = |cost: u32, choice: Move| {
            if best.is_none_or(|(known, _)| cost < known) {
                best = Some((cost, choice));
            }
        };
        for from in 0..self.b.len() {
            for (taken, count) in [(1, 1), (1, 2), (2, 1), (1, 3), (3, 1)] {
                let fits = at.saturating_add(taken) <= self.a.len() && from.saturating_add(count) <= self.b.len();
                let crosses = self.in_order && used >= bits(from, 1);
                if !fits || crosses || used & bits(from, count) != 0 || !self.can_join(at, taken, from, count) {
                    continue;
                }
                let here = self.distance(at, taken, from, count).cost.min(OTHER_WORD);
                let joined = if taken == count { 0 } else { 5 };
                let rest = self.solve(at.saturating_add(taken), used | bits(from, count));
                consider(here.saturating_add(joined).saturating_add(rest), Move::Answer { taken, from, count });
            }
        }
        let skipped = self.a.get(at).map_or(0, |token| token.cost_of_leaving_out(self.b));
        let rest = self.solve(at.saturating_add(1), used);
        consider(skipped.saturating_add(rest), Move::Skip);
        let (cost, choice) = best.unwrap_or((0, Move::Skip));
        self.solved.insert((at, used), (cost, choice));
        cost
    }

    /// Joining is for neighbours that together are about as long as the one word.
    fn can_join(&self, at: usize, taken: usize, from: usize, count: usize) -> bool {
        if taken == count {
            return true;
        }
        let length = |tokens: &[Token], from: usize, count: usize| -> usize {
            tokens.iter().skip(from).take(count).map(|token| token.sounds.len()).sum()
        };
        let whole =
            |tokens: &[Token], from: usize, count: usize| tokens.iter().skip(from).take(count).all(|token| token.role != Role::Initial);
        let (left, right) = (length(self.a, at, taken), length(self.b, from, count));
        left.abs_diff(right) <= 4 && whole(self.a, at, taken) && whole(self.b, from, count)
    }

    fn distance(&mut self, at: usize, taken: usize, from: usize, count: usize) -> Distance {
        let key = (at, taken, from, count);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let distance = match (taken, count, self.a.get(at), self.b.get(from)) {
            (1, 1, Some(one), Some(other)) => {
                let mut distance = between(one, other, self.in_order);
                if self.both_fathers && (one.role == Role::Patronymic) != (other.role == Role::Patronymic) {
                    distance.cost = distance.cost.saturating_add(CONTRAST);
                }
                distance
            }
            _ => joined(self.a, at, taken, self.b, from, count),
        };
        self.known.insert(key, distance);
        distance
    }
}

fn joined(a: &[Token], at: usize, taken: usize, b: &[Token], from: usize, count: usize) -> Distance {
    let sounds = |tokens: &[Token], from: usize, count: usize, bare: bool| -> Vec<Sound> {
        let words = tokens.iter().skip(from).take(count);
        let last = count.saturating_sub(1);
        let parts = words.enumerate().flat_map(|(at, token)| {
            if bare && at == last { token.stem.clone().unwrap_or_else(|| token.sounds.clone()) } else { token.sounds.clone() }
        });
        let mut joined = parts.collect();
        if count > 1 {
            settle(&mut joined);
        }
        joined
    };
    let both_end = a.get(at.saturating_add(taken).saturating_sub(1)).is_some_and(|token| token.stem.is_some())
        && b.get(from.saturating_add(count).saturating_sub(1)).is_some_and(|token| token.stem.is_some());
    distance(&sounds(a, at, taken, both_end), &sounds(b, from, count, both_end))
}

fn bits(from: usize, count: usize) -> u32 {
    (0..count).filter_map(|step| u32::try_from(from.saturating_add(step)).ok()).filter_map(|at| 1_u32.checked_shl(at)).sum()
}

/// Two single words. Endings are dropped on one side only where the order is kept: father and son share both of their names.
pub(super) fn between(a: &Token, b: &Token, in_order: bool) -> Distance {
    if a.role == Role::Initial || b.role == Role::Initial {
        return initial(a, b);
    }
    let with = |mut distance: Distance, more: u32, reason: Reason| {
        distance.cost = distance.cost.saturating_add(more);
        distance.reasons.add(reason);
        distance
    };
    match ((a.role, a.stem.as_deref()), (b.role, b.stem.as_deref())) {
        ((Role::Patronymic, _), (Role::Patronymic, _)) => distance(a.core(), b.core()),
        ((Role::Patronymic, _), (_, None)) | ((_, None), (Role::Patronymic, _)) if in_order => {
            with(distance(a.core(), b.core()), 15, Reason::Patronymic)
        }
        ((Role::Patronymic, _), _) | (_, (Role::Patronymic, _)) => with(distance(&a.sounds, &b.sounds), 15, Reason::Patronymic),
        ((_, Some(first)), (_, Some(second))) => {
            let stems = distance(first, second);
            let same_ending = stems.cost == 0 && distance(&a.sounds, &b.sounds).cost == 0;
            if same_ending { stems } else { with(stems, 5, Reason::SurnameEnding) }
        }
        ((_, Some(stem)), (_, None)) if in_order => {
            nearer(distance(&a.sounds, &b.sounds), with(distance(stem, &b.sounds), 10, Reason::SurnameEnding))
        }
        ((_, None), (_, Some(stem))) if in_order => {
            nearer(distance(&a.sounds, &b.sounds), with(distance(&a.sounds, stem), 10, Reason::SurnameEnding))
        }
        _ => distance(&a.sounds, &b.sounds),
    }
}

fn nearer(a: Distance, b: Distance) -> Distance {
    if b.cost < a.cost { b } else { a }
}

fn initial(a: &Token, b: &Token) -> Distance {
    let first = |token: &Token| token.sounds.first().copied().into_iter().collect::<Vec<_>>();
    let (one, other) = (first(a), first(b));
    let mut distance = distance(&one, &other);
    let both = a.role == b.role;
    distance.cost = if distance.cost >= 50 { OTHER_WORD } else { distance.cost.saturating_add(if both { 40 } else { CONTRAST }) };
    distance.reasons.add(Reason::Initial);
    distance
}

impl Assignment {
    fn leave_out(&mut self, token: &Token, others: &[Token]) {
        match token.role {
            Role::Honorific => self.extra.push(Reason::Honorific),
            Role::Courtesy => {
                self.extra.push(Reason::Honorific);
                self.courtesies = self.courtesies.saturating_add(1);
            }
            Role::Patronymic if !has_patronymic(others) => self.extra.push(Reason::Patronymic),
            Role::Patronymic | Role::Plain | Role::Initial => {
                self.extra.push(Reason::MissingWord);
                self.missing = self.missing.saturating_add(1);
            }
        }
    }
}

fn has_patronymic(tokens: &[Token]) -> bool {
    tokens.iter().any(|token| token.role == Role::Patronymic)
}

impl Token {
    /// Something that a person is called, not a title.
    pub(super) fn is_name(&self) -> bool {
        !matches!(self.role, Role::Honorific | Role::Courtesy)
    }

    fn cost_of_leaving_out(&self, others: &[Token]) -> u32 {
        match self.role {
            Role::Honorific => 0,
            Role::Courtesy => 30,
            Role::Patronymic if !has_patronymic(others) => 0,
            Role::Patronymic | Role::Initial => 150,
            Role::Plain => 160,
        }
    }
}
