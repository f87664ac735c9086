//! How the faults of programmes are told.
use std::fmt::Write;

use panoh_rules::programme::{self, Fault, Severity, SourceFile};
use serde_json::json;

/// One programme that was checked.
pub(super) struct Checked {
    /// As the caller named it.
    pub(super) path: String,
    /// Its files, for quoting them.
    pub(super) files: Vec<SourceFile>,
    /// What came out.
    pub(super) checked: programme::Checked,
}

fn count(results: &[Checked], severity: Severity) -> usize {
    let faults = results.iter().flat_map(|result| &result.checked.faults);
    faults.filter(|fault| fault.severity == severity).count()
}

/// For people: each fault with the line quoted and a caret below its place.
pub(super) fn text(results: &[Checked]) -> String {
    let mut out = String::new();
    for result in results {
        for fault in &result.checked.faults {
            quote(&mut out, fault, &result.files);
        }
    }
    for result in results {
        let faults = result.checked.faults.len();
        let id = result.checked.programme.as_ref().map_or(result.path.as_str(), |programme| &programme.id);
        let said = match faults {
            0 => format!("{id}: no faults\n"),
            1 => format!("{id}: 1 fault\n"),
            _ => format!("{id}: {faults} faults\n"),
        };
        out.push_str(&said);
    }
    let (errors, warnings) = (count(results, Severity::Error), count(results, Severity::Warning));
    if errors + warnings > 0 {
        // Writing to a text cannot fail.
        let _ = writeln!(out, "{errors} errors, {warnings} warnings");
    }
    out
}

fn quote(out: &mut String, fault: &Fault, files: &[SourceFile]) {
    let severity = match fault.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let _ = writeln!(out, "{severity}: {}", fault.message);
    let _ = writeln!(out, "  --> {}:{}:{}", fault.file, fault.line, fault.column);
    let file = files.iter().find(|file| file.path == fault.file);
    let line = file.and_then(|file| file.text.lines().nth(fault.line.saturating_sub(1)));
    let width = fault.line.to_string().len();
    if let Some(line) = line {
        let before: String = line.chars().take(fault.column.saturating_sub(1)).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
        let _ = writeln!(out, "{:width$} |", "");
        let _ = writeln!(out, "{} | {line}", fault.line);
        let _ = writeln!(out, "{:width$} | {before}^", "");
    }
    if let Some(suggestion) = &fault.suggestion {
        let _ = writeln!(out, "{:width$} = {suggestion}", "");
    }
    out.push('\n');
}

/// For machines.
pub(super) fn json(results: &[Checked]) -> String {
    let programmes: Vec<_> = results
        .iter()
        .map(|result| {
            json!({
                "path": result.path,
                "programme": result.checked.programme.as_ref().map(|programme| &programme.id),
                "refused": result.checked.is_refused(),
                "faults": result.checked.faults,
            })
        })
        .collect();
    let answer = json!({
        "errors": count(results, Severity::Error),
        "warnings": count(results, Severity::Warning),
        "programmes": programmes,
    });
    format!("{answer:#}\n")
}
