//! Violet: the web app of home owners, for phones. A host above the core: it turns requests into calls of `sitebook-app` and
//! answers into pages.
//!
//! Pages are made on the server and work without a script; a small one spares reloading. [`router`] has the routes,
//! [`guard`] what every request has to pass, [`visitor`] who is asking, [`proxy`] whose word is taken about it, [`server`] the
//! sockets. What is answered are the pages of `sitebook-owner-pages`.
//!
//! What must never be here: who may do what (the core decides that for each request, from the database), secrets in a log,
//! an address other than loopback without TLS, or markup.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod assets;
mod cookies;
mod devices;
mod guard;
mod options;
mod proxy;
mod router;
mod server;
mod sign_in;
mod visitor;

pub use options::{ServeError, ServerOptions, TlsFiles};
pub use server::Server;
