//! Any bytes as the answer to any operation of the client.
#![no_main]

#[path = "../../tests/fuzzed/run.rs"]
mod run;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| run::run(bytes));
