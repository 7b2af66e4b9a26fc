//! Where secrets live: the operating system's keychain, or, where there is none, a file encrypted with a key that the
//! environment gives. Never the database, a log, an error or a URL.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::{AppError, ErrorCode};

/// Environment variable with the key of the encrypted file.
pub const SECRETS_KEY_VARIABLE: &str = "SITEBOOK_SECRETS_KEY";

/// Service name of all entries in the keychain.
const SERVICE: &str = "Sitebook";

/// Cost of deriving the file's key: 64 MiB, three passes. The second recommendation of RFC 9106, section 4.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;

/// Name of the file that is locked while a secret is kept.
const LOCK: &str = "secrets.lock";

/// The right to change what is kept, until it is dropped: of two programs that keep a secret at the same moment, neither
/// overwrites the other's.
pub(crate) fn lock(directory: &Path) -> Result<File, AppError> {
    let path = directory.join(LOCK);
    let failed = |error: std::io::Error| file_failed(&path, &error.to_string());
    let file = File::options().read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(file)
}

/// The place where secrets of one workspace are kept.
#[derive(Debug)]
pub(crate) enum SecretPlace {
    /// The operating system's keychain.
    Keychain {
        /// Id of the workspace: two workspaces of one person do not share keys.
        workspace: String,
    },
    /// An encrypted file in the workspace directory.
    File {
        /// The file.
        path: PathBuf,
        /// The key that the environment gave.
        key: SecretString,
        /// Id of the workspace; a file moved to another workspace does not open.
        workspace: String,
    },
    /// Neither.
    None {
        /// The encrypted file that lies there all the same: the environment lacks its key.
        sealed: Option<PathBuf>,
    },
    /// Of a sample workspace. The keys of its simulator are published with its source: they need no place, and lie in a
    /// plain file, so that a sample works on every computer. Anything else is a secret.
    Sample {
        /// The file.
        path: PathBuf,
        /// Name under which the published keys are kept.
        published: &'static str,
        /// Where secrets are kept.
        other: Box<SecretPlace>,
    },
}

/// The encrypted file: all secrets in one piece, so that even their names and number are hidden.
#[derive(Serialize, Deserialize)]
struct SealedFile {
    salt: String,
    nonce: String,
    sealed: String,
}

impl SecretPlace {
    /// The keychain if it answers, else the file if the environment gives a key, else nowhere.
    pub(crate) fn choose(directory: &Path, workspace: &str, key: Option<SecretString>) -> Self {
        if keyring::Entry::store_status().is_ok() && keychain_answers(workspace) {
            return Self::Keychain { workspace: workspace.to_owned() };
        }
        let path = directory.join("secrets.sealed");
        match key {
            Some(key) => Self::File { path, key, workspace: workspace.to_owned() },
            None => Self::None { sealed: path.exists().then_some(path) },
        }
    }

    /// The same place in a sample workspace, with one name under which nothing but published keys is kept.
    pub(crate) fn in_sample(self, directory: &Path, published: &'static str) -> Self {
        Self::Sample { path: directory.join("simulator-keys.json"), published, other: Box::new(self) }
    }

    /// Short name of the place.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Keychain { .. } => "keychain",
            Self::File { .. } => "file",
            Self::None { .. } => "none",
            Self::Sample { .. } => "sample",
        }
    }

    /// The place in words.
    pub(crate) fn description(&self) -> String {
        match self {
            Self::Keychain { .. } => "The keychain of this computer's operating system.".to_owned(),
            Self::File { path, .. } => {
                format!("The encrypted file {} with the key from {SECRETS_KEY_VARIABLE}.", path.display())
            }
            Self::None { sealed: Some(path) } => format!(
                "Out of reach: they are in the encrypted file {}. Set {SECRETS_KEY_VARIABLE} to the key that it was made \
                 with.",
                path.display()
            ),
            Self::None { sealed: None } => format!(
                "Nowhere: this computer has no keychain that answers. Unlock it, or set {SECRETS_KEY_VARIABLE} to keep \
                 secrets in an encrypted file."
            ),
            Self::Sample { path, other, .. } => format!(
                "This is a sample workspace: the keys of its simulator are published and lie in {}. Secrets: {}",
                path.display(),
                other.description()
            ),
        }
    }

    /// The secret with this name.
    pub(crate) fn get(&self, name: &str) -> Result<Option<SecretString>, AppError> {
        match self {
            Self::Keychain { workspace } => match entry(workspace, name)?.get_password() {
                Ok(secret) => Ok(Some(secret.into())),
                Err(keyring::Error::NoEntry) => Ok(None),
                Err(error) => Err(keychain_failed(&error)),
            },
            Self::File { .. } => Ok(self.read_file()?.remove(name).map(Into::into)),
            Self::None { sealed: None } => Ok(None),
            Self::None { sealed: Some(_) } => Err(self.out_of_reach()),
            Self::Sample { path, published, .. } if name == *published => match std::fs::read_to_string(path) {
                Ok(keys) => Ok(Some(keys.into())),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(file_failed(path, &error.to_string())),
            },
            Self::Sample { other, .. } => other.get(name),
        }
    }

    /// Keeps a secret.
    pub(crate) fn set(&self, name: &str, secret: &SecretString) -> Result<(), AppError> {
        match self {
            Self::Keychain { workspace } => {
                entry(workspace, name)?.set_password(secret.expose_secret()).map_err(|error| keychain_failed(&error))
            }
            Self::File { .. } => {
                let mut all = self.read_file()?;
                all.insert(name.to_owned(), secret.expose_secret().to_owned());
                self.write_file(&all)
            }
            Self::None { .. } => Err(self.out_of_reach()),
            Self::Sample { path, published, .. } if name == *published => {
                let keys = secret.expose_secret().as_bytes();
                crate::files::replace(path, keys).map_err(|error| file_failed(path, &error.to_string()))
            }
            Self::Sample { other, .. } => other.set(name, secret),
        }
    }

    /// Forgets a secret; one that is not there is forgotten already.
    pub(crate) fn remove(&self, name: &str) -> Result<(), AppError> {
        match self {
            Self::Keychain { workspace } => match entry(workspace, name)?.delete_credential() {
                Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
                Err(error) => Err(keychain_failed(&error)),
            },
            Self::File { .. } => {
                let mut all = self.read_file()?;
                if all.remove(name).is_some() { self.write_file(&all) } else { Ok(()) }
            }
            Self::None { sealed: None } => Ok(()),
            // Saying that it is forgotten while it still lies there would be a lie.
            Self::None { sealed: Some(_) } => Err(self.out_of_reach()),
            Self::Sample { path, published, .. } if name == *published => match std::fs::remove_file(path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    Err(file_failed(path, &error.to_string()))
                }
                _ => Ok(()),
            },
            Self::Sample { other, .. } => other.remove(name),
        }
    }

    fn out_of_reach(&self) -> AppError {
        AppError::new(ErrorCode::NoSecretStore, self.description())
    }

    fn read_file(&self) -> Result<BTreeMap<String, String>, AppError> {
        let Self::File { path, key, workspace } = self else { return Ok(BTreeMap::new()) };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(error) => return Err(file_failed(path, &error.to_string())),
        };
        let broken = || {
            let why = format!(
                "it does not open with the key from {SECRETS_KEY_VARIABLE}, or is damaged. Set the key that it was made \
                 with; if that is lost, delete the file and enter the keys again"
            );
            file_failed(path, &why)
        };
        let file: SealedFile = serde_json::from_str(&text).map_err(|_| broken())?;
        let decode = |text: &str| BASE64.decode(text).map_err(|_| broken());
        let nonce: [u8; 24] = decode(&file.nonce)?.try_into().map_err(|_| broken())?;
        let cipher = cipher(key, &decode(&file.salt)?)?;
        let sealed = decode(&file.sealed)?;
        let payload = Payload { msg: &sealed, aad: workspace.as_bytes() };
        let opened = cipher.decrypt(&XNonce::from(nonce), payload).map_err(|_| broken())?;
        serde_json::from_slice(&opened).map_err(|_| broken())
    }

    fn write_file(&self, all: &BTreeMap<String, String>) -> Result<(), AppError> {
        let Self::File { path, key, workspace } = self else { return Ok(()) };
        let failed = |error: &dyn std::fmt::Display| file_failed(path, &error.to_string());
        let (mut salt, mut nonce) = ([0_u8; 16], [0_u8; 24]);
        getrandom::fill(&mut salt).map_err(|error| failed(&error))?;
        getrandom::fill(&mut nonce).map_err(|error| failed(&error))?;
        let plain = serde_json::to_vec(all).map_err(|error| failed(&error))?;
        let payload = Payload { msg: &plain, aad: workspace.as_bytes() };
        let sealed = cipher(key, &salt)?.encrypt(&XNonce::from(nonce), payload).map_err(|error| failed(&error))?;
        let file = SealedFile { salt: BASE64.encode(salt), nonce: BASE64.encode(nonce), sealed: BASE64.encode(sealed) };
        let text = serde_json::to_string(&file).map_err(|error| failed(&error))?;
        crate::files::replace(path, text.as_bytes()).map_err(|error| failed(&error))
    }
}

fn cipher(key: &SecretString, salt: &[u8]) -> Result<XChaCha20Poly1305, AppError> {
    let derive = || -> Result<[u8; 32], argon2::Error> {
        let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32))?;
        let mut derived = [0_u8; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(
            key.expose_secret().as_bytes(),
            salt,
            &mut derived,
        )?;
        Ok(derived)
    };
    let derived = derive().map_err(|error| AppError::new(ErrorCode::SecretStoreFailed, error.to_string()))?;
    Ok(XChaCha20Poly1305::new(&Key::from(derived)))
}

/// Whether the keychain can be asked at all: a missing entry is an answer, a locked or absent service is not.
fn keychain_answers(workspace: &str) -> bool {
    entry(workspace, "probe").is_ok_and(|entry| matches!(entry.get_password(), Ok(_) | Err(keyring::Error::NoEntry)))
}

fn entry(workspace: &str, name: &str) -> Result<keyring::Entry, AppError> {
    keyring::Entry::new(SERVICE, &format!("{workspace}/{name}")).map_err(|error| keychain_failed(&error))
}

fn keychain_failed(error: &keyring::Error) -> AppError {
    let message =
        format!("The keychain of this computer did not do what it was asked: {error}. Unlock it and try again.");
    AppError::new(ErrorCode::SecretStoreFailed, message)
}

fn file_failed(path: &Path, why: &str) -> AppError {
    AppError::new(ErrorCode::SecretStoreFailed, format!("The secrets file {} cannot be used: {why}.", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(directory: &Path, key: &str, workspace: &str) -> SecretPlace {
        SecretPlace::File {
            path: directory.join("secrets.sealed"),
            key: key.to_owned().into(),
            workspace: workspace.to_owned(),
        }
    }

    #[test]
    fn the_file_keeps_and_forgets_and_shows_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let ours = place(directory.path(), "a key", "w1");
        assert!(ours.get("private_key").unwrap().is_none());
        ours.set("private_key", &"canary-value".to_owned().into()).unwrap();
        assert_eq!(ours.get("private_key").unwrap().unwrap().expose_secret(), "canary-value");
        let text = std::fs::read_to_string(directory.path().join("secrets.sealed")).unwrap();
        assert!(!text.contains("canary") && !text.contains("private_key"));
        ours.remove("private_key").unwrap();
        assert!(ours.get("private_key").unwrap().is_none());
    }

    #[test]
    fn another_key_or_another_workspace_does_not_open_it() {
        let directory = tempfile::tempdir().unwrap();
        place(directory.path(), "a key", "w1").set("name", &"value".to_owned().into()).unwrap();
        for (key, workspace) in [("another key", "w1"), ("a key", "w2")] {
            let error = place(directory.path(), key, workspace).get("name").unwrap_err();
            assert_eq!(error.code, ErrorCode::SecretStoreFailed);
        }
    }

    #[test]
    fn without_a_place_nothing_is_kept() {
        let error = SecretPlace::None { sealed: None }.set("name", &"value".to_owned().into()).unwrap_err();
        assert_eq!(error.code, ErrorCode::NoSecretStore);
    }

    #[test]
    fn a_sample_keeps_published_keys_without_a_place_and_secrets_nowhere() {
        let directory = tempfile::tempdir().unwrap();
        let place = SecretPlace::None { sealed: None }.in_sample(directory.path(), "simulator");
        assert!(place.get("simulator").unwrap().is_none());
        place.set("simulator", &"published".to_owned().into()).unwrap();
        assert_eq!(place.get("simulator").unwrap().unwrap().expose_secret(), "published");
        assert_eq!(place.set("other", &"value".to_owned().into()).unwrap_err().code, ErrorCode::NoSecretStore);
        place.remove("simulator").unwrap();
        place.remove("simulator").unwrap();
        assert!(place.get("simulator").unwrap().is_none());
    }

    #[test]
    fn a_sealed_file_without_its_key_is_neither_empty_nor_forgotten() {
        let directory = tempfile::tempdir().unwrap();
        place(directory.path(), "a key", "w1").set("name", &"value".to_owned().into()).unwrap();
        let locked = SecretPlace::None { sealed: Some(directory.path().join("secrets.sealed")) };
        for error in [locked.get("name").unwrap_err(), locked.remove("name").unwrap_err()] {
            assert_eq!(error.code, ErrorCode::NoSecretStore);
            assert!(error.message.contains(SECRETS_KEY_VARIABLE), "{}", error.message);
        }
        assert!(place(directory.path(), "a key", "w1").get("name").unwrap().is_some());
    }
}
