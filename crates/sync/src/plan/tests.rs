//! The rules of planning, one test per sentence of the design, and properties that hold for any input.

mod hash;
mod properties;
mod rules;
mod targets;

use sitebook_domain::FieldRule;
use uuid::Uuid;

use super::*;
use crate::model::records;

const AGENT: AgentId = AgentId(Uuid::from_u128(1));
const COMPANY: i64 = 250;

/// A matched pair with what was known of it at the last sync.
#[derive(Debug, Clone)]
struct Pair {
    device: Device,
    configuration: Configuration,
    found: Match,
    base: HashMap<MappedField, BaseValue>,
}

impl Pair {
    /// A pair whose both sides have the same name, and nothing else.
    fn new(number: u8) -> Self {
        let device = records::device(AGENT, u128::from(number));
        let mut configuration = records::configuration(COMPANY, i64::from(number));
        device.name().clone_into(&mut configuration.name);
        let found = records::matched(&device, COMPANY, configuration.id);
        Self { device, configuration, found, base: HashMap::new() }
    }

    fn with(mut self, field: MappedField, ours: &str, theirs: &str) -> Self {
        records::set_ours(&mut self.device, field, ours);
        records::set_theirs(&mut self.configuration, field, theirs);
        self
    }

    fn with_base(mut self, field: MappedField, ours: &str, theirs: &str) -> Self {
        let (match_id, ours, theirs) = (self.found.id, ours.to_owned(), theirs.to_owned());
        self.base.insert(field, BaseValue { match_id, field, ours, theirs });
        self
    }

    /// The one pair in which the two sides differ in this field.
    fn of(field: MappedField, ours: &str, theirs: &str) -> Self {
        Self::new(1).with(field, ours, theirs)
    }

    fn input(&self) -> PairInput<'_> {
        PairInput { found: &self.found, device: &self.device, configuration: &self.configuration, base: &self.base }
    }
}

/// A mapping in which every field that may has this direction; discovered ones go to the PSA.
fn all(direction: Direction) -> FieldMapping {
    let mut mapping = FieldMapping::default();
    for field in MappedField::ALL {
        let wanted = field.directions().contains(&direction);
        let direction = if wanted { direction } else { Direction::ToConnectwise };
        mapping.set(*field, FieldRule { direction, ..records::rule(*field).clone() }).unwrap();
    }
    mapping
}

fn with_rule(field: MappedField, direction: Direction, allow_empty: bool) -> FieldMapping {
    let mut mapping = FieldMapping::default();
    mapping.set(field, FieldRule { direction, allow_empty, ..records::rule(field).clone() }).unwrap();
    mapping
}

fn plan_of(pairs: &[Pair], mapping: &FieldMapping, mode: SyncMode) -> Plan {
    let inputs: Vec<PairInput<'_>> = pairs.iter().map(Pair::input).collect();
    let (placeholders, targets) = (PlaceholderList::default(), KnownTargets::default());
    let rules = PlanRules { mapping, mode, placeholders: &placeholders, targets: &targets };
    let (records, skips, equal) = plan_pairs(&inputs, &rules);
    Plan {
        agent: AGENT,
        company: COMPANY,
        site: None,
        mode,
        directions: BTreeMap::new(),
        origin: Origin::Hand,
        mapping: mapping.clone(),
        records,
        creates: Vec::new(),
        skips,
        equal,
        written_back: BTreeSet::new(),
    }
}

/// The only update of a plan that leaves nothing alone.
#[track_caller]
fn only_update(plan: &Plan) -> &PlannedUpdate {
    let [record] = plan.records.as_slice() else { panic!("not one record: {plan:?}") };
    let [update] = record.updates.as_slice() else { panic!("not one update: {plan:?}") };
    assert_eq!(plan.skips, []);
    update
}

/// Why, and for a value that is too long how long, the only field is left alone.
#[track_caller]
fn only_skip(plan: &Plan) -> (SkipReason, Option<usize>) {
    let [skip] = plan.skips.as_slice() else { panic!("not one skip: {plan:?}") };
    assert_eq!((plan.records.as_slice(), plan.equal), ([].as_slice(), 0));
    (skip.reason, skip.length)
}

#[track_caller]
fn assert_equal(plan: &Plan) {
    assert_eq!((plan.records.as_slice(), plan.skips.as_slice(), plan.equal), ([].as_slice(), [].as_slice(), 1));
}
