//! The commands over loopback HTTP, for browser tests; never shipped.
