//! The demo: the actors of the country profile as organisations, somebody for each role, the Commission with its six seats, and
//! the stock of June 2020 (programmes.md 1 and 2a). Never in production: everybody has the same password.
mod actors;

use crate::access::Passwords;
use crate::clock::Clock;
use crate::config::{Environment, Settings};
use crate::database::{Founder, Pools, SignInTx, sql};
use crate::programmes::House;

/// The password of every demo login.
pub const PASSWORD: &str = "refuge-in-dushanbe";

/// Who can sign in, for the greeting of `panoh serve`.
pub const SIGN_INS: &str =
    "registration@department.example, supervisor@department.example, secretary@department.example (password refuge-in-dushanbe)";

/// Seed the demo, unless it is there.
///
/// # Errors
/// The installation is in production, or the database cannot be written.
pub async fn demo(settings: &Settings, house: &House, clock: &Clock) -> anyhow::Result<()> {
    anyhow::ensure!(settings.environment == Environment::Development, "the demo is not for production: its passwords are public");
    let pools = Pools::new(&settings.database)?;
    if is_seeded(&pools).await? {
        println!("The demo is there already.");
        return Ok(());
    }
    let founder = Founder::new(pools.clone());
    let passwords = Passwords::new(&settings.access)?;
    actors::found_all(&founder, house, clock).await?;
    give_passwords(&pools, &passwords).await?;
    println!("Founded {} organisations. Sign in as {SIGN_INS}.", actors::ORGANISATIONS.len());
    Ok(())
}

async fn is_seeded(pools: &Pools) -> anyhow::Result<bool> {
    let mut tx = SignInTx::open(pools).await?;
    let found: Option<crate::database::IdRow> = tx.maybe(sql("SELECT id FROM organisations WHERE slug = 'department'")).await?;
    Ok(found.is_some())
}

/// One hash for all: what it costs to check is what it costs in production, but it is made once.
async fn give_passwords(pools: &Pools, passwords: &Passwords) -> anyhow::Result<()> {
    let hash = passwords.hash(PASSWORD.to_owned()).await?;
    let mut tx = SignInTx::open(pools).await?;
    tx.execute(sql("UPDATE users SET password_hash = $1 WHERE password_hash IS NULL AND email LIKE '%.example'").text(hash)).await?;
    tx.commit().await?;
    Ok(())
}
