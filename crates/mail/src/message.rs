//! A mail as it is handed to the server.

use std::time::{Duration, SystemTime};

use lettre::address::Address;
use lettre::message::header::{ContentTransferEncoding, ContentType};
use lettre::message::{Body, Mailbox, Message, MultiPart, SinglePart};
use sitebook_domain::{Timestamp, check_email};

use crate::MailError;

/// Longest subject and longest name of a sender, in characters. Longer ones are a mistake.
const LONGEST_LINE: usize = 250;

/// Whom mail comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// Name; may be empty.
    pub name: String,
    /// E-mail address.
    pub email: String,
}

/// A mail to one person: the same as plain text and as a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// A name that no other mail has: letters, digits and `-`. A server that gets the same mail twice can tell.
    pub id: String,
    /// To whom.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The page.
    pub html: String,
    /// When it was written.
    pub at: Timestamp,
}

impl Letter {
    /// The mail as the library sends it. Whatever cannot stand in a header is refused here, before the library sees it.
    pub(crate) fn message(&self, from: &Sender) -> Result<Message, MailError> {
        let name = header_text("sender", &from.name)?;
        let from_address = address("sender", &from.email)?;
        let domain = from_address.domain().to_owned();
        let from = Mailbox::new((!name.is_empty()).then(|| name.to_owned()), from_address);
        let to = Mailbox::new(None, address("recipient", &self.to)?);
        let subject = header_text("subject", &self.subject)?;
        let id = header_text("id", &self.id)?;
        if !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return Err(bad("id", "it is more than letters, digits and dashes"));
        }
        let date = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(self.at.0).unwrap_or(0));
        Message::builder()
            .from(from)
            .to(to)
            .subject(subject)
            .date(date)
            .message_id(Some(format!("<{id}@{domain}>")))
            .multipart(
                MultiPart::alternative()
                    .singlepart(part(ContentType::TEXT_PLAIN, &self.text)?)
                    .singlepart(part(ContentType::TEXT_HTML, &self.html)?),
            )
            .map_err(|error| bad("mail", &error.to_string()))
    }
}

/// A body in base64, whatever it holds: no line of it can be taken for a command (RUSTSEC-2026-0561).
fn part(kind: ContentType, text: &str) -> Result<SinglePart, MailError> {
    let body = Body::new_with_encoding(text.to_owned(), ContentTransferEncoding::Base64)
        .map_err(|_| bad("text", "it cannot be written in base64"))?;
    Ok(SinglePart::builder().header(kind).body(body))
}

fn address(what: &'static str, text: &str) -> Result<Address, MailError> {
    let text = header_text(what, text)?;
    check_email(text).map_err(|fault| bad(what, &fault.to_string()))?;
    text.parse().map_err(|_| bad(what, "it is no e-mail address that can be written to"))
}

/// A text that can stand in one line of a header.
fn header_text<'t>(what: &'static str, text: &'t str) -> Result<&'t str, MailError> {
    // Line and paragraph separators are no control characters of Unicode, and yet end a line for some programs.
    if text.chars().any(|letter| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')) {
        return Err(bad(what, "it holds a line break or another character that cannot be seen"));
    }
    if text.chars().count() > LONGEST_LINE {
        return Err(bad(what, "it is longer than 250 characters"));
    }
    Ok(text.trim())
}

fn bad(what: &'static str, why: &str) -> MailError {
    MailError::BadValue { what, why: why.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> Letter {
        Letter {
            id: "1".to_owned(),
            to: "owner@example.com".to_owned(),
            subject: "Your home".to_owned(),
            text: "Hello\n.\nQUIT\r\rRCPT TO:<x@example.com>\0".to_owned(),
            html: "<p>Hello</p>\n.\n".to_owned(),
            at: Timestamp(1_800_000_000_000),
        }
    }

    fn sender() -> Sender {
        Sender { name: "Northgate IT".to_owned(), email: "desk@northgate.example".to_owned() }
    }

    #[test]
    fn bodies_are_base64_and_every_line_ends_as_it_should() {
        let message = String::from_utf8(letter().message(&sender()).unwrap().formatted()).unwrap();
        assert_eq!(message.matches("Content-Transfer-Encoding: base64").count(), 2);
        assert!(!message.contains("7bit") && !message.contains("8bit") && !message.contains("quoted-printable"));
        assert!(!message.replace("\r\n", "").contains(['\r', '\n']), "a bare line end");
        assert!(!message.contains("QUIT") && !message.lines().any(|line| line == "."));
        assert!(message.contains("Message-ID: <1@northgate.example>"));
    }

    #[test]
    fn other_scripts_travel_encoded() {
        let letter = Letter { subject: "Ihr Zuhause für Übernächste".to_owned(), ..letter() };
        let message = letter.message(&Sender { name: "Müller".to_owned(), ..sender() }).unwrap().formatted();
        assert!(message.is_ascii());
    }

    /// Two hundred ways to end a header early: each kind of line end and control character, in each place, with what one
    /// would like to add.
    #[test]
    fn two_hundred_injections_are_refused_everywhere() {
        let breaks = [
            "\r\n", "\n", "\r", "\0", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}", "\u{1b}", "\u{7f}", "\u{8}",
            "\t\r\n", "\r\n ", "\r\n\t", "\n\r", "\r\r\n", "\u{1}", "\u{1f}", "\u{9b}",
        ];
        let added = [
            "Bcc: thief@example.org",
            "\r\n\r\nAnother body",
            ".\r\nMAIL FROM:<thief@example.org>",
            "Content-Type: text/html",
            "RSET",
            "To: thief@example.org",
            "Subject: Another",
            "From: thief@example.org",
            "DATA",
            "",
        ];
        let mut tried = 0;
        for line_end in breaks {
            for added in added {
                let injection = format!("a{line_end}{added}b");
                let address = format!("owner@example.com{line_end}{added}x");
                for refused in [
                    Letter { subject: injection.clone(), ..letter() }.message(&sender()),
                    Letter { to: address.clone(), ..letter() }.message(&sender()),
                    Letter { id: injection.clone(), ..letter() }.message(&sender()),
                    letter().message(&Sender { name: injection.clone(), ..sender() }),
                    letter().message(&Sender { email: address.clone(), ..sender() }),
                ] {
                    assert!(matches!(refused, Err(MailError::BadValue { .. })), "{injection:?}");
                }
                tried += 1;
            }
        }
        assert_eq!(tried, 200);
    }

    #[test]
    fn addresses_are_addresses() {
        for to in ["", "owner", "owner@", "<owner@example.com>", "a@example.com, b@example.com", "owner@[127.0.0.1]"] {
            assert!(Letter { to: to.to_owned(), ..letter() }.message(&sender()).is_err(), "{to}");
        }
    }
}
