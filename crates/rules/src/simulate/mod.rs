//! The simulator: runs a scenario against programmes with a moving clock and says, step by step, whether what came out
//! is what was expected. Pure: it uses the same [`crate::engine`] as the service and keeps everything in memory.
mod compare;
mod coverage;
mod report;
mod step;
mod vote;
mod world;

use crate::calendar::Calendar;
use crate::codes::CodeLists;
use crate::parameters::Parameters;
use crate::programme::Catalogue;
use crate::roles::RoleTemplates;
use crate::scenario::{Scenario, ScenarioError};

pub use coverage::{Coverage, Touched};
pub use report::{Failure, ScenarioResult, StepResult};

/// What scenarios are run against: the programmes, and the shipped numbers, days and codes.
#[derive(Debug, Clone, Copy)]
pub struct Shelf<'a> {
    pub programmes: &'a Catalogue,
    pub parameters: &'a Parameters,
    pub calendar: &'a Calendar,
    pub codes: &'a CodeLists,
    /// For the hint to who names a role that there is not.
    pub roles: &'a RoleTemplates,
}

/// Run a scenario. `programme` in it must be an id of the shelf. An error says that it cannot be run at all: an
/// unknown programme, parameter or body; expectations that are not met are in the result.
pub fn simulate(shelf: &Shelf<'_>, scenario: &Scenario) -> Result<ScenarioResult, ScenarioError> {
    let parameters = world::parameters(shelf, scenario)?;
    let calendar = match &scenario.given.holidays {
        Some(days) => Calendar::new(days.iter().copied()),
        None => shelf.calendar.clone(),
    };
    let ground = crate::engine::Ground { parameters: &parameters, calendar: &calendar, codes: shelf.codes };
    let mut world = world::World::new(shelf, ground, scenario)?;
    let mut steps = Vec::with_capacity(scenario.steps.len());
    for (number, step) in (1..).zip(&scenario.steps) {
        steps.push(world.step(number, step));
    }
    Ok(ScenarioResult {
        scenario: scenario.title.clone(),
        programme: scenario.programme.value.clone(),
        met: steps.iter().all(|step| step.met),
        steps,
        coverage: world.coverage,
    })
}
