//! Owners against a real store and a simulated Domotz: signing in, seeing, acting, and everything that must not be.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use proptest::prelude::*;
use secrecy::SecretString;
use serde_json::json;
use sitebook_domain::{Timestamp, VioletGrant};
use sitebook_domotz_sim::{API_KEY, Fault, Simulator, SimulatorServer};
use sitebook_owner_pages::view::OwnerView;
use sitebook_owner_pages::{Shell, Standalone, devices};
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

#[tokio::test]
async fn from_the_invitation_over_the_code_to_the_devices() {
    let (street, invitation) = Street::invited().await;
    // A program that reads mail opens the link as often as it likes.
    for _ in 0..3 {
        let standing = street.workspace.owner_invitation(&invitation).await.unwrap();
        assert_eq!(standing, InvitationStanding::Open);
    }
    let token = street.sign_in(&invitation, OWNER).await;
    let visit = street.visit(&token).await.unwrap();
    let view = street.workspace.owner_view(&visit).await.unwrap();
    assert_eq!((view.owner_email.as_str(), shown(&view)), (OWNER, vec!["TV of Gable House"]));
    let device = &view.networks[0].devices[0];
    assert_eq!((device.online, device.block.is_none()), (Some(true), true));
    assert!(device.power.as_ref().is_some_and(|power| power.can_switch && power.can_restart));

    // One use: the link leads nowhere any more, with any browser.
    let standing = street.workspace.owner_invitation(&invitation).await.unwrap();
    assert_eq!(standing, InvitationStanding::Used);
    let again = street.ask(CodeWanted::ByInvitation(invitation), &browser()).await;
    assert_eq!(again, CodeAsked::NotInvited(InvitationStanding::Used));
    let words: Vec<String> = street.written(sign_in::SIGN_IN).await.into_iter().map(|entry| entry.2).collect();
    assert_eq!(words, ["code asked for from 127.0.0.1", "signed in from 127.0.0.1"]);
}

#[tokio::test]
async fn an_invitation_that_ended_was_replaced_or_belongs_to_somebody_else_opens_nothing() {
    let (street, invitation) = Street::invited().await;
    let standing = async |token: &SecretString| street.workspace.owner_invitation(token).await.unwrap();
    for unknown in ["", "nonsense", &"x".repeat(5000)] {
        assert_eq!(standing(&unknown.to_owned().into()).await, InvitationStanding::Unknown);
    }
    let newer = street.workspace.testing_invite("Gable House", OWNER).await.unwrap();
    assert_eq!(standing(&invitation).await, InvitationStanding::Unknown, "a newer one took its place");
    street.wait(72 * 60 * MINUTE);
    assert_eq!(standing(&newer).await, InvitationStanding::Expired);
    let asked = street.ask(CodeWanted::ByInvitation(newer), &browser()).await;
    assert_eq!(asked, CodeAsked::NotInvited(InvitationStanding::Expired));

    let third = street.workspace.testing_invite("Gable House", OWNER).await.unwrap();
    street.set("Gable House", "residential", "false").await;
    assert_eq!(standing(&third).await, InvitationStanding::Unknown, "no home any more");
    street.set("Gable House", "residential", "true").await;
    assert_eq!(standing(&third).await, InvitationStanding::Open);
    street.workspace.testing_revoke("Gable House", OWNER).await.unwrap();
    assert_eq!(standing(&third).await, InvitationStanding::Unknown);
    assert!(street.workspace.testing_codes(OWNER).await.unwrap().is_empty(), "no code was ever made");
}

#[tokio::test]
async fn a_code_holds_once_for_ten_minutes_five_tries_and_in_one_browser() {
    let (street, invitation) = Street::invited().await;
    let ours = browser();
    let wanted = || CodeWanted::ByInvitation(invitation.clone());
    street.ask(wanted(), &ours).await;
    // A double click is one code and one mail.
    street.ask(wanted(), &ours).await;
    assert_eq!(street.workspace.testing_codes(OWNER).await.unwrap().len(), 1);
    let code = street.newest_code(OWNER).await;
    assert!(matches!(street.enter(&code, &browser()).await, CodeEntered::NoneOpen), "another browser");
    for left in (1..5).rev() {
        assert!(matches!(street.enter("0000", &ours).await, CodeEntered::Wrong { left: told } if told == left));
    }
    assert!(matches!(street.enter("0000", &ours).await, CodeEntered::NoneOpen));
    assert!(matches!(street.enter(&code, &ours).await, CodeEntered::NoneOpen), "tried too often");

    street.wait(MINUTE);
    assert_eq!(street.ask(CodeWanted::AsBefore, &ours).await, CodeAsked::OnItsWay);
    let second = street.newest_code(OWNER).await;
    assert_ne!(second, code);
    street.wait(10 * MINUTE);
    assert!(street.workspace.owner_code_expected(&ours).await.unwrap().is_none());
    assert!(matches!(street.enter(&second, &ours).await, CodeEntered::NoneOpen), "too late");

    assert_eq!(street.ask(CodeWanted::AsBefore, &ours).await, CodeAsked::OnItsWay);
    let third = street.newest_code(OWNER).await;
    let spaced = format!(" {} {} ", &third[..4], &third[4..]);
    assert!(matches!(street.enter(&spaced, &ours).await, CodeEntered::SignedIn(_)), "as people type it");
    assert!(matches!(street.enter(&third, &ours).await, CodeEntered::NoneOpen), "used");
}

#[tokio::test]
async fn a_mailbox_that_nobody_may_sign_in_with_looks_like_any_other() {
    let (street, visit) = Street::signed_in().await;
    street.workspace.owner_sign_out(&visit).await.unwrap();
    for mailbox in ["ANN@example.com ", "stranger@example.com"] {
        let ours = browser();
        let wanted = || CodeWanted::ForMailbox(mailbox.to_owned());
        assert_eq!(street.ask(wanted(), &ours).await, CodeAsked::OnItsWay);
        let expected = street.workspace.owner_code_expected(&ours).await.unwrap().unwrap();
        assert_eq!(expected.owner_email, mailbox.trim().to_lowercase());
        assert_eq!(expected.seconds_left, 600);
        assert!(matches!(street.enter("00000000", &ours).await, CodeEntered::Wrong { left: 4 }));
    }
    assert_eq!(street.workspace.testing_codes("stranger@example.com").await.unwrap().len(), 0);
    assert_eq!(street.ask(CodeWanted::ForMailbox("no address".to_owned()), &browser()).await, CodeAsked::NoAddress);
    assert_eq!(street.ask(CodeWanted::AsBefore, &browser()).await, CodeAsked::NothingBefore);

    // Even the right code of such a mailbox, could anybody make it, opens nothing.
    let ours = browser();
    street.ask(CodeWanted::ForMailbox("stranger@example.com".to_owned()), &ours).await;
    let code = street.workspace.store().owner_code_of_browser(&key_hash(&ours.key)).await.unwrap().unwrap();
    let right = street.workspace.violet_secret().await.unwrap().code(code.id.0);
    assert!(matches!(street.enter(right.expose_secret(), &ours).await, CodeEntered::Wrong { .. }));
}

#[tokio::test]
async fn many_guesses_at_the_same_moment_are_no_more_than_five() {
    let (street, invitation) = Street::invited().await;
    let ours = browser();
    street.ask(CodeWanted::ByInvitation(invitation), &ours).await;
    let guesses = (0..20).map(|_| street.enter("0000", &ours));
    let answers = futures::future::join_all(guesses).await;
    let wrong = answers.iter().filter(|answer| matches!(answer, CodeEntered::Wrong { .. })).count();
    assert_eq!(wrong, 4, "the fifth is the last one: {answers:?}");
    assert_eq!(street.written(sign_in::SIGN_IN).await.len(), 1 + 5);
    let code = street.newest_code(OWNER).await;
    assert!(matches!(street.enter(&code, &ours).await, CodeEntered::NoneOpen));
}

#[tokio::test]
async fn nobody_asks_for_codes_or_guesses_them_without_end() {
    let (street, invitation) = Street::invited().await;
    let asked = async |address: [u8; 4]| {
        street.wait(1000);
        street.ask(CodeWanted::ByInvitation(invitation.clone()), &browser_at(address.into())).await
    };
    for number in 0..10 {
        assert_eq!(asked([192, 0, 2, number]).await, CodeAsked::OnItsWay);
    }
    let refused = asked([192, 0, 2, 99]).await;
    assert_eq!(refused, CodeAsked::TooOften { seconds: 3590 }, "one invitation, wherever its link is opened");
    street.wait(3590 * 1000);
    assert_eq!(asked([192, 0, 2, 99]).await, CodeAsked::OnItsWay);
    // One address that tries mailboxes.
    let asked = async |mailbox: String, address: [u8; 4]| {
        street.ask(CodeWanted::ForMailbox(mailbox), &browser_at(address.into())).await
    };
    let mut refused = 0;
    for number in 0..40 {
        let answer = asked(format!("owner{number}@example.com"), [198, 51, 100, 7]).await;
        refused += usize::from(answer == CodeAsked::TooOften { seconds: 600 });
    }
    assert_eq!(refused, 10);
    // Many addresses that try one mailbox.
    for number in 0..30 {
        assert_eq!(asked(OWNER.to_owned(), [203, 0, 113, number]).await, CodeAsked::OnItsWay);
    }
    assert_eq!(asked(OWNER.to_owned(), [203, 0, 113, 99]).await, CodeAsked::TooOften { seconds: 3600 });
}

#[tokio::test]
async fn a_stranger_who_knows_the_address_keeps_nobody_out() {
    let (street, invitation) = Street::invited().await;
    let ours = browser();
    street.ask(CodeWanted::ByInvitation(invitation), &ours).await;
    let first = street.newest_code(OWNER).await;
    assert!(matches!(street.enter(&first, &ours).await, CodeEntered::SignedIn(_)));
    // They ask for codes and guess until nothing is left to them, for the owner and for a mailbox of nobody alike.
    let stranger = || browser_at([198, 51, 100, 7].into());
    for mailbox in [OWNER, "nobody@example.com"] {
        for _ in 0..5 {
            let theirs = stranger();
            assert_eq!(street.ask(CodeWanted::ForMailbox(mailbox.to_owned()), &theirs).await, CodeAsked::OnItsWay);
            for _ in 0..5 {
                street.enter("00000000", &theirs).await;
            }
        }
        let refused = street.ask(CodeWanted::ForMailbox(mailbox.to_owned()), &stranger()).await;
        assert_eq!(refused, CodeAsked::TooOften { seconds: 600 });
    }
    street.wait(60 * MINUTE);
    for mailbox in [OWNER, "nobody@example.com"] {
        let theirs = stranger();
        street.ask(CodeWanted::ForMailbox(mailbox.to_owned()), &theirs).await;
        let refused = street.enter("00000000", &theirs).await;
        assert!(matches!(refused, CodeEntered::TooOften { seconds } if seconds == 23 * 3600), "{refused:?}");
    }
    // The browser that signed in before, even at the address of the stranger; and another one at another address.
    let beside = OwnerBrowser { address: [198, 51, 100, 7].into(), ..ours };
    for browser in [beside, browser_at([192, 0, 2, 1].into())] {
        assert_eq!(street.ask(CodeWanted::ForMailbox(OWNER.to_owned()), &browser).await, CodeAsked::OnItsWay);
        let code = street.newest_code(OWNER).await;
        assert!(matches!(street.enter(&code, &browser).await, CodeEntered::SignedIn(_)));
    }
}

#[tokio::test]
async fn two_clicks_at_the_same_moment_are_one_code() {
    let (street, invitation) = Street::invited().await;
    let ours = browser();
    let click = || street.ask(CodeWanted::ByInvitation(invitation.clone()), &ours);
    assert_eq!(tokio::join!(click(), click()), (CodeAsked::OnItsWay, CodeAsked::OnItsWay));
    assert_eq!(street.workspace.testing_codes(OWNER).await.unwrap().len(), 1);
}

#[tokio::test]
async fn whose_mailbox_it_is_matters_after_the_answer_alone() {
    let (street, visit) = Street::signed_in().await;
    street.workspace.owner_sign_out(&visit).await.unwrap();
    street.workspace.testing_settled().await;
    let under_way = || street.workspace.inner.errands.count();
    for mailbox in [OWNER, "nobody@example.com"] {
        let ours = browser();
        street.ask(CodeWanted::ForMailbox(mailbox.to_owned()), &ours).await;
        assert_eq!(under_way(), 1, "{mailbox}");
        street.workspace.testing_settled().await;
        street.enter("00000000", &ours).await;
        assert_eq!(under_way(), 1, "{mailbox}");
        street.workspace.testing_settled().await;
    }
    let words: Vec<String> = street.written(sign_in::SIGN_IN).await.into_iter().map(|entry| entry.2).collect();
    assert_eq!(words[words.len() - 2..], ["code asked for from 127.0.0.1", "wrong code from 127.0.0.1"]);
}

#[tokio::test]
async fn a_session_changes_its_token_ends_when_idle_and_is_ended_by_the_office() {
    let (street, invitation) = Street::invited().await;
    let first = street.sign_in(&invitation, OWNER).await;
    assert!(street.visit(&first).await.unwrap().new_token.is_none());
    street.wait(DAY);
    let lost = street.visit(&first).await.unwrap().new_token.expect("a new token each day");
    assert!(street.visit(&first).await.unwrap().new_token.is_none(), "one at a time");
    street.wait(2 * DAY);
    let second = street.visit(&first).await.unwrap().new_token.expect("the answer with the other one was lost");
    assert!(street.visit(&lost).await.is_none());
    assert!(street.visit(&second).await.unwrap().new_token.is_none());
    assert!(street.visit(&first).await.is_some(), "what the page asked for at the same moment");
    street.wait(MINUTE);
    assert!(street.visit(&first).await.is_none(), "a stolen old token is worth nothing");
    street.wait(29 * DAY);
    let third = street.visit(&second).await.unwrap().new_token.unwrap();

    let agent = || "Gable House".to_owned();
    let sessions = street.workspace.violet_sessions(AgentRequest { agent: agent() }).await.unwrap().sessions;
    assert_eq!((sessions.len(), sessions[0].browser.as_str()), (1, "A phone"));
    let end = |agent: &str| VioletSessionEndRequest { agent: agent.to_owned(), session: sessions[0].id.clone() };
    let foreign = street.workspace.violet_session_end(end("Mill Cottage")).await.unwrap_err();
    assert_eq!(foreign.code, ErrorCode::NotFound, "a session of another owner");
    assert!(street.workspace.violet_session_end(end("Gable House")).await.unwrap().sessions.is_empty());
    assert!(street.visit(&third).await.is_none());

    let again = street.workspace.testing_invite("Gable House", OWNER).await.unwrap();
    let idle = street.sign_in(&again, OWNER).await;
    street.wait(30 * DAY);
    assert!(street.visit(&idle).await.is_none());
}

#[tokio::test]
async fn power_is_switched_once_written_down_and_shown() {
    let (street, visit) = Street::signed_in().await;
    let tv = street.device("TV of Gable House").await;
    let done = street.act(&visit, &tv, OFF).await;
    assert_eq!(done, OwnerActed::Done { device: "TV of Gable House".to_owned(), says: "offline".to_owned() });
    assert!(matches!(street.act(&visit, &tv, OFF).await, OwnerActed::TooSoon { .. }), "a double click");
    assert_eq!(street.switched(), 1);
    let view = street.workspace.owner_view(&visit).await.unwrap();
    assert_eq!(view.networks[0].devices[0].online, Some(false), "without waiting for a refresh");
    street.wait(5000);
    assert!(matches!(street.act(&visit, &tv, OwnerAct::Power(DomotzPowerAction::On)).await, OwnerActed::Done { .. }));
    let before: Vec<_> = street.written("power").await;
    assert_eq!(
        before.iter().map(|entry| (entry.0.as_str(), entry.2.as_str())).collect::<Vec<_>>(),
        [(OWNER, "switch off"), (OWNER, "switch on")]
    );
    let outcomes: Vec<String> = street.written("violet.act").await.into_iter().map(|entry| entry.2).collect();
    assert_eq!(
        outcomes,
        ["done; the source says offline", "refused: too soon after the last act", "done; the source says online"]
    );
}

#[tokio::test]
async fn the_way_back_is_offered_though_domotz_notices_late() {
    let (street, visit) = Street::signed_in().await;
    street.domotz.with(|domotz| domotz.settings_mut().notices_after = 120);
    let tv = street.device("TV of Gable House").await;
    let online = async || street.workspace.owner_view(&visit).await.unwrap().networks[0].devices[0].online;
    let asked = || {
        let is_device = |path: &str| path.contains("/device/") && !path.contains("/action/");
        street.domotz.with(|domotz| domotz.request_log().iter().filter(|call| is_device(&call.path)).count())
    };
    assert_eq!(online().await, Some(true));
    let done = street.act(&visit, &tv, OFF).await;
    assert_eq!(done, OwnerActed::Done { device: "TV of Gable House".to_owned(), says: "online".to_owned() });
    let before = asked();
    assert_eq!(online().await, Some(false), "Domotz still calls it online");
    street.pass(40);
    assert_eq!((online().await, online().await), (Some(false), Some(false)));
    assert_eq!(asked() - before, 1, "two looks, one question");
    street.pass(120);
    assert_eq!(tokio::join!(online(), online()), (Some(false), Some(false)));
    assert_eq!(asked() - before, 2);
    let devices =
        street.workspace.devices_list(AgentRequest { agent: "Gable House".to_owned() }).await.unwrap().devices;
    assert_eq!(
        devices.iter().find(|device| device.id == tv).unwrap().status,
        "offline",
        "and the office knows it as well"
    );

    // From then on Domotz is believed: somebody pressed the button of the TV.
    street.pass(9000);
    street.domotz.with(|domotz| {
        let (agent, home) = domotz.seed().agents.first_key_value().unwrap();
        let (agent, tv) = (*agent, *home.devices.keys().min().unwrap());
        domotz.set(agent, tv, "status", json!("ONLINE"));
    });
    assert_eq!((online().await, asked() - before), (Some(false), 2), "nothing is asked without need");
    street.workspace.domotz_refresh(Nothing {}).await.unwrap();
    assert_eq!(online().await, Some(true));
}

#[tokio::test]
async fn an_act_that_nobody_waits_for_any_more_is_written_down_all_the_same() {
    let (street, visit) = Street::signed_in().await;
    let tv = street.device("TV of Gable House").await;
    let before = street.asked_for_power();
    let workspace = street.workspace.clone();
    let waiting = tokio::spawn(async move { workspace.owner_act(&visit, &tv, OFF).await });
    while street.asked_for_power() == before {
        tokio::task::yield_now().await;
    }
    waiting.abort();
    let outcome = street.written("violet.act").await.pop().unwrap();
    assert_eq!((outcome.2.as_str(), street.switched()), ("done; the source says offline", 1));
}

#[tokio::test]
async fn an_owner_switches_often_and_not_without_end() {
    let (street, visit) = Street::signed_in().await;
    let tv = street.device("TV of Gable House").await;
    for _ in 0..30 {
        assert!(matches!(street.act(&visit, &tv, OFF).await, OwnerActed::Done { .. }));
        street.wait(5000);
    }
    let refused = street.act(&visit, &tv, OFF).await;
    assert_eq!((refused, street.switched()), (OwnerActed::TooOften { seconds: 3600 - 150 }, 30));
    assert_eq!(street.written("violet.act").await.pop().unwrap().2, "refused: too many acts of this owner");
    street.wait((3600 - 150) * 1000);
    assert!(matches!(street.act(&visit, &tv, OFF).await, OwnerActed::Done { .. }));
}

#[tokio::test]
async fn an_act_whose_answer_was_lost_is_looked_after() {
    let (street, visit) = Street::signed_in().await;
    let tv = street.device("TV of Gable House").await;
    let online = async || street.workspace.owner_view(&visit).await.unwrap().networks[0].devices[0].online;
    street.domotz.with(|domotz| domotz.fail_on("/action/power/off", 9, Fault::Lost));
    assert!(matches!(street.act(&visit, &tv, OFF).await, OwnerActed::NotCertain { .. }));
    assert_eq!(online().await, Some(true), "nobody knows");
    street.pass(40);
    assert_eq!(online().await, Some(false), "it was done");
}

#[tokio::test]
async fn what_carries_the_network_is_restarted_and_never_switched_off() {
    let (street, visit) = Street::signed_in().await;
    street.grant("Router of Gable House", VioletGrant::Power).await;
    let router = street.device("Router of Gable House").await;
    assert!(matches!(street.act(&visit, &router, OFF).await, OwnerActed::NotPossible { .. }));
    street.wait(5000);
    let restart = OwnerAct::Power(DomotzPowerAction::Cycle);
    assert!(matches!(street.act(&visit, &router, restart).await, OwnerActed::Done { .. }));
    let view = street.workspace.owner_view(&visit).await.unwrap();
    let power = view.networks[0].devices.iter().find(|device| device.id == router).unwrap().power.clone().unwrap();
    assert!(power.can_restart && !power.can_switch && power.carries_network);
}

#[tokio::test]
async fn what_the_agent_runs_on_is_never_switched_off_whatever_it_is_called() {
    let (street, visit) = Street::signed_in().await;
    street.domotz.with(|domotz| {
        let (agent, home) = domotz.seed().agents.first_key_value().unwrap();
        let (agent, tv) = (*agent, *home.devices.keys().min().unwrap());
        let mac = domotz.device(agent, tv).unwrap().document["hw_address"].as_str().unwrap().replace(':', "-");
        domotz.agent_mut(agent).unwrap()["licence"] = json!({ "bound_mac_address": mac.to_lowercase() });
    });
    street.workspace.domotz_refresh(Nothing {}).await.unwrap();
    let tv = street.device("TV of Gable House").await;
    let view = street.workspace.owner_view(&visit).await.unwrap();
    let power = view.networks[0].devices[0].power.clone().unwrap();
    assert!(power.can_restart && !power.can_switch && power.carries_network, "{power:?}");
    assert!(matches!(street.act(&visit, &tv, OFF).await, OwnerActed::NotPossible { .. }));
    assert_eq!(street.switched(), 0);

    // Nor is it given by the way.
    street.workspace.testing_grant("Gable House", &tv, VioletGrant::Power, false).await.unwrap();
    let grant = |confirm: &str| VioletGrantRequest {
        agent: "Gable House".to_owned(),
        devices: vec![tv.clone()],
        grant: VioletGrant::Power,
        on: true,
        confirm: confirm.to_owned(),
    };
    let asked = street.workspace.violet_grant(grant("")).await.unwrap_err();
    assert_eq!(asked.code, ErrorCode::ConfirmationNeeded);
    assert_eq!(street.workspace.violet_grant(grant("TV of Gable House")).await.unwrap().changed, 1);
}

#[tokio::test]
async fn only_what_the_device_can_do_is_offered_and_that_is_asked_once_a_day() {
    let (street, visit) = Street::signed_in().await;
    let offered = async || street.workspace.owner_view(&visit).await.unwrap().networks[0].devices[0].power.clone();
    let power = async || offered().await.unwrap();
    street.only(&["on", "off"]);
    street.wait(DAY);
    street.domotz.with(Simulator::clear_log);
    assert!(power().await.can_switch && !power().await.can_restart);
    assert_eq!(street.asked_for_power(), 1);
    street.only(&[]);
    street.wait(24 * 60 * 60 * 1000);
    assert!(offered().await.is_none(), "no switch that can do nothing");
    street.only(&["software_reboot"]);
    street.wait(24 * 60 * 60 * 1000);
    assert!(offered().await.is_none(), "that is no switch");
    street.only(&["cycle"]);
    street.wait(24 * 60 * 60 * 1000);
    let restarted = power().await;
    assert!(restarted.can_restart && !restarted.can_switch && !restarted.carries_network);
    street.domotz.with(|domotz| domotz.fail_on("/action/power", 9, Fault::Status(404, None)));
    street.wait(24 * 60 * 60 * 1000);
    assert!(power().await.can_switch, "where nobody knows, pressing it tells");
}

#[tokio::test]
async fn who_looks_while_it_is_asked_waits_for_the_same_answer() {
    let (street, visit) = Street::signed_in().await;
    street.only(&["cycle"]);
    street.wait(DAY);
    street.domotz.with(Simulator::clear_log);
    let can = async || {
        let power = street.workspace.owner_view(&visit).await.unwrap().networks[0].devices[0].power.clone().unwrap();
        (power.can_switch, power.can_restart)
    };
    assert_eq!(tokio::join!(can(), can()), ((false, true), (false, true)));
    assert_eq!(street.asked_for_power(), 1);
}

#[tokio::test]
async fn what_domotz_refuses_at_a_press_is_not_offered_again() {
    let (street, visit) = Street::signed_in().await;
    let tv = street.device("TV of Gable House").await;
    let can_switch = async || {
        let view = street.workspace.owner_view(&visit).await.unwrap();
        view.networks[0].devices[0].power.clone().is_some_and(|power| power.can_switch)
    };
    assert!(can_switch().await);
    street.only(&[]);
    assert!(can_switch().await, "it was asked a moment ago");
    assert!(matches!(street.act(&visit, &tv, OFF).await, OwnerActed::NotPossible { .. }));
    assert!(!can_switch().await);
}

#[tokio::test]
async fn trouble_on_the_way_to_the_device_is_said_as_it_is() {
    let (street, visit) = Street::signed_in().await;
    let tv = street.device("TV of Gable House").await;
    street.domotz.with(|simulator| simulator.fail_on("/action/power/off", 9, Fault::Reset));
    let acted = street.act(&visit, &tv, OFF).await;
    assert_eq!(acted, OwnerActed::NotCertain { device: "TV of Gable House".to_owned() });
    let outcome = street.written("violet.act").await.pop().unwrap();
    assert!(outcome.2.starts_with("not certain: "), "{outcome:?}");
    street.workspace.domotz_disconnect(Nothing {}).await.unwrap();
    street.wait(5000);
    assert!(matches!(street.act(&visit, &tv, OFF).await, OwnerActed::NotPossible { .. }));
    let view = street.workspace.owner_view(&visit).await.unwrap();
    let power = view.networks[0].devices[0].power.clone().unwrap();
    assert!(!power.can_switch && !power.can_restart && !power.hindrance.is_empty(), "no switch that can do nothing");
}

#[tokio::test]
async fn what_was_done_is_told_as_done_and_what_was_not_sent_as_not_done() {
    let (street, visit) = Street::signed_in().await;
    let tv = street.device("TV of Gable House").await;
    // Nothing was sent yet when Domotz could not be reached.
    street.domotz.with(|simulator| simulator.fail_on("GET /agent", 4, Fault::Reset));
    assert_eq!(street.act(&visit, &tv, OFF).await, OwnerActed::NotPossible { device: "TV of Gable House".to_owned() });
    assert_eq!(street.switched(), 0);
    assert!(street.written("violet.act").await.pop().unwrap().2.starts_with("not done: "));

    // It was done, and the quota ends before Domotz is asked what came of it.
    street.wait(5000);
    street.domotz.with(|simulator| simulator.allow_more(3));
    assert!(matches!(street.act(&visit, &tv, OFF).await, OwnerActed::Done { says, .. } if says.is_empty()));
    assert_eq!(street.switched(), 1);
    let outcome = street.written("violet.act").await.pop().unwrap().2;
    assert_eq!(outcome, "done; the source could not be asked afterwards");
}

#[tokio::test]
async fn blocking_is_never_faked() {
    let (street, visit) = Street::signed_in().await;
    street.grant("TV of Gable House", VioletGrant::Block).await;
    let view = street.workspace.owner_view(&visit).await.unwrap();
    assert!(view.networks[0].devices[0].block.is_none(), "no Domotz Box, nothing to block with");
    street.set("Gable House", "platform", "domotz-box").await;
    let view = street.workspace.owner_view(&visit).await.unwrap();
    let block = view.networks[0].devices[0].block.clone().unwrap();
    assert_eq!(block.blocked, Some(false));
    assert!(block.hindrance.contains("cannot be switched"), "{}", block.hindrance);
    let tv = street.device("TV of Gable House").await;
    assert!(matches!(street.act(&visit, &tv, OwnerAct::Block(true)).await, OwnerActed::NotPossible { .. }));
    assert_eq!(street.switched(), 0);
}

#[tokio::test]
async fn what_is_taken_away_is_gone_with_the_next_request() {
    let (street, visit) = Street::signed_in().await;
    let tv = street.device("TV of Gable House").await;
    let seen = async || shown(&street.workspace.owner_view(&visit).await.unwrap()).len();
    let refused = async |act| {
        street.wait(5000);
        !matches!(street.act(&visit, &tv, act).await, OwnerActed::Done { .. })
    };
    street.workspace.testing_grant("Gable House", &tv, VioletGrant::Power, false).await.unwrap();
    assert!(seen().await == 1 && refused(OFF).await, "still to be seen");
    street.workspace.testing_grant("Gable House", &tv, VioletGrant::Visible, false).await.unwrap();
    assert!(seen().await == 0 && refused(OFF).await);
    street.grant("TV of Gable House", VioletGrant::Power).await;
    street.set("Gable House", "residential", "false").await;
    assert!(seen().await == 0 && refused(OFF).await, "no home any more");
    street.set("Gable House", "residential", "true").await;
    assert!(seen().await == 1);
    street.workspace.testing_revoke("Gable House", OWNER).await.unwrap();
    assert!(seen().await == 0 && refused(OFF).await);
    assert_eq!(street.switched(), 0);
}

#[tokio::test]
async fn a_home_that_changes_hands_is_not_open_to_the_one_before() {
    let (street, visit) = Street::signed_in().await;
    let new = street.workspace.testing_invite("Gable House", "new@example.com").await.unwrap();
    assert!(street.workspace.owner_view(&visit).await.unwrap().networks.is_empty());
    let token = street.sign_in(&new, "new@example.com").await;
    let visit = street.visit(&token).await.unwrap();
    assert_eq!(shown(&street.workspace.owner_view(&visit).await.unwrap()), ["TV of Gable House"]);
}

#[tokio::test]
async fn the_office_sees_exactly_what_the_owner_sees() {
    let (street, visit) = Street::signed_in().await;
    street.grant("Lamp of Gable House", VioletGrant::Visible).await;
    street.grant("Lamp of Gable House", VioletGrant::Power).await;
    let owner = street.workspace.owner_view(&visit).await.unwrap();
    let office = street.workspace.violet_see_as_owner(AgentRequest { agent: "Gable House".to_owned() }).await.unwrap();
    let shell = Shell {
        company: owner.company.clone(),
        form: String::new(),
        signed_in: true,
        standalone: Some(Standalone::default()),
    };
    assert_eq!(office.html, devices::devices(&shell, &owner, None).into_string());
    let lamp = owner.networks[0].devices.iter().find(|device| device.name == "Lamp of Gable House").unwrap();
    assert!(lamp.power.is_none(), "granted, and nothing can switch it");
}

/// What a strange browser could put where the id of a device belongs.
fn any_device(ids: &[String]) -> impl Strategy<Value = String> + use<> {
    let ids = ids.to_vec();
    prop_oneof![
        proptest::sample::select(ids.clone()),
        proptest::sample::select(ids).prop_map(|id| id.to_uppercase()),
        Just("TV of Mill Cottage".to_owned()),
        Just("1001".to_owned()),
        "[ -~]{0,40}",
        any::<u128>().prop_map(|number| uuid::Uuid::from_u128(number).to_string()),
    ]
}

fn any_act() -> impl Strategy<Value = OwnerAct> {
    prop_oneof![
        Just(OwnerAct::Power(DomotzPowerAction::On)),
        Just(OFF),
        Just(OwnerAct::Power(DomotzPowerAction::Cycle)),
        Just(OwnerAct::Power(DomotzPowerAction::SoftwareReboot)),
        any::<bool>().prop_map(OwnerAct::Block),
    ]
}

/// Whatever ids and acts an owner sends: only the one granted device is ever switched, and each switching stands in the
/// history with the owner's name and its outcome.
#[test]
fn no_act_without_a_grant_and_its_entry() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (street, visit, ids) = runtime.block_on(async {
        let (street, visit) = Street::signed_in().await;
        street.grant("Router of Gable House", VioletGrant::Visible).await;
        street.grant("TV of Mill Cottage", VioletGrant::Power).await;
        let mut ids = Vec::new();
        for home in ["Gable House", "Mill Cottage", "Corner Shop"] {
            for device in ["TV", "Router", "Lamp"] {
                ids.push(street.device(&format!("{device} of {home}")).await);
            }
        }
        (street, visit, ids)
    });
    let granted = ids[0].clone();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig { cases: 40, ..ProptestConfig::default() });
    let cases = proptest::collection::vec((any_device(&ids), any_act(), 0_i64..9000), 1..4);
    runner
        .run(&cases, |acts| {
            runtime.block_on(async {
                // Not more often than an owner may.
                street.wait(60 * MINUTE);
                for (device, act, pause) in acts {
                    street.wait(pause);
                    let before = (street.switched(), street.written("violet.act").await.len());
                    let acted = street.act(&visit, &device, act).await;
                    let is_done = matches!(acted, OwnerActed::Done { .. });
                    let switched = street.switched() - before.0;
                    prop_assert_eq!(switched, usize::from(is_done));
                    let written = street.written("violet.act").await.len() - before.1;
                    prop_assert_eq!(written, usize::from(acted != OwnerActed::NotAllowed));
                    if is_done {
                        prop_assert!(device.eq_ignore_ascii_case(&granted), "{} was switched", device);
                    }
                }
                Ok(())
            })
        })
        .unwrap();
}
