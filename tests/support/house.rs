//! A running server on its own database, and organisations to put in it.
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use chrono::TimeDelta;
use panoh::clock::Clock;
use panoh::config::Settings;
use panoh::database::Founder;
use panoh::ids::{MembershipId, OfficeId, OrganisationId, TeamId, UserId};
use panoh::organisations::{self, Employee, Founding, Place};
use panoh::server::{App, Service};

use super::caller::Caller;
use super::database::{Database, connect};

/// Every password in a test.
pub const PASSWORD: &str = "a-long-enough-secret";

/// A running server with its own database.
pub struct House {
    pub database: Database,
    pub address: String,
    pub clock: Clock,
    pub service: Service,
    password_hash: String,
    kept: tokio::sync::OnceCell<Arc<tokio_postgres::Client>>,
    stop: Option<actix_web::dev::ServerHandle>,
}

/// An organisation made for a test.
pub struct Organisation {
    pub id: OrganisationId,
    pub slug: String,
    pub offices: Vec<Office>,
}

/// An office with one team.
#[derive(Clone, Copy)]
pub struct Office {
    pub id: OfficeId,
    pub team: TeamId,
}

/// Roles that every organisation of a test has.
pub const ROLES: &[&str] = &[
    "caseworker",
    "supervisor",
    "commission_member",
    "commission_secretary",
    "registration_officer",
    "shelter_manager",
    "lawyer",
    "medical_worker",
    "monitoring_officer",
    "organisation_administrator",
    "partner_system",
    "auditor",
    "finance_officer",
    "border_officer",
    "trainer",
    "child_protection_caseworker",
    "data_protection_officer",
];

fn settings(database: &Database) -> Settings {
    let mut settings = Settings::load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/config"))).expect("the settings are readable");
    settings.database.url = database.url.clone();
    settings.database.pool_size = 4;
    settings.http.workers = 1;
    settings.http.bind = "127.0.0.1:0".to_owned();
    settings.http.secure_cookies = false;
    // Tests ask faster than anybody works; those of the limits set their own.
    settings.http.requests_per_minute = 1_000_000;
    settings.http.sign_ins_per_minute = 1_000_000;
    settings.admission.wait_ms = 20_000;
    settings.access.signing_key_file = std::env::temp_dir().join(format!("panoh-key-{}", uuid::Uuid::now_v7().simple()));
    // A cheap hash: what is tested is that it is checked, not what it costs.
    settings.access.argon2_memory_kib = 8;
    settings.access.argon2_iterations = 1;
    settings.clock.seal_ms = 50;
    // Tests fire the clock themselves, when they want it to.
    settings.clock.enabled = false;
    settings.imports.enabled = false;
    settings
}

/// The shipped configuration, checked once in a run.
fn configuration() -> &'static panoh::programmes::House {
    static CONFIGURATION: std::sync::OnceLock<panoh::programmes::House> = std::sync::OnceLock::new();
    CONFIGURATION.get_or_init(|| {
        panoh::programmes::House::load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/config"))).expect("the configuration checks")
    })
}

impl House {
    /// Start a server on a fresh database.
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    /// Start a server whose settings differ.
    pub async fn open_with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::open_on(Database::new().await, change).await
    }

    /// A second server on the same database, which knows the same sessions.
    pub async fn second_with(&self, change: impl FnOnce(&mut Settings)) -> Self {
        let key = self.app().settings.access.signing_key_file.clone();
        Self::open_on(Database::elsewhere(&self.database.url), |settings| {
            // A copy: each house removes its own key.
            std::fs::copy(key, &settings.access.signing_key_file).unwrap();
            change(settings);
        })
        .await
    }

    /// Start a server on a database that is there already.
    pub async fn open_on(database: Database, change: impl FnOnce(&mut Settings)) -> Self {
        Self::open_by(database, change, configuration().clone()).await
    }

    /// Start a server that runs by another configuration.
    pub async fn open_configured(folder: &Path) -> Self {
        let house = panoh::programmes::House::load(folder).expect("the configuration checks");
        Self::open_by(Database::new().await, |_| {}, house).await
    }

    async fn open_by(database: Database, change: impl FnOnce(&mut Settings), house: panoh::programmes::House) -> Self {
        let mut settings = settings(&database);
        change(&mut settings);
        let clock = Clock::default();
        let service = Service::start(settings, clock.clone(), house).expect("the service starts");
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (started, is_started) = std::sync::mpsc::channel();
        let app = service.app.clone();
        let server = service.serve(listener).unwrap();
        started.send(server.handle()).unwrap();
        tokio::spawn(server);
        let password_hash = app.passwords.seat().unwrap().hash(PASSWORD.to_owned()).await.unwrap();
        Self { database, address, clock, service, password_hash, kept: tokio::sync::OnceCell::new(), stop: is_started.recv().ok() }
    }

    pub fn app(&self) -> &App {
        &self.service.app
    }

    /// A connection of the owner, past every wall: to look at what really stands there.
    pub async fn owner(&self) -> tokio_postgres::Client {
        connect(&self.database.url).await
    }

    /// Such a connection that is kept, for single statements: a test of ten thousand rounds does not open as many.
    pub async fn kept_owner(&self) -> Arc<tokio_postgres::Client> {
        self.kept.get_or_init(async || Arc::new(self.owner().await)).await.clone()
    }

    /// Let time pass at once.
    pub fn wait(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// An organisation with two offices, each with one team, all roles and all programmes.
    pub async fn organisation(&self, slug: &str) -> Organisation {
        self.organisation_of(slug, "state", ROLES).await
    }

    /// The platform's own organisation.
    pub async fn platform(&self) -> Organisation {
        self.organisation_of("platform", "platform", &["platform_administrator"]).await
    }

    async fn organisation_of(&self, slug: &str, kind: &str, roles: &[&str]) -> Organisation {
        let id = OrganisationId::new();
        let offices = [Office { id: OfficeId::new(), team: TeamId::new() }, Office { id: OfficeId::new(), team: TeamId::new() }];
        let teams = [[(offices[0].team, "First team")], [(offices[1].team, "Second team")]];
        let places = [
            Place { id: offices[0].id, name: "Head office", unit_kind: "civil", teams: &teams[0] },
            Place { id: offices[1].id, name: "Branch office", unit_kind: "civil", teams: &teams[1] },
        ];
        let programmes = panoh::programmes::shipped_versions(&self.app().house);
        let founding = Founding {
            id,
            system: MembershipId::new(),
            slug,
            name: serde_json::json!({ "en": slug, "tg": slug, "ru": slug, "fa": slug }),
            kind,
            language: "en",
            roles,
            programmes: &programmes,
            offices: &places,
        };
        let founder = Founder::new(self.app().pools.clone());
        founder
            .act(id, founding.system, self.clock.now(), async |tx| organisations::found(tx, &self.app().house.roles, &founding).await)
            .await
            .expect("the organisation is founded");
        Organisation { id, slug: slug.to_owned(), offices: offices.to_vec() }
    }

    /// Somebody with these roles, in an office and its team, signed in.
    pub async fn employ(&self, organisation: &Organisation, office: Office, roles: &[&str]) -> Caller {
        self.employ_trained(organisation, office, roles, &[]).await
    }

    /// Somebody who also holds training flags.
    pub async fn employ_trained(&self, organisation: &Organisation, office: Office, roles: &[&str], training: &[&str]) -> Caller {
        let (user, membership) = (UserId::new(), MembershipId::new());
        let email = format!("{}@{}.example", user.0.simple(), organisation.slug);
        let employee = Employee {
            user,
            membership,
            email: &email,
            full_name: roles.first().copied().unwrap_or("Member"),
            language: "en",
            roles,
            office: Some(office.id),
            team: Some(office.team),
            training,
            starts_on: panoh_rules::calendar::legal_day(self.clock.now()),
        };
        let founder = Founder::new(self.app().pools.clone());
        founder
            .act(organisation.id, MembershipId::new(), self.clock.now(), async |tx| organisations::employ(tx, &employee).await)
            .await
            .expect("somebody is employed");
        let owner = self.owner().await;
        owner.execute("UPDATE users SET password_hash = $2 WHERE id = $1", &[&user.0, &self.password_hash]).await.unwrap();
        let mut caller = Caller::sign_in(&self.address, &email, PASSWORD, membership).await;
        caller.machine = roles.contains(&"partner_system");
        caller
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(server) = self.stop.take() {
            // Not awaited: the sockets close with the process.
            drop(server.stop(false));
        }
        let _gone = std::fs::remove_file(&self.app().settings.access.signing_key_file);
    }
}
