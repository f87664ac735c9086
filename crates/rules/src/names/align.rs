//! How far apart two words sound: the cheapest way to turn one row of sounds into the other, with what had to be believed for it.
//! Symmetric by construction: what one side may leave out, the other may too.
mod cost;

use super::reason::{Reason, Reasons};
use super::sound::{CONTRAST, Sound};

use cost::{gap, substitute, two_for_one};

/// How far apart two words are, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Distance {
    /// In hundredths of a certain difference.
    pub(super) cost: u32,
    pub(super) reasons: Reasons,
}

/// One side of a comparison: the row and the place in it.
#[derive(Clone, Copy)]
struct At<'a> {
    sounds: &'a [Sound],
    at: usize,
}

impl<'a> At<'a> {
    fn sound(self) -> Option<&'a Sound> {
        self.sounds.get(self.at)
    }

    fn before(self, steps: usize) -> Option<&'a Sound> {
        self.at.checked_sub(steps).and_then(|at| self.sounds.get(at))
    }

    fn after(self, steps: usize) -> Option<&'a Sound> {
        self.sounds.get(self.at.saturating_add(steps))
    }
}

#[derive(Clone, Copy)]
enum Step {
    Start,
    /// So many sounds of the one for so many of the other.
    Take(usize, usize),
}

#[derive(Clone, Copy)]
struct Cell {
    cost: u32,
    step: Step,
}

/// The distance of two words.
pub(super) fn distance(a: &[Sound], b: &[Sound]) -> Distance {
    let table = Table::filled(a, b);
    table.way(a.len(), b.len())
}

/// The distance of what was typed from the nearest beginning of a word, which may be all of it.
pub(super) fn distance_from_beginning(typed: &[Sound], word: &[Sound]) -> Distance {
    let table = Table::filled(typed, word);
    let ends = (1..=word.len()).map(|end| (table.cost(typed.len(), end), word.len().abs_diff(end), end));
    let Some((_, left, end)) = ends.min() else { return distance(typed, word) };
    let mut way = table.way(typed.len(), end);
    if left > 0 {
        way.reasons.add(Reason::Beginning);
    }
    way
}

/// Costs of all pairs of beginnings.
struct Table<'a> {
    a: &'a [Sound],
    b: &'a [Sound],
    cells: Vec<Cell>,
}

impl<'a> Table<'a> {
    fn filled(a: &'a [Sound], b: &'a [Sound]) -> Self {
        let width = b.len().saturating_add(1);
        let start = Cell { cost: 0, step: Step::Start };
        let mut table = Self { a, b, cells: Vec::with_capacity(a.len().saturating_add(1).saturating_mul(width)) };
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                let cell = table.cheapest(i, j).unwrap_or(start);
                table.cells.push(cell);
            }
        }
        table
    }

    fn cost(&self, i: usize, j: usize) -> u32 {
        self.cell(i, j).map_or(u32::MAX / 2, |cell| cell.cost)
    }

    fn cell(&self, i: usize, j: usize) -> Option<Cell> {
        self.cells.get(i.saturating_mul(self.b.len().saturating_add(1)).saturating_add(j)).copied()
    }

    /// The cheapest last step to here.
    fn cheapest(&self, i: usize, j: usize) -> Option<Cell> {
        const STEPS: [(usize, usize); 6] = [(1, 1), (1, 0), (0, 1), (1, 2), (2, 1), (2, 2)];
        let mut best: Option<Cell> = None;
        for (left, right) in STEPS {
            let (Some(from_i), Some(from_j)) = (i.checked_sub(left), j.checked_sub(right)) else { continue };
            let Some((step_cost, _)) = self.step(from_i, from_j, left, right) else { continue };
            let cost = self.cost(from_i, from_j).saturating_add(step_cost);
            if best.is_none_or(|best| cost < best.cost) {
                best = Some(Cell { cost, step: Step::Take(left, right) });
            }
        }
        best
    }

    /// What one step costs, and what it says.
    fn step(&self, i: usize, j: usize, left: usize, right: usize) -> Option<(u32, Option<Reason>)> {
        let (a, b) = (At { sounds: self.a, at: i }, At { sounds: self.b, at: j });
        match (left, right) {
            (1, 1) => Some(substitute(a, b)),
            (1, 0) => Some(gap(a, b)),
            (0, 1) => Some(gap(b, a)),
            (1, 2) => two_for_one(a, b),
            (2, 1) => two_for_one(b, a),
            _ => {
                // Two neighbours in the other order: one slip of the fingers.
                let crossed = |x: Option<&Sound>, y: Option<&Sound>| match (x, y) {
                    (Some(x), Some(y)) => !x.consonants.is_empty() && x.consonants.first() == y.consonants.first(),
                    _ => false,
                };
                let vowels = |x: Option<&Sound>, y: Option<&Sound>| match (x, y) {
                    (Some(x), Some(y)) => x.is_vowel() && y.is_vowel() && x.vowel.map(|v| v.letter) == y.vowel.map(|v| v.letter),
                    _ => false,
                };
                let same = |x: Option<&Sound>, y: Option<&Sound>| crossed(x, y) || vowels(x, y);
                (same(a.sound(), b.after(1)) && same(a.after(1), b.sound())).then_some((CONTRAST, Some(Reason::OtherConsonant)))
            }
        }
    }

    /// Back along the cheapest way, with its reasons.
    fn way(&self, mut i: usize, mut j: usize) -> Distance {
        let mut distance = Distance { cost: self.cost(i, j), reasons: Reasons::default() };
        while let Some(Cell { step: Step::Take(left, right), .. }) = self.cell(i, j) {
            i = i.saturating_sub(left);
            j = j.saturating_sub(right);
            if let Some((_, Some(reason))) = self.step(i, j, left, right) {
                distance.reasons.add(reason);
            }
            if (left, right) == (1, 1)
                && let (Some(x), Some(y)) = (self.a.get(i), self.b.get(j))
                && x.double != y.double
            {
                distance.reasons.add(Reason::DoubledLetter);
            }
        }
        distance
    }
}
