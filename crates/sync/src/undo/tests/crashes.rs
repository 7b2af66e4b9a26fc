//! An undo that ends at any of its pauses, as by a crash.

use super::*;

fn world() -> World {
    World::new()
        .with(1, &[(MappedField::Model, "60F", "61F"), (MappedField::Serial, "S1", "theirs")])
        .with(2, &[(MappedField::Vendor, "HP", "Fortinet"), (MappedField::Serial, "S2", "")])
        .with(3, &[(MappedField::Serial, "ours", "theirs")])
        .taking(MappedField::Serial)
}

#[test]
fn a_crash_at_any_point_leaves_what_the_next_undo_finishes() {
    let mut pauses = 0;
    loop {
        let world = world();
        let before = world.sides();
        let run = world.sync().run;
        let ended = crash_after(pauses, world.undo_async(&run, &HashSet::new(), 100)).is_some();
        world.check(&format!("crash after {pauses} pauses"));
        world.undo(&run, 101);
        assert_eq!(world.sides(), before, "crash after {pauses} pauses");
        world.check(&format!("mended after {pauses} pauses"));
        let open = world.store.runs().into_iter().filter(|run| run.state == RunState::Running).count();
        assert_eq!(open, 0, "crash after {pauses} pauses");
        if ended {
            break;
        }
        pauses += 1;
    }
    assert!(pauses > 20, "an undo of three records has more steps than {pauses}");
}

#[test]
fn a_crash_while_a_crash_is_mended_costs_nothing_either() {
    for first in (0..60).step_by(3) {
        for second in (0..60).step_by(3) {
            let world = world();
            let before = world.sides();
            let run = world.sync().run;
            crash_after(first, world.undo_async(&run, &HashSet::new(), 100));
            crash_after(second, world.undo_async(&run, &HashSet::new(), 101));
            world.undo(&run, 102);
            assert_eq!(world.sides(), before, "crashes after {first} and {second} pauses");
            world.check(&format!("crashes after {first} and {second} pauses"));
        }
    }
}
