//! What the house runs by: programmes, parameters, calendar, code lists, places.
mod calendar;
mod catalogue;
mod house;
mod lists;
mod parameters;
mod versions;
