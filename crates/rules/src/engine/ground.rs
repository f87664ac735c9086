//! What stands under every decision: the numbers, the days and the code lists.
use crate::calendar::Calendar;
use crate::codes::CodeLists;
use crate::parameters::Parameters;

/// The registry, the calendar and the code lists in force for one organisation.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    pub parameters: &'a Parameters,
    pub calendar: &'a Calendar,
    pub codes: &'a CodeLists,
}
