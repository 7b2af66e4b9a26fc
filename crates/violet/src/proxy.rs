//! The reverse proxy in front of the app: the one peer whose word about who is asking is taken.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName};
use tokio::sync::watch;

static FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
static FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The proxy that the command or the settings name, and the last one that passed a request on without being named.
#[derive(Debug)]
pub(crate) struct ReverseProxy {
    /// What the command names holds for as long as it runs.
    of_command: Option<IpAddr>,
    of_settings: watch::Sender<Option<IpAddr>>,
    unnamed: watch::Sender<Option<IpAddr>>,
}

impl ReverseProxy {
    /// A proxy that the command names goes before the one of the settings.
    pub(crate) fn new(of_command: Option<IpAddr>, of_settings: Option<IpAddr>) -> Self {
        Self {
            of_command: of_command.map(|proxy| proxy.to_canonical()),
            of_settings: watch::Sender::new(of_settings.map(|proxy| proxy.to_canonical())),
            unnamed: watch::Sender::new(None),
        }
    }

    /// The proxy that the command names.
    pub(crate) fn of_command(&self) -> Option<IpAddr> {
        self.of_command
    }

    /// Takes what the settings name now.
    pub(crate) fn name(&self, of_settings: Option<IpAddr>) {
        self.of_settings.send_replace(of_settings.map(|proxy| proxy.to_canonical()));
    }

    /// The last proxy that passed a request on without being named; the first one wakes whoever waits.
    pub(crate) fn unnamed(&self) -> watch::Receiver<Option<IpAddr>> {
        self.unnamed.subscribe()
    }

    /// Whether this peer is the proxy that is named.
    pub(crate) fn is(&self, peer: IpAddr) -> bool {
        self.of_command.or(*self.of_settings.borrow()) == Some(peer.to_canonical())
    }

    /// The address of whoever asks. The proxy says it: the last one it names is the one it saw itself.
    pub(crate) fn address(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.is(peer) {
            return peer;
        }
        let mut lines = headers.get_all(&FORWARDED_FOR).iter().filter_map(|line| line.to_str().ok());
        lines.next_back().and_then(|line| line.rsplit(',').next()?.trim().parse().ok()).unwrap_or(peer)
    }

    /// Whether the proxy says that the browser speaks https to it.
    pub(crate) fn is_https(&self, peer: IpAddr, headers: &HeaderMap) -> bool {
        self.is(peer)
            && headers.get(&FORWARDED_PROTO).is_some_and(|proto| proto.as_bytes().eq_ignore_ascii_case(b"https"))
    }

    /// Remembers a peer that speaks like a proxy and is not named, so that the office can be asked whether it is one. Only
    /// what is near is remembered: anybody on the internet can send the header.
    pub(crate) fn notice(&self, peer: IpAddr, headers: &HeaderMap) {
        if self.is(peer) || !is_near(peer) || !headers.contains_key(&FORWARDED_FOR) {
            return;
        }
        let peer = peer.to_canonical();
        // The first one wakes who waits; what comes after it is seen the next time they look.
        let is_first = self.unnamed.send_if_modified(|unnamed| unnamed.replace(peer).is_none());
        if is_first {
            tracing::warn!(%peer, "requests come through a proxy that is not named: its word about who is asking is not taken");
        }
    }
}

/// Whether the address is of this computer or of a network of one's own (RFC 1918, RFC 3927, RFC 4193, RFC 4291).
fn is_near(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn forwarded(lines: &[&'static str]) -> HeaderMap {
        lines.iter().map(|line| (FORWARDED_FOR.clone(), HeaderValue::from_static(line))).collect()
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn only_the_proxy_says_who_is_asking_and_only_of_whom_it_saw_itself() {
        let of = |peer: &str, proxy: Option<&str>, lines: &[&'static str]| {
            ReverseProxy::new(None, proxy.map(ip)).address(ip(peer), &forwarded(lines)).to_string()
        };
        assert_eq!(of("192.0.2.1", None, &["203.0.113.9"]), "192.0.2.1");
        assert_eq!(of("192.0.2.1", Some("127.0.0.1"), &["203.0.113.9"]), "192.0.2.1");
        assert_eq!(of("127.0.0.1", Some("127.0.0.1"), &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(of("127.0.0.1", Some("127.0.0.1"), &["10.0.0.1, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(of("127.0.0.1", Some("127.0.0.1"), &["10.0.0.1", "203.0.113.9"]), "203.0.113.9");
        assert_eq!(of("127.0.0.1", Some("127.0.0.1"), &["nonsense"]), "127.0.0.1");
        assert_eq!(of("::ffff:127.0.0.1", Some("127.0.0.1"), &["203.0.113.9"]), "203.0.113.9");
    }

    #[test]
    fn what_the_command_names_goes_before_the_settings_which_may_change() {
        let proxy = ReverseProxy::new(Some(ip("127.0.0.1")), Some(ip("10.0.0.2")));
        assert!(proxy.is(ip("127.0.0.1")) && !proxy.is(ip("10.0.0.2")));
        let proxy = ReverseProxy::new(None, None);
        assert!(!proxy.is(ip("10.0.0.2")));
        proxy.name(Some(ip("::ffff:10.0.0.2")));
        assert!(proxy.is(ip("10.0.0.2")));
        proxy.name(None);
        assert!(!proxy.is(ip("10.0.0.2")));
    }

    #[test]
    fn a_proxy_nearby_that_is_not_named_is_noticed_and_nobody_else() {
        let proxy = ReverseProxy::new(None, Some(ip("127.0.0.1")));
        let unnamed = proxy.unnamed();
        for (peer, lines) in [
            ("127.0.0.1", &["203.0.113.9"][..]),
            ("203.0.113.7", &["10.0.0.1"]),
            ("2001:db8::7", &["10.0.0.1"]),
            ("10.0.0.2", &[]),
        ] {
            proxy.notice(ip(peer), &forwarded(lines));
            assert_eq!(*unnamed.borrow(), None, "{peer}");
        }
        for peer in ["10.0.0.2", "::1", "fd00::7", "::ffff:192.168.1.9"] {
            proxy.notice(ip(peer), &forwarded(&["203.0.113.9"]));
            assert_eq!(*unnamed.borrow(), Some(ip(peer).to_canonical()));
        }
    }
}
