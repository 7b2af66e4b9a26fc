//! Which configuration holds which value: the configurations of a company, indexed once.

use std::hash::Hash;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::evidence::{ConfigurationKeys, Keys, Repeated};

/// Stands where a record has no serial number, or nobody else holds it.
pub(super) const NONE: u32 = u32::MAX;

/// The configurations of a company by their values, in scope of matching.
///
/// Made once for a list of configurations; good for any number of runs over devices.
#[derive(Debug, Clone, Default)]
pub struct ConfigurationIndex {
    /// By id, each once.
    pub(super) records: Vec<ConfigurationKeys>,
    pub(super) values: Interned,
    pub(super) serials: Table<u128>,
    pub(super) macs: Table<u64>,
    pub(super) adapters: Table<u64>,
    pub(super) ips: Table<u128>,
    /// What several configurations hold.
    pub(super) repeated: Repeated,
}

impl ConfigurationIndex {
    /// Indexes the configurations of a company, in any order, inactive ones included. Of several with one id one is taken,
    /// whatever the order.
    #[must_use]
    pub fn new(mut records: Vec<ConfigurationKeys>) -> Self {
        if !records.is_sorted_by(|one, next| one.id < next.id) {
            records.sort_unstable();
            records.dedup_by_key(|record| record.id);
        }
        let mut index = Self::default();
        let keys = || records.iter().map(|record| &record.keys);
        index.values = Interned::with_capacity(records.len());
        index.serials.reserve(keys().filter(|keys| keys.serial.is_some()).count());
        index.macs.reserve(keys().map(|keys| keys.macs.len()).sum());
        index.adapters.reserve(keys().map(|keys| keys.adapters.len()).sum());
        index.ips.reserve(keys().map(|keys| keys.ips.len()).sum());
        for (place, record) in (0..).zip(&records) {
            let Keys { serial, macs, adapters, ips, .. } = &record.keys;
            index.values.push(
                serial.map_or(NONE, |serial| index.serials.add(serial, place)),
                macs.iter().map(|mac| index.macs.add(*mac, place)),
                adapters.iter().map(|mac| index.adapters.add(*mac, place)),
                ips.iter().map(|ip| index.ips.add(*ip, place)),
            );
        }
        index.serials.group();
        index.macs.group();
        index.adapters.group();
        index.ips.group();
        index.repeated = Repeated { serials: index.serials.repeated(), macs: index.macs.repeated() };
        index.records = records;
        index
    }

    /// The place of the configuration with an id.
    pub(super) fn place(&self, id: i64) -> Option<u32> {
        self.records.binary_search_by_key(&id, |record| record.id).ok().map(|place| place as u32)
    }
}

/// The values of many records as small numbers: the place of each value in its table.
#[derive(Debug, Clone, Default)]
pub(super) struct Interned {
    serials: Vec<u32>,
    /// Of each record, where its MACs, adapters and IPs end in `rest`.
    ends: Vec<[u32; 3]>,
    rest: Vec<u32>,
}

impl Interned {
    pub(super) fn with_capacity(records: usize) -> Self {
        Self {
            serials: Vec::with_capacity(records),
            ends: Vec::with_capacity(records),
            rest: Vec::with_capacity(records * 2),
        }
    }

    pub(super) fn push(
        &mut self,
        serial: u32,
        macs: impl Iterator<Item = u32>,
        adapters: impl Iterator<Item = u32>,
        ips: impl Iterator<Item = u32>,
    ) {
        self.serials.push(serial);
        self.rest.extend(macs);
        let after_macs = self.rest.len() as u32;
        self.rest.extend(adapters);
        let after_adapters = self.rest.len() as u32;
        self.rest.extend(ips);
        self.ends.push([after_macs, after_adapters, self.rest.len() as u32]);
    }

    /// The number of records.
    pub(super) fn len(&self) -> usize {
        self.serials.len()
    }

    /// The values of one record.
    pub(super) fn of(&self, place: u32) -> Values<'_> {
        let place = place as usize;
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before][2]) as usize;
        let [macs, adapters, ips] = self.ends[place].map(|end| end as usize);
        let serial = self.serials[place];
        Values {
            serial: (serial != NONE).then_some(serial),
            macs: &self.rest[start..macs],
            adapters: &self.rest[macs..adapters],
            ips: &self.rest[adapters..ips],
        }
    }
}

/// The values of one record, each as its place in its table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Values<'v> {
    pub(super) serial: Option<u32>,
    pub(super) macs: &'v [u32],
    pub(super) adapters: &'v [u32],
    pub(super) ips: &'v [u32],
}

/// One kind of value: which configurations hold each.
#[derive(Debug, Clone)]
pub(super) struct Table<K> {
    places: FxHashMap<K, u32>,
    /// Value and holder in the order of the records, until they are grouped.
    pairs: Vec<(u32, u32)>,
    /// Of each value, where its holders end.
    ends: Vec<u32>,
    holders: Vec<u32>,
}

impl<K> Default for Table<K> {
    fn default() -> Self {
        Self { places: FxHashMap::default(), pairs: Vec::new(), ends: Vec::new(), holders: Vec::new() }
    }
}

impl<K: Eq + Hash + Copy> Table<K> {
    fn reserve(&mut self, values: usize) {
        self.places.reserve(values);
        self.pairs.reserve(values);
    }

    fn add(&mut self, value: K, holder: u32) -> u32 {
        let next = self.places.len() as u32;
        let place = *self.places.entry(value).or_insert(next);
        self.pairs.push((place, holder));
        place
    }

    /// The values that several configurations hold.
    fn repeated(&self) -> FxHashSet<K> {
        let shared = self.places.iter().filter(|(_, place)| self.holders(**place).len() > 1);
        shared.map(|(value, _)| *value).collect()
    }

    /// Puts the holders of each value beside each other: a counting sort, which keeps their order.
    fn group(&mut self) {
        let mut starts = vec![0; self.places.len() + 1];
        for (value, _) in &self.pairs {
            starts[*value as usize + 1] += 1;
        }
        for place in 1..starts.len() {
            starts[place] += starts[place - 1];
        }
        self.holders = vec![0; self.pairs.len()];
        for (value, holder) in std::mem::take(&mut self.pairs) {
            let next = &mut starts[value as usize];
            self.holders[*next as usize] = holder;
            *next += 1;
        }
        // Each start has moved to where the next value's holders begin.
        starts.pop();
        self.ends = starts;
    }

    /// The place of a value that some configuration holds.
    pub(super) fn find(&self, value: K) -> Option<u32> {
        self.places.get(&value).copied()
    }

    /// The number of values.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The configurations that hold a value, by id.
    pub(super) fn holders(&self, value: u32) -> &[u32] {
        let value = value as usize;
        let start = value.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.holders[Range { start: start as usize, end: self.ends[value] as usize }]
    }
}
