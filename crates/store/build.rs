//! Rebuilds the embedded migrations when a file among them changes.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
