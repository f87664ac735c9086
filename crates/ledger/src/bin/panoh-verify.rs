//! Proves, without a database and without trusting the service, that an exported ledger is whole and unaltered.
//! Ends with 0 sound, 1 altered, 2 incomplete, 3 unreadable.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use panoh_ledger::{Checkpoint, Report, VerifyError, verify_bundle};
use serde_json::json;

const USAGE: &str = "\
Usage: panoh-verify BUNDLE [--checkpoints FILE_OR_DIR] [--format text|json]

Verifies a ledger bundle (`-` reads standard input) as docs/ledger-format.md describes it.
A checkpoint file holds one {\"hash\",\"seq\",\"tenant\"} a line; of a directory every file is read.

Ends with 0 sound, 1 altered, 2 incomplete, 3 unreadable.
";

struct Arguments {
    bundle: PathBuf,
    checkpoints: Option<PathBuf>,
    json: bool,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        return print(USAGE, 0);
    }
    let arguments = match parse(arguments) {
        Ok(arguments) => arguments,
        Err(wrong) => {
            eprint!("{wrong}\n\n{USAGE}");
            return ExitCode::from(3);
        }
    };
    let verified = read_checkpoints(arguments.checkpoints.as_deref()).and_then(|checkpoints| verify(&arguments.bundle, &checkpoints));
    let code = verified.as_ref().err().map_or(0, VerifyError::exit_code);
    let answer = match (&verified, arguments.json) {
        (Ok(report), false) => sound(report),
        (Err(error), false) => failed(error),
        (verified, true) => format!("{}\n", as_json(verified.as_ref())),
    };
    print(&answer, code)
}

fn parse(arguments: Vec<String>) -> Result<Arguments, String> {
    let (mut bundle, mut checkpoints, mut json) = (None, None, false);
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--checkpoints" => {
                let path = arguments.next().ok_or("--checkpoints needs a file or a directory")?;
                checkpoints = Some(PathBuf::from(path));
            }
            "--format" => match arguments.next().as_deref() {
                Some("json") => json = true,
                Some("text") => json = false,
                _ => return Err("--format is text or json".to_owned()),
            },
            option if option.starts_with("--") => return Err(format!("unknown option {option}")),
            _ if bundle.is_some() => return Err("one bundle at a time".to_owned()),
            _ => bundle = Some(PathBuf::from(argument)),
        }
    }
    let bundle = bundle.ok_or("no bundle is named")?;
    Ok(Arguments { bundle, checkpoints, json })
}

fn verify(bundle: &Path, checkpoints: &[Checkpoint]) -> Result<Report, VerifyError> {
    if bundle == Path::new("-") {
        return verify_bundle(io::stdin().lock(), checkpoints);
    }
    let file = File::open(bundle).map_err(|error| about(bundle, &error))?;
    verify_bundle(BufReader::with_capacity(1 << 18, file), checkpoints)
}

fn read_checkpoints(path: Option<&Path>) -> Result<Vec<Checkpoint>, VerifyError> {
    let Some(path) = path else {
        return Ok(Vec::new());
    };
    let mut files = vec![path.to_path_buf()];
    if path.is_dir() {
        let entries = fs::read_dir(path).map_err(|error| about(path, &error))?;
        files = entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
        files.retain(|file| file.is_file());
        files.sort();
    }
    let mut checkpoints = Vec::new();
    for file in files {
        read_file(&file, &mut checkpoints).map_err(|error| about(&file, &error))?;
    }
    Ok(checkpoints)
}

fn read_file(file: &Path, checkpoints: &mut Vec<Checkpoint>) -> io::Result<()> {
    for line in BufReader::new(File::open(file)?).lines() {
        let line = line?;
        if !line.trim().is_empty() {
            checkpoints.push(serde_json::from_str(&line)?);
        }
    }
    Ok(())
}

fn about(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

fn sound(report: &Report) -> String {
    let Report { tenant, count, from, head, chain_head, .. } = report;
    let mut text = format!("Sound: {count} entries of organisation {tenant}, from {from} to {}.\nHead {}\n", head.seq, head.hash);
    if report.erased > 0 {
        text += &format!("Of these, {} were lawfully erased: the chain keeps the hash of what they said.\n", report.erased);
    }
    if head.seq < chain_head.seq {
        text += &format!("This is a part: the chain is said to go on to {}.\n", chain_head.seq);
    }
    text += &match (report.checkpoints_agreed, report.checkpoints_ahead) {
        (0, _) => "No checkpoint was met: nothing here shows that the end was not cut or the whole written anew. \
                   Give --checkpoints.\n"
            .to_owned(),
        (agreed, 0) => format!("Checkpoints that agree: {agreed}.\n"),
        (agreed, ahead) => format!("Checkpoints that agree: {agreed}; beyond this part: {ahead}.\n"),
    };
    let checkpoint = Checkpoint { hash: head.hash, seq: head.seq, tenant: *tenant };
    text + &format!("Keep this line as a checkpoint for the next time:\n{}\n", json!(checkpoint))
}

fn failed(error: &VerifyError) -> String {
    match error {
        VerifyError::Fault(fault) => format!(
            "NOT SOUND: {fault}.\nNothing speaks against the entries up to {}; rely on none after it.\n{}\n",
            fault.sound_to,
            fault.kind.advice()
        ),
        VerifyError::Read(_) | VerifyError::Header(_) => {
            format!("UNREADABLE: {error}.\nCheck the path, or export the range again.\n")
        }
    }
}

fn as_json(verified: Result<&Report, &VerifyError>) -> serde_json::Value {
    match verified {
        Ok(report) => json!({ "result": "sound", "report": report }),
        Err(error) => {
            let result = match error.exit_code() {
                1 => "altered",
                2 => "incomplete",
                _ => "unreadable",
            };
            let (fault, advice) = match error {
                VerifyError::Fault(fault) => (Some(fault), Some(fault.kind.advice())),
                VerifyError::Read(_) | VerifyError::Header(_) => (None, None),
            };
            json!({ "result": result, "detail": error.to_string(), "fault": fault, "advice": advice })
        }
    }
}

fn print(text: &str, code: u8) -> ExitCode {
    match io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::from(code),
        Err(_) => ExitCode::from(code.max(3)),
    }
}
