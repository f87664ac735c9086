//! The engine and the simulator, tried on two small programmes that have one of each thing. Tests of rules are written as
//! scenarios and named like the rules.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
mod acts;
mod bodies;
mod clocks;
mod invariants;

use std::sync::OnceLock;

use panoh_rules::calendar::Calendar;
use panoh_rules::codes::CodeLists;
use panoh_rules::engine::Ground;
use panoh_rules::parameters::Parameters;
use panoh_rules::programme::{Catalogue, Programme, SourceFile};
use panoh_rules::roles::RoleTemplates;
use panoh_rules::simulate::{ScenarioResult, Shelf, simulate};
use panoh_rules::{scenario, shipped};

/// What the programmes run on: the shipped parameters, Dushanbe's weekends, no code lists.
pub struct Fixture {
    pub programmes: Catalogue,
    pub parameters: Parameters,
    pub calendar: Calendar,
    pub codes: CodeLists,
    pub roles: RoleTemplates,
}

/// Read once for all tests.
pub fn fixture() -> &'static Fixture {
    static FIXTURE: OnceLock<Fixture> = OnceLock::new();
    FIXTURE.get_or_init(Fixture::new)
}

impl Fixture {
    fn new() -> Self {
        let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
        let files = [
            file("small/programme.toml", include_str!("fixtures/small/programme.toml")),
            file("follow-up/programme.toml", include_str!("fixtures/follow-up/programme.toml")),
        ];
        Self {
            programmes: Catalogue::from_files(files).unwrap_or_else(|faults| panic!("{faults:#?}")),
            parameters: shipped::parameters().unwrap(),
            calendar: Calendar::default(),
            codes: CodeLists::default(),
            roles: shipped::roles().unwrap(),
        }
    }

    pub fn small(&self) -> &Programme {
        self.programmes.programme("small").unwrap()
    }

    pub fn ground(&self) -> Ground<'_> {
        Ground { parameters: &self.parameters, calendar: &self.calendar, codes: &self.codes }
    }
}

/// What every scenario here begins with; 10 January 2024 is a Wednesday.
const GIVEN: &str = r#"
scenario = "test"
programme = "small"
[given]
now = "2024-01-10T09:00"
holidays = []
training = { officer = ["talking"] }
pools = { beds = { limit = 1, used = 0 } }
budgets = { purse = { ceiling = "100.00" } }
[[given.people]]
key = "amina"
born = "1990-05-02"
[[given.people]]
key = "laylo"
role = "child"
born = "2015-05-02"
[[given.people]]
key = "rustam"
role = "spouse"
born = "1988-01-01"
"#;

/// Opened and, on the same day, provided with a complete request.
pub const ASKED: &str = r#"
[[steps]]
by = "officer"
do = "ask"
[[steps]]
by = "officer"
fill = { section = "request", answers = { wanted_on = "2024-03-01", cost = { amount = "60.00", currency = "TJS" } } }
"#;

/// Asked and accepted.
pub const ACCEPTED: &str = "[[steps]]\nby = \"officer\"\ndo = \"accept\"\n";

pub fn run(steps: &[&str]) -> ScenarioResult {
    let text = format!("{GIVEN}{}", steps.concat());
    let fixture = fixture();
    let shelf = Shelf {
        programmes: &fixture.programmes,
        parameters: &fixture.parameters,
        calendar: &fixture.calendar,
        codes: &fixture.codes,
        roles: &fixture.roles,
    };
    let scenario = scenario::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    simulate(&shelf, &scenario).unwrap()
}

/// Run steps after each other; every expectation in them is met.
pub fn met(steps: &[&str]) {
    let result = run(steps);
    let failures: Vec<_> = result.steps.iter().flat_map(|step| &step.failures).collect();
    assert!(result.met, "{failures:#?}");
}
