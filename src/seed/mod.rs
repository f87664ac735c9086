//! The demo: the actors of the country profile as organisations, somebody for each role, the Commission with its six seats, and
//! the stock of June 2020 (programmes.md 1 and 2a). Never in production: everybody has the same password.
mod actors;
mod chance;
mod claim;
mod commission;
mod crowd;
mod names;
mod nobody;
mod people;
mod rows;
mod staff;
mod status;
mod stock;
mod story;
mod tables;
mod world;
mod write;

use anyhow::Context;
use chrono::{DateTime, Utc};
use panoh_rules::engine::Actor;
use uuid::Uuid;

use self::commission::Known;
use self::names::Names;
use self::staff::{Staff, commission as commission_of, has_stock, staff};
use self::stock::Telling;
use self::story::Worker;
use self::world::World;
use crate::access::Passwords;
use crate::clock::Clock;
use crate::config::{Environment, Settings};
use crate::database::{Founder, Pools, Sealer, SignInTx, sql};
use crate::ledger::Act;
use crate::problem::Problem;
use crate::programmes::House;

pub use self::crowd::{Crowd, Desk, Remembered};
pub use self::nobody::{Nobodies, Nobody};
pub use self::rows::Harvest;
pub use self::stock::{Counted, Stock, TOUR};

/// The password of every demo login.
pub const PASSWORD: &str = "refuge-in-dushanbe";

/// Who can sign in, for the greeting of `panoh serve`.
pub const SIGN_INS: &str =
    "registration@department.example, supervisor@department.example, secretary@department.example (password refuge-in-dushanbe)";

/// Households that are told before they are written: some thousand rows.
const BATCH: usize = 60;

/// Seed the demo with a stock of a size, unless it is there. What an interruption left is completed.
///
/// # Errors
/// The installation is in production, or the database cannot be written.
pub async fn demo_of(settings: &Settings, house: &House, clock: &Clock, stock: Stock) -> anyhow::Result<()> {
    people_only(settings, house, clock).await?;
    let pools = Pools::new(&settings.database)?;
    let department = staff(&pools, "department", clock.now()).await?.context("the department was not founded")?;
    if has_stock(&pools, &department, clock.now()).await? {
        println!("The demo is there already.");
        return Ok(());
    }
    let known = commission_of(&pools, &department, clock.now()).await?.context("the Commission was not made")?;
    let counted = fill(&Founder::new(pools.clone()), house, &department, &known, clock.now(), stock).await?;
    println!("{} refugees and {} asylum-seekers in {} cases.", counted.refugees, counted.seekers, counted.cases);
    let sealed = Sealer::new(pools).seal_pending(clock.now()).await?;
    println!("Sealed {sealed} entries of the ledger.");
    Ok(())
}

/// The organisations, their people and the Commission, without anybody whom they help.
///
/// # Errors
/// As [`demo_of`].
pub async fn people_only(settings: &Settings, house: &House, clock: &Clock) -> anyhow::Result<()> {
    anyhow::ensure!(settings.environment == Environment::Development, "the demo is not for production: its passwords are public");
    let pools = Pools::new(&settings.database)?;
    let founder = Founder::new(pools.clone());
    if actors::found_missing(&founder, &pools, house, clock).await? > 0 {
        println!("Founded {} organisations. Sign in as {SIGN_INS}.", actors::ORGANISATIONS.len());
    }
    // Also after an interruption between the people and their passwords; where all have one, nothing is changed.
    give_passwords(&pools, &Passwords::new(&settings.access)?).await?;
    let department = staff(&pools, "department", clock.now()).await?.context("the department was not founded")?;
    if commission_of(&pools, &department, clock.now()).await?.is_none() {
        let (known, at) = (Known::new(), actors::founded_at(clock));
        founder
            .act(department.tenant, department.system_member(), at, async |tx| {
                write::body(tx, &known, &department).await?;
                tx.record(Act::new("body.create").on("body", known.body).fields(["key", "title", "parameters", "seats"]), ()).await
            })
            .await?;
    }
    Ok(())
}

/// The stock of the department and what the Commission did about it, in one transaction.
async fn fill(
    founder: &Founder,
    house: &House,
    department: &Staff,
    known: &Known,
    now: DateTime<Utc>,
    stock: Stock,
) -> anyhow::Result<Counted> {
    let names = Names::read();
    let world = World::new(house, &department.people, &department.system, now)?;
    let mut telling = Telling::new(&world, &names, known, stock)?;
    let mut progress = write::Progress::new(stock.refugees + stock.seekers);
    founder
        .act(department.tenant, department.system_member(), now, async |tx| {
            while let Some(harvest) = telling.next_batch(BATCH).map_err(untold)? {
                write::harvest(tx, harvest).await?;
                progress.at(telling.counted.refugees + telling.counted.seekers);
            }
            write::docket(tx, telling.docket()).await?;
            for person in &telling.twice {
                crate::people::look_again(tx, *person).await?;
            }
            let act = Act::new("demo.seed").on("organisation", department.tenant).fields(["stock"]);
            tx.record(act, ()).await
        })
        .await?;
    progress.done();
    Ok(telling.counted)
}

fn untold(error: anyhow::Error) -> Problem {
    Problem::defect("telling the demo", format!("{error:#}"))
}

/// The stock told in memory, without a database: for counting it and for measuring how long it takes. Its people work nowhere.
///
/// # Errors
/// A tale does not fit its programme.
pub fn told(house: &House, now: DateTime<Utc>, stock: Stock, mut look: impl FnMut(&Harvest)) -> anyhow::Result<Counted> {
    let worker =
        |actor: Actor, user: Option<Uuid>| Worker { membership: Uuid::now_v7(), user, office: Uuid::nil(), team: Uuid::nil(), actor };
    let system = worker(Actor::system(), None);
    let people = actors::logins("department").map(|(login, roles)| {
        let mut member = worker(Actor::system(), Some(Uuid::now_v7()));
        let roles = roles.iter().map(|role| (*role).to_owned()).collect();
        member.actor = Actor { person: member.membership.to_string(), roles, training: Vec::new() };
        (login.to_owned(), member)
    });
    let people = people.collect();
    let names = Names::read();
    let world = World::new(house, &people, &system, now)?;
    let mut telling = Telling::new(&world, &names, &Known::new(), stock)?;
    while let Some(harvest) = telling.next_batch(BATCH)? {
        look(&harvest);
    }
    telling.docket();
    Ok(telling.counted)
}

/// One hash for all: what it costs to check is what it costs in production, but it is made once.
async fn give_passwords(pools: &Pools, passwords: &Passwords) -> anyhow::Result<()> {
    let hash = passwords.seat()?.hash(PASSWORD.to_owned()).await?;
    let mut tx = SignInTx::open(pools).await?;
    tx.execute(sql("UPDATE users SET password_hash = $1 WHERE password_hash IS NULL AND email LIKE '%.example'").text(hash)).await?;
    tx.commit().await?;
    Ok(())
}
