//! Pictures, drawn with the page so that none has to be fetched.

use maud::{Markup, html};

/// A picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Icon {
    Block,
    Camera,
    Check,
    Computer,
    Console,
    Device,
    Globe,
    Handset,
    Mail,
    Network,
    Phone,
    Power,
    Printer,
    Restart,
    Shield,
    Speaker,
    Television,
    User,
    Warning,
}

impl Icon {
    const ALL: [Self; 19] = [
        Self::Block,
        Self::Camera,
        Self::Check,
        Self::Computer,
        Self::Console,
        Self::Device,
        Self::Globe,
        Self::Handset,
        Self::Mail,
        Self::Network,
        Self::Phone,
        Self::Power,
        Self::Printer,
        Self::Restart,
        Self::Shield,
        Self::Speaker,
        Self::Television,
        Self::User,
        Self::Warning,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Camera => "camera",
            Self::Check => "check",
            Self::Computer => "computer",
            Self::Console => "console",
            Self::Device => "device",
            Self::Globe => "globe",
            Self::Handset => "handset",
            Self::Mail => "mail",
            Self::Network => "network",
            Self::Phone => "phone",
            Self::Power => "power",
            Self::Printer => "printer",
            Self::Restart => "restart",
            Self::Shield => "shield",
            Self::Speaker => "speaker",
            Self::Television => "television",
            Self::User => "user",
            Self::Warning => "warning",
        }
    }

    /// Strokes on a field of 16 by 16.
    fn path(self) -> &'static str {
        match self {
            Self::Block => "M8 2.3a5.7 5.7 0 1 0 0 11.4A5.7 5.7 0 0 0 8 2.3zM4 4l8 8",
            Self::Camera => {
                "M2.8 4.4h7a1 1 0 0 1 1 1v5.2a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1V5.4a1 1 0 0 1 1-1zM10.8 7.2l3.4-1.8v5.2l-3.4-1.8"
            }
            Self::Check => "m3 8.6 3.3 3.3L13 4.8",
            Self::Computer => "M3.3 3.5h9.4v6.8H3.3zM1.8 12.6h12.4",
            Self::Console => {
                "M5 5h6a3.2 3.2 0 0 1 0 6.4H5A3.2 3.2 0 0 1 5 5zM4.4 8.2h2.2M5.5 7.1v2.2M10.6 7.6h.01M11.8 9h.01"
            }
            Self::Device => "M3.3 3.3h9.4v9.4H3.3zM8 10.4h.01",
            Self::Globe => {
                "M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM2.2 8h11.6M8 2.2c2 1.8 2.6 3.6 2.6 5.8S10 12 8 13.8C6 12 5.4 10.2 5.4 8S6 4 8 2.2z"
            }
            Self::Handset => {
                "M5.6 1.9h4.8a1.2 1.2 0 0 1 1.2 1.2v9.8a1.2 1.2 0 0 1-1.2 1.2H5.6a1.2 1.2 0 0 1-1.2-1.2V3.1a1.2 1.2 0 0 1 1.2-1.2zM7.2 12h1.6"
            }
            Self::Mail => {
                "M2.9 3.5h10.2a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H2.9a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1zM2.3 4.4 8 8.9l5.7-4.5"
            }
            Self::Network => {
                "M2.4 9.4h11.2v3.4H2.4zM4.8 11.1h.01M7 11.1h.01M8 9.4V6.6M5.3 5.3a3.8 3.8 0 0 1 5.4 0M3.4 3.4a6.5 6.5 0 0 1 9.2 0"
            }
            Self::Phone => {
                "M5.5 2.4H3.6c-.7 0-1.2.5-1.1 1.2.4 5.2 4.7 9.5 9.9 9.9.7.1 1.2-.4 1.2-1.1v-1.9l-2.9-1.1-1.3 1.3a9 9 0 0 1-4.1-4.1l1.3-1.3z"
            }
            Self::Power => "M8 2v5.4M4.5 4.3a5.2 5.2 0 1 0 7 0",
            Self::Printer => "M4.4 6.2V2.4h7.2v3.8M4.4 11.4H2.2V6.2h11.6v5.2h-2.2M4.4 9.4h7.2v4.2H4.4z",
            Self::Restart => "M13 8a5 5 0 1 1-1.6-3.7M13.2 2.2v3h-3",
            Self::Shield => "M8 2.2 13 4v4c0 3-2.2 5-5 6-2.8-1-5-3-5-6V4z",
            Self::Speaker => "M4 2h8v12H4zM8 7.5a2.1 2.1 0 1 0 0 4.2 2.1 2.1 0 0 0 0-4.2zM8 4.7h.01",
            Self::Television => {
                "M2.8 3.8h10.4a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H2.8a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1zM5.5 14h5"
            }
            Self::User => {
                "M8 2.7a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4zM2.9 13.6c.5-2.7 2.5-4.2 5.1-4.2s4.6 1.5 5.1 4.2"
            }
            Self::Warning => "M8 2.6 14.2 13H1.8zM8 6.6v3M8 11.3h.01",
        }
    }

    /// What a device looks like, by what its source calls it. A word of several decides by the first that is known.
    pub(crate) fn of_kind(kind: &str) -> Self {
        let kind = kind.to_lowercase();
        let is = |words: &[&str]| words.iter().any(|word| kind.contains(word));
        if is(&["tv", "television", "media player", "projector", "set-top", "streaming"]) {
            Self::Television
        } else if is(&["console", "game", "gaming"]) {
            Self::Console
        } else if is(&["speaker", "audio", "amplifier", "sound", "voice"]) {
            Self::Speaker
        } else if is(&["camera", "dvr", "nvr", "doorbell"]) {
            Self::Camera
        } else if is(&["phone", "tablet", "mobile"]) {
            Self::Handset
        } else if is(&["print", "scanner"]) {
            Self::Printer
        } else if is(&["computer", "laptop", "desktop", "workstation", "server", "nas", "storage", " pc", "macbook"])
            || kind == "pc"
        {
            Self::Computer
        } else if is(&[
            "router",
            "gateway",
            "firewall",
            "switch",
            "access point",
            "collector",
            "modem",
            "wifi",
            "wi-fi",
        ]) {
            Self::Network
        } else if is(&["plug", "power", "outlet", "pdu", "ups", "lamp", "light"]) {
            Self::Power
        } else {
            Self::Device
        }
    }
}

/// All of them, out of sight, for the page to refer to.
pub(crate) fn sprite() -> Markup {
    html! {
        svg.sprite aria-hidden="true" width="0" height="0" {
            @for icon in Icon::ALL {
                symbol id=(icon.name()) viewBox="0 0 16 16" { path d=(icon.path()) {} }
            }
        }
    }
}

/// One of them. It says nothing to those who listen: the words beside it do.
pub(crate) fn icon(icon: Icon) -> Markup {
    html! { svg.icon viewBox="0 0 16 16" aria-hidden="true" { use href={ "#" (icon.name()) } {} } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_that_homes_have_looks_like_itself() {
        for (kind, icon) in [
            ("Smart TV", Icon::Television),
            ("Game Console", Icon::Console),
            ("tablet", Icon::Handset),
            ("IP Camera", Icon::Camera),
            ("Laptop", Icon::Computer),
            ("PC", Icon::Computer),
            ("Access Point", Icon::Network),
            ("Smart plug", Icon::Power),
            ("Something else", Icon::Device),
            ("", Icon::Device),
        ] {
            assert_eq!(Icon::of_kind(kind), icon, "{kind}");
        }
    }
}
