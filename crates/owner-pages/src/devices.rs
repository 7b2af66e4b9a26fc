//! The page of an owner's devices, and the one of their account.

use maud::{Markup, html};

use crate::icons::{Icon, icon};
use crate::shell::{Shell, page};
use crate::view::{OwnerBlock, OwnerDevice, OwnerNetwork, OwnerPower, OwnerView};

/// What became of the last act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Whether it was done.
    pub is_done: bool,
    /// The sentence.
    pub text: String,
}

/// All devices of an owner.
#[must_use]
pub fn devices(shell: &Shell, view: &OwnerView, message: Option<&Message>) -> Markup {
    let title = match &view.networks[..] {
        [network] => network.name.as_str(),
        _ => "Your devices",
    };
    let below = match shell.company.name.as_str() {
        "" => String::new(),
        name => format!("looked after by {name}"),
    };
    let content = html! {
        div #said role="status" {
            @if let Some(message) = message {
                p.message.done[message.is_done] {
                    (icon(if message.is_done { Icon::Check } else { Icon::Warning }))
                    (message.text)
                }
            }
        }
        div #shown {
        @if view.networks.is_empty() {
            div.empty {
                h2 { "There is nothing here for you at the moment" }
                p { "Nobody has taken your sign-in away, but no network is open to it. Ask " (shell.whom()) "." }
            }
        }
        @for network in &view.networks { (one_network(shell, network, view.networks.len() > 1)) }
        }
    };
    page(shell, title, title, &below, "signed-in", &content)
}

fn one_network(shell: &Shell, network: &OwnerNetwork, is_one_of_several: bool) -> Markup {
    let online = network.devices.iter().filter(|device| device.online == Some(true)).count();
    html! {
        section aria-label=(network.name) {
            @if is_one_of_several { h2 { (network.name) } }
            @if !network.online {
                p.message {
                    (icon(Icon::Warning))
                    "Your network is not in touch at the moment. What you see may be old."
                }
            }
            @if network.devices.is_empty() {
                div.empty {
                    p { "No device is shown to you yet. " (sentence(shell.whom())) " chooses which ones are." }
                }
            } @else {
                p.count { (counted(network.devices.len())) ", " (online) " online" }
                ul { @for device in &network.devices { (one_device(shell, device, is_one_of_several)) } }
            }
        }
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn counted(devices: usize) -> String {
    if devices == 1 { "1 device".to_owned() } else { format!("{devices} devices") }
}

fn one_device(shell: &Shell, device: &OwnerDevice, is_below_network: bool) -> Markup {
    let (class, state) = match device.online {
        Some(true) => ("state up", "Online"),
        Some(false) => ("state away", "Offline"),
        None => ("state", "Nobody knows whether it is on"),
    };
    html! {
        li.device id={ "device-" (device.id) } {
            div.head {
                span.picture { (icon(Icon::of_kind(&device.kind))) }
                div.grow {
                    @if is_below_network { h3 { (device.name) } } @else { h2 { (device.name) } }
                    p class=(class) { (state) @if !device.kind.is_empty() { span.kind { " · " (device.kind) } } }
                }
            }
            @if device.power.is_some() || device.block.is_some() {
                div.acts {
                    @if let Some(power) = &device.power { (power_acts(shell, device, power)) }
                    @if let Some(block) = &device.block { (internet(shell, device, block)) }
                }
            }
        }
    }
}

fn power_acts(shell: &Shell, device: &OwnerDevice, power: &OwnerPower) -> Markup {
    let address = format!("/devices/{}/power", device.id);
    let is_on = device.online == Some(true);
    html! {
        @if !power.hindrance.is_empty() {
            p.act { (icon(Icon::Power)) "Power" (off_switch(&format!("Power of {}", device.name), is_on)) }
            p.reason { (power.hindrance) }
        }
        @if power.can_switch {
            form.act method="post" action=(address) {
                input type="hidden" name="form" value=(shell.form);
                (icon(Icon::Power))
                span { "Power" }
                button.switch role="switch" aria-checked=(is_on) aria-label={ "Power of " (device.name) }
                    name="act" value=(if is_on { "off" } else { "on" }) {}
            }
        }
        @if power.can_restart && !power.carries_network {
            form.act method="post" action=(address) {
                input type="hidden" name="form" value=(shell.form);
                button.small name="act" value="cycle" aria-label={ "Restart " (device.name) } {
                    (icon(Icon::Restart)) "Restart"
                }
            }
        }
        @if power.can_restart && power.carries_network {
            details.act {
                summary.small { (icon(Icon::Restart)) "Restart" }
                form method="post" action=(address) {
                    input type="hidden" name="form" value=(shell.form);
                    p { "Your network hangs on it: the internet may be away for some minutes." }
                    button.small name="act" value="cycle" { "Restart " (device.name) " now" }
                }
            }
        }
    }
}

fn internet(shell: &Shell, device: &OwnerDevice, block: &OwnerBlock) -> Markup {
    let is_open = block.blocked != Some(true);
    let label = format!("Internet of {}", device.name);
    let (picture, words) = if is_open { (Icon::Globe, "Internet") } else { (Icon::Block, "Blocked") };
    html! {
        @if block.hindrance.is_empty() {
            form.act.blocked[!is_open] method="post" action={ "/devices/" (device.id) "/internet" } {
                input type="hidden" name="form" value=(shell.form);
                (icon(picture))
                span { (words) }
                button.switch role="switch" aria-checked=(is_open) aria-label=(label)
                    name="act" value=(if is_open { "block" } else { "open" }) {}
            }
        } @else {
            p.act.blocked[!is_open] { (icon(picture)) span { (words) } (off_switch(&label, is_open)) }
            p.reason { (block.hindrance) }
        }
    }
}

/// A switch that shows how it stands, and cannot be moved.
fn off_switch(label: &str, is_on: bool) -> Markup {
    html! { button.switch type="button" role="switch" aria-checked=(is_on) aria-label=(label) disabled {} }
}

/// Who is signed in, and the way out.
#[must_use]
pub fn account(shell: &Shell, owner_email: &str) -> Markup {
    let content = html! {
        div.card {
            h2 { "Signed in" }
            p { "This browser is signed in as " strong { (owner_email) } ". After 30 days without a visit it has to sign in again." }
            form method="post" action="/sign-out" {
                input type="hidden" name="form" value=(shell.form);
                button.button { "Sign out" }
            }
        }
        div.card {
            h2 { "What is written down" }
            p { "Signing in and everything that is switched here is written down with its time, and " (shell.whom()) " can read it." }
        }
        a.button.flat href="/" { "Back to your devices" }
    };
    page(shell, "Your account", "Your account", "", "signed-in", &content)
}
