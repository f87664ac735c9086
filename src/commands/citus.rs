//! `panoh citus distribute`: the same tables, spread over a Citus cluster by organisation.
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::serve::{Folder, outcome};
use crate::database;
use crate::server::settings;

/// One database over many machines.
#[derive(Subcommand)]
pub enum CitusCommand {
    /// Spread every table by `tenant_id`.
    Distribute(Distribute),
}

/// `panoh citus distribute`.
#[derive(Args)]
pub struct Distribute {
    /// Print the statements and run none.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    folder: Folder,
}

impl CitusCommand {
    /// Print the statements, and run them if that is wanted.
    pub fn run(self) -> ExitCode {
        let Self::Distribute(asked) = self;
        outcome(distribute(&asked))
    }
}

fn distribute(asked: &Distribute) -> anyhow::Result<()> {
    let database = settings(&asked.folder.config)?.database;
    let url = database.owner_url.unwrap_or(database.url);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let statements = database::distribution(&url).await?;
        for statement in &statements {
            println!("{statement};");
        }
        if asked.dry_run { Ok(()) } else { database::distribute(&url, &statements).await }
    })
}
