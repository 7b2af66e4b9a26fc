//! The company's logo: a small picture, known by its first bytes and not by its name.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::dto::VioletLogo;
use crate::{AppError, ErrorCode};

/// Largest picture, in bytes. Owners load it over a phone's network.
const LARGEST: u64 = 256 * 1024;

/// Reads a picture, and says what it is. No SVG: that is a program and no picture.
pub(super) fn read(path: &Path) -> Result<VioletLogo, AppError> {
    let refused = |why: String| {
        let message = format!("{} cannot be the logo: {why}. Nothing was changed.", path.display());
        AppError::new(ErrorCode::BadFile, message)
    };
    let size = std::fs::metadata(path).map_err(|error| refused(error.to_string()))?.len();
    if size > LARGEST {
        return Err(refused(format!("it has {} KiB, and {} KiB are the most", size / 1024, LARGEST / 1024)));
    }
    let content = std::fs::read(path).map_err(|error| refused(error.to_string()))?;
    let media_type = media_type(&content).ok_or_else(|| refused("it is no PNG, JPEG or WebP picture".to_owned()))?;
    Ok(VioletLogo { media_type: media_type.to_owned(), data: STANDARD.encode(content) })
}

/// The picture and its media type, by its own bytes once more; none where it is no picture.
pub(super) fn picture(logo: &VioletLogo) -> Option<(&'static str, Vec<u8>)> {
    let content = STANDARD.decode(&logo.data).ok()?;
    Some((media_type(&content)?, content))
}

fn media_type(content: &[u8]) -> Option<&'static str> {
    match content {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_their_first_bytes() {
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\nrest"), Some("image/png"));
        assert_eq!(media_type(&[0xff, 0xd8, 0xff, 0xe0]), Some("image/jpeg"));
        assert_eq!(media_type(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        for other in [b"<svg onload=alert(1)>".as_slice(), b"GIF89a", b"", b"RIFF\0\0\0\0WAVE"] {
            assert_eq!(media_type(other), None);
        }
    }

    #[test]
    fn what_is_too_large_or_no_picture_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("logo.png");
        std::fs::write(&path, "no picture").unwrap();
        assert_eq!(read(&path).unwrap_err().code, ErrorCode::BadFile);
        std::fs::write(&path, vec![0x89; 300 * 1024]).unwrap();
        assert!(read(&path).unwrap_err().message.contains("300 KiB"));
        std::fs::write(&path, b"\x89PNG\r\n\x1a\n").unwrap();
        assert_eq!(read(&path).unwrap().media_type, "image/png");
    }
}
