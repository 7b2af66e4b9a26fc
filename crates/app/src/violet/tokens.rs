//! Keys of invitations, codes to sign in with, and the answer to a challenge: all made from one secret of the workspace.
//!
//! None of them is kept anywhere. Whoever has the secret makes them again when they are needed: the mail of an invitation
//! names the invitation alone, and its key comes into being when the mail is sent. The database holds hashes, with which
//! nobody can sign in. The secret lies with the other secrets, is made once, and never leaves this file.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{AppError, ErrorCode, Workspace};

/// Name of the secret.
pub(crate) const SECRET: &str = "violet";

/// Length of the secret, of a key and of a hash, in bytes.
const LENGTH: usize = 32;

/// Codes have eight digits: with five tries a guess succeeds once in twenty million times.
const CODES: u64 = 100_000_000;

/// Longest nonce that is answered, in characters.
const LONGEST_NONCE: usize = 128;

/// What every key of Violet is made from.
#[derive(Debug)]
pub(crate) struct VioletSecret(SecretBox<[u8; LENGTH]>);

impl VioletSecret {
    /// A new one.
    fn new() -> Result<Self, AppError> {
        let mut bytes = Box::new([0_u8; LENGTH]);
        getrandom::fill(bytes.as_mut()).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        Ok(Self(SecretBox::new(bytes)))
    }

    /// As it was kept.
    fn read(text: &SecretString) -> Result<Self, AppError> {
        let bytes = STANDARD.decode(text.expose_secret()).ok().and_then(|bytes| bytes.try_into().ok());
        let bytes: [u8; LENGTH] = bytes.ok_or_else(|| {
            let message = "The secret of Violet is not what Sitebook kept. Remove the entry \"violet\" from the place of the \
                           secrets; open invitations have to be sent again then.";
            AppError::new(ErrorCode::SecretStoreFailed, message)
        })?;
        Ok(Self(SecretBox::new(Box::new(bytes))))
    }

    fn text(&self) -> SecretString {
        STANDARD.encode(self.0.expose_secret()).into()
    }

    /// The key of an invitation: 256 bit, in base64url without padding.
    pub(crate) fn invitation_token(&self, invitation: Uuid) -> SecretString {
        URL_SAFE_NO_PAD.encode(self.mac("invitation", &invitation.to_string())).into()
    }

    /// The code to sign in with: eight digits.
    pub(crate) fn code(&self, code: Uuid) -> SecretString {
        let mac = self.mac("code", &code.to_string());
        let (first, _) = mac.split_at(8);
        let number = first.iter().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        // 2^64 is so much more than 10^8 that no code is likelier than another by more than one in 10^11.
        format!("{:08}", number % CODES).into()
    }

    /// The answer by which a server shows that it serves this very workspace.
    pub(crate) fn challenge_answer(&self, nonce: &str) -> String {
        hex(&self.mac("challenge", nonce))
    }

    fn mac(&self, purpose: &str, about: &str) -> [u8; LENGTH] {
        // A key of any length is taken.
        #[expect(clippy::expect_used, reason = "HMAC takes keys of every length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.expose_secret()).expect("a key of any length");
        mac.update(purpose.as_bytes());
        mac.update(about.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// What is kept of a key: its SHA-256.
pub(crate) fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |text, byte| text + &format!("{byte:02x}"))
}

/// What the owners' web app answers to a challenge.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ChallengeAnswer {
    /// Id of the workspace that is served.
    pub workspace: String,
    /// HMAC-SHA256 of the nonce with the workspace's secret, in hex.
    pub answer: String,
}

impl Workspace {
    /// Answers a challenge of `GET /.well-known/sitebook-challenge?nonce=...`: shows that this very workspace is served,
    /// and nothing else. A nonce that is empty, longer than 128 characters, or of more than letters, digits, `-` and `_` is
    /// `invalid_input`.
    pub async fn answer_challenge(&self, nonce: &str) -> Result<ChallengeAnswer, AppError> {
        let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if nonce.is_empty() || nonce.len() > LONGEST_NONCE || !nonce.bytes().all(is_usual) {
            return Err(AppError::new(ErrorCode::InvalidInput, "The nonce is no nonce of Sitebook's."));
        }
        let answer = self.violet_secret().await?.challenge_answer(nonce);
        Ok(ChallengeAnswer { workspace: self.workspace_id().await?, answer })
    }

    /// The secret that the keys of Violet are made from; made now where there is none.
    pub(crate) async fn violet_secret(&self) -> Result<&VioletSecret, AppError> {
        let make = async || match self.secret(SECRET).await? {
            Some(kept) => VioletSecret::read(&kept),
            None => VioletSecret::read(&self.secret_or_new(SECRET, VioletSecret::new()?.text()).await?),
        };
        self.inner.violet_secret.get_or_try_init(make).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(byte: u8) -> VioletSecret {
        VioletSecret(SecretBox::new(Box::new([byte; LENGTH])))
    }

    #[test]
    fn the_same_secret_makes_the_same_keys_and_another_one_others() {
        let id = Uuid::from_u128(7);
        let token = |byte| secret(byte).invitation_token(id).expose_secret().to_owned();
        assert_eq!(token(1), token(1));
        assert_ne!(token(1), token(2));
        assert_eq!(URL_SAFE_NO_PAD.decode(token(1)).unwrap().len(), LENGTH);
        assert_ne!(secret(1).invitation_token(Uuid::from_u128(8)).expose_secret(), token(1));
    }

    #[test]
    fn codes_have_eight_digits() {
        for id in 0..500_u128 {
            let code = secret(3).code(Uuid::from_u128(id));
            assert!(code.expose_secret().len() == 8 && code.expose_secret().bytes().all(|byte| byte.is_ascii_digit()));
        }
    }

    #[test]
    fn a_secret_that_was_kept_is_the_same_and_shows_nothing() {
        let kept = secret(9);
        let again = VioletSecret::read(&kept.text()).unwrap();
        assert_eq!(again.challenge_answer("nonce"), kept.challenge_answer("nonce"));
        assert!(!format!("{kept:?}").contains('9'));
        assert!(VioletSecret::read(&"no secret".to_owned().into()).is_err());
    }

    #[test]
    fn an_answer_is_what_other_programs_would_make_of_it() {
        // HMAC-SHA256 with 32 bytes of 1 over "challengeabc", as Python's hmac makes it.
        let expected = "6a0ac0d3eef0b379444fb2255b63c626c0344c5e85d82bab45f361320a8fdfb5";
        assert_eq!(secret(1).challenge_answer("abc"), expected);
    }
}
