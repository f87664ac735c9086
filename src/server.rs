//! Builds the application. The tests build the same one.
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::{App as Actix, HttpServer, middleware, web};
use anyhow::Context;

use crate::access::{Passwords, Tokens};
use crate::clock::Clock;
use crate::config::{Environment, Settings};
use crate::database::{DisclosureWriter, Disclosures, Pools, Sealer, SystemDoor, Unsealed};
use crate::http::admission::Admission;
use crate::http::{Cursors, Limits, finish, rate};
use crate::ids::OrganisationId;
use crate::programmes::House;
use crate::routes;

/// The service's parts, shared by all workers. Nothing in here belongs to one organisation.
pub struct App {
    pub settings: Settings,
    pub clock: Clock,
    pub pools: Pools,
    pub disclosures: Disclosures,
    pub tokens: Tokens,
    pub passwords: Passwords,
    pub cursors: Cursors,
    pub admission: Admission,
    /// Told to stop: it goes on serving, but says that it is not ready and keeps no connection.
    pub draining: AtomicBool,
    pub limits: Limits,
    /// Programmes, parameters, calendar, code lists, places and role templates, checked at start.
    pub house: Arc<House>,
    unsealed: Unsealed,
}

impl App {
    /// Tell the sealer that something was written in an organisation.
    pub fn written_in(&self, organisation: OrganisationId) {
        self.unsealed.add(organisation);
    }
}

/// The parts and what runs beside them.
pub struct Service {
    pub app: web::Data<App>,
    background: Vec<tokio::task::JoinHandle<()>>,
}

impl Service {
    /// Put the service together and start what runs beside it: the writer of disclosures, the sealer, the clock.
    ///
    /// # Errors
    /// A setting, the key, or a programme file that does not check (with its line).
    pub fn start(settings: Settings, clock: Clock, house: House) -> anyhow::Result<Self> {
        let development = settings.environment == Environment::Development;
        let pools = Pools::new(&settings.database)?;
        let (disclosures, writer) = DisclosureWriter::new(pools.clone());
        let tokens = Tokens::load(&settings.access, development)?;
        let key = std::fs::read(&settings.access.signing_key_file).context("reading the signing key")?;
        let app = web::Data::new(App {
            tokens,
            passwords: Passwords::new(&settings.access)?,
            cursors: Cursors::new(cursor_key(&key)),
            admission: Admission::new(&settings.admission),
            draining: AtomicBool::new(false),
            limits: Limits::new(&settings.http),
            house: Arc::new(house),
            unsealed: Unsealed::default(),
            pools,
            disclosures,
            clock,
            settings,
        });
        let mut background = Vec::new();
        let waker = app.clone();
        background.push(tokio::spawn(writer.run(move |organisation| waker.written_in(organisation))));
        background.push(tokio::spawn(seal_forever(app.clone())));
        if app.settings.clock.enabled {
            aside("clock", crate::cases::jobs::sweep_forever, app.clone())?;
        }
        if app.settings.imports.enabled {
            aside("imports", crate::imports::jobs::work_forever, app.clone())?;
        }
        Ok(Self { app, background })
    }

    /// Serve on a socket until told to stop.
    ///
    /// # Errors
    /// The socket cannot be used.
    pub fn serve(&self, listener: TcpListener) -> anyhow::Result<Server> {
        let app = self.app.clone();
        let workers = app.settings.http.workers;
        let server = HttpServer::new(move || {
            Actix::new()
                .app_data(app.clone())
                .app_data(web::PayloadConfig::new(app.settings.http.body_limit))
                .configure(routes::everything)
                .wrap(middleware::from_fn(routes::known_parameters))
                .wrap(middleware::from_fn(rate))
                .wrap(middleware::from_fn(finish))
                .wrap(middleware::Compress::default())
                .wrap(tracing_actix_web::TracingLogger::default())
        })
        .workers(workers)
        .client_request_timeout(Duration::from_secs(5))
        .shutdown_timeout(20)
        .disable_signals()
        .listen(listener)?
        .run();
        Ok(server)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        for task in &self.background {
            task.abort();
        }
    }
}

/// Work beside the requests. Closures over a transaction are not `Send`: each kind of work has a thread and a task set of its own.
fn aside<W>(name: &'static str, work: fn(web::Data<App>) -> W, app: web::Data<App>) -> std::io::Result<()>
where
    W: Future<Output = ()> + 'static,
{
    let run = move || match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(work(app)),
        Err(error) => tracing::error!(%error, name, "work cannot be done aside"),
    };
    std::thread::Builder::new().name(name.to_owned()).spawn(run).map(|_thread| ())
}

async fn seal_forever(app: web::Data<App>) {
    let gather = Duration::from_millis(app.settings.clock.seal_ms);
    app.unsealed.seal_forever(Sealer::new(app.pools.clone()), &app.clock, gather).await;
}

fn cursor_key(signing_key: &[u8]) -> [u8; 32] {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    hash.update(b"panoh cursors");
    hash.update(signing_key);
    hash.finalize().into()
}

/// The door of the clock.
pub fn system_door(app: &App) -> SystemDoor {
    SystemDoor::new(app.pools.clone())
}

/// Settings for commands that do not serve.
///
/// # Errors
/// As [`Settings::load`].
pub fn settings(folder: &Path) -> anyhow::Result<Settings> {
    Settings::load(folder).with_context(|| format!("reading the settings in {}", folder.display()))
}
