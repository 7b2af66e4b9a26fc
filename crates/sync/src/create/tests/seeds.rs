//! Random worlds with random trouble, one per seed. The seed of a failure is in its message.

use super::*;

const SEEDS: u64 = 1_000;

/// `SplitMix64`: small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((bits ^ (bits >> 31)) % sides as u64) as usize
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len())]
    }
}

fn random_trouble(dice: &mut Dice, world: &World, devices: u8) {
    let number = 1 + dice.roll(usize::from(devices)) as u8;
    let busy = |retry_after_millis| PsaErrorKind::TooManyRequests { retry_after_millis };
    let not_done = [
        unknown(PsaErrorKind::Timeout),
        unknown(PsaErrorKind::Unavailable { status: 500 }),
        busy(None).into(),
        busy(Some(0)).into(),
        busy(Some(3_600_000)).into(),
        PsaErrorKind::Rejected { faults: vec![] }.into(),
        PsaErrorKind::Unauthorized.into(),
        PsaErrorKind::Unreachable { host: "cw".to_owned(), why: "refused".to_owned() }.into(),
    ];
    let lost = [
        unknown(PsaErrorKind::Timeout),
        unknown(PsaErrorKind::Unavailable { status: 502 }),
        unknown(PsaErrorKind::Unreadable { why: "cut off".to_owned() }),
    ];
    match dice.roll(6) {
        0 | 1 => world.fail(number, Fault::AnswerLost(lost[dice.roll(lost.len())].clone())),
        2 => world.fail(number, Fault::Refused(not_done[dice.roll(not_done.len())].clone())),
        3 => world.psa.fail(Call::List, Fault::Refused(not_done[dice.roll(2)].clone())),
        4 => world.psa.fail(Call::Maker("fortinet".to_owned()), Fault::Refused(not_done[dice.roll(5)].clone())),
        _ => world.clock.advance(dice.pick(&[-3_600_000, 1, 30_000, 60_000, 86_400_000])),
    }
}

/// Everything that happened in the world of a seed.
fn history_of(seed: u64) -> Vec<Event> {
    let mut dice = Dice(seed);
    let devices = 1 + dice.roll(5) as u8;
    let world = World::of(devices);
    world.psa.lag(&world.clock, dice.pick(&[0, 1_000, 30_000, 59_999]));
    for round in 0..4 {
        let context = format!("seed {seed}, round {round}");
        for _ in 0..dice.roll(5) {
            random_trouble(&mut dice, &world, devices);
        }
        let pauses = dice.pick(&[usize::MAX, usize::MAX, 20, 40, 60, 120]);
        let stop_after = dice.pick(&[u32::MAX, u32::MAX, 4, 8]);
        let before = world.psa.requests_sent();
        let stop = || world.psa.requests_sent() - before >= stop_after;
        if let Some(Ok((_, summary))) = crash_after(pauses, world.run(&stop, dice.roll(2) == 0)) {
            let run = &summary.run;
            assert_ne!(run.state, RunState::Running, "{context}");
            assert_eq!((run.applied + run.failed) as usize, summary.rows.len() + summary.pending.len(), "{context}");
            let ended_early = matches!(run.state, RunState::Stopped | RunState::Postponed | RunState::Failed);
            assert_eq!(summary.trouble.is_some() || run.state == RunState::Stopped, ended_early, "{context}");
        }
        world.check(&context);
    }
    world.psa.heal();
    world.create();
    world.check_end(&format!("seed {seed}, after the trouble"));
    world.journal.events()
}

#[test]
fn each_device_has_one_record_whatever_happened() {
    for seed in 0..SEEDS {
        history_of(seed);
    }
}

#[test]
fn the_same_seed_gives_the_same_history() {
    for seed in 0..SEEDS / 10 {
        assert_eq!(history_of(seed), history_of(seed), "seed {seed}");
    }
}
