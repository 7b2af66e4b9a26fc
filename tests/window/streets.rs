//! A service of street pictures, and how a page loads one.

use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// A picture of one point.
const PICTURE: &[u8] =
    b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\
    \x08\x02\x00\x00\x00\x90\x77\x53\xde\x00\x00\x00\x0c\x49\x44\x41\x54\x78\x9c\x63\xb8\x76\xe9\x34\
    \x00\x04\xf5\x02\x74\x48\x44\x60\xc3\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

/// Loads a picture as the map does; how wide it is, 0 where it may not or cannot be loaded.
pub const LOAD: &str = "const [address, done] = arguments; const picture = new Image(); \
    picture.onload = () => done(picture.naturalWidth); picture.onerror = () => done(0); picture.src = address;";

/// A service of street pictures that has one for every place.
pub async fn street_pictures() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", PICTURE.len());
            let _ = stream.write_all(head.as_bytes()).await;
            let _ = stream.write_all(PICTURE).await;
            let _ = stream.shutdown().await;
        }
    });
    address
}
