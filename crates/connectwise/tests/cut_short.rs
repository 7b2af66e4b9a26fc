//! Replies of every kind, cut after every byte: never a crash, never half a list taken for a whole one, always a typed
//! error that says whether something may have been written.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::fmt::Debug;
use std::sync::Mutex;

use common::{Played, StillPace, TestClient, json, played};
use sitebook_connectwise::{Request, Response, TransportError};
use sitebook_psa::{
    CompanyQuery, ConfigurationChange, ConfigurationQuery, NewConfiguration, Psa, PsaError, PsaErrorKind,
};

const CONFIGURATION: &str = r#"{"id":1,"name":"é\u00e9 \"x\"","type":{"id":2,"name":"Server"},"company":{"id":3},
    "serialNumber":null,"activeFlag":true,"questions":[{"questionId":4,"question":"Rack?","answer":1.5}],
    "customFields":[{"id":5,"caption":"Zone","type":"Text","value":true}],"_info":{"lastUpdated":"2026-01-01T00:00:00Z"}}"#;

type Play = Box<dyn Fn(&Request) -> Result<Response, TransportError> + Send + Sync>;

/// Answers the request number `turn` with a body cut after so many bytes, and all others as they should be.
fn cut(bodies: Vec<String>, turn: usize, length: usize) -> (TestClient<Played<Play>>, StillPace) {
    let turns = Mutex::new(0);
    let play: Play = Box::new(move |_| {
        let mut now = turns.lock().unwrap();
        // The cut reply comes again at each try: another one must not hide it.
        let last = if length == usize::MAX { bodies.len() - 1 } else { turn };
        let body = &bodies[(*now).min(last)];
        let is_cut = *now >= turn;
        *now += 1;
        let body = if is_cut { &body.as_bytes()[..length.min(body.len())] } else { body.as_bytes() };
        Ok(Response { body: body.to_vec(), ..json(200, "") })
    });
    played(play)
}

/// Cuts the answer number `turn` at every byte; `whole`: what the whole answers lead to must be a success.
async fn every_cut<T: Debug>(
    what: &str,
    bodies: &[&str],
    turn: usize,
    writes: bool,
    run: impl AsyncFn(&TestClient<Played<Play>>) -> Result<T, PsaError>,
) {
    let owned: Vec<String> = bodies.iter().map(|body| (*body).to_owned()).collect();
    let last = bodies[turn.min(bodies.len() - 1)].len();
    for length in 0..last {
        let (client, _) = cut(owned.clone(), turn, length);
        let error = run(&client).await.expect_err(what);
        assert!(matches!(error.kind, PsaErrorKind::Unreadable { .. }), "{what} cut at {length}: {error}");
        assert_eq!(error.outcome_unknown, writes, "{what} cut at {length}");
    }
    let (client, _) = cut(owned, turn, usize::MAX);
    run(&client).await.expect(what);
}

#[tokio::test]
async fn reads() {
    let list = format!("[{CONFIGURATION}]");
    every_cut("configuration", &[CONFIGURATION], 0, false, async |client| client.configuration(1).await).await;
    every_cut("configurations", &[&list], 0, false, async |client| {
        client.configurations(&ConfigurationQuery::of(3)).await
    })
    .await;
    every_cut("companies", &[r#"[{"id":1,"name":"A"}]"#], 0, false, async |client| {
        client.companies(&CompanyQuery::default()).await
    })
    .await;
    every_cut("sites", &[r#"[{"id":1,"name":"A"}]"#], 0, false, async |client| client.sites(1).await).await;
    every_cut("types", &[r#"[{"id":1,"name":"A"}]"#], 0, false, async |client| client.configuration_types().await)
        .await;
    every_cut("count", &[r#"{"count":12}"#], 0, false, async |client| client.count_configurations(1).await).await;
    let questions = r#"[{"id":1,"question":"Rack?","entryType":"List"}]"#;
    let values = r#"[{"id":1,"value":"A","defaultFlag":true}]"#;
    every_cut("questions", &[questions, values], 0, false, async |client| client.type_questions(1).await).await;
    every_cut("values", &[questions, values], 1, false, async |client| client.type_questions(1).await).await;
    let fields = r#"[{"id":5,"caption":"Zone","options":[{"id":1,"optionValue":"N"}]}]"#;
    every_cut("custom fields", &[fields, &list], 0, false, async |client| client.custom_fields().await).await;
    every_cut("their sample", &[fields, &list], 1, false, async |client| client.custom_fields().await).await;
}

#[tokio::test]
async fn writes() {
    every_cut("patch", &[CONFIGURATION], 0, true, async |client| {
        client.update_configuration(1, &[ConfigurationChange::Active(true)]).await
    })
    .await;
    every_cut("change of type", &["[]", CONFIGURATION], 1, true, async |client| client.change_type(1, 2, &[]).await)
        .await;
    every_cut("creation", &["[]", CONFIGURATION], 1, true, async |client| {
        client.create_configuration(&NewConfiguration::default()).await
    })
    .await;
    every_cut("manufacturer", &["[]", r#"{"id":1,"name":"A"}"#], 1, true, async |client| {
        client.manufacturer("A").await
    })
    .await;
    let change = || [ConfigurationChange::Answer { question: 4, value: "2".to_owned() }];
    let answers = [CONFIGURATION, r#"[{"id":4,"question":"Rack?"}]"#, CONFIGURATION];
    every_cut("answers before a write", &answers, 0, false, async |client| {
        client.update_configuration(1, &change()).await
    })
    .await;
    every_cut("answers after a write", &answers, 2, true, async |client| {
        client.update_configuration(1, &change()).await
    })
    .await;
}

#[tokio::test]
async fn companyinfo() {
    let whole = r#"{"Codebase":"v2025_1/","VersionCode":"v2025.1","IsCloud":true,"SiteUrl":null}"#;
    for length in 0..whole.len() {
        let transport = Companyinfo(whole[..length].to_owned());
        let client = sitebook_connectwise::Client::with(
            &common::credentials("https://cw.example"),
            transport,
            StillPace::default(),
        );
        let error = client.unwrap().configuration_types().await.unwrap_err();
        assert!(matches!(error.kind, PsaErrorKind::Unreadable { .. }), "cut at {length}: {error}");
    }
}

struct Companyinfo(String);

impl sitebook_connectwise::Transport for Companyinfo {
    async fn send(&self, _: &Request) -> Result<Response, TransportError> {
        Ok(json(200, &self.0))
    }
}

#[tokio::test]
async fn refusals_keep_their_meaning_however_short_they_are() {
    let whole = r#"{"code":"InvalidObject","message":"m","errors":[{"code":"OutOfRange","field":"name"}]}"#;
    for length in 0..=whole.len() {
        for status in [400, 401, 403, 409, 500] {
            let body = whole[..length].to_owned();
            let (client, _) = played(move |_| Ok(json(status, &body)));
            let error = client.configuration(1).await.unwrap_err();
            let is_right = match status {
                400 => matches!(error.kind, PsaErrorKind::Rejected { .. }),
                401 => error.kind == PsaErrorKind::Unauthorized,
                403 => matches!(error.kind, PsaErrorKind::Forbidden { .. }),
                409 => error.kind == PsaErrorKind::Conflict,
                _ => error.kind == PsaErrorKind::Unavailable { status: 500 },
            };
            assert!(is_right, "{status} cut at {length}: {error}");
        }
    }
}
