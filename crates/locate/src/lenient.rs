//! Reading a value of which only the meaning is known, not the type.
//!
//! The two layouts write the same thing differently: a city is a text in one and a map of names in the other, a
//! coordinate a 32-bit float in one and a double in the other. A strict decoder refuses the one or the other. Here a
//! value of a type that makes no sense is absent, and only a damaged file is an error.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A value that takes what it understands, and is its default for anything else.
pub(crate) trait Lenient<'de>: Default {
    fn from_text(_: &'de str) -> Self {
        Self::default()
    }

    fn from_number(_: f64) -> Self {
        Self::default()
    }

    fn from_map<A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }

    fn from_list<A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }
}

/// For `#[serde(deserialize_with)]`.
pub(crate) fn lenient<'de, D: Deserializer<'de>, T: Lenient<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(LenientVisitor(PhantomData))
}

struct LenientVisitor<T>(PhantomData<T>);

impl<'de, T: Lenient<'de>> Visitor<'de> for LenientVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<T, E> {
        Ok(T::from_text(text))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        Ok(T::from_number(number))
    }

    fn visit_f32<E: Error>(self, number: f32) -> Result<T, E> {
        // The shortest decimal of the short float: 51.4964, not the 51.49639892578125 that widening makes of it.
        Ok(T::from_number(number.to_string().parse().unwrap_or_else(|_| f64::from(number))))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        Ok(T::from_number(number as f64))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        Ok(T::from_number(number as f64))
    }

    fn visit_u128<E: Error>(self, number: u128) -> Result<T, E> {
        Ok(T::from_number(number as f64))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_bytes<E: Error>(self, _: &[u8]) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::from_map(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<T, A::Error> {
        T::from_list(list)
    }
}

/// A text, if there is one that is not blank.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Text<'a>(pub(crate) Option<&'a str>);

impl<'de> Lenient<'de> for Text<'de> {
    fn from_text(text: &'de str) -> Self {
        Self(Some(text.trim()).filter(|text| !text.is_empty()))
    }
}

/// A finite number, if there is one; it may be written as a text.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Number(pub(crate) Option<f64>);

impl<'de> Lenient<'de> for Number {
    fn from_text(text: &'de str) -> Self {
        text.trim().parse().map_or_else(|_| Self::default(), Self::from_number)
    }

    fn from_number(number: f64) -> Self {
        Self(Some(number).filter(|number| number.is_finite()))
    }
}

/// Serde's newtype wrapper, for values inside maps and lists where `deserialize_with` does not reach.
pub(crate) struct Leniently<T>(pub(crate) T);

impl<'de, T: Lenient<'de>> serde::Deserialize<'de> for Leniently<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lenient(deserializer).map(Self)
    }
}
