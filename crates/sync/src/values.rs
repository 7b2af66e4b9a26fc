//! One field seen from both sides: what ours says, what theirs says, and whether the two are the same.

use std::net::IpAddr;

use sitebook_domain::{Device, DeviceField, MacAddress, MappedField, parse_macs};
use sitebook_psa::Configuration;

/// Our value of a field as it would be written to the PSA; empty for none.
#[must_use]
pub fn ours(device: &Device, field: MappedField) -> String {
    match field {
        MappedField::Mac => device.macs().first().map(ToString::to_string).unwrap_or_default(),
        MappedField::Ip => device.layers.list(DeviceField::Ips).first().cloned().unwrap_or_default(),
        _ => device.layers.text(field.device_field()).to_owned(),
    }
}

/// Their value of a field as it stands there; empty for none.
#[must_use]
pub fn theirs(configuration: &Configuration, field: MappedField) -> String {
    match field {
        MappedField::Name => configuration.name.clone(),
        MappedField::Vendor => configuration.manufacturer.as_ref().map(|maker| maker.name.clone()).unwrap_or_default(),
        MappedField::Model => configuration.model_number.clone(),
        MappedField::Serial => configuration.serial_number.clone(),
        MappedField::Mac => configuration.mac_address.clone(),
        MappedField::Ip => configuration.ip_address.clone(),
        MappedField::Notes => configuration.notes.clone(),
        MappedField::Os => configuration.os_type.clone(),
        MappedField::Firmware => configuration.os_info.clone(),
    }
}

/// A value in the form in which it is compared and kept as base: without surrounding space, serials and makers in one
/// case, MAC and IP addresses in one spelling, line ends as `\n`.
#[must_use]
pub fn canonical(field: MappedField, value: &str) -> String {
    let value = value.trim();
    match field {
        MappedField::Serial => value.to_uppercase(),
        MappedField::Vendor => value.to_lowercase(),
        MappedField::Mac => {
            let macs: Vec<String> = parse_macs(value).into_iter().map(MacAddress::hex).collect();
            if macs.is_empty() { value.to_lowercase() } else { macs.join(",") }
        }
        MappedField::Ip => value.parse::<IpAddr>().map_or_else(|_| value.to_lowercase(), |address| address.to_string()),
        MappedField::Notes => value.replace("\r\n", "\n"),
        MappedField::Name | MappedField::Model | MappedField::Os | MappedField::Firmware => value.to_owned(),
    }
}

/// Whether our value and theirs say the same.
///
/// Their MAC address field may hold several addresses: it says the same as ours when ours is among them.
#[must_use]
pub fn same(field: MappedField, ours: &str, theirs: &str) -> bool {
    if field == MappedField::Mac
        && let [ours] = parse_macs(ours).as_slice()
    {
        return parse_macs(theirs).contains(ours);
    }
    canonical(field, ours) == canonical(field, theirs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn other_spellings_are_no_difference() {
        for (field, ours, theirs) in [
            (MappedField::Serial, "fgt60ftk1", " FGT60FTK1"),
            (MappedField::Vendor, "Fortinet", "FORTINET "),
            (MappedField::Mac, "00:09:0F:AA:BB:01", "00090faabb01"),
            (MappedField::Mac, "00:09:0F:AA:BB:01", "00-11-22-33-44-55, 00-09-0f-aa-bb-01"),
            (MappedField::Ip, "fe80::1", "FE80:0:0::1"),
            (MappedField::Notes, "a\nb", "a\r\nb\r\n"),
            (MappedField::Name, "fw01", "fw01 "),
        ] {
            assert!(same(field, ours, theirs), "{field:?} {ours:?} {theirs:?}");
        }
    }

    #[test]
    fn other_values_are_a_difference() {
        for (field, ours, theirs) in [
            (MappedField::Name, "fw01", "FW01"),
            (MappedField::Mac, "00:09:0F:AA:BB:01", ""),
            (MappedField::Mac, "", "00:09:0F:AA:BB:01"),
            (MappedField::Ip, "10.0.0.1", "10.0.0.11"),
        ] {
            assert!(!same(field, ours, theirs), "{field:?} {ours:?} {theirs:?}");
        }
    }

    proptest! {
        #[test]
        fn the_canonical_form_is_final(value in ".{0,40}", index in 0..MappedField::ALL.len()) {
            let field = MappedField::ALL[index];
            let once = canonical(field, &value);
            prop_assert_eq!(canonical(field, &once), once);
        }

        #[test]
        fn everything_is_the_same_as_itself(value in ".{0,40}", index in 0..MappedField::ALL.len()) {
            prop_assert!(same(MappedField::ALL[index], &value, &value));
        }
    }
}
