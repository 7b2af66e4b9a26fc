//! One office: a workspace on a real file, and a simulated ConnectWise on loopback.
#![allow(clippy::unwrap_used, clippy::expect_used, dead_code, reason = "shared by several tests, none uses all of it")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use sitebook_app::dto::*;
use sitebook_app::{AppError, OpenOptions, Workspace};
use sitebook_connectwise_sim::{
    CLIENT_ID, LOGIN_COMPANY, NewConfiguration, PRIVATE_KEY, PUBLIC_KEY, Simulator, SimulatorServer,
};
use sitebook_domain::SyncMode;
use tempfile::TempDir;

pub struct Office {
    pub workspace: Workspace,
    pub connectwise: SimulatorServer,
    pub directory: TempDir,
    /// The company that agent A-1 belongs to.
    pub company: i64,
    /// Its configurations: the firewall, the switch, the camera.
    pub firewall: i64,
    pub switch: i64,
    pub camera: i64,
}

/// An agent with three devices: the firewall has serial and MAC, the switch a MAC, the camera only an IP address.
pub const AGENTS: &str = r#"{"agents":[{"id":"A-1","name":"Northside Dental","status":"online","public_ip":"81.2.69.142",
  "customer_id":"C-100","contact":{"email":"ann@example.com","phones":["+44 20 7946 0000"]},
  "devices":[
    {"id":"D-1","name":"fw01","kind":"firewall","vendor":"Fortinet","model":"FG-60F","serial":"FGT60FTK20001234",
     "macs":["00:09:0F:AA:BB:01"],"ips":["10.0.0.1"],"firmware":"7.4.3","os":"FortiOS","status":"online"},
    {"id":"D-2","name":"sw01","kind":"switch","vendor":"Aruba","model":"2930F","serial":"To be filled by O.E.M.",
     "macs":["00:11:22:33:44:55"],"ips":["10.0.0.2"],"status":"online"},
    {"id":"D-3","name":"cam01","kind":"camera","ips":["10.0.0.3"]}]}]}"#;

impl Office {
    /// An office that has imported its agents, and is not connected.
    pub async fn new() -> Self {
        let mut simulator = Simulator::empty();
        simulator.add_type("Network device");
        let company = simulator.add_company("NSD", "Northside Dental");
        simulator.add_site(company, "Main");
        simulator.add_manufacturer("Fortinet");
        let add = |simulator: &mut Simulator, name: &str, serial: &str, mac: &str, ip: &str| {
            simulator.add_configuration(NewConfiguration {
                company,
                name: name.to_owned(),
                serial_number: serial.to_owned(),
                mac_address: mac.to_owned(),
                ip_address: ip.to_owned(),
                ..NewConfiguration::default()
            })
        };
        let firewall = add(&mut simulator, "Firewall", "fgt60ftk20001234", "", "10.0.0.254");
        let switch = add(&mut simulator, "Core switch", "", "0011.2233.4455", "");
        let camera = add(&mut simulator, "Camera", "", "", "10.0.0.3");
        let connectwise = SimulatorServer::start(simulator).await.unwrap();
        let directory = tempfile::tempdir().unwrap();
        let workspace = open(&directory.path().join("workspace")).await;
        let office = Self { workspace, connectwise, directory, company, firewall, switch, camera };
        office.import(AGENTS).await;
        office
    }

    /// An office whose agent is connected, linked and matched.
    pub async fn matched() -> Self {
        let office = Self::new().await;
        office.connect().await.unwrap();
        office.link().await;
        office.match_run().await.unwrap();
        office
    }

    pub async fn import(&self, json: &str) -> ImportReply {
        let path = self.write("agents.json", json);
        self.workspace.agents_import(ImportRequest { path, ..ImportRequest::default() }).await.unwrap()
    }

    /// Writes a file beside the workspace and returns its path.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path: PathBuf = self.directory.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub async fn connect(&self) -> Result<ConnectReply, AppError> {
        self.workspace.connectwise_connect(self.account()).await
    }

    /// The account that the simulator accepts.
    pub fn account(&self) -> ConnectRequest {
        ConnectRequest {
            site: self.connectwise.base_url(),
            company: LOGIN_COMPANY.to_owned(),
            public_key: PUBLIC_KEY.to_owned(),
            private_key: PRIVATE_KEY.to_owned(),
            client_id: CLIENT_ID.to_owned(),
        }
    }

    pub async fn link(&self) -> LinkReply {
        let request = LinkRequest { agent: "A-1".to_owned(), company: "nsd".to_owned(), site: None };
        self.workspace.link_set(request).await.unwrap()
    }

    pub async fn match_run(&self) -> Result<MatchReport, AppError> {
        self.workspace.match_run(MatchRunRequest { agent: "A-1".to_owned(), accept_list: None }).await
    }

    pub async fn plan(&self) -> Result<SyncPlanReply, AppError> {
        let mode = SyncMode::ToConnectwise;
        let request = SyncPlanRequest { agent: "A-1".to_owned(), mode, directions: BTreeMap::new(), automatic: false };
        self.workspace.sync_plan(request).await
    }

    pub async fn run(&self, plan: Option<&str>) -> Result<SyncRunReply, AppError> {
        let mode = SyncMode::ToConnectwise;
        let plan = plan.map(str::to_owned);
        self.workspace.sync_run(SyncRunRequest { plan, ..run_request(mode) }).await
    }

    pub async fn show(&self) -> AgentDetail {
        self.workspace.agents_show(AgentRequest { agent: "A-1".to_owned() }).await.unwrap()
    }

    pub async fn agent(&self, agent: &str) -> AgentDetail {
        self.workspace.agents_show(AgentRequest { agent: agent.to_owned() }).await.unwrap()
    }

    /// Sets fields of A-1, as somebody does who saw these values.
    pub async fn set(&self, wanted: &[(&str, &str)], seen: &[(&str, &str)]) -> Result<AgentDetail, AppError> {
        let request = AgentSetRequest { agent: "A-1".to_owned(), changes: changes(wanted), seen: changes(seen) };
        self.workspace.agents_set(request).await
    }

    /// Requests that would have changed something, since the log was cleared.
    pub fn writes(&self) -> usize {
        self.connectwise
            .with(|simulator| simulator.request_log().iter().filter(|request| request.method != "GET").count())
    }
}

/// Everything that a run of A-1 can write.
pub fn run_request(mode: SyncMode) -> SyncRunRequest {
    SyncRunRequest {
        agent: "A-1".to_owned(),
        mode,
        plan: None,
        directions: BTreeMap::new(),
        keep_directions: false,
        exclude: Vec::new(),
        only: None,
    }
}

/// Opens a workspace that keeps its secrets in an encrypted file.
pub async fn open(directory: &std::path::Path) -> Workspace {
    let options =
        OpenOptions { directory: Some(directory.to_owned()), secrets_key: Some("a key of the test".to_owned().into()) };
    Workspace::open(options).await.unwrap()
}

/// Changes for `agents_set` and `devices_set`.
pub fn changes(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(field, value)| ((*field).to_owned(), (*value).to_owned())).collect()
}
