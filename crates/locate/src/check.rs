//! Whether a file can be relied on, before the first question is put to it.

use std::borrow::Cow;
use std::collections::HashSet;

use maxminddb::{LookupResult, MaxMindDbError, Reader, WithinOptions};

use crate::record::Record;
use crate::{GeoipError, Lookup};

/// The bytes of a database: embedded in the program, or read from a file.
pub(crate) type Bytes = Cow<'static, [u8]>;

/// What every MMDB file has near its end, before its metadata (MaxMind DB format specification 2.0).
const METADATA_MARKER: &[u8] = b"\xab\xcd\xefMaxMind.com";

/// So many networks with a record are read to tell the layout. City databases name a city for most of their networks,
/// so that these are far more than needed; reading them takes milliseconds.
const PROBED_NETWORKS: usize = 4096;

/// Opens the bytes and reads the metadata.
pub(crate) fn read_header(bytes: Bytes) -> Result<Reader<Bytes>, GeoipError> {
    if bytes.is_empty() {
        return Err(GeoipError::Empty);
    }
    let marked = bytes.windows(METADATA_MARKER.len()).rev().any(|window| window == METADATA_MARKER);
    if !marked {
        return Err(GeoipError::NotAnMmdb);
    }
    Ok(Reader::from_source(bytes)?)
}

/// Reads the record of a lookup result, if there is one.
pub(crate) fn read_record(found: &LookupResult<'_, Bytes>) -> Result<Option<Lookup>, MaxMindDbError> {
    Ok(found.decode::<Record<'_>>()?.map(Record::into_lookup))
}

/// Whether the database knows cities, by the first networks that have a record. At least one of these must name a
/// country or a point: a database of network operators or of anonymising services is sound, and of no use here.
pub(crate) fn knows_cities(reader: &Reader<Bytes>, database_type: &str) -> Result<bool, GeoipError> {
    let wrong_kind = || GeoipError::WrongKind { database_type: database_type.to_owned() };
    let (mut records, mut places, mut cities) = (0, 0, 0);
    for network in networks(reader)? {
        let network = network?;
        if !network.has_data() {
            continue;
        }
        match read_record(&network) {
            Ok(Some(lookup)) => {
                places += usize::from(lookup.names_a_place());
                cities += usize::from(lookup.city.is_some());
            }
            Ok(None) => {}
            // Sound bytes of another shape, such as a text or a list in place of a map.
            Err(MaxMindDbError::Decoding { .. }) => return Err(wrong_kind()),
            Err(damage) => return Err(damage.into()),
        }
        records += 1;
        if records == PROBED_NETWORKS {
            break;
        }
    }
    match (records, places) {
        (0, _) => Err(GeoipError::Empty),
        (_, 0) => Err(wrong_kind()),
        _ => Ok(cities > 0),
    }
}

/// Visits the whole file: every branch of the tree and every record it leads to. Takes about a second for 60 MB.
pub(crate) fn check_everything(reader: &Reader<Bytes>) -> Result<(), GeoipError> {
    // The reader's own check is the more thorough one, but it refuses a file for lacking a description, as those of
    // ip-location-db do, before it looks at anything else.
    if reader.metadata().description.is_empty() {
        return read_every_record(reader);
    }
    Ok(reader.verify()?)
}

fn read_every_record(reader: &Reader<Bytes>) -> Result<(), GeoipError> {
    let mut read = HashSet::new();
    for network in networks(reader)? {
        let network = network?;
        if let Some(offset) = network.offset()
            && read.insert(offset)
        {
            read_record(&network)?;
        }
    }
    Ok(())
}

/// All networks, with and without a record. A sound tree of N nodes has N + 1 ends; one that leads round in circles
/// has no end of them, and is cut off with an error.
fn networks(
    reader: &Reader<Bytes>,
) -> Result<impl Iterator<Item = Result<LookupResult<'_, Bytes>, MaxMindDbError>>, MaxMindDbError> {
    // Networks without a record must come too: a walk that skips them could go on for ever before the next item.
    let all = reader.networks(WithinOptions::default().include_networks_without_data())?;
    let limit = (reader.metadata().node_count as usize).saturating_mul(3);
    Ok(all.enumerate().map(move |(index, network)| {
        if index > limit {
            return Err(MaxMindDbError::invalid_database("the search tree leads round in circles"));
        }
        network
    }))
}
