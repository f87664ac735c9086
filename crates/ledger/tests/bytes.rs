//! Whatever bytes come, the verifier answers: never a panic, never "sound" for a file that was touched.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]

mod sample;

use panoh_ledger::{FaultKind, Head, Header, Sealed, VerifyError, verify_bundle};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use sample::{TENANT, bundle, seal};

fn sound() -> impl Strategy<Value = Vec<u8>> {
    vec(sample::entry(), 1..6).prop_map(|entries| {
        let start = Head::genesis(TENANT);
        let sealed = seal(start, entries);
        bundle(start, sealed.last().unwrap().head(), &sealed)
    })
}

/// Where the entries' lines start and end.
fn entries(bundle: &[u8]) -> std::ops::Range<usize> {
    let feeds: Vec<_> = (0..bundle.len()).filter(|&n| bundle[n] == b'\n').collect();
    feeds[0] + 1..feeds[feeds.len() - 2] + 1
}

fn line_of(bundle: &[u8], place: usize) -> u64 {
    bundle[..place].iter().filter(|&&byte| byte == b'\n').count() as u64
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn arbitrary_bytes_get_an_answer(bytes in vec(any::<u8>(), 0..600)) {
        prop_assert!(verify_bundle(bytes.as_slice(), &[]).is_err());
        prop_assert!(Sealed::parse(&bytes).is_err() && Header::parse(&bytes).is_err());
    }

    #[test]
    fn arbitrary_lines_after_a_header_get_an_answer(
        bundle in sound(),
        bytes in vec(prop_oneof![any::<u8>(), Just(b'\n'), Just(b'{'), Just(b'"')], 0..300),
    ) {
        let mut bundle = bundle[..entries(&bundle).start].to_vec();
        bundle.extend(bytes);
        prop_assert!(verify_bundle(bundle.as_slice(), &[]).is_err());
    }

    #[test]
    fn a_changed_byte_is_found_in_its_line(bundle in sound(), place in any::<Index>(), flip in 1..=255_u8) {
        let mut bundle = bundle;
        let entries = entries(&bundle);
        let place = entries.start + place.index(entries.len());
        let line = line_of(&bundle, place);
        bundle[place] ^= flip;
        match verify_bundle(bundle.as_slice(), &[]) {
            Err(VerifyError::Fault(fault)) => prop_assert_eq!(fault.seq, line),
            other => prop_assert!(false, "{:?}", other),
        }
    }

    #[test]
    fn a_changed_header_or_trailer_gets_an_answer(bundle in sound(), place in any::<Index>(), flip in 1..=255_u8) {
        let mut bundle = bundle;
        let place = place.index(bundle.len());
        bundle[place] ^= flip;
        let _ = verify_bundle(bundle.as_slice(), &[]);
    }

    #[test]
    fn a_file_cut_anywhere_is_incomplete(bundle in sound(), length in any::<Index>()) {
        let entries = entries(&bundle);
        let length = entries.start + length.index(bundle.len() - entries.start - 1);
        let missing = line_of(&bundle, length);
        match verify_bundle(&bundle[..length], &[]) {
            Err(VerifyError::Fault(fault)) => {
                prop_assert_eq!(fault.kind, FaultKind::Truncated);
                prop_assert!(fault.seq == missing || bundle[length] == b'\n');
            }
            other => prop_assert!(false, "{:?}", other),
        }
    }

    #[test]
    fn anything_after_the_trailer_is_refused(bundle in sound(), more in vec(any::<u8>(), 1..40)) {
        let mut bundle = bundle;
        bundle.extend(more);
        prop_assert!(verify_bundle(bundle.as_slice(), &[]).is_err());
    }
}

#[test]
fn a_line_without_end_does_not_fill_the_memory() {
    let start = Head::genesis(TENANT);
    let endless = std::io::Read::take(std::io::repeat(b'['), 1 << 30);
    let header = bundle(start, start, &[]);
    let header = &header[..header.iter().position(|&byte| byte == b'\n').unwrap() + 1];
    let reader = std::io::BufReader::new(std::io::Read::chain(header, endless));
    match verify_bundle(reader, &[]) {
        Err(VerifyError::Fault(fault)) => assert_eq!(fault.kind, FaultKind::Unreadable),
        other => panic!("{other:?}"),
    }
}
