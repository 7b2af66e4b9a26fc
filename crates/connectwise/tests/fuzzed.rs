//! Any bytes at all, as the answer to any operation: a typed result, and no crash.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "fuzzed/run.rs"]
mod run;

use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        run::run(&bytes);
    }

    /// Bytes that look like what is read.
    #[test]
    fn near_json(
        operation in any::<u8>(),
        status in any::<u8>(),
        body in r#"[\[{]{0,3}("(id|name|type|questions|customFields|_info|count|Codebase|errors|code)":|[0-9.e+-]{1,5}|null|true|"[^"]{0,5}"|[\[\]{},]){0,20}"#,
    ) {
        let mut bytes = vec![operation, status, 0];
        bytes.extend(body.as_bytes());
        run::run(&bytes);
    }
}
