//! What pages need beside their markup.

use std::sync::LazyLock;

/// The style of all pages.
pub const STYLE: &str = include_str!("../assets/violet.css");
/// The script that spares reloading. Every page works without it.
pub const SCRIPT: &str = include_str!("../assets/violet.js");
/// The picture of the app.
pub const ICON: &str = include_str!("../assets/icon.svg");
/// The same drawn in squares of so many points, for home screens: 180 is what iOS asks for (Apple, "Configuring Web
/// Applications"), 192 and 512 what Android does (W3C, Web Application Manifest, as Chromium reads it).
pub const PICTURES: [(u32, &[u8]); 3] = [
    (180, include_bytes!("../assets/icon-180.png")),
    (192, include_bytes!("../assets/icon-192.png")),
    (512, include_bytes!("../assets/icon-512.png")),
];

/// The version of the files: whoever has one of this version need not ask for it again.
#[must_use]
pub fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        // FNV-1a, 64 bits: tells versions apart, and keeps no secret.
        let pictures = PICTURES.iter().flat_map(|(_, picture)| picture.iter().copied());
        let bytes = STYLE.bytes().chain(SCRIPT.bytes()).chain(ICON.bytes()).chain(pictures);
        let hash =
            bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        format!("{hash:016x}")
    });
    &VERSION
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_picture_is_as_large_as_it_says() {
        for (size, picture) in PICTURES {
            // The IHDR chunk of a PNG: width and height, each in four bytes.
            let number = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().unwrap());
            assert_eq!((&picture[1..4], number(16), number(20)), (&b"PNG"[..], size, size));
        }
    }
}
