//! What an owner sees, as values.

/// What an owner sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerView {
    /// Who looks after the network.
    pub company: OwnerCompany,
    /// The owner's e-mail address; empty where nobody is named.
    pub owner_email: String,
    /// The owner's networks, by name.
    pub networks: Vec<OwnerNetwork>,
}

/// Who looks after the network, and how they are reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnerCompany {
    /// Name.
    pub name: String,
    /// Colour of buttons and switches: `#RRGGBB`; empty = the usual one.
    pub colour: String,
    /// Colour of text on it: `#RRGGBB`; empty = the usual one.
    pub colour_text: String,
    /// Whether there is a logo.
    pub has_logo: bool,
    /// Telephone for help; empty = none.
    pub support_phone: String,
    /// E-mail for help; empty = none.
    pub support_email: String,
}

impl OwnerCompany {
    /// The style of its colours, which the settings allow only where the text can be read; empty = the usual ones.
    #[must_use]
    pub fn brand(&self) -> String {
        if is_colour(&self.colour) && is_colour(&self.colour_text) {
            format!(":root{{--fill:{};--on-fill:{}}}", self.colour, self.colour_text)
        } else {
            String::new()
        }
    }
}

/// `#` and six digits; anything else has no place in a style.
fn is_colour(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

/// One network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerNetwork {
    /// Our id of the agent.
    pub agent: String,
    /// Its name.
    pub name: String,
    /// Whether it is in touch. If not, what is shown may be old and nothing can be switched.
    pub online: bool,
    /// What the owner sees of it, by name.
    pub devices: Vec<OwnerDevice>,
}

/// One device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerDevice {
    /// Our id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is, in the source's words.
    pub kind: String,
    /// Whether it is online; none = nobody knows.
    pub online: Option<bool>,
    /// Its power, where the owner may switch it.
    pub power: Option<OwnerPower>,
    /// Its way into the internet, where the owner may block it.
    pub block: Option<OwnerBlock>,
}

/// Power that an owner may switch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnerPower {
    /// Whether it can be switched on and off.
    pub can_switch: bool,
    /// Whether it can be switched off and on again in one go.
    pub can_restart: bool,
    /// Whether the network hangs on it, so that restarting is asked about.
    pub carries_network: bool,
    /// Why nothing can be done at the moment, as the owner reads it; empty = something can.
    pub hindrance: String,
}

/// A way into the internet that an owner may block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerBlock {
    /// Whether it is blocked, as the source says; none = it does not say.
    pub blocked: Option<bool>,
    /// Why it cannot be changed, as the owner reads it; empty = it can.
    pub hindrance: String,
}

/// How an invitation stands whose link was opened. Looking uses nothing up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationStanding {
    /// It can be used.
    Open,
    /// Somebody signed in with it.
    Used,
    /// Its time is over.
    Expired,
    /// There is no such invitation, or not any more.
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_colour_gets_into_the_style() {
        assert!(is_colour("#0B6173") && is_colour("#ffffff"));
        for other in ["", "#fff", "red", "#0B617", "#0B6173}", "#0B617g", "url(x)"] {
            assert!(!is_colour(other), "{other}");
        }
    }
}
