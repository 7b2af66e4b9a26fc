//! Streets in a file on this computer, where they need no network: PMTiles and MBTiles with pictures or vector tiles.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use flate2::read::GzDecoder;
use pmtiles::{
    AsyncBackend, AsyncPmTilesReader, BackendResponse, Compression, PmtError, PmtResult, TileCoord, TileType,
};
use serde_json::Value;
use sitebook_store::{StoreError, TileFileError};

use super::directories::Directories;
use super::{StreetTile, TileAddress};
use crate::dto::{StreetsBounds, StreetsTiles};
use crate::geoip::blocking;
use crate::{AppError, ErrorCode};

/// The farthest zoom that a map has.
const LAST_ZOOM: u32 = 22;
/// No tile is larger, with or without its compression: makers of vector tiles stay below 500 kB, and some bytes can stand for
/// gigabytes.
const LARGEST_TILE: usize = 8 << 20;
/// No directory of a PMTiles file is larger without its compression, for gzip makes a thousand bytes of one. An entry has four
/// numbers, as a rule of 5 to 11 bytes together, and `pmtiles` makes 24 bytes of one that has 4, so of this some 50 MB.
/// Programs that fill the root directory (go-pmtiles, Planetiler) come to 60,000 entries for the whole world, some 400 kB;
/// tilemaker writes one directory for each tile of zoom 6, which down to zoom 15 are 350,000 entries, some 4 MB.
const LARGEST_DIRECTORY: usize = 8 << 20;
/// What a file says of itself is no longer without compression: reading JSON makes up to sixteen times as much of it. Usual are
/// some kB, with statistics of every attribute some hundred.
const LARGEST_METADATA: usize = 4 << 20;
/// A file begins with so many bytes about its parts
/// (<https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md#3-header>).
const HEADER: usize = 127;
/// A vector tile (<https://www.iana.org/assignments/media-types/application/vnd.mapbox-vector-tile>).
pub(super) const VECTOR_TILE: &str = "application/vnd.mapbox-vector-tile";
/// The layer with the streets, as Protomaps, `OpenMapTiles` and Shortbread call it. Other layouts cannot be drawn: nobody
/// knows what is what in them.
const STREET_LAYERS: [&str; 3] = ["roads", "transportation", "streets"];

/// An open file.
#[derive(Debug)]
pub(super) struct TileFile {
    tiles: StreetsTiles,
    container: Container,
}

enum Container {
    Mbtiles(sitebook_store::TileFile),
    Pmtiles(Box<AsyncPmTilesReader<Bytes, Directories>>),
}

impl std::fmt::Debug for Container {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Mbtiles(_) => "Mbtiles",
            Self::Pmtiles(_) => "Pmtiles",
        })
    }
}

/// What a file says of itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct About {
    pub(super) name: String,
    pub(super) attribution: String,
    pub(super) tiles: StreetsTiles,
    pub(super) bounds: Option<StreetsBounds>,
    pub(super) min_zoom: u32,
    pub(super) max_zoom: u32,
}

impl TileFile {
    /// Opens a file, by what it is and not by what it is called.
    pub(super) async fn open(path: &Path) -> Result<(Self, About), AppError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let opened = path.to_owned();
        let start = blocking(move || {
            let mut start = Vec::new();
            let read = File::open(&opened).and_then(|file| file.take(16).read_to_end(&mut start));
            read.map(|_| start).map_err(|error| {
                AppError::new(ErrorCode::BadFile, format!("{} cannot be read: {error}.", opened.display()))
            })
        })
        .await?;
        if start.starts_with(b"PMTiles") {
            open_pmtiles(path, &name).await
        } else if start.starts_with(b"SQLite format 3") {
            open_mbtiles(path, &name).await
        } else {
            Err(refused(&name, "is neither a PMTiles nor an MBTiles file"))
        }
    }

    /// The tile at a place, if the file has one there.
    pub(super) async fn tile(&self, at: TileAddress) -> Result<Option<StreetTile>, AppError> {
        let bytes = match &self.container {
            Container::Mbtiles(file) => file.tile(at.z, at.x, at.y, LARGEST_TILE).await.map_err(unreadable)?,
            Container::Pmtiles(reader) => {
                let Ok(place) = TileCoord::new(at.z, at.x, at.y) else { return Ok(None) };
                reader.get_tile(place).await.map_err(unreadable)?.map(Vec::from)
            }
        };
        let Some(bytes) = bytes else { return Ok(None) };
        let bytes = blocking(move || decompressed(bytes)).await?;
        match self.tiles {
            StreetsTiles::Vector => Ok(Some(StreetTile { content_type: VECTOR_TILE, bytes })),
            StreetsTiles::Raster => {
                let message = "The file with the streets holds something else than a picture there.";
                StreetTile::of(bytes).map(Some).ok_or_else(|| AppError::new(ErrorCode::BadFile, message))
            }
        }
    }
}

/// The bytes without their compression, by what they are: no picture and no vector tile begins as gzip does
/// ([RFC 1952](https://www.rfc-editor.org/rfc/rfc1952), 2.3.1).
fn decompressed(bytes: Vec<u8>) -> Result<Vec<u8>, AppError> {
    let whole = if bytes.starts_with(&[0x1f, 0x8b]) {
        unfolded(&bytes, LARGEST_TILE).map_err(unreadable)?
    } else {
        Some(bytes).filter(|bytes| bytes.len() <= LARGEST_TILE)
    };
    whole.ok_or_else(|| unreadable("a tile of it is far too large"))
}

/// The bytes that gzip made smaller; none where they are more than `most`.
fn unfolded(gzip: &[u8], most: usize) -> Result<Option<Vec<u8>>, std::io::Error> {
    let mut whole = Vec::new();
    GzDecoder::new(gzip).take(most as u64 + 1).read_to_end(&mut whole)?;
    Ok(Some(whole).filter(|whole| whole.len() <= most))
}

/// Refuses vector tiles of a layout that the map does not know, by what a file says of its layers (`vector_layers`:
/// <https://github.com/mapbox/mbtiles-spec/blob/master/1.3/spec.md>, and the same in PMTiles).
fn check_layers(name: &str, metadata: &Value) -> Result<(), AppError> {
    let layers: Vec<&str> = metadata["vector_layers"].as_array().into_iter().flatten().filter_map(layer_id).collect();
    if layers.iter().any(|layer| STREET_LAYERS.contains(layer)) {
        return Ok(());
    }
    let held = if layers.is_empty() { "does not say which layers it has".to_owned() } else { other_layers(&layers) };
    let why = format!("{held}. The map draws the layouts of Protomaps, OpenMapTiles and Shortbread");
    Err(refused(name, &why))
}

fn layer_id(layer: &Value) -> Option<&str> {
    layer["id"].as_str()
}

fn other_layers(layers: &[&str]) -> String {
    const NAMED: usize = 4;
    let named: Vec<_> = layers.iter().take(NAMED).map(|layer| plain_text(layer)).collect();
    let more = if layers.len() > NAMED { " and others" } else { "" };
    format!("has no layer of streets, but {}{more}", named.join(", "))
}

async fn open_mbtiles(path: &Path, name: &str) -> Result<(TileFile, About), AppError> {
    let failed = |error: TileFileError| match error {
        TileFileError::Store(StoreError::Damaged) => refused(name, "is damaged, cut off, or holds no map"),
        TileFileError::TooLarge => too_much_said(name),
        TileFileError::Slow => {
            let why = "takes too long to be looked through. An index of its tiles, and minzoom and maxzoom in its metadata, \
                       make it faster";
            refused(name, why)
        }
        TileFileError::Store(other) => refused(name, &format!("cannot be read: {other}")),
    };
    let file = sitebook_store::TileFile::open(path).await.map_err(failed)?;
    let said = async |key: &str| file.said(key, LARGEST_METADATA).await.map(Option::unwrap_or_default).map_err(failed);
    let tiles = if said("format").await?.eq_ignore_ascii_case("pbf") {
        check_layers(name, &serde_json::from_str(&said("json").await?).unwrap_or_default())?;
        StreetsTiles::Vector
    } else {
        StreetsTiles::Raster
    };
    let (first, last) = (said("minzoom").await?.parse::<u32>().ok(), said("maxzoom").await?.parse::<u32>().ok());
    // Looking through all pictures takes long in a large file: only where the file does not say.
    let zooms = match first.zip(last) {
        Some(zooms) => Some(zooms),
        None => file.zooms().await.map_err(failed)?,
    };
    let Some((min_zoom, max_zoom)) = zooms else { return Err(refused(name, "holds no tiles")) };
    let about = About {
        name: named(&said("name").await?, name),
        attribution: plain_text(&said("attribution").await?),
        tiles,
        bounds: read_bounds(&said("bounds").await?),
        min_zoom: min_zoom.min(LAST_ZOOM),
        max_zoom: max_zoom.min(LAST_ZOOM),
    };
    Ok((TileFile { tiles, container: Container::Mbtiles(file) }, about))
}

async fn open_pmtiles(path: &Path, name: &str) -> Result<(TileFile, About), AppError> {
    let damaged = |error: PmtError| match error {
        PmtError::UnsupportedPmTilesVersion => refused(name, "is of another version of PMTiles; version 3 is needed"),
        PmtError::UnsupportedCompression(_) => refused(name, "is compressed in a way that cannot be read here"),
        other => refused(name, &format!("is damaged or cut off ({other})")),
    };
    let opened = path.to_owned();
    let (file, length) = blocking(move || {
        let file = File::open(&opened).and_then(|file| file.metadata().map(|metadata| (file, metadata.len())));
        file.map_err(|error| {
            AppError::new(ErrorCode::BadFile, format!("{} cannot be read: {error}.", opened.display()))
        })
    })
    .await?;
    let bytes = Bytes::of(file).await.map_err(damaged)?;
    // Who made it may be missing; that hinders nobody.
    let metadata = bytes.metadata().await.unwrap_or_else(|_| Some(Vec::new()));
    let metadata = metadata.ok_or_else(|| too_much_said(name))?;
    let metadata: Value = serde_json::from_slice(&metadata).unwrap_or_default();
    bytes.check_root().await.map_err(damaged)?;
    let end = bytes.parts.tiles.end;
    let reader = AsyncPmTilesReader::try_from_cached_source(bytes, Directories::default()).await.map_err(damaged)?;
    if end > length {
        return Err(refused(name, "is cut off: it should be longer. Copy or download it again"));
    }
    let header = reader.get_header();
    if !matches!(header.tile_compression, Compression::None | Compression::Unknown | Compression::Gzip) {
        return Err(refused(name, "is compressed in a way that cannot be read here; gzip is usual"));
    }
    let (min_zoom, max_zoom) = (u32::from(header.min_zoom), u32::from(header.max_zoom));
    let bounds = part_of_world([header.min_longitude, header.min_latitude, header.max_longitude, header.max_latitude]);
    let tiles = match header.tile_type {
        TileType::Png | TileType::Jpeg | TileType::Webp => StreetsTiles::Raster,
        TileType::Mvt => {
            check_layers(name, &metadata)?;
            StreetsTiles::Vector
        }
        TileType::Mlt => {
            return Err(refused(name, "holds MapLibre tiles (MLT), which this map cannot draw; MVT is usual"));
        }
        TileType::Avif | TileType::Unknown => {
            return Err(refused(name, "holds pictures of another kind than PNG, JPEG or WebP"));
        }
    };
    let about = About {
        name: named(metadata["name"].as_str().unwrap_or_default(), name),
        attribution: plain_text(metadata["attribution"].as_str().unwrap_or_default()),
        tiles,
        bounds,
        min_zoom: min_zoom.min(LAST_ZOOM),
        max_zoom: max_zoom.min(LAST_ZOOM),
    };
    Ok((TileFile { tiles, container: Container::Pmtiles(Box::new(reader)) }, about))
}

/// Where the parts of a PMTiles file stand, as its header says.
#[derive(Debug, Clone, PartialEq)]
struct Parts {
    root: Range<u64>,
    metadata: Range<u64>,
    leaves: Range<u64>,
    tiles: Range<u64>,
    /// Whether directories and metadata are compressed with gzip. Another compression the reader refuses by itself.
    is_folded: bool,
}

impl Parts {
    fn read(header: &[u8]) -> PmtResult<Self> {
        if header.get(7) != Some(&3) {
            return Err(PmtError::UnsupportedPmTilesVersion);
        }
        let number = |at: usize| {
            let bytes = header.get(at..at + 8).and_then(|bytes| bytes.try_into().ok());
            bytes.map(u64::from_le_bytes).ok_or(PmtError::InvalidHeader)
        };
        // Offset and length, side by side.
        let part = |at: usize| {
            let (start, length) = (number(at)?, number(at + 8)?);
            Ok::<_, PmtError>(start..start.checked_add(length).ok_or(PmtError::InvalidHeader)?)
        };
        let is_folded = header.get(97) == Some(&2);
        Ok(Self { root: part(8)?, metadata: part(24)?, leaves: part(40)?, tiles: part(56)?, is_folded })
    }
}

/// The bytes of a PMTiles file. Read, not mapped into memory: a mapped file that somebody shortens ends the program.
///
/// `pmtiles` unfolds directories without a limit, and metadata as well. So metadata are read here, and a directory is unfolded
/// here first: it is handed on only where that has an end.
pub(super) struct Bytes {
    file: Arc<Mutex<File>>,
    parts: Parts,
}

impl Bytes {
    async fn of(file: File) -> PmtResult<Self> {
        let file = Arc::new(Mutex::new(file));
        let header = in_background(&file, |file| read_part(file, 0, HEADER)).await?;
        Ok(Self { file, parts: Parts::read(&header)? })
    }

    /// What the file says of itself, as JSON; none where it is too much.
    async fn metadata(&self) -> PmtResult<Option<Vec<u8>>> {
        let Range { start, end } = self.parts.metadata;
        let length = usize::try_from(end - start).unwrap_or(usize::MAX);
        if length > LARGEST_METADATA {
            return Ok(None);
        }
        let is_folded = self.parts.is_folded;
        in_background(&self.file, move |file| {
            let bytes = read_part(file, start, length)?;
            if is_folded { unfolded(&bytes, LARGEST_METADATA) } else { Ok(Some(bytes)) }
        })
        .await
    }

    /// Refuses a root directory that is too large. The reader takes it out of the start of the file.
    async fn check_root(&self) -> PmtResult<()> {
        let Range { start, end } = self.parts.root;
        let length = usize::try_from(end - start).unwrap_or(usize::MAX);
        self.directory(start, length).await.map(|_| ())
    }

    /// A directory as it stands in the file, of which is known that it can be unfolded.
    async fn directory(&self, offset: u64, length: usize) -> PmtResult<Vec<u8>> {
        let too_large = || std::io::Error::other("a directory of it is far too large");
        if length > LARGEST_DIRECTORY {
            return Err(too_large().into());
        }
        let is_folded = self.parts.is_folded;
        in_background(&self.file, move |file| {
            let bytes = read_part(file, offset, length)?;
            if is_folded && unfolded(&bytes, LARGEST_DIRECTORY)?.is_none() {
                return Err(too_large());
            }
            Ok(bytes)
        })
        .await
    }
}

/// Does what may wait for the disk on a thread of its own.
async fn in_background<T: Send + 'static>(
    file: &Arc<Mutex<File>>,
    work: impl FnOnce(&Mutex<File>) -> Result<T, std::io::Error> + Send + 'static,
) -> PmtResult<T> {
    let file = Arc::clone(file);
    Ok(tokio::task::spawn_blocking(move || work(&file)).await.map_err(std::io::Error::other)??)
}

/// The bytes of a file at a place; less where it ends.
fn read_part(file: &Mutex<File>, offset: u64, length: usize) -> Result<Vec<u8>, std::io::Error> {
    let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::with_capacity(length);
    file.by_ref().take(length as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl AsyncBackend for Bytes {
    async fn read(&self, offset: u64, length: usize) -> PmtResult<BackendResponse> {
        // The header stands at nought, also where a file has no leaf directories and says that they stand there.
        let bytes = if offset > 0 && self.parts.leaves.contains(&offset) {
            self.directory(offset, length).await?
        } else if length > LARGEST_TILE {
            return Err(std::io::Error::other("a tile of it is far too large").into());
        } else {
            in_background(&self.file, move |file| read_part(file, offset, length)).await?
        };
        Ok(BackendResponse::new(bytes.into()))
    }
}

/// The `bounds` of MBTiles: west, south, east and north with commas between.
fn read_bounds(said: &str) -> Option<StreetsBounds> {
    let numbers: Vec<f64> = said.split(',').map(|number| number.trim().parse()).collect::<Result<_, _>>().ok()?;
    part_of_world(numbers.try_into().ok()?)
}

/// West, south, east and north, where they enclose a part of the world and not all of it: files that do not know write
/// nothing, noughts or the world.
fn part_of_world([west, south, east, north]: [f64; 4]) -> Option<StreetsBounds> {
    let is_part = west < east && south < north && west >= -180.0 && east <= 180.0 && south >= -90.0 && north <= 90.0;
    let is_world = west <= -180.0 && east >= 180.0 && south <= -85.0 && north >= 85.0;
    (is_part && !is_world).then_some(StreetsBounds { west, south, east, north })
}

fn refused(name: &str, why: &str) -> AppError {
    AppError::new(ErrorCode::BadFile, format!("{name} {why}. The map stays as it is."))
}

fn too_much_said(name: &str) -> AppError {
    let limit = LARGEST_METADATA >> 20;
    let why = format!("says more than {limit} MB of itself. Make it again without statistics of its tiles");
    refused(name, &why)
}

fn unreadable(error: impl std::fmt::Display) -> AppError {
    AppError::new(ErrorCode::BadFile, format!("The file with the streets cannot be read: {error}."))
}

/// What a file calls itself, else what it is called.
fn named(said: &str, file: &str) -> String {
    let said = plain_text(said);
    if said.is_empty() { file.to_owned() } else { said }
}

/// Attributions come as HTML; on the map they are text.
fn plain_text(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    let text = text.replace("&copy;", "©").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_those_of_a_part_of_the_world() {
        let hull = StreetsBounds { west: -0.5, south: 53.6, east: -0.1, north: 53.9 };
        assert_eq!(read_bounds("-0.5,53.6, -0.1,53.9"), Some(hull));
        for nothing in
            ["", "0,0,0,0", "-180,-85.0511,180,85.0511", "-180,-90,180,90", "1,2,3", "a,b,c,d", "170,0,190,9"]
        {
            assert_eq!(read_bounds(nothing), None, "{nothing}");
        }
        assert_eq!(read_bounds("NaN,0,1,1"), None);
    }

    #[test]
    fn an_attribution_is_text() {
        assert_eq!(
            plain_text("<a href=\"https://osm.org/copyright\">&copy; OpenStreetMap</a>\n contributors &amp; others"),
            "© OpenStreetMap contributors & others"
        );
        assert_eq!(plain_text("a < b"), "a");
    }
}
