//! How quick a file of people is brought into an organisation that has many, with whoever is there already recognised. Never in
//! production: it founds an organisation of its own and fills it with people who do not exist.
use std::collections::HashSet;
use std::fmt::Write;
use std::io::{Seek, SeekFrom, Write as _};

use anyhow::Context;
use clap::Args;
use panoh_rules::birth::Precision;
use panoh_rules::calendar::legal_day;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::access::permission::{CreateImport, ReadImport};
use crate::clock::Clock;
use crate::commands::serve::Folder;
use crate::config::Environment;
use crate::database::{Asker, Founder, Sealer};
use crate::http::Language;
use crate::ids::{MembershipId, OfficeId, OrganisationId, TeamId, UserId};
use crate::imports::{self, Asked};
use crate::organisations::{self, Employee, Founding, Place};
use crate::people::{Around, BirthForm, NameForm, PersonForm, examine, register_all};
use crate::problem::Problem;
use crate::programmes::House;
use crate::seed::{Nobodies, Nobody};
use crate::server::{App, Service, settings, system_door};

/// How much of it.
#[derive(Args)]
pub struct PeopleImport {
    /// People who are there before.
    #[arg(long, default_value_t = 100_000)]
    people: usize,
    /// Lines of the file. One in ten is about somebody who is there, written in another script.
    #[arg(long, default_value_t = 50_000)]
    lines: usize,
    #[command(flatten)]
    folder: Folder,
}

/// People registered in one transaction when the organisation is filled.
const BATCH: usize = 2_000;

/// What the issue asks for.
const BOUND_LINES_PER_SECOND: f64 = 1_000.0;

impl PeopleImport {
    /// Measure, and print it.
    ///
    /// # Errors
    /// The installation is in production, or the database is not there.
    pub(super) fn run(self) -> anyhow::Result<()> {
        people_import(&self)
    }
}

fn people_import(arguments: &PeopleImport) -> anyhow::Result<()> {
    let mut settings = settings(&arguments.folder.config)?;
    anyhow::ensure!(settings.environment == Environment::Development, "people who do not exist are not for production");
    settings.clock.enabled = false;
    settings.imports.enabled = false;
    settings.imports.line_limit = settings.imports.line_limit.max(u64::try_from(arguments.lines)?);
    let house = House::load(&arguments.folder.config)?;
    actix_web::rt::System::new().block_on(async {
        let service = Service::start(settings, Clock::default(), house)?;
        println!("{}", measure(&service.app, arguments).await?);
        Ok(())
    })
}

async fn measure(app: &App, arguments: &PeopleImport) -> anyhow::Result<Value> {
    let asker = found(app).await?;
    let mut nobodies = Nobodies::new(4);
    let known: Vec<Nobody> = (0..arguments.people).map(|_| nobodies.younger()).collect();
    let filling = Instant::now();
    fill(app, asker, &known).await?;
    let filled = filling.elapsed().as_secs_f64();
    // Statistics as they are in a database that has been used for a day.
    Sealer::new(app.pools.clone()).seal_pending(app.clock.now()).await?;
    let (table, planted) = table(&known, &mut nobodies, arguments.lines);
    let mut passes = Vec::new();
    for dry_run in [true, false] {
        passes.push(pass(app, asker, &table, dry_run, &planted).await?);
    }
    let slowest = passes.iter().filter_map(|pass| pass["lines_per_second"].as_f64()).fold(f64::MAX, f64::min);
    Ok(json!({
        "load": "people-import", "people": arguments.people, "lines": arguments.lines, "filled_seconds": rounded(filled),
        "dry_run": passes.first(), "written": passes.last(),
        "bound_lines_per_second": BOUND_LINES_PER_SECOND, "met": slowest >= BOUND_LINES_PER_SECOND,
    }))
}

/// One whole import, from the bytes to the last line.
async fn pass(app: &App, asker: Asker, table: &str, dry_run: bool, planted: &HashSet<i64>) -> anyhow::Result<Value> {
    let door = system_door(app);
    let mut file = tempfile::tempfile()?;
    file.write_all(table.as_bytes())?;
    file.seek(SeekFrom::Start(0))?;
    let asked = Asked { dry_run, ..Asked::default() };
    let size = u64::try_from(table.len())?;
    let began = Instant::now();
    let sent = door
        .write_for::<CreateImport, _>(asker, app.clock.now(), async |tx| imports::receive(tx, &asked, file, size, Language::En).await)
        .await?;
    imports::jobs::work(app).await?;
    let seconds = began.elapsed().as_secs_f64();
    let id = sent.id;
    let (view, alike) = door
        .read_for::<ReadImport, _>(asker, app.clock.now(), async |tx| {
            let view = imports::watch(tx, id, Language::En).await?;
            let lines = imports::lines_in(tx, id, if dry_run { "duplicate" } else { "skipped" }).await?;
            Ok((view, lines))
        })
        .await?;
    let lines: f64 = f64::from(i32::try_from(view.progress.lines)?);
    let right = alike.iter().filter(|line| planted.contains(line)).count();
    let share = |part: usize, of: usize| {
        if of == 0 { 1.0 } else { f64::from(u32::try_from(part).unwrap_or(0)) / f64::from(u32::try_from(of).unwrap_or(1)) }
    };
    Ok(json!({
        "state": view.state, "seconds": rounded(seconds), "lines_per_second": rounded(lines / seconds), "counts": view.counts,
        "planted": planted.len(), "recognised": rounded(share(right, planted.len())), "also_alike": alike.len() - right,
    }))
}

fn rounded(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}

/// An organisation of its own with one officer.
async fn found(app: &App) -> anyhow::Result<Asker> {
    let (tenant, system, office, team) = (OrganisationId::new(), MembershipId::new(), OfficeId::new(), TeamId::new());
    let slug = format!("load-{}", tenant.0.simple().to_string().chars().rev().take(12).collect::<String>());
    let teams = [(team, "Team")];
    let offices = [Place { id: office, name: "Office", unit_kind: "civil", teams: &teams }];
    let founding = Founding {
        id: tenant,
        system,
        slug: &slug,
        name: json!({ "en": slug, "tg": slug, "ru": slug, "fa": slug }),
        kind: "state",
        language: "en",
        roles: &["registration_officer"],
        programmes: &[],
        offices: &offices,
    };
    let founder = Founder::new(app.pools.clone());
    founder.act(tenant, system, app.clock.now(), async |tx| organisations::found(tx, &app.house.roles, &founding).await).await?;
    let (user, membership) = (UserId::new(), MembershipId::new());
    let employee = Employee {
        user,
        membership,
        email: &format!("officer@{slug}.example"),
        full_name: "Officer",
        language: "en",
        roles: &["registration_officer"],
        office: Some(office),
        team: Some(team),
        training: &[],
        starts_on: legal_day(app.clock.now()),
    };
    founder.act(tenant, system, app.clock.now(), async |tx| organisations::employ(tx, &employee).await).await?;
    Ok(Asker { tenant, membership, user })
}

/// Register everybody, as the officer.
async fn fill(app: &App, asker: Asker, people: &[Nobody]) -> anyhow::Result<()> {
    let (door, today) = (system_door(app), legal_day(app.clock.now()));
    for batch in people.chunks(BATCH) {
        let newcomers: Result<Vec<_>, Problem> = batch.iter().map(|one| examine(&app.house, today, form(one), Around::default())).collect();
        let newcomers = newcomers?;
        door.write_for::<CreateImport, _>(asker, app.clock.now(), async |tx| {
            let mut acts = register_all(tx, &newcomers).await?;
            let last = acts.pop().context("an empty batch").map_err(|error| Problem::defect("filling an organisation", error))?;
            tx.append_all(acts).await?;
            tx.record(last, ()).await
        })
        .await?;
    }
    Ok(())
}

fn form(one: &Nobody) -> PersonForm {
    let name = |script: &str, (given, family): &(String, String)| NameForm {
        kind: "legal".to_owned(),
        script: script.to_owned(),
        language: None,
        given: Some(given.clone()),
        family: Some(family.clone()),
        patronymic: None,
        father: None,
        grandfather: None,
        tribe: None,
        title: None,
        as_written: format!("{given} {family}"),
        valid_from: None,
        valid_to: None,
    };
    PersonForm {
        looked_at_duplicates: false,
        id: None,
        names: vec![name("Cyrl", &one.tajik)],
        sex: one.sex().to_owned(),
        gender: None,
        birth: Some(BirthForm { date: one.birth_on, precision: Precision::Day }),
        death_on: None,
        citizenships: vec!["TJK".to_owned()],
        languages: vec!["tgk".to_owned()],
        external_ids: Vec::new(),
    }
}

/// The file, and which of its lines are about somebody who is there.
fn table(known: &[Nobody], nobodies: &mut Nobodies, lines: usize) -> (String, HashSet<i64>) {
    let mut table = "Given name,Family name,Sex,Date of birth,Nationality,Family number\n".to_owned();
    let mut planted = HashSet::new();
    let mut old = known.iter().step_by((known.len() * 10 / lines.max(1)).max(1));
    for number in 0..lines {
        let line = i64::try_from(number + 2).unwrap_or(i64::MAX);
        let known = if number % 10 == 9 { old.next() } else { None };
        let one = match known {
            Some(one) => {
                planted.insert(line);
                one.clone()
            }
            // Born before all others: nobody of the same name is the same person.
            None => nobodies.elder(),
        };
        let (given, family) = if number % 20 == 9 { &one.latin } else { &one.russian };
        let _written = writeln!(table, "{given},{family},{},{},TJK,{}", one.sex(), one.birth_on, number / 5);
    }
    (table, planted)
}
