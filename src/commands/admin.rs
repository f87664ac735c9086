//! `panoh admin create`: the platform's own organisation and its administrators. `panoh keys make`: the key that signs tokens.
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use diesel::QueryableByName;
use diesel::sql_types::Uuid as SqlUuid;
use panoh_rules::calendar::legal_day;
use serde_json::json;
use uuid::Uuid;

use super::serve::outcome;
use crate::access::write_new_key;
use crate::clock::Clock;
use crate::database::{Founder, Pools, SignInTx, sql};
use crate::ids::{MembershipId, OrganisationId};
use crate::ledger::Act;
use crate::organisations::{self, Founding, Invitation, Newcomer};
use crate::problem::Problem;
use crate::programmes::House;
use crate::server::settings;

/// Those who keep the platform.
#[derive(Subcommand)]
pub enum AdminCommand {
    /// Make a platform administrator, and the platform's own organisation where there is none; prints an invitation token.
    Create(CreateArguments),
}

/// Who.
#[derive(Args)]
pub struct CreateArguments {
    /// Short name of the platform's own organisation.
    #[arg(long, default_value = "platform")]
    organisation: String,
    #[arg(long)]
    email: String,
    /// Their name; the address, when absent.
    #[arg(long)]
    name: Option<String>,
    /// Folder of the configuration.
    #[arg(long, default_value = "config")]
    config: PathBuf,
}

/// The key that signs access tokens.
#[derive(Subcommand)]
pub enum KeysCommand {
    /// Make a new Ed25519 key that only its owner may read. An existing one is never overwritten.
    Make {
        /// Where; else where the settings look for it.
        #[arg(long)]
        out: Option<PathBuf>,
        /// Folder of the configuration.
        #[arg(long, default_value = "config")]
        config: PathBuf,
    },
}

impl KeysCommand {
    /// Carry out the command and say how it ended.
    pub fn run(self) -> ExitCode {
        let Self::Make { out, config } = self;
        let made = out.map_or_else(|| settings(&config).map(|settings| settings.access.signing_key_file), Ok).and_then(|file| {
            anyhow::ensure!(!file.exists(), "{} exists already: move it away first; tokens signed with it end with it", file.display());
            write_new_key(&file)?;
            println!("The signing key is {}. Keep it secret and back it up.", file.display());
            Ok(())
        });
        outcome(made)
    }
}

impl AdminCommand {
    /// Carry out the command and say how it ended.
    pub fn run(self) -> ExitCode {
        let Self::Create(arguments) = self;
        let made = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Into::into).and_then(|runtime| {
            let invitation = runtime.block_on(create_with_settings(&arguments))?;
            println!("Invitation of {} (until {}):\n{}", arguments.email, invitation.expires_at.to_rfc3339(), invitation.token);
            println!("Accept it with: POST /api/v1/auth/invitations/{{token}} {{\"password\": …}}");
            Ok(())
        });
        outcome(made)
    }
}

async fn create_with_settings(arguments: &CreateArguments) -> anyhow::Result<Invitation> {
    let settings = settings(&arguments.config)?;
    let house = House::load(&arguments.config)?;
    let pools = Pools::new(&settings.database)?;
    let name = arguments.name.as_deref().unwrap_or(&arguments.email);
    create_administrator(&pools, &house, &Clock::default(), &arguments.organisation, &arguments.email, name)
        .await
        .map_err(|problem| anyhow::anyhow!("{}", in_words(&problem)))
}

fn in_words(problem: &Problem) -> String {
    let fields: Vec<String> = problem.errors.iter().map(|error| format!(" ({} {})", error.pointer, error.code)).collect();
    let says = problem.says.get("en").map(|says| format!(": {says}")).unwrap_or_default();
    format!("{problem}{says}{}", fields.concat())
}

#[derive(QueryableByName)]
struct Platform {
    #[diesel(sql_type = SqlUuid)]
    organisation: Uuid,
    #[diesel(sql_type = SqlUuid)]
    system: Uuid,
}

/// Make a platform administrator, and the platform's organisation where there is none.
///
/// # Errors
/// The short name belongs to an organisation that is not the platform's, or what the database says.
pub async fn create_administrator(
    pools: &Pools,
    house: &House,
    clock: &Clock,
    slug: &str,
    email: &str,
    full_name: &str,
) -> Result<Invitation, Problem> {
    let now = clock.now();
    let mut look = SignInTx::open(pools).await?;
    let statement = sql(
        "SELECT o.id AS organisation, m.id AS system FROM organisations o JOIN memberships m ON m.tenant_id = o.id AND m.user_id IS NULL
          WHERE o.slug = $1 AND o.kind = 'platform'",
    );
    let known: Option<Platform> = look.maybe(statement.text(slug)).await?;
    look.commit().await?;
    let (id, system) = match &known {
        Some(known) => (OrganisationId(known.organisation), MembershipId(known.system)),
        None => (OrganisationId::new(), MembershipId::new()),
    };
    let founding = Founding {
        id,
        system,
        slug,
        name: json!({ "en": "Platform", "tg": "Платформа", "ru": "Платформа", "fa": "پلتفرم" }),
        kind: "platform",
        language: "en",
        roles: &["platform_administrator"],
        programmes: &[],
        offices: &[],
    };
    let newcomer = Newcomer {
        email: email.to_owned(),
        full_name: full_name.to_owned(),
        language: "en".to_owned(),
        roles: vec!["platform_administrator".to_owned()],
        office: None,
        team: None,
        programmes: None,
        training: Vec::new(),
        starts_on: legal_day(now),
        ends_on: None,
    };
    let work = async |tx: &mut crate::database::Tx<_>| {
        if known.is_none() {
            organisations::found(tx, &house.roles, &founding).await?;
        }
        let (user, _, invitation) = organisations::invite(tx, pools, &newcomer).await?;
        tx.record(Act::new("user.invite").on("user", user).class(2).fields(["email", "full_name", "roles"]), invitation).await
    };
    Founder::new(pools.clone()).act(id, system, now, work).await
}
