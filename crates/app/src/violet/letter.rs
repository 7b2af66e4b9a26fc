//! What the mails of Violet say: pure functions from values to text and page.

/// Subject of an invitation, as Sitebook brings it.
pub(crate) const SUBJECT: &str = "{company} invites you to your home's app";

/// Text of an invitation, as Sitebook brings it. Empty lines part paragraphs.
pub(crate) const TEXT: &str = "Hello {first_name},\n\n\
    {company} looks after the network of {home}. With Violet you see the devices of your home on your phone, and switch \
    those that we have set up for you.\n\n\
    Open this link to begin:\n\n\
    {link}\n\n\
    It works until {expires}, and once. When you open it, we send a code to this mailbox, to be sure that it is you.\n\n\
    Do you need help? {support}\n\n\
    {company}";

/// The placeholders of an invitation.
pub(crate) const PLACEHOLDERS: [&str; 6] = ["company", "home", "first_name", "link", "expires", "support"];

/// The placeholder that a text cannot do without.
const LINK: &str = "{link}";

/// Longest subject, in characters: mail programs show less.
const LONGEST_SUBJECT: usize = 150;

/// Longest text, in characters.
const LONGEST_TEXT: usize = 5000;

/// What stands in place of the placeholders.
#[derive(Debug, Clone, Default)]
pub(crate) struct InvitationValues {
    pub(crate) company: String,
    pub(crate) home: String,
    pub(crate) first_name: String,
    pub(crate) link: String,
    pub(crate) expires: String,
    pub(crate) support: String,
}

/// How pages look.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    pub(crate) colour: String,
    pub(crate) colour_text: String,
}

/// A mail's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) subject: String,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// Why subject and text cannot be those of an invitation, in words; none = they can.
pub(crate) fn fault(subject: &str, text: &str) -> Option<String> {
    if subject.trim().is_empty() || subject.chars().any(char::is_control) {
        return Some("The subject is one line of text".to_owned());
    }
    if subject.chars().count() > LONGEST_SUBJECT {
        return Some(format!("The subject is longer than {LONGEST_SUBJECT} characters"));
    }
    if text.chars().count() > LONGEST_TEXT {
        return Some(format!("The text is longer than {LONGEST_TEXT} characters"));
    }
    if subject.contains(LINK) {
        return Some("The link belongs into the text and not into the subject".to_owned());
    }
    if !text.contains(LINK) {
        return Some(format!("The text needs the placeholder {LINK}: without it nobody can sign in"));
    }
    [subject, text].into_iter().find_map(unknown_placeholder).map(|unknown| {
        let known = PLACEHOLDERS.map(|name| format!("{{{name}}}")).join(", ");
        format!("There is no placeholder {{{unknown}}}; there are {known}")
    })
}

/// What stands between braces and is no placeholder.
fn unknown_placeholder(text: &str) -> Option<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).find(|name| {
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        is_name && !PLACEHOLDERS.contains(name)
    })
}

/// An invitation.
pub(crate) fn invitation(subject: &str, text: &str, values: &InvitationValues, look: &Look) -> Content {
    let text = text.replace("\r\n", "\n");
    let paragraphs = text
        .split("\n\n")
        // Who has no way to get help says nothing of help.
        .filter(|paragraph| !(values.support.is_empty() && paragraph.contains("{support}")))
        .map(|paragraph| filled(paragraph, values).trim().to_owned())
        .filter(|paragraph| !paragraph.is_empty())
        .collect();
    content(filled(subject, values).trim().to_owned(), paragraphs, Some((&values.link, "Open Violet")), look)
}

/// The mail with a code to sign in with. The code stands in no subject: a locked phone shows those.
pub(crate) fn code(code: &str, company: &str, support: &str, look: &Look) -> Content {
    let spaced = if code.len() == 8 { format!("{} {}", &code[..4], &code[4..]) } else { code.to_owned() };
    let mut paragraphs = vec![
        "Your code to sign in to Violet:".to_owned(),
        spaced,
        "It works for ten minutes, in the browser that asked for it. If you did not ask for it, do nothing: without it \
         nobody gets in."
            .to_owned(),
    ];
    if !support.is_empty() {
        paragraphs.push(format!("Do you need help? {support}"));
    }
    if !company.is_empty() {
        paragraphs.push(company.to_owned());
    }
    content("Your code to sign in to Violet".to_owned(), paragraphs, None, look)
}

/// The mail that tests the settings.
pub(crate) fn test(company: &str, look: &Look) -> Content {
    let paragraphs = vec![
        "This is a test: mail from Sitebook arrives.".to_owned(),
        "Nobody needs to do anything.".to_owned(),
        company.to_owned(),
    ];
    let paragraphs = paragraphs.into_iter().filter(|paragraph| !paragraph.is_empty()).collect();
    content("Test of Sitebook's mail".to_owned(), paragraphs, None, look)
}

fn content(subject: String, paragraphs: Vec<String>, link: Option<(&str, &str)>, look: &Look) -> Content {
    let text = paragraphs.join("\n\n") + "\n";
    let html = html(&paragraphs, link, look);
    Content { subject, paragraphs, text, html }
}

/// A text with the values in place of the placeholders. An empty value takes the space before it along.
fn filled(text: &str, values: &InvitationValues) -> String {
    let value_of = |name: &str| match name {
        "company" => Some(&values.company),
        "home" => Some(&values.home),
        "first_name" => Some(&values.first_name),
        "link" => Some(&values.link),
        "expires" => Some(&values.expires),
        "support" => Some(&values.support),
        _ => None,
    };
    let mut parts = text.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    // Part by part, so that a value with braces in it is not taken for a placeholder.
    for part in parts {
        if let Some((value, rest)) = part.split_once('}').and_then(|(name, rest)| Some((value_of(name)?, rest))) {
            if value.is_empty() && filled.ends_with(' ') {
                filled.pop();
            }
            filled += value;
            filled += rest;
        } else {
            filled.push('{');
            filled += part;
        }
    }
    filled
}

/// The paragraphs as a page. Styles stand at each element: mail programs drop everything else.
fn html(paragraphs: &[String], link: Option<(&str, &str)>, look: &Look) -> String {
    let mut body = String::new();
    for paragraph in paragraphs {
        let words = escaped(paragraph).replace('\n', "<br>");
        let inside = match link {
            Some((link, label)) if paragraph == link => {
                let address = escaped(link);
                format!(
                    "<a href=\"{address}\" style=\"display:inline-block;padding:12px 20px;border-radius:8px;\
                     background:{};color:{};text-decoration:none;font-weight:600\">{label}</a><br>\
                     <span style=\"font-size:13px;word-break:break-all\">{address}</span>",
                    escaped(&look.colour),
                    escaped(&look.colour_text)
                )
            }
            Some((link, _)) if paragraph.contains(link) => {
                let address = escaped(link);
                words.replace(&address, &format!("<a href=\"{address}\">{address}</a>"))
            }
            _ => words,
        };
        for part in ["<p style=\"margin:0 0 16px\">", &inside, "</p>"] {
            body += part;
        }
    }
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>Violet</title></head><body style=\"font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;\
         max-width:560px;margin:0 auto;padding:24px\">{body}</body></html>"
    )
}

/// A text as it can stand in a page, in an attribute too.
fn escaped(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, letter| {
        match letter {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\'' => escaped += "&#39;",
            letter => escaped.push(letter),
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> InvitationValues {
        InvitationValues {
            company: "Northgate IT".to_owned(),
            home: "Gable House".to_owned(),
            first_name: "Ann".to_owned(),
            link: "https://home.northgate.example/invitation/abc".to_owned(),
            expires: "Tuesday 24 November 2026, 09:12 (UTC)".to_owned(),
            support: "+44 20 7946 0000".to_owned(),
        }
    }

    fn look() -> Look {
        Look { colour: "#0b6173".to_owned(), colour_text: "#ffffff".to_owned() }
    }

    #[test]
    fn an_invitation_says_who_what_until_when_and_how_to_get_help() {
        assert_eq!(fault(SUBJECT, TEXT), None);
        let content = invitation(SUBJECT, TEXT, &values(), &look());
        assert_eq!(content.subject, "Northgate IT invites you to your home's app");
        for said in ["Hello Ann,", "Gable House", "/invitation/abc", "09:12", "help? +44"] {
            assert!(content.text.contains(said), "{said}");
        }
        assert!(!content.text.contains(['{', '}']));
        assert!(content.html.contains("href=\"https://home.northgate.example/invitation/abc\""));
    }

    #[test]
    fn what_is_not_known_leaves_no_gap() {
        let nobody = InvitationValues { first_name: String::new(), support: String::new(), ..values() };
        let content = invitation(SUBJECT, TEXT, &nobody, &look());
        assert!(content.text.starts_with("Hello,\n\n") && !content.text.contains("help"), "{}", content.text);
    }

    #[test]
    fn a_text_without_its_link_or_with_a_made_up_placeholder_is_refused() {
        assert!(fault("Hello", "Come in").unwrap().contains("{link}"));
        assert!(fault("Hello {name}", TEXT).unwrap().contains("{name}"));
        assert!(fault("Hello\r\nBcc: thief@example.org", TEXT).is_some());
        assert!(fault("{link}", TEXT).is_some());
        assert!(fault(&"a".repeat(151), TEXT).is_some() && fault("a", &"a".repeat(5001)).is_some());
        assert_eq!(fault("Hello", "{ braces } are no matter: {link}"), None);
    }

    #[test]
    fn values_are_text_and_never_a_page_or_a_placeholder() {
        let hostile = InvitationValues {
            home: "<img src=x onerror=alert(1)> {link}".to_owned(),
            company: "A & \"B\"".to_owned(),
            ..values()
        };
        let content = invitation(SUBJECT, TEXT, &hostile, &look());
        assert!(!content.html.contains("<img") && content.html.contains("&lt;img"));
        assert!(content.html.contains("A &amp; &quot;B&quot;"));
        assert!(content.text.contains("{link}"), "the value stands as it is");
    }

    #[test]
    fn a_code_stands_in_the_text_and_not_in_the_subject() {
        let content = code("12345678", "Northgate IT", "", &look());
        assert!(content.text.contains("1234 5678") && !content.subject.contains("1234"));
    }
}
