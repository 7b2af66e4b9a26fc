//! From the invitation to the session, and what strangers try.

use super::*;

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
    let tried = "an invitation that has ended was tried from 127.0.0.1";
    assert_eq!(words, ["code asked for from 127.0.0.1", "signed in from 127.0.0.1", tried]);
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
    let written = street.written("violet.sign_in").await;
    let words: Vec<&str> = written.iter().map(|(_, _, words)| words.as_str()).collect();
    assert_eq!(words, ["an invitation that has ended was tried from 127.0.0.1"]);

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
    asked([192, 0, 2, 99]).await;
    asked([192, 0, 2, 98]).await;
    let written = street.written("violet.sign_in").await;
    let told: Vec<&str> =
        written.iter().map(|entry| entry.2.as_str()).filter(|words| words.starts_with("too")).collect();
    assert_eq!(told, ["too many codes asked for from 192.0.2.99"], "once, however often and from wherever it is tried");
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
