//! Prints how many links the rules make on the hostile set, and how many are wrong: `cargo xtask identity-report`.

#![allow(clippy::print_stdout, reason = "the terminal is where the report goes")]

use sitebook_sync::hostile::{
    Assumptions, REPORT_SEEDS, Score, TUNING_SEEDS, World, first_hit_in_account, first_hit_in_company, our_rules, score,
};

type Rule = (&'static str, fn(&World) -> Score);

const RULES: [Rule; 3] = [
    ("first hit in the account", |world| score(world, &first_hit_in_account(world))),
    ("first hit in the company", |world| score(world, &first_hit_in_company(world))),
    ("Sitebook", our_rules),
];

fn main() {
    println!(
        "| World | Seeds | Rule | Automatic links | Wrong | Wrong of 10,000 | Automatic % | One click % | Review |"
    );
    println!("|---|---|---|---:|---:|---:|---:|---:|---:|");
    let worlds = [("base", Assumptions::base()), ("hostile", Assumptions::hostile())];
    for (world, assumptions) in worlds {
        for (kind, seeds) in [("tuning", &TUNING_SEEDS[..]), ("report", &REPORT_SEEDS[..])] {
            let mut totals = [Score::default(); RULES.len()];
            for seed in seeds {
                let world = World::new(*seed, &assumptions);
                for (total, (_, rule)) in totals.iter_mut().zip(RULES) {
                    *total = total.and(rule(&world));
                }
            }
            for (total, (rule, _)) in totals.iter().zip(RULES) {
                println!(
                    "| {world} | {kind} | {rule} | {} | {} | {:.1} | {:.1} | {:.1} | {} |",
                    total.automatic,
                    total.wrong,
                    total.wrong_of_10_000(),
                    total.automatic_share(),
                    total.found_share() - total.automatic_share(),
                    total.review,
                );
            }
        }
    }
}
