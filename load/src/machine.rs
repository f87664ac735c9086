//! Processor time of processes, from /proc.
use std::fs;

/// Clock ticks in a second, as Linux counts them in /proc on every platform of today.
const TICKS: f64 = 100.0;

fn stat(pid: u32) -> Option<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name stands in brackets and may hold blanks.
    let (_, rest) = text.rsplit_once(") ")?;
    Some(rest.split_whitespace().map(str::to_owned).collect())
}

fn ticks(pid: u32) -> u64 {
    let Some(fields) = stat(pid) else { return 0 };
    // utime, stime, and those of children that ended: fields 14 to 17, of which two stand before the bracket.
    (11..15).filter_map(|at| fields.get(at)?.parse::<u64>().ok()).sum()
}

/// A process and its children, now.
pub fn family(pid: u32) -> Vec<u32> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let children = all.filter(|child| stat(*child).and_then(|fields| fields.get(1)?.parse::<u32>().ok()) == Some(pid));
    std::iter::once(pid).chain(children).collect()
}

/// Seconds of processor time that a process and its children have used.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "ticks of a process stay far below 2^52")]
pub fn seconds(pid: u32) -> f64 {
    family(pid).into_iter().map(ticks).sum::<u64>() as f64 / TICKS
}

/// Resident memory of a process in KiB.
pub fn resident_kib(pid: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// Runnable processes of the last minute: what else the machine did.
pub fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(0.0)
}
