//! The steps of the two protocols, as they can be told from what a killed program leaves behind.

/// Where a program was when it was killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A creation had not read the list.
    CreateStarts,
    /// A creation had read the list and intended nothing yet.
    CreateListed,
    /// An intent was kept, and ConnectWise has no record for it.
    Intended,
    /// ConnectWise has the record; match and end of the intent were not kept.
    Posted,
    /// A creation was between two records.
    CreationKept,
    /// A sync had not read the list.
    SyncStarts,
    /// A sync had read the list and written nothing yet.
    SyncListed,
    /// Undo rows were kept, and ConnectWise has seen no write.
    UndoKept,
    /// ConnectWise has the values; the result was not kept.
    Patched,
    /// A sync was between two records.
    ResultKept,
}

impl Step {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::CreateStarts,
        Self::CreateListed,
        Self::Intended,
        Self::Posted,
        Self::CreationKept,
        Self::SyncStarts,
        Self::SyncListed,
        Self::UndoKept,
        Self::Patched,
        Self::ResultKept,
    ];

    /// Those of a creation.
    pub const CREATING: [Self; 5] =
        [Self::CreateStarts, Self::CreateListed, Self::Intended, Self::Posted, Self::CreationKept];

    /// Those of a sync.
    pub const SYNCING: [Self; 5] =
        [Self::SyncStarts, Self::SyncListed, Self::UndoKept, Self::Patched, Self::ResultKept];

    /// Whether it is one of a creation.
    pub fn creates(self) -> bool {
        Self::CREATING.contains(&self)
    }

    /// What it is, for a table.
    pub fn name(self) -> &'static str {
        match self {
            Self::CreateStarts => "create: before the list",
            Self::CreateListed => "create: list read, nothing intended",
            Self::Intended => "create: intent kept, no record there",
            Self::Posted => "create: POST carried out, match not kept",
            Self::CreationKept => "create: match kept, more to do",
            Self::SyncStarts => "sync: before the list",
            Self::SyncListed => "sync: list read, nothing written",
            Self::UndoKept => "sync: undo rows kept, PATCH not carried out",
            Self::Patched => "sync: PATCH carried out, result not kept",
            Self::ResultKept => "sync: result kept, more to do",
        }
    }
}
