//! How the results of scenarios are told.
use std::fmt::Write;
use std::sync::Arc;

use panoh_rules::programme::{Catalogue, Programme};
use panoh_rules::simulate::{Coverage, ScenarioResult};
use serde_json::{Value, json};

/// What became of every file.
#[derive(Default)]
pub(super) struct Results {
    files: Vec<(String, Outcome)>,
    coverage: Coverage,
    programmes: Vec<Arc<Programme>>,
}

enum Outcome {
    Run(Box<ScenarioResult>),
    Unreadable(String),
}

impl Results {
    pub(super) fn add(&mut self, file: &str, result: ScenarioResult, catalogue: &Catalogue) {
        self.coverage.extend(&result.coverage);
        for id in result.coverage.0.keys() {
            if !self.programmes.iter().any(|known| known.id == *id) {
                self.programmes.extend(catalogue.programme(id).cloned());
            }
        }
        self.files.push((file.to_owned(), Outcome::Run(Box::new(result))));
    }

    pub(super) fn unreadable(&mut self, file: &str, error: String) {
        self.files.push((file.to_owned(), Outcome::Unreadable(error)));
    }

    fn counts(&self) -> (usize, usize, usize) {
        let count = |test: fn(&Outcome) -> bool| self.files.iter().filter(|(_, outcome)| test(outcome)).count();
        (
            count(|outcome| matches!(outcome, Outcome::Run(result) if result.met)),
            count(|outcome| matches!(outcome, Outcome::Run(result) if !result.met)),
            count(|outcome| matches!(outcome, Outcome::Unreadable(_))),
        )
    }

    /// 0: all met, 1: some not met, 2: some not readable.
    pub(super) fn exit_code(&self) -> u8 {
        match self.counts() {
            (_, 0, 0) => 0,
            (_, _, 0) => 1,
            _ => 2,
        }
    }

    /// For people: what is not as expected, file by file, then one line of sums.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        for (file, outcome) in &self.files {
            match outcome {
                Outcome::Unreadable(error) => out.push_str(&format!("cannot be run: {error}\n")),
                Outcome::Run(result) if result.met => out.push_str(&format!("met: {file}: {}\n", result.scenario)),
                Outcome::Run(result) => not_met(&mut out, file, result),
            }
        }
        let (met, not_met, unreadable) = self.counts();
        out.push_str(&format!("{met} met, {not_met} not met, {unreadable} unreadable\n"));
        out
    }

    /// For machines; described in docs/writing-a-programme.md, section 4.
    pub(super) fn json(&self, with_coverage: bool) -> String {
        let (met, not_met, unreadable) = self.counts();
        let scenarios: Vec<Value> = self.files.iter().map(|(file, outcome)| described(file, outcome)).collect();
        let mut all = json!({ "scenarios": scenarios, "met": met, "not_met": not_met, "unreadable": unreadable });
        if let Some(members) = all.as_object_mut().filter(|_| with_coverage) {
            members.insert("coverage".to_owned(), self.coverage_json());
        }
        format!("{all:#}\n")
    }

    fn coverage_json(&self) -> Value {
        let programmes = self.programmes.iter();
        programmes.map(|programme| json!({ "programme": programme.id, "left_out": self.untouched(programme) })).collect()
    }

    fn untouched(&self, programme: &Programme) -> Vec<String> {
        self.coverage.0.get(&programme.id).map(|touched| touched.left_out(programme)).unwrap_or_default()
    }

    /// What no scenario exercises, programme by programme.
    pub(super) fn left_out(&self) -> String {
        let mut out = String::new();
        for programme in &self.programmes {
            let lines = self.untouched(programme);
            let said = if lines.is_empty() { "everything is exercised" } else { "not exercised:" };
            out.push_str(&format!("\n{}: {said}\n", programme.id));
            for line in lines {
                out.push_str(&format!("  {line}\n"));
            }
        }
        out
    }
}

fn not_met(out: &mut String, file: &str, result: &ScenarioResult) {
    out.push_str(&format!("NOT MET: {file}: {}\n", result.scenario));
    for step in &result.steps {
        for failure in &step.failures {
            // Writing to a text never fails.
            let _written = writeln!(
                out,
                "  {file}:{}: step {} on {} ({}): {}: expected {}, got {}",
                failure.line, step.step, step.on, step.did, failure.what, failure.expected, failure.got
            );
        }
    }
}

fn described(file: &str, outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Unreadable(error) => {
            json!({ "file": file, "scenario": null, "programme": null, "met": false, "steps": [], "error": error })
        }
        Outcome::Run(result) => json!({
            "file": file,
            "scenario": result.scenario,
            "programme": result.programme,
            "met": result.met,
            "steps": result.steps,
        }),
    }
}
