//! What the machine must have, and how it gets it.

use std::path::PathBuf;
use std::process::Command;

use crate::failure::Failure;
use crate::process::{answer, cargo, command, exists, run};

/// A part of the operating system that we need.
pub struct Part {
    /// Its package on Debian and Ubuntu.
    debian: &'static str,
    /// Its packages on other systems, for people to read.
    elsewhere: &'static str,
    /// How to see on other systems that it is there.
    sign: Sign,
}

enum Sign {
    /// A module that `pkg-config` knows.
    Library(&'static str),
    /// A program on the PATH.
    Program(&'static str),
    /// There is no simple sign; taken as present.
    None,
}

/// What the desktop application is built with.
pub const BUILDING: &[Part] = &[
    Part {
        debian: "libwebkit2gtk-4.1-dev",
        elsewhere: "webkit2gtk4.1-devel (Fedora), webkit2gtk-4.1 (Arch)",
        sign: Sign::Library("webkit2gtk-4.1"),
    },
    Part {
        debian: "librsvg2-dev",
        elsewhere: "librsvg2-devel (Fedora), librsvg (Arch)",
        sign: Sign::Library("librsvg-2.0"),
    },
    Part {
        debian: "libayatana-appindicator3-dev",
        elsewhere: "libayatana-appindicator-gtk3-devel (Fedora), libayatana-appindicator (Arch)",
        sign: Sign::Library("ayatana-appindicator3-0.1"),
    },
];

/// What drives the built application in a window that nobody sees, and its pages in a browser.
pub const DRIVING: &[Part] = &[
    Part {
        debian: "webkit2gtk-driver",
        elsewhere: "webkit2gtk-driver (Fedora), webkit2gtk-4.1 (Arch)",
        sign: Sign::Program("WebKitWebDriver"),
    },
    Part {
        debian: "xvfb",
        elsewhere: "xorg-x11-server-Xvfb (Fedora), xorg-server-xvfb (Arch)",
        sign: Sign::Program("Xvfb"),
    },
    Part { debian: "xauth", elsewhere: "xauth (Fedora), xorg-xauth (Arch)", sign: Sign::Program("xauth") },
    Part { debian: "chromium", elsewhere: "chromium (Fedora, Arch)", sign: Sign::Program("chromium") },
    Part { debian: "openssl", elsewhere: "openssl (Fedora, Arch)", sign: Sign::Program("openssl") },
    // The mail server of Violet's browser test.
    Part {
        debian: "python3-aiosmtpd",
        elsewhere: "python3-aiosmtpd (Fedora), python-aiosmtpd (Arch)",
        sign: Sign::None,
    },
    Part { debian: "fonts-dejavu-core", elsewhere: "dejavu-sans-fonts (Fedora), ttf-dejavu (Arch)", sign: Sign::None },
];

/// Makes sure of system packages: installs them on Debian and its relatives, elsewhere names those that are missing.
pub fn system_packages(parts: &[&[Part]]) -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        // The web view is part of Windows and of macOS, and a working Rust brought the rest.
        println!("no system packages are needed here");
        return Ok(());
    }
    let parts: Vec<&Part> = parts.iter().copied().flatten().collect();
    if exists("dpkg-query") && exists("apt-get") { debian_packages(&parts) } else { other_packages(&parts) }
}

fn debian_packages(parts: &[&Part]) -> Result<(), Failure> {
    let wanted: Vec<&str> = parts.iter().map(|part| part.debian).collect();
    let missing = not_installed(&wanted);
    if missing.is_empty() {
        println!("system packages are installed");
        return Ok(());
    }
    let names = missing.join(" ");
    println!("system packages to install: {names}");
    let Some(administrator) = Administrator::here() else {
        return Err(Failure::Missing(format!(
            "these packages are missing, and only an administrator may install them: {names}\n\
             install them with: apt-get install {names}"
        )));
    };
    if run(&mut administrator.apt(&["update"])).is_err() {
        println!("the package lists could not be refreshed; going on with those at hand");
    }
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(&missing);
    run(&mut administrator.apt(&install)).map_err(|failure| {
        Failure::Missing(format!(
            "these packages are missing and could not be installed: {names}\n{failure}\n\
             install them by hand with: apt-get install {names}"
        ))
    })
}

/// Which of the packages dpkg does not have in place.
fn not_installed<'a>(wanted: &[&'a str]) -> Vec<&'a str> {
    wanted.iter().copied().filter(|package| !is_installed(package)).collect()
}

fn is_installed(package: &str) -> bool {
    let mut query = command("dpkg-query");
    query.args(["--show", "--showformat=${db:Status-Status}", package]);
    // A package that was removed but left its settings behind is known, but not installed.
    answer(&mut query).is_some_and(|status| status.trim() == "installed")
}

/// How packages may be installed here.
#[derive(Clone, Copy)]
enum Administrator {
    /// We are it.
    Root,
    /// Through sudo, which asks for a password on the terminal where it needs one.
    Sudo,
}

impl Administrator {
    fn here() -> Option<Self> {
        if answer(command("id").arg("-u")).is_some_and(|user| user.trim() == "0") {
            Some(Self::Root)
        } else if exists("sudo") {
            Some(Self::Sudo)
        } else {
            None
        }
    }

    fn apt(self, arguments: &[&str]) -> Command {
        let mut words: Vec<&str> = match self {
            Self::Root => Vec::new(),
            Self::Sudo => vec!["sudo"],
        };
        // sudo drops variables, so that `env` has to set this one.
        words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        // Another installation may be running; without this apt gives up at once.
        words.extend(["-o", "DPkg::Lock::Timeout=300"]);
        words.extend(arguments);
        let mut apt = command(words[0]);
        apt.args(&words[1..]);
        apt
    }
}

fn other_packages(parts: &[&Part]) -> Result<(), Failure> {
    let missing: Vec<String> = parts
        .iter()
        .filter(|part| !part.sign.is_seen())
        .map(|part| format!("  {}; {} (Debian, Ubuntu)", part.elsewhere, part.debian))
        .collect();
    if missing.is_empty() {
        println!("system packages are installed");
        return Ok(());
    }
    Err(Failure::Missing(format!(
        "these packages are missing; install them with your system's package manager:\n{}",
        missing.join("\n")
    )))
}

impl Sign {
    fn is_seen(&self) -> bool {
        match self {
            Self::Library(module) => answer(command("pkg-config").args(["--exists", module])).is_some(),
            Self::Program(program) => exists(program),
            Self::None => true,
        }
    }
}

/// The oldest Node.js that the front end builds with, as in `package.json`.
const NODE: (u32, u32) = (20, 19);

/// Makes sure of Node.js and npm, which people install as they like.
pub fn node() -> Result<(), Failure> {
    let (major, minor) = NODE;
    let advice = format!(
        "Node.js {major}.{minor} or newer with npm is needed: https://nodejs.org/en/download \
         (the package of Debian 12 is too old)"
    );
    let Some(version) = answer(command("node").arg("--version")) else {
        return Err(Failure::Missing(format!("Node.js is not installed, or not on the PATH\n{advice}")));
    };
    if node_version(&version).is_none_or(|version| version < NODE) {
        return Err(Failure::Missing(format!("Node.js {} is too old\n{advice}", version.trim())));
    }
    match answer(&mut crate::process::npm(&["--version"])) {
        Some(npm) => {
            println!("Node.js {}, npm {}", version.trim(), npm.trim());
            Ok(())
        }
        None => Err(Failure::Missing(format!("npm is not installed, or not on the PATH\n{advice}"))),
    }
}

/// Major and minor number of what `node --version` prints.
fn node_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// Makes sure of rustfmt and clippy, which a minimal installation of Rust leaves out.
pub fn rust_components() -> Result<(), Failure> {
    let missing: Vec<&str> = [("fmt", "rustfmt"), ("clippy", "clippy")]
        .into_iter()
        .filter(|(subcommand, _)| answer(&mut cargo(&[subcommand, "--version"])).is_none())
        .map(|(_, component)| component)
        .collect();
    if missing.is_empty() {
        println!("rustfmt and clippy are installed");
        return Ok(());
    }
    let names = missing.join(" ");
    let advice = format!("{names} of your Rust installation is missing; with rustup: rustup component add {names}");
    if !exists("rustup") {
        return Err(Failure::Missing(advice));
    }
    let mut rustup = command("rustup");
    rustup.args(["component", "add"]).args(&missing);
    run(&mut rustup).map_err(|failure| Failure::Missing(format!("{advice}\n{failure}")))
}

/// The release of cargo-deny that `deny.toml` is written for.
const CARGO_DENY: &str = "0.20.2";

/// Makes sure of cargo-deny: one that is installed, or one built into the target folder.
pub fn cargo_deny() -> Result<PathBuf, Failure> {
    let folder = target_folder()?.join("tools");
    let ours = folder.join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    for program in [PathBuf::from("cargo-deny"), ours.clone()] {
        if let Some(version) = answer(command(&program).arg("--version")) {
            println!("{}", version.trim());
            return Ok(program);
        }
    }
    println!("cargo-deny {CARGO_DENY} is not installed; building it takes some minutes, once");
    let mut install = cargo(&["install", "--locked", "--debug", "cargo-deny", "--version", CARGO_DENY, "--root"]);
    // It runs for seconds, so that optimising it would cost more time than it saves.
    install.arg(&folder).env("CARGO_PROFILE_DEV_DEBUG", "false");
    run(&mut install).map_err(|failure| {
        Failure::Missing(format!(
            "cargo-deny could not be installed\n{failure}\n\
             install it by hand with: cargo install --locked cargo-deny --version {CARGO_DENY}"
        ))
    })?;
    Ok(ours)
}

/// The folder that cargo builds into: we run from a profile's folder in it.
fn target_folder() -> Result<PathBuf, Failure> {
    let program = std::env::current_exe().ok();
    let folder = program.as_deref().and_then(|program| program.ancestors().nth(2));
    folder.map_or_else(
        || Err(Failure::Failed("the folder that cargo builds into cannot be found".to_owned())),
        |folder| Ok(folder.to_owned()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_compared_by_number() {
        assert_eq!(node_version("v20.19.0\n"), Some((20, 19)));
        assert!(node_version("v20.9.0").unwrap() < NODE);
        assert!(node_version("v22.0.0").unwrap() > NODE);
        assert_eq!(node_version("unknown"), None);
    }

    #[test]
    fn apt_waits_for_its_lock_and_never_asks() {
        let line = crate::process::line(&Administrator::Sudo.apt(&["install", "--yes", "xvfb"]));
        assert_eq!(
            line,
            "sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install --yes xvfb"
        );
        let line = crate::process::line(&Administrator::Root.apt(&["update"]));
        assert_eq!(line, "env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 update");
    }

    #[test]
    fn a_missing_part_is_named_for_every_system() {
        let part = Part {
            debian: "nothing-dev",
            elsewhere: "nothing-devel (Fedora)",
            sign: Sign::Program("no-such-program-anywhere"),
        };
        let failure = other_packages(&[&part]).unwrap_err();
        assert!(matches!(failure, Failure::Missing(_)));
        assert!(failure.to_string().contains("nothing-devel (Fedora); nothing-dev (Debian, Ubuntu)"));
    }
}
