//! The answers of a lookup.

use sitebook_domain::Position;

/// What a database answers for an address.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A private, carrier-grade NAT or otherwise reserved address. It has no place, and it was not looked up: some
    /// databases would have named one all the same.
    NotPublic,
    /// A public address, with what the database knows about it; empty if nothing.
    Public(Lookup),
}

impl Outcome {
    /// Whether the address is a public one.
    #[must_use]
    pub fn is_public(&self) -> bool {
        matches!(self, Self::Public(_))
    }

    /// What is known about the place; empty for an address that is not public.
    #[must_use]
    pub fn into_lookup(self) -> Lookup {
        match self {
            Self::NotPublic => Lookup::default(),
            Self::Public(lookup) => lookup,
        }
    }
}

/// What a database knows about the place of an address. All of it is approximate.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lookup {
    /// The point, as the file has it: for a country this is its middle, and no place.
    pub position: Option<Position>,
    /// Radius in km that holds the true place in two of three cases.
    pub accuracy_km: Option<u32>,
    /// City, in English where the file has it.
    pub city: Option<String>,
    /// Largest subdivision of the country, in English where the file has it.
    pub region: Option<String>,
    /// ISO 3166-1 alpha-2 code, upper case: where the address is used, never where it is registered.
    pub country: Option<String>,
    /// IANA time zone, such as `Europe/London`.
    pub time_zone: Option<String>,
}

impl Lookup {
    /// Whether there is a country or a point: what makes a record one of a City or Country database.
    pub(crate) fn names_a_place(&self) -> bool {
        self.country.is_some() || self.position.is_some()
    }
}
