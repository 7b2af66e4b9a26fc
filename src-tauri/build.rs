//! Declares every command to Tauri's access control, so that the window may call exactly those and nothing else.

include!("../crates/commands/src/list.rs");

macro_rules! names {
    ($($name:ident($request:ident) -> $reply:ident;)*) => {
        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}
for_each_command!(names);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=crates/commands/src/list.rs");
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("src-tauri/capabilities/**/*.json")
        .app_manifest(tauri_build::AppManifest::new().commands(NAMES));
    tauri_build::try_build(attributes)?;
    Ok(())
}
