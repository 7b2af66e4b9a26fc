//! What the log of the owners' app says, and what it never does.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use common::{Home, OWNER};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// All that was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn every_answer_has_a_line_and_none_of_them_a_secret() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("trace"))
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    // Everything here runs on this thread, the server, too.
    let _guard = tracing::subscriber::set_default(subscriber);

    let home = Home::new().await;
    let link = home.invite().await;
    let mut phone = home.browser();
    let page = phone.get(&link).await;
    phone.send(&page, "/sign-in/invitation", &[]).await;
    let page = phone.get("/sign-in/code").await;
    let wrong = phone.send(&page, "/sign-in/code", &[("code", "00000000")]).await;
    let code = home.newest_code().await;
    phone.send(&wrong, "/sign-in/code", &[("code", &code)]).await;
    let page = phone.get("/").await;
    let device = home.device("TV").await;
    let switched = phone.send(&page, &format!("/devices/{device}/power"), &[("act", "off")]).await;
    assert!(switched.text.contains("TV was switched off."), "{}", switched.text);
    home.workspace.testing_settled().await;

    let said = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let ours: Vec<&str> = said.lines().filter(|line| line.contains("sitebook_")).collect();
    let answered: Vec<&&str> = ours.iter().filter(|line| line.contains("sitebook_violet::guard: answered")).collect();
    assert_eq!(answered.len(), 7, "{answered:#?}");
    assert!(answered[0].contains("/invitation/{token}"), "{}", answered[0]);
    let token = link.rsplit('/').next().unwrap();
    for secret in [token, &code, OWNER].into_iter().chain(phone.cookies.values().map(String::as_str)) {
        let tells = ours.iter().find(|line| line.contains(secret));
        assert!(tells.is_none(), "{secret} stands in the log: {tells:?}");
    }
}
