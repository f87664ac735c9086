//! `panoh backup` and `panoh restore`, around PostgreSQL's own tools: a base backup, the log of changes as it is written, and the database as
//! it stood at an instant. Nothing of the format is ours.
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, ExitCode};

use anyhow::{Context, ensure};
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};

use super::serve::{Folder, outcome};
use crate::clock::Clock;
use crate::server::settings;

/// Keeping copies.
#[derive(Subcommand)]
pub enum BackupCommand {
    /// Copy the whole database as it stands.
    Take(To),
    /// Follow the log of changes until told to stop: what was committed is in the copy a moment later.
    Follow(To),
}

/// Where the copies are.
#[derive(Args)]
pub struct To {
    /// A folder outside the machine that serves: `base-…/` for each copy, `log/` for the changes.
    #[arg(long)]
    to: PathBuf,
    #[command(flatten)]
    folder: Folder,
}

/// `panoh restore`.
#[derive(Args)]
pub struct Restore {
    /// The folder of `panoh backup`.
    #[arg(long)]
    from: PathBuf,
    /// An empty folder that becomes the data directory. Start PostgreSQL on it; it restores itself and then serves.
    #[arg(long)]
    into: PathBuf,
    /// The instant (RFC 3339) whose state is wanted; by default the last that the copies hold.
    #[arg(long)]
    at: Option<DateTime<Utc>>,
}

impl BackupCommand {
    /// Carry it out.
    pub fn run(self) -> ExitCode {
        outcome(match self {
            Self::Take(to) => take(&to),
            Self::Follow(to) => follow(&to),
        })
    }
}

fn owner_url(folder: &Folder) -> anyhow::Result<String> {
    let database = settings(&folder.config)?.database;
    Ok(database.owner_url.unwrap_or(database.url))
}

/// One of PostgreSQL's own tools: where this machine's installation keeps it, else on the path. Debian has a folder for each version.
fn tool(program: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let installed = versions.map(|version| version.path().join("bin").join(program)).filter(|path| path.exists()).max();
    installed.unwrap_or_else(|| program.into())
}

fn run(program: &str, arguments: &[&str]) -> anyhow::Result<()> {
    let status = Process::new(tool(program))
        .args(arguments)
        .status()
        .with_context(|| format!("starting {program}, one of PostgreSQL's own tools"))?;
    ensure!(status.success(), "{program} failed");
    Ok(())
}

fn text(path: &Path) -> anyhow::Result<&str> {
    path.to_str().with_context(|| format!("{} is no text", path.display()))
}

const BASE: &str = "base-";

fn take(to: &To) -> anyhow::Result<()> {
    let at = Clock::default().now().format("%Y-%m-%dT%H-%M-%SZ");
    let base = to.to.join(format!("{BASE}{at}"));
    std::fs::create_dir_all(&to.to)?;
    let url = owner_url(&to.folder)?;
    run("pg_basebackup", &["--dbname", &url, "--pgdata", text(&base)?, "--wal-method=stream", "--checkpoint=fast", "--no-password"])?;
    run("pg_verifybackup", &["--quiet", text(&base)?])?;
    println!("{}", base.display());
    Ok(())
}

fn follow(to: &To) -> anyhow::Result<()> {
    let log = to.to.join("log");
    std::fs::create_dir_all(&log)?;
    let url = owner_url(&to.folder)?;
    let arguments = ["--dbname", &url, "--directory", text(&log)?, "--no-password", "--status-interval=1"];
    // It takes this process's place, so that whoever stops the one stops the other.
    let error = Process::new(tool("pg_receivewal")).args(arguments).exec();
    Err(error).context("starting pg_receivewal, one of PostgreSQL's own tools")
}

/// `panoh restore`: lay the last copy before the instant down, and say how far PostgreSQL shall read the log.
pub fn restore(restore: &Restore) -> ExitCode {
    outcome(lay_down(restore))
}

fn lay_down(restore: &Restore) -> anyhow::Result<()> {
    let until = restore.at.map(|at| format!("{BASE}{}", at.format("%Y-%m-%dT%H-%M-%SZ")));
    let bases = std::fs::read_dir(&restore.from).with_context(|| format!("reading {}", restore.from.display()))?;
    let names = bases.flatten().filter_map(|entry| entry.file_name().into_string().ok()).filter(|name| name.starts_with(BASE));
    let base =
        names.filter(|name| until.as_ref().is_none_or(|until| name < until)).max().context("there is no copy from before that instant")?;
    let empty = std::fs::read_dir(&restore.into).map_or(true, |mut entries| entries.next().is_none());
    ensure!(empty, "{} is not empty: nothing is overwritten", restore.into.display());
    std::fs::create_dir_all(&restore.into)?;
    run("cp", &["-a", "--", &format!("{}/.", text(&restore.from.join(&base))?), text(&restore.into)?])?;
    lay_log(&restore.from.join("log"), &restore.into)?;
    // All there is of the log lies in `pg_wal` already; PostgreSQL insists on a command that could bring more.
    let mut lines = "\nrestore_command = 'false'\nrecovery_target_action = 'promote'\n".to_owned();
    if let Some(at) = restore.at {
        // With an offset: where PostgreSQL reads its settings it knows no zone by name, not even `Z`.
        let at = at.format("%Y-%m-%d %H:%M:%S%.6f+00");
        lines.push_str(&format!("recovery_target_time = '{at}'\nrecovery_target_inclusive = off\n"));
    }
    let file = restore.into.join("postgresql.auto.conf");
    let mut settings = std::fs::read_to_string(&file).unwrap_or_default();
    settings.push_str(&lines);
    std::fs::write(&file, settings)?;
    std::fs::write(restore.into.join("recovery.signal"), "")?;
    println!("{base} is laid down in {}. Start PostgreSQL on it, then run `panoh audit verify`.", restore.into.display());
    Ok(())
}

/// Lay the followed log into the copy, from where the copy begins. There PostgreSQL reads it whoever it runs as, and clears it away itself.
fn lay_log(log: &Path, into: &Path) -> anyhow::Result<()> {
    let label = std::fs::read_to_string(into.join("backup_label")).context("reading where the copy begins")?;
    let begins = label.split_once("(file ").and_then(|(_, rest)| rest.split_once(')')).context("the copy does not say where it begins")?.0;
    let names = std::fs::read_dir(log).with_context(|| format!("reading {}", log.display()))?;
    let mut names: Vec<String> = names.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.retain(|name| name.ends_with(".history") || name.as_str() >= begins);
    for name in &names {
        // The segment that was being written; its own name stands for it once it is whole.
        let whole = name.strip_suffix(".partial").unwrap_or(name);
        if whole == name || !names.iter().any(|other| other == whole) {
            let from = log.join(name);
            std::fs::copy(&from, into.join("pg_wal").join(whole)).with_context(|| format!("copying {}", from.display()))?;
        }
    }
    Ok(())
}
