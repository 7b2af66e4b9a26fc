//! Use cases: the one public face of the core.
