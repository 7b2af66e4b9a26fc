//! Which configurations a list has to look at: indexes first, then what the role sees and what is visible by now.

use serde_json::Value;

use super::{ListRequest, refused};
use crate::conditions::BadCondition;
use crate::message::Refusal;
use crate::state::Simulator;
use crate::views::{ConfigurationView, CustomFieldView};

type Rows<'s> = Box<dyn Iterator<Item = ConfigurationView<'s>> + 's>;

impl ListRequest<'_> {
    /// The configurations that can be in the list, by id.
    pub(crate) fn configurations<'s>(&self, simulator: &'s Simulator) -> Result<Rows<'s>, Refusal> {
        if self.settings.refuses_last_updated
            && self.condition.as_ref().is_some_and(|condition| condition.names("lastUpdated"))
        {
            return Err(refused(&BadCondition("there is no field \"lastUpdated\"".to_owned())));
        }
        let seed = &simulator.seed;
        let mut rows = if simulator.unseen.is_empty() {
            self.indexed(simulator)
        } else {
            // What is written but not seen yet is shown as it was, if it was.
            let shown = seed.configurations.values().filter_map(|record| match simulator.unseen.get(&record.id) {
                Some(unseen) => unseen.before.as_ref(),
                None => Some(record),
            });
            Box::new(shown.map(|record| ConfigurationView { record, seed }))
        };
        if seed.rights.configuration_types.is_some() {
            rows = Box::new(rows.filter(|view| seed.rights.sees_type(view.record.type_id)));
        }
        if let Some(check) = self.check::<CustomFieldView<'_>>(self.custom_fields.as_ref())? {
            rows = Box::new(rows.filter(move |view| {
                seed.custom_fields.values().any(|field| {
                    let value = view.record.custom_values.get(&field.id).unwrap_or(&Value::Null);
                    check.holds(&CustomFieldView { field, value })
                })
            }));
        }
        Ok(rows)
    }

    /// The configurations that can be counted: pages do not matter.
    pub(crate) fn every_configuration<'s>(&self, simulator: &'s Simulator) -> Result<Rows<'s>, Refusal> {
        Self { after: None, ..self.clone() }.configurations(simulator)
    }

    fn indexed<'s>(&self, simulator: &'s Simulator) -> Rows<'s> {
        let seed = &simulator.seed;
        let condition = self.condition.as_ref();
        let required = |path: &str| condition.and_then(|condition| condition.required_number(path));
        let lower = condition.and_then(|condition| condition.lower_bound("id")).unwrap_or_default();
        let first = self.after.unwrap_or_default().max(lower).saturating_add(1).max(0);
        let view = move |record| ConfigurationView { record, seed };
        if let Some(id) = required("id") {
            return Box::new(simulator.configuration(id).into_iter().map(view));
        }
        let ids = match condition.and_then(|condition| condition.required_text("deviceIdentifier")) {
            // Other spellings of the same letters are in the index under one.
            Some(text) if text.is_ascii() && !text.contains('[') => {
                Some(simulator.by_device.get(&text.to_ascii_lowercase()))
            }
            _ => required("company/id").map(|company| simulator.by_company.get(&company)),
        };
        let changed_after = ["lastUpdated", "_info/lastUpdated"]
            .into_iter()
            .find_map(|path| condition.and_then(|condition| condition.lower_time(path)))
            .map(|time| time + self.settings.condition_clock_offset);
        match (ids, changed_after) {
            (Some(ids), _) => {
                let ids = ids.into_iter().flat_map(move |ids| ids.range(first..));
                Box::new(ids.filter_map(|id| seed.configurations.get(id)).map(view))
            }
            (None, Some(after)) => {
                let ids = simulator.by_change.range(first..).filter(move |(_, time)| **time > after);
                Box::new(ids.filter_map(|(id, _)| seed.configurations.get(id)).map(view))
            }
            (None, None) => Box::new(seed.configurations.range(first..).map(move |(_, record)| view(record))),
        }
    }
}
