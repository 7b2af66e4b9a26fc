//! Ids of configurations kept in Domotz's inventory, and read back.

use serde_json::json;
use sitebook_app::dto::*;
use sitebook_app::{AppError, ErrorCode};
use sitebook_connectwise_sim::NewConfiguration;
use sitebook_domain::{MatchRule, MatchState};
use sitebook_domotz_sim::{API_KEY, Fault, Simulator, SimulatorServer};

use crate::common::Office;

const FIELD: &str = "ConnectWise configuration";

/// An office whose agent Harbour Legal comes from Domotz, with devices that a serial number each identifies.
struct Kept {
    office: Office,
    domotz: SimulatorServer,
    agent: i64,
    devices: Vec<i64>,
    configurations: Vec<i64>,
}

impl Kept {
    async fn with_devices(count: usize) -> Self {
        let office = Office::new().await;
        office.connect().await.unwrap();
        let mut simulator = Simulator::empty();
        let agent = simulator.add_agent("Harbour Legal");
        let (mut devices, mut configurations) = (Vec::new(), Vec::new());
        for number in 0..count {
            let serial = format!("HARBOUR-SERIAL-{number}");
            let device = simulator.add_device(agent, &format!("gw{number}"));
            simulator.set(agent, device, "details/serial", json!(serial));
            devices.push(device);
            configurations.push(office.connectwise.with(|connectwise| {
                connectwise.add_configuration(NewConfiguration {
                    company: office.company,
                    name: format!("Gateway {number}"),
                    serial_number: serial,
                    ..NewConfiguration::default()
                })
            }));
        }
        let domotz = SimulatorServer::start(simulator).await.unwrap();
        let kept = Self { office, domotz, agent, devices, configurations };
        let request = DomotzConnectRequest { endpoint: kept.domotz.base_url(), key: API_KEY.to_owned() };
        kept.office.workspace.domotz_connect(request).await.unwrap();
        kept.office.workspace.domotz_refresh(Nothing {}).await.unwrap();
        let link = LinkRequest { agent: "Harbour Legal".to_owned(), company: "nsd".to_owned(), site: None };
        kept.office.workspace.link_set(link).await.unwrap();
        kept.domotz.with(Simulator::clear_log);
        kept
    }

    async fn name_field(&self, field: &str) -> Result<DomotzStatus, AppError> {
        let request = DomotzSetRequest { inventory_field: Some(field.to_owned()), ..DomotzSetRequest::default() };
        self.office.workspace.domotz_set(request).await
    }

    async fn find(&self) -> MatchReport {
        let request = MatchRunRequest { agent: "Harbour Legal".to_owned(), accept_list: None };
        self.office.workspace.match_run(request).await.unwrap()
    }

    async fn keep(&self) -> Result<DomotzKeepMatchesReply, AppError> {
        self.office.workspace.domotz_keep_matches(DomotzKeepMatchesRequest::default()).await
    }

    async fn read(&self, preview: bool) -> DomotzReadMatchesReply {
        let request = DomotzReadMatchesRequest { agent: "Harbour Legal".to_owned(), preview };
        self.office.workspace.domotz_read_matches(request).await.unwrap()
    }

    fn says(&self, number: usize) -> Option<String> {
        self.domotz
            .with(|simulator| simulator.device(self.agent, self.devices[number]).unwrap().inventory.get(FIELD).cloned())
    }

    fn asked(&self, what: &str) -> usize {
        self.domotz.with(|simulator| {
            let log = simulator.request_log().iter();
            log.filter(|request| format!("{} {}", request.method, request.path).contains(what)).count()
        })
    }
}

#[tokio::test]
async fn ids_of_matches_are_written_once_the_field_is_named_and_never_twice() {
    let kept = Kept::with_devices(6).await;
    kept.find().await;
    assert_eq!(kept.keep().await.unwrap_err().code, ErrorCode::InvalidInput, "off until a person names the field");
    for name in ["a/b", "..", "x".repeat(65).as_str()] {
        assert_eq!(kept.name_field(name).await.unwrap_err().code, ErrorCode::InvalidInput, "{name}");
    }
    let status = kept.name_field(FIELD).await.unwrap();
    assert_eq!(status.inventory_field, FIELD);
    assert_eq!(kept.office.workspace.domotz_unkept(Nothing {}).await.unwrap().count, 6);
    assert_eq!(kept.asked(""), 0, "naming the field sends nothing");

    let reply = kept.keep().await.unwrap();
    assert_eq!((reply.written, reply.devices.len(), reply.error), (6, 6, None));
    for number in 0..6 {
        assert_eq!(kept.says(number), Some(kept.configurations[number].to_string()));
    }
    assert_eq!((kept.asked("POST"), kept.asked("PUT"), kept.asked("DELETE")), (1, 6, 0));
    assert!(kept.domotz.with(|simulator| simulator.most_in_flight()) <= 4);

    kept.office.workspace.domotz_refresh(Nothing {}).await.unwrap();
    kept.domotz.with(Simulator::clear_log);
    assert_eq!(kept.keep().await.unwrap().written, 0);
    assert_eq!(kept.asked(""), 0, "nothing differs: nothing is sent");
}

#[tokio::test]
async fn what_domotz_refused_is_told_and_sent_the_next_time() {
    let kept = Kept::with_devices(3).await;
    kept.find().await;
    kept.name_field(FIELD).await.unwrap();
    kept.domotz.with(|simulator| simulator.fail_on("PUT", 1, Fault::Status(400, None)));
    let reply = kept.keep().await.unwrap();
    assert_eq!((reply.written, reply.error), (2, None), "the others go on");
    let refused: Vec<&DomotzKeptId> = reply.devices.iter().filter(|device| device.trouble.is_some()).collect();
    assert!(refused.len() == 1 && refused[0].trouble.as_ref().unwrap().contains("on purpose"), "{refused:?}");

    kept.domotz.with(|simulator| simulator.fail_on("PUT", 1, Fault::Lost));
    kept.keep().await.unwrap();
    assert_eq!(kept.keep().await.unwrap().written, 1, "an id that may have arrived is sent again");
    assert_eq!(kept.office.workspace.domotz_unkept(Nothing {}).await.unwrap().count, 0);
}

#[tokio::test]
async fn an_id_that_is_read_back_proposes_the_match_and_nothing_more() {
    let kept = Kept::with_devices(2).await;
    // Nothing but the kept id leads from the first device to its configuration.
    kept.domotz.with(|simulator| {
        simulator.set(kept.agent, kept.devices[0], "details/serial", json!(""));
        let device = simulator.device_mut(kept.agent, kept.devices[0]).unwrap();
        device.inventory.insert(FIELD.to_owned(), kept.configurations[0].to_string());
    });
    kept.domotz.with(|simulator| simulator.add_inventory_field(FIELD));
    kept.office.workspace.domotz_refresh(Nothing {}).await.unwrap();
    assert_eq!(kept.find().await.matches.len(), 1);
    kept.name_field(FIELD).await.unwrap();
    kept.domotz.with(Simulator::clear_log);
    assert_eq!(kept.read(true).await.calls, 1, "one device has no match");
    assert_eq!(kept.asked(""), 0);
    let reply = kept.read(false).await;
    assert_eq!((reply.calls, reply.found, reply.failed.len()), (1, 1, 0));
    assert_eq!((kept.asked("GET"), kept.asked("inventory")), (1, 1));

    let report = kept.find().await;
    let proposed: Vec<&MatchView> = report.matches.iter().filter(|found| found.state == MatchState::Proposed).collect();
    assert_eq!(proposed.len(), 1, "{report:?}");
    assert_eq!(
        (proposed[0].configuration, proposed[0].rule, proposed[0].reason.as_str()),
        (kept.configurations[0], MatchRule::Kept, "only_kept")
    );
    kept.name_field("").await.unwrap();
    let off = kept.find().await;
    assert!(off.matches.iter().all(|found| found.state != MatchState::Proposed), "switched off, it is no evidence");

    kept.name_field(FIELD).await.unwrap();
    let request = MatchConfirmRequest { device: proposed[0].device.clone(), configuration: kept.configurations[0] };
    let confirmed = kept.office.workspace.match_confirm(request).await.unwrap();
    let sure = confirmed.matches.iter().find(|found| found.state == MatchState::Confirmed).unwrap();
    assert_eq!(
        sure.evidence.iter().map(|shown| (shown.rule, shown.agrees)).collect::<Vec<_>>(),
        [(MatchRule::Kept, true)]
    );
}

#[tokio::test]
async fn a_refused_key_ends_the_writing_and_pauses_the_connection() {
    let kept = Kept::with_devices(2).await;
    kept.find().await;
    kept.name_field(FIELD).await.unwrap();
    kept.domotz.with(|simulator| simulator.fail_on("PUT", 2, Fault::Status(401, None)));
    let reply = kept.keep().await.unwrap();
    assert!(reply.error.is_some() && reply.written == 0, "{reply:?}");
    assert_eq!(kept.keep().await.unwrap_err().code, ErrorCode::ConnectionPaused);
}
