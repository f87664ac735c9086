//! Every way to falsify a ledger is found, at the right place (security.md row 8, test 27).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod sample;

use panoh_ledger::{Chain, Checkpoint, Entry, Erased, Fault, FaultKind, Head, Link, Sealed, VerifyError, genesis, verify_bundle};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use sample::{TENANT, bundle, seal};
use uuid::Uuid;

/// A sound chain of 2 to 12 entries, a place in it, and one more entry that is not in it.
fn chain() -> impl Strategy<Value = (Vec<Sealed>, usize, Entry)> {
    (vec(sample::entry(), 2..12), any::<Index>(), sample::entry()).prop_map(|(entries, place, other)| {
        let place = place.index(entries.len());
        (seal(start(), entries), place, other)
    })
}

fn start() -> Head {
    Head::genesis(TENANT)
}

fn seq(place: usize) -> u64 {
    place as u64 + 1
}

fn witness(sealed: &Sealed) -> Checkpoint {
    Checkpoint { hash: sealed.hash, seq: sealed.seq, tenant: TENANT }
}

/// The fault in a bundle of `entries` that was announced with the head `to`.
fn fault(entries: &[Sealed], to: Head, checkpoints: &[Checkpoint]) -> Fault {
    match verify_bundle(bundle(start(), to, entries).as_slice(), checkpoints) {
        Err(VerifyError::Fault(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

fn found(entries: &[Sealed], to: Head) -> (FaultKind, u64) {
    let fault = fault(entries, to, &[]);
    assert_eq!(fault.tenant, TENANT);
    (fault.kind, fault.seq)
}

fn end(entries: &[Sealed]) -> Head {
    entries.last().unwrap().head()
}

/// Writes history anew from `place` on, with `other` in that place.
fn rewrite(sealed: &[Sealed], place: usize, other: &Entry) -> Vec<Sealed> {
    let entries = sealed.iter().enumerate();
    seal(start(), entries.map(|(n, sealed)| if n == place { other.clone() } else { sealed.entry.clone() }))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_sound_chain_raises_no_alarm((sealed, place, _) in chain()) {
        let all: Vec<_> = sealed.iter().map(witness).collect();
        let whole = bundle(start(), end(&sealed), &sealed);
        let report = verify_bundle(whole.as_slice(), &all).unwrap();
        prop_assert_eq!((report.count, report.head), (sealed.len() as u64, end(&sealed)));
        prop_assert_eq!((report.checkpoints_agreed, report.checkpoints_ahead), (sealed.len(), 0));

        let before = sealed[place].head();
        let part = panoh_ledger::Header::new(TENANT, before, end(&sealed).seq, end(&sealed), sealed[0].entry.at);
        let mut writer = panoh_ledger::BundleWriter::begin(Vec::new(), &part).unwrap();
        sealed[place + 1..].iter().for_each(|sealed| writer.push(sealed).unwrap());
        let report = verify_bundle(writer.finish().unwrap().as_slice(), &all).unwrap();
        prop_assert_eq!((report.from, report.head), (seq(place) + 1, end(&sealed)));
    }

    #[test]
    fn an_edit((mut sealed, place, other) in chain()) {
        let to = end(&sealed);
        prop_assume!(other != sealed[place].entry);
        sealed[place].entry = other;
        prop_assert_eq!(found(&sealed, to), (FaultKind::Altered, seq(place)));
    }

    /// The hash is made to fit, so the fault shows at the next link, or at the head after the last entry.
    #[test]
    fn an_edit_with_its_hash((mut sealed, place, other) in chain()) {
        let to = end(&sealed);
        prop_assume!(other != sealed[place].entry);
        sealed[place] = rewrite(&sealed, place, &other)[place].clone();
        let shows = seq(place + 1).min(to.seq);
        prop_assert_eq!(found(&sealed, to), (FaultKind::Altered, shows));
    }

    #[test]
    fn a_deletion((mut sealed, place, _) in chain()) {
        let to = end(&sealed);
        sealed.remove(place);
        let kind = if seq(place) == to.seq { FaultKind::Truncated } else { FaultKind::Gap };
        prop_assert_eq!(found(&sealed, to), (kind, seq(place)));
    }

    #[test]
    fn an_insertion((mut sealed, place, other) in chain()) {
        let to = end(&sealed);
        prop_assume!(other != sealed[place].entry);
        let forged = rewrite(&sealed, place, &other)[place].clone();
        sealed.insert(place, forged);
        prop_assert_eq!(found(&sealed, to), (FaultKind::Forked, seq(place)));
        sealed[place].hash = genesis(TENANT);
        prop_assert_eq!(found(&sealed, to), (FaultKind::Altered, seq(place)));
    }

    #[test]
    fn a_swap((mut sealed, place, _) in chain(), with in any::<Index>()) {
        let to = end(&sealed);
        let with = with.index(sealed.len());
        prop_assume!(with != place);
        sealed.swap(place, with);
        prop_assert_eq!(found(&sealed, to), (FaultKind::OutOfOrder, seq(place.min(with))));
        for (n, sealed) in sealed.iter_mut().enumerate() {
            sealed.seq = seq(n);
        }
        prop_assert_eq!(found(&sealed, to), (FaultKind::Altered, seq(place.min(with))));
    }

    #[test]
    fn a_copy((mut sealed, place, _) in chain(), into in any::<Index>()) {
        let to = end(&sealed);
        let into = into.index(sealed.len() - place) + place + 1;
        sealed.insert(into, sealed[place].clone());
        let expected = match into - place {
            1 => (FaultKind::Duplicate, seq(place)),
            _ => (FaultKind::OutOfOrder, seq(into)),
        };
        prop_assert_eq!(found(&sealed, to), expected);
    }

    #[test]
    fn an_entry_of_another_organisation((mut sealed, place, other) in chain()) {
        let to = end(&sealed);
        let other = Entry { tenant_id: Uuid::from_u128(1), ..other };
        sealed[place] = rewrite(&sealed, place, &other)[place].clone();
        prop_assert_eq!(found(&sealed, to), (FaultKind::WrongTenant, seq(place)));
    }

    /// Header and trailer fit the shorter chain, as after a restore of an older backup.
    #[test]
    fn a_cut_tail((sealed, place, _) in chain(), seen in any::<Index>()) {
        let kept = &sealed[..place];
        let to = kept.last().map_or(start(), Sealed::head);
        let seen = &sealed[place + seen.index(sealed.len() - place)];
        prop_assert!(verify_bundle(bundle(start(), to, kept).as_slice(), &[]).is_ok());
        let cut = fault(kept, to, &[witness(seen)]);
        prop_assert_eq!((cut.kind, cut.seq, cut.sound_to), (FaultKind::Truncated, to.seq + 1, to.seq));
    }

    /// All hashes after the edit are made anew: only a witness can tell.
    #[test]
    fn a_rewritten_suffix((sealed, place, other) in chain(), seen in any::<Index>()) {
        prop_assume!(other != sealed[place].entry);
        let forged = rewrite(&sealed, place, &other);
        let whole = bundle(start(), end(&forged), &forged);
        prop_assert!(verify_bundle(whole.as_slice(), &[]).is_ok());
        let seen = place + seen.index(sealed.len() - place);
        let mut witnesses: Vec<_> = sealed[..place].iter().map(witness).collect();
        witnesses.push(witness(&sealed[seen]));
        let fork = fault(&forged, end(&forged), &witnesses);
        let expected = (FaultKind::Forked, seq(seen), place as u64);
        prop_assert_eq!((fork.kind, fork.seq, fork.sound_to), expected);
    }

    /// Two branches grew from one place, and each has its own witness.
    #[test]
    fn a_fork((sealed, place, other) in chain(), branch in vec(sample::entry(), 1..4)) {
        let mut twin = sealed[..=place].to_vec();
        twin.extend(seal(end(&twin), std::iter::once(other).chain(branch)));
        for (one, two) in [(&sealed, &twin), (&twin, &sealed)] {
            let parted = one.iter().zip(two).find(|(one, two)| one.hash != two.hash);
            if let Some((_, seen)) = parted {
                let fork = fault(one, end(one), &[witness(&sealed[place]), witness(seen)]);
                let expected = (FaultKind::Forked, seq(place) + 1, seq(place));
                prop_assert_eq!((fork.kind, fork.seq, fork.sound_to), expected);
            }
        }
    }

    /// The service walks its own table with the same chain, without a bundle.
    #[test]
    fn a_walk_finds_what_a_bundle_shows((mut sealed, place, other) in chain()) {
        prop_assume!(other != sealed[place].entry);
        let last = witness(sealed.last().unwrap());
        let mut walk = Chain::new(TENANT, &[last]).unwrap();
        sealed.iter().for_each(|sealed| walk.push(sealed).unwrap());
        prop_assert_eq!((walk.head(), walk.agreed(), walk.finish(last.seq)), (end(&sealed), 1, Ok(())));
        sealed[place].entry = other;
        let mut walk = Chain::new(TENANT, &[]).unwrap();
        let first = sealed.iter().find_map(|sealed| walk.push(sealed).err()).unwrap();
        prop_assert_eq!((first.kind, first.seq, walk.head().seq), (FaultKind::Altered, seq(place), place as u64));
    }
}

proptest! {
    /// An entry whose content was erased leaves the chain sound, is counted, and cannot be used to hide another change.
    #[test]
    fn an_erased_entry_keeps_its_place_and_is_seen((entries, place, other) in chain()) {
        let links: Vec<Link> = entries.iter().enumerate().map(|(at, sealed)| {
            let Sealed { entry, hash, seq } = sealed.clone();
            let content = panoh_ledger::content_hash(&entry.canonical_bytes());
            let erased = Erased { content, hash, id: entry.id, seq, tenant_id: entry.tenant_id };
            if at == place { Link::Erased(erased) } else { Link::Sealed(Box::new(sealed.clone())) }
        }).collect();
        let report = verify_bundle(&written(&links)[..], &[]).unwrap();
        prop_assert_eq!((report.count, report.erased), (entries.len() as u64, 1));
        let forged: Vec<Link> = links.into_iter().map(|link| match link {
            Link::Erased(erased) => Link::Erased(Erased { content: panoh_ledger::content_hash(&other.canonical_bytes()), ..erased }),
            sealed => sealed,
        }).collect();
        prop_assert!(verify_bundle(&written(&forged)[..], &[]).is_err());
    }
}

fn written(links: &[Link]) -> Vec<u8> {
    let to = links.last().map_or(start(), Link::head);
    let header = panoh_ledger::Header::new(sample::TENANT, start(), to.seq, to, chrono::DateTime::UNIX_EPOCH);
    let mut writer = panoh_ledger::BundleWriter::begin(Vec::new(), &header).unwrap();
    for link in links {
        writer.push_link(link).unwrap();
    }
    writer.finish().unwrap()
}
