//! What the checks came to, for people and for programs that read the last line.

use std::fmt::Write as _;
use std::time::Duration;

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Everything it checks is right.
    Passed,
    /// It could not be tried, and why.
    Skipped(String),
    /// It found something wrong.
    Failed,
    /// A step before it failed.
    NotRun,
}

/// A step and how it ended.
#[derive(Debug)]
pub struct Finished {
    /// The step's heading.
    pub title: &'static str,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took.
    pub took: Duration,
}

/// One line for each step; the last line counts those that were tried.
pub fn summary(steps: &[Finished]) -> String {
    let width = steps.iter().map(|step| step.title.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for step in steps {
        let outcome = match &step.outcome {
            Outcome::Passed => "passed".to_owned(),
            Outcome::Skipped(reason) => format!("skipped: {reason}"),
            Outcome::Failed => "FAILED".to_owned(),
            Outcome::NotRun => "not run".to_owned(),
        };
        // Writing to a string cannot fail.
        let _ = match step.outcome {
            Outcome::NotRun => writeln!(text, "{:width$}            {outcome}", step.title),
            _ => writeln!(text, "{:width$}  {:>8}  {outcome}", step.title, seconds(step.took)),
        };
    }
    let count = |outcome: &Outcome| steps.iter().filter(|step| step.outcome == *outcome).count();
    let _ = writeln!(text, "\n{} passed, {} failed", count(&Outcome::Passed), count(&Outcome::Failed));
    text
}

/// A duration as people read it.
pub fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(title: &'static str, outcome: Outcome) -> Finished {
        Finished { title, outcome, took: Duration::from_millis(1250) }
    }

    #[test]
    fn the_last_line_counts_the_steps() {
        let steps = [
            step("one", Outcome::Passed),
            step("second", Outcome::Skipped("no network".into())),
            step("three", Outcome::Passed),
        ];
        let text = summary(&steps);
        assert_eq!(text.lines().last(), Some("2 passed, 0 failed"));
        assert_eq!(text.lines().nth(1), Some("second     1.2 s  skipped: no network"));
    }

    #[test]
    fn what_did_not_run_is_not_counted() {
        let steps = [step("one", Outcome::Passed), step("two", Outcome::Failed), step("three", Outcome::NotRun)];
        let text = summary(&steps);
        assert_eq!(text.lines().last(), Some("1 passed, 1 failed"));
        assert!(text.contains("not run"));
    }
}
