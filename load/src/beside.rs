//! The server and pgbench in turns. pgbench sends, pipelined and prepared, the very statements that the server sends for the same request
//! (BEGIN, the settings, the door's question, the question, COMMIT), as the same role under the same row security; the server has
//! authentication, JSON and the ledger on top.
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use panoh_load::drive::{Make, Tally, closed, good, open};
use panoh_load::http::{Client, Request};
use panoh_load::{machine, sql};
use serde_json::json;

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
    /// The same database, as the server's login.
    #[arg(long)]
    database: String,
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
    /// get, list, work.
    #[arg(long, value_delimiter = ',', default_value = "get,list,work")]
    operations: Vec<String>,
    /// The project, for its SQL.
    #[arg(long, default_value = ".")]
    root: PathBuf,
}

/// Reads are recorded disclosures: answers against pgbench's transactions.
const LEAST_RATIO: f64 = 0.35;
const MOST_CPU_RATIO: f64 = 1.2;
/// With row security against without it, both by pgbench: what the server adds beside it would flatter the ratio.
const LEAST_WALLED_RATIO: f64 = 0.85;
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

/// The id that `fill.sql` gives a case.
fn case(organisation: usize, number: usize) -> String {
    format!("{number:08x}-0002-7{organisation:03x}-8000-000000000000")
}

/// Sign one officer of each organisation in.
pub async fn sign_in(server: &str, organisations: usize, password: &str) -> anyhow::Result<Vec<String>> {
    let mut tokens = Vec::new();
    for organisation in 1..=organisations {
        let body = json!({ "email": format!("officer-1@load-{organisation}.example"), "password": password }).to_string();
        let answer = Client::new(server).send(&Request::new("POST", "/api/v1/auth/sign-in", &[], &body)).await?;
        let token = answer.json().get("access_token").and_then(|token| token.as_str()).map(str::to_owned);
        tokens.push(format!(
            "authorization: Bearer {}",
            token.with_context(|| format!("signing in: {}", String::from_utf8_lossy(&answer.body)))?
        ));
    }
    Ok(tokens)
}

/// Requests of an operation over all organisations, each with another case.
pub fn requests(operation: &str, tokens: Vec<String>, each: usize) -> Make {
    let operation = operation.to_owned();
    Arc::new(move |number| {
        // A large odd step visits every case before any comes again, far from its neighbours.
        let (organisation, number) = (number % tokens.len(), (number / tokens.len()).wrapping_mul(7919) % each + 1);
        let path = match operation.as_str() {
            "get" => format!("/api/v1/cases/{}", case(organisation + 1, number)),
            "list" => "/api/v1/cases?programme=refugee-claim&limit=25".to_owned(),
            _ => "/api/v1/work".to_owned(),
        };
        Request::new("GET", &path, tokens.get(organisation..=organisation).unwrap_or_default(), "")
    })
}

impl Speed {
    /// Measure, print, and say whether every bound is held.
    pub async fn run(self) -> anyhow::Result<bool> {
        let tokens = sign_in(&self.server, self.organisations, &self.password).await?;
        let each = self.cases / self.organisations;
        let mut held = true;
        for operation in &self.operations {
            let make = requests(operation, tokens.clone(), each);
            let script = script_file(operation, &self.write_script(operation, each)?)?;
            let (mut ours, mut theirs, mut unwalled) = (Vec::new(), Vec::new(), Vec::new());
            for round in 0..=self.rounds {
                let one = self.serve(&make).await?;
                let other = self.pgbench(&script, WALLED).await?;
                let free = self.pgbench(&script, UNWALLED).await?;
                // The first round warms both up.
                if round > 0 {
                    ours.push(one);
                    theirs.push(other);
                    unwalled.push(free);
                }
            }
            std::fs::remove_file(&script)?;
            let ratio = of(&ours, |round| round.per_second) / of(&theirs, |round| round.per_second);
            let cpu = of(&ours, |round| round.postgres_micros) / of(&theirs, |round| round.postgres_micros);
            let walled = of(&theirs, |round| round.per_second) / of(&unwalled, |round| round.per_second);
            let calm = CALM * of(&ours, |round| round.per_second);
            let calm = open(&self.server, calm, self.connections, Duration::from_secs(self.seconds * 2), make.clone()).await;
            held &=
                ratio >= LEAST_RATIO && cpu <= MOST_CPU_RATIO && walled >= LEAST_WALLED_RATIO && calm.below(990, good) <= MOST_CALM_P99_MS;
            println!(
                "{}",
                json!({
                    "what": operation, "server_per_second": of(&ours, |round| round.per_second).round(), "pgbench_per_second": of(&theirs, |round| round.per_second).round(),
                    "ratio": rounded(ratio), "bound": LEAST_RATIO, "p50_ms": rounded(of(&ours, |round| round.p50)), "p99_ms": rounded(of(&ours, |round| round.p99)),
                    "server_micros": of(&ours, |round| round.server_micros).round(), "postgres_micros": of(&ours, |round| round.postgres_micros).round(),
                    "pgbench_postgres_micros": of(&theirs, |round| round.postgres_micros).round(), "postgres_ratio": rounded(cpu), "postgres_bound": MOST_CPU_RATIO,
                    "row_security_ratio": rounded(walled), "row_security_bound": LEAST_WALLED_RATIO,
                    "calm_p50_ms": rounded(calm.below(500, good)), "calm_p99_ms": rounded(calm.below(990, good)), "calm_bound_ms": MOST_CALM_P99_MS,
                    "connections": self.connections, "rounds": self.rounds, "machine_load": machine::load(), "resident_kib": machine::resident_kib(self.server_pid),
                })
            );
        }
        Ok(held)
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

    async fn pgbench(&self, script: &Path, role: &str) -> anyhow::Result<Round> {
        let postgres = machine::seconds(self.postgres_pid);
        let mut command = tokio::process::Command::new(std::env::var("PGBENCH").unwrap_or_else(|_| "pgbench".to_owned()));
        let (connections, seconds) = (self.connections.to_string(), self.seconds.to_string());
        command.args(["-n", "-M", "prepared", "-j", "2", "-c", &connections, "-T", &seconds]);
        command.arg("-f").arg(script);
        command.env("PGOPTIONS", format!("-c role={role} -c plan_cache_mode=force_generic_plan -c jit=off")).arg(&self.database);
        let output = command.stdin(Stdio::null()).output().await.context("running pgbench")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let per_second = text.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse::<f64>().ok());
        let per_second = per_second.with_context(|| format!("pgbench: {text}{}", String::from_utf8_lossy(&output.stderr)))?;
        let done = text
            .lines()
            .find_map(|line| line.strip_prefix("number of transactions actually processed: ")?.parse::<f64>().ok())
            .context("a count")?;
        let micros = (machine::seconds(self.postgres_pid) - postgres) * 1e6 / done;
        Ok(Round { per_second, postgres_micros: micros, server_micros: 0.0, p50: 0.0, p99: 0.0 })
    }

    /// One script; the organisation is drawn anew for each transaction, and its ids are reckoned in SQL as `fill.sql` reckons them.
    fn write_script(&self, operation: &str, each: usize) -> anyhow::Result<String> {
        let read = |file: &str, name: &str| sql::constant(&self.root, file, name);
        let fixed = |kind: &str, officer: &str| format!("('01900000-{kind}-7000-8{officer}-' || lpad(to_hex(:o::int), 12, '0'))::uuid");
        let (tenant, officer, user) = (fixed("0000", "000"), fixed("0001", "001"), fixed("0002", "001"));
        let id = "(lpad(to_hex(:k::int), 8, '0') || '-0002-7' || lpad(to_hex(:o::int), 3, '0') || '-8000-000000000000')::uuid";
        let (resource, named, questions) = match operation {
            "get" => {
                let case = sql::with(read("src/cases/case.rs", "CASE")?, &[&tenant, id]);
                ("'case'", "true", vec![case, sql::with(read("src/programmes/ground.rs", "OWN")?, &[&tenant])])
            }
            "list" => {
                let nothing = ["NULL"; 7];
                let values = [&[tenant.as_str(), "'refugee-claim'"], nothing.as_slice(), &["NULL", "26"]].concat();
                ("'case'", "false", vec![sql::with(read("src/cases/api/list.rs", "CASES")?, &values)])
            }
            "work" => {
                let values = [tenant.as_str(), &officer, "current_date", "(current_date + 14)", "(current_date - 30)"];
                ("'work'", "false", vec![sql::with(read("src/cases/api/work.rs", "WORK")?, &values)])
            }
            other => bail!("there is no operation {other}"),
        };
        let door = sql::with(read("src/database/door.rs", "DOOR")?, &[&tenant, &officer, &user, "current_date", resource, "'read'", named]);
        let settings = format!(
            "SELECT set_config('app.tenant', {tenant}::text, true), set_config('app.membership', {officer}::text, true), set_config('app.user', {user}::text, true), set_config('app.now', now()::text, true)"
        );
        let (organisations, questions) = (self.organisations, questions.join(";\n"));
        Ok(format!(
            "\\set o random(1, {organisations})\n\\set k random(1, {each})\n\\startpipeline\nBEGIN READ ONLY;\n{settings};\n{door};\n{questions};\nCOMMIT;\n\\endpipeline\n"
        ))
    }
}

fn script_file(operation: &str, text: &str) -> anyhow::Result<PathBuf> {
    let file = std::env::temp_dir().join(format!("panoh-pgbench-{operation}-{}.sql", std::process::id()));
    std::fs::write(&file, text)?;
    Ok(file)
}
