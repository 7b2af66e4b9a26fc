//! The laws of the workspace's structure, kept by tests and not by good will.
//!
//! Each law is a function from what was found to a list of violations. One test plays it against the real workspace,
//! another one against a made-up violation, so that a law which can no longer fail is noticed.

#![allow(clippy::expect_used, reason = "the functions beside the tests are tests, too")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

// What may depend on what

/// One line of a `Cargo.toml`: `package` depends on `on`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Dependency {
    package: String,
    on: String,
    /// Only for tests, benchmarks and examples; those may reach across layers.
    development: bool,
}

/// The members of the workspace and which other members each may be built with.
///
/// A crate that is not in the table breaks the law: whoever adds one says here where it belongs.
const LAYERS: &[(&str, &[&str])] = &[
    ("sitebook-domain", &[]),
    ("sitebook-psa", &["sitebook-domain"]),
    ("sitebook-store", &["sitebook-domain"]),
    ("sitebook-locate", &["sitebook-domain"]),
    ("sitebook-mail", &["sitebook-domain"]),
    ("sitebook-owner-pages", &[]),
    ("sitebook-service-client", &[]),
    ("sitebook-domotz", &["sitebook-domain", "sitebook-service-client"]),
    // The simulator knows the service's words only: a mistake in the client cannot be repeated in its mirror.
    ("sitebook-domotz-sim", &[]),
    ("sitebook-connectwise", &["sitebook-domain", "sitebook-psa", "sitebook-service-client"]),
    ("sitebook-connectwise-sim", &["sitebook-domain", "sitebook-psa"]),
    ("sitebook-sample", &["sitebook-connectwise-sim"]),
    ("sitebook-sync", &["sitebook-domain", "sitebook-psa"]),
    (
        "sitebook-app",
        &[
            "sitebook-domain",
            "sitebook-psa",
            "sitebook-store",
            "sitebook-locate",
            "sitebook-mail",
            // The office shows the owner's page as the owners' app serves it.
            "sitebook-owner-pages",
            "sitebook-domotz",
            "sitebook-connectwise",
            "sitebook-service-client",
            // The sample workspace runs against the simulators.
            "sitebook-connectwise-sim",
            "sitebook-domotz-sim",
            "sitebook-sample",
            "sitebook-sync",
        ],
    ),
    ("sitebook-commands", &["sitebook-app"]),
    ("sitebook-violet", &["sitebook-app", "sitebook-owner-pages"]),
    // Everything may speak the words of `domain`; the hosts that need them name them here. `serve` is also the owners' app.
    ("sitebook-cli", &["sitebook-app", "sitebook-commands", "sitebook-domain", "sitebook-violet"]),
    ("sitebook-loopback", &["sitebook-app", "sitebook-commands"]),
    ("sitebook", &["sitebook-app", "sitebook-commands"]),
    ("xtask", &[]),
];

/// Members that know a member of a layer they may not know.
fn layer_violations(members: &[String], dependencies: &[Dependency]) -> Vec<String> {
    let layer = |name: &str| LAYERS.iter().find(|(member, _)| *member == name).map(|(_, allowed)| *allowed);
    let unplaced = members
        .iter()
        .filter(|member| layer(member).is_none())
        .map(|member| format!("{member} has no place in the table of layers"));
    let crossing = dependencies
        .iter()
        .filter(|dependency| !dependency.development && members.contains(&dependency.on))
        .filter(|dependency| layer(&dependency.package).is_some_and(|allowed| !allowed.contains(&&*dependency.on)))
        .map(|dependency| format!("{} may not depend on {}", dependency.package, dependency.on));
    unplaced.chain(crossing).collect()
}

/// A family of foreign crates that only some members may name.
struct Reserved {
    /// Whether a foreign crate belongs to the family.
    is_member: fn(&str) -> bool,
    /// Who may name it.
    by: &'static [&'static str],
    /// Whether others may name it for their tests.
    free_in_tests: bool,
    /// Why.
    reason: &'static str,
}

const RESERVED: &[Reserved] = &[
    Reserved {
        is_member: |name| matches!(name, "tauri" | "wry" | "tao") || name.starts_with("tauri-"),
        by: &["sitebook"],
        free_in_tests: false,
        reason: "only the shell knows that there is a window",
    },
    Reserved {
        is_member: |name| matches!(name, "sqlx" | "rusqlite" | "libsqlite3-sys") || name.starts_with("sqlx-"),
        by: &["sitebook-store"],
        free_in_tests: false,
        reason: "all SQL lives in the store",
    },
    Reserved {
        is_member: |name| name == "lettre",
        by: &["sitebook-mail"],
        free_in_tests: false,
        reason: "only the mail crate speaks SMTP, with bodies in base64 alone",
    },
    Reserved {
        is_member: |name| name == "reqwest",
        by: &["sitebook-connectwise", "sitebook-domotz", "sitebook-app"],
        free_in_tests: true,
        reason: "only the clients of other services speak HTTP to them",
    },
];

/// Members that name a foreign crate which is reserved for others.
fn reserved_violations(dependencies: &[Dependency]) -> Vec<String> {
    let mut violations = Vec::new();
    for dependency in dependencies {
        for reserved in RESERVED {
            if (reserved.is_member)(&dependency.on)
                && !reserved.by.contains(&&*dependency.package)
                && !(reserved.free_in_tests && dependency.development)
            {
                violations
                    .push(format!("{} may not depend on {}: {}", dependency.package, dependency.on, reserved.reason));
            }
        }
    }
    violations
}

// Lints

/// Whether a package takes the workspace's lints, `unsafe_code = "forbid"` among them.
fn inherits_lints(manifest: &str) -> bool {
    section(manifest, "lints").any(|line| line == "workspace = true")
}

/// Whether the workspace's lints forbid unsafe code.
fn forbids_unsafe_code(manifest: &str) -> bool {
    section(manifest, "workspace.lints.rust").any(|line| line == "unsafe_code = \"forbid\"")
}

/// The lines of one section of a `Cargo.toml`, with single spaces and without comments.
fn section<'m>(manifest: &'m str, name: &'m str) -> impl Iterator<Item = String> + 'm {
    let mut inside = false;
    manifest.lines().filter_map(move |line| {
        let line = line.split('#').next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(header) = line.strip_prefix('[') {
            inside = header.strip_suffix(']') == Some(name);
            return None;
        }
        (inside && !line.is_empty()).then_some(line)
    })
}

// Source text

/// A source file: its path from the workspace's root with forward slashes, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Source {
    path: String,
    text: String,
}

/// Words that may stand in some files only.
struct Banned {
    /// The words.
    words: &'static [&'static str],
    /// Where they may stand: paths that start so.
    except: &'static [&'static str],
    /// Why.
    reason: &'static str,
}

const BANNED_IN_FRONT_END: &[Banned] = &[
    Banned {
        words: &["@tauri-apps"],
        except: &["ui/src/backend/tauri.ts"],
        reason: "the front end speaks to the shell in one file only, so that it also runs in a browser",
    },
    Banned {
        words: &["srcDoc", "srcdoc"],
        except: &["ui/src/features/violet/agent/SeeAsOwner.tsx", "ui/src/features/violet/tests/agent.test.tsx"],
        reason: "one document is shown in a frame: that of owners, which the core makes and escapes; it runs no script",
    },
    Banned {
        words: &["dangerouslySetInnerHTML", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"],
        except: &[],
        reason: "names from other systems are shown as text, never as markup",
    },
];

const BANNED_IN_RUST: &[Banned] = &[
    Banned {
        words: &["sqlx::"],
        // This file has to name what it looks for.
        except: &["crates/store/", "tests/laws.rs"],
        reason: "all SQL lives in the store",
    },
    Banned {
        words: &[
            "send_raw",
            "ContentTransferEncoding::SevenBit",
            "ContentTransferEncoding::EightBit",
            "ContentTransferEncoding::Binary",
        ],
        except: &["tests/laws.rs"],
        reason: "mail is sent by the library and encoded, so that no line of it is a command (RUSTSEC-2026-0561)",
    },
];

/// Files that say what they may not say, with the line.
fn banned_words(sources: &[Source], banned: &[Banned]) -> Vec<String> {
    let mut violations = Vec::new();
    for source in sources {
        for banned in banned.iter().filter(|banned| !banned.except.iter().any(|path| source.path.starts_with(path))) {
            for (number, line) in source.text.lines().enumerate() {
                for word in banned.words.iter().filter(|word| line.contains(*word)) {
                    violations.push(format!("{}:{}: {word}: {}", source.path, number + 1, banned.reason));
                }
            }
        }
    }
    violations
}

// What the window may do

/// What the window may do besides the commands of the list: hear events, ask about itself, let a person choose a file,
/// learn whether notifications are allowed, which the plugin asks by itself on every page (it shows none: the shell
/// does), hand addresses of the plugin's default schemes (http, https, mailto, tel) to the computer's own programs, and print
/// the page that it shows, which macOS does through a command.
const ALSO_ALLOWED: &[&str] = &[
    "core:event:default",
    "core:window:default",
    "core:webview:allow-print",
    "dialog:allow-open",
    "notification:allow-is-permission-granted",
    "opener:allow-open-url",
    "opener:allow-default-urls",
];

/// What is wrong with the permissions of the window: each command stands there once, and nothing else does.
fn capability_violations(capability: &serde_json::Value, commands: &[&str]) -> Vec<String> {
    let listed = |key: &str| -> Vec<String> {
        let values = capability[key].as_array().into_iter().flatten();
        // A permission with a scope is an object; none of ours needs one, so it is shown as it is.
        values.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect()
    };
    let needed: Vec<String> = commands
        .iter()
        .map(|name| format!("allow-{}", name.replace('_', "-")))
        .chain(ALSO_ALLOWED.iter().map(|name| (*name).to_owned()))
        .collect();
    let permissions = listed("permissions");
    let missing = needed.iter().filter(|name| !permissions.contains(name)).map(|name| format!("{name} is missing"));
    let more = permissions
        .iter()
        .enumerate()
        .filter(|(place, name)| !needed.contains(name) || permissions[..*place].contains(name))
        .map(|(_, name)| format!("{name} is too much"));
    let windows = listed("windows").into_iter().filter(|name| name != "main");
    let others = windows.map(|name| format!("{name} is not the one window"));
    let remote = (!capability["remote"].is_null()).then(|| "other addresses may call commands".to_owned());
    missing.chain(more).chain(others).chain(remote).collect()
}

// The workspace as it is

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn metadata() -> Metadata {
    MetadataCommand::new().manifest_path(root().join("Cargo.toml")).no_deps().exec().expect("cargo metadata")
}

fn members(metadata: &Metadata) -> Vec<String> {
    metadata.workspace_packages().iter().map(|package| package.name.to_string()).collect()
}

fn dependencies(metadata: &Metadata) -> Vec<Dependency> {
    let packages = metadata.workspace_packages().into_iter();
    packages
        .flat_map(|package| {
            package.dependencies.iter().map(|dependency| Dependency {
                package: package.name.to_string(),
                on: dependency.name.clone(),
                development: dependency.kind == DependencyKind::Development,
            })
        })
        .collect()
}

/// All files below the folders whose name ends so.
fn sources(folders: &[&str], endings: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("folder entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
                let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                let path = path.strip_prefix(root()).expect("below the root");
                let names: Vec<_> = path.iter().map(|name| name.to_string_lossy()).collect();
                found.push(Source { path: names.join("/"), text });
            }
        }
    }
    found
}

/// Fails with one violation a line.
#[track_caller]
fn assert_kept(violations: &[String]) {
    assert!(violations.is_empty(), "a law of the workspace is broken:\n  {}", violations.join("\n  "));
}

#[test]
fn crates_know_only_the_layers_below_them() {
    let metadata = metadata();
    assert_kept(&layer_violations(&members(&metadata), &dependencies(&metadata)));
}

#[test]
fn foreign_crates_stay_where_they_belong() {
    assert_kept(&reserved_violations(&dependencies(&metadata())));
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    let manifest = |path: &Path| fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let metadata = metadata();
    let packages = metadata.workspace_packages();
    let violations: Vec<String> = packages
        .iter()
        .filter(|package| !inherits_lints(&manifest(package.manifest_path.as_std_path())))
        .map(|package| format!("{} has no `[lints] workspace = true`", package.name))
        .collect();
    assert_kept(&violations);
    assert!(forbids_unsafe_code(&manifest(&root().join("Cargo.toml"))), "unsafe code is no longer forbidden");
}

#[test]
fn the_front_end_says_nothing_it_may_not_say() {
    let sources = sources(&["ui/src"], &[".ts", ".tsx"]);
    assert!(!sources.is_empty(), "no front end was found");
    assert_kept(&banned_words(&sources, BANNED_IN_FRONT_END));
}

#[test]
fn the_rust_code_says_nothing_it_may_not_say() {
    let sources = sources(&["crates", "src-tauri", "tests", "xtask"], &[".rs"]);
    assert!(sources.iter().any(|source| source.path == "tests/laws.rs"), "not even this file was found");
    assert_kept(&banned_words(&sources, BANNED_IN_RUST));
}

#[test]
fn the_window_may_call_the_commands_and_nothing_else() {
    let capabilities = sources(&["src-tauri/capabilities"], &[".json"]);
    let [capability] = &capabilities[..] else { panic!("there is one capability: {capabilities:?}") };
    let capability = serde_json::from_str(&capability.text).expect("JSON");
    assert_kept(&capability_violations(&capability, sitebook_commands::NAMES));
}

#[test]
fn the_table_of_layers_has_no_cycle_and_no_crate_twice() {
    let mut below = BTreeSet::new();
    for (member, allowed) in LAYERS {
        for lower in *allowed {
            assert!(below.contains(lower), "{lower} must stand above {member} in the table");
        }
        assert!(below.insert(*member), "{member} stands twice in the table");
    }
}

/// The laws against made-up violations.
mod can_fail {
    use super::*;

    fn normal(package: &str, on: &str) -> Dependency {
        Dependency { package: package.to_owned(), on: on.to_owned(), development: false }
    }

    fn development(package: &str, on: &str) -> Dependency {
        Dependency { development: true, ..normal(package, on) }
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_layer_that_knows_a_higher_one() {
        let members = names(&["sitebook-domain", "sitebook-store", "sitebook-app", "sitebook"]);
        for (package, on) in
            [("sitebook-domain", "sitebook-store"), ("sitebook-store", "sitebook-app"), ("sitebook", "sitebook-store")]
        {
            let expected = [format!("{package} may not depend on {on}")];
            assert_eq!(layer_violations(&members, &[normal(package, on)]), expected);
            assert!(layer_violations(&members, &[development(package, on)]).is_empty());
        }
        assert!(layer_violations(&members, &[normal("sitebook", "sitebook-app")]).is_empty());
    }

    #[test]
    fn a_crate_without_a_place() {
        let expected = ["sitebook-extra has no place in the table of layers"];
        assert_eq!(layer_violations(&names(&["sitebook-extra", "xtask"]), &[]), expected);
    }

    #[test]
    fn a_foreign_crate_in_the_wrong_place() {
        for dependency in [
            normal("sitebook-app", "tauri"),
            normal("sitebook-cli", "tauri-plugin-dialog"),
            normal("sitebook-app", "sqlx"),
            development("sitebook-sync", "sqlx"),
            normal("sitebook-sync", "reqwest"),
            normal("sitebook-app", "lettre"),
        ] {
            assert_eq!(reserved_violations(std::slice::from_ref(&dependency)).len(), 1, "{dependency:?}");
        }
        for dependency in [
            normal("sitebook", "tauri"),
            normal("sitebook-store", "sqlx"),
            normal("sitebook-connectwise", "reqwest"),
            normal("sitebook-mail", "lettre"),
            development("sitebook-connectwise-sim", "reqwest"),
        ] {
            assert!(reserved_violations(std::slice::from_ref(&dependency)).is_empty(), "{dependency:?}");
        }
    }

    #[test]
    fn lints_that_are_not_taken() {
        assert!(inherits_lints("[package]\nname = \"x\"\n\n[lints]\nworkspace = true\n"));
        assert!(inherits_lints("[lints] # all\nworkspace   =  true # of them"));
        assert!(!inherits_lints("[package]\nname = \"x\"\n"));
        assert!(!inherits_lints("[lints]\nworkspace = false\n"));
        assert!(!inherits_lints("[lints]\n# workspace = true\n"));
        assert!(!inherits_lints("[lints]\n\n[dependencies]\nworkspace = true\n"));
        assert!(forbids_unsafe_code("[workspace.lints.rust]\nunsafe_code = \"forbid\"\n"));
        assert!(!forbids_unsafe_code("[workspace.lints.rust]\nunsafe_code = \"deny\"\n"));
        assert!(!forbids_unsafe_code("[lints.rust]\nunsafe_code = \"forbid\"\n"));
    }

    #[test]
    fn words_in_the_wrong_file() {
        let source = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
        let shell = "import { invoke } from \"@tauri-apps/api/core\";";
        let violations = banned_words(&[source("ui/src/main.tsx", &format!("\n{shell}"))], BANNED_IN_FRONT_END);
        assert_eq!(violations.len(), 1);
        assert!(violations[0].starts_with("ui/src/main.tsx:2: @tauri-apps: "), "{violations:?}");
        assert!(banned_words(&[source("ui/src/backend/tauri.ts", shell)], BANNED_IN_FRONT_END).is_empty());

        let markup = source("ui/src/backend/tauri.ts", "element.innerHTML = name;");
        assert_eq!(banned_words(&[markup], BANNED_IN_FRONT_END).len(), 1);

        let query = "sqlx::query(\"DELETE FROM agent\")";
        assert_eq!(banned_words(&[source("crates/app/src/lib.rs", query)], BANNED_IN_RUST).len(), 1);
        assert!(banned_words(&[source("crates/store/src/lib.rs", query)], BANNED_IN_RUST).is_empty());
    }
    #[test]
    fn a_window_that_may_do_too_little_or_too_much() {
        let violations = |windows: &str, permissions: &[&str]| {
            let permissions: Vec<&str> = ALSO_ALLOWED.iter().chain(permissions).copied().collect();
            let capability = serde_json::json!({ "windows": [windows], "permissions": permissions });
            capability_violations(&capability, &["agents_list", "agents_show"])
        };
        let both = ["allow-agents-list", "allow-agents-show"];
        assert!(violations("main", &both).is_empty());
        assert_eq!(violations("*", &both), ["* is not the one window"]);
        assert_eq!(violations("main", &both[..1]), ["allow-agents-show is missing"]);
        for more in ["fs:default", "dialog:default", "opener:default", "allow-agents-list", "allow-agents-remove"] {
            assert_eq!(violations("main", &[both[0], both[1], more]), [format!("{more} is too much")]);
        }
        let scoped =
            serde_json::json!({ "permissions": [{ "identifier": "fs:default" }], "remote": { "urls": ["*"] } });
        let found = capability_violations(&scoped, &[]);
        assert!(found.contains(&"{\"identifier\":\"fs:default\"} is too much".to_owned()), "{found:?}");
        assert!(found.contains(&"other addresses may call commands".to_owned()), "{found:?}");
    }
}
