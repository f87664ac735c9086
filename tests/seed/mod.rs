//! The demo: as many people as the stock says, each case what the rules made of it, and a ledger that is whole.
mod database;
mod told;
