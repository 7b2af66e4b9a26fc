//! People who go on working, the clock that somebody sets, the lid that somebody closes.

use sitebook_domain::{DeviceId, FieldValue, MappedField, MatchState};
use sitebook_psa::Reference;

use super::fault::Fault;
use super::process::Process;
use super::world::{COMPANY, ELSEWHERE, EditThere, World, value};
use crate::create::SETTLED_MILLIS;
use crate::model::records;
use crate::ports::Clock;

const HOUR: i64 = 3_600_000;
const TEN_YEARS: i64 = 10 * 365 * 24 * HOUR;

/// What may happen between two pauses, as the weather has it.
pub(super) fn between_pauses(world: &World, process: &Process) {
    for fault in [
        Fault::Moved,
        Fault::Deleted,
        Fault::EditThere,
        Fault::EditHere,
        Fault::DecisionHere,
        Fault::ClockJump,
        Fault::Sleep,
        Fault::Stop,
    ] {
        let share = world.note(|notes| notes.weather.share(fault));
        if world.happens(share) {
            match fault {
                Fault::Stop => process.ask_to_stop(world),
                other => act(world, other),
            }
        }
    }
}

/// Something that people do while nothing runs.
pub(super) fn in_between(world: &World) {
    let rare = [Fault::DecisionHere, Fault::ClockJump, Fault::Sleep, Fault::Moved, Fault::Deleted];
    if world.happens(0.75) {
        return edit(world);
    }
    let deed = world.one_of(&rare);
    act(world, deed);
}

/// An edit on one of the sides.
pub(super) fn edit(world: &World) {
    let deed = [Fault::EditThere, Fault::EditHere][world.below(2)];
    act(world, deed);
}

fn act(world: &World, fault: Fault) {
    let happened = match fault {
        Fault::EditThere => edit_there(world),
        Fault::EditHere => edit_here(world),
        Fault::DecisionHere => decide(world),
        Fault::Moved => take_away(world, true),
        Fault::Deleted => take_away(world, false),
        Fault::ClockJump => {
            let jumps = [-TEN_YEARS, -HOUR, -40_000, -1_000, 1_000, 40_000, HOUR, TEN_YEARS];
            let jump = world.one_of(&jumps);
            set_clock(world, jump)
        }
        Fault::Sleep => sleep(world),
        _ => false,
    };
    if happened {
        world.inject(fault);
    }
}

/// Sets the clock. Forward, while a creation is unknown, only under the one process that knows about it, and with a minute
/// before the next one begins: no other process can tell a clock that was set from time that passed.
fn set_clock(world: &World, millis: i64) -> bool {
    if millis > 0 && !world.store.intents().is_empty() {
        if world.note(|notes| notes.alive.len()) > 1 {
            return false;
        }
        world.note(|notes| notes.rest_after = SETTLED_MILLIS);
    }
    world.note(|notes| notes.disturbances += 1);
    world.clock.jump(millis);
    true
}

/// Lets hours pass. Not while a creation is on its way and another process may conclude that it is not: a request that takes
/// effect after a minute is what no client can exclude.
fn sleep(world: &World) -> bool {
    if !world.store.intents().is_empty() && world.note(|notes| notes.alive.len()) > 1 {
        return false;
    }
    world.note(|notes| notes.disturbances += 1);
    world.clock.true_time.advance(8 * HOUR);
    true
}

fn edit_there(world: &World) -> bool {
    let Some(id) = any_configuration(world) else { return false };
    let field = world.one_of(MappedField::ALL);
    let value = world.note(|notes| value(&mut notes.chance, field));
    world.psa.edit(id, field, value);
    world.note(|notes| {
        let number = notes.edits_there.len();
        notes.edits_there.push(EditThere { number, configuration: id, field, value: value.to_owned() });
        if let Some(other) = notes.others.get_mut(&id) {
            records::set_theirs(other, field, value);
        }
    });
    true
}

fn edit_here(world: &World) -> bool {
    let Some(id) = any_device(world) else { return false };
    let Some(mut device) = world.store.devices().remove(&id) else { return false };
    let field = world.one_of(MappedField::ALL);
    let value = world.note(|notes| value(&mut notes.chance, field));
    if field.is_discovered() || world.happens(0.5) {
        records::set_ours(&mut device, field, value);
    } else {
        let own = FieldValue::Text(value.to_owned());
        device.layers.set_own(field.device_field(), own, "Grace", world.clock.now());
    }
    world.store.put(device, None);
    true
}

fn decide(world: &World) -> bool {
    let Some(id) = any_device(world) else { return false };
    let Some(mut device) = world.store.devices().remove(&id) else { return false };
    world.note(|notes| notes.decided.insert(id));
    match world.below(4) {
        0 => world.store.unlink(id),
        1 => {
            device.ignored = !device.ignored;
            world.store.put(device, None);
        }
        2 => {
            device.gone_since = if device.gone_since.is_none() { Some(world.clock.now()) } else { None };
            world.store.put(device, None);
        }
        _ => {
            let Some(mut found) = world.store.matches().remove(&id) else { return false };
            found.state = MatchState::Frozen;
            world.store.put(device, Some(found));
        }
    }
    true
}

fn take_away(world: &World, moved: bool) -> bool {
    let Some(id) = any_configuration(world) else { return false };
    // Records of others are there for the guards: losing them one by one is no short list.
    if world.note(|notes| notes.others.contains_key(&id)) {
        return false;
    }
    let Some(mut configuration) = world.psa.current(id) else { return false };
    let writes = world.journal.writes();
    if moved {
        configuration.company = Some(Reference { id: ELSEWHERE, name: String::new() });
        world.psa.put(configuration);
    } else {
        world.psa.remove(id);
    }
    world.note(|notes| *notes.taken.entry(id).or_insert(writes));
    true
}

fn any_configuration(world: &World) -> Option<i64> {
    let mut ids: Vec<i64> = world.psa.all().iter().filter(|found| is_here(found)).map(|found| found.id).collect();
    // What is synchronized matters more than what is not.
    if world.happens(0.8) {
        ids.retain(|id| world.note(|notes| !notes.others.contains_key(id)));
    }
    if ids.is_empty() { None } else { Some(world.one_of(&ids)) }
}

pub(super) fn is_here(configuration: &sitebook_psa::Configuration) -> bool {
    configuration.company.as_ref().is_some_and(|company| company.id == COMPANY)
}

fn any_device(world: &World) -> Option<DeviceId> {
    let mut ids: Vec<DeviceId> = world.store.devices().into_keys().collect();
    ids.sort_unstable();
    if ids.is_empty() { None } else { Some(world.one_of(&ids)) }
}
