//! What the house runs by: programmes, parameters, calendar, code lists, places.
mod house;
