//! After a better database: all unconfirmed estimates made again, if somebody wants it.

use sitebook_domain::{AgentId, LocationFact, LocationKind, LocationSource, current_location};
use sitebook_locate::distance_km;

use crate::dto::{GeoipMove, GeoipRemakeReply, GeoipRemakeRequest, Nothing};
use crate::geoip::name_of;
use crate::locations::public_ip;
use crate::{AppError, Workspace};

/// Setting: the database whose offer was answered.
const ANSWERED: &str = "geoip_remake_answered";
/// More rows than this nobody reads.
const MOST_MOVES: usize = 200;
/// In km: nearer than this, an estimate has not moved.
const UNMOVED_KM: f64 = 1.0;

/// An unconfirmed estimate of another database, in place of which the database in use would show something else.
struct Remade {
    agent: AgentId,
    name: String,
    /// What is shown.
    old: LocationFact,
    /// What would be shown.
    shown: LocationFact,
    /// What the database in use says, which would be kept.
    new: LocationFact,
}

impl Workspace {
    /// What making all unconfirmed estimates again would change.
    pub async fn geoip_remake_preview(&self, _: Nothing) -> Result<GeoipRemakeReply, AppError> {
        let remade = self.remade_estimates().await?;
        self.remake_reply(&remade).await
    }

    /// Makes all unconfirmed estimates again with the database in use, or leaves them and is not asked again.
    pub async fn geoip_remake(&self, request: GeoipRemakeRequest) -> Result<GeoipRemakeReply, AppError> {
        if request.remake {
            let new: Vec<_> =
                self.remade_estimates().await?.into_iter().map(|remade| (remade.agent, remade.new)).collect();
            self.store().add_location_facts(&new).await?;
        }
        self.store().set_setting(ANSWERED, &name_of(&self.geoip())).await?;
        self.changed();
        self.geoip_remake_preview(Nothing {}).await
    }

    async fn remade_estimates(&self) -> Result<Vec<Remade>, AppError> {
        let database = self.geoip();
        let label = name_of(&database);
        let mut facts = self.store().all_location_facts().await?;
        let mut remade = Vec::new();
        for agent in self.store().agents().await? {
            let mut known = facts.remove(&agent.id).unwrap_or_default();
            let current = current_location(&known);
            let is_estimate = matches!(current.source, LocationSource::GeoipCity | LocationSource::GeoipCountry);
            let (Some(old), true, Some(ip)) = (current.fact, is_estimate, public_ip(&agent)) else { continue };
            if agent.archived_since.is_some() || old.database.as_deref() == Some(label.as_str()) {
                continue;
            }
            let new = match database.estimate(ip, "sitebook", self.now()) {
                Ok(Some(new)) => new,
                // What the new one does not know, the old one may still be right about.
                Ok(None) => continue,
                Err(error) => {
                    tracing::warn!(%error, "an address could not be looked up");
                    continue;
                }
            };
            known.push(new.clone());
            // Not always the new one: a country does not take the place of a city that is known of the same address.
            if let Some(shown) = current_location(&known).fact.filter(|shown| !is_alike(&old, shown)) {
                remade.push(Remade { agent: agent.id, name: agent.name().to_owned(), old, shown, new });
            }
        }
        Ok(remade)
    }

    async fn remake_reply(&self, remade: &[Remade]) -> Result<GeoipRemakeReply, AppError> {
        let database = name_of(&self.geoip());
        let answered = self.store().setting(ANSWERED).await?;
        let mut moves: Vec<GeoipMove> = remade.iter().filter_map(move_of).collect();
        // Between a country and a place there is no distance, but the most to gain.
        moves.sort_by_key(|each| (std::cmp::Reverse(each.km.unwrap_or(u32::MAX)), each.name.clone()));
        let moved = moves.len() as u32;
        moves.truncate(MOST_MOVES);
        Ok(GeoipRemakeReply {
            offered: !remade.is_empty() && answered.as_deref() != Some(database.as_str()),
            database,
            agents: remade.len() as u32,
            moved,
            moves,
        })
    }
}

/// Whether two estimates show an agent at the same place, known as exactly. Of a country nothing else is shown.
fn is_alike(one: &LocationFact, other: &LocationFact) -> bool {
    let around = |fact: &LocationFact| {
        (fact.kind == LocationKind::GeoipCity).then(|| (fact.position, fact.accuracy_km, fact.region.clone()))
    };
    words(one) == words(other) && around(one) == around(other)
}

fn move_of(remade: &Remade) -> Option<GeoipMove> {
    let km = remade.old.position.zip(remade.shown.position).map(|(old, shown)| distance_km(old, shown));
    let (from, to) = (words(&remade.old), words(&remade.shown));
    if from == to && km.is_none_or(|km| km < UNMOVED_KM) {
        return None;
    }
    Some(GeoipMove {
        agent: remade.agent.to_string(),
        name: remade.name.clone(),
        km: km.map(|km| km.round() as u32),
        from,
        to,
    })
}

/// "Hull, GB", or the country alone.
fn words(fact: &LocationFact) -> String {
    let city = fact.city.as_deref().filter(|_| fact.kind == LocationKind::GeoipCity);
    [city, fact.country.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
