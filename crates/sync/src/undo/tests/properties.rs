//! For any values and any edits: what nobody changed is byte-equal again, what somebody changed is as they left it.

use proptest::prelude::*;

use super::*;

const FIELDS: [MappedField; 6] = [
    MappedField::Model,
    MappedField::Notes,
    MappedField::Serial,
    MappedField::Vendor,
    MappedField::Mac,
    MappedField::Os,
];

fn value() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-c]{1,2}", " [a-c]\r\n[a-c] ", Just("00:09:0F:AA:BB:01".to_owned())]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn an_undo_restores_what_nobody_changed_and_nothing_else(
        values in prop::collection::vec((value(), value()), FIELDS.len()),
        taken in prop::collection::vec(any::<bool>(), 4),
        edits in prop::collection::vec(prop::option::weighted(0.3, "[x-z]{1,3}"), FIELDS.len()),
    ) {
        let pairs: Vec<_> =
            FIELDS.iter().zip(&values).map(|(field, (ours, theirs))| (*field, ours.as_str(), theirs.as_str())).collect();
        let mut world = World::new().with(1, &pairs);
        for (field, taken) in FIELDS.iter().zip(taken) {
            if taken {
                world = world.taking(*field);
            }
        }
        let rule = |field: MappedField| world.mapping.rule(field);
        let value_there = |field| crate::values::theirs(&world.theirs(1), field, rule(field));
        let before: Vec<String> = FIELDS.iter().map(|field| value_there(*field)).collect();
        let here_before = world.sides().1;
        let run = world.sync().run;
        for (field, edit) in FIELDS.iter().zip(&edits) {
            if let Some(edit) = edit {
                world.psa.edit(1, *field, edit);
            }
        }
        world.undo(&run, 100);
        let rows = world.store.undo_rows_of(run.id);
        for ((field, edit), before) in FIELDS.iter().zip(&edits).zip(&before) {
            let expected = edit.as_ref().unwrap_or(before);
            prop_assert_eq!(&value_there(*field), expected, "{:?} {:?}", field, &rows);
        }
        prop_assert_eq!(world.sides().1, here_before, "our side was edited by nobody");
        world.check("after the undo");
    }
}
