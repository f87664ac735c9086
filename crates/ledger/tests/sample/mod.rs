//! Entries as proptest invents them, and chains and bundles made of them.
#![allow(dead_code, reason = "each test takes what it needs")]

use chrono::DateTime;
use panoh_ledger::{Actor, ActorKind, BundleWriter, Entry, Head, Header, ObjectRef, Outcome, Sealed, VERSION};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::Value;
use uuid::Uuid;

pub const TENANT: Uuid = Uuid::from_u128(0x0190_163d_8694_739b_aea5_966c_26f8_ad90);

fn uuid() -> impl Strategy<Value = Uuid> {
    any::<u128>().prop_map(Uuid::from_u128)
}

/// Texts that are hard to write: quotes, control characters, both sides of the surrogates.
pub fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z._]{1,12}", "\\PC{0,8}", "[\\x00-\\x20\"\\\\\\x7f\u{fb33}\u{1f600}]{0,6}"]
}

/// What `change` may hold.
pub fn change() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((text(), inner), 0..4).prop_map(|members| members.into_iter().collect()),
        ]
    })
}

fn actor() -> impl Strategy<Value = Actor> {
    let kind = prop_oneof![
        Just(ActorKind::Member),
        Just(ActorKind::System),
        Just(ActorKind::Partner),
        Just(ActorKind::Platform),
        Just(ActorKind::Anonymous),
    ];
    (kind, option::of(uuid()), option::of(uuid())).prop_map(|(kind, membership_id, user_id)| Actor { kind, membership_id, user_id })
}

pub fn entry() -> impl Strategy<Value = Entry> {
    let object = (uuid(), text()).prop_map(|(id, kind)| ObjectRef { id, kind });
    // From the year 0 to the end of 9999, in microseconds.
    let at = (-62_167_219_200_000_000_i64..=253_402_300_799_999_999).prop_map(|micros| DateTime::from_timestamp_micros(micros).unwrap());
    (
        (uuid(), at, actor(), text(), option::of(object), option::of(uuid()), option::of(uuid())),
        (0..=4_u8, vec(text(), 0..4), option::of(change()), option::of(text())),
        (option::of(text()), any::<bool>(), option::of(text())),
    )
        .prop_map(|(acted, what, why)| {
            let (id, at, actor, operation, object, case_id, person_id) = acted;
            let (class, fields, change, purpose) = what;
            let (reason, done, request_id) = why;
            let outcome = if done { Outcome::Done } else { Outcome::Refused };
            Entry {
                actor,
                at,
                case_id,
                change: change.filter(|change| !change.is_null()),
                class,
                fields,
                id,
                object,
                operation: format!("x{operation}"),
                outcome,
                person_id,
                purpose,
                reason,
                request_id,
                tenant_id: TENANT,
                version: VERSION,
            }
        })
}

pub fn seal(start: Head, entries: impl IntoIterator<Item = Entry>) -> Vec<Sealed> {
    let mut head = start;
    let mut chain = Vec::new();
    for entry in entries {
        let sealed = head.seal(entry);
        head = sealed.head();
        chain.push(sealed);
    }
    chain
}

/// A bundle of `entries`, whose header expects the last of them to be `to`.
pub fn bundle(start: Head, to: Head, entries: &[Sealed]) -> Vec<u8> {
    let header = Header::new(TENANT, start, to.seq, to, DateTime::UNIX_EPOCH);
    let mut writer = BundleWriter::begin(Vec::new(), &header).unwrap();
    for sealed in entries {
        writer.push(sealed).unwrap();
    }
    writer.finish().unwrap()
}
