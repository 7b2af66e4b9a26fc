//! What stands around every page.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::files::{STYLE, version};
use crate::icons::{Icon, icon, sprite};
use crate::view::OwnerCompany;

/// What stands around every page.
#[derive(Debug, Default)]
pub struct Shell {
    /// Who looks after the network.
    pub company: OwnerCompany,
    /// The token of this browser's forms.
    pub form: String,
    /// Whether somebody is signed in.
    pub signed_in: bool,
    /// How it is drawn where nothing can be fetched, such as in the office; none = as the owners' app serves it.
    pub standalone: Option<Standalone>,
}

/// A page that brings everything along, has no script, and leads nowhere.
#[derive(Debug, Default)]
pub struct Standalone {
    /// The company's logo as a `data:` address; none = there is none.
    pub logo: Option<String>,
}

impl Shell {
    /// Where not even the company is known: something went wrong on the way.
    #[must_use]
    pub fn without_company() -> Self {
        Self::default()
    }

    /// Where a link of a page leads: nowhere where the page is only to be looked at.
    fn link(&self, address: impl Into<String>) -> Option<String> {
        self.standalone.is_none().then(|| address.into())
    }

    /// The company, or what stands for it.
    pub(crate) fn company_name(&self) -> &str {
        if self.company.name.is_empty() { "Your network" } else { &self.company.name }
    }

    /// Whom to ask, in the middle of a sentence.
    pub(crate) fn whom(&self) -> &str {
        if self.company.name.is_empty() { "whoever looks after your network" } else { &self.company.name }
    }
}

/// A whole page. `heading` stands in the bar above it, `below` under that.
pub(crate) fn page(shell: &Shell, title: &str, heading: &str, below: &str, class: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                meta name="theme-color" media="(prefers-color-scheme: light)" content="#FFFFFF";
                meta name="theme-color" media="(prefers-color-scheme: dark)" content="#141B1C";
                title { (title) " · " (shell.company_name()) }
                @if shell.standalone.is_some() {
                    // Both are ours: the one is a file, the other two colours that were checked digit by digit.
                    style { (PreEscaped(STYLE)) (PreEscaped(shell.company.brand())) }
                } @else { (served(shell)) }
            }
            body class=(class) {
                (sprite())
                a.skip href=[shell.link("#main")] { "To the content" }
                header {
                    (logo(shell))
                    div.grow {
                        @if class == "signed-in" { h1 { (heading) } } @else { p.heading { (heading) } }
                        @if !below.is_empty() { p { (below) } }
                    }
                    @if shell.signed_in {
                        a.round href=[shell.link("/account")] aria-label="Your account" { (icon(Icon::User)) }
                    }
                }
                main #main { (content) }
                (help(shell))
            }
        }
    }
}

/// What the owners' app serves beside the page.
fn served(shell: &Shell) -> Markup {
    html! {
        link rel="icon" href={ "/icon.svg?" (version()) } type="image/svg+xml";
        link rel="apple-touch-icon" href={ "/icon/180?" (version()) };
        link rel="manifest" href="/violet.webmanifest";
        link rel="stylesheet" href={ "/violet.css?" (version()) };
        @if !shell.company.colour.is_empty() {
            link rel="stylesheet" href={ "/brand.css?" (shell.company.colour.trim_start_matches('#')) };
        }
        script src={ "/violet.js?" (version()) } defer {}
    }
}

fn logo(shell: &Shell) -> Markup {
    let address = match &shell.standalone {
        Some(Standalone { logo }) => logo.as_deref(),
        None => shell.company.has_logo.then_some("/logo"),
    };
    html! {
        @if let Some(address) = address {
            img.logo src=(address) alt="" width="38" height="38";
        } @else {
            span.logo aria-hidden="true" { (shell.company_name().chars().next().unwrap_or('V').to_uppercase()) }
        }
    }
}

/// How to get help. Where there is no way, nothing pretends to be one.
fn help(shell: &Shell) -> Markup {
    let OwnerCompany { support_phone, support_email, .. } = &shell.company;
    html! {
        @if !support_phone.is_empty() || !support_email.is_empty() {
            footer {
                @if !support_phone.is_empty() {
                    a.button href=[shell.link(format!("tel:{}", dialled(support_phone)))] { (icon(Icon::Phone)) "Call for help" }
                }
                @if !support_email.is_empty() {
                    a.button href=[shell.link(format!("mailto:{support_email}"))] { (icon(Icon::Mail)) "Write for help" }
                }
            }
        }
    }
}

/// A telephone number as a link holds it (RFC 3966): digits, and the plus before them.
fn dialled(phone: &str) -> String {
    phone.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::devices::{account, devices};
    use crate::view::{OwnerBlock, OwnerDevice, OwnerNetwork, OwnerPower, OwnerView};
    use crate::{plain, sign_in};

    #[test]
    fn every_text_from_outside_is_only_a_text() {
        let evil = "<script>alert(1)</script>\"'><img src=x onerror=y>";
        let company = OwnerCompany {
            name: evil.to_owned(),
            colour: evil.to_owned(),
            colour_text: evil.to_owned(),
            has_logo: true,
            support_phone: evil.to_owned(),
            support_email: evil.to_owned(),
        };
        let device = OwnerDevice {
            id: evil.to_owned(),
            name: evil.to_owned(),
            kind: evil.to_owned(),
            online: None,
            power: Some(OwnerPower { can_switch: true, can_restart: true, ..OwnerPower::default() }),
            block: Some(OwnerBlock { blocked: None, hindrance: evil.to_owned() }),
        };
        let network = OwnerNetwork { agent: String::new(), name: evil.to_owned(), online: true, devices: vec![device] };
        let view = OwnerView {
            company: company.clone(),
            owner_email: evil.to_owned(),
            networks: vec![network.clone(), network],
        };
        for standalone in [None, Some(Standalone { logo: Some(evil.to_owned()) })] {
            let shell = Shell { company: company.clone(), form: evil.to_owned(), signed_in: true, standalone };
            for page in [
                plain::not_found(&shell),
                sign_in::address(&shell, evil, Some(evil)),
                sign_in::code(&shell, evil, 9, None),
                devices(&shell, &view, None),
                account(&shell, evil),
            ] {
                let text = page.into_string();
                assert!(!text.contains("<script>alert") && !text.contains("<img src=x"), "{text}");
                assert!(!text.contains("\"'><"), "{text}");
            }
        }
    }

    #[test]
    fn a_number_is_dialled_without_what_people_write_between() {
        assert_eq!(dialled("+44 (20) 7946-0000"), "+442079460000");
    }
}
