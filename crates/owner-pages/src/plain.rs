//! What is said when something is not as it should be.

use maud::{DOCTYPE, Markup, html};

use crate::shell::{Shell, page};

/// How long somebody has to wait, in words and in whole minutes: never less than it is.
#[must_use]
pub fn waiting(seconds: i64) -> String {
    let minutes = (seconds.max(1) + 59) / 60;
    let counted =
        |count: i64, one: &str, many: &str| if count == 1 { one.to_owned() } else { format!("{count} {many}") };
    match (minutes / 60, minutes % 60) {
        (0, minutes) => counted(minutes, "a minute", "minutes"),
        (hours, 0) => counted(hours, "an hour", "hours"),
        (hours, minutes) => {
            let hours = counted(hours, "an hour", "hours");
            format!("{hours} and {}", counted(minutes, "a minute", "minutes"))
        }
    }
}

fn said(shell: &Shell, title: &str, words: &str) -> Markup {
    let content = html! {
        h1 { (title) }
        p { (words) }
        a.button href="/" { "To your devices" }
    };
    page(shell, title, shell.company_name(), "", "signing-in", &content)
}

/// Asks for the same page again, from here: only then does a browser bring along the cookies that it keeps from other sites.
#[must_use]
pub fn once_more() -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { "One moment" } meta http-equiv="refresh" content="0;url=/"; }
            body { a href="/" { "To your devices" } }
        }
    }
}

/// There is no such page.
#[must_use]
pub fn not_found(shell: &Shell) -> Markup {
    said(shell, "There is nothing here", "The address may have been cut off when it was copied.")
}

/// The form came from a page that is too old, or is not ours.
#[must_use]
pub fn form_outdated(shell: &Shell) -> Markup {
    let words = "The page was open for too long, or this browser keeps no cookies. Nothing was done. Go back, reload, and try \
                 again.";
    said(shell, "That did not work", words)
}

/// Another site sent the form.
#[must_use]
pub fn from_elsewhere(shell: &Shell) -> Markup {
    said(shell, "That did not work", "Another web site sent this. Nothing was done.")
}

/// It took too long.
#[must_use]
pub fn too_slow(shell: &Shell) -> Markup {
    let words = "It took too long. What you wanted may have happened all the same: look at your devices first.";
    said(shell, "No answer in time", words)
}

/// Something of ours is broken.
#[must_use]
pub fn broken(shell: &Shell) -> Markup {
    let words = "Something is broken on our side. It was written down. Try again in a few minutes.";
    said(shell, "That did not work", words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_said_as_long_as_it_is() {
        for (seconds, words) in [
            (0, "a minute"),
            (60, "a minute"),
            (61, "2 minutes"),
            (3600, "an hour"),
            (3601, "an hour and a minute"),
            (24 * 3600 - 1, "24 hours"),
            (7500, "2 hours and 5 minutes"),
        ] {
            assert_eq!(waiting(seconds), words, "{seconds}");
        }
    }
}
