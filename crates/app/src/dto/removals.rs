//! Putting back what a person removed or decided.

shapes! {
    /// Put back a link with its matches, a match, a declined proposal, confirmed proposals, or a match that was moved.
    pub struct RemovalUndoRequest {
        /// The name that a reply gave in `undo`.
        pub undo: String,
    }
}
