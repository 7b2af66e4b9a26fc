//! From what the database says an import did to what people read.

use sitebook_store::{ImportDone, RecordChange};

use crate::dto::{ImportChange, ImportDiffering, ImportReply, ImportValue, RejectedRecord};

/// The reply to an import.
pub(super) fn import_reply(done: ImportDone, rejected: Vec<RejectedRecord>, fingerprint: String) -> ImportReply {
    let differing = |(field, records): (&str, u32)| ImportDiffering { field: field.to_owned(), records };
    ImportReply {
        created: done.created,
        updated: done.updated,
        updated_beneath: done.updated_beneath,
        unchanged: done.unchanged,
        rejected,
        differing: done.differing.values().sum(),
        differing_fields: done.differing.into_iter().map(differing).collect(),
        changes: done.changes.into_iter().map(change).collect(),
        more_changes: done.more_changes,
        undo: done.undo.map(|undo| undo.to_string()),
        fingerprint,
    }
}

fn change(change: RecordChange) -> ImportChange {
    let value = |value: sitebook_store::ValueChange| ImportValue {
        field: value.field.to_owned(),
        from: value.from,
        to: value.to,
        kept: value.kept,
    };
    ImportChange {
        what: if change.is_device { "device" } else { "agent" }.to_owned(),
        source: change.source,
        agent: change.agent_source_id,
        source_id: change.source_id,
        name: change.name,
        new: change.is_new,
        counts: change.counts,
        values: change.values.into_iter().map(value).collect(),
    }
}
