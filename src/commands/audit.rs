//! `panoh audit`: prove the ledger against the database, or take it out to be proven elsewhere.
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use panoh_ledger::Checkpoint;

use super::serve::Folder;
use crate::clock::Clock;
use crate::database::{Pools, Sealer};
use crate::ledger::verify::{Standing, bundle, verify};
use crate::server::settings;

/// What to do with the ledger.
#[derive(Subcommand)]
pub enum AuditCommand {
    /// Walk every chain. Exit 0: whole; 1: altered; 2: incomplete; 3: unreadable.
    Verify {
        /// Only this organisation, by its short name.
        #[arg(long)]
        organisation: Option<String>,
        /// A file with one checkpoint a line: `{"tenant": …, "seq": …, "hash": …}`.
        #[arg(long)]
        checkpoints: Option<PathBuf>,
        #[arg(long, default_value = "text")]
        format: Format,
        #[command(flatten)]
        folder: Folder,
    },
    /// Write an organisation's chain as a bundle for `panoh-verify`.
    Export {
        #[arg(long)]
        organisation: String,
        #[arg(long, default_value_t = 1)]
        from: u64,
        #[arg(long)]
        to: Option<u64>,
        #[arg(long)]
        output: PathBuf,
        #[command(flatten)]
        folder: Folder,
    },
}

/// How the result is written.
#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

impl AuditCommand {
    /// Carry it out.
    pub fn run(self) -> ExitCode {
        let done = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(anyhow::Error::from)
            .and_then(|runtime| runtime.block_on(self.work()));
        match done {
            Ok(code) => ExitCode::from(code),
            Err(error) => {
                eprintln!("panoh: {error:#}");
                ExitCode::from(3)
            }
        }
    }

    async fn work(self) -> anyhow::Result<u8> {
        match self {
            Self::Verify { organisation, checkpoints, format, folder } => {
                let checkpoints = match checkpoints {
                    Some(file) => read_checkpoints(&std::fs::read_to_string(&file)?)?,
                    None => Vec::new(),
                };
                verify_all(&folder, organisation.as_deref(), &checkpoints, format).await
            }
            Self::Export { organisation, from, to, output, folder } => {
                let sealer = sealer(&folder)?;
                sealer.seal_pending(Clock::default().now()).await?;
                let (tenant, _) = named(&sealer, &organisation).await?;
                std::fs::write(&output, bundle(&sealer, tenant, from, to, u64::MAX, Clock::default().now()).await?)?;
                println!("Written to {}: prove it with panoh-verify.", output.display());
                Ok(0)
            }
        }
    }
}

fn sealer(folder: &Folder) -> anyhow::Result<Sealer> {
    Ok(Sealer::new(Pools::new(&settings(&folder.config)?.database)?))
}

async fn named(sealer: &Sealer, organisation: &str) -> anyhow::Result<(uuid::Uuid, String)> {
    let all = sealer.organisations().await?;
    all.into_iter().find(|(_, slug)| slug == organisation).ok_or_else(|| anyhow::anyhow!("there is no organisation {organisation}"))
}

fn read_checkpoints(text: &str) -> anyhow::Result<Vec<Checkpoint>> {
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| Ok(serde_json::from_str(line)?)).collect()
}

async fn verify_all(folder: &Folder, organisation: Option<&str>, checkpoints: &[Checkpoint], format: Format) -> anyhow::Result<u8> {
    let sealer = sealer(folder)?;
    let organisations = match organisation {
        Some(organisation) => vec![named(&sealer, organisation).await?],
        None => sealer.organisations().await?,
    };
    let mut standings = Vec::new();
    for (tenant, slug) in organisations {
        standings.push(verify(&sealer, tenant, slug, checkpoints).await?);
    }
    match format {
        Format::Json => println!("{}", serde_json::to_string(&standings)?),
        Format::Text => standings.iter().for_each(say),
    }
    Ok(standings.iter().map(|standing| standing.exit_code).max().unwrap_or(0))
}

fn say(standing: &Standing) {
    let Standing { organisation, entries, head, fault, .. } = standing;
    match fault {
        None => println!("{organisation}: {entries} entries, whole; head {head}"),
        Some(fault) => println!("{organisation}: {fault}"),
    }
}
