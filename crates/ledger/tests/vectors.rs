//! The checked-in vectors, made by another implementation: whoever writes a verifier tries it on the same file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

use panoh_ledger::{Checkpoint, Entry, Hash, VerifyError, genesis, link, verify_bundle};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

#[derive(Deserialize)]
struct Vectors {
    genesis: Vec<Genesis>,
    entries: Vec<Sealed>,
    bundles: Vec<Bundle>,
}

#[derive(Deserialize)]
struct Genesis {
    tenant: Uuid,
    hash: Hash,
}

#[derive(Deserialize)]
struct Sealed {
    entry: Entry,
    canonical: String,
    seq: u64,
    previous: Hash,
    hash: Hash,
}

#[derive(Deserialize)]
struct Bundle {
    name: String,
    lines: Vec<String>,
    checkpoints: Vec<Checkpoint>,
    fault: Option<Value>,
}

fn vectors() -> Vectors {
    serde_json::from_str(include_str!("vectors.json")).unwrap()
}

#[test]
fn each_chain_starts_where_the_vectors_say() {
    for vector in vectors().genesis {
        assert_eq!(genesis(vector.tenant), vector.hash);
    }
}

#[test]
fn entries_have_the_bytes_and_hashes_of_the_vectors() {
    for vector in vectors().entries {
        let bytes = vector.entry.canonical_bytes();
        assert_eq!(vector.entry.check(), Ok(()));
        assert_eq!(String::from_utf8(bytes.clone()).unwrap(), vector.canonical);
        assert_eq!(link(vector.seq, &vector.previous, &bytes), vector.hash);
    }
}

#[test]
fn bundles_are_judged_as_the_vectors_say() {
    for Bundle { name, lines, checkpoints, fault } in vectors().bundles {
        let bundle = lines.join("\n") + "\n";
        let found = match verify_bundle(bundle.as_bytes(), &checkpoints) {
            Ok(_) => None,
            Err(VerifyError::Fault(found)) => Some(serde_json::json!({ "kind": found.kind, "seq": found.seq })),
            Err(other) => panic!("{name}: {other}"),
        };
        assert_eq!(found, fault, "{name}");
    }
}
