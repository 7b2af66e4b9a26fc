//! Displays to show windows on.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use crate::failure::Failure;
use crate::process::{answer, command, not_started};

/// Whether windows can be shown to the person at this machine.
pub fn is_present() -> bool {
    let names = |variable| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || names("DISPLAY") || names("WAYLAND_DISPLAY")
}

/// An X server without a screen; it ends with this value.
pub struct VirtualDisplay {
    server: Child,
    name: String,
}

impl VirtualDisplay {
    /// Starts the server on a display that nobody uses.
    pub fn start() -> Result<Self, Failure> {
        let mut server = command("Xvfb");
        // The server itself looks for a free number and tells it when it is ready: nothing to guess, nothing to wait for.
        server.args(["-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp"]);
        server.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = server.spawn().map_err(|error| not_started(&server, &error))?;
        let mut number = String::new();
        if let Some(output) = server.stdout.take() {
            // An unreadable answer is an empty one.
            BufReader::new(output).read_line(&mut number).unwrap_or_default();
        }
        let display = Self { server, name: format!(":{}", number.trim()) };
        if number.trim().is_empty() {
            return Err(Failure::Failed("Xvfb ended without opening a display".to_owned()));
        }
        println!("Xvfb on display {}", display.name);
        Ok(display)
    }

    /// What the variable `DISPLAY` has to hold.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for VirtualDisplay {
    fn drop(&mut self) {
        // Asked to end, the server removes its lock file and socket; killed, it would leave them. The standard library
        // only kills, and the shell's `kill` is on every machine that has Xvfb.
        let process = self.server.id().to_string();
        if answer(command("sh").args(["-c", "kill \"$1\"", "sh", &process])).is_none() {
            // Already gone, then: nothing is left to stop.
            self.server.kill().unwrap_or_default();
        }
        self.server.wait().map(drop).unwrap_or_default();
    }
}
