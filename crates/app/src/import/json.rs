//! The JSON form: `{"agents":[...]}` with devices inside their agents.

use std::path::Path;

use serde_json::Value;

use super::record::{agent, device, flatten};
use super::work::Work;
use super::{Parsed, bad_file};
use crate::AppError;

pub(super) fn read(path: &Path, text: &str, parsed: &mut Parsed, work: &Work) -> Result<(), AppError> {
    let document: Value =
        serde_json::from_str(text).map_err(|error| bad_file(path, &format!("it is not valid JSON ({error})")))?;
    let Some(Value::Array(agents)) = document.get("agents") else {
        return Err(bad_file(path, "it holds no list \"agents\""));
    };
    for (index, record) in agents.iter().enumerate() {
        parsed.next(work)?;
        let place = format!("agents[{index}]");
        let Value::Object(record) = record else {
            parsed.reject(place, "an agent must be an object");
            continue;
        };
        match flatten(record).and_then(|values| agent(&values)) {
            Ok(taken) => {
                let of = (taken.source.clone(), taken.source_id.clone());
                if parsed.add_agent(&place, taken) {
                    read_devices(&place, &of, record.get("devices"), parsed, work)?;
                }
            }
            Err(reason) => {
                let devices = record.get("devices").and_then(Value::as_array).map_or(0, Vec::len);
                let reason = match devices {
                    0 => reason,
                    count => format!("{reason} (with its {count} devices)"),
                };
                parsed.reject(place, reason);
            }
        }
    }
    Ok(())
}

fn read_devices(
    place: &str,
    (source, agent): &(Option<String>, String),
    devices: Option<&Value>,
    parsed: &mut Parsed,
    work: &Work,
) -> Result<(), AppError> {
    let devices = match devices {
        None | Some(Value::Null) => return Ok(()),
        Some(Value::Array(devices)) => devices,
        Some(_) => {
            parsed.reject(format!("{place}.devices"), "devices must be a list");
            return Ok(());
        }
    };
    for (index, record) in devices.iter().enumerate() {
        parsed.next(work)?;
        let place = format!("{place}.devices[{index}]");
        let taken = match record {
            Value::Object(record) => device(source.clone(), agent, record),
            _ => Err("a device must be an object".to_owned()),
        };
        match taken {
            Ok(taken) => parsed.add_device(&place, taken),
            Err(reason) => parsed.reject(place, reason),
        }
    }
    Ok(())
}
