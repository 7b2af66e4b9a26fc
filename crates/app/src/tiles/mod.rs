//! Streets for the map, where somebody wants them: pictures of a service on the internet, or pictures or vector tiles of a
//! file on this computer. None by itself: which pictures are asked for says where customers are.
//!
//! The window never reaches a service. It asks its host for `version/zoom/column/row`, and the host asks here: one
//! program to the outside that says who it is, honours what services say about keeping, and asks for few things at a time
//! (<https://operations.osmfoundation.org/policies/tiles/>). Nothing is fetched that nobody looks at.

mod cache;
mod file;
mod freshness;
mod picture;
mod service;
mod template;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use tokio::time::Instant;

use self::cache::{Kept, TileCache};
use self::file::{About, TileFile};
use self::freshness::Freshness;
use self::service::{Answered, TileClient, TileError};
use self::template::Template;
use crate::dto::{
    Nothing, StreetsBounds, StreetsFileRequest, StreetsKind, StreetsServiceRequest, StreetsTiles, StreetsView,
};
use crate::geoip::blocking;
use crate::{AppError, ErrorCode, Workspace};

/// Setting: where the streets come from, as JSON.
const STREETS: &str = "streets";
/// Name of the secret that holds the key of the service.
pub(crate) const SECRET: &str = "street_tiles";
/// So many pictures are asked for at a time.
const IN_FLIGHT: usize = 6;
/// No map goes farther: a picture of the last zoom shows some metres.
const LAST_ZOOM: u32 = 22;
/// After a picture that did not come, a service is left alone for so long. The map asks for a hundred at once.
const PAUSE: Duration = Duration::from_secs(10);
/// The longest a service may want to be left alone: whoever waits longer presses a button.
const LONGEST_PAUSE: Duration = Duration::from_mins(15);
/// Where a service has no picture, and does not say for how long: a day, in milliseconds.
const NOTHING_KEPT: i64 = 24 * 60 * 60 * 1000;

/// A tile of streets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreetTile {
    /// What it is: by its bytes `image/png`, `image/jpeg`, `image/gif` or `image/webp`; or [`file::VECTOR_TILE`].
    pub content_type: &'static str,
    /// The picture, or the vector tile without compression.
    pub bytes: Vec<u8>,
}

/// Which picture: zoom, column from the west and row from the north.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TileAddress {
    pub(crate) z: u8,
    pub(crate) x: u32,
    pub(crate) y: u32,
}

impl TileAddress {
    /// Reads `zoom/column/row`; none where the world has no such place.
    fn read(path: &str) -> Option<Self> {
        let mut parts = path.split('/');
        let z: u8 = parts.next()?.parse().ok()?;
        let (x, y): (u32, u32) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let exists = u32::from(z) <= LAST_ZOOM && x >> z == 0 && y >> z == 0 && parts.next().is_none();
        exists.then_some(Self { z, x, y })
    }
}

/// What was chosen, as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Chosen {
    kind: StreetsKind,
    name: String,
    attribution: String,
    /// Of a service.
    template: String,
    /// Of a file.
    path: PathBuf,
    tiles: StreetsTiles,
    bounds: Option<StreetsBounds>,
    min_zoom: u32,
    max_zoom: u32,
    /// Another one with each choice.
    version: i64,
}

/// Where pictures come from, ready to be asked.
#[derive(Debug)]
enum Source {
    None,
    Service { template: Template, key: Option<SecretString>, client: TileClient },
    File(TileFile),
}

/// What was chosen and its source.
#[derive(Debug)]
struct Current {
    chosen: Chosen,
    source: Source,
}

/// What a process knows of the streets.
#[derive(Debug)]
pub(crate) struct Tiles {
    slots: Semaphore,
    cache: TileCache,
    current: tokio::sync::Mutex<Option<Arc<Current>>>,
    /// Until when a service is left alone, and why.
    pause: Mutex<Option<(Instant, TileError)>>,
    /// Why the last tile did not come.
    trouble: Mutex<String>,
}

impl Tiles {
    pub(crate) fn new(directory: &Path) -> Self {
        Self {
            slots: Semaphore::new(IN_FLIGHT),
            cache: cache::in_workspace(directory),
            current: tokio::sync::Mutex::default(),
            pause: Mutex::default(),
            trouble: Mutex::default(),
        }
    }

    /// Why a service is to be left alone at this moment.
    fn paused(&self) -> Option<TileError> {
        let pause = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        pause.as_ref().filter(|(until, _)| *until > Instant::now()).map(|(_, why)| why.clone())
    }

    fn note(&self, failure: Option<&TileError>) {
        let pause = failure.filter(|failure| failure.is_of_all()).map(|failure| {
            let wanted = match failure {
                TileError::Busy { retry_after: Some(seconds) } => Duration::from_secs(*seconds),
                _ => PAUSE,
            };
            (Instant::now() + wanted.clamp(PAUSE, LONGEST_PAUSE), failure.clone())
        });
        *self.pause.lock().unwrap_or_else(PoisonError::into_inner) = pause;
        self.tell(failure.map(ToString::to_string).unwrap_or_default());
    }

    fn tell(&self, trouble: String) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    fn forget(&self) {
        self.note(None);
    }
}

impl Workspace {
    /// Where the streets of the map come from.
    pub async fn streets_show(&self, _: Nothing) -> Result<StreetsView, AppError> {
        let chosen = self.chosen_streets().await?;
        self.streets_view(&chosen).await
    }

    /// Takes a service for the streets. One picture, of the whole world, is asked for to see that it answers.
    pub async fn streets_use_service(&self, request: StreetsServiceRequest) -> Result<StreetsView, AppError> {
        let invalid = |message: String| AppError::new(ErrorCode::InvalidInput, message);
        let template = Template::read(&request.template)
            .map_err(|why| invalid(format!("\"{}\" cannot be used: {why}.", request.template.trim())))?;
        let name = request.name.trim().to_owned();
        let attribution = request.attribution.trim().to_owned();
        if name.is_empty() || attribution.is_empty() {
            let message = "Write a name for the service and whom the map has to name: its terms say it.";
            return Err(invalid(message.to_owned()));
        }
        if request.max_zoom > LAST_ZOOM {
            return Err(invalid(format!("The last zoom is a number up to {LAST_ZOOM}.")));
        }
        let typed = request.key.trim();
        let key = if !template.wants_key() {
            None
        } else if typed.is_empty() {
            self.secret(SECRET).await?
        } else {
            Some(SecretString::from(typed.to_owned()))
        };
        if template.wants_key() && key.is_none() {
            return Err(invalid("Write the key of the service: its address has a place for it.".to_owned()));
        }
        let whole = TileAddress { z: 0, x: 0, y: 0 };
        self.ask(&service_client()?, &template, key.as_ref(), whole, None)
            .await
            .map_err(|why| AppError { retryable: true, ..unavailable(&name, &why) })?;
        if !template.wants_key() {
            // Of another service, which has no business here any more.
            self.keep_secret(SECRET, None).await?;
        } else if !typed.is_empty() {
            self.keep_secret(SECRET, key).await?;
        }
        self.choose_streets(Chosen {
            kind: StreetsKind::Service,
            name,
            attribution,
            template: template.as_str().to_owned(),
            max_zoom: request.max_zoom,
            ..Chosen::default()
        })
        .await
    }

    /// Takes a file for the streets. It stays where it is.
    pub async fn streets_use_file(&self, request: StreetsFileRequest) -> Result<StreetsView, AppError> {
        let path = PathBuf::from(request.path.trim());
        let (_, About { name, attribution, tiles, bounds, min_zoom, max_zoom }) = TileFile::open(&path).await?;
        self.choose_streets(Chosen {
            kind: StreetsKind::File,
            name,
            attribution,
            path,
            tiles,
            bounds,
            min_zoom,
            max_zoom,
            ..Chosen::default()
        })
        .await
    }

    /// Goes on without streets. The key and all kept pictures are forgotten.
    pub async fn streets_off(&self, _: Nothing) -> Result<StreetsView, AppError> {
        self.keep_secret(SECRET, None).await?;
        let view = self.choose_streets(Chosen::default()).await?;
        let workspace = self.clone();
        blocking(move || workspace.inner.tiles.cache.clear().map_err(|error| not_kept(&error))).await?;
        Ok(view)
    }

    /// One tile of streets, by the path `version/zoom/column/row`. Not a command: hosts give it to the map as it is.
    /// [`ErrorCode::NotFound`] where there is none.
    pub async fn street_tile(&self, path: &str) -> Result<StreetTile, AppError> {
        let current = self.current_streets().await?;
        let nothing = || AppError::new(ErrorCode::NotFound, "There is no picture of streets there.");
        let (version, address) = path.split_once('/').ok_or_else(nothing)?;
        // A map that still draws what was chosen before.
        if version != current.chosen.version.to_string() {
            return Err(nothing());
        }
        let at = TileAddress::read(address).ok_or_else(nothing)?;
        if u32::from(at.z) > current.chosen.max_zoom {
            return Err(nothing());
        }
        let tile = match &current.source {
            Source::None => None,
            Source::File(file) => {
                let tile = file.tile(at).await;
                self.inner.tiles.tell(tile.as_ref().err().map(phrase).unwrap_or_default());
                tile?
            }
            Source::Service { template, key, client } => self
                .service_tile(client, template, key.as_ref(), at)
                .await
                .map_err(|why| unavailable(&current.chosen.name, &why))?,
        };
        tile.ok_or_else(nothing)
    }

    /// A picture of a service: the kept one while it counts, or while the service cannot be asked.
    async fn service_tile(
        &self,
        client: &TileClient,
        template: &Template,
        key: Option<&SecretString>,
        at: TileAddress,
    ) -> Result<Option<StreetTile>, TileError> {
        let tiles = &self.inner.tiles;
        let kept = self.kept_tile(template, at).await;
        let (old, known) = match kept {
            Some(Kept { tile, freshness }) if freshness.until > self.now() => return Ok(tile),
            Some(Kept { tile, freshness }) => (tile, Some(freshness)),
            None => (None, None),
        };
        // Whether it has changed can be asked of a picture only that is still there.
        let known = known.filter(|_| old.is_some());
        let Ok(_slot) = tiles.slots.acquire().await else { return Ok(old) };
        let asked = if let Some(why) = tiles.paused() {
            Err(why)
        } else {
            let asked = self.ask(client, template, key, at, known.as_ref()).await;
            tiles.note(asked.as_ref().err());
            asked
        };
        let (tile, freshness) = match asked {
            Ok(Answered::Picture(tile, freshness)) => (Some(tile), freshness),
            Ok(Answered::Unchanged(freshness)) => {
                let named = |new: Freshness| match &known {
                    // An answer without the picture need not name its state again.
                    Some(known) => Freshness {
                        etag: new.etag.or_else(|| known.etag.clone()),
                        modified: new.modified.or_else(|| known.modified.clone()),
                        ..new
                    },
                    None => new,
                };
                (old, freshness.map(named))
            }
            Ok(Answered::Nothing(freshness)) => {
                let until = sitebook_domain::Timestamp(self.now().0 + NOTHING_KEPT);
                (None, freshness.map(|said| Freshness { until: said.until.min(until), ..said }))
            }
            // Yesterday's streets are better than none.
            Err(_) if old.is_some() => return Ok(old),
            Err(why) => return Err(why),
        };
        if let Some(freshness) = freshness {
            self.keep_tile(template, at, tile.clone(), freshness).await;
        }
        Ok(tile)
    }

    async fn ask(
        &self,
        client: &TileClient,
        template: &Template,
        key: Option<&SecretString>,
        at: TileAddress,
        known: Option<&Freshness>,
    ) -> Result<Answered, TileError> {
        let url = template.url(at, key).ok_or(TileError::Private)?;
        client.fetch(url, template.is_on_this_computer(), known, self.now()).await
    }

    async fn kept_tile(&self, template: &Template, at: TileAddress) -> Option<Kept> {
        let (workspace, service) = (self.clone(), template.as_str().to_owned());
        blocking(move || Ok(workspace.inner.tiles.cache.read(&service, at, workspace.now()))).await.ok().flatten()
    }

    /// A picture that cannot be kept is shown all the same.
    async fn keep_tile(&self, template: &Template, at: TileAddress, tile: Option<StreetTile>, freshness: Freshness) {
        let (workspace, service) = (self.clone(), template.as_str().to_owned());
        let kept = blocking(move || {
            let cache = &workspace.inner.tiles.cache;
            cache.keep(&service, at, tile.as_ref(), &freshness, workspace.now()).map_err(|error| not_kept(&error))
        });
        if let Err(error) = kept.await {
            tracing::warn!(%error, "a picture of streets was not kept");
        }
    }

    /// What was chosen, opened; once for all pictures, until another choice is made by whichever process.
    async fn current_streets(&self) -> Result<Arc<Current>, AppError> {
        let chosen = self.chosen_streets().await?;
        let mut current = self.inner.tiles.current.lock().await;
        if let Some(current) = current.as_ref().filter(|current| current.chosen == chosen) {
            return Ok(Arc::clone(current));
        }
        let source = match chosen.kind {
            StreetsKind::None => Source::None,
            StreetsKind::File => {
                let opened = TileFile::open(&chosen.path).await;
                Source::File(opened.inspect_err(|error| self.inner.tiles.tell(phrase(error)))?.0)
            }
            StreetsKind::Service => {
                let template = Template::read(&chosen.template).map_err(|why| {
                    AppError::new(ErrorCode::InvalidInput, format!("The service cannot be used: {why}."))
                })?;
                let key = if template.wants_key() { self.secret(SECRET).await? } else { None };
                Source::Service { template, key, client: service_client()? }
            }
        };
        let opened = Arc::new(Current { chosen, source });
        *current = Some(Arc::clone(&opened));
        Ok(opened)
    }

    async fn chosen_streets(&self) -> Result<Chosen, AppError> {
        let kept = self.store().setting(STREETS).await?;
        Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default())
    }

    async fn choose_streets(&self, chosen: Chosen) -> Result<StreetsView, AppError> {
        let before = self.chosen_streets().await?;
        // Also where the clock stands still or goes back.
        let version = self.now().0.max(before.version + 1);
        let chosen = Chosen { version, ..chosen };
        let text =
            serde_json::to_string(&chosen).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        self.store().set_setting(STREETS, &text).await?;
        self.inner.tiles.forget();
        self.changed();
        self.streets_view(&chosen).await
    }

    async fn streets_view(&self, chosen: &Chosen) -> Result<StreetsView, AppError> {
        let wants_key = chosen.template.contains("{key}");
        Ok(StreetsView {
            kind: chosen.kind,
            tiles: chosen.tiles,
            name: chosen.name.clone(),
            attribution: chosen.attribution.clone(),
            template: chosen.template.clone(),
            file: chosen.path.to_string_lossy().into_owned(),
            min_zoom: chosen.min_zoom,
            max_zoom: chosen.max_zoom,
            bounds: chosen.bounds,
            key_set: wants_key && self.has_secret(SECRET).await?,
            version: chosen.version.to_string(),
            trouble: self.inner.tiles.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        })
    }
}

/// An error as a part of a sentence, as those of services are.
fn phrase(error: &AppError) -> String {
    let mut letters = error.message.trim_end_matches('.').chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn service_client() -> Result<TileClient, AppError> {
    TileClient::new().map_err(|why| AppError::new(ErrorCode::Internal, why.to_string()))
}

fn unavailable(name: &str, why: &TileError) -> AppError {
    let code = match why {
        TileError::Busy { .. } => ErrorCode::TooManyRequests,
        TileError::NoPicture | TileError::TooLong => ErrorCode::BadAnswer,
        TileError::Private => ErrorCode::BadHost,
        TileError::Refused { .. } => ErrorCode::Unauthorized,
        TileError::Status { .. } | TileError::Unreachable(_) => ErrorCode::Unavailable,
    };
    let message = format!("{name} gave no picture of streets: {why}. The offline map is shown meanwhile.");
    AppError::new(code, message)
}

fn not_kept(error: &std::io::Error) -> AppError {
    AppError::new(ErrorCode::Storage, format!("The folder of street pictures cannot be written: {error}."))
}

#[cfg(test)]
mod tests;
