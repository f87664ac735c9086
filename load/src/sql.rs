//! The server's own statements as scripts for pgbench, read out of its source, so that both run the very same SQL.
use std::path::Path;

use anyhow::Context;

/// The text of `const NAME: &str = "…";` in a source file.
///
/// # Errors
/// There is no such constant.
pub fn constant(root: &Path, file: &str, name: &str) -> anyhow::Result<String> {
    let source = std::fs::read_to_string(root.join(file)).with_context(|| format!("reading {file}"))?;
    let (_, rest) = source.split_once(&format!("const {name}: &str = \"")).with_context(|| format!("{file} has no {name}"))?;
    let (text, _) = rest.split_once("\";").with_context(|| format!("{name} in {file} does not end"))?;
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Put values for `$1`, `$2`, …: text as SQL, or `:name` of a pgbench variable.
pub fn with(mut text: String, values: &[&str]) -> String {
    for (at, value) in values.iter().enumerate().rev() {
        text = text.replace(&format!("${}", at + 1), value);
    }
    text
}
