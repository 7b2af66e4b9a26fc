//! What is thrown into the worlds, by the numbers of the project's list of faults.

/// One kind of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// The pairs of a plan come in another order.
    Shuffle,
    /// A process ends at any of its pauses, and nothing of it is cleaned up.
    Crash,
    /// A process ends while it mends what an earlier end left behind.
    CrashInRecovery,
    /// The request is carried out, and the answer is lost or cannot be read.
    AnswerLost,
    /// A record that was created is in no list for up to a minute.
    Lag,
    /// "Too many requests", with each form of the time to wait that reaches the engine.
    TooManyRequests,
    /// The client keeps a wait of minutes before it asks again for what it reads. What it writes it never keeps waiting.
    ClientWaits,
    /// An answer takes nearly as long as any may.
    SlowAnswer,
    /// The service is not available.
    Outage,
    /// A list that the client could not read to its end.
    HalfList,
    /// A list that is complete to all appearance, and much shorter than it was, or empty.
    ShortList,
    /// An answer that makes no sense.
    BadAnswer,
    /// The key is refused from a moment on.
    KeyRefused,
    /// The right to write, or to create, is taken away from a moment on.
    RightTaken,
    /// The record is refused, in ConnectWise's own words.
    Refused,
    /// "Done", though nothing was stored.
    NotStored,
    /// A configuration moves to another company.
    Moved,
    /// A configuration is deleted.
    Deleted,
    /// A person edits a configuration.
    EditThere,
    /// A person edits a device.
    EditHere,
    /// A person takes a pair apart, or ignores a device.
    DecisionHere,
    /// A second process works on the same company.
    SecondProcess,
    /// It is one of another computer, which cannot tell whether the first one lives.
    OtherComputer,
    /// A run that the schedule wants.
    Scheduled,
    /// The clock is set.
    ClockJump,
    /// The computer sleeps: hours pass.
    Sleep,
    /// A step of the store fails, and nothing is kept.
    StoreFails,
    /// A step of the store is kept, and its answer is a failure.
    StoreAnswerLost,
    /// A person stops a run.
    Stop,
    /// A run is taken back, in the middle of everything else.
    Undo,
}

impl Fault {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Shuffle,
        Self::Crash,
        Self::CrashInRecovery,
        Self::AnswerLost,
        Self::Lag,
        Self::TooManyRequests,
        Self::ClientWaits,
        Self::SlowAnswer,
        Self::Outage,
        Self::HalfList,
        Self::ShortList,
        Self::BadAnswer,
        Self::KeyRefused,
        Self::RightTaken,
        Self::Refused,
        Self::NotStored,
        Self::Moved,
        Self::Deleted,
        Self::EditThere,
        Self::EditHere,
        Self::DecisionHere,
        Self::SecondProcess,
        Self::OtherComputer,
        Self::Scheduled,
        Self::ClockJump,
        Self::Sleep,
        Self::StoreFails,
        Self::StoreAnswerLost,
        Self::Stop,
        Self::Undo,
    ];

    /// Its number, and what it is, for a table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Shuffle => "F1 plan made in another order",
            Self::Crash => "F3 crash at a pause",
            Self::CrashInRecovery => "F3 crash while mending a crash",
            Self::AnswerLost => "F6, F13 done, answer lost or cut off",
            Self::Lag => "F7 created, in no list yet",
            Self::TooManyRequests => "F8 too many requests",
            Self::ClientWaits => "F8 the client waits for minutes",
            Self::SlowAnswer => "F14 slow answer",
            Self::Outage => "F9 not available",
            Self::HalfList => "F10 list not read to its end",
            Self::ShortList => "F11 list empty or much shorter",
            Self::BadAnswer => "F12 answer without sense",
            Self::KeyRefused => "F17 key refused",
            Self::RightTaken => "F18 right taken away",
            Self::Refused => "F18 record refused",
            Self::NotStored => "F12 done, nothing stored",
            Self::Moved => "F19 configuration moved",
            Self::Deleted => "F20 configuration deleted",
            Self::EditThere => "F21 edit there",
            Self::EditHere => "F21 edit here",
            Self::DecisionHere => "F21 unlinked or ignored",
            Self::SecondProcess => "F22 second process",
            Self::OtherComputer => "F22 process of another computer",
            Self::Scheduled => "F22 scheduled run",
            Self::ClockJump => "F23 clock set",
            Self::Sleep => "F23 hours asleep",
            Self::StoreFails => "F24 store fails",
            Self::StoreAnswerLost => "F24 kept, store says failed",
            Self::Stop => "I10 stopped by a person",
            Self::Undo => "F30 run taken back",
        }
    }
}
