//! The model store under the contract of the store port.

use sitebook_domain::{
    ActivityUndo, AgentId, BaseValue, Device, HeldField, HistoryEntry, MappedField, Match, MatchState, PairChange,
    RecordResult, Run, RunId, UndoRow,
};
use sitebook_psa::Configuration;
use uuid::Uuid;

use super::{ModelStore, records};
use crate::contract::Subject;

impl Subject for ModelStore {
    async fn make_pair(&self, company: i64, configuration: i64) -> (Device, Match) {
        let number = self.devices().len() as u128 + 1;
        let mut device = records::device(AgentId(Uuid::from_u128(number)), number);
        records::set_ours(&mut device, MappedField::Name, "firewall");
        let found = records::matched(&device, company, configuration);
        self.put(device.clone(), Some(found.clone()));
        (device, found)
    }

    async fn make_unmatched(&self, _company: i64) -> Device {
        let number = self.devices().len() as u128 + 1;
        let mut device = records::device(AgentId(Uuid::from_u128(number)), number);
        records::set_ours(&mut device, MappedField::Name, "printer");
        self.put(device.clone(), None);
        device
    }

    async fn unlink(&self, device: &Device) {
        ModelStore::unlink(self, device.id);
    }

    async fn freeze(&self, found: &Match) {
        if let Some(device) = self.devices().remove(&found.device) {
            self.put(device, Some(Match { state: MatchState::Frozen, ..found.clone() }));
        }
    }

    async fn match_of(&self, device: &Device) -> Option<Match> {
        self.matches().remove(&device.id)
    }

    async fn run(&self, id: RunId) -> Option<Run> {
        self.runs().into_iter().find(|run| run.id == id)
    }

    async fn results(&self, run: RunId) -> Vec<RecordResult> {
        self.results_of(run)
    }

    async fn undo_rows(&self, run: RunId) -> Vec<UndoRow> {
        self.undo_rows_of(run)
    }

    async fn activity(&self, run: RunId) -> Vec<ActivityUndo> {
        self.activity_of(run)
    }

    async fn pairs(&self, run: RunId) -> Vec<PairChange> {
        self.pairs_of(run)
    }

    async fn created(&self, run: RunId) -> Vec<Configuration> {
        self.created_of(run).into_values().collect()
    }

    async fn held(&self, company: i64) -> Vec<HeldField> {
        let of_company = |id| self.matches().values().any(|found| found.id == id && found.company == company);
        ModelStore::held(self).into_iter().filter(|held| of_company(held.match_id)).collect()
    }

    async fn base_values(&self, company: i64) -> Vec<BaseValue> {
        self.base_of_company(company)
    }

    async fn history(&self, device: &Device) -> Vec<HistoryEntry> {
        self.history_of(device.id)
    }

    async fn kept_configuration(&self, _company: i64, id: i64) -> Option<Configuration> {
        ModelStore::kept_configuration(self, id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::store_contract!(ModelStore::default());
}
