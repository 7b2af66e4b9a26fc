//! Creating a configuration: the identifier that makes a creation recognisable, and the intent kept before it is sent.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{DeviceId, RunId, Timestamp};

/// What every identifier of ours begins with. Values without it belong to other tools and are never touched.
pub const IDENTIFIER_PREFIX: &str = "sitebook:";

/// The namespace of our identifiers. Fixed for ever: another one would make every record created so far a stranger.
const NAMESPACE: Uuid = Uuid::from_u128(0x7b1c_55a2_0d5e_5f0b_9c57_8c1f_6c0a_41e3);

/// The wish to create a configuration, durable before the request is sent. It is there exactly as long as the outcome is
/// not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreationIntent {
    /// The device; it has at most one intent.
    pub device: DeviceId,
    /// The company.
    pub company: i64,
    /// The identifier that the new configuration carries.
    pub identifier: String,
    /// The run that wanted it.
    pub run: RunId,
    /// When the request was about to be sent, or was last known to be under way.
    pub intended_at: Timestamp,
    /// Who wanted it.
    pub by: String,
}

/// The `deviceIdentifier` of a device's configuration in a company: the same for the same device on every computer.
///
/// A UUID version 5 over the four parts, each with its length before it, so that no two devices share an encoding.
/// 45 characters; ConnectWise's column takes 100.
#[must_use]
pub fn device_identifier(source: &str, agent_source_id: &str, device_source_id: &str, company: i64) -> String {
    let company = company.to_string();
    let mut name = Vec::new();
    for part in [source, agent_source_id, device_source_id, &company] {
        name.extend_from_slice(&(part.len() as u64).to_be_bytes());
        name.extend_from_slice(part.as_bytes());
    }
    format!("{IDENTIFIER_PREFIX}{}", Uuid::new_v5(&NAMESPACE, &name))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_identifier_of_a_device_never_changes() {
        let identifier = device_identifier("import", "A-1", "D-1", 250);
        assert_eq!(identifier, "sitebook:06a9b77a-3725-5e9c-b734-c891fa4eb229");
    }

    #[test]
    fn no_two_devices_share_an_identifier_by_where_their_parts_end() {
        let parts = [
            ("a", "bc", "d"),
            ("ab", "c", "d"),
            ("a", "b", "cd"),
            ("", "abc", "d"),
            ("a", "bcd", ""),
            ("a\0", "bc", "d"),
        ];
        let all: HashSet<String> = parts
            .iter()
            .flat_map(|(source, agent, device)| {
                [1, 11].map(|company| device_identifier(source, agent, device, company))
            })
            .chain([device_identifier("a", "bc", "d1", 1)])
            .collect();
        assert_eq!(all.len(), parts.len() * 2 + 1);
    }

    proptest! {
        #[test]
        fn it_fits_the_column_whatever_the_source_calls_its_devices(source in ".*", agent in ".*", device in ".*", company: i64) {
            let identifier = device_identifier(&source, &agent, &device, company);
            prop_assert!(identifier.starts_with(IDENTIFIER_PREFIX));
            prop_assert_eq!(identifier.encode_utf16().count(), 45);
            prop_assert_eq!(&identifier, &device_identifier(&source, &agent, &device, company));
        }
    }
}
