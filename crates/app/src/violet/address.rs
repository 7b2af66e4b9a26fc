//! Whether the public address leads to this very workspace: it has to answer a challenge that nobody else can.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::settings::KeptCheck;
use super::tokens::ChallengeAnswer;
use crate::dto::{Nothing, VioletSettings};
use crate::{AppError, ErrorCode, Workspace};

const TIMEOUT: Duration = Duration::from_secs(15);

/// Longer than any answer; anything longer is a page of somebody else's.
const ANSWER_LIMIT: usize = 4096;

/// A good answer is believed for so long before an invitation is sent: one hour, in milliseconds.
const BELIEVED_MILLIS: i64 = 60 * 60_000;

impl Workspace {
    /// Asks the public address whether it serves this workspace, and keeps what it answered.
    pub async fn violet_address_check(&self, _: Nothing) -> Result<VioletSettings, AppError> {
        let settings = self.kept_violet().await?;
        if settings.public_address.is_empty() {
            let message = "Write the public address first: Settings, Violet.";
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        self.ask_public_address(&settings.public_address).await?;
        self.violet_settings_show(Nothing {}).await
    }

    /// Asks again where the last good answer is older than an hour.
    pub(super) async fn refresh_address_check(&self) -> Result<(), AppError> {
        let settings = self.kept_violet().await?;
        let check = self.address_check(&settings).await?;
        let is_fresh =
            |check: &KeptCheck| check.ok && (0..BELIEVED_MILLIS).contains(&self.now().millis_since(check.at));
        // Who never asked is told to; who did is told what it says now.
        match check {
            Some(check) if !is_fresh(&check) => self.ask_public_address(&settings.public_address).await,
            _ => Ok(()),
        }
    }

    async fn ask_public_address(&self, address: &str) -> Result<(), AppError> {
        let mut nonce = [0_u8; 24];
        getrandom::fill(&mut nonce).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        let nonce = URL_SAFE_NO_PAD.encode(nonce);
        let expected = self.answer_challenge(&nonce).await?;
        let (ok, message) = match ask(address, &nonce).await {
            Ok(answer) => judge(&answer, &expected),
            Err(why) => (false, format!("{address} does not answer: {why}")),
        };
        let check = KeptCheck { address: address.to_owned(), ok, at: self.now(), message };
        self.keep_address_check(&check).await?;
        self.changed();
        Ok(())
    }
}

/// What an answer means.
fn judge(answer: &ChallengeAnswer, expected: &ChallengeAnswer) -> (bool, String) {
    if answer == expected {
        return (true, "It answers for this workspace.".to_owned());
    }
    let why = if answer.workspace == expected.workspace {
        "It serves this workspace, but with another secret: the program that serves it keeps its secrets elsewhere. Run it \
         as the same user on the same computer, or with the same key of the encrypted secrets file."
    } else {
        "It serves another workspace. Start sitebookctl serve with this workspace's folder (--data)."
    };
    (false, why.to_owned())
}

/// The answer of the server, or why there is none, in words.
async fn ask(address: &str, nonce: &str) -> Result<ChallengeAnswer, String> {
    let failed = |error: reqwest::Error| {
        if error.is_timeout() {
            return "it took longer than 15 seconds. Look whether sitebookctl serve runs, and at the firewall."
                .to_owned();
        }
        format!("{}. Look whether sitebookctl serve runs, and at the proxy before it.", causes(&error.without_url()))
    };
    let client = reqwest::Client::builder()
        .timeout(TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(failed)?;
    let question = format!("{address}/.well-known/sitebook-challenge?nonce={nonce}");
    let mut response = client.get(question).send().await.map_err(failed)?;
    if !response.status().is_success() {
        return Err(format!(
            "it says {}. Something else than Violet is reached there; look at the proxy before it.",
            response.status()
        ));
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        body.extend_from_slice(&chunk);
        if body.len() > ANSWER_LIMIT {
            break;
        }
    }
    serde_json::from_slice(&body)
        .map_err(|_| "what it says is no answer of Violet's. Look at the proxy before it.".to_owned())
}

/// An error with what caused it: the innermost cause is the one that a person can mend.
fn causes(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        words = inner.to_string();
        cause = inner.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_workspace_with_the_right_secret_is_believed() {
        let expected = ChallengeAnswer { workspace: "w".to_owned(), answer: "a".to_owned() };
        assert!(judge(&expected.clone(), &expected).0);
        let other_secret = ChallengeAnswer { answer: "b".to_owned(), ..expected.clone() };
        assert!(judge(&other_secret, &expected).1.contains("another secret"));
        let other_workspace = ChallengeAnswer { workspace: "x".to_owned(), ..expected.clone() };
        assert!(judge(&other_workspace, &expected).1.contains("another workspace"));
    }
}
