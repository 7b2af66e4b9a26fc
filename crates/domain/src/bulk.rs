//! A change that is made to many agents at once.

use std::collections::{BTreeMap, BTreeSet};

use crate::{AgentField, FieldKey, FieldValue, Layers, ValueError};

/// What is changed in each of many agents. What is not named stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BulkChange {
    /// Values that all get; an empty one clears.
    pub values: BTreeMap<AgentField, FieldValue>,
    /// Tags that all get beside their own.
    pub add_tags: Vec<String>,
    /// Tags that all lose.
    pub remove_tags: Vec<String>,
    /// Text that goes below each note.
    pub append_note: Option<String>,
}

impl BulkChange {
    /// Whether nothing is to be changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The values of one agent that become others, as they are then. Fails where a value may not be so.
    pub fn of(&self, layers: &Layers<AgentField>) -> Result<BTreeMap<AgentField, FieldValue>, ValueError> {
        let mut wanted = self.values.clone();
        if !(self.add_tags.is_empty() && self.remove_tags.is_empty()) {
            wanted.insert(AgentField::Tags, FieldValue::List(self.tags(layers.list(AgentField::Tags))));
        }
        if let Some(text) = &self.append_note {
            let note = match layers.text(AgentField::Note).trim_end() {
                "" => text.clone(),
                note => format!("{note}\n{text}"),
            };
            wanted.insert(AgentField::Note, FieldValue::Text(note));
        }
        wanted.retain(|field, value| layers.effective(*field).map_or(!value.is_empty(), |now| now != value));
        wanted.into_iter().map(|(field, value)| Ok((field, field.checked(value)?))).collect()
    }

    /// Tags as they are after the change. A tag is the same in any case: one that is there already stays as it is written.
    fn tags(&self, before: &[String]) -> Vec<String> {
        let lost: BTreeSet<String> = self.remove_tags.iter().map(|tag| tag.to_lowercase()).collect();
        let mut tags: Vec<String> = before.iter().filter(|tag| !lost.contains(&tag.to_lowercase())).cloned().collect();
        let mut seen: BTreeSet<String> = tags.iter().map(|tag| tag.to_lowercase()).collect();
        tags.extend(self.add_tags.iter().filter(|tag| seen.insert(tag.to_lowercase())).cloned());
        tags
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::LONGEST_VALUE;

    fn list(items: &[&str]) -> FieldValue {
        FieldValue::List(items.iter().map(|item| (*item).to_owned()).collect())
    }

    fn text(text: &str) -> FieldValue {
        FieldValue::Text(text.to_owned())
    }

    fn agent(values: &[(AgentField, FieldValue)]) -> Layers<AgentField> {
        Layers { source: values.iter().cloned().collect(), own: BTreeMap::new() }
    }

    fn tags(before: &[&str], add: &[&str], remove: &[&str]) -> Option<FieldValue> {
        let texts = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect();
        let change = BulkChange { add_tags: texts(add), remove_tags: texts(remove), ..BulkChange::default() };
        change.of(&agent(&[(AgentField::Tags, list(before))])).unwrap().remove(&AgentField::Tags)
    }

    #[test]
    fn a_tag_is_the_same_in_any_case() {
        assert_eq!(tags(&["VIP"], &["vip"], &[]), None);
        assert_eq!(tags(&["VIP"], &["dental", "Dental"], &[]), Some(list(&["VIP", "dental"])));
        assert_eq!(tags(&["VIP", "dental"], &[], &["vip"]), Some(list(&["dental"])));
        assert_eq!(tags(&["ÄRZTE"], &[], &["ärzte"]), Some(list(&[])));
        // Who takes a tag away and adds it in another spelling corrects the spelling.
        assert_eq!(tags(&["vip"], &["VIP"], &["vip"]), Some(list(&["VIP"])));
    }

    #[test]
    fn a_note_gets_a_new_line_and_none_above_an_empty_one() {
        let change = BulkChange { append_note: Some("moved".to_owned()), ..BulkChange::default() };
        let after = |note: &str| change.of(&agent(&[(AgentField::Note, text(note))])).unwrap();
        assert_eq!(after(""), BTreeMap::from([(AgentField::Note, text("moved"))]));
        assert_eq!(after("Key at reception\n"), BTreeMap::from([(AgentField::Note, text("Key at reception\nmoved"))]));
        let full = agent(&[(AgentField::Note, text(&"x".repeat(LONGEST_VALUE)))]);
        assert_eq!(change.of(&full), Err(ValueError::TooLong { field: "note" }));
    }

    #[test]
    fn what_is_as_wanted_already_is_not_changed() {
        let values = BTreeMap::from([(AgentField::CustomerId, text("C-1")), (AgentField::Plan, text(""))]);
        let change = BulkChange { values, ..BulkChange::default() };
        assert_eq!(change.of(&agent(&[(AgentField::CustomerId, text("C-1"))])).unwrap(), BTreeMap::new());
        let after = change.of(&agent(&[(AgentField::Plan, text("Pro"))])).unwrap();
        assert_eq!(after.into_keys().collect::<Vec<_>>(), [AgentField::CustomerId, AgentField::Plan]);
    }
}
