//! The owners' app over real HTTP on loopback: signing in, acting, and what strangers cannot do.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::time::Duration;

use common::{Browser, HOME, Home, OWNER, encoded};
use sitebook_app::dto::AgentRequest;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_mins(1);

/// The whole first page with all that it brings is to be less than this, in bytes.
const FIRST_PAGE: usize = 60_000;

#[tokio::test]
async fn from_the_link_to_the_switch_and_out_again_without_a_script() {
    let home = Home::new().await;
    let mut phone = home.signed_in().await;
    let page = phone.get("/").await;
    assert!(page.text.contains("Gable House") && page.text.contains("1 device, 1 online"), "{}", page.text);
    assert!(!page.text.contains("Lamp"), "nothing that was not granted");
    let power = format!("/devices/{}/power", home.device("TV").await);
    let switched = phone.send(&page, &power, &[("act", "off")]).await;
    assert_eq!(switched.status, 200);
    assert!(switched.text.contains("TV was switched off.") && switched.text.contains("0 online"));
    let again = phone.send(&page, &power, &[("act", "off")]).await;
    assert_eq!((again.status, home.switched()), (429, 1), "a double click");

    let account = phone.get("/account").await;
    assert!(account.text.contains(OWNER));
    let out = phone.send(&account, "/sign-out", &[]).await;
    assert_eq!((out.status, out.leads_to.as_str()), (303, "/sign-in"));
    assert!(!phone.cookies.contains_key("__Host-violet-session"));
    assert_eq!(phone.get("/").await.leads_to, "/sign-in");
}

/// The page with links that lead nowhere.
fn without_links(page: &str) -> String {
    let mut parts = page.split("<a ");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (tag, rest) = part.split_once('>').unwrap();
        let mut tag = tag.to_owned();
        let href = " href=\"";
        if let Some(start) = tag.find(href) {
            let address = start + href.len();
            let end = address + tag[address..].find('"').unwrap() + 1;
            tag.replace_range(start..end, "");
        }
        whole.extend(["<a ", &tag, ">", rest]);
    }
    whole
}

#[tokio::test]
async fn see_as_owner_in_the_office_is_the_page_that_the_phone_gets() {
    let home = Home::new().await;
    let mut phone = home.signed_in().await;
    let page = phone.get("/").await;
    let office = home.workspace.violet_see_as_owner(AgentRequest { agent: HOME.to_owned() }).await.unwrap().html;
    let body = |text: &str| text[text.find("<body").unwrap()..].to_owned();
    // The token of its forms is that phone's alone, and in the office no link leads anywhere.
    let phones = body(&page.text.replace(&page.hidden("form"), ""));
    assert_eq!(body(&office), without_links(&phones));
    assert!(phones.contains("<a ") && phones != without_links(&phones));
    assert!(!office.contains("<script") && !office.contains("<link"), "nothing has to be fetched, and nothing runs");
}

#[tokio::test]
async fn programs_that_open_links_use_nothing_up_and_a_reused_link_says_so() {
    let home = Home::new().await;
    let link = home.invite().await;
    for _ in 0..5 {
        let mut scanner = home.browser();
        let head = scanner.client.head(format!("{}{link}", scanner.url));
        assert_eq!(scanner.ask(head).await.status, 200);
        assert!(scanner.get(&link).await.text.contains("Send me the code"));
    }
    assert!(home.workspace.testing_codes(OWNER).await.unwrap().is_empty(), "no mail was sent");
    let mut phone = home.browser();
    let page = phone.get(&link).await;
    // Two clicks on the button, two on the next one.
    phone.send(&page, "/sign-in/invitation", &[]).await;
    phone.send(&page, "/sign-in/invitation", &[]).await;
    assert_eq!(home.workspace.testing_codes(OWNER).await.unwrap().len(), 1);
    let page = phone.get("/sign-in/code").await;
    let code = home.newest_code().await;
    assert_eq!(phone.send(&page, "/sign-in/code", &[("code", &code)]).await.leads_to, "/");
    assert_eq!(phone.send(&page, "/sign-in/code", &[("code", &code)]).await.leads_to, "/");
    assert!(home.browser().get(&link).await.text.contains("You have used this invitation"));
    assert!(home.browser().get("/invitation/nonsense").await.text.contains("not valid"));
}

#[tokio::test]
async fn known_and_unknown_mailboxes_get_the_same_pages() {
    let home = Home::new().await;
    drop(home.signed_in().await);
    let mut seen = Vec::new();
    for mailbox in [OWNER, "bob@example.com"] {
        let mut browser = home.browser();
        let page = browser.get("/sign-in").await;
        let asked = browser.send(&page, "/sign-in", &[("email", mailbox)]).await;
        let code = browser.get("/sign-in/code").await;
        let wrong = browser.send(&code, "/sign-in/code", &[("code", "00000000")]).await;
        let of = |text: &str| text.replace(mailbox, "MAILBOX").replace(&page.hidden("form"), "FORM");
        seen.push((asked.status, asked.leads_to, code.status, of(&code.text), wrong.status, of(&wrong.text)));
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!((seen[0].0, seen[0].4), (303, 422));
}

#[tokio::test]
async fn forms_from_elsewhere_or_without_their_token_do_nothing() {
    let home = Home::new().await;
    let mut phone = home.signed_in().await;
    let page = phone.get("/").await;
    let power = format!("/devices/{}/power", home.device("TV").await);
    assert_eq!(phone.post(&power, &[("act", "off")]).await.status, 403);
    assert_eq!(phone.post(&power, &[("act", "off"), ("form", "0".repeat(64).as_str())]).await.status, 403);
    let other = home.browser().get("/sign-in").await;
    assert_eq!(phone.send(&other, &power, &[("act", "off")]).await.status, 403, "the token of another browser");
    let body = format!("act=off&form={}", page.hidden("form"));
    for (name, value) in
        [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example")]
    {
        let request = phone
            .client
            .post(format!("{}{power}", phone.url))
            .header(name, value)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.clone());
        assert_eq!(phone.ask(request).await.status, 403, "{name}: {value}");
    }
    assert_eq!(home.switched(), 0);
}

#[tokio::test]
async fn strangers_and_strange_ids_reach_nothing() {
    let home = Home::new().await;
    let mut phone = home.signed_in().await;
    let page = phone.get("/").await;
    let lamp = home.device("<b>Lamp</b>").await;
    let unknown = phone.send(&page, "/devices/00000000-0000-7000-8000-000000000000/power", &[("act", "off")]).await;
    assert_eq!(unknown.status, 404);
    for id in [lamp.as_str(), "TV", "1001", "..%2F..%2Fetc", "%00", "'%20OR%201=1", &"9".repeat(3000)] {
        for what in ["power", "internet"] {
            let answer = phone.send(&page, &format!("/devices/{id}/{what}"), &[("act", "off")]).await;
            assert!(matches!(answer.status, 400 | 404), "{id}: {}", answer.status);
            if answer.status == 404 && answer.text.contains("There is nothing here") {
                assert_eq!(answer.text.contains("Lamp"), unknown.text.contains("Lamp"));
            }
        }
    }
    let tv = home.device("TV").await;
    for act in ["", "explode", "software_reboot"] {
        assert_eq!(phone.send(&page, &format!("/devices/{tv}/power"), &[("act", act)]).await.status, 404);
    }
    let mut stranger = home.browser();
    let page = stranger.get("/sign-in").await;
    let answer = stranger.send(&page, &format!("/devices/{tv}/power"), &[("act", "off")]).await;
    assert_eq!((answer.status, answer.leads_to.as_str()), (303, "/sign-in"));
    for token in ["x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &"y".repeat(5000)] {
        stranger.cookies.insert("__Host-violet-session".to_owned(), token.to_owned());
        assert_eq!(stranger.get("/").await.leads_to, "/sign-in");
    }
    assert_eq!(home.switched(), 0);
}

#[tokio::test]
async fn whoever_is_revoked_or_ended_is_out_with_the_next_request() {
    let home = Home::new().await;
    let mut phone = home.signed_in().await;
    let page = phone.get("/").await;
    home.workspace.testing_revoke(HOME, OWNER).await.unwrap();
    let power = format!("/devices/{}/power", home.device("TV").await);
    assert_eq!(phone.send(&page, &power, &[("act", "off")]).await.leads_to, "/sign-in");
    assert_eq!((phone.get("/").await.leads_to.as_str(), home.switched()), ("/sign-in", 0));
    let page = phone.get("/sign-in").await;
    phone.send(&page, "/sign-in", &[("email", OWNER)]).await;
    assert_eq!(home.workspace.testing_codes(OWNER).await.unwrap().len(), 1, "only the one of the invitation");
}

#[tokio::test]
async fn every_answer_is_dressed_for_browsers() {
    let home = Home::new().await;
    let mut phone = home.signed_in().await;
    for path in ["/", "/sign-in", "/account", "/no/such/page", "/health", "/invitation/x", "/violet.css", "/sign-out"] {
        let page = phone.get(path).await;
        let content = page.header("content-security-policy");
        for word in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'self'"] {
            assert!(content.contains(word), "{path}: {content}");
        }
        assert!(!content.contains("unsafe"), "{path}: {content}");
        assert_eq!(page.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert!(page.header("permissions-policy").contains("camera=()"), "{path}");
        assert!(page.header("strict-transport-security").is_empty(), "plain http: {path}");
        let is_file = path == "/violet.css";
        assert_eq!(page.header("cache-control") == "no-store", !is_file, "{path}");
        assert!(!page.text.contains("style=") && !page.text.contains("onclick"), "{path}");
    }
}

#[tokio::test]
async fn the_first_page_is_small() {
    let home = Home::new().await;
    let mut phone = home.signed_in().await;
    let page = phone.get("/").await;
    let mut whole = page.text.len();
    let mut files = 0;
    for part in page.text.split(&['"'][..]).filter(|part| part.starts_with('/') && part.contains('.')) {
        let file = phone.get(part).await;
        assert_eq!(file.status, 200, "{part}");
        whole += file.text.len();
        files += 1;
    }
    assert!(files >= 4, "style, script, icon, manifest");
    assert!(whole < FIRST_PAGE, "{whole} bytes");
}

#[tokio::test]
async fn a_challenge_is_answered_for_this_workspace_alone() {
    let home = Home::new().await;
    let mut office = home.browser();
    let nonce = "abcdefghijklmnopqrstuvwxyz012345";
    let page = office.get(&format!("/.well-known/sitebook-challenge?nonce={nonce}")).await;
    let expected = home.workspace.answer_challenge(nonce).await.unwrap();
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&page.text).unwrap(),
        serde_json::to_value(&expected).unwrap()
    );
    for nonce in ["", "short", "with spaces and more of them", &"x".repeat(200)] {
        let path = format!("/.well-known/sitebook-challenge?nonce={}", encoded(nonce));
        assert_eq!(office.get(&path).await.status, 400, "{nonce}");
    }
}

#[tokio::test]
async fn a_link_of_another_site_finds_the_owner_signed_in() {
    let home = Home::new().await;
    let mut phone = home.signed_in().await;
    let cookies = std::mem::take(&mut phone.cookies);
    let request = phone.client.get(format!("{}/", phone.url)).header("sec-fetch-site", "cross-site");
    let page = phone.ask(request).await;
    assert!(page.status == 200 && page.text.contains("http-equiv=\"refresh\""), "{}", page.text);
    assert!(phone.cookies.is_empty(), "those that the browser keeps stay as they are");
    phone.cookies = cookies;
    assert!(phone.get("/").await.text.contains("Gable House"));
}

#[tokio::test]
async fn a_new_token_comes_with_whatever_answer_and_a_lost_one_signs_nobody_out() {
    let home = Home::new().await;
    let mut phone = home.signed_in().await;
    let session = |browser: &Browser| browser.cookies["__Host-violet-session"].clone();
    let first = session(&phone);
    home.wait(24 * 60 * 60_000);
    // This answer gets lost: another browser in the test's hands takes it.
    let mut lost = Browser { client: phone.client.clone(), url: phone.url.clone(), cookies: phone.cookies.clone() };
    assert_eq!(lost.get("/").await.status, 200);
    assert_ne!(session(&lost), first);
    home.wait(60_000);
    let large = "x".repeat(9 * 1024);
    assert_eq!(phone.post("/devices/x/power", &[("act", &large)]).await.status, 413);
    assert_ne!(session(&phone), first, "also with an answer that something went wrong");
    assert!(phone.get("/").await.text.contains("Gable House"));
    home.wait(60_000);
    assert!(phone.get("/").await.text.contains("Gable House"));
    phone.cookies.insert("__Host-violet-session".to_owned(), first);
    assert_eq!(phone.get("/").await.leads_to, "/sign-in", "the old one ended when the new one was shown");
}

#[tokio::test]
async fn what_is_too_large_is_not_read() {
    let home = Home::new().await;
    let mut browser = home.browser();
    let page = browser.get("/sign-in").await;
    let large = "x".repeat(9 * 1024);
    assert_eq!(browser.send(&page, "/sign-in", &[("email", &large)]).await.status, 413);
}

#[tokio::test]
async fn an_answer_that_is_under_way_is_finished_before_the_end() {
    let home = Home::new().await;
    let mut phone = home.signed_in().await;
    let page = phone.get("/").await;
    let power = format!("/devices/{}/power", home.device("TV").await);
    let switching = tokio::spawn(async move { phone.send(&page, &power, &[("act", "off")]).await });
    // The request is on its way to the device once Domotz was asked.
    let asked = async {
        while home.switched() == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, asked).await.expect("Domotz is asked");
    let Home { server, workspace, domotz, .. } = home;
    server.stop().await;
    assert_eq!(switching.await.unwrap().status, 200);
    workspace.close().await;
    drop(domotz);
}

#[tokio::test]
async fn the_office_lists_the_session_and_ends_it() {
    let home = Home::new().await;
    let mut phone = home.signed_in().await;
    let agent = || AgentRequest { agent: HOME.to_owned() };
    let sessions = home.workspace.violet_sessions(agent()).await.unwrap().sessions;
    let end = sitebook_app::dto::VioletSessionEndRequest { agent: HOME.to_owned(), session: sessions[0].id.clone() };
    home.workspace.violet_session_end(end).await.unwrap();
    assert_eq!(phone.get("/").await.leads_to, "/sign-in");
}
