//! Scenario files (docs/writing-a-programme.md section 4): how a programme is tested by those who write it. This module
//! only reads them; [`crate::simulate`] runs them.
mod expect;
mod given;
mod model;
mod steps;
#[cfg(test)]
mod tests;
pub(crate) mod tree;

pub use model::*;

/// Read a scenario file. Every key is known, every value has its type, the clock never goes back.
pub fn parse(text: &str) -> Result<Scenario, ScenarioError> {
    let root = tree::parse(text)?;
    let mut table = root.table()?;
    let title = table.need("scenario")?.text()?;
    let programme = table.need("programme")?;
    let programme = At { value: programme.text()?, place: programme.place };
    let given = given::given(table.need("given")?)?;
    let steps = table.need("steps")?.list()?;
    let steps = steps::steps(steps, given.now)?;
    table.finish()?;
    Ok(Scenario { title, programme, given, steps })
}
