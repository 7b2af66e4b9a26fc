//! A way to ConnectWise that takes its time, so that a program can die while its request is on the way.

use std::io::ErrorKind;
use std::net::Ipv4Addr;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};

/// A request arrives after so long; what has not arrived when its sender dies never does.
const ON_THE_WAY: Duration = Duration::from_millis(8);

/// Opens the way to a port of this computer, and returns the port at its beginning.
pub async fn open(to: u16) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(async move {
                let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, to)).await else { return };
                tokio::select! {
                    () = pass(&client, &server, ON_THE_WAY) => {}
                    () = pass(&server, &client, Duration::ZERO) => {}
                }
            });
        }
    });
    port
}

/// Passes bytes on until one end is closed.
async fn pass(from: &TcpStream, to: &TcpStream, after: Duration) {
    let mut bytes = vec![0; 65_536];
    loop {
        let Some(mut length) = read(from, &mut bytes).await else { return };
        if !after.is_zero() {
            tokio::time::sleep(after).await;
            match from.try_read(&mut bytes[length..]) {
                Ok(0) => return,
                Ok(more) => length += more,
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(_) => return,
            }
        }
        let mut sent = 0;
        while sent < length {
            if to.writable().await.is_err() {
                return;
            }
            match to.try_write(&bytes[sent..length]) {
                Ok(more) => sent += more,
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(_) => return,
            }
        }
    }
}

async fn read(from: &TcpStream, bytes: &mut [u8]) -> Option<usize> {
    loop {
        from.readable().await.ok()?;
        match from.try_read(bytes) {
            Ok(0) => return None,
            Ok(length) => return Some(length),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => return None,
        }
    }
}
