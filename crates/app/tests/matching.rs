//! Links and matches at a desk: suggesting, confirming many, replacing, retiring, and putting back what was removed.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::collections::BTreeMap;

use common::{Office, changes};
use sitebook_app::ErrorCode;
use sitebook_app::dto::*;
use sitebook_connectwise_sim::{Fault, NewConfiguration};
use sitebook_domain::{MatchRule, MatchState, PlaceholderKind, RunKind, RunState};

/// Another network of the same customer, one whose name says the customer, and one that nothing is known of.
const MORE_AGENTS: &str = r#"{"agents":[
  {"id":"A-2","name":"Northside Dental annex","customer_id":"nsd","devices":[
    {"id":"D-1","name":"fw02","kind":"firewall","serial":"FGT60FTK20009999","macs":["00:09:0F:AA:BB:99"],"ips":["10.0.0.1"]}]},
  {"id":"A-3","name":"Harbour View","devices":[]},
  {"id":"A-4","name":"Zebra","devices":[]}]}"#;

fn agent(id: &str) -> AgentRequest {
    AgentRequest { agent: id.to_owned() }
}

fn device(reference: &str) -> DeviceRequest {
    DeviceRequest { device: reference.to_owned() }
}

fn pair(reference: &str, configuration: i64) -> MatchConfirmRequest {
    MatchConfirmRequest { device: reference.to_owned(), configuration }
}

fn link(agent: &str, company: &str) -> LinkRequest {
    LinkRequest { agent: agent.to_owned(), company: company.to_owned(), site: None }
}

fn all_runs() -> RunsRequest {
    RunsRequest { agent: None, search: None, limit: None, before: None }
}

impl Office {
    async fn undo(&self, undo: &str) -> Result<Nothing, ErrorCode> {
        let request = RemovalUndoRequest { undo: undo.to_owned() };
        self.workspace.removal_undo(request).await.map_err(|error| error.code)
    }

    async fn shown(&self, id: &str) -> MatchReport {
        self.workspace.match_show(agent(id)).await.unwrap()
    }

    /// Device by device, what it is matched with and how.
    async fn pairs(&self, id: &str) -> Vec<(String, i64, MatchState, MatchRule)> {
        let report = self.shown(id).await;
        report.matches.into_iter().map(|m| (m.device_source_id, m.configuration, m.state, m.rule)).collect()
    }

    async fn rename(&self, reference: &str, name: &str) {
        let request = DeviceSetRequest {
            device: reference.to_owned(),
            changes: changes(&[("name", name)]),
            ..DeviceSetRequest::default()
        };
        self.workspace.devices_set(request).await.unwrap();
    }

    /// The updates that a plan has for a field, with whether each is a conflict.
    async fn planned(&self, field: &str) -> Vec<(String, String, bool)> {
        let plan = self.plan().await.unwrap();
        let of_field = |update: &PlanUpdate| serde_json::to_value(update.field).unwrap() == field;
        let updates = plan.updates.into_iter().filter(of_field);
        updates.map(|update| (update.device_source_id, update.to, update.conflict)).collect()
    }
}

// Linking

#[tokio::test]
async fn companies_are_filtered_by_what_the_filters_offer() {
    let office = Office::new().await;
    office.connect().await.unwrap();
    office.connectwise.with(|simulator| {
        let client = simulator.add_company_type("Client");
        simulator.add_company_type("Vendor");
        let sleeping = simulator.add_company("HVI", "Harbour View Inn");
        simulator.edit_company(sleeping, |company| "Inactive".clone_into(&mut company.status));
        for company in [office.company, sleeping] {
            simulator.set_company_types(company, [client]);
        }
        simulator.add_company("ZEB", "Zebra");
    });
    let filters = office.workspace.connectwise_company_filters(Nothing {}).await.unwrap();
    let id_of = |rows: &[TypeView], name: &str| Some(rows.iter().find(|row| row.name == name).unwrap().id);
    let (active, client) = (id_of(&filters.statuses, "Active"), id_of(&filters.types, "Client"));
    for (search, status, company_type, found) in [
        ("", None, None, vec!["Harbour View Inn", "Northside Dental", "Zebra"]),
        ("", active, None, vec!["Northside Dental", "Zebra"]),
        ("", None, client, vec!["Harbour View Inn", "Northside Dental"]),
        ("", active, client, vec!["Northside Dental"]),
        ("zeb", active, client, Vec::new()),
        ("", None, id_of(&filters.types, "Vendor"), Vec::new()),
    ] {
        let request = CompaniesRequest { search: search.to_owned(), status, company_type };
        let reply = office.workspace.connectwise_companies(request).await.unwrap();
        assert_eq!(reply.companies.iter().map(|company| company.name.as_str()).collect::<Vec<_>>(), found);
        assert!(!reply.more);
    }
}

#[tokio::test]
async fn companies_are_suggested_by_customer_id_and_by_name_and_never_linked_by_themselves() {
    let office = Office::new().await;
    office.import(MORE_AGENTS).await;
    office.connect().await.unwrap();
    let hotels = office.connectwise.with(|simulator| {
        let inn = simulator.add_company("HVI", "Harbour View Inn");
        [inn, simulator.add_company("HVH", "Harbour View Hotel Ltd")]
    });
    let reply = office.workspace.link_suggestions(Nothing {}).await.unwrap();
    assert_eq!(reply.companies, 3);
    let ids: std::collections::HashMap<String, String> = {
        let agents = office.workspace.agents_list(AgentsListRequest { search: String::new() }).await.unwrap().agents;
        agents.into_iter().map(|agent| (agent.id, agent.source_id)).collect()
    };
    let mut found: Vec<_> =
        reply.suggestions.iter().map(|found| (ids[&found.agent].as_str(), found.company.id, found.reason)).collect();
    found.sort_by_key(|(agent, _, _)| (*agent).to_owned());
    let expected =
        [("A-1", office.company, SuggestionBasis::Name), ("A-2", office.company, SuggestionBasis::CustomerId)];
    assert_eq!((&found[..2], found[2].0, found.len()), (&expected[..], "A-3", 3), "nothing is known of the fourth");
    let ambiguous = reply.suggestions.iter().find(|found| ids[&found.agent] == "A-3").unwrap();
    let mut both: Vec<i64> = ambiguous.others.iter().map(|company| company.id).collect();
    both.push(ambiguous.company.id);
    both.sort_unstable();
    assert_eq!(both, hotels, "the one that is as likely is named, too: {ambiguous:?}");
    assert!(ambiguous.score >= 0.5 && ambiguous.score < 1.0, "{ambiguous:?}");
    assert!(office.show().await.summary.psa.company.is_none(), "a person links");

    office.link().await;
    let again = office.workspace.link_suggestions(Nothing {}).await.unwrap();
    assert!(again.suggestions.iter().all(|found| ids[&found.agent] != "A-1"), "it has its company");
}

#[tokio::test]
async fn many_links_are_made_although_one_fails() {
    let office = Office::new().await;
    office.import(MORE_AGENTS).await;
    office.connect().await.unwrap();
    let links = vec![link("A-1", "nsd"), link("A-2", "no such company"), link("A-3", "nsd"), link("A-9", "nsd")];
    let reply = office.workspace.link_many(LinkManyRequest { links }).await.unwrap();
    assert_eq!(reply.linked, 2);
    let failed: Vec<&str> = reply.failed.iter().map(|failed| failed.agent.as_str()).collect();
    assert_eq!(failed, ["A-2", "A-9"]);
    assert!(reply.failed[0].message.contains("no such company"), "{:?}", reply.failed[0]);
    let linked = office.workspace.agents_show(agent("A-3")).await.unwrap().summary.psa.company.unwrap();
    assert_eq!(linked.id, office.company);
}

#[tokio::test]
async fn a_company_is_shown_with_its_sites_and_how_many_configurations_it_has() {
    let office = Office::new().await;
    office.connect().await.unwrap();
    let request = CompanyRequest { company: "nsd".to_owned() };
    let detail = office.workspace.connectwise_company(request).await.unwrap();
    assert_eq!((detail.company.id, detail.configurations), (office.company, 3));
    assert_eq!(detail.sites.iter().map(|site| site.name.as_str()).collect::<Vec<_>>(), ["Main"]);
}

// Putting back

#[tokio::test]
async fn undoing_an_unlink_brings_back_matches_and_their_base_exactly() {
    let office = Office::matched().await;
    office.workspace.match_confirm(pair("A-1/D-3", office.camera)).await.unwrap();
    office.run(None).await.unwrap();
    let before = office.shown("A-1").await;

    let removed = office.workspace.link_remove(agent("A-1")).await.unwrap();
    assert_eq!(removed.matches_removed, 3);
    let undo = removed.undo.unwrap();
    assert_eq!(office.workspace.match_show(agent("A-1")).await.unwrap_err().code, ErrorCode::NotLinked);
    office.undo(&undo).await.unwrap();
    assert_eq!(office.shown("A-1").await, before, "pair by pair, with who and why");

    office.rename("A-1/D-1", "fw-new").await;
    let planned = office.planned("name").await;
    assert_eq!(planned, [("D-1".to_owned(), "fw-new".to_owned(), false)], "with the base it is no conflict");
    let history: Vec<_> = office.show().await.history.into_iter().filter(|entry| entry.field == "link").collect();
    assert_eq!(history.len(), 3, "linked, unlinked, put back");
    assert_eq!((history[0].old.as_str(), history[0].new.as_str()), ("", "Northside Dental"));
    assert!(!history[0].by.is_empty());
    assert_eq!(office.undo(&undo).await, Err(ErrorCode::NotFound), "once");
}

#[tokio::test]
async fn undoing_an_unlinked_match_forgets_that_it_was_taken_apart() {
    let office = Office::matched().await;
    office.run(None).await.unwrap();
    let before = office.shown("A-1").await;
    let undo = office.workspace.match_remove(device("A-1/D-1")).await.unwrap().undo.unwrap();
    assert_eq!(office.shown("A-1").await.unmatched[0].reason, "unlinked");

    office.undo(&undo).await.unwrap();
    assert_eq!(office.shown("A-1").await, before);
    let again = office.workspace.match_remove(device("A-1/D-1")).await.unwrap().undo.unwrap();
    assert_ne!(again, undo);
    assert_eq!(office.undo(&undo).await, Err(ErrorCode::NotFound), "the old name is used up");
    office.undo(&again).await.unwrap();
    office.rename("A-1/D-1", "fw-new").await;
    assert!(office.planned("name").await.iter().all(|(_, _, conflict)| !conflict));
    for nonsense in ["", "no such removal", "00000000-0000-7000-8000-000000000000"] {
        assert_eq!(office.undo(nonsense).await, Err(ErrorCode::NotFound), "{nonsense}");
    }
}

#[tokio::test]
async fn a_removed_match_does_not_come_back_over_another_one() {
    let office = Office::matched().await;
    let undo = office.workspace.match_remove(device("A-1/D-1")).await.unwrap().undo.unwrap();
    // Another device takes the configuration.
    office.workspace.match_confirm(pair("A-1/D-3", office.firewall)).await.unwrap();
    assert_eq!(office.undo(&undo).await, Err(ErrorCode::AlreadyMatched));
    // The device takes another configuration.
    let other = office.workspace.match_remove(device("A-1/D-3")).await.unwrap().undo.unwrap();
    office.workspace.match_confirm(pair("A-1/D-1", office.camera)).await.unwrap();
    assert_eq!(office.undo(&undo).await, Err(ErrorCode::AlreadyMatched));
    // Once both are free again, it can come back: the attempts did not use it up.
    office.workspace.match_remove(device("A-1/D-1")).await.unwrap();
    office.undo(&undo).await.unwrap();
    assert_eq!(office.undo(&other).await, Err(ErrorCode::AlreadyMatched), "the configuration is taken again");
    let pairs = office.pairs("A-1").await;
    assert!(
        pairs.contains(&("D-1".to_owned(), office.firewall, MatchState::Automatic, MatchRule::Serial)),
        "{pairs:?}"
    );
}

#[tokio::test]
async fn a_link_does_not_come_back_over_another_one_and_a_match_not_without_its_link() {
    let office = Office::matched().await;
    office.connectwise.with(|simulator| simulator.add_company("OTH", "Other"));
    let matched = office.workspace.match_remove(device("A-1/D-1")).await.unwrap().undo.unwrap();
    let unlinked = office.workspace.link_remove(agent("A-1")).await.unwrap().undo.unwrap();
    assert_eq!(office.undo(&matched).await, Err(ErrorCode::PlanOutdated), "its link is gone");
    let first = office.workspace.link_set(link("A-1", "oth")).await.unwrap();
    assert_eq!(first.undo, None, "nothing was taken away");
    assert_eq!(office.undo(&unlinked).await, Err(ErrorCode::PlanOutdated));
    office.workspace.link_remove(agent("A-1")).await.unwrap();
    office.undo(&unlinked).await.unwrap();
    office.undo(&matched).await.unwrap();
    assert_eq!(office.shown("A-1").await.matches.iter().filter(|m| m.state == MatchState::Automatic).count(), 2);
}

#[tokio::test]
async fn a_changed_link_goes_back_to_the_old_company_with_its_matches() {
    let office = Office::matched().await;
    let before = office.shown("A-1").await;
    office.connectwise.with(|simulator| simulator.add_company("OTH", "Other"));
    let moved = office.workspace.link_set(link("A-1", "oth")).await.unwrap();
    assert_eq!(moved.matches_removed, 2);
    let there = LinkRequest { site: Some("main".to_owned()), ..link("A-1", "nsd") };
    office.undo(&moved.undo.unwrap()).await.unwrap();
    assert_eq!(office.shown("A-1").await, before);

    let site = office.workspace.link_set(there).await.unwrap();
    assert_eq!(site.matches_removed, 0, "another site of the same company");
    office.undo(&site.undo.unwrap()).await.unwrap();
    assert_eq!(office.shown("A-1").await, before);
    assert_eq!(office.link().await.undo, None, "the same again changes nothing");
}

#[tokio::test]
async fn a_declined_proposal_is_proposed_again_after_undo() {
    let office = Office::matched().await;
    let before = office.shown("A-1").await;
    let undo = office.workspace.match_remove(device("cam01")).await.unwrap().undo.unwrap();
    assert_ne!(office.shown("A-1").await, before);
    office.undo(&undo).await.unwrap();
    assert_eq!(office.shown("A-1").await, before);
}

#[tokio::test]
async fn all_candidates_of_a_review_are_declined_at_once_and_then_the_device_can_be_created() {
    let office = Office::new().await;
    office.connect().await.unwrap();
    office.link().await;
    office.connectwise.with(|simulator| {
        let twin = NewConfiguration {
            company: office.company,
            name: "Firewall, old".to_owned(),
            serial_number: "FGT60FTK20001234".to_owned(),
            ..NewConfiguration::default()
        };
        simulator.add_configuration(twin);
    });
    let before = office.match_run().await.unwrap();
    assert_eq!(before.review.iter().map(|review| review.candidates.len()).collect::<Vec<_>>(), [2]);

    let declined = office.workspace.match_remove(device("A-1/D-1")).await.unwrap();
    assert_eq!(declined.review, []);
    let again = office.match_run().await.unwrap();
    assert_eq!(again.review, [], "they are not proposed again");
    let wish = CreateRequest {
        agent: "A-1".to_owned(),
        devices: vec!["D-1".to_owned()],
        r#type: Some("Network device".to_owned()),
        status: None,
        site: None,
        answers: Vec::new(),
        all_unmatched: false,
        dry_run: true,
        reactivate: false,
    };
    let preview = office.workspace.create(wish).await.unwrap();
    assert_eq!((preview.preview.len(), preview.failed.as_slice()), (1, [].as_slice()));

    office.undo(&declined.undo.unwrap()).await.unwrap();
    assert_eq!(office.shown("A-1").await.review, before.review);
}

#[tokio::test]
async fn removing_the_integration_leaves_nothing_to_put_back() {
    let office = Office::matched().await;
    let undo = office.workspace.match_remove(device("A-1/D-1")).await.unwrap().undo.unwrap();
    office.workspace.connectwise_disconnect(Nothing {}).await.unwrap();
    assert_eq!(office.undo(&undo).await, Err(ErrorCode::NotFound));
}

// Deciding

#[tokio::test]
async fn all_linked_agents_are_shown_as_each_by_itself() {
    let office = Office::matched().await;
    office.import(MORE_AGENTS).await;
    office.workspace.link_set(link("A-2", "nsd")).await.unwrap();
    let all = office.workspace.match_all(Nothing {}).await.unwrap().reports;
    assert_eq!(all, [office.shown("A-1").await, office.shown("A-2").await], "by name");
    assert_eq!(all[1].devices.len(), 1);
}

#[tokio::test]
async fn many_pairs_are_confirmed_although_some_cannot_be() {
    let office = Office::matched().await;
    let (other, foreign) = office.connectwise.with(|simulator| {
        let elsewhere = simulator.add_company("OTH", "Other");
        let new = |company| NewConfiguration { company, name: "New".to_owned(), ..NewConfiguration::default() };
        (simulator.add_configuration(new(office.company)), simulator.add_configuration(new(elsewhere)))
    });
    office.connectwise.with(sitebook_connectwise_sim::Simulator::clear_log);
    let pairs = vec![
        pair("A-1/D-1", office.firewall),
        pair("A-1/D-2", office.camera),
        pair("A-1/D-3", foreign),
        pair("no such device", office.camera),
        pair("A-1/D-3", office.camera),
        pair("A-1/D-3", other),
    ];
    let request = MatchConfirmManyRequest { pairs };
    let reply = office.workspace.match_confirm_many(request).await.unwrap();
    assert_eq!(reply.confirmed, 2);
    let failed: Vec<_> = reply.failed.iter().map(|failed| (failed.device.as_str(), failed.configuration)).collect();
    let expected =
        [("A-1/D-2", office.camera), ("A-1/D-3", foreign), ("no such device", office.camera), ("A-1/D-3", other)];
    assert_eq!(failed, expected, "in the order in which they were named");
    assert!(reply.failed[1].message.contains("another company"), "{:?}", reply.failed[1]);
    assert_eq!(
        office.pairs("A-1").await,
        [
            ("D-1".to_owned(), office.firewall, MatchState::Confirmed, MatchRule::Serial),
            ("D-2".to_owned(), office.switch, MatchState::Automatic, MatchRule::Mac),
            ("D-3".to_owned(), office.camera, MatchState::Confirmed, MatchRule::Ip),
        ]
    );
    let requests = office.connectwise.with(|simulator| simulator.request_log().len());
    assert_eq!(requests, 2, "only what the last list did not hold is asked for");
}

#[tokio::test]
async fn undoing_many_confirmed_pairs_brings_back_what_was_proposed() {
    let office = Office::matched().await;
    let before = office.shown("A-1").await;
    let confirm = async || {
        let pairs = vec![pair("A-1/D-1", office.firewall), pair("A-1/D-3", office.camera)];
        office.workspace.match_confirm_many(MatchConfirmManyRequest { pairs }).await.unwrap().undo.unwrap()
    };
    let undo = confirm().await;
    office.undo(&undo).await.unwrap();
    assert_eq!(office.shown("A-1").await, before, "automatic and proposed again, not taken apart by a person");
    assert_eq!(office.undo(&undo).await, Err(ErrorCode::NotFound), "once");

    let undo = confirm().await;
    office.workspace.match_remove(device("A-1/D-3")).await.unwrap();
    assert_eq!(office.undo(&undo).await, Err(ErrorCode::PlanOutdated), "somebody decided since");
    assert_eq!(office.pairs("A-1").await[0].2, MatchState::Confirmed, "all or nothing");

    let pairs = vec![pair("no such device", office.camera)];
    let nothing = office.workspace.match_confirm_many(MatchConfirmManyRequest { pairs }).await.unwrap();
    assert_eq!(nothing.undo, None);
}

#[tokio::test]
async fn a_device_that_took_the_place_of_another_gets_its_match_with_base_and_history() {
    let office = Office::matched().await;
    office.import(MORE_AGENTS).await;
    office.workspace.link_set(link("A-2", "nsd")).await.unwrap();
    office.run(None).await.unwrap();

    let request = |from: &str, to: &str| MatchMoveRequest { from: from.to_owned(), to: to.to_owned() };
    let report = office.workspace.match_move(request("A-1/D-1", "A-2/D-1")).await.unwrap();
    let moved = report.matches.iter().find(|found| found.configuration == office.firewall).unwrap();
    assert_eq!(
        (moved.device_source_id.as_str(), moved.state, moved.rule),
        ("D-1", MatchState::Confirmed, MatchRule::Manual)
    );
    let serial = moved.evidence.iter().find(|shown| shown.rule == MatchRule::Serial).unwrap();
    assert_eq!((serial.device_value.as_str(), serial.agrees), ("FGT60FTK20009999", false), "compared anew");
    assert!(office.pairs("A-1").await.iter().all(|(device, ..)| device != "D-1"), "the old device keeps nothing");

    let mode = sitebook_domain::SyncMode::ToConnectwise;
    let plan_request = SyncPlanRequest { agent: "A-2".to_owned(), mode, directions: BTreeMap::new(), automatic: false };
    let plan = office.workspace.sync_plan(plan_request).await.unwrap();
    let serial = plan.updates.iter().find(|update| update.to == "FGT60FTK20009999").unwrap();
    assert_eq!((serial.configuration, serial.conflict), (office.firewall, false), "the base went along");
    assert!(plan.updates.iter().all(|update| !update.conflict), "{:?}", plan.updates);

    for (id, old, new) in [("A-1", true, false), ("A-2", false, true)] {
        let history = office.workspace.agents_show(agent(id)).await.unwrap().history;
        let entry = history.into_iter().find(|entry| entry.field == "match").unwrap();
        assert_eq!((entry.old.is_empty(), entry.new.is_empty()), (!old, !new), "{entry:?}");
        assert!(!entry.by.is_empty() && entry.by != "sitebook", "{entry:?}");
    }
}

#[tokio::test]
async fn undoing_a_replacement_brings_the_match_back_as_it_was() {
    let office = Office::matched().await;
    office.import(MORE_AGENTS).await;
    office.workspace.link_set(link("A-2", "nsd")).await.unwrap();
    office.run(None).await.unwrap();
    let before = office.shown("A-1").await;
    let request = MatchMoveRequest { from: "A-1/D-1".to_owned(), to: "A-2/D-1".to_owned() };
    let undo = office.workspace.match_move(request).await.unwrap().undo.unwrap();
    office.undo(&undo).await.unwrap();
    let after = office.shown("A-1").await;
    assert_eq!(after, before, "state, rule and evidence too");
    assert!(office.shown("A-2").await.matches.iter().all(|found| found.state == MatchState::Proposed));
    assert_eq!(office.planned("name").await, [], "the base came along");
}

#[tokio::test]
async fn a_match_goes_only_to_a_free_device_of_the_same_company() {
    let office = Office::matched().await;
    office.import(MORE_AGENTS).await;
    office.connectwise.with(|simulator| simulator.add_company("OTH", "Other"));
    let request = |from: &str, to: &str| MatchMoveRequest { from: from.to_owned(), to: to.to_owned() };
    let refused = async |from: &str, to: &str| office.workspace.match_move(request(from, to)).await.unwrap_err().code;
    assert_eq!(refused("A-1/D-1", "A-2/D-1").await, ErrorCode::NotLinked);
    office.workspace.link_set(link("A-2", "oth")).await.unwrap();
    assert_eq!(refused("A-1/D-1", "A-2/D-1").await, ErrorCode::InvalidInput);
    assert_eq!(refused("A-1/D-1", "A-1/D-2").await, ErrorCode::AlreadyMatched);
    assert_eq!(refused("A-1/D-1", "A-1/D-1").await, ErrorCode::AlreadyMatched);
    assert_eq!(refused("A-1/D-3", "A-1/D-1").await, ErrorCode::NotFound, "a proposal is no match");
    assert_eq!(office.pairs("A-1").await.len(), 3);
}

// Setting inactive

#[tokio::test]
async fn a_configuration_is_set_inactive_once_and_stands_in_activity() {
    let office = Office::matched().await;
    office.connectwise.with(sitebook_connectwise_sim::Simulator::clear_log);
    let report = office.workspace.match_retire(device("A-1/D-1")).await.unwrap();
    let shown = report.configurations.iter().find(|found| found.id == office.firewall).unwrap();
    assert!(!shown.active, "as it came back");
    assert!(report.matches.iter().any(|found| found.configuration == office.firewall), "the match stays");
    assert_eq!(office.writes(), 1);
    office.connectwise.with(|simulator| {
        let record = simulator.configuration(office.firewall).unwrap();
        assert!(!record.active && record.name == "Firewall", "nothing else was written");
    });
    let runs = office.workspace.sync_runs(all_runs()).await.unwrap().runs;
    assert_eq!(runs.len(), 1);
    assert_eq!((runs[0].kind, runs[0].state, runs[0].applied), (RunKind::Retire, RunState::Done, 1));
    let run = office.workspace.sync_run_show(RunRequest { run: runs[0].run.clone() }).await.unwrap();
    assert_eq!(run.written[0].configuration, office.firewall);
    assert_eq!(report.run.as_ref(), Some(&runs[0].run));

    let again = office.workspace.match_retire(device("A-1/D-1")).await.unwrap();
    assert_eq!((office.writes(), again.run), (1, None), "it is inactive already");
    assert_eq!(office.workspace.sync_runs(all_runs()).await.unwrap().runs.len(), 1);
    let proposed = office.workspace.match_retire(device("A-1/D-3")).await.unwrap_err();
    assert_eq!(proposed.code, ErrorCode::NotFound, "a proposal is no match");
}

#[tokio::test]
async fn a_configuration_that_was_set_inactive_is_active_again_when_the_run_is_undone() {
    let office = Office::matched().await;
    let before = office.shown("A-1").await;
    let run = office.workspace.match_retire(device("A-1/D-1")).await.unwrap().run.unwrap();
    let undone = office.workspace.sync_undo(RunRequest { run }).await.unwrap();
    assert_eq!((undone.state, undone.applied), (RunState::Done, 1));
    let is_active = office.connectwise.with(|simulator| simulator.configuration(office.firewall).unwrap().active);
    assert!(is_active);
    assert_eq!(office.shown("A-1").await.matches, before.matches);
}

#[tokio::test]
async fn a_refused_write_or_an_untrue_done_is_a_failed_run_that_says_so() {
    let office = Office::matched().await;
    let refusal = serde_json::json!({ "code": "InvalidObject", "message": "configuration object is invalid",
        "errors": [{ "code": "InvalidField", "message": "It is locked.", "resource": "configuration", "field": "activeFlag" }] });
    office.connectwise.with(|simulator| simulator.fail_next_on(1, Fault::Status(400, refusal), "PATCH", ""));
    let error = office.workspace.match_retire(device("A-1/D-1")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Rejected);
    assert!(error.details.unwrap().get("run").is_some());
    let runs = office.workspace.sync_runs(all_runs()).await.unwrap().runs;
    assert_eq!((runs[0].kind, runs[0].state, runs[0].failed), (RunKind::Retire, RunState::Failed, 1));
    assert!(!runs[0].message.is_empty());

    let untrue = serde_json::json!({ "id": office.firewall, "name": "Firewall", "activeFlag": true,
        "company": { "id": office.company, "name": "Northside Dental" } });
    office.connectwise.with(|simulator| simulator.fail_next_on(1, Fault::Status(200, untrue), "PATCH", ""));
    let error = office.workspace.match_retire(device("A-1/D-1")).await.unwrap_err();
    let run = error.details.unwrap()["run"].as_str().unwrap().to_owned();
    let run = office.workspace.sync_run_show(RunRequest { run }).await.unwrap();
    assert_eq!((run.state, run.failed[0].reason.as_str()), (RunState::Failed, "not_stored"));
    office.workspace.match_retire(device("A-1/D-1")).await.unwrap();
}

#[tokio::test]
async fn a_lost_answer_is_looked_up_before_it_is_said_what_became_of_the_write() {
    let office = Office::matched().await;
    let lose = |fault: Fault| office.connectwise.with(|simulator| simulator.fail_next_on(1, fault, "PATCH", ""));
    lose(Fault::Reset);
    let error = office.workspace.match_retire(device("A-1/D-1")).await.unwrap_err();
    assert!(error.message.contains("It is not known whether it was set inactive"), "{}", error.message);
    lose(Fault::ResetAfterwards);
    let run = office.workspace.match_retire(device("A-1/D-1")).await.unwrap().run.unwrap();
    let run = office.workspace.sync_run_show(RunRequest { run }).await.unwrap();
    assert_eq!((run.state, run.applied), (RunState::Done, 1));
    assert!(!office.connectwise.with(|simulator| simulator.configuration(office.firewall).unwrap().active));
}

// Duplicates

#[tokio::test]
async fn configurations_that_share_a_serial_or_mac_are_reported_and_exported() {
    let office = Office::matched().await;
    let twin = office.connectwise.with(|simulator| {
        let new = NewConfiguration {
            company: office.company,
            name: "=HYPERLINK(\"http://example.com\")".to_owned(),
            serial_number: "FGT60FTK20001234".to_owned(),
            ..NewConfiguration::default()
        };
        simulator.add_configuration(new)
    });
    let export = |path: String| DuplicatesExportRequest { agent: "A-1".to_owned(), path };
    let reply = office.workspace.configurations_duplicates(agent("A-1")).await.unwrap();
    assert_eq!(reply.company.id, office.company);
    let groups: Vec<_> = reply
        .groups
        .iter()
        .map(|group| (group.key, group.value.as_str(), group.configurations.iter().map(|found| found.id).collect()))
        .collect();
    assert_eq!(groups, [(DuplicateKeyView::Serial, "FGT60FTK20001234", vec![office.firewall, twin])]);
    assert!(reply.groups[0].configurations[0].matched_device.is_some());
    assert!(!reply.groups[0].configurations[0].updated.is_empty());

    let folder = office.directory.path().to_str().unwrap().to_owned();
    let written = office.workspace.configurations_duplicates_export(export(folder)).await.unwrap();
    let text = std::fs::read_to_string(&written.path).unwrap();
    assert!(text.contains("\"'=HYPERLINK(\"\"http://example.com\"\")\""), "a spreadsheet runs nothing: {text}");
    assert_eq!(text.lines().count(), 3, "a head and two configurations");
    let nowhere = office.directory.path().join("no such folder/file.csv").to_str().unwrap().to_owned();
    let error = office.workspace.configurations_duplicates_export(export(nowhere)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::BadFile);
}

#[tokio::test]
async fn the_report_of_duplicates_obeys_the_guard() {
    let office = Office::matched().await;
    office.connectwise.with(|simulator| simulator.fail_next_on(1, Fault::EmptyList, "GET", "/company/configurations"));
    let error = office.workspace.configurations_duplicates(agent("A-1")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::GuardStopped);
    assert_eq!(office.shown("A-1").await.configurations.len(), 3, "the last list counts on");
}

// Values that identify nobody, and options

fn entries(reply: &PlaceholdersReply, kind: PlaceholderKind) -> &[PlaceholderView] {
    &reply.lists.iter().find(|list| list.kind == kind).unwrap().entries
}

fn entry<'r>(reply: &'r PlaceholdersReply, kind: PlaceholderKind, value: &str) -> Option<&'r PlaceholderView> {
    entries(reply, kind).iter().find(|entry| entry.value == value)
}

fn placeholder(kind: PlaceholderKind, value: &str, listed: bool) -> PlaceholderSetRequest {
    PlaceholderSetRequest { kind, value: value.to_owned(), listed }
}

#[tokio::test]
async fn a_serial_number_on_the_list_matches_nothing_and_is_not_written() {
    let office = Office::new().await;
    office.connect().await.unwrap();
    office.link().await;
    let list = office.workspace.placeholders_set(placeholder(PlaceholderKind::Serial, " fgt60ftk20001234", true)).await;
    let list = list.unwrap();
    let own = entry(&list, PlaceholderKind::Serial, "FGT60FTK20001234").unwrap();
    assert_eq!((own.origin, own.removed, own.devices), (PlaceholderOrigin::Own, false, 1));
    let report = office.match_run().await.unwrap();
    assert!(report.matches.iter().all(|found| found.rule != MatchRule::Serial), "{:?}", report.matches);
    assert!(office.workspace.configurations_duplicates(agent("A-1")).await.unwrap().groups.is_empty());
    office.workspace.match_confirm(pair("A-1/D-1", office.firewall)).await.unwrap();
    let plan = office.plan().await.unwrap();
    assert!(plan.updates.iter().all(|update| update.to != "FGT60FTK20001234"), "{:?}", plan.updates);
    office.workspace.match_remove(device("A-1/D-1")).await.unwrap();

    let list = office.workspace.placeholders_set(placeholder(PlaceholderKind::Serial, "FGT60FTK20001234", false)).await;
    assert!(entry(&list.unwrap(), PlaceholderKind::Serial, "FGT60FTK20001234").is_none());
    office.workspace.link_remove(agent("A-1")).await.unwrap();
}

#[tokio::test]
async fn a_shipped_entry_is_marked_as_taken_out_and_comes_back() {
    let office = Office::matched().await;
    let kind = PlaceholderKind::Serial;
    let set = DeviceSetRequest {
        device: "A-1/D-2".to_owned(),
        changes: changes(&[("serial", "eval")]),
        ..DeviceSetRequest::default()
    };
    office.workspace.devices_set(set).await.unwrap();
    let is_planned = async || office.plan().await.unwrap().updates.iter().any(|update| update.to == "eval");
    assert!(!is_planned().await);
    let shown = office.workspace.placeholders_show(Nothing {}).await.unwrap();
    let shipped = entry(&shown, kind, "EVAL").unwrap();
    assert_eq!((shipped.origin, shipped.removed, shipped.devices), (PlaceholderOrigin::Shipped, false, 1));
    assert!(!shipped.why.is_empty());
    let without = office.workspace.placeholders_set(placeholder(kind, "Eval", false)).await.unwrap();
    let taken_out = entry(&without, kind, "EVAL").unwrap();
    assert_eq!((taken_out.removed, taken_out.devices), (true, 1), "still counted");
    assert!(is_planned().await, "it identifies, so it is written");
    let again = office.workspace.placeholders_set(placeholder(kind, "EVAL", true)).await.unwrap();
    assert_eq!(again, shown);
}

#[tokio::test]
async fn addresses_are_counted_on_both_sides_and_nonsense_is_refused() {
    let office = Office::matched().await;
    let add = async |kind, value: &str| office.workspace.placeholders_set(placeholder(kind, value, true)).await;
    let list = add(PlaceholderKind::Mac, "0011.22").await.unwrap();
    let own = entry(&list, PlaceholderKind::Mac, "00:11:22").unwrap();
    assert_eq!((own.devices, own.configurations), (1, 1), "the switch, in both spellings");
    for (kind, value) in
        [(PlaceholderKind::Mac, "switch"), (PlaceholderKind::Serial, " "), (PlaceholderKind::Model, "")]
    {
        assert_eq!(add(kind, value).await.unwrap_err().code, ErrorCode::InvalidInput, "{value:?}");
    }
    let unknown = office.workspace.placeholders_set(placeholder(PlaceholderKind::Model, "FG-60F", false)).await;
    assert_eq!(unknown.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn ip_matches_are_made_only_once_a_person_has_said_so() {
    let office = Office::matched().await;
    assert!(!office.workspace.match_options_show(Nothing {}).await.unwrap().accept_ip);
    let accept = |accept_ip| office.workspace.match_options_set(MatchOptionsRequest { accept_ip });
    assert!(accept(true).await.unwrap().accept_ip);
    office.match_run().await.unwrap();
    let camera = |state| ("D-3".to_owned(), office.camera, state, MatchRule::Ip);
    assert!(office.pairs("A-1").await.contains(&camera(MatchState::Automatic)));
    accept(false).await.unwrap();
    office.match_run().await.unwrap();
    assert!(office.pairs("A-1").await.contains(&camera(MatchState::Automatic)), "what was made stays");
}
