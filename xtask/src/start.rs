//! Starting the programs of the repository by hand.

use crate::failure::Failure;
use crate::process::{cargo, run_in_terminal};
use crate::{display, front_end, machine};

/// Installs what is missing, builds the desktop application and starts it.
pub fn desktop() -> Result<(), Failure> {
    // First of all: nobody should wait for a long build to learn this.
    if !display::is_present() {
        return Err(Failure::Missing(
            "the desktop application needs a display, and neither DISPLAY nor WAYLAND_DISPLAY is set\n\
             start it from a graphical session, or on a virtual display:\n\
             \x20 apt-get install xvfb xauth\n\
             \x20 xvfb-run --auto-servernum cargo xtask run"
                .to_owned(),
        ));
    }
    machine::node()?;
    machine::system_packages(&[machine::BUILDING])?;
    front_end::packages()?;
    front_end::build()?;
    run_in_terminal(&mut cargo(&["run", "--features", "custom-protocol"]))
}

/// Starts the ConnectWise simulator.
pub fn simulator(arguments: &[String]) -> Result<(), Failure> {
    let mut simulator = cargo(&["run", "--quiet", "--package", "sitebook-connectwise-sim", "--"]);
    run_in_terminal(simulator.args(arguments))
}
