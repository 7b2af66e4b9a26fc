//! What must hold in every world.

use std::fmt;

/// "Nothing lost, nothing duplicated", in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Invariant {
    /// An identifier is created once at most, and never before the intent was kept.
    I1,
    /// Every record that we created is matched after recovery, unless a person decided otherwise.
    I2,
    /// Every value that is overwritten was kept for undo before, as it stood there.
    I3,
    /// What is not mapped, goes the other way, or is not matched stays as it is.
    I4,
    /// After the trouble two runs come to rest; the next one writes nothing.
    I5,
    /// Matches are one to one, and only people and recorded rules change them.
    I6,
    /// Nothing is deleted, on either side.
    I7,
    /// Each planned record has one result, and what was applied was written once.
    I8,
    /// Everything ends: a bounded number of steps, and at most one request after a wish to stop.
    I10,
    /// Taking a run back leaves both sides as they were before it, byte by byte.
    Undo,
    /// A process whose lease was taken over keeps nothing, and sends no write.
    Fencing,
    /// A process that lives and works is not overtaken, however long its requests take.
    Alone,
    /// The same seed gives the same world.
    Replay,
}

impl Invariant {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::I1,
        Self::I2,
        Self::I3,
        Self::I4,
        Self::I5,
        Self::I6,
        Self::I7,
        Self::I8,
        Self::I10,
        Self::Undo,
        Self::Fencing,
        Self::Alone,
        Self::Replay,
    ];

    /// What it says, for a table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::I1 => "I1 one record per identifier, after its intent",
            Self::I2 => "I2 every created record is matched",
            Self::I3 => "I3 every overwritten value was kept before",
            Self::I4 => "I4 nothing else is touched",
            Self::I5 => "I5 comes to rest",
            Self::I6 => "I6 matches are one to one",
            Self::I7 => "I7 nothing is deleted",
            Self::I8 => "I8 results add up",
            Self::I10 => "I10 everything ends, and stops",
            Self::Undo => "I3 undo is byte-equal",
            Self::Fencing => "fencing",
            Self::Alone => "one process at a time",
            Self::Replay => "same seed, same world",
        }
    }
}

/// An invariant that did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The seed of the world.
    pub seed: u64,
    /// The invariant.
    pub invariant: Invariant,
    /// What was seen.
    pub what: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, invariant, what } = self;
        write!(formatter, "seed {seed}: {} broken: {what}; again: cargo xtask simulate --seed {seed}", invariant.name())
    }
}

impl std::error::Error for Broken {}
