//! Streets for the map, where somebody wants them: pictures of a service on the internet, or pictures or vector tiles of a
//! file on this computer. None by itself: which pictures are asked for says where customers are.
//!
//! The window never reaches a service. It asks its host for `version/zoom/column/row`, and the host asks here: one
//! program to the outside that says who it is, honours what services say about keeping, and asks for few things at a time
//! (<https://operations.osmfoundation.org/policies/tiles/>). Nothing is fetched that nobody looks at.

mod cache;
mod directories;
mod file;
mod freshness;
mod health;
mod picture;
mod service;
mod template;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tokio::sync::{OnceCell, Semaphore};
use tokio::time::Instant;

use self::cache::{Kept, TileCache};
use self::file::{About, TileFile};
use self::freshness::Freshness;
use self::health::Health;
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

impl Chosen {
    fn wants_key(&self) -> bool {
        self.template.contains("{key}")
    }
}

/// Where pictures come from, ready to be asked.
#[derive(Debug)]
enum Source {
    None,
    Service(Service),
    File(TileFile),
}

/// A service on the internet and who asks it.
#[derive(Debug)]
struct Service {
    template: Template,
    key: Option<SecretString>,
    client: TileClient,
}

/// What was chosen, and how its source does. Requests hold on to the choice that they were made for: what is still in flight
/// after another choice says nothing of the new one.
#[derive(Debug)]
struct Current {
    chosen: Chosen,
    /// Opened with the first tile; tried again with the next one where that fails.
    source: OnceCell<Source>,
    health: Mutex<Health>,
}

impl Current {
    fn of(chosen: Chosen) -> Self {
        Self { chosen, source: OnceCell::new(), health: Mutex::default() }
    }

    fn health(&self) -> MutexGuard<'_, Health> {
        self.health.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a process knows of the streets.
#[derive(Debug)]
pub(crate) struct Tiles {
    slots: Semaphore,
    cache: TileCache,
    current: tokio::sync::Mutex<Option<Arc<Current>>>,
}

impl Tiles {
    pub(crate) fn new(directory: &Path) -> Self {
        Self {
            slots: Semaphore::new(IN_FLIGHT),
            cache: cache::in_workspace(directory),
            current: tokio::sync::Mutex::default(),
        }
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
            Some(self.kept_key(&template).await?)
        } else {
            Some(SecretString::from(typed.to_owned()))
        };
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

    /// The key that is kept, if it is the one for this service: no service learns the key of another.
    async fn kept_key(&self, template: &Template) -> Result<SecretString, AppError> {
        let missing = |message: &str| AppError::new(ErrorCode::InvalidInput, message);
        let Some(kept) = self.secret(SECRET).await? else {
            return Err(missing("Write the key of the service: its address has a place for it."));
        };
        let chosen = self.chosen_streets().await?;
        if Template::read(&chosen.template).is_ok_and(|chosen| chosen.is_of_the_same_host_as(template)) {
            Ok(kept)
        } else {
            let message =
                "The key that is kept is for another service, which alone may learn it. Write the key of this one.";
            Err(missing(message))
        }
    }

    /// Takes a file for the streets. It stays where it is. The key of a service is forgotten.
    pub async fn streets_use_file(&self, request: StreetsFileRequest) -> Result<StreetsView, AppError> {
        let path = PathBuf::from(request.path.trim());
        let (_, About { name, attribution, tiles, bounds, min_zoom, max_zoom }) = TileFile::open(&path).await?;
        if self.chosen_streets().await?.wants_key() {
            // What belongs to it is no longer known afterwards, so nobody could use it.
            self.keep_secret(SECRET, None).await?;
        }
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
        let opened = current.source.get_or_try_init(|| self.opened_streets(&current.chosen)).await;
        let tile = match opened.inspect_err(|error| current.health().tell(phrase(error)))? {
            Source::None => None,
            Source::File(file) => {
                let tile = file.tile(at).await;
                current.health().tell(tile.as_ref().err().map(phrase).unwrap_or_default());
                tile?
            }
            Source::Service(service) => {
                self.service_tile(service, &current, at).await.map_err(|why| unavailable(&current.chosen.name, &why))?
            }
        };
        tile.ok_or_else(nothing)
    }

    /// A picture of a service: the kept one while it counts, or while the service cannot be asked.
    async fn service_tile(
        &self,
        Service { template, key, client }: &Service,
        current: &Current,
        at: TileAddress,
    ) -> Result<Option<StreetTile>, TileError> {
        let kept = self.kept_tile(template, at).await;
        let (old, known) = match kept {
            Some(Kept { tile, freshness }) if freshness.until > self.now() => return Ok(tile),
            Some(Kept { tile, freshness }) => (tile, Some(freshness)),
            None => (None, None),
        };
        // Whether it has changed can be asked of a picture only that is still there.
        let known = known.filter(|_| old.is_some());
        let Ok(_slot) = self.inner.tiles.slots.acquire().await else { return Ok(old) };
        let paused = current.health().paused(Instant::now()).cloned();
        let asked = if let Some(why) = paused {
            Err(why)
        } else {
            let asked = self.ask(client, template, key.as_ref(), at, known.as_ref()).await;
            current.health().note(asked.as_ref().err(), Instant::now());
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

    /// What was chosen, the same for all pictures until another choice is made by whichever process.
    async fn current_streets(&self) -> Result<Arc<Current>, AppError> {
        let mut current = self.inner.tiles.current.lock().await;
        // Read under the lock: who read an earlier choice must not put it back over a later one.
        let chosen = self.chosen_streets().await?;
        if let Some(current) = current.as_ref().filter(|current| current.chosen == chosen) {
            return Ok(Arc::clone(current));
        }
        let new = Arc::new(Current::of(chosen));
        *current = Some(Arc::clone(&new));
        Ok(new)
    }

    async fn opened_streets(&self, chosen: &Chosen) -> Result<Source, AppError> {
        match chosen.kind {
            StreetsKind::None => Ok(Source::None),
            StreetsKind::File => Ok(Source::File(TileFile::open(&chosen.path).await?.0)),
            StreetsKind::Service => {
                let template = Template::read(&chosen.template).map_err(|why| {
                    AppError::new(ErrorCode::InvalidInput, format!("The service cannot be used: {why}."))
                })?;
                let key = if template.wants_key() { self.secret(SECRET).await? } else { None };
                Ok(Source::Service(Service { template, key, client: service_client()? }))
            }
        }
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
        // Its file is closed when the last tile that is on its way has come.
        self.inner.tiles.current.lock().await.take_if(|current| current.chosen != chosen);
        self.changed();
        self.streets_view(&chosen).await
    }

    async fn streets_view(&self, chosen: &Chosen) -> Result<StreetsView, AppError> {
        let current = self.inner.tiles.current.lock().await.clone().filter(|current| current.chosen == *chosen);
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
            key_set: chosen.wants_key() && self.has_secret(SECRET).await?,
            version: chosen.version.to_string(),
            trouble: current.map(|current| current.health().trouble().to_owned()).unwrap_or_default(),
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
