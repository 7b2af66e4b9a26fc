//! Putting back what a person removed.

shapes! {
    /// Put back a link with its matches, a match, or a declined proposal.
    pub struct RemovalUndoRequest {
        /// The name that the removal's reply gave in `undo`.
        pub undo: String,
    }
}
