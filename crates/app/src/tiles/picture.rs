//! Which kind of picture some bytes are, whatever somebody says they are.

use super::StreetTile;

impl StreetTile {
    /// The picture that the bytes are by how they begin; none for anything else.
    pub(super) fn of(bytes: Vec<u8>) -> Option<Self> {
        let content_type = match bytes.as_slice() {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => "image/png",
            [0xff, 0xd8, 0xff, ..] => "image/jpeg",
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => "image/gif",
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
            _ => return None,
        };
        Some(Self { content_type, bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pictures_that_cannot_hold_programs_pass() {
        let of = |bytes: &[u8]| StreetTile::of(bytes.to_vec()).map(|tile| tile.content_type);
        assert_eq!(of(b"\x89PNG\r\n\x1a\n...."), Some("image/png"));
        assert_eq!(of(b"\xff\xd8\xff\xe0...."), Some("image/jpeg"));
        assert_eq!(of(b"GIF89a...."), Some("image/gif"));
        assert_eq!(of(b"RIFF\x10\0\0\0WEBPVP8 "), Some("image/webp"));
        for other in
            [&b""[..], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"\x1f\x8b\x08\0", b"\x1a\x0dwater"]
        {
            assert_eq!(of(other), None);
        }
    }
}
