//! Prints the front end's TypeScript. `cargo xtask generate` writes it into `ui/src/backend/generated.ts`.

#![allow(clippy::print_stdout, reason = "printing is all that it does")]

fn main() {
    print!("{}", sitebook_commands::typescript::declarations());
}
