//! A desk: a workspace, a home directory and a WebDriver server of its own, and the application's window in front.

use std::fs::{self, DirBuilder, File};
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::os::unix::process::CommandExt;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;
use thirtyfour::common::config::WebDriverConfig;
use thirtyfour::extensions::query::ElementPollerWithTimeout;
use thirtyfour::{Capabilities, WebDriver};
use tokio::net::TcpStream;
use tokio::task::LocalSet;
use tokio::time::timeout;

use crate::page::{PATIENCE, Page, until};

/// After this long a test has failed, whatever it is waiting for.
const LIMIT: Duration = Duration::from_mins(2);

/// How often a person's eye is taken to look for something.
const GLANCE: Duration = Duration::from_millis(50);

/// `WebKit` permits one automated window at a time, and two windows would take each other's keyboard.
static ONE_AT_A_TIME: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Lets somebody work at a new desk. A picture of the last thing seen is kept in `target/e2e` when that fails.
pub async fn at_a_desk<W: Future<Output = ()> + 'static>(name: &str, work: impl FnOnce(Rc<Desk>) -> W) {
    at_a_desk_for(LIMIT, name, work).await;
}

/// The same for work that takes longer.
pub async fn at_a_desk_for<W: Future<Output = ()> + 'static>(
    limit: Duration,
    name: &str,
    work: impl FnOnce(Rc<Desk>) -> W,
) {
    let _alone = ONE_AT_A_TIME.lock().await;
    let desk = Rc::new(Desk::new().await);
    let local = LocalSet::new();
    let worker = local.spawn_local(work(Rc::clone(&desk)));
    let ended = local.run_until(timeout(limit, worker)).await;
    if let Ok(Ok(())) = ended {
        return desk.close().await;
    }
    desk.keep_evidence(name).await;
    match ended {
        Ok(Err(stopped)) => resume_unwind(stopped.into_panic()),
        _ => panic!("not finished after {} s", limit.as_secs()),
    }
}

/// The directories and processes of one test; they end with this value.
pub struct Desk {
    page: Mutex<Option<Page>>,
    // After the window, which still wants to say goodbye; before the directory, in which it writes.
    server: WebDriverServer,
    _directory: TempDir,
}

impl Desk {
    async fn new() -> Self {
        assert!(
            std::env::var_os("DISPLAY").is_some_and(|display| !display.is_empty()),
            "there is no display for the window: run `cargo xtask check`, or start Xvfb and set DISPLAY"
        );
        let directory = tempfile::tempdir().unwrap();
        let server = WebDriverServer::start(directory.path()).await;
        Self { page: Mutex::new(None), server, _directory: directory }
    }

    /// Starts the application and waits for its window.
    pub async fn open(&self) -> Page {
        let mut capabilities = Capabilities::new();
        let options = json!({ "binary": env!("CARGO_BIN_EXE_sitebook"), "args": [] });
        capabilities.set("webkitgtk:browserOptions", options).unwrap();
        let poller = ElementPollerWithTimeout::new(PATIENCE, GLANCE);
        let config = WebDriverConfig::builder().poller(std::sync::Arc::new(poller)).build().unwrap();
        let window = WebDriver::new(self.server.url(), capabilities).await.expect("the application starts");
        window.set_config(config);
        window.set_script_timeout(PATIENCE).await.unwrap();
        let page = Page::new(window);
        *self.page.lock().unwrap() = Some(page.clone());
        page
    }

    /// Ends the application.
    pub async fn close(&self) {
        if let Some(page) = self.take_page() {
            page.close().await.expect("the application ends");
        }
    }

    /// The addresses that were handed to the computer's own programs, one per line.
    pub fn handed_over(&self) -> String {
        fs::read_to_string(self.server.handed_over()).unwrap_or_default()
    }

    fn take_page(&self) -> Option<Page> {
        self.page.lock().unwrap().take()
    }

    /// The window as it looks and what the processes said, in `target/e2e`.
    async fn keep_evidence(&self, name: &str) {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("e2e");
        fs::create_dir_all(&folder).unwrap();
        fs::copy(self.server.log(), folder.join(format!("{name}.log"))).unwrap();
        if let Some(page) = self.take_page() {
            let picture = folder.join(format!("{name}.png"));
            match timeout(Duration::from_secs(10), page.screenshot(&picture)).await {
                Ok(Ok(())) => println!("the window looked like this: {}", picture.display()),
                Ok(Err(error)) => println!("there is no picture of the window: {error}"),
                Err(_) => println!("there is no picture of the window: it did not answer"),
            }
            page.abandon();
        }
    }
}

/// `WebKitWebDriver` on a port of its own; it starts the application and ends with this value.
struct WebDriverServer {
    process: Child,
    port: u16,
    log: PathBuf,
    handed_over: PathBuf,
}

impl WebDriverServer {
    /// Starts it with directories below this one, so that it cannot meet the person's own Sitebook.
    async fn start(directory: &Path) -> Self {
        let port = free_port();
        let log = directory.join("processes.log");
        let output = File::create(&log).unwrap();
        let mut command = Command::new("WebKitWebDriver");
        command.arg(format!("--port={port}"));
        for (variable, name) in [
            ("HOME", "home"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_RUNTIME_DIR", "runtime"),
        ] {
            let path = directory.join(name);
            DirBuilder::new().mode(0o700).create(&path).unwrap();
            command.env(variable, path);
        }
        let (programs, handed_over) = (directory.join("programs"), directory.join("handed-over"));
        fs::create_dir(&programs).unwrap();
        take_addresses(&programs, &handed_over);
        let path = std::env::var_os("PATH").unwrap_or_default();
        command
            .env("PATH", std::env::join_paths([programs].into_iter().chain(std::env::split_paths(&path))).unwrap())
            .env("SITEBOOK_DATA", directory.join("workspace"))
            .env("SITEBOOK_SECRETS_KEY", "a key of the test")
            // No keychain, no notifications, nothing of the person's session.
            // Nobody listens there: a test asks nobody on the internet.
            .env("SITEBOOK_ADDRESS_SERVICE", "http://127.0.0.1:1")
            .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
            .env("NO_AT_BRIDGE", "1")
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY")
            // Without it the application starts, but takes no orders.
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            // A group of its own, so that the application and its helpers can be ended together.
            .process_group(0);
        let process = command.spawn().expect("WebKitWebDriver, from the package webkit2gtk-driver");
        let server = Self { process, port, log, handed_over };
        until("WebKitWebDriver answers", async || {
            Ok(TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await.ok().map(drop))
        })
        .await;
        server
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn handed_over(&self) -> &Path {
        &self.handed_over
    }

    fn log(&self) -> &Path {
        &self.log
    }

    fn kill(&self) {
        // The standard library can only end one process, not a group.
        let group = format!("-{}", self.process.id());
        let kill =
            Command::new("sh").args(["-c", "kill -s KILL -- \"$1\"", "sh", &group]).stderr(Stdio::null()).status();
        kill.map(drop).unwrap_or_default();
    }
}

impl Drop for WebDriverServer {
    fn drop(&mut self) {
        self.kill();
        self.process.wait().map(drop).unwrap_or_default();
    }
}

/// Stands where a desktop has its browser and its mail program, and writes down what it is given.
fn take_addresses(programs: &Path, handed_over: &Path) {
    let mut program = File::options().write(true).create_new(true).mode(0o700).open(programs.join("xdg-open")).unwrap();
    writeln!(program, "#!/bin/sh\nprintf '%s\\n' \"$1\" >> '{}'", handed_over.display()).unwrap();
}

/// A port that nobody uses at this moment.
fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}
