//! Settings of Violet: where owners reach it, and how the company stands before them.

use std::net::IpAddr;
use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sitebook_domain::{Colour, Timestamp, check_email};
use url::{Host, Url};

use super::letter::{self, Look, PLACEHOLDERS};
use super::logo;
use crate::dto::{Nothing, VioletAddressCheck, VioletLogo, VioletServing, VioletSettings, VioletSettingsSetRequest};
use crate::geoip::blocking;
use crate::{AppError, ErrorCode, Workspace};

/// Setting: everything but the logo.
const SETTINGS: &str = "violet";
/// Setting: the logo.
const LOGO: &str = "violet.logo";
/// Setting: what the public address answered last.
const ADDRESS: &str = "violet.address";
/// Setting: where the web app was served last.
const SERVING: &str = "violet.serving";

/// Sitebook's own colour.
const COLOUR: &str = "#0b6173";

/// Longest name of a company and longest phone number, in characters.
const LONGEST_NAME: usize = 100;
const LONGEST_PHONE: usize = 50;

/// A server that has said nothing for so long is not running. It says something every minute.
const SERVING_MILLIS: i64 = 3 * 60_000;

/// Settings as they are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    pub(crate) public_address: String,
    pub(crate) reverse_proxy: Option<IpAddr>,
    pub(crate) company_name: String,
    pub(crate) colour: String,
    pub(crate) support_phone: String,
    pub(crate) support_email: String,
    pub(crate) invitation_subject: String,
    pub(crate) invitation_text: String,
}

impl Settings {
    /// Subject of an invitation.
    pub(super) fn subject(&self) -> &str {
        if self.invitation_subject.is_empty() { letter::SUBJECT } else { &self.invitation_subject }
    }

    /// Text of an invitation.
    pub(super) fn text(&self) -> &str {
        if self.invitation_text.is_empty() { letter::TEXT } else { &self.invitation_text }
    }

    /// How to get help, in one line; empty where nobody said.
    pub(crate) fn support(&self) -> String {
        let ways = [self.support_phone.as_str(), self.support_email.as_str()];
        ways.into_iter().filter(|way| !way.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// Takes what is said of each setting, where it can be taken.
    fn change(&mut self, request: &VioletSettingsSetRequest) -> Result<(), AppError> {
        if let Some(address) = &request.public_address {
            self.public_address = public_address(address)?;
        }
        if let Some(proxy) = &request.reverse_proxy {
            self.reverse_proxy = reverse_proxy(proxy)?;
        }
        if let Some(name) = &request.company_name {
            self.company_name = one_line("The name of the company", name, LONGEST_NAME)?;
        }
        if let Some(phone) = &request.support_phone {
            self.support_phone = one_line("The phone number", phone, LONGEST_PHONE)?;
        }
        if let Some(email) = request.support_email.as_deref().map(str::trim) {
            if !email.is_empty() {
                check_email(email).map_err(|fault| refused(&format!("\"{email}\" is no e-mail address: {fault}")))?;
            }
            email.clone_into(&mut self.support_email);
        }
        if let Some(colour) = request.colour.as_deref().map(str::trim) {
            self.colour = if colour.is_empty() {
                String::new()
            } else {
                Colour::parse(colour)
                    .map_err(|error| refused(&format!("\"{colour}\" cannot be used: {error}")))?
                    .to_string()
            };
        }
        let own = |given: &Option<String>, kept: &mut String, default: &str| {
            if let Some(text) = given.as_deref().map(str::trim) {
                // The text that Sitebook brings goes on to be Sitebook's, and gets better with it.
                if text == default { kept.clear() } else { text.clone_into(kept) }
            }
        };
        own(&request.invitation_subject, &mut self.invitation_subject, letter::SUBJECT);
        own(&request.invitation_text, &mut self.invitation_text, letter::TEXT);
        if let Some(fault) = letter::fault(self.subject(), self.text()) {
            return Err(refused(&fault));
        }
        Ok(())
    }

    /// How pages and mails look.
    pub(crate) fn look(&self) -> Look {
        let colour = if self.colour.is_empty() { COLOUR } else { &self.colour };
        let text = Colour::parse(colour).map_or("#ffffff", Colour::text);
        Look { colour: colour.to_owned(), colour_text: text.to_owned() }
    }
}

/// What the public address answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptCheck {
    /// The address that was asked.
    pub(super) address: String,
    pub(super) ok: bool,
    pub(super) at: Timestamp,
    pub(super) message: String,
}

/// What a process that serves the owners' web app tells the office.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ServingNote {
    /// The address that it listens on.
    pub listen: String,
    /// Whether it speaks https itself.
    pub is_tls: bool,
    /// The reverse proxy that its command names, which goes before the one of the settings.
    pub proxy_of_command: Option<IpAddr>,
    /// A proxy that passed a request on without being named.
    pub unnamed_proxy: Option<IpAddr>,
}

impl ServingNote {
    /// The proxy that passed a request on without being named, where it is not named by now.
    fn unnamed_of(&self, of_settings: Option<IpAddr>) -> Option<IpAddr> {
        let in_force = self.proxy_of_command.or(of_settings);
        self.unnamed_proxy.filter(|proxy| Some(*proxy) != in_force)
    }
}

/// Where the web app was served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct KeptServing {
    machine: String,
    seen_at: Timestamp,
    #[serde(flatten)]
    note: ServingNote,
}

impl Workspace {
    /// Settings of Violet.
    pub async fn violet_settings_show(&self, _: Nothing) -> Result<VioletSettings, AppError> {
        let settings = self.kept_violet().await?;
        let look = settings.look();
        let check = self.address_check(&settings).await?;
        let serving: Option<KeptServing> = self.violet_document(SERVING).await?;
        let now = self.now();
        Ok(VioletSettings {
            workspace: self.workspace_id().await?,
            address_check: check.map(|check| VioletAddressCheck {
                ok: check.ok,
                at: check.at.to_string(),
                message: check.message,
            }),
            serving: serving.map(|serving| VioletServing {
                machine: serving.machine,
                unnamed_proxy: written(serving.note.unnamed_of(settings.reverse_proxy)),
                listen: serving.note.listen,
                https: serving.note.is_tls,
                proxy_of_command: written(serving.note.proxy_of_command),
                seen_at: serving.seen_at.to_string(),
                running: (0..=SERVING_MILLIS).contains(&now.millis_since(serving.seen_at)),
            }),
            logo: self.violet_document(LOGO).await?,
            colour: look.colour,
            colour_is_default: settings.colour.is_empty(),
            colour_text: look.colour_text,
            invitation_is_default: settings.invitation_subject.is_empty() && settings.invitation_text.is_empty(),
            invitation_subject: settings.subject().to_owned(),
            invitation_text: settings.text().to_owned(),
            placeholders: PLACEHOLDERS.map(str::to_owned).to_vec(),
            public_address: settings.public_address,
            reverse_proxy: written(settings.reverse_proxy),
            company_name: settings.company_name,
            support_phone: settings.support_phone,
            support_email: settings.support_email,
        })
    }

    /// Changes settings of Violet, all or nothing.
    pub async fn violet_settings_set(&self, request: VioletSettingsSetRequest) -> Result<VioletSettings, AppError> {
        let logo = match &request.logo_path {
            Some(path) if path.is_empty() => Some(None),
            Some(path) => {
                let path = PathBuf::from(path);
                Some(Some(blocking(move || logo::read(&path)).await?))
            }
            None => None,
        };
        // Under the lock for writing: what another desk changes at the same time stays changed.
        self.store()
            .change_setting(SETTINGS, |kept| {
                let mut settings: Settings = kept.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
                settings.change(&request)?;
                document(&settings).map(Some)
            })
            .await?;
        match logo {
            Some(Some(logo)) => self.keep_violet_document::<VioletLogo>(LOGO, &logo).await?,
            Some(None) => self.store().remove_setting(LOGO).await?,
            None => {}
        }
        self.changed();
        self.violet_settings_show(Nothing {}).await
    }

    /// Notes that this process serves the owners' web app at this moment, for Settings. To be said every minute.
    pub async fn note_violet_serving(&self, note: ServingNote) -> Result<(), AppError> {
        let machine = crate::leases::this_process().host;
        self.keep_violet_document(SERVING, &KeptServing { machine, seen_at: self.now(), note }).await
    }

    /// The reverse proxy in front of the owners' web app, whose word about who is asking is taken, as the settings name it.
    pub async fn violet_proxy(&self) -> Result<Option<IpAddr>, AppError> {
        Ok(self.kept_violet().await?.reverse_proxy)
    }

    /// Whether owners see a logo.
    pub(crate) async fn has_violet_logo(&self) -> Result<bool, AppError> {
        Ok(self.store().has_setting(LOGO).await?)
    }

    /// The logo as owners' browsers get it: its media type, one of three, and the picture.
    pub async fn owner_logo(&self) -> Result<Option<(&'static str, Vec<u8>)>, AppError> {
        let logo: Option<VioletLogo> = self.violet_document(LOGO).await?;
        Ok(logo.and_then(|logo| logo::picture(&logo)))
    }

    pub(crate) async fn kept_violet(&self) -> Result<Settings, AppError> {
        Ok(self.violet_document(SETTINGS).await?.unwrap_or_default())
    }

    /// What the address of the settings answered last.
    pub(super) async fn address_check(&self, settings: &Settings) -> Result<Option<KeptCheck>, AppError> {
        let check: Option<KeptCheck> = self.violet_document(ADDRESS).await?;
        Ok(check.filter(|check| !check.address.is_empty() && check.address == settings.public_address))
    }

    pub(super) async fn keep_address_check(&self, check: &KeptCheck) -> Result<(), AppError> {
        self.keep_violet_document(ADDRESS, check).await
    }

    async fn violet_document<V: DeserializeOwned>(&self, name: &str) -> Result<Option<V>, AppError> {
        // What cannot be read any more counts as absent.
        Ok(self.store().setting(name).await?.and_then(|text| serde_json::from_str(&text).ok()))
    }

    async fn keep_violet_document<V: Serialize>(&self, name: &str, value: &V) -> Result<(), AppError> {
        Ok(self.store().set_setting(name, &document(value)?).await?)
    }
}

fn document<V: Serialize>(value: &V) -> Result<String, AppError> {
    serde_json::to_string(value).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))
}

/// The address under which owners reach the web app: `https://` and a host, with a port where it needs one. `http` is
/// taken for this very computer alone, to try it out.
fn public_address(text: &str) -> Result<String, AppError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(String::new());
    }
    let bad = |why: &str| refused(&format!("\"{text}\" cannot be the public address: {why}"));
    let written = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = Url::parse(&written).map_err(|_| bad("it is no address, such as https://home.example.com"))?;
    let is_here = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => return Err(bad("it names no host")),
    };
    match url.scheme() {
        "https" => {}
        "http" if is_here => {}
        _ => return Err(bad("owners are reached over https:// only")),
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err(bad("it is https:// and a host, and nothing else"));
    }
    if url.path() != "/" {
        return Err(bad("the web app needs a host of its own; leave out what stands after it"));
    }
    Ok(url.origin().ascii_serialization())
}

/// The address of a reverse proxy; none where nothing is written.
fn reverse_proxy(text: &str) -> Result<Option<IpAddr>, AppError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let bad = |why: &str| refused(&format!("\"{text}\" cannot be the reverse proxy: {why}"));
    let address: IpAddr = text.parse().map_err(|_| bad("it is no IP address, such as 127.0.0.1"))?;
    let address = address.to_canonical();
    if address.is_unspecified() || address.is_multicast() {
        return Err(bad("nobody asks from this address"));
    }
    Ok(Some(address))
}

fn written(address: Option<IpAddr>) -> String {
    address.map(|address| address.to_string()).unwrap_or_default()
}

fn one_line(what: &str, text: &str, longest: usize) -> Result<String, AppError> {
    let text = text.trim();
    if text.chars().any(char::is_control) || text.chars().count() > longest {
        return Err(refused(&format!("{what} is one line of at most {longest} characters")));
    }
    Ok(text.to_owned())
}

fn refused(why: &str) -> AppError {
    AppError::new(ErrorCode::InvalidInput, format!("{why}. Nothing was changed."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_address_is_https_and_a_host() {
        for (typed, kept) in [
            ("home.northgate.example", "https://home.northgate.example"),
            (" https://Home.Northgate.example/ ", "https://home.northgate.example"),
            ("https://home.northgate.example:8443", "https://home.northgate.example:8443"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("", ""),
        ] {
            assert_eq!(public_address(typed).unwrap(), kept);
        }
        for typed in [
            "http://home.northgate.example",
            "https://home.northgate.example/violet",
            "https://user:word@home.northgate.example",
            "https://home.northgate.example?x=1",
            "ftp://home.northgate.example",
            "https://",
            "two words",
        ] {
            assert_eq!(public_address(typed).unwrap_err().code, ErrorCode::InvalidInput, "{typed}");
        }
    }

    #[test]
    fn a_reverse_proxy_is_one_address() {
        for (typed, kept) in [
            ("", None),
            (" 127.0.0.1 ", Some("127.0.0.1")),
            ("::1", Some("::1")),
            ("::ffff:10.0.0.2", Some("10.0.0.2")),
        ] {
            assert_eq!(reverse_proxy(typed).unwrap().map(|proxy| proxy.to_string()).as_deref(), kept);
        }
        for typed in ["localhost", "10.0.0.0/8", "127.0.0.1:8090", "0.0.0.0", "::", "::ffff:0.0.0.0", "224.0.0.1"] {
            assert_eq!(reverse_proxy(typed).unwrap_err().code, ErrorCode::InvalidInput, "{typed}");
        }
    }

    #[test]
    fn help_is_one_line_of_what_is_known() {
        let settings = Settings { support_phone: "+44 1".to_owned(), ..Settings::default() };
        assert_eq!(settings.support(), "+44 1");
        assert_eq!(Settings::default().support(), "");
    }
}
