//! A crash at every pause of a run of creations, and at every pause of the run that mends it: before and after every
//! request, every step of the store, every slice of a wait.

use super::*;

/// How the world is disturbed beside the crash.
#[derive(Debug, Clone, Copy)]
struct Disturbance {
    /// A record is in no list for so long.
    lag: i64,
    /// The answer of the first creation is lost.
    lost: bool,
    /// Time that passes between the crash and the next start.
    rest: i64,
}

fn world(disturbance: Disturbance, devices: u8) -> World {
    let world = World::of(devices);
    world.psa.lag(&world.clock, disturbance.lag);
    if disturbance.lost {
        world.fail(1, Fault::AnswerLost(unknown(PsaErrorKind::Timeout)));
    }
    world
}

/// Lets a run crash after so many pauses; tells whether it ended before.
fn run_until(world: &World, pauses: usize, disturbance: Disturbance) -> bool {
    let ended = crash_after(pauses, world.run(&|| false, false)).is_some();
    world.check(&format!("{disturbance:?}, crash after {pauses} pauses"));
    world.clock.advance(disturbance.rest);
    ended
}

const DISTURBANCES: [Disturbance; 6] = [
    Disturbance { lag: 0, lost: false, rest: 0 },
    Disturbance { lag: 30_000, lost: false, rest: 0 },
    Disturbance { lag: 59_999, lost: true, rest: 0 },
    Disturbance { lag: 30_000, lost: true, rest: 45_000 },
    Disturbance { lag: 59_999, lost: false, rest: 3_600_000 },
    // The clock goes back while nobody looks.
    Disturbance { lag: 30_000, lost: true, rest: -3_600_000 },
];

#[test]
fn one_run_mends_a_crash_at_any_point() {
    for disturbance in DISTURBANCES {
        let mut crashes = 0;
        loop {
            let world = world(disturbance, 3);
            let ended = run_until(&world, crashes, disturbance);
            world.psa.heal();
            world.create();
            world.check_end(&format!("{disturbance:?}, crash after {crashes} pauses"));
            if ended {
                break;
            }
            crashes += 1;
        }
        assert!(crashes > 40, "a run of three creations has more steps than {crashes}");
    }
}

#[test]
fn one_run_mends_a_crash_while_a_crash_was_being_mended() {
    for disturbance in [DISTURBANCES[0], DISTURBANCES[2], DISTURBANCES[5]] {
        let mut first = 0;
        loop {
            let mut second = 0;
            let first_ended = loop {
                let world = world(disturbance, 1);
                let first_ended = run_until(&world, first, disturbance);
                let second_ended = run_until(&world, second, disturbance);
                world.psa.heal();
                world.create();
                world.check_end(&format!("{disturbance:?}, crashes after {first} and {second} pauses"));
                if second_ended {
                    break first_ended;
                }
                second += 1;
            };
            if first_ended {
                break;
            }
            first += 1;
        }
    }
}
