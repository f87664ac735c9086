//! The server and pgbench in turns. pgbench sends, pipelined and prepared, the very statements that the server sends for the same request
//! (BEGIN, the settings, the door's question, the question, COMMIT), as the same role under the same row security; the server has
//! authentication, JSON and the ledger's entry of a read on top. A change is one transaction with its entry: there pgbench sends the same
//! statements one after the other, as whoever writes BEGIN … COMMIT would.
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use panoh_load::drive::{Make, Tally, closed, good, open};
use panoh_load::http::{Answer, Client};
use panoh_load::machine;
use panoh_load::recorded::{Form, Statement, script, while_doing};
use serde_json::json;

use crate::asked::{Caller, OFFICERS, form, requests, sign_in};

/// What is measured, and where.
#[derive(Args)]
pub struct Speed {
    /// The server, `host:port`.
    #[arg(long)]
    server: String,
    #[arg(long)]
    server_pid: u32,
    #[arg(long)]
    postgres_pid: u32,
    /// The same database, as the server's login and as its owner.
    #[arg(long)]
    database: String,
    #[arg(long)]
    owner: String,
    #[arg(long, default_value = "refuge-in-dushanbe")]
    password: String,
    /// Organisations and cases of `fill.sql`.
    #[arg(long)]
    organisations: usize,
    #[arg(long)]
    cases: usize,
    #[arg(long, default_value_t = 16)]
    connections: usize,
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// get, list, work, create, transition.
    #[arg(long, value_delimiter = ',', default_value = "get,list,work,create,transition")]
    operations: Vec<String>,
}

/// Answers against pgbench's transactions: every read of cases is a recorded disclosure.
const LEAST_READ_RATIO: f64 = 0.35;
const LEAST_WRITE_RATIO: f64 = 0.9;
const MOST_CPU_RATIO: f64 = 1.2;
/// With row security against without it, both by pgbench: what the server adds beside it would flatter the ratio.
const LEAST_WALLED_RATIO: f64 = 0.85;
/// Seconds before anything is counted.
const WARMING: u64 = 2;
/// At seven tenths of what was done at most.
const CALM: f64 = 0.7;
const MOST_CALM_P99_MS: f64 = 10.0;

/// The role that serves, and one with its rights that row security lets pass (`load/speed` makes it).
const WALLED: &str = "panoh_app";
const UNWALLED: &str = "panoh_unwalled";

struct Round {
    per_second: f64,
    postgres_micros: f64,
    server_micros: f64,
    p50: f64,
    p99: f64,
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

fn of(rounds: &[Round], which: fn(&Round) -> f64) -> f64 {
    median(rounds.iter().map(which).collect())
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

impl Speed {
    /// Measure, print, and say whether every bound is held.
    pub async fn run(self) -> anyhow::Result<bool> {
        let callers = sign_in(&self.server, self.organisations, &self.password).await?;
        let mut held = true;
        for operation in &self.operations {
            held &= self.operation(operation, &callers).await.with_context(|| format!("measuring {operation}"))?;
        }
        Ok(held)
    }

    async fn operation(&self, operation: &str, callers: &[Caller]) -> anyhow::Result<bool> {
        let each = self.cases / self.organisations;
        let (make, form) = (requests(operation, &self.owner, callers.to_vec(), each).await?, form(operation));
        let statements = self.statements(&make).await?;
        let script = script_file(operation, &script(&statements, form, self.organisations, each))?;
        let (mut ours, mut theirs, mut unwalled) = (Vec::new(), Vec::new(), Vec::new());
        closed(&self.server, self.connections, Duration::from_secs(WARMING), make.clone()).await;
        for _ in 0..self.rounds {
            ours.push(self.serve(&make).await?);
            theirs.push(self.pgbench(&script, WALLED).await?);
            unwalled.push(self.pgbench(&script, UNWALLED).await?);
        }
        std::fs::remove_file(&script)?;
        let ratio = of(&ours, |round| round.per_second) / of(&theirs, |round| round.per_second);
        let cpu = of(&ours, |round| round.postgres_micros) / of(&theirs, |round| round.postgres_micros);
        let walled = of(&theirs, |round| round.per_second) / of(&unwalled, |round| round.per_second);
        let calm = CALM * of(&ours, |round| round.per_second);
        let calm = open(&self.server, calm, self.connections, Duration::from_secs(self.seconds * 2), make).await;
        let bound = if form == Form::Pipelined { LEAST_READ_RATIO } else { LEAST_WRITE_RATIO };
        println!(
            "{}",
            json!({
                "what": operation, "server_per_second": of(&ours, |round| round.per_second).round(), "pgbench_per_second": of(&theirs, |round| round.per_second).round(),
                "ratio": rounded(ratio), "bound": bound, "p50_ms": rounded(of(&ours, |round| round.p50)), "p99_ms": rounded(of(&ours, |round| round.p99)),
                "server_micros": of(&ours, |round| round.server_micros).round(), "postgres_micros": of(&ours, |round| round.postgres_micros).round(),
                "pgbench_postgres_micros": of(&theirs, |round| round.postgres_micros).round(), "postgres_ratio": rounded(cpu), "postgres_bound": MOST_CPU_RATIO,
                "row_security_ratio": rounded(walled), "row_security_bound": LEAST_WALLED_RATIO, "statements": statements.len(),
                "calm_p50_ms": rounded(calm.below(500, good)), "calm_p99_ms": rounded(calm.below(990, good)), "calm_bound_ms": MOST_CALM_P99_MS,
                "connections": self.connections, "rounds": self.rounds, "machine_load": machine::load(), "resident_kib": machine::resident_kib(self.server_pid),
            })
        );
        Ok(ratio >= bound && cpu <= MOST_CPU_RATIO && walled >= LEAST_WALLED_RATIO && calm.below(990, good) <= MOST_CALM_P99_MS)
    }

    /// What the server asks for one request. The first of a kind also prepares its statements.
    async fn statements(&self, make: &Make) -> anyhow::Result<Vec<Statement>> {
        let mut client = Client::new(&self.server);
        let answered = |answer: Answer| {
            if good(answer.status) { Ok(()) } else { bail!("{}: {}", answer.status, String::from_utf8_lossy(&answer.body)) }
        };
        answered(client.send(&make(0)).await?)?;
        while_doing(&self.owner, OFFICERS, async { answered(client.send(&make(1)).await?) }).await
    }

    #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "a count of requests stays far below 2^52")]
    async fn serve(&self, make: &Make) -> anyhow::Result<Round> {
        let (server, postgres) = (machine::seconds(self.server_pid), machine::seconds(self.postgres_pid));
        let tally: Tally = closed(&self.server, self.connections, Duration::from_secs(self.seconds), make.clone()).await;
        let done = tally.count(good) as f64;
        if tally.count(|status| !good(status)) > 0 {
            bail!("not every request was answered well: {:?}", tally.statuses());
        }
        Ok(Round {
            per_second: tally.rate(good),
            server_micros: (machine::seconds(self.server_pid) - server) * 1e6 / done,
            postgres_micros: (machine::seconds(self.postgres_pid) - postgres) * 1e6 / done,
            p50: tally.below(500, good),
            p99: tally.below(990, good),
        })
    }

    /// What it does after its connections have prepared and planned everything, as the server's have.
    async fn pgbench(&self, script: &Path, role: &str) -> anyhow::Result<Round> {
        let mut command = tokio::process::Command::new(std::env::var("PGBENCH").unwrap_or_else(|_| "pgbench".to_owned()));
        let (connections, whole) = (self.connections.to_string(), WARMING + self.seconds);
        command.args(["-n", "-M", "prepared", "-j", "2", "-P", "1", "-c", &connections, "-T", &whole.to_string()]);
        command.arg("-f").arg(script);
        command.env("PGOPTIONS", format!("-c role={role} -c plan_cache_mode=force_generic_plan -c jit=off")).arg(&self.database);
        let run = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().context("running pgbench")?;
        tokio::time::sleep(Duration::from_secs(WARMING)).await;
        let before = machine::seconds(self.postgres_pid);
        tokio::time::sleep(Duration::from_secs(self.seconds)).await;
        let spent = machine::seconds(self.postgres_pid) - before;
        let output = run.wait_with_output().await?;
        let said = String::from_utf8_lossy(&output.stderr);
        // `progress: 3.0 s, 297.0 tps, lat …`, once a second.
        let each: Vec<f64> = said
            .lines()
            .filter_map(|line| line.strip_prefix("progress: ")?.split(", ").nth(1)?.strip_suffix(" tps")?.parse().ok())
            .collect();
        let measured = each.get(usize::try_from(WARMING)?..).filter(|measured| !measured.is_empty() && !said.contains("aborted"));
        let measured = measured.with_context(|| format!("pgbench: {said}"))?;
        let per_second = measured.iter().sum::<f64>() / f64::from(u32::try_from(measured.len())?);
        let postgres_micros = spent * 1e6 / (per_second * f64::from(u32::try_from(self.seconds)?));
        Ok(Round { per_second, postgres_micros, server_micros: 0.0, p50: 0.0, p99: 0.0 })
    }
}

fn script_file(operation: &str, text: &str) -> anyhow::Result<PathBuf> {
    let file = std::env::temp_dir().join(format!("panoh-pgbench-{operation}-{}.sql", std::process::id()));
    std::fs::write(&file, text)?;
    Ok(file)
}
