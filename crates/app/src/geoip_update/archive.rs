//! The one file that is wanted from a `.tar.gz`.

use std::io::{Error, ErrorKind, Read};

use flate2::read::GzDecoder;

/// Longest accepted database, unpacked: 512 MiB. GeoLite2-City has about 66 MB.
const LONGEST: u64 = 512 << 20;
/// Entries before the database: MaxMind's archives have four in all.
const MOST_ENTRIES: usize = 64;
/// Everything in a tar archive comes in blocks of so many bytes (POSIX.1-1988, ustar).
const BLOCK: u64 = 512;
/// Longest header of an entry's further attributes.
const LONGEST_NOTE: u64 = 64 << 10;

/// The contents of the first plain file in the archive whose name ends in `.mmdb`. Nothing is written anywhere, so names
/// that lead out of a folder lead nowhere.
pub(super) fn database_in(archive: impl Read) -> Result<Vec<u8>, Error> {
    let mut tar = GzDecoder::new(archive);
    for _ in 0..MOST_ENTRIES {
        let mut header = [0_u8; BLOCK as usize];
        tar.read_exact(&mut header)?;
        if header.iter().all(|byte| *byte == 0) {
            break;
        }
        let name = header[..100].split(|byte| *byte == 0).next().unwrap_or_default();
        let size =
            octal(&header[124..136]).ok_or_else(|| Error::new(ErrorKind::InvalidData, "an entry has no size"))?;
        let is_plain = matches!(header[156], b'0' | 0);
        if is_plain && name.ends_with(b".mmdb") {
            if size > LONGEST {
                return Err(Error::new(ErrorKind::InvalidData, "the database in it is too large"));
            }
            let mut content = Vec::with_capacity(size as usize);
            (&mut tar).take(size).read_to_end(&mut content)?;
            if content.len() as u64 != size {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            return Ok(content);
        }
        if size > LONGEST_NOTE {
            return Err(Error::new(ErrorKind::InvalidData, "it holds something else than a database"));
        }
        let padded = size.div_ceil(BLOCK) * BLOCK;
        std::io::copy(&mut (&mut tar).take(padded), &mut std::io::sink())?;
    }
    Err(Error::new(ErrorKind::NotFound, "there is no .mmdb file in it"))
}

fn octal(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(field).ok()?;
    u64::from_str_radix(text.trim_matches(|letter| letter == '\0' || letter == ' '), 8).ok()
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    /// A `.tar.gz` with these entries: name, kind, contents.
    pub(in crate::geoip_update) fn packed(entries: &[(&str, u8, &[u8])]) -> Vec<u8> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        for (name, kind, content) in entries {
            let mut header = [0_u8; 512];
            header[..name.len()].copy_from_slice(name.as_bytes());
            header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
            header[156] = *kind;
            gzip.write_all(&header).unwrap();
            gzip.write_all(content).unwrap();
            gzip.write_all(&vec![0; content.len().next_multiple_of(512) - content.len()]).unwrap();
        }
        gzip.write_all(&[0; 1024]).unwrap();
        gzip.finish().unwrap()
    }

    #[test]
    fn the_database_is_found_beside_its_licence() {
        let archive = packed(&[
            ("GeoLite2-City_20260918/", b'5', b""),
            ("GeoLite2-City_20260918/LICENSE.txt", b'0', b"words"),
            ("GeoLite2-City_20260918/GeoLite2-City.mmdb", b'0', b"a database"),
        ]);
        assert_eq!(database_in(archive.as_slice()).unwrap(), b"a database");
    }

    #[test]
    fn a_link_is_no_database_and_a_cut_archive_is_refused() {
        let link = packed(&[("../../etc/GeoLite2-City.mmdb", b'2', b"")]);
        assert_eq!(database_in(link.as_slice()).unwrap_err().kind(), ErrorKind::NotFound);
        let whole = packed(&[("GeoLite2-City.mmdb", b'0', &[7; 4000])]);
        assert!(database_in(&whole[..whole.len() / 2]).is_err());
        assert!(database_in(b"<html>".as_slice()).is_err());
    }
}
