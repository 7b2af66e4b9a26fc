//! One field seen from both sides: what ours says, what theirs says, and whether the two are the same.

use std::borrow::Cow;
use std::net::IpAddr;

use sitebook_domain::{
    Device, DeviceField, FieldRule, FieldTarget, FieldTargetKind, MacAddress, MappedField, parse_macs,
};
use sitebook_psa::{Answer, Configuration};

/// Our value of a field as it would be written to the PSA under this rule; empty for none.
#[must_use]
pub fn ours(device: &Device, field: MappedField, rule: &FieldRule) -> String {
    our_text(device, field, rule).into_owned()
}

/// The same without a copy where the device holds it so: most values are only compared.
pub(crate) fn our_text<'v>(device: &'v Device, field: MappedField, rule: &'v FieldRule) -> Cow<'v, str> {
    match field {
        MappedField::Mac => Cow::Owned(device.macs().first().map(ToString::to_string).unwrap_or_default()),
        MappedField::Ip => {
            Cow::Borrowed(device.layers.list(DeviceField::Ips).first().map(String::as_str).unwrap_or_default())
        }
        MappedField::Status => {
            let picked = match device.layers.text(DeviceField::Status) {
                "online" => rule.statuses.online.as_ref(),
                "offline" => rule.statuses.offline.as_ref(),
                _ => None,
            };
            Cow::Borrowed(picked.map(|status| status.name.as_str()).unwrap_or_default())
        }
        _ => Cow::Borrowed(device.layers.text(field.device_field())),
    }
}

/// Their value of a field as it stands there, read where this rule says; empty for none.
#[must_use]
pub fn theirs(configuration: &Configuration, field: MappedField, rule: &FieldRule) -> String {
    their_text(configuration, field, rule).to_owned()
}

/// The same without a copy.
pub(crate) fn their_text<'v>(configuration: &'v Configuration, field: MappedField, rule: &'v FieldRule) -> &'v str {
    match field {
        MappedField::Name => &configuration.name,
        MappedField::Vendor => configuration.manufacturer.as_ref().map(|maker| maker.name.as_str()).unwrap_or_default(),
        MappedField::Model => &configuration.model_number,
        MappedField::Serial => &configuration.serial_number,
        MappedField::Mac => &configuration.mac_address,
        MappedField::Ip => &configuration.ip_address,
        MappedField::Notes => &configuration.notes,
        MappedField::Os => &configuration.os_type,
        MappedField::Firmware => &configuration.os_info,
        MappedField::Link => &configuration.management_link,
        MappedField::Zone | MappedField::Room => {
            rule.target.as_ref().and_then(|target| text_in(configuration, target)).unwrap_or_default()
        }
        MappedField::Status => configuration.status.as_ref().map_or("", |status| {
            // A status that was picked goes by the name it had then: another name is no other status.
            let picked = rule.statuses.picked().find(|picked| picked.id == status.id);
            picked.map_or(status.name.as_str(), |picked| picked.name.as_str())
        }),
    }
}

/// The text of a question or custom field of this configuration; none when it was not read, or is not there.
fn text_in<'c>(configuration: &'c Configuration, target: &FieldTarget) -> Option<&'c str> {
    match target.kind {
        FieldTargetKind::Question => answer_to(configuration, target).map(|answer| answer.value.as_str()),
        FieldTargetKind::CustomField => {
            configuration.custom_fields.iter().find(|field| field.id == target.id).map(|field| field.value.as_str())
        }
    }
}

/// The answer to the question that was picked, or to the one that the configuration's type asks in the same words.
pub(crate) fn answer_to<'c>(configuration: &'c Configuration, target: &FieldTarget) -> Option<&'c Answer> {
    let answers = &configuration.answers;
    let by_id = answers.iter().find(|answer| answer.question == target.id);
    by_id.or_else(|| answers.iter().find(|answer| same_words(&answer.label, &target.name)))
}

/// Whether two questions are the same but for case and space around them.
pub(crate) fn same_words(one: &str, other: &str) -> bool {
    let (one, other) = (one.trim(), other.trim());
    !one.is_empty() && one.to_lowercase() == other.to_lowercase()
}

/// A value in the form in which it is compared and kept as base: without surrounding space, serials, makers, zones, rooms
/// and statuses in one case, MAC and IP addresses in one spelling, line ends as `\n`.
#[must_use]
pub fn canonical(field: MappedField, value: &str) -> String {
    let value = value.trim();
    match field {
        MappedField::Serial => value.to_uppercase(),
        // A list of choices has its own spelling of what was sent.
        MappedField::Vendor | MappedField::Zone | MappedField::Room | MappedField::Status => value.to_lowercase(),
        MappedField::Mac => {
            let macs: Vec<String> = parse_macs(value).into_iter().map(MacAddress::hex).collect();
            if macs.is_empty() { value.to_lowercase() } else { macs.join(",") }
        }
        MappedField::Ip => value.parse::<IpAddr>().map_or_else(|_| value.to_lowercase(), |address| address.to_string()),
        MappedField::Notes => value.replace("\r\n", "\n"),
        MappedField::Name | MappedField::Model | MappedField::Os | MappedField::Firmware | MappedField::Link => {
            value.to_owned()
        }
    }
}

/// Whether our value and theirs say the same.
///
/// Their MAC address field may hold several addresses: it says the same as ours when ours is among them.
#[must_use]
pub fn same(field: MappedField, ours: &str, theirs: &str) -> bool {
    // Most values of most pairs: nothing has to be put into its canonical form to see it.
    if ours == theirs {
        return true;
    }
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
            (MappedField::Zone, "ground floor", "Ground floor "),
            (MappedField::Link, "https://a.example/1", "https://a.example/1 "),
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
            (MappedField::Link, "https://a.example/1", "https://a.example/I"),
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
