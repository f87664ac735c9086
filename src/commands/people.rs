//! `panoh people import`: a file of people from the command line, by the same steps as over the API.
use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use diesel::QueryableByName;
use diesel::sql_types::Uuid as SqlUuid;
use indicatif::{ProgressBar, ProgressStyle};
use panoh_rules::calendar::legal_day;
use panoh_rules::imports::DateOrder;
use uuid::Uuid;

use super::serve::outcome;
use crate::access::permission::{CreateImport, ReadImport};
use crate::clock::Clock;
use crate::database::{Asker, SignInTx, sql};
use crate::http::Language;
use crate::ids::{MembershipId, OrganisationId, UserId};
use crate::imports::{self, Asked, Duplicates, OperationView, State};
use crate::programmes::House;
use crate::server::{App, Service, settings, system_door};

/// Pause between two looks at how far it is.
const LOOK: Duration = Duration::from_millis(200);

/// What is done with people.
#[derive(Subcommand)]
pub enum PeopleCommand {
    /// Bring people from a CSV or XLSX file.
    Import(ImportArguments),
}

/// Which file, and for whom.
#[derive(Args)]
pub struct ImportArguments {
    /// CSV or XLSX.
    file: PathBuf,
    /// Short name of the organisation.
    #[arg(long)]
    organisation: String,
    /// E-mail address of the member who answers for it; they must be permitted to import.
    #[arg(long = "as")]
    member: String,
    /// Check every line and write none.
    #[arg(long)]
    dry_run: bool,
    /// A JSON object, header → field, before what is recognised.
    #[arg(long)]
    columns: Option<String>,
    /// Where the file's own days leave it open.
    #[arg(long)]
    date_order: Option<Order>,
    /// Of a text, where it is not recognised.
    #[arg(long)]
    encoding: Option<String>,
    /// Of a spreadsheet; else the first.
    #[arg(long)]
    sheet: Option<String>,
    /// Register people although they seem to be there already.
    #[arg(long)]
    take_duplicates: bool,
    /// Language of the report.
    #[arg(long, default_value = "en")]
    language: String,
    /// Folder of the configuration.
    #[arg(long, default_value = "config")]
    config: PathBuf,
}

/// Which comes first.
#[derive(Clone, Copy, ValueEnum)]
enum Order {
    DayFirst,
    MonthFirst,
}

impl PeopleCommand {
    /// Carry it out.
    pub fn run(self) -> ExitCode {
        let Self::Import(arguments) = self;
        outcome(import(&arguments))
    }
}

fn import(arguments: &ImportArguments) -> anyhow::Result<()> {
    let mut settings = settings(&arguments.config)?;
    // This process does its own file and nothing else.
    settings.clock.enabled = false;
    settings.imports.enabled = false;
    let house = House::load(&arguments.config)?;
    actix_web::rt::System::new().block_on(async {
        let service = Service::start(settings, Clock::default(), house)?;
        let done = run(&service.app, arguments).await;
        // What was written is sealed before the process ends.
        crate::database::Sealer::new(service.app.pools.clone()).seal_pending(service.app.clock.now()).await?;
        done
    })
}

async fn run(app: &App, arguments: &ImportArguments) -> anyhow::Result<()> {
    let language = Language::from_tag(&arguments.language).context("the language is one of en, tg, ru, fa")?;
    let asker = asker(app, arguments).await?;
    let file = File::open(&arguments.file).with_context(|| format!("opening {}", arguments.file.display()))?;
    let size = file.metadata()?.len();
    if size > app.settings.imports.file_limit {
        bail!("the file is larger than {} bytes", app.settings.imports.file_limit);
    }
    if size == 0 {
        bail!("the file is empty");
    }
    let asked = Asked {
        dry_run: arguments.dry_run,
        columns: arguments.columns.clone(),
        date_order: arguments.date_order.map(|order| match order {
            Order::DayFirst => DateOrder::DayFirst,
            Order::MonthFirst => DateOrder::MonthFirst,
        }),
        encoding: arguments.encoding.clone(),
        sheet: arguments.sheet.clone(),
        duplicates: if arguments.take_duplicates { Duplicates::Take } else { Duplicates::Skip },
        file_name: arguments.file.file_name().map(|name| name.to_string_lossy().chars().take(200).collect()),
    };
    let door = system_door(app);
    let begun = door
        .write_for::<CreateImport, _>(asker, app.clock.now(), async |tx| imports::receive(tx, &asked, file, size, language).await)
        .await?;
    let id = begun.id;
    let look = async || door.read_for::<ReadImport, _>(asker, app.clock.now(), async |tx| imports::watch(tx, id, language).await).await;
    let bar = bar();
    let work = async {
        // Another process may be at a step of it just then.
        while look().await?.state.is_at_work() {
            imports::jobs::work(app).await?;
            tokio::time::sleep(LOOK).await;
        }
        anyhow::Ok(())
    };
    let shown = async {
        loop {
            tokio::time::sleep(LOOK).await;
            match look().await {
                Ok(view) => show(&bar, &view),
                Err(problem) => break anyhow::Error::from(problem),
            }
        }
    };
    tokio::select! {
        done = work => done?,
        broken = shown => return Err(broken),
    }
    bar.finish_and_clear();
    let view = look().await?;
    told(&view, arguments)?;
    let said = door.read_for::<ReadImport, _>(asker, app.clock.now(), async |tx| imports::faulty_lines(tx, id, language).await).await?;
    for line in said {
        println!("{line}");
    }
    Ok(())
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{msg:10} {bar:30} {pos}/{len} lines  {per_sec}  {eta}") {
        bar.set_style(style);
    }
    bar
}

fn show(bar: &ProgressBar, view: &OperationView) {
    bar.set_message(format!("{:?}", view.state).to_lowercase());
    bar.set_length(u64::try_from(view.progress.lines).unwrap_or(0));
    bar.set_position(u64::try_from(view.progress.lines_done).unwrap_or(0));
}

/// How it ended.
fn told(view: &OperationView, arguments: &ImportArguments) -> anyhow::Result<()> {
    if let Some(failure) = &view.failure {
        bail!("{}: {}", arguments.file.display(), failure.detail);
    }
    let counts: Vec<String> = view.counts.iter().map(|(state, number)| format!("{number} {state}")).collect();
    println!("{}: {} lines, {}.", arguments.file.display(), view.progress.lines, counts.join(", "));
    if let Some(found) = &view.found {
        if let Some(encoding) = &found.encoding {
            println!("It was read as {encoding}.");
        }
        if !found.unknown_columns.is_empty() {
            println!("Left alone: the columns {}.", found.unknown_columns.join(", "));
        }
    }
    let after = if view.state == State::Checked {
        "committed with POST /api/v1/operations/{id}/commit"
    } else {
        "taken back with POST /api/v1/imports/{id}/undo"
    };
    println!("It can be {}.", after.replace("{id}", &view.id.to_string()));
    Ok(())
}

#[derive(QueryableByName)]
struct Member {
    #[diesel(sql_type = SqlUuid)]
    tenant_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    user_id: Uuid,
}

async fn asker(app: &App, arguments: &ImportArguments) -> anyhow::Result<Asker> {
    let mut tx = SignInTx::open(&app.pools).await?;
    let statement = sql("SELECT m.tenant_id, m.id, u.id AS user_id FROM users u JOIN memberships m ON m.user_id = u.id JOIN organisations o ON o.id = m.tenant_id
          WHERE u.email = $1 AND o.slug = $2 AND m.deactivated_at IS NULL AND u.deactivated_at IS NULL AND m.starts_on <= $3 AND (m.ends_on IS NULL OR m.ends_on >= $3)");
    let statement =
        statement.text(arguments.member.trim().to_lowercase()).text(arguments.organisation.clone()).day(legal_day(app.clock.now()));
    let member: Option<Member> = tx.maybe(statement).await?;
    tx.commit().await?;
    let member = member.with_context(|| format!("{} is no member of {}", arguments.member, arguments.organisation))?;
    Ok(Asker { tenant: OrganisationId(member.tenant_id), membership: MembershipId(member.id), user: UserId(member.user_id) })
}
