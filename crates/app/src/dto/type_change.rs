//! Giving a configuration another type.

use super::CreateAnswer;

shapes! {
    /// Give the configuration of a matched device another type. Answers to questions of the old type may be lost.
    pub struct TypeChangeRequest {
        /// The device.
        pub device: String,
        /// The type: an id or a name.
        pub r#type: String,
        /// Answers to questions of the new type; those that must be answered are needed here.
        #[serde(default)]
        pub answers: Vec<CreateAnswer>,
    }
}
