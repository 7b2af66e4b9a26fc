//! Owners against a real store and a simulated Domotz: signing in, seeing, acting, and everything that must not be.

mod acting;
mod seeing;
mod signing_in;

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use secrecy::SecretString;
use serde_json::json;
use sitebook_domain::{Timestamp, VioletGrant};
use sitebook_domotz_sim::{API_KEY, Simulator, SimulatorServer};
use sitebook_owner_pages::view::OwnerView;
use sitebook_sync::Clock;
use tempfile::TempDir;

use super::*;
use crate::dto::*;
use crate::{OpenOptions, Workspace};

const OWNER: &str = "ann@example.com";
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// Two homes and a shop in one account: the first home has a TV that can be switched, a router, and a lamp that cannot.
struct Street {
    workspace: Workspace,
    domotz: SimulatorServer,
    hands: Arc<Hands>,
    _directory: TempDir,
}

impl Street {
    async fn new() -> Self {
        let mut simulator = Simulator::empty();
        for home in ["Gable House", "Mill Cottage", "Corner Shop"] {
            let agent = simulator.add_agent(home);
            for (name, kind) in [("TV", "Smart TV"), ("Router", "Router"), ("Lamp", "Lamp")] {
                let device = simulator.add_device(agent, &format!("{name} of {home}"));
                simulator.set(agent, device, "type", json!({ "id": 1, "detected_id": 0, "label": kind }));
                if name != "Lamp"
                    && let Some(device) = simulator.device_mut(agent, device)
                {
                    device.power = ["on", "off", "cycle"].map(str::to_owned).to_vec();
                }
            }
        }
        let domotz = SimulatorServer::start(simulator).await.unwrap();
        let directory = tempfile::tempdir().unwrap();
        let hands = Arc::new(Hands(AtomicI64::new(1_900_000_000_000)));
        let options = OpenOptions {
            directory: Some(directory.path().join("workspace")),
            secrets_key: Some("a key of the test".to_owned().into()),
        };
        let workspace = Workspace::open_by_clock(options, Arc::clone(&hands) as Arc<dyn Clock>).await.unwrap();
        let connect = DomotzConnectRequest { endpoint: domotz.base_url(), key: API_KEY.to_owned() };
        workspace.domotz_connect(connect).await.unwrap();
        workspace.domotz_refresh(Nothing {}).await.unwrap();
        let street = Self { workspace, domotz, hands, _directory: directory };
        for home in ["Gable House", "Mill Cottage"] {
            street.set(home, "residential", "true").await;
            street.workspace.violet_show(AgentRequest { agent: home.to_owned() }).await.unwrap();
        }
        street
    }

    async fn set(&self, agent: &str, field: &str, value: &str) {
        let request = AgentSetRequest {
            agent: agent.to_owned(),
            changes: [(field.to_owned(), value.to_owned())].into(),
            ..Default::default()
        };
        self.workspace.agents_set(request).await.unwrap();
    }

    async fn grant(&self, device: &str, grant: VioletGrant) {
        let home = device.split(" of ").nth(1).unwrap();
        self.workspace.testing_grant(home, device, grant, true).await.unwrap();
    }

    fn wait(&self, millis: i64) {
        self.hands.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// Invited, with the TV to switch.
    async fn invited() -> (Self, SecretString) {
        let street = Self::new().await;
        street.grant("TV of Gable House", VioletGrant::Power).await;
        let token = street.workspace.testing_invite("Gable House", OWNER).await.unwrap();
        (street, token)
    }

    async fn ask(&self, wanted: CodeWanted, browser: &OwnerBrowser) -> CodeAsked {
        self.workspace.owner_code_ask(wanted, browser).await.unwrap()
    }

    async fn enter(&self, code: &str, browser: &OwnerBrowser) -> CodeEntered {
        self.workspace.owner_code_enter(code, browser).await.unwrap()
    }

    async fn newest_code(&self, mailbox: &str) -> String {
        self.workspace.testing_codes(mailbox).await.unwrap().first().unwrap().clone()
    }

    async fn visit(&self, token: &SecretString) -> Option<OwnerVisit> {
        self.workspace.owner_visit(token).await.unwrap()
    }

    /// Signs in with an invitation; the token of the session.
    async fn sign_in(&self, invitation: &SecretString, mailbox: &str) -> SecretString {
        let browser = browser();
        assert_eq!(self.ask(CodeWanted::ByInvitation(invitation.clone()), &browser).await, CodeAsked::OnItsWay);
        let CodeEntered::SignedIn(token) = self.enter(&self.newest_code(mailbox).await, &browser).await else {
            panic!("not signed in")
        };
        token
    }

    async fn signed_in() -> (Self, OwnerVisit) {
        let (street, invitation) = Self::invited().await;
        let token = street.sign_in(&invitation, OWNER).await;
        let visit = street.visit(&token).await.unwrap();
        (street, visit)
    }

    async fn device(&self, name: &str) -> String {
        let agent = name.split(" of ").nth(1).unwrap().to_owned();
        let devices = self.workspace.devices_list(AgentRequest { agent }).await.unwrap().devices;
        devices.into_iter().find(|device| device.name == name).unwrap().id
    }

    async fn act(&self, visit: &OwnerVisit, device: &str, act: OwnerAct) -> OwnerActed {
        self.workspace.owner_act(visit, device, act).await.unwrap()
    }

    /// What the history says of a field, oldest first: who, before, after.
    async fn written(&self, field: &str) -> Vec<(String, String, String)> {
        self.workspace.testing_settled().await;
        let request = HistoryRequest { field: Some(field.to_owned()), ..Default::default() };
        let entries = self.workspace.history_list(request).await.unwrap().entries;
        entries.into_iter().rev().map(|entry| (entry.by, entry.old, entry.new)).collect()
    }

    /// How often Domotz was told to switch something.
    fn switched(&self) -> usize {
        self.domotz.with(|simulator| simulator.request_log().iter().filter(|call| call.method == "POST").count())
    }

    /// How often Domotz was asked what can be done with the power of a device.
    fn asked_for_power(&self) -> usize {
        let is_power = |path: &str| path.ends_with("/action/power");
        self.domotz.with(|domotz| domotz.request_log().iter().filter(|call| is_power(&call.path)).count())
    }

    /// The same for the workspace and for Domotz.
    fn pass(&self, seconds: i64) {
        self.wait(seconds * 1000);
        self.domotz.with(|domotz| domotz.pass(seconds));
    }

    /// From now on these acts alone can be done with the TV of Gable House, which came first.
    fn only(&self, acts: &[&str]) {
        self.domotz.with(|domotz| {
            let (agent, home) = domotz.seed().agents.first_key_value().unwrap();
            let (agent, device) = (*agent, *home.devices.keys().min().unwrap());
            domotz.device_mut(agent, device).unwrap().power = acts.iter().map(|act| (*act).to_owned()).collect();
        });
    }
}

/// A browser that nobody has seen before.
fn browser() -> OwnerBrowser {
    browser_at(Ipv4Addr::LOCALHOST.into())
}

fn browser_at(address: IpAddr) -> OwnerBrowser {
    OwnerBrowser { key: new_owner_key().unwrap(), description: "A phone".to_owned(), address }
}

fn shown(view: &OwnerView) -> Vec<&str> {
    view.networks.iter().flat_map(|network| &network.devices).map(|device| device.name.as_str()).collect()
}

const OFF: OwnerAct = OwnerAct::Power(DomotzPowerAction::Off);
