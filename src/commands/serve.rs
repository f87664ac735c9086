//! `panoh serve` and `panoh migrate`.
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::web;
use clap::Args;

use crate::clock::Clock;
use crate::config::{Environment, Settings};
use crate::database;
use crate::people::search;
use crate::programmes::House;
use crate::server::{App, Service, settings};

/// Where the settings and programmes are.
#[derive(Args)]
pub struct Folder {
    /// The folder with `default.toml`, `programmes/`, `parameters.toml` and the rest.
    #[arg(long, default_value = "config")]
    pub config: PathBuf,
}

/// Serve until told to stop.
pub fn serve(folder: &Folder) -> ExitCode {
    outcome(run(folder))
}

fn run(folder: &Folder) -> anyhow::Result<()> {
    log();
    let settings = settings(&folder.config)?;
    let house = House::load(&folder.config)?;
    actix_web::rt::System::new().block_on(async {
        if settings.environment == Environment::Production && database::passes_walls(&settings.database).await? {
            anyhow::bail!("the database login passes row security: serve as a login that is no superuser");
        }
        let listener = TcpListener::bind(&settings.http.bind)?;
        let address = listener.local_addr()?;
        greet(&settings, address);
        let service = Service::start(settings, Clock::default(), house)?;
        tracing::info!(%address, "serving");
        let server = service.serve(listener)?;
        actix_web::rt::spawn(stop_when_told(service.app.clone(), server.handle()));
        server.await?;
        Ok(())
    })
}

/// SIGTERM: say that it is not ready, let those in front notice, then finish what was begun. SIGINT: the same without the wait.
async fn stop_when_told(app: web::Data<App>, server: ServerHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        tracing::error!("signals cannot be heard");
        return;
    };
    let wait = tokio::select! {
        _ = terminate.recv() => Duration::from_millis(app.settings.http.drain_ms),
        _ = interrupt.recv() => Duration::ZERO,
    };
    app.draining.store(true, Ordering::Relaxed);
    tracing::info!(?wait, "stopping");
    tokio::time::sleep(wait).await;
    server.stop(true).await;
}

/// What somebody who started it by hand wants to know.
fn greet(settings: &Settings, address: std::net::SocketAddr) {
    if settings.environment == Environment::Development {
        eprintln!("\nPanoh is at http://{address}\n  API docs   http://{address}/api/docs/\n  Sign in    {}\n", crate::seed::SIGN_INS);
    }
}

/// Bring the schema up to date, as the owner of the database.
pub fn migrate(folder: &Folder) -> ExitCode {
    let done = settings(&folder.config).and_then(|settings| {
        log();
        let runtime = tokio::runtime::Runtime::new()?;
        let owner_url = settings.database.owner_url.clone().unwrap_or_else(|| settings.database.url.clone());
        let applied = runtime.block_on(async {
            database::ensure_database(&owner_url).await?;
            let applied = database::migrate(&owner_url).await?;
            database::ensure_runtime_login(&owner_url, &settings.database).await?;
            // Names from before there was an index, or that somebody wrote past the service, are to be found too.
            let indexed = database::index_names(&owner_url, false, search::keys_of).await?;
            if indexed > 0 {
                println!("Indexed {indexed} names.");
            }
            anyhow::Ok(applied)
        })?;
        match applied.len() {
            0 => println!("The schema is up to date."),
            count => println!("Applied {count} migrations: {}.", applied.join(", ")),
        }
        Ok(())
    });
    outcome(done)
}

/// Say what went wrong, with its causes, and how the command ended.
pub fn outcome(done: anyhow::Result<()>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("panoh: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// JSON lines on standard error; `RUST_LOG` chooses what.
pub fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,panoh=info".into());
    // A second call in one process (a test) keeps the first.
    let _already = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
