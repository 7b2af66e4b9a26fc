//! An import at work: how far it has come, and the wish to stop it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::broadcast;

use crate::dto::{ImportStopRequest, Nothing};
use crate::{AppError, ErrorCode, ImportStep, Workspace, WorkspaceEvent};

/// How often it is told how far the work has come: each time that so many records are done.
const TOLD_EACH: usize = 1000;

/// The wishes to stop, by the name of the work.
pub(crate) type Works = Arc<Mutex<HashMap<String, Arc<AtomicBool>>>>;

/// One look into a file, preview or import. It can be stopped as long as this is there.
#[derive(Debug)]
pub(super) struct Work {
    /// The name that the window gave it; without one nobody looks on, and nobody stops it.
    name: String,
    stop: Arc<AtomicBool>,
    works: Works,
    events: broadcast::Sender<WorkspaceEvent>,
}

impl Work {
    /// Tells how many records are done, and fails where a person wants the work to stop. `total`: none = not known.
    pub(super) fn tell(&self, step: ImportStep, done: usize, total: Option<usize>) -> Result<(), AppError> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(stopped());
        }
        if !self.name.is_empty() && done.is_multiple_of(TOLD_EACH) {
            let (done, total) = (done as u32, total.map(|total| total as u32));
            // Nobody listening is no failure: events are hints.
            let _ = self.events.send(WorkspaceEvent::ImportProgress { work: self.name.clone(), step, done, total });
        }
        Ok(())
    }

    /// A work that nobody looks at.
    #[cfg(test)]
    pub(super) fn unwatched() -> Self {
        Self { name: String::new(), stop: Arc::default(), works: Works::default(), events: broadcast::channel(1).0 }
    }

    /// Whether a person wants the work to stop.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        let mut works = self.works.lock().unwrap_or_else(PoisonError::into_inner);
        // A later work of the same name has taken the place.
        if works.get(&self.name).is_some_and(|stop| Arc::ptr_eq(stop, &self.stop)) {
            works.remove(&self.name);
        }
    }
}

/// What a stopped work answers.
pub(super) fn stopped() -> AppError {
    AppError::new(ErrorCode::Stopped, "The import was stopped. Nothing was changed.")
}

impl Workspace {
    /// Stops a look into a file, a preview or an import before it is kept: nothing is changed by it then. One that is not
    /// at work, or no longer, is left alone.
    #[expect(clippy::unused_async, reason = "every command has the same shape")]
    pub async fn import_stop(&self, request: ImportStopRequest) -> Result<Nothing, AppError> {
        let works = self.inner.imports.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stop) = works.get(&request.work) {
            stop.store(true, Ordering::Relaxed);
        }
        Ok(Nothing {})
    }

    /// Begins a work under the name that the window gives it.
    pub(super) fn begin_import(&self, name: &str) -> Work {
        let stop = Arc::new(AtomicBool::new(false));
        let works = Arc::clone(&self.inner.imports);
        if !name.is_empty() {
            works.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), Arc::clone(&stop));
        }
        Work { name: name.to_owned(), stop, works, events: self.event_sender() }
    }
}
