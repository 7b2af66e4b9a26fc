//! The address of a service's pictures, with placeholders: pure.

use std::net::IpAddr;

use secrecy::{ExposeSecret, SecretString};
use url::{Host, Origin, Url};

use super::TileAddress;

/// Hosts that share the work where a service has several: what `{s}` stands for.
const SUBDOMAINS: [&str; 3] = ["a", "b", "c"];
/// All that stands for something else.
const PLACEHOLDERS: [&str; 5] = ["{z}", "{x}", "{y}", "{s}", "{key}"];
/// Names of parameters that hold keys. A key in the address itself would be shown, and kept with the settings.
const KEY_WORDS: [&str; 3] = ["key", "token", "secret"];

/// The address of a service's pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template(String);

impl Template {
    /// Reads what somebody typed; else the reason why it cannot be used.
    pub(super) fn read(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        for needed in ["{z}", "{x}", "{y}"] {
            if !text.contains(needed) {
                return Err("it has to have {z}, {x} and {y} where zoom, column and row belong");
            }
        }
        let rest = PLACEHOLDERS.iter().fold(text.to_owned(), |rest, name| rest.replace(name, ""));
        if rest.contains(['{', '}']) {
            return Err("of placeholders only {z}, {x}, {y}, {s} and {key} are known");
        }
        let template = Self(text.to_owned());
        let url = template.sample().ok_or("it is no address, such as https://tiles.example.com/{z}/{x}/{y}.png")?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("a password does not belong into an address");
        }
        if url.fragment().is_some() {
            return Err("the part behind # is never sent");
        }
        if !may_be_asked(&url, template.is_on_this_computer()) {
            return Err("pictures come over HTTPS and from the internet only");
        }
        let holds_key = url.query_pairs().any(|(name, value)| {
            let name = name.to_ascii_lowercase();
            KEY_WORDS.iter().any(|word| name.contains(word)) && value != SAMPLE_KEY
        });
        if holds_key {
            return Err("the key has a field of its own: write {key} in its place");
        }
        Ok(template)
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the service wants a key.
    pub(super) fn wants_key(&self) -> bool {
        self.0.contains("{key}")
    }

    /// Whether two addresses lead to the same host (scheme, name and port), so that it may learn the same key. Placeholders
    /// in its name have to be the same, too: behind `{s}` stand other names than behind one of them.
    pub(super) fn is_of_the_same_host_as(&self, other: &Self) -> bool {
        self.origin().zip(other.origin()).is_some_and(|(own, others)| own == others)
    }

    /// Where the pictures come from, with placeholders as they are named.
    fn origin(&self) -> Option<Origin> {
        let named = PLACEHOLDERS.iter().fold(self.0.clone(), |text, name| {
            text.replace(name, &format!("placeholder-{}", name.trim_matches(['{', '}'])))
        });
        Url::parse(&named).ok().filter(Url::has_host).map(|url| url.origin())
    }

    /// Whether the service runs on this computer, named by its address.
    pub(super) fn is_on_this_computer(&self) -> bool {
        self.sample().is_some_and(|url| literal(&url).is_some_and(|ip| ip.is_loopback()))
    }

    /// The whole address of one picture. It may hold the key: for sending, not for showing.
    pub(super) fn url(&self, tile: TileAddress, key: Option<&SecretString>) -> Option<Url> {
        self.filled(tile, key.map_or("", ExposeSecret::expose_secret))
    }

    fn sample(&self) -> Option<Url> {
        self.filled(TileAddress { z: 0, x: 0, y: 0 }, SAMPLE_KEY)
    }

    fn filled(&self, TileAddress { z, x, y }: TileAddress, key: &str) -> Option<Url> {
        let key: String = url::form_urlencoded::byte_serialize(key.as_bytes()).collect();
        let subdomain = SUBDOMAINS[(x as usize + y as usize) % SUBDOMAINS.len()];
        // The key last: it is the only text that others choose.
        let text = self
            .0
            .replace("{z}", &z.to_string())
            .replace("{x}", &x.to_string())
            .replace("{y}", &y.to_string())
            .replace("{s}", subdomain)
            .replace("{key}", &key);
        Url::parse(&text).ok().filter(Url::has_host)
    }
}

/// Stands in for the key where only the shape of an address is looked at.
const SAMPLE_KEY: &str = "key";

/// Whether pictures may be asked for at an address, also one that a service redirects to: over HTTPS, and never at a
/// private address; on this computer only where the service itself runs on it.
pub(super) fn may_be_asked(url: &Url, on_this_computer: bool) -> bool {
    match literal(url) {
        Some(ip) if ip.is_loopback() => on_this_computer && matches!(url.scheme(), "http" | "https"),
        Some(ip) => url.scheme() == "https" && sitebook_domain::is_public_address(ip),
        None => url.scheme() == "https" && url.has_host(),
    }
}

/// The address that a host is named by, if it has no name.
fn literal(url: &Url) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(ip) => Some(IpAddr::V4(ip)),
        Host::Ipv6(ip) => Some(IpAddr::V6(ip)),
        Host::Domain(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_needs_its_placeholders_and_comes_over_https() {
        for good in [
            "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
            "https://{s}.tiles.example.com/{z}/{x}/{y}?apikey={key}",
            "http://127.0.0.1:8080/{z}/{x}/{y}",
            "http://[::1]/{z}/{x}/{y}",
        ] {
            assert!(Template::read(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "https://tiles.example.com/{z}/{x}.png",
            "https://tiles.example.com/{z}/{x}/{y}{r}.png",
            "http://tiles.example.com/{z}/{x}/{y}",
            "ftp://tiles.example.com/{z}/{x}/{y}",
            "file:///{z}/{x}/{y}",
            "https://user:word@tiles.example.com/{z}/{x}/{y}",
            "https://10.0.0.5/{z}/{x}/{y}",
            "https://[fd00::1]/{z}/{x}/{y}",
            "http://localhost/{z}/{x}/{y}",
            "https://tiles.example.com/{z}/{x}/{y}?api_key=abc123",
            "https://tiles.example.com/{z}/{x}/{y}#part",
        ] {
            assert!(Template::read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_picture_has_its_own_address_and_the_key_is_written_as_one_value() {
        let template = Template::read("https://{s}.example.com/{z}/{x}/{y}.png?key={key}").unwrap();
        assert!(template.wants_key());
        let url = template.url(TileAddress { z: 3, x: 2, y: 5 }, Some(&"a&b={x}".into())).unwrap();
        assert_eq!(url.as_str(), "https://b.example.com/3/2/5.png?key=a%26b%3D%7Bx%7D");
    }

    #[test]
    fn the_host_that_may_learn_a_key_is_the_same_to_the_letter_of_its_name_and_port() {
        let is_same = |first: &str, second: &str| {
            let read = |host: &str| Template::read(&format!("{host}/{{z}}/{{x}}/{{y}}?key={{key}}")).unwrap();
            read(first).is_of_the_same_host_as(&read(second))
        };
        for (first, second) in [
            ("https://tiles.example.com", "https://tiles.example.com/other/style"),
            ("https://tiles.example.com", "HTTPS://Tiles.Example.com:443"),
            ("https://{s}.example.com", "https://{s}.example.com/retina"),
        ] {
            assert!(is_same(first, second), "{first} {second}");
        }
        for (first, second) in [
            ("https://tiles.example.com", "https://api.example.org"),
            ("https://tiles.example.com", "https://tiles.example.com.example.org"),
            ("https://a.example.com", "https://{s}.example.com"),
            ("https://0.example.com", "https://{z}.example.com"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8081"),
            ("http://127.0.0.1", "https://127.0.0.1"),
        ] {
            assert!(!is_same(first, second), "{first} {second}");
        }
    }

    #[test]
    fn a_private_address_is_never_asked() {
        let may = |text: &str, local| may_be_asked(&Url::parse(text).unwrap(), local);
        assert!(may("https://tiles.example.com/0", false));
        assert!(may("http://127.0.0.1/0", true));
        for bad in ["https://127.0.0.1/", "https://192.168.1.1/", "https://169.254.169.254/", "http://example.com/"] {
            assert!(!may(bad, false), "{bad}");
        }
        assert!(!may("https://192.168.1.1/", true) && !may("http://example.com/", true));
    }
}
