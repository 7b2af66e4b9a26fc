//! Streets that come from a file.

use super::*;

const ABOUT: &str = r#"{"name":"Hull","attribution":"<a href='https://osm.org'>&copy; OpenStreetMap</a>"}"#;
/// A vector tile with a layer "roads", in which is nothing.
const ROADS: &[u8] = b"\x1a\x09\x0a\x05roads\x78\x02";

fn pmtiles_file(directory: &Path, kind: pmtiles::TileType) -> PathBuf {
    pmtiles_holding(directory, kind, ABOUT, &[PNG, &[PNG, b" in the east"].concat()])
}

/// A file with a tile of the world, and one of its north east.
fn pmtiles_holding(directory: &Path, kind: pmtiles::TileType, about: &str, tiles: &[&[u8]; 2]) -> PathBuf {
    let path = directory.join("streets.pmtiles");
    let file = std::fs::File::create(&path).unwrap();
    let mut writer = pmtiles::PmTilesWriter::new(kind).max_zoom(1).metadata(about).create(file).unwrap();
    writer.add_tile(pmtiles::TileCoord::new(0, 0, 0).unwrap(), tiles[0]).unwrap();
    writer.add_tile(pmtiles::TileCoord::new(1, 1, 0).unwrap(), tiles[1]).unwrap();
    writer.finalize().unwrap();
    path
}

fn with_layers(layers: &str) -> String {
    ABOUT.replacen('{', &format!("{{\"vector_layers\":{layers},"), 1)
}

impl Office {
    async fn take_file(&self, path: &Path) -> Result<StreetsView, AppError> {
        self.workspace.streets_use_file(StreetsFileRequest { path: path.to_string_lossy().into_owned() }).await
    }
}

#[tokio::test]
async fn streets_come_from_a_pmtiles_file_without_a_network() {
    let office = Office::new().await;
    let path = pmtiles_file(office.directory.path(), pmtiles::TileType::Png);
    let view = office.take_file(&path).await.unwrap();
    assert_eq!((view.kind, view.name.as_str(), view.max_zoom), (StreetsKind::File, "Hull", 1));
    assert_eq!(view.attribution, "© OpenStreetMap");
    assert_eq!(office.tile("0/0/0").await.unwrap().bytes, PNG);
    assert!(office.tile("1/1/0").await.unwrap().bytes.ends_with(b"east"));
    assert_eq!(office.code("1/0/0").await, ErrorCode::NotFound);
    assert_eq!(office.code("2/0/0").await, ErrorCode::NotFound);
}

#[tokio::test]
async fn the_key_of_a_service_is_forgotten_once_a_file_takes_its_place() {
    let service = Server::start(|_| Answer::of(200, PNG)).await;
    let office = Office::new().await;
    office.take(&format!("{}/{{z}}/{{x}}/{{y}}?key={{key}}", service.address), "open-sesame").await.unwrap();
    assert!(office.workspace.has_secret(SECRET).await.unwrap());
    office.take_file(&pmtiles_file(office.directory.path(), pmtiles::TileType::Png)).await.unwrap();
    assert!(!office.workspace.has_secret(SECRET).await.unwrap(), "of no use any more");
}

#[tokio::test]
async fn a_file_that_cannot_be_drawn_is_refused_in_words_and_what_was_there_stays() {
    let office = Office::new().await;
    let directory = office.directory.path();
    let good = pmtiles_file(directory, pmtiles::TileType::Png);
    let whole = std::fs::read(&good).unwrap();
    office.take_file(&good).await.unwrap();

    let bad = directory.join("bad.pmtiles");
    for (content, words) in [
        (whole[..whole.len() - 10].to_vec(), "cut off"),
        (whole[..100].to_vec(), "cut off"),
        ([b"PMTiles\x02".as_slice(), &whole[8..]].concat(), "version 3"),
        (b"PK\x03\x04 a zip".to_vec(), "neither"),
        (Vec::new(), "neither"),
    ] {
        std::fs::write(&bad, content).unwrap();
        let error = office.take_file(&bad).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::BadFile);
        assert!(error.message.contains(words), "{} ({words})", error.message);
    }
    assert_eq!(office.take_file(&directory.join("none.pmtiles")).await.unwrap_err().code, ErrorCode::BadFile);
    assert_eq!(office.workspace.streets_show(Nothing {}).await.unwrap().name, "Hull");
}

#[tokio::test]
async fn vector_tiles_come_from_a_pmtiles_file_without_their_compression() {
    let office = Office::new().await;
    let about = with_layers(r#"[{"id":"earth"},{"id":"roads"}]"#);
    let kind = pmtiles::TileType::Mvt;
    let path = pmtiles_holding(office.directory.path(), kind, &about, &[ROADS, ROADS]);
    let view = office.take_file(&path).await.unwrap();
    assert_eq!((view.kind, view.tiles, view.max_zoom), (StreetsKind::File, StreetsTiles::Vector, 1));
    let tile = office.tile("0/0/0").await.unwrap();
    assert_eq!(tile, StreetTile { content_type: "application/vnd.mapbox-vector-tile", bytes: ROADS.to_vec() });
    assert_eq!(office.code("1/0/0").await, ErrorCode::NotFound);

    let bare = office.directory.path().join("bare.pmtiles");
    let mut writer = pmtiles::PmTilesWriter::new(kind)
        .tile_compression(pmtiles::Compression::None)
        .bounds(-0.5, 53.6, -0.1, 53.9)
        .metadata(&about)
        .create(std::fs::File::create(&bare).unwrap())
        .unwrap();
    writer.add_tile(pmtiles::TileCoord::new(0, 0, 0).unwrap(), ROADS).unwrap();
    writer.finalize().unwrap();
    let bounds = office.take_file(&bare).await.unwrap().bounds;
    assert_eq!(bounds, Some(StreetsBounds { west: -0.5, south: 53.6, east: -0.1, north: 53.9 }));
    assert_eq!(office.tile("0/0/0").await.unwrap().bytes, ROADS);
}

#[tokio::test]
async fn vector_tiles_of_a_layout_that_nobody_knows_are_refused_in_words() {
    let office = Office::new().await;
    let directory = office.directory.path();
    for (kind, about, words) in [
        (pmtiles::TileType::Mvt, ABOUT.to_owned(), "does not say which layers"),
        (pmtiles::TileType::Mvt, with_layers("7"), "does not say which layers"),
        (
            pmtiles::TileType::Mvt,
            with_layers(r#"[{"id":"<b>parcels</b>"},{"id":7}]"#),
            "no layer of streets, but parcels.",
        ),
        (pmtiles::TileType::Mlt, with_layers(r#"[{"id":"roads"}]"#), "MLT"),
    ] {
        let path = pmtiles_holding(directory, kind, &about, &[ROADS, ROADS]);
        let error = office.take_file(&path).await.unwrap_err();
        assert!(error.code == ErrorCode::BadFile && error.message.contains(words), "{}", error.message);
    }
    assert_eq!(office.workspace.streets_show(Nothing {}).await.unwrap().kind, StreetsKind::None);
}

#[tokio::test]
async fn a_tile_that_unfolds_without_end_is_an_error() {
    let office = Office::new().await;
    let about = with_layers(r#"[{"id":"roads"}]"#);
    let bomb = vec![0_u8; (8 << 20) + 1];
    let path = pmtiles_holding(office.directory.path(), pmtiles::TileType::Mvt, &about, &[ROADS, &bomb]);
    assert!(std::fs::metadata(&path).unwrap().len() < 100_000);
    office.take_file(&path).await.unwrap();
    assert_eq!(office.code("1/1/0").await, ErrorCode::BadFile);
    let trouble = async || office.workspace.streets_show(Nothing {}).await.unwrap().trouble;
    assert_eq!(trouble().await, "the file with the streets cannot be read: a tile of it is far too large");
    office.tile("0/0/0").await.unwrap();
    assert_eq!(trouble().await, "", "the last tile came");
}

#[tokio::test]
async fn what_a_file_says_of_itself_has_an_end() {
    let office = Office::new().await;
    let directory = office.directory.path();
    let said = |bytes: usize| format!("{ABOUT}{}", " ".repeat(bytes - ABOUT.len()));
    let path = pmtiles_holding(directory, pmtiles::TileType::Png, &said(4 << 20), &[PNG, PNG]);
    assert_eq!(office.take_file(&path).await.unwrap().name, "Hull");
    let path = pmtiles_holding(directory, pmtiles::TileType::Png, &said((4 << 20) + 1), &[PNG, PNG]);
    assert!(std::fs::metadata(&path).unwrap().len() < 100_000);
    let error = office.take_file(&path).await.unwrap_err();
    assert!(error.code == ErrorCode::BadFile && error.message.contains("more than 4 MB"), "{}", error.message);
}

/// A directory with a tile of the world, and others that nobody asks for: each entry has four bytes without compression.
fn directory_of(entries: u32) -> Vec<u8> {
    let length = u8::try_from(PNG.len()).unwrap();
    let count = usize::try_from(entries).unwrap();
    // The number of entries, seven bits to a byte.
    let mut bytes: Vec<u8> = (0..4).map(|index| (entries >> (7 * index)) as u8 & 0x7f | 0x80).collect();
    bytes.push(0);
    // What is added to the tile before, the run, the length, and the offset + 1 or nought for behind the one before.
    for (first, others) in [(0, 1), (1, 1), (length, length), (1, 0)] {
        bytes.push(first);
        bytes.resize(bytes.len() + count - 1, others);
    }
    bytes
}

/// A file whose tile of the world is found through a leaf directory.
fn pmtiles_with(path: &Path, root: &[u8], leaf: &[u8]) {
    let mut content = b"PMTiles\x03".to_vec();
    let mut start = 127_u64;
    let metadata = gzip(ABOUT.as_bytes());
    for part in [root, &metadata, leaf, PNG] {
        content.extend_from_slice(&start.to_le_bytes());
        content.extend_from_slice(&(part.len() as u64).to_le_bytes());
        start += part.len() as u64;
    }
    // Numbers of tiles, then: sorted, gzip, nothing for the pictures, which are PNG, and zooms 0 to 1.
    content.resize(96, 0);
    content.extend_from_slice(&[1, 2, 1, 2, 0, 1]);
    content.resize(127, 0);
    std::fs::write(path, [&content, root, &metadata, leaf, PNG].concat()).unwrap();
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_directory_that_unfolds_without_end_is_an_error() {
    const MOST: u32 = 8 << 20;
    let office = Office::new().await;
    let path = office.directory.path().join("leaf.pmtiles");
    let with_leaf = |entries| {
        let leaf = gzip(&directory_of(entries));
        let length = u32::try_from(leaf.len()).unwrap();
        // One entry without a run: a directory.
        let numbers = [1, 0, 0, length & 0x7f | 0x80, length >> 7 & 0x7f | 0x80, length >> 14, 1];
        pmtiles_with(&path, &gzip(&numbers.map(|number| number as u8)), &leaf);
    };
    with_leaf(350_000);
    office.take_file(&path).await.unwrap();
    assert_eq!(office.tile("0/0/0").await.unwrap().bytes, PNG, "as large as tilemaker writes them");

    with_leaf(MOST / 4);
    assert!(std::fs::metadata(&path).unwrap().len() < 100_000);
    office.take_file(&path).await.unwrap();
    assert_eq!(office.code("0/0/0").await, ErrorCode::BadFile);
    assert!(office.trouble().await.contains("a directory of it is far too large"));

    pmtiles_with(&path, &gzip(&directory_of(MOST / 4)), &[]);
    let error = office.take_file(&path).await.unwrap_err();
    assert!(error.message.contains("a directory of it is far too large"), "{}", error.message);
}

#[tokio::test]
async fn a_tile_is_found_through_the_directories_of_a_large_file() {
    let office = Office::new().await;
    let path = office.directory.path().join("large.pmtiles");
    let file = std::fs::File::create(&path).unwrap();
    let mut writer =
        pmtiles::PmTilesWriter::new(pmtiles::TileType::Png).max_zoom(8).metadata(ABOUT).create(file).unwrap();
    let place = |id: u64| pmtiles::TileCoord::from(pmtiles::TileId::new(id).unwrap());
    let tile = |id: u64| [PNG, &vec![b'.'; (id * id % 251) as usize], id.to_string().as_bytes()].concat();
    for id in 0..30_000 {
        writer.add_tile(place(id), &tile(id)).unwrap();
    }
    writer.finalize().unwrap();
    let header = std::fs::read(&path).unwrap();
    assert_ne!(header[48..56], [0; 8], "it has leaf directories");
    office.take_file(&path).await.unwrap();
    for id in [0, 1, 4_999, 15_000, 29_999, 1] {
        let at = place(id);
        assert_eq!(office.tile(&format!("{}/{}/{}", at.z(), at.x(), at.y())).await.unwrap().bytes, tile(id));
    }
}

#[tokio::test]
async fn a_file_that_somebody_damages_later_is_an_error_and_no_crash() {
    let office = Office::new().await;
    let path = pmtiles_file(office.directory.path(), pmtiles::TileType::Png);
    office.take_file(&path).await.unwrap();
    office.tile("0/0/0").await.unwrap();
    std::fs::File::options().write(true).open(&path).unwrap().set_len(200).unwrap();
    assert_eq!(office.code("1/1/0").await, ErrorCode::BadFile);
}

/// An MBTiles file of the fixtures: a tile of the world, one of its north east, and something else in the south west.
async fn mbtiles_file(directory: &Path, content: &[u8]) -> PathBuf {
    let path = directory.join("streets.mbtiles");
    tokio::fs::write(&path, content).await.unwrap();
    path
}

const RASTER: &[u8] = include_bytes!("../fixtures/raster.mbtiles");
const VECTOR: &[u8] = include_bytes!("../fixtures/vector.mbtiles");

#[tokio::test]
async fn streets_come_from_an_mbtiles_file_whose_rows_count_from_the_south() {
    let office = Office::new().await;
    let path = mbtiles_file(office.directory.path(), RASTER).await;
    let view = office.take_file(&path).await.unwrap();
    assert_eq!((view.name.as_str(), view.min_zoom, view.max_zoom), ("Hull", 0, 1));
    assert_eq!(view.attribution, "© OpenStreetMap");
    assert_eq!(office.tile("0/0/0").await.unwrap().bytes, PNG);
    assert!(office.tile("1/1/0").await.unwrap().bytes.ends_with(b"north east"));
    assert_eq!(office.code("1/0/0").await, ErrorCode::NotFound);
    assert_eq!(office.code("1/0/1").await, ErrorCode::BadFile, "something else than a picture");
}

#[tokio::test]
async fn an_mbtiles_file_that_cannot_be_drawn_is_refused_in_words() {
    let office = Office::new().await;
    let mut other = VECTOR.to_vec();
    let layer = other.windows(11).position(|bytes| bytes == b"\"id\": \"road").unwrap();
    other[layer + 7] = b't';
    for (content, words) in
        [(other.as_slice(), "no layer of streets"), (&RASTER[..RASTER.len() / 2], "damaged, cut off")]
    {
        let path = mbtiles_file(office.directory.path(), content).await;
        let error = office.take_file(&path).await.unwrap_err();
        assert!(error.code == ErrorCode::BadFile && error.message.contains(words), "{}", error.message);
    }
}

#[tokio::test]
async fn vector_tiles_come_from_an_mbtiles_file_with_and_without_compression() {
    let office = Office::new().await;
    let path = mbtiles_file(office.directory.path(), VECTOR).await;
    let view = office.take_file(&path).await.unwrap();
    assert_eq!((view.tiles, view.min_zoom, view.max_zoom), (StreetsTiles::Vector, 0, 1));
    assert_eq!(view.bounds, Some(StreetsBounds { west: -180.0, south: -85.0, east: 180.0, north: 80.0 }));
    assert_eq!(office.tile("0/0/0").await.unwrap().bytes, ROADS);
    assert_eq!(office.tile("1/1/0").await.unwrap().bytes, ROADS);
    assert_eq!(office.code("1/0/1").await, ErrorCode::BadFile, "its compression is cut off");
}
