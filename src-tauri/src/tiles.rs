//! Street tiles for the map under a scheme of their own: the window reaches no other host.

use sitebook_app::{Desk, ErrorCode};
use tauri::UriSchemeResponder;
use tauri::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use tauri::http::{Request, Response, StatusCode};

/// The scheme: `tile://localhost/...`, on Windows `http://tile.localhost/...`.
pub(crate) const SCHEME: &str = "tile";

/// Answers one request of the map.
pub(crate) async fn answer(desk: Desk, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let path = request.uri().path().trim_start_matches('/');
    // The core keeps pictures as long as their service allows; the window does not keep them once more.
    let response = Response::builder().header(CACHE_CONTROL, "no-store");
    // The page reads vector tiles, and its own scheme is another origin. Nothing but this window can ask here.
    let response = response.header(ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    let response = match desk.workspace().await.street_tile(path).await {
        Ok(tile) => response.header(CONTENT_TYPE, tile.content_type).body(tile.bytes),
        Err(error) => {
            let status = match error.code {
                ErrorCode::NotFound => StatusCode::NOT_FOUND,
                // What came is no tile: asking again brings the same.
                ErrorCode::BadFile => StatusCode::UNPROCESSABLE_ENTITY,
                _ => StatusCode::SERVICE_UNAVAILABLE,
            };
            tracing::debug!(%error, "a tile of streets did not come");
            response.status(status).body(Vec::new())
        }
    };
    match response {
        Ok(response) => responder.respond(response),
        Err(error) => tracing::warn!(%error, "a tile of streets could not be handed over"),
    }
}
