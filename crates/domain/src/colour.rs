//! A company's colour, and whether people can see it.

use thiserror::Error;

/// Least contrast of a surface that people act on with what is around it (WCAG 2.2, 1.4.11).
const LEAST_CONTRAST: f64 = 3.0;

/// A colour of sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

/// Why a text is no colour that pages can be made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ColourError {
    /// It is not `#rrggbb`.
    #[error("a colour is a # and six digits or letters up to f, such as #0b6477")]
    NotAColour,
    /// It can hardly be told from white.
    #[error("it is so light that buttons of this colour cannot be seen on white; choose a darker one")]
    TooLight,
}

const WHITE: Colour = Colour { red: 255, green: 255, blue: 255 };

impl Colour {
    /// Reads `#rrggbb` and checks that it can be told from white.
    pub fn parse(text: &str) -> Result<Self, ColourError> {
        let digits = text.trim().strip_prefix('#').ok_or(ColourError::NotAColour)?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(ColourError::NotAColour);
        }
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| ColourError::NotAColour);
        let colour = Self { red: part(0)?, green: part(2)?, blue: part(4)? };
        if colour.contrast(WHITE) < LEAST_CONTRAST { Err(ColourError::TooLight) } else { Ok(colour) }
    }

    /// The colour of text upon it, that of black and white which can be read better: `#ffffff` or `#000000`. One of them
    /// always reaches 4.5 to 1.
    #[must_use]
    pub fn text(self) -> &'static str {
        let black = Self { red: 0, green: 0, blue: 0 };
        if self.contrast(WHITE) >= self.contrast(black) { "#ffffff" } else { "#000000" }
    }

    /// Contrast of two colours, from 1 to 21 (WCAG 2.2, contrast ratio).
    fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dark_colours_are_taken_and_light_ones_are_not() {
        assert_eq!(Colour::parse(" #0B6477 ").unwrap().to_string(), "#0b6477");
        assert_eq!(Colour::parse("#0b6477").unwrap().text(), "#ffffff");
        assert_eq!(Colour::parse("#e07000").unwrap().text(), "#000000");
        assert_eq!(Colour::parse("#ffee88"), Err(ColourError::TooLight));
        for text in ["", "red", "#12345", "#1234567", "#12345g", "0b6477", "#0b64é"] {
            assert_eq!(Colour::parse(text), Err(ColourError::NotAColour), "{text}");
        }
    }

    proptest! {
        #[test]
        fn text_can_be_read_on_every_colour(red: u8, green: u8, blue: u8) {
            let colour = Colour { red, green, blue };
            let text = if colour.text() == "#ffffff" { WHITE } else { Colour { red: 0, green: 0, blue: 0 } };
            prop_assert!(colour.contrast(text) >= 4.5);
        }
    }
}
