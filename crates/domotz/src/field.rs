//! The fields of a device that the API lets be written.

use sitebook_domain::DeviceField;

/// A field that takes a text; the type takes a number, and is set by [`crate::Client::set_type`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WritableField {
    /// The name that a person gave.
    Name,
    /// The maker that a person gave.
    Vendor,
    /// The model that a person gave.
    Model,
    /// Room.
    Room,
    /// Part of the building.
    Zone,
    /// Serial number; nothing goes back to the discovered one.
    Serial,
    /// Notes.
    Notes,
}

impl WritableField {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Name, Self::Vendor, Self::Model, Self::Room, Self::Zone, Self::Serial, Self::Notes];

    /// The two segments of its path.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Name => "user_data/name",
            Self::Vendor => "user_data/vendor",
            Self::Model => "user_data/model",
            Self::Room => "details/room",
            Self::Zone => "details/zone",
            Self::Serial => "details/serial",
            Self::Notes => "details/notes",
        }
    }

    /// The field of ours that it is.
    #[must_use]
    pub fn device_field(self) -> DeviceField {
        match self {
            Self::Name => DeviceField::Name,
            Self::Vendor => DeviceField::Vendor,
            Self::Model => DeviceField::Model,
            Self::Room => DeviceField::Room,
            Self::Zone => DeviceField::Zone,
            Self::Serial => DeviceField::Serial,
            Self::Notes => DeviceField::Notes,
        }
    }

    /// The one that takes a field of ours.
    #[must_use]
    pub fn of(field: DeviceField) -> Option<Self> {
        Self::ALL.into_iter().find(|writable| writable.device_field() == field)
    }
}
