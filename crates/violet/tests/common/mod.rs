//! A home behind the real server on loopback, and a browser that keeps cookies.
#![allow(clippy::unwrap_used, clippy::expect_used, dead_code, reason = "shared by several tests, none uses all of it")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use reqwest::header::{COOKIE, HeaderMap, SET_COOKIE};
use reqwest::redirect::Policy;
use secrecy::ExposeSecret;
use serde_json::json;
use sitebook_app::dto::*;
use sitebook_app::{OpenOptions, Workspace};
use sitebook_domain::{Timestamp, VioletGrant};
use sitebook_domotz_sim::{API_KEY, Simulator, SimulatorServer};
use sitebook_sync::Clock;
use sitebook_violet::{Server, ServerOptions};
use tempfile::TempDir;

pub const OWNER: &str = "ann@example.com";
pub const HOME: &str = "Gable House";

/// A clock that goes on only when the test says so.
pub struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// A home with a TV that its owner may switch and a lamp that they may not see.
pub struct Home {
    pub workspace: Workspace,
    pub domotz: SimulatorServer,
    pub server: Server,
    pub url: String,
    hands: Arc<Hands>,
    _directory: TempDir,
}

impl Home {
    pub async fn new() -> Self {
        Self::with(ServerOptions { listen: "127.0.0.1:0".parse().unwrap(), tls: None, proxy: None }).await
    }

    pub async fn with(options: ServerOptions) -> Self {
        Self::named(options, "").await
    }

    /// Behind the proxy that the settings name.
    pub async fn named(options: ServerOptions, proxy: &str) -> Self {
        let mut simulator = Simulator::empty();
        let home = simulator.add_agent(HOME);
        let tv = simulator.add_device(home, "TV");
        simulator.set(home, tv, "type", json!({ "id": 1, "detected_id": 0, "label": "Smart TV" }));
        simulator.device_mut(home, tv).unwrap().power = ["on", "off", "cycle"].map(str::to_owned).to_vec();
        simulator.add_device(home, "<b>Lamp</b>");
        let domotz = SimulatorServer::start(simulator).await.unwrap();
        let directory = tempfile::tempdir().unwrap();
        let open = OpenOptions {
            directory: Some(directory.path().join("workspace")),
            secrets_key: Some("a key of the test".to_owned().into()),
        };
        let hands = Arc::new(Hands(AtomicI64::new(1_900_000_000_000)));
        let workspace = Workspace::open_by_clock(open, Arc::clone(&hands) as Arc<dyn Clock>).await.unwrap();
        let connect = DomotzConnectRequest { endpoint: domotz.base_url(), key: API_KEY.to_owned() };
        workspace.domotz_connect(connect).await.unwrap();
        workspace.domotz_refresh(Nothing {}).await.unwrap();
        let changes = BTreeMap::from([("residential".to_owned(), "true".to_owned())]);
        let set = AgentSetRequest { agent: HOME.to_owned(), changes, ..Default::default() };
        workspace.agents_set(set).await.unwrap();
        workspace.violet_show(AgentRequest { agent: HOME.to_owned() }).await.unwrap();
        workspace.testing_grant(HOME, "TV", VioletGrant::Power, true).await.unwrap();
        let named = VioletSettingsSetRequest { reverse_proxy: Some(proxy.to_owned()), ..Default::default() };
        workspace.violet_settings_set(named).await.unwrap();
        let is_tls = options.tls.is_some();
        let server = Server::start(workspace.clone(), &options).await.unwrap();
        let scheme = if is_tls { "https" } else { "http" };
        let url = format!("{scheme}://{}", server.address());
        Self { workspace, domotz, server, url, hands, _directory: directory }
    }

    pub fn wait(&self, millis: i64) {
        self.hands.0.fetch_add(millis, Ordering::SeqCst);
    }

    pub fn browser(&self) -> Browser {
        let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        Browser { client, url: self.url.clone(), cookies: BTreeMap::new() }
    }

    pub async fn invite(&self) -> String {
        let token = self.workspace.testing_invite(HOME, OWNER).await.unwrap();
        format!("/invitation/{}", token.expose_secret())
    }

    pub async fn newest_code(&self) -> String {
        self.workspace.testing_codes(OWNER).await.unwrap().first().unwrap().clone()
    }

    /// A browser that is signed in.
    pub async fn signed_in(&self) -> Browser {
        let mut browser = self.browser();
        let page = browser.get(&self.invite().await).await;
        let asked = browser.send(&page, "/sign-in/invitation", &[]).await;
        assert_eq!((asked.status, asked.leads_to.as_str()), (303, "/sign-in/code"));
        let page = browser.get("/sign-in/code").await;
        let code = self.newest_code().await;
        let entered = browser.send(&page, "/sign-in/code", &[("code", &code)]).await;
        assert_eq!((entered.status, entered.leads_to.as_str()), (303, "/"));
        browser
    }

    /// Our id of a device.
    pub async fn device(&self, name: &str) -> String {
        let devices = self.workspace.devices_list(AgentRequest { agent: HOME.to_owned() }).await.unwrap().devices;
        devices.into_iter().find(|device| device.name == name).unwrap().id
    }

    /// How often Domotz was told to switch something.
    pub fn switched(&self) -> usize {
        self.domotz.with(|simulator| simulator.request_log().iter().filter(|call| call.method == "POST").count())
    }
}

/// An answer.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    pub leads_to: String,
}

impl Page {
    /// The value of a hidden field of its forms; empty where there is none.
    pub fn hidden(&self, name: &str) -> String {
        let field = format!("name=\"{name}\" value=\"");
        let value = self.text.split(&field).nth(1).and_then(|rest| rest.split('"').next());
        value.unwrap_or_default().to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

/// A browser, as far as the server can tell.
pub struct Browser {
    pub client: reqwest::Client,
    pub url: String,
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    pub async fn get(&mut self, path: &str) -> Page {
        let request = self.client.get(format!("{}{path}", self.url)).header("sec-fetch-site", "none");
        self.ask(request).await
    }

    /// Sends the form of a page with what a person entered.
    pub async fn send(&mut self, page: &Page, path: &str, fields: &[(&str, &str)]) -> Page {
        let (form, invitation) = (page.hidden("form"), page.hidden("invitation"));
        let mut all = vec![("form", form.as_str())];
        if !invitation.is_empty() {
            all.push(("invitation", &invitation));
        }
        all.extend(fields);
        self.post(path, &all).await
    }

    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = self
            .client
            .post(format!("{}{path}", self.url))
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.join("&"));
        self.ask(request).await
    }

    /// Sends a request with the cookies, and keeps those of the answer.
    pub async fn ask(&mut self, request: reqwest::RequestBuilder) -> Page {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let response = request.header(COOKIE, cookies.join("; ")).send().await.unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let (pair, rest) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let site = if name.ends_with("session") { "SameSite=Strict" } else { "SameSite=Lax" };
            for word in ["Path=/", "Secure", "HttpOnly", site] {
                assert!(rest.contains(word), "{rest}");
            }
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let leads_to = response.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        Page {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            leads_to: leads_to.unwrap_or_default(),
            text: response.text().await.unwrap(),
        }
    }
}

/// A value as a form holds it.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
