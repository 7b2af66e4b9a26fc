//! Violet from the office's side: grants, invitations over a real mail exchange, and what keeps them from being sent.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../../mail/tests/post_office/mod.rs"]
mod post_office;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use post_office::{Answer, PostOffice};
use sitebook_app::dto::*;
use sitebook_app::{AppError, ErrorCode, OpenOptions, ServingNote, Workspace};
use sitebook_domain::{AccessState, Grants, Ineligible, MailState, Timestamp, VioletGrant, VioletPreset};
use sitebook_sync::Clock;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// A home with a router, a TV, a console on a tagged VLAN and a recorder without an address; and an office.
const AGENTS: &str = r#"{"agents":[
  {"id":"H-1","name":"Gable House","status":"online","platform":"luxul-router","residential":true,"time_zone":"Europe/London",
   "contact":{"email":"Owner@GableHouse.example","first_name":"Ann"},
   "devices":[
    {"id":"D-1","name":"Home router","kind":"router","macs":["00:09:0F:AA:BB:01"],"ips":["192.168.1.1"],"vlan":0,
     "power_controllable":true},
    {"id":"D-2","name":"Living room TV","kind":"tv","macs":["00:09:0F:AA:BB:02"],"ips":["192.168.1.20"],"vlan":0,
     "power_controllable":true},
    {"id":"D-3","name":"Games console","kind":"console","macs":["00:09:0F:AA:BB:03"],"ips":["192.168.30.5"],"vlan":30,
     "power_controllable":false},
    {"id":"D-4","name":"Recorder","kind":"recorder"}]},
  {"id":"H-2","name":"Mill Cottage","platform":"software","residential":true,
   "contact":{"email":"owner@gablehouse.example"},"devices":[]},
  {"id":"C-1","name":"Northside Dental","residential":false,"contact":{"email":"desk@dental.example"},
   "devices":[{"id":"D-1","name":"Reception TV","kind":"tv","power_controllable":true}]}]}"#;

/// A clock that goes on only when the test says so.
struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

struct Office {
    workspace: Workspace,
    hands: Arc<Hands>,
    post: Arc<PostOffice>,
    port: u16,
    directory: TempDir,
}

async fn open(directory: &Path, hands: &Arc<Hands>) -> Workspace {
    let options =
        OpenOptions { directory: Some(directory.to_owned()), secrets_key: Some("a key of the test".to_owned().into()) };
    Workspace::open_by_clock(options, Arc::clone(hands) as Arc<dyn Clock>).await.unwrap()
}

impl Office {
    /// An office that has imported its agents and set up nothing.
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let hands = Arc::new(Hands(AtomicI64::new(1_900_000_000_000)));
        let workspace = open(&directory.path().join("workspace"), &hands).await;
        let path = directory.path().join("agents.json");
        std::fs::write(&path, AGENTS).unwrap();
        let path = path.to_str().unwrap().to_owned();
        workspace.agents_import(ImportRequest { path, ..ImportRequest::default() }).await.unwrap();
        let staff = Staff { name: "Dispatch".to_owned(), email: "Desk@Northgate.example".to_owned() };
        workspace.staff_set(staff).await.unwrap();
        let post = Arc::new(PostOffice::default());
        let port = post.open().await;
        Self { workspace, hands, post, port, directory }
    }

    /// An office where mail works and the public address answers.
    async fn ready() -> Self {
        let office = Self::new().await;
        office.set_mail().await;
        office.workspace.mail_test(MailTestRequest { to: "desk@northgate.example".to_owned() }).await.unwrap();
        let address = serving(office.workspace.clone()).await;
        office.settings(VioletSettingsSetRequest { public_address: Some(address), ..company() }).await.unwrap();
        office.workspace.violet_address_check(Nothing {}).await.unwrap();
        office.post.received.lock().unwrap().clear();
        office
    }

    async fn set_mail(&self) -> MailSettings {
        let request = MailSettingsSetRequest {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            encryption: MailEncryption::None,
            login: String::new(),
            password: String::new(),
            sender_name: "Northgate IT".to_owned(),
            sender_email: "desk@northgate.example".to_owned(),
        };
        self.workspace.mail_settings_set(request).await.unwrap()
    }

    async fn settings(&self, request: VioletSettingsSetRequest) -> Result<VioletSettings, AppError> {
        self.workspace.violet_settings_set(request).await
    }

    async fn show(&self, agent: &str) -> VioletView {
        self.workspace.violet_show(AgentRequest { agent: agent.to_owned() }).await.unwrap()
    }

    async fn invite(&self, agent: &str) -> Result<VioletView, AppError> {
        let view = self.workspace.violet_invite(AgentRequest { agent: agent.to_owned() }).await;
        self.workspace.mail_settled().await;
        view
    }

    async fn owner(&self, agent: &str, email: &str) -> Result<VioletView, AppError> {
        let owner_email = Some(email.to_owned());
        self.workspace.violet_set(VioletSetRequest { agent: agent.to_owned(), owner_email, enabled: None }).await
    }

    async fn grant(&self, devices: &[&str], grant: VioletGrant, on: bool) -> Result<VioletGrantReply, AppError> {
        self.grant_typed(devices, grant, on, "").await
    }

    async fn grant_typed(
        &self,
        devices: &[&str],
        grant: VioletGrant,
        on: bool,
        confirm: &str,
    ) -> Result<VioletGrantReply, AppError> {
        let devices = devices.iter().map(|device| (*device).to_owned()).collect();
        let confirm = confirm.to_owned();
        self.workspace.violet_grant(VioletGrantRequest { agent: "H-1".to_owned(), devices, grant, on, confirm }).await
    }

    async fn history(&self, field: &str) -> Vec<HistoryView> {
        let detail = self.workspace.agents_show(AgentRequest { agent: "H-1".to_owned() }).await.unwrap();
        detail.history.into_iter().filter(|entry| entry.field == field).collect()
    }

    fn go_on(&self, millis: i64) {
        self.hands.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// Sends what is due, as the window and `serve` do every minute.
    async fn send_due(&self) {
        let mut scheduler = sitebook_app::Scheduler::default();
        scheduler.poll(&self.workspace, &|_, _| {}).await.unwrap();
        self.workspace.mail_settled().await;
    }

    async fn outbox(&self) -> MailOutboxReply {
        self.workspace.mail_outbox(MailOutboxRequest::default()).await.unwrap()
    }

    /// The key in the link of the newest mail.
    fn key(&self) -> String {
        let bodies = self.post.mails().last().unwrap().bodies();
        let (_, rest) = bodies.split_once("/invitation/").unwrap();
        rest.chars().take_while(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')).collect()
    }
}

fn company() -> VioletSettingsSetRequest {
    VioletSettingsSetRequest {
        company_name: Some("Northgate IT".to_owned()),
        support_phone: Some("+44 20 7946 0000".to_owned()),
        ..VioletSettingsSetRequest::default()
    }
}

/// Serves the challenge of a workspace, as the owners' web app does, and returns the address.
async fn serving(workspace: Workspace) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 4096];
            let read = stream.read(&mut request).await.unwrap();
            let request = String::from_utf8_lossy(&request[..read]).into_owned();
            let nonce = request.split(['=', ' ']).nth(2).unwrap_or_default();
            assert!(request.starts_with("GET /.well-known/sitebook-challenge?nonce="), "{request}");
            let body = serde_json::to_string(&workspace.answer_challenge(nonce).await.unwrap()).unwrap();
            let answer =
                format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    address
}

fn granted(view: &VioletView, name: &str) -> Grants {
    let device = view.devices.iter().find(|device| device.name == name).unwrap();
    let has = |grant| device.switches.iter().any(|switch| switch.grant == grant && switch.granted);
    Grants { visible: has(VioletGrant::Visible), power: has(VioletGrant::Power), block: has(VioletGrant::Block) }
}

fn check(view: &VioletView, kind: VioletCheckKind) -> VioletCheckState {
    view.checks.iter().find(|check| check.check == kind).unwrap().state
}

// Grants

#[tokio::test]
async fn of_two_desks_that_change_settings_at_once_neither_loses_a_word() {
    let office = Office::new().await;
    let other = open(&office.directory.path().join("workspace"), &office.hands).await;
    for number in 0..10 {
        let word = format!("Number {number}");
        let name = VioletSettingsSetRequest { company_name: Some(word.clone()), ..VioletSettingsSetRequest::default() };
        let phone =
            VioletSettingsSetRequest { support_phone: Some(word.clone()), ..VioletSettingsSetRequest::default() };
        let (here, there) = tokio::join!(office.settings(name), other.violet_settings_set(phone));
        here.and(there).unwrap();
        let kept = office.workspace.violet_settings_show(Nothing {}).await.unwrap();
        assert_eq!((&kept.company_name, &kept.support_phone), (&word, &word));
    }
    other.close().await;
}

#[tokio::test]
async fn nothing_is_granted_until_somebody_does_and_each_grant_is_in_the_history() {
    let office = Office::new().await;
    let view = office.show("H-1").await;
    assert_eq!((view.granted, view.devices.len()), (0, 4));
    assert_eq!(
        (view.owner_email.as_str(), view.owner_source),
        ("owner@gablehouse.example", VioletOwnerSource::Contact)
    );
    let reply = office.grant(&["Living room TV"], VioletGrant::Power, true).await.unwrap();
    assert_eq!(reply.changed, 1);
    assert_eq!(granted(&reply.violet, "Living room TV"), Grants { visible: true, power: true, block: false });
    for field in ["violet.visible", "violet.power"] {
        let entries = office.history(field).await;
        assert_eq!((entries.len(), entries[0].old.as_str(), entries[0].new.as_str()), (1, "no", "yes"), "{field}");
        assert_eq!(entries[0].by, "Dispatch <Desk@Northgate.example>");
    }
    let reply = office.grant(&["Living room TV"], VioletGrant::Visible, false).await.unwrap();
    assert_eq!(granted(&reply.violet, "Living room TV"), Grants::default());
    assert_eq!(office.history("violet.power").await.len(), 2);
}

#[tokio::test]
async fn what_cannot_be_granted_is_refused_with_its_reason() {
    let office = Office::new().await;
    for (device, grant, reason) in [
        ("Games console", VioletGrant::Power, "not_switchable"),
        ("Games console", VioletGrant::Block, "tagged_vlan"),
        ("Recorder", VioletGrant::Power, "power_unknown"),
        ("Recorder", VioletGrant::Block, "no_address"),
    ] {
        let error = office.grant(&[device], grant, true).await.unwrap_err();
        assert_eq!((error.code, &error.details.unwrap()["reason"]), (ErrorCode::NotEligible, &reason.into()));
    }
    let several = office.grant(&["Living room TV", "Games console"], VioletGrant::Block, true).await.unwrap();
    assert_eq!((several.changed, several.left.len()), (1, 1));
    assert_eq!((several.left[0].name.as_str(), several.left[0].reason), ("Games console", Ineligible::TaggedVlan));
    let office_tv = VioletGrantRequest {
        agent: "C-1".to_owned(),
        devices: vec!["Reception TV".to_owned()],
        grant: VioletGrant::Visible,
        on: true,
        confirm: String::new(),
    };
    let error = office.workspace.violet_grant(office_tv).await.unwrap_err();
    assert!(error.code == ErrorCode::NotEligible && error.message.contains("field operator"), "{error:?}");
}

#[tokio::test]
async fn the_router_is_given_only_to_who_types_its_name() {
    let office = Office::new().await;
    let error = office.grant(&["Home router"], VioletGrant::Power, true).await.unwrap_err();
    assert_eq!(
        (error.code, &error.details.unwrap()["confirm"]),
        (ErrorCode::ConfirmationNeeded, &"Home router".into())
    );
    let wrong = office.grant_typed(&["Home router"], VioletGrant::Power, true, "home").await.unwrap_err();
    assert_eq!(wrong.code, ErrorCode::ConfirmationNeeded);
    assert_eq!(office.show("H-1").await.granted, 0, "nothing was changed");
    let reply = office.grant_typed(&["Home router"], VioletGrant::Power, true, "Home router").await.unwrap();
    assert!(granted(&reply.violet, "Home router").power);
    office.grant(&["Home router"], VioletGrant::Power, false).await.unwrap();
    office.grant(&["Home router"], VioletGrant::Visible, true).await.unwrap();
}

#[tokio::test]
async fn a_grant_whose_ground_goes_stays_without_effect_and_says_why() {
    let office = Office::new().await;
    office.grant(&["Living room TV"], VioletGrant::Block, true).await.unwrap();
    let changes = [("vlan".to_owned(), "7".to_owned())].into_iter().collect();
    let moved = DeviceSetRequest { device: "H-1/D-2".to_owned(), changes, ..DeviceSetRequest::default() };
    office.workspace.devices_set(moved).await.unwrap();
    let view = office.show("H-1").await;
    let tv = view.devices.iter().find(|device| device.name == "Living room TV").unwrap();
    let block = tv.switches.iter().find(|switch| switch.grant == VioletGrant::Block).unwrap();
    assert_eq!((block.granted, block.effective, block.reason), (true, false, Some(Ineligible::TaggedVlan)));
    assert_eq!((tv.network, tv.vlan), (VioletNetworkKind::Tagged, Some(7)));
}

#[tokio::test]
async fn a_preset_gives_what_is_possible_and_never_what_asks_first() {
    let office = Office::new().await;
    let preset = |preset, dry_run| VioletPresetRequest {
        agent: "H-1".to_owned(),
        preset,
        grants: vec![VioletGrant::Visible, VioletGrant::Power, VioletGrant::Block],
        dry_run,
    };
    let seen = office.workspace.violet_preset(preset(VioletPreset::TvsAndConsoles, true)).await.unwrap();
    assert_eq!((seen.changed, seen.violet.granted), (2, 0), "a dry run changes nothing");
    let left: Vec<_> = seen.left.iter().map(|left| (left.name.as_str(), left.grant, left.reason)).collect();
    let console = |grant, reason| ("Games console", grant, reason);
    let expected =
        [console(VioletGrant::Power, Ineligible::NotSwitchable), console(VioletGrant::Block, Ineligible::TaggedVlan)];
    assert_eq!(left, expected, "what it does not give it names");
    let done = office.workspace.violet_preset(preset(VioletPreset::TvsAndConsoles, false)).await.unwrap();
    assert_eq!((done.changed, done.violet.granted), (2, 2));
    assert_eq!(granted(&done.violet, "Living room TV"), Grants { visible: true, power: true, block: true });
    assert_eq!(granted(&done.violet, "Games console"), Grants { visible: true, power: false, block: false });
    let rest = office.workspace.violet_preset(preset(VioletPreset::EverythingButInfrastructure, false)).await.unwrap();
    assert!(granted(&rest.violet, "Home router").is_none());
}

// The owner

#[tokio::test]
async fn an_owner_is_an_address_and_none_of_the_staff() {
    let office = Office::new().await;
    for email in ["no address", "desk@northgate.example", "DESK@northgate.example"] {
        assert_eq!(office.owner("H-1", email).await.unwrap_err().code, ErrorCode::InvalidInput, "{email}");
    }
    let view = office.owner("H-1", " New.Owner@Example.com ").await.unwrap();
    assert_eq!((view.owner_email.as_str(), view.owner_source), ("new.owner@example.com", VioletOwnerSource::Own));
    let view = office.owner("H-1", "").await.unwrap();
    assert_eq!(view.owner_source, VioletOwnerSource::Contact);
    let error = office.owner("C-1", "owner@dental.example").await.unwrap_err();
    assert_eq!((error.code, office.show("C-1").await.state), (ErrorCode::NotEligible, AccessState::NotResidential));
    assert_eq!(office.history("violet.owner").await.len(), 2);
}

// Invitations

#[tokio::test]
async fn nobody_is_invited_before_mail_works_and_the_address_answers() {
    let office = Office::new().await;
    let error = office.invite("H-1").await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotReady);
    assert_eq!(error.details.unwrap()["missing"], serde_json::json!(["mail", "address"]));
    office.set_mail().await;
    assert_eq!(check(&office.show("H-1").await, VioletCheckKind::Mail), VioletCheckState::Missing, "not tested yet");
    office.workspace.mail_test(MailTestRequest { to: "desk@northgate.example".to_owned() }).await.unwrap();
    let view = office.show("H-1").await;
    assert_eq!(check(&view, VioletCheckKind::Mail), VioletCheckState::Ok);
    assert_eq!((check(&view, VioletCheckKind::Address), view.can_invite), (VioletCheckState::Missing, false));
    let address = serving(office.workspace.clone()).await;
    office.settings(VioletSettingsSetRequest { public_address: Some(address), ..company() }).await.unwrap();
    assert!(!office.show("H-1").await.can_invite, "the address was not asked yet");
    let settings = office.workspace.violet_address_check(Nothing {}).await.unwrap();
    assert!(settings.address_check.unwrap().ok);
    assert!(office.show("H-1").await.can_invite);
    office.set_mail().await;
    assert!(!office.show("H-1").await.can_invite, "changed settings want another test");
}

#[tokio::test]
async fn an_address_that_serves_another_workspace_is_not_believed() {
    let (office, other) = (Office::new().await, Office::new().await);
    let address = serving(other.workspace.clone()).await;
    office.settings(VioletSettingsSetRequest { public_address: Some(address), ..company() }).await.unwrap();
    let check = office.workspace.violet_address_check(Nothing {}).await.unwrap().address_check.unwrap();
    assert!(!check.ok && check.message.contains("another workspace"), "{check:?}");
}

#[tokio::test]
async fn an_invitation_arrives_with_a_key_that_is_kept_nowhere() {
    let office = Office::ready().await;
    let view = office.invite("H-1").await.unwrap();
    assert_eq!(view.state, AccessState::Invited);
    let view = office.show("H-1").await;
    let invitation = view.invitation.unwrap();
    let mail = invitation.mail.unwrap();
    assert_eq!((mail.state, mail.attempts, mail.answer.as_str()), (MailState::Sent, 1, "250 2.0.0 Ok, queued as 42"));
    let mails = office.post.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].to[0].contains("<owner@gablehouse.example>"));
    let bodies = mails[0].bodies();
    for said in ["Hello Ann,", "Northgate IT", "Gable House", "+44 20 7946 0000", "(Europe/London)"] {
        assert!(bodies.contains(said), "{said} in {bodies}");
    }
    let key = office.key();
    assert_eq!(key.len(), 43, "256 bit in base64url");
    office.workspace.close().await;
    for entry in std::fs::read_dir(office.directory.path().join("workspace")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let content = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            assert!(!content.contains(&key), "the key lies in {}", path.display());
        }
    }
}

#[tokio::test]
async fn sending_again_ends_the_earlier_invitation_and_revoking_ends_all() {
    let office = Office::ready().await;
    let first = office.invite("H-1").await.unwrap().invitation.unwrap();
    let first_key = office.key();
    office.go_on(MINUTE);
    let second = office.invite("H-1").await.unwrap().invitation.unwrap();
    assert!(second.id != first.id && office.key() != first_key);
    office.go_on(MINUTE);
    let request = || AgentRequest { agent: "H-1".to_owned() };
    let view = office.workspace.violet_revoke(request()).await.unwrap();
    assert_eq!((view.state, view.invitation.unwrap().revoked_at.is_some()), (AccessState::Revoked, true));
    assert_eq!(office.history("violet.access").await.len(), 1);
    office.workspace.violet_revoke(request()).await.unwrap();
    assert_eq!(office.history("violet.access").await.len(), 1, "once is enough");
    office.go_on(MINUTE);
    assert_eq!(office.invite("H-1").await.unwrap().state, AccessState::Invited, "inviting again begins anew");
}

#[tokio::test]
async fn an_invitation_expires_after_three_days() {
    let office = Office::ready().await;
    office.invite("H-1").await.unwrap();
    office.go_on(72 * HOUR - 1);
    assert_eq!(office.show("H-1").await.state, AccessState::Invited);
    office.go_on(1);
    assert_eq!(office.show("H-1").await.state, AccessState::Expired);
}

#[tokio::test]
async fn a_contact_who_changes_later_gets_nothing_by_it() {
    let office = Office::ready().await;
    office.invite("H-1").await.unwrap();
    let changes = [("contact.email".to_owned(), "new@example.com".to_owned())].into_iter().collect();
    let request = AgentSetRequest { agent: "H-1".to_owned(), changes, ..AgentSetRequest::default() };
    office.workspace.agents_set(request).await.unwrap();
    let view = office.show("H-1").await;
    assert_eq!((view.owner_email.as_str(), view.state), ("owner@gablehouse.example", AccessState::Invited));
    let view = office.owner("H-1", "new@example.com").await.unwrap();
    assert_eq!((view.owner_email.as_str(), view.state), ("new@example.com", AccessState::Ready));
    assert!(view.invitation.unwrap().revoked_at.is_some(), "who is no longer the owner cannot come in");
}

#[tokio::test]
async fn greylisting_is_waited_out_and_a_refusal_is_given_up() {
    let office = Office::ready().await;
    let answers = [Answer::ToRecipient("451 4.7.1 Greylisted"), Answer::Drop];
    office.post.answers.lock().unwrap().extend(answers);
    office.invite("H-1").await.unwrap();
    let mail = office.outbox().await.mails.remove(0);
    assert_eq!((mail.state, mail.attempts), (MailState::Waiting, 1));
    assert!(mail.answer.contains("Greylisted"), "{}", mail.answer);
    office.send_due().await;
    assert_eq!(office.outbox().await.mails[0].attempts, 1, "not before a minute has passed");
    office.go_on(MINUTE);
    office.send_due().await;
    assert_eq!(office.outbox().await.mails[0].attempts, 2, "and that one broke off");
    office.go_on(5 * MINUTE);
    office.send_due().await;
    let mail = office.outbox().await.mails.remove(0);
    assert_eq!((mail.state, mail.attempts, office.post.mails().len()), (MailState::Sent, 3, 1));

    office.post.answers.lock().unwrap().push_back(Answer::ToRecipient("550 5.1.1 No such user"));
    office.invite("H-1").await.unwrap();
    let outbox = office.outbox().await;
    assert_eq!((outbox.failed, outbox.mails[0].state), (1, MailState::Failed));
    assert!(outbox.mails[0].answer.contains("No such user"));
    let mail = outbox.mails[0].id.clone();
    office.workspace.mail_retry(MailRequest { mail }).await.unwrap();
    office.workspace.mail_settled().await;
    assert_eq!(office.outbox().await.failed, 0);
}

#[tokio::test]
async fn what_is_to_be_tried_at_once_while_it_fails_is_tried_right_after() {
    let office = Office::ready().await;
    office.post.answers.lock().unwrap().push_back(Answer::DropWhenTold);
    office.workspace.violet_invite(AgentRequest { agent: "H-1".to_owned() }).await.unwrap();
    office.post.has_come.notified().await;
    office.go_on(1);
    let mail = office.outbox().await.mails.remove(0).id;
    office.workspace.mail_retry(MailRequest { mail }).await.unwrap();
    office.post.drop_it.notify_one();
    office.workspace.mail_settled().await;
    let mail = office.outbox().await.mails.remove(0);
    assert_eq!((mail.state, mail.attempts, office.post.mails().len()), (MailState::Sent, 2, 1));
}

#[tokio::test]
async fn what_was_taken_back_is_not_sent_any_more() {
    let office = Office::ready().await;
    office.post.answers.lock().unwrap().push_back(Answer::ToRecipient("451 4.7.1 Later"));
    office.invite("H-1").await.unwrap();
    office.workspace.violet_revoke(AgentRequest { agent: "H-1".to_owned() }).await.unwrap();
    assert_eq!(office.outbox().await.mails[0].state, MailState::Cancelled);
    office.go_on(HOUR);
    office.send_due().await;
    assert_eq!(office.post.mails(), []);
}

#[tokio::test]
async fn two_processes_send_a_mail_once() {
    let office = Office::ready().await;
    office.post.answers.lock().unwrap().push_back(Answer::ToRecipient("451 4.7.1 Later"));
    office.invite("H-1").await.unwrap();
    let second = open(&office.directory.path().join("workspace"), &office.hands).await;
    office.go_on(MINUTE);
    let (mut one, mut other) = (sitebook_app::Scheduler::default(), sitebook_app::Scheduler::default());
    let (one, other) = tokio::join!(one.poll(&office.workspace, &|_, _| {}), other.poll(&second, &|_, _| {}));
    one.unwrap();
    other.unwrap();
    office.workspace.mail_settled().await;
    second.mail_settled().await;
    assert_eq!(office.post.mails().len(), 1);
}

#[tokio::test]
async fn the_secret_is_the_same_for_every_process_that_asks_at_once() {
    let office = Office::new().await;
    let second = open(&office.directory.path().join("workspace"), &office.hands).await;
    let (one, other) = tokio::join!(office.workspace.answer_challenge("abc"), second.answer_challenge("abc"));
    assert_eq!(one.unwrap(), other.unwrap());
    let long = "a".repeat(129);
    for nonce in ["", "a b", "a\r\nb", long.as_str()] {
        assert_eq!(office.workspace.answer_challenge(nonce).await.unwrap_err().code, ErrorCode::InvalidInput);
    }
}

#[tokio::test]
async fn many_are_invited_and_who_cannot_be_is_named() {
    let office = Office::ready().await;
    let agents = ["H-1", "H-2", "C-1", "nobody"].map(str::to_owned).to_vec();
    let reply = office.workspace.violet_invite_many(VioletInviteManyRequest { agents }).await.unwrap();
    office.workspace.mail_settled().await;
    let failed: Vec<(&str, &str)> =
        reply.failed.iter().map(|failed| (failed.name.as_str(), failed.code.as_str())).collect();
    assert_eq!((reply.invited, failed), (2, vec![("Northside Dental", "not_ready"), ("nobody", "not_found")]));
    assert_eq!(office.post.mails().len(), 2);
}

// Overview and table

#[tokio::test]
async fn the_overview_counts_and_finds_and_the_table_filters() {
    let office = Office::ready().await;
    office.grant(&["Living room TV"], VioletGrant::Visible, true).await.unwrap();
    office.invite("H-1").await.unwrap();
    let overview = |states: Vec<AccessState>, search: &str| {
        let request = VioletOverviewRequest { states, search: search.to_owned(), ..VioletOverviewRequest::default() };
        office.workspace.violet_overview(request)
    };
    let all = overview(Vec::new(), "").await.unwrap();
    let names: Vec<&str> = all.rows.iter().map(|row| row.agent_name.as_str()).collect();
    assert_eq!(names, ["Gable House", "Mill Cottage"]);
    assert_eq!((all.rows[0].state, all.rows[0].granted), (AccessState::Invited, 1));
    assert_eq!(all.rows[0].mail, Some(MailState::Sent));
    let invited = overview(vec![AccessState::Invited], "").await.unwrap();
    assert_eq!((invited.found, invited.counts.iter().map(|count| count.agents).sum::<u32>()), (1, 2));
    assert_eq!(overview(Vec::new(), "mill").await.unwrap().found, 1);
    let unopened = VioletOverviewRequest { never_opened: true, ..VioletOverviewRequest::default() };
    assert_eq!(office.workspace.violet_overview(unopened).await.unwrap().found, 1);
    let filter = |violet| AgentsTableRequest {
        query: AgentsQuery {
            filter: AgentsFilter { violet: Some(violet), ..AgentsFilter::default() },
            ..AgentsQuery::default()
        },
        offset: 0,
        limit: 10,
    };
    let with = office.workspace.agents_table(filter(true)).await.unwrap();
    assert_eq!((with.found, with.rows[0].name.as_str()), (1, "Gable House"));
    assert_eq!(office.workspace.agents_table(filter(false)).await.unwrap().found, 2);
}

// Settings

#[tokio::test]
async fn settings_are_taken_whole_or_not_at_all() {
    let office = Office::new().await;
    for request in [
        VioletSettingsSetRequest { public_address: Some("http://home.example".to_owned()), ..company() },
        VioletSettingsSetRequest { colour: Some("#ffffee".to_owned()), ..company() },
        VioletSettingsSetRequest { support_email: Some("nobody".to_owned()), ..company() },
        VioletSettingsSetRequest { invitation_text: Some("no link".to_owned()), ..company() },
        VioletSettingsSetRequest { company_name: Some("a\r\nBcc: b".to_owned()), ..company() },
    ] {
        assert_eq!(office.settings(request).await.unwrap_err().code, ErrorCode::InvalidInput);
        assert_eq!(office.workspace.violet_settings_show(Nothing {}).await.unwrap().company_name, "");
    }
    let logo = office.directory.path().join("logo.png");
    std::fs::write(&logo, b"\x89PNG\r\n\x1a\npicture").unwrap();
    let request = VioletSettingsSetRequest {
        colour: Some("#123456".to_owned()),
        logo_path: Some(logo.to_str().unwrap().to_owned()),
        ..company()
    };
    let settings = office.settings(request).await.unwrap();
    assert_eq!((settings.colour.as_str(), settings.colour_text.as_str()), ("#123456", "#ffffff"));
    assert_eq!(settings.logo.unwrap().media_type, "image/png");
    assert!(settings.invitation_is_default && settings.serving.is_none());
    let note = ServingNote { listen: "0.0.0.0:8443".to_owned(), ..ServingNote::default() };
    office.workspace.note_violet_serving(note).await.unwrap();
    let serving = office.workspace.violet_settings_show(Nothing {}).await.unwrap().serving.unwrap();
    assert!(serving.running && serving.listen == "0.0.0.0:8443");
}

#[tokio::test]
async fn the_reverse_proxy_is_named_in_the_settings_and_one_that_is_not_is_told() {
    let office = Office::new().await;
    let note = ServingNote {
        listen: "127.0.0.1:8090".to_owned(),
        unnamed_proxy: Some("127.0.0.1".parse().unwrap()),
        ..ServingNote::default()
    };
    office.workspace.note_violet_serving(note).await.unwrap();
    let settings = office.workspace.violet_settings_show(Nothing {}).await.unwrap();
    assert_eq!((settings.reverse_proxy.as_str(), settings.serving.unwrap().unnamed_proxy.as_str()), ("", "127.0.0.1"));
    assert_eq!(office.workspace.violet_proxy().await.unwrap(), None);

    let name = |proxy: &str| VioletSettingsSetRequest { reverse_proxy: Some(proxy.to_owned()), ..Default::default() };
    let settings = office.settings(name("127.0.0.1")).await.unwrap();
    assert_eq!((settings.reverse_proxy.as_str(), settings.serving.unwrap().unnamed_proxy.as_str()), ("127.0.0.1", ""));
    // The command goes before the settings: there the proxy is not named.
    let note = ServingNote {
        proxy_of_command: Some("10.0.0.3".parse().unwrap()),
        unnamed_proxy: Some("127.0.0.1".parse().unwrap()),
        ..ServingNote::default()
    };
    office.workspace.note_violet_serving(note).await.unwrap();
    let serving = office.workspace.violet_settings_show(Nothing {}).await.unwrap().serving.unwrap();
    assert_eq!((serving.proxy_of_command.as_str(), serving.unnamed_proxy.as_str()), ("10.0.0.3", "127.0.0.1"));

    let refused = office.settings(name("localhost")).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::InvalidInput);
    assert_eq!(office.workspace.violet_proxy().await.unwrap(), Some("127.0.0.1".parse().unwrap()));
    assert_eq!(office.settings(name("")).await.unwrap().reverse_proxy, "");
    assert_eq!(office.workspace.violet_proxy().await.unwrap(), None);
}

#[tokio::test]
async fn a_preview_says_what_the_invitation_will() {
    let office = Office::new().await;
    office.settings(company()).await.unwrap();
    let request = VioletPreviewRequest { agent: Some("H-1".to_owned()), ..VioletPreviewRequest::default() };
    let preview = office.workspace.violet_preview(request).await.unwrap();
    assert_eq!(preview.to, "owner@gablehouse.example");
    assert!(preview.text.contains("Gable House") && preview.html.contains("Gable House"));
    assert!(preview.paragraphs.contains(&preview.link));
    let request = VioletPreviewRequest { text: Some("Hello {nobody} {link}".to_owned()), ..Default::default() };
    assert_eq!(office.workspace.violet_preview(request).await.unwrap_err().code, ErrorCode::InvalidInput);
}

#[tokio::test]
async fn a_kept_password_is_shown_to_no_other_server() {
    let office = Office::new().await;
    let request = |host: &str, password: &str| MailSettingsSetRequest {
        host: host.to_owned(),
        port: 0,
        encryption: MailEncryption::Tls,
        login: "desk".to_owned(),
        password: password.to_owned(),
        sender_name: String::new(),
        sender_email: "desk@northgate.example".to_owned(),
    };
    assert!(office.workspace.mail_settings_set(request("smtp.example.com", "")).await.is_err());
    let kept = office.workspace.mail_settings_set(request("smtp.example.com", "canary-word")).await.unwrap();
    assert_eq!((kept.password_set, kept.port), (true, 465));
    assert!(!serde_json::to_string(&kept).unwrap().contains("canary-word"));
    office.workspace.mail_settings_set(request("smtp.example.com", "")).await.unwrap();
    assert!(office.workspace.mail_settings_set(request("smtp.thief.example", "")).await.is_err());
    let open = MailSettingsSetRequest { encryption: MailEncryption::None, ..request("smtp.example.com", "word") };
    assert!(office.workspace.mail_settings_set(open).await.is_err(), "not open through a network");
}
