//! The commands over loopback HTTP and the events over SSE, for browser tests and front-end work. Never shipped: whoever
//! reaches the port can do everything.
//!
//! What must never be here: an address other than loopback, or logic.

use std::convert::Infallible;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::Pin;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use clap::Parser;
use futures::Stream;
use serde_json::Value;
use sitebook_app::dto::*;
use sitebook_app::{AppError, Desk, ErrorCode, OpenOptions, SECRETS_KEY_VARIABLE};
use tower_http::services::{ServeDir, ServeFile};

/// Serves the commands and the built front end on a loopback port.
#[derive(Parser)]
struct Arguments {
    /// The workspace directory.
    #[arg(long)]
    data: PathBuf,
    /// Loopback address and port.
    #[arg(long, default_value = "127.0.0.1:5174")]
    listen: SocketAddr,
    /// The built front end.
    #[arg(long, default_value = "ui/dist")]
    ui: PathBuf,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_env("SITEBOOK_LOG")).init();
    let arguments = Arguments::parse();
    if !arguments.listen.ip().is_loopback() {
        return Err("only a loopback address is served".into());
    }
    let desk = Desk::open(OpenOptions {
        directory: Some(arguments.data),
        secrets_key: std::env::var(SECRETS_KEY_VARIABLE).ok().map(Into::into),
    })
    .await?;
    let page = ServeFile::new(arguments.ui.join("index.html"));
    let router = Router::new()
        .route("/api/events", get(events))
        .route("/api/{name}", post(command))
        .route("/tile/{*path}", get(tile))
        .fallback_service(ServeDir::new(arguments.ui).fallback(page))
        .with_state(desk);
    let listener = tokio::net::TcpListener::bind(arguments.listen).await?;
    // One line for whoever started it: port 0 lets the system pick.
    writeln!(std::io::stdout(), "http://{}", listener.local_addr()?)?;
    axum::serve(listener, router).await?;
    Ok(())
}

async fn command(State(desk): State<Desk>, Path(name): Path<String>, Json(request): Json<Value>) -> Response {
    match call(&desk, &name, request).await {
        Ok(reply) => Json(reply).into_response(),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Json(error)).into_response(),
    }
}

/// The window has these under a scheme of their own.
async fn tile(State(desk): State<Desk>, Path(path): Path<String>) -> Response {
    let kept = (header::CACHE_CONTROL, "no-store");
    match desk.workspace().await.street_tile(&path).await {
        Ok(tile) => ([kept, (header::CONTENT_TYPE, tile.content_type)], tile.bytes).into_response(),
        Err(error) => {
            let status = match error.code {
                ErrorCode::NotFound => StatusCode::NOT_FOUND,
                ErrorCode::BadFile => StatusCode::UNPROCESSABLE_ENTITY,
                _ => StatusCode::SERVICE_UNAVAILABLE,
            };
            (status, [kept]).into_response()
        }
    }
}

/// What a command answers, on the heap.
type Answer<'a> = Pin<Box<dyn Future<Output = Result<Value, AppError>> + Send + 'a>>;

macro_rules! routes {
    ($($name:ident($request:ident) -> $reply:ident;)*) => {
        fn call<'a>(desk: &'a Desk, name: &str, request: Value) -> Answer<'a> {
            match name {
                $(stringify!($name) => {
                    // A function for each: what they keep, taken together, is more than the stack of a worker holds.
                    fn answer(desk: &Desk, request: Value) -> Answer<'_> {
                        Box::pin(async move {
                            let request: $request = read(request)?;
                            let reply: $reply = desk.workspace().await.$name(request).await?;
                            write(&reply)
                        })
                    }
                    answer(desk, request)
                })*
                _ => {
                    let error = AppError::new(ErrorCode::NotFound, format!("There is no command \"{name}\"."));
                    Box::pin(std::future::ready(Err(error)))
                }
            }
        }
    };
}
sitebook_commands::for_each_command!(routes);

fn read<T: serde::de::DeserializeOwned>(request: Value) -> Result<T, AppError> {
    serde_json::from_value(request).map_err(|error| AppError::new(ErrorCode::InvalidInput, error.to_string()))
}

fn write<T: serde::Serialize>(reply: &T) -> Result<Value, AppError> {
    serde_json::to_value(reply).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))
}

async fn events(State(desk): State<Desk>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let receiver = desk.events();
    let stream = futures::stream::unfold(receiver, |mut receiver| async move {
        loop {
            match receiver.recv().await {
                Ok(event) => {
                    let Ok(event) = Event::default().json_data(&event) else { continue };
                    return Some((Ok(event), receiver));
                }
                // Hints may be lost: truth is re-read.
                Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => {}
                Err(tokio::sync::broadcast::error::RecvError::Closed) => return None,
            }
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}
