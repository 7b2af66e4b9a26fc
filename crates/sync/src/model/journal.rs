//! What happened in the model world, in order, on both sides.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use sitebook_domain::{ActivityUndo, CreationIntent, DeviceField, DeviceId, MappedField, UndoRow};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The store kept a value for undo.
    UndoKept(UndoRow),
    /// The store kept whether a configuration was active.
    ActivityKept(ActivityUndo),
    /// The store kept the wish to create a configuration.
    CreationIntended(CreationIntent),
    /// The PSA overwrote one value of a configuration.
    ConfigurationWritten {
        /// The configuration.
        configuration: i64,
        /// The field.
        field: MappedField,
        /// The value before, as it stood there.
        before: String,
        /// The value after.
        after: String,
    },
    /// The PSA set a configuration active or inactive.
    ActivityWritten {
        /// The configuration.
        configuration: i64,
        /// Whether it is active now.
        active: bool,
    },
    /// The PSA created a configuration.
    ConfigurationCreated {
        /// The configuration.
        configuration: i64,
        /// Its device identifier.
        device_identifier: String,
    },
    /// The PSA created a maker.
    MakerCreated(String),
    /// The store kept a value from the PSA as a device's own.
    OwnWritten {
        /// The device.
        device: DeviceId,
        /// The field.
        field: DeviceField,
        /// The effective value before.
        before: String,
        /// The value after.
        after: String,
    },
}

impl Event {
    /// Whether a value was written, on either side.
    #[must_use]
    pub fn is_write(&self) -> bool {
        !matches!(self, Self::UndoKept(_) | Self::ActivityKept(_) | Self::CreationIntended(_))
    }
}

/// The events of a world. Its copies are the same journal.
#[derive(Debug, Clone, Default)]
pub struct Journal(Arc<Mutex<Vec<Event>>>);

impl Journal {
    /// Everything that happened so far.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        locked(&self.0).clone()
    }

    /// How many values were written so far, on either side.
    #[must_use]
    pub fn writes(&self) -> usize {
        locked(&self.0).iter().filter(|event| event.is_write()).count()
    }

    pub(crate) fn record(&self, event: Event) {
        locked(&self.0).push(event);
    }
}

/// Lets whoever drives the caller look, or drop it, at this point.
pub async fn pause() {
    let mut paused = false;
    poll_fn(|context| {
        if paused {
            return Poll::Ready(());
        }
        paused = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// The content of a lock. A test that failed elsewhere has poisoned nothing: every change is one assignment.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
