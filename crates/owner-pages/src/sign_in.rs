//! The pages of signing in. All of them work without a script.

use maud::{Markup, html};

use crate::icons::{Icon, icon};
use crate::plain::waiting;
use crate::shell::{Shell, page};
use crate::view::InvitationStanding;

/// An invitation whose link was opened.
#[must_use]
pub fn invitation(shell: &Shell, standing: InvitationStanding, token: &str) -> Markup {
    let content = match standing {
        InvitationStanding::Open => html! {
            h1 { "Welcome" }
            p { (shell.whom()) " has invited you to see the devices in your home, and to switch those that you may switch." }
            p { "To be sure that it is you, a code goes to the mailbox that the invitation came to." }
            form method="post" action="/sign-in/invitation" {
                input type="hidden" name="form" value=(shell.form);
                input type="hidden" name="invitation" value=(token);
                button.button.primary { "Send me the code" }
            }
            (promise(shell))
        },
        InvitationStanding::Used => html! {
            h1 { "You have used this invitation" }
            p { "It opens the door once. Now you sign in with your e-mail address." }
            a.button.primary href="/sign-in" { "Sign in" }
        },
        InvitationStanding::Expired => html! {
            h1 { "This invitation has ended" }
            p { "It was good for three days. Ask " (shell.whom()) " for a new one." }
        },
        InvitationStanding::Unknown => html! {
            h1 { "This invitation is not valid" }
            p { "It may have been replaced by a newer one: look for the latest mail. If there is none, ask " (shell.whom()) "." }
        },
    };
    framed(shell, "Invitation", &content)
}

/// The way in with an e-mail address.
#[must_use]
pub fn address(shell: &Shell, given: &str, error: Option<&str>) -> Markup {
    let content = html! {
        h1 { "Sign in" }
        p { "Enter your e-mail address. If it may sign in here, a code goes to that mailbox." }
        form method="post" action="/sign-in" {
            input type="hidden" name="form" value=(shell.form);
            label for="email" { "E-mail address" }
            input.field #email type="email" name="email" value=(given) autocomplete="email" autocapitalize="none"
                inputmode="email" maxlength="254" required
                aria-describedby=[error.map(|_| "error")] aria-invalid=[error.map(|_| "true")];
            (fault(error))
            button.button.primary { "Send me the code" }
        }
        (promise(shell))
    };
    framed(shell, "Sign in", &content)
}

/// The place for the code.
#[must_use]
pub fn code(shell: &Shell, mailbox: &str, minutes_left: i64, error: Option<&str>) -> Markup {
    let minutes = if minutes_left == 1 { "one more minute".to_owned() } else { format!("{minutes_left} more minutes") };
    let content = html! {
        h1 { "Enter your code" }
        p { "If " strong { (mailbox) } " may sign in here, a code with 8 digits is on its way to that mailbox." }
        form method="post" action="/sign-in/code" {
            input type="hidden" name="form" value=(shell.form);
            label for="code" { "Code" }
            input.field.code #code name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]*"
                title="8 digits" maxlength="12" required autofocus
                aria-describedby=(if error.is_some() { "error hint" } else { "hint" })
                aria-invalid=[error.map(|_| "true")];
            (fault(error))
            p.hint #hint { "The code holds for " (minutes) ". Look into the spam folder as well." }
            button.button.primary { "Sign in" }
        }
        form method="post" action="/sign-in/again" {
            input type="hidden" name="form" value=(shell.form);
            button.button.flat { "Send a new code" }
        }
        a.button.flat href="/sign-in" { "Use another e-mail address" }
        (promise(shell))
    };
    framed(shell, "Enter your code", &content)
}

/// Where no code is open in this browser.
#[must_use]
pub fn no_code(shell: &Shell, can_ask_again: bool) -> Markup {
    let content = html! {
        h1 { "This code is over" }
        p { "A code holds for ten minutes and five tries, once, and in the browser that asked for it." }
        @if can_ask_again {
            form method="post" action="/sign-in/again" {
                input type="hidden" name="form" value=(shell.form);
                button.button.primary { "Send a new code" }
            }
        }
        a.button.flat href="/sign-in" { "Use another e-mail address" }
    };
    framed(shell, "Code over", &content)
}

/// Where too much was tried, and how many seconds that lasts.
#[must_use]
pub fn too_often(shell: &Shell, seconds: i64) -> Markup {
    let content = html! {
        h1 { "Please wait a while" }
        p { "There were too many tries. Nothing is wrong with your access: try again in " (waiting(seconds)) ", or ask "
            (shell.whom()) "." }
        a.button href="/sign-in" { "Back" }
    };
    framed(shell, "Please wait", &content)
}

fn framed(shell: &Shell, title: &str, content: &Markup) -> Markup {
    page(shell, title, shell.company_name(), "your home network", "signing-in", content)
}

fn fault(error: Option<&str>) -> Markup {
    html! { @if let Some(error) = error { p.fault #error role="alert" { (icon(Icon::Warning)) (error) } } }
}

fn promise(shell: &Shell) -> Markup {
    html! {
        p.promise {
            (icon(Icon::Shield))
            span {
                "We never ask for a password. "
                @if shell.company.name.is_empty() { "Nobody will call you for the code." }
                @else { (shell.company.name) " will not call you for the code." }
            }
        }
    }
}
