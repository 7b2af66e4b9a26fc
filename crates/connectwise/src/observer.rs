//! What the client tells about its waiting, so that a person can see why nothing happens.

use std::fmt;
use std::time::Duration;

/// Why the client waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitReason {
    /// ConnectWise answered 429 and named no time, or the time given in [`Notice::asked`].
    TooManyRequests,
    /// An earlier answer asked for a pause that is not over yet.
    Paused,
    /// The rate that was learnt from earlier 429s.
    LearntRate,
    /// Overload or a gateway, with its HTTP status.
    Unavailable {
        /// The HTTP status.
        status: u16,
    },
    /// A web page in place of data.
    Maintenance,
    /// No answer in time, or none at all.
    NoAnswer,
}

impl fmt::Display for WaitReason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManyRequests => formatter.write_str("ConnectWise asks for fewer requests"),
            Self::Paused => formatter.write_str("ConnectWise asked for a pause"),
            Self::LearntRate => formatter.write_str("ConnectWise takes so many requests a minute and no more"),
            Self::Unavailable { status } => write!(formatter, "ConnectWise is not available (HTTP {status})"),
            Self::Maintenance => formatter.write_str("ConnectWise is under maintenance"),
            Self::NoAnswer => formatter.write_str("ConnectWise did not answer"),
        }
    }
}

/// The client is about to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// For how long.
    pub wait: Duration,
    /// Why.
    pub reason: WaitReason,
    /// What `Retry-After` asked for, where it was more than the 15 minutes that are believed.
    pub asked: Option<Duration>,
}

impl fmt::Display for Notice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "waiting for {} s because {}", self.wait.as_secs_f64().ceil(), self.reason)
    }
}

/// Hears of each wait as it begins, of however short a one. Must not block.
pub trait Observer: Send + Sync {
    /// The client is about to wait.
    fn waiting(&self, notice: &Notice);
}

impl<F: Fn(&Notice) + Send + Sync> Observer for F {
    fn waiting(&self, notice: &Notice) {
        self(notice);
    }
}
