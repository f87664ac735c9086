//! What the server asks of PostgreSQL for one request, as PostgreSQL's own log tells it, written down as a script for pgbench: the very same
//! statements, with the ids of `fill.sql` reckoned from an organisation `:o` and a case `:k` that pgbench draws for each transaction.
use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::Value;

/// One statement with its values, as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub text: String,
    pub values: Vec<Option<String>>,
}

/// How a script sends its statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// All before any is answered, as the server sends a read.
    Pipelined,
    /// One after the other.
    InTurns,
}

/// Ask the database something as its owner; one value.
///
/// # Errors
/// What psql says.
pub async fn psql(owner: &str, query: &str) -> anyhow::Result<String> {
    let output = tokio::process::Command::new("psql").args([owner, "-XAtqc", query]).output().await.context("running psql")?;
    if !output.status.success() {
        bail!("psql: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
}

/// Do something while PostgreSQL writes down what it is asked, and read what was asked in a transaction of a membership whose id
/// begins so. PostgreSQL
/// logs as JSON with whole values for this (`load/speed` starts it so).
///
/// # Errors
/// PostgreSQL does not log so, or nothing of it was found.
pub async fn while_doing(owner: &str, membership: &str, act: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<Vec<Statement>> {
    psql(owner, "ALTER SYSTEM SET log_statement = 'all'").await?;
    psql(owner, "SELECT pg_reload_conf()").await?;
    let pause = || tokio::time::sleep(Duration::from_millis(700));
    pause().await;
    let done = act.await;
    pause().await;
    psql(owner, "ALTER SYSTEM RESET log_statement").await?;
    psql(owner, "SELECT pg_reload_conf()").await?;
    done?;
    let log = psql(owner, "SELECT pg_read_file(pg_current_logfile('jsonlog'))").await?;
    transaction(&log, membership).with_context(|| format!("no transaction of {membership} in the log"))
}

/// The last whole transaction in a log that was opened for a membership.
pub fn transaction(log: &str, membership: &str) -> Option<Vec<Statement>> {
    let mut open: BTreeMap<i64, Vec<Statement>> = BTreeMap::new();
    let mut last = None;
    for line in log.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        let (Some(pid), Some(statement)) = (line.get("pid").and_then(Value::as_i64), statement(&line)) else { continue };
        if statement.text.starts_with("BEGIN") {
            open.insert(pid, Vec::new());
        }
        let ends = statement.text == "COMMIT";
        if let Some(statements) = open.get_mut(&pid) {
            statements.push(statement);
        }
        if ends && let Some(whole) = open.remove(&pid) {
            let of = |statement: &Statement| {
                statement.text.contains("set_config('app.membership'")
                    && statement.values.iter().flatten().any(|value| value.starts_with(membership))
            };
            last = if whole.iter().any(of) { Some(whole) } else { last };
        }
    }
    last
}

fn statement(line: &Value) -> Option<Statement> {
    let message = line.get("message")?.as_str()?;
    let (kind, text) = message.split_once(": ")?;
    if kind != "statement" && !kind.starts_with("execute ") {
        return None;
    }
    let values = line.get("detail").and_then(Value::as_str).and_then(|detail| detail.strip_prefix("parameters: ")).map(values);
    Some(Statement { text: text.trim().to_owned(), values: values.unwrap_or_default() })
}

/// `$1 = 'it''s', $2 = NULL`.
fn values(mut detail: &str) -> Vec<Option<String>> {
    let mut values = Vec::new();
    while let Some((_, rest)) = detail.split_once(" = ") {
        let Some(quoted) = rest.strip_prefix('\'') else {
            values.push(None);
            detail = rest;
            continue;
        };
        let mut value = String::new();
        let mut left = quoted.chars();
        while let Some(c) = left.next() {
            if c == '\'' && !left.as_str().starts_with('\'') {
                break;
            }
            if c == '\'' {
                left.next();
            }
            value.push(c);
        }
        values.push(Some(value));
        detail = left.as_str();
    }
    values
}

/// A script of these statements over so many organisations and cases in each.
pub fn script(statements: &[Statement], form: Form, organisations: usize, each: usize) -> String {
    let mut fresh = Vec::new();
    let lines: Vec<String> = statements.iter().map(|statement| format!("{};\n", with(statement, &mut fresh))).collect();
    let (open, close) = if form == Form::Pipelined { ("\\startpipeline\n", "\\endpipeline\n") } else { ("", "") };
    format!(
        "\\set o random(1, {organisations})\n\\set k random(1, {each})\n\\set r random(1, 2147483647)\n\\set q random(1, 2147483647)\n{open}{}{close}",
        lines.concat()
    )
}

fn with(statement: &Statement, fresh: &mut Vec<String>) -> String {
    // Settings are text, whatever they hold.
    let settings = statement.text.starts_with("SELECT set_config(");
    // The case that is drawn has some version, and keeps it for the server; that it is checked and written is what costs.
    let steps = statement.text.contains("INTO case_steps");
    let mut text =
        statement.text.replace("AND version = $", "AND version <= 1000000 + $").replace("version = version + 1", "version = version + 0");
    for (at, value) in statement.values.iter().enumerate().rev() {
        let literal = value.as_ref().map_or_else(|| "NULL".to_owned(), |value| literal(value, steps, fresh));
        let literal = if settings { literal.replace("::uuid", "") } else { literal };
        text = text.replace(&format!("${}", at + 1), &literal);
    }
    text
}

/// A value in SQL: what names an organisation, a case, or a row that is made here becomes an expression.
fn literal(value: &str, steps: bool, fresh: &mut Vec<String>) -> String {
    let (mut pieces, mut plain, mut at) = (Vec::new(), String::new(), 0);
    while let Some(rest) = value.get(at..) {
        let Some(first) = rest.chars().next() else { break };
        let found = rest.get(..36).filter(|id| is_uuid(id)).map(|id| (36, uuid(id, fresh)));
        let found = found.or_else(|| rest.get(..13).filter(|text| is_number(text)).map(|_| (13, NUMBER.to_owned())));
        let found = found.or_else(|| if steps { position(rest) } else { None });
        match found {
            Some((length, expression)) => {
                pieces.extend([quoted(&plain), expression]);
                plain.clear();
                at += length;
            }
            None => {
                plain.push(first);
                at += first.len_utf8();
            }
        }
    }
    if pieces.is_empty() {
        return quoted(value);
    }
    pieces.push(quoted(&plain));
    let kind = match value {
        id if is_uuid(id) => "::uuid",
        json if json.starts_with("[{") || json.starts_with("{\"") => "::jsonb",
        list if list.starts_with('{') => "::uuid[]",
        _ => "",
    };
    let pieces: Vec<String> = pieces.into_iter().filter(|piece| piece != "''").collect();
    format!("({}){kind}", pieces.join(" || "))
}

/// A number of a case or paper that nobody else has.
const NUMBER: &str = "('99-' || lpad((:r::bigint % 100000000)::text, 8, '0') || '-' || (:q::int % 10))";

fn is_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.get(2) == Some(&b'-')
        && bytes.get(11) == Some(&b'-')
        && bytes
            .iter()
            .enumerate()
            .all(|(at, b)| matches!(at, 2 | 11) || b.is_ascii_digit() || (at > 2 && at < 11 && b.is_ascii_uppercase()))
}

/// The place of a step among those of its case: beyond all that there are.
fn position(rest: &str) -> Option<(usize, String)> {
    let rest = rest.strip_prefix("\"position\":")?;
    let digits = rest.bytes().skip_while(|byte| *byte == b' ').take_while(u8::is_ascii_digit).count();
    let blanks = rest.bytes().take_while(|byte| *byte == b' ').count();
    (digits > 0).then(|| {
        (
            "\"position\":".len() + blanks + digits,
            format!("'\"position\": ' || (1000 + (:r::int >> 1) + {})", rest.trim_start().get(..digits).unwrap_or("0")),
        )
    })
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, b)| if matches!(at, 8 | 13 | 18 | 23) { b == b'-' } else { b.is_ascii_hexdigit() })
}

fn uuid(id: &str, fresh: &mut Vec<String>) -> String {
    let part = |from: usize, to: usize| id.get(from..to).unwrap_or_default();
    const ORGANISATION: &str = "lpad(to_hex(:o::int), 12, '0')";
    if part(0, 8) == "01900000" && part(14, 20) == "7000-8" {
        return format!("('{}' || {ORGANISATION})", part(0, 24));
    }
    if part(14, 24) == "7000-9000-" {
        return format!("(lpad(to_hex(:k::int), 8, '0') || '{}' || {ORGANISATION})", part(8, 24));
    }
    let number = fresh.iter().position(|known| known == id).unwrap_or(fresh.len());
    if number == fresh.len() {
        fresh.push(id.to_owned());
    }
    format!("(lpad(to_hex(:r::int), 8, '0') || '-{number:04x}-7000-b000-' || lpad(to_hex(:q::int), 12, '0'))")
}

/// A string of SQL. A colon before a letter would be a variable of pgbench.
fn quoted(text: &str) -> String {
    let mut out = String::from("'");
    let mut last = ' ';
    for c in text.chars() {
        if last == ':' && (c.is_alphabetic() || c == '_') {
            out.push(' ');
        }
        out.push(c);
        if c == '\'' {
            out.push(c);
        }
        last = c;
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFICER: &str = "01900000-0001-7000-8001-000000000003";
    const CASE: &str = "00000007-0002-7000-9000-000000000003";

    fn logged(pid: i64, message: &str, detail: Option<&str>) -> String {
        serde_json::json!({ "pid": pid, "message": message, "detail": detail }).to_string()
    }

    #[test]
    fn the_transaction_of_a_member_is_found_among_others() {
        let settings = "execute s1: SELECT set_config('app.tenant', $1, true), set_config('app.membership', $2, true)";
        let log = [
            logged(1, "statement: BEGIN", None),
            logged(2, "execute s0: BEGIN", None),
            logged(1, settings, Some(&format!("parameters: $1 = 'a', $2 = '{OFFICER}'"))),
            logged(2, settings, Some("parameters: $1 = 'a', $2 = 'somebody'")),
            logged(1, "execute s2: SELECT $1, $2", Some("parameters: $1 = 'it''s', $2 = NULL")),
            logged(1, "execute s3: COMMIT", None),
            logged(2, "execute s3: COMMIT", None),
        ];
        let found = transaction(&log.join("\n"), OFFICER).unwrap_or_default();
        assert_eq!(found.len(), 4);
        assert_eq!(found.get(2), Some(&Statement { text: "SELECT $1, $2".to_owned(), values: vec![Some("it's".to_owned()), None] }));
    }

    #[test]
    fn ids_are_reckoned_from_what_pgbench_draws() {
        let mut fresh = Vec::new();
        assert_eq!(literal(OFFICER, false, &mut fresh), "(('01900000-0001-7000-8001-' || lpad(to_hex(:o::int), 12, '0')))::uuid");
        assert_eq!(
            literal(CASE, false, &mut fresh),
            "((lpad(to_hex(:k::int), 8, '0') || '-0002-7000-9000-' || lpad(to_hex(:o::int), 12, '0')))::uuid"
        );
        let new = "019ab000-1111-7222-8333-444455556666";
        assert_eq!(literal(new, false, &mut fresh), literal(new, false, &mut fresh), "a row that is made has one id throughout");
        assert!(literal(&format!("[{{\"id\":\"{new}\",\"done\":true}}]"), false, &mut fresh).ends_with("|| '\",\"done\": true}]')::jsonb"));
        assert_eq!(literal("{a,b}", false, &mut fresh), "'{a,b}'");
    }

    #[test]
    fn what_must_be_unlike_every_other_is_drawn() {
        let mut fresh = Vec::new();
        assert_eq!(literal("26-7K3M9QXA-4", false, &mut fresh), format!("({NUMBER})"));
        let step = literal("[{\"position\":12,\"x\":1}]", true, &mut fresh);
        assert_eq!(step, "('[{' || '\"position\": ' || (1000 + (:r::int >> 1) + 12) || ',\"x\":1}]')::jsonb");
    }
}
