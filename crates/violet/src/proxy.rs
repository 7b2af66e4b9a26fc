//! The reverse proxy in front of the app: the one peer whose word about who is asking is taken.

use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderName};
use tokio::sync::{Notify, watch};

static FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
static FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// How long a proxy that nobody named is remembered after its last request.
const REMEMBERED: Duration = Duration::from_hours(1);

/// The proxy that the command or the settings name, and the last one that passed a request on without being named.
#[derive(Debug)]
pub(crate) struct ReverseProxy {
    /// What the command names holds for as long as it runs.
    of_command: Option<IpAddr>,
    of_settings: watch::Sender<Option<IpAddr>>,
    unnamed: watch::Sender<Option<Unnamed>>,
    noticed: Notify,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Unnamed {
    proxy: IpAddr,
    at: Instant,
}

impl Unnamed {
    fn is_remembered(self, now: Instant) -> bool {
        now.duration_since(self.at) < REMEMBERED
    }
}

impl ReverseProxy {
    /// A proxy that the command names goes before the one of the settings.
    pub(crate) fn new(of_command: Option<IpAddr>, of_settings: Option<IpAddr>) -> Self {
        let proxy = Self {
            of_command: of_command.map(|proxy| proxy.to_canonical()),
            of_settings: watch::Sender::default(),
            unnamed: watch::Sender::default(),
            noticed: Notify::new(),
        };
        proxy.name(of_settings);
        proxy
    }

    /// The proxy that the command names.
    pub(crate) fn of_command(&self) -> Option<IpAddr> {
        self.of_command
    }

    /// The proxy whose word is taken.
    pub(crate) fn in_force(&self) -> Option<IpAddr> {
        self.of_command.or(*self.of_settings.borrow())
    }

    /// Takes what the settings name now; says whether that is another one than before.
    pub(crate) fn name(&self, of_settings: Option<IpAddr>) -> bool {
        let of_settings = of_settings.map(|proxy| proxy.to_canonical());
        self.of_settings.send_replace(of_settings) != of_settings
    }

    /// Returns when a proxy was noticed that nobody named, after a while in which none was.
    pub(crate) async fn noticed(&self) {
        self.noticed.notified().await;
    }

    /// The last proxy that passed a request on without being named, in the last hour.
    pub(crate) fn unnamed(&self, now: Instant) -> Option<IpAddr> {
        self.unnamed.borrow().filter(|unnamed| unnamed.is_remembered(now)).map(|unnamed| unnamed.proxy)
    }

    /// Whether this peer is the proxy that is named.
    pub(crate) fn is(&self, peer: IpAddr) -> bool {
        self.in_force() == Some(peer.to_canonical())
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
    pub(crate) fn notice(&self, peer: IpAddr, headers: &HeaderMap, now: Instant) {
        if self.is(peer) || !is_near(peer) || !headers.contains_key(&FORWARDED_FOR) {
            return;
        }
        let proxy = peer.to_canonical();
        // The first one wakes who waits; what comes after it is seen the next time they look.
        let is_first = self.unnamed.send_if_modified(|unnamed| {
            let before = unnamed.replace(Unnamed { proxy, at: now });
            !before.is_some_and(|before| before.is_remembered(now))
        });
        if is_first {
            self.noticed.notify_one();
            tracing::warn!(peer = %proxy, "a proxy that is not named passes requests on: its word about who is asking is not taken");
        }
    }
}

/// Whether the address is of this computer or of a network of one's own (RFC 1918, RFC 3927, RFC 4193, RFC 4291, RFC 6598).
fn is_near(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let is_shared = u32::from(address) >> 22 == u32::from(Ipv4Addr::new(100, 64, 0, 0)) >> 22;
            address.is_loopback() || address.is_private() || address.is_link_local() || is_shared
        }
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
        assert!(proxy.name(Some(ip("::ffff:10.0.0.2"))) && proxy.is(ip("10.0.0.2")));
        assert!(!proxy.name(Some(ip("10.0.0.2"))), "the same one");
        assert!(proxy.name(None) && !proxy.is(ip("10.0.0.2")));
    }

    #[test]
    fn a_proxy_nearby_that_is_not_named_is_noticed_and_nobody_else() {
        let now = Instant::now();
        let proxy = ReverseProxy::new(None, Some(ip("127.0.0.1")));
        for (peer, lines) in [
            ("127.0.0.1", &["203.0.113.9"][..]),
            ("203.0.113.7", &["10.0.0.1"]),
            ("100.128.0.1", &["10.0.0.1"]),
            ("2001:db8::7", &["10.0.0.1"]),
            ("10.0.0.2", &[]),
        ] {
            proxy.notice(ip(peer), &forwarded(lines), now);
            assert_eq!(proxy.unnamed(now), None, "{peer}");
        }
        for peer in ["10.0.0.2", "::1", "fd00::7", "::ffff:192.168.1.9", "100.64.0.1", "100.127.255.254"] {
            proxy.notice(ip(peer), &forwarded(&["203.0.113.9"]), now);
            assert_eq!(proxy.unnamed(now), Some(ip(peer).to_canonical()));
        }
    }

    #[test]
    fn a_proxy_that_passes_nothing_on_any_more_is_forgotten() {
        let now = Instant::now();
        let proxy = ReverseProxy::new(None, None);
        proxy.notice(ip("10.0.0.2"), &forwarded(&["203.0.113.9"]), now);
        assert_eq!(proxy.unnamed(now + REMEMBERED / 2), Some(ip("10.0.0.2")));
        assert_eq!(proxy.unnamed(now + REMEMBERED), None);
    }
}
