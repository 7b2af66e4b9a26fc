//! A workspace connected to a simulated account.

use sitebook_app::dto::*;
use sitebook_app::{AppError, Workspace};
use sitebook_domain::FieldValue;
use sitebook_domotz_sim::{API_KEY, Simulator, SimulatorServer};
use tempfile::TempDir;

use crate::common;

/// A workspace connected to a simulated account. Nothing it ever asks may delete, or touch monitoring or licences.
pub(crate) struct Account {
    pub(crate) workspace: Workspace,
    pub(crate) domotz: SimulatorServer,
    _directory: TempDir,
}

impl Account {
    pub(crate) async fn of(simulator: Simulator) -> Self {
        let domotz = SimulatorServer::start(simulator).await.unwrap();
        let directory = tempfile::tempdir().unwrap();
        let workspace = common::open(&directory.path().join("workspace")).await;
        let account = Self { workspace, domotz, _directory: directory };
        account.connect(API_KEY).await.unwrap();
        account
    }

    /// So many agents with three devices each.
    pub(crate) async fn with_agents(count: usize) -> Self {
        Self::of(Simulator::of_size(count, 3)).await
    }

    pub(crate) async fn connect(&self, key: &str) -> Result<DomotzStatus, AppError> {
        let request = DomotzConnectRequest { endpoint: self.domotz.base_url(), key: key.to_owned() };
        self.workspace.domotz_connect(request).await
    }

    pub(crate) async fn refresh(&self) -> DomotzRefreshReply {
        self.workspace.domotz_refresh(Nothing {}).await.unwrap()
    }

    pub(crate) async fn status(&self) -> DomotzStatus {
        self.workspace.domotz_status(Nothing {}).await.unwrap()
    }

    pub(crate) async fn agents(&self) -> Vec<AgentSummary> {
        self.workspace.agents_list(AgentsListRequest { search: String::new() }).await.unwrap().agents
    }

    pub(crate) async fn agent(&self, agent: i64) -> AgentDetail {
        self.workspace.agents_show(AgentRequest { agent: agent.to_string() }).await.unwrap()
    }

    pub(crate) async fn choose(&self, choice: DomotzChoice) {
        let request = DomotzSetRequest { choice: Some(choice), hourly: None, inventory_field: None };
        self.workspace.domotz_set(request).await.unwrap();
    }

    /// The simulator's ids: of its agents, and of the devices of the first one.
    pub(crate) fn ids(&self) -> (Vec<i64>, Vec<i64>) {
        self.domotz.with(|simulator| {
            let agents: Vec<i64> = simulator.seed().agents.keys().copied().collect();
            let devices = agents.first().map(|agent| simulator.device_ids(*agent)).unwrap_or_default();
            (agents, devices)
        })
    }

    pub(crate) fn asked(&self, what: &str) -> usize {
        self.domotz.with(|simulator| {
            let log = simulator.request_log().iter();
            log.filter(|request| format!("{} {}", request.method, request.path).contains(what)).count()
        })
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        self.domotz.with(|simulator| {
            for request in simulator.request_log() {
                let is_lawful = match request.method.as_str() {
                    "GET" => true,
                    "PUT" => request.path.contains("/user_data/") || request.path.contains("/details/"),
                    "POST" => request.path.contains("/action/"),
                    _ => false,
                };
                assert!(is_lawful, "{} {}", request.method, request.path);
            }
            assert!(simulator.most_in_flight() <= 4, "{} calls at once", simulator.most_in_flight());
        });
    }
}

pub(crate) fn own(device: &DeviceView, field: &str) -> Option<FieldValue> {
    device.own.iter().find(|own| own.field == field).map(|own| own.source_says.clone())
}
