//! Records as the API shows them: JSON with names looked up, and fields that conditions can name.

mod company;
mod configuration;
mod tables;
mod writer;

use serde_json::Value;

use crate::conditions::{BadCondition, Condition, Dialect, Row};
use crate::settings::Settings;

pub(crate) use company::CompanyView;
pub(crate) use configuration::{ConfigurationView, CustomFieldView, answers_of};
pub(crate) use tables::{MemberView, QuestionValueView, QuestionView};
pub(crate) use writer::{ObjectWriter, Part, Selection, Spelling, date};

/// A row that can be answered.
pub(crate) trait View: Row {
    /// Names every member of the record with its value.
    fn members(&self, object: &mut ObjectWriter<'_>);

    /// Whether a right of level `My` reaches it.
    fn is_own(&self) -> bool {
        true
    }

    /// What `childConditions` ask of the arrays inside a row; refused where no array can be asked for.
    fn children(_: &Condition, _: Dialect) -> Result<impl Fn(&Self) -> bool, BadCondition> {
        Err::<fn(&Self) -> bool, _>(BadCondition("there is no array that childConditions can ask for".to_owned()))
    }
}

/// Writes one record.
pub(crate) fn write(view: &impl View, spelling: Spelling, selection: Option<&Selection>, out: &mut Vec<u8>) {
    let mut object = ObjectWriter::begin(out, spelling, selection);
    view.members(&mut object);
    object.end();
}

/// Writes a record of the simulator's own making, as the settings spell it.
pub(crate) fn write_value(value: &Value, settings: &Settings, selection: Option<&Selection>) -> Vec<u8> {
    let mut out = Vec::new();
    let spelling = Spelling::of(settings);
    writer::write_value(value, spelling, selection, &mut out);
    out
}
