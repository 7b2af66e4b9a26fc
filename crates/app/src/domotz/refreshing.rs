//! One refresh: what the account holds is taken in, agent by agent.

use std::collections::{HashMap, HashSet};
use std::fs::{File, TryLockError};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures::{StreamExt, stream};
use sitebook_domain::{Agent as Record, AgentId, Timestamp};
use sitebook_domotz::{Agent, Client, Device, DeviceTypes, DomotzError, Listed, Reading, Standing, agents_to_read};
use sitebook_store::{PresentDevice, RefreshDone, SourceRefresh};
use sitebook_sync::check_list;

use super::records::{agent_facts, agent_import, devices_read, document, is_taken, locked};
use super::{BY, Connection, KeptQuota, LAST, QUOTA, REFRESHED};
use crate::dto::{DomotzRefreshReply, DomotzTrouble, Nothing, RejectedRecord};
use crate::placing::around;
use crate::{AppError, ErrorCode, Workspace, WorkspaceEvent};

/// Lists of devices, or devices, that are asked for at once; the client holds them to this number anyway.
pub(super) const AT_ONCE: usize = 4;

/// So long a device is taken to be there of which Domotz said that nobody pays for it: then its agent is asked again.
const PRESUMED_MILLIS: i64 = 24 * 60 * 60_000;

/// Held by the process that refreshes; the operating system drops it when the process ends in whatever way.
const LOCK: &str = "domotz.lock";

/// A refresh under way in this process.
pub(super) struct Refreshing<'w> {
    workspace: &'w Workspace,
    /// Unlocked when it is closed.
    _lock: File,
}

impl Drop for Refreshing<'_> {
    fn drop(&mut self) {
        self.workspace.inner.domotz.refreshing.store(false, Ordering::Relaxed);
    }
}

/// The calls that a refresh may still make; none = as many as it likes.
#[derive(Debug, Default)]
struct Allowance(Option<AtomicU32>);

impl Allowance {
    /// Takes one call; no = there is none left.
    fn take(&self) -> bool {
        let taken = |left: &AtomicU32| {
            left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok()
        };
        self.0.as_ref().is_none_or(taken)
    }

    fn left(&self) -> Option<u32> {
        self.0.as_ref().map(|left| left.load(Ordering::Relaxed))
    }
}

/// What a refresh works with.
struct Work<'w> {
    connection: &'w Connection,
    client: &'w Client,
    types: DeviceTypes,
    allowance: Arc<Allowance>,
    reply: DomotzRefreshReply,
}

impl Workspace {
    /// Refreshes agents and devices now.
    pub async fn domotz_refresh(&self, _: Nothing) -> Result<DomotzRefreshReply, AppError> {
        self.refresh_from_domotz(Reading::ByHand).await
    }

    /// Refreshes, and keeps what it came to. One at a time, also across processes.
    pub(super) async fn refresh_from_domotz(&self, reading: Reading) -> Result<DomotzRefreshReply, AppError> {
        let (connection, client) = self.domotz_client().await?;
        let _refreshing = self.begin_refreshing()?;
        let started_at = self.now();
        let sent = client.requests_sent();
        let mut work = Work {
            connection: &connection,
            client: &client,
            types: DeviceTypes::default(),
            allowance: Arc::default(),
            reply: DomotzRefreshReply {
                by_hand: reading == Reading::ByHand,
                started_at: started_at.to_string(),
                ..DomotzRefreshReply::default()
            },
        };
        let result = self.refresh(&mut work, reading, started_at).await;
        let ended_at = self.now();
        let mut reply = work.reply;
        reply.requests = client.requests_sent() - sent;
        reply.ended_at = ended_at.to_string();
        reply.error = result.as_ref().err().map(|error| error.message.clone());
        self.keep_domotz_document(LAST, &reply).await?;
        if result.is_ok() {
            self.keep_domotz_document(REFRESHED, &ended_at).await?;
        }
        self.estimate_missing().await?;
        self.changed();
        result.map(|()| reply)
    }

    /// The right to take in what Domotz says, which one at a time has.
    pub(super) fn begin_refreshing(&self) -> Result<Refreshing<'_>, AppError> {
        let path = self.directory().join(LOCK);
        let failed = |error: std::io::Error| {
            AppError::new(ErrorCode::Storage, format!("{} could not be locked: {error}.", path.display()))
        };
        let lock = File::options().read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = "Agents are being refreshed from Domotz at the moment. Wait until that is done.";
                return Err(AppError::new(ErrorCode::RunInProgress, message));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        self.inner.domotz.refreshing.store(true, Ordering::Relaxed);
        Ok(Refreshing { workspace: self, _lock: lock })
    }

    async fn refresh(&self, work: &mut Work<'_>, reading: Reading, now: Timestamp) -> Result<(), AppError> {
        let quota = self.domotz_contact(&work.connection.revision, work.client.usage().await).await?;
        let before = work.client.requests_sent();
        self.keep_domotz_document(QUOTA, &KeptQuota::new(quota, now)).await?;
        let listed = self.domotz_contact(&work.connection.revision, work.client.agents().await).await?;
        work.reply.rejected.extend(listed.unread.iter().map(|unread| RejectedRecord {
            r#where: format!("agents, record {}", unread.row + 1),
            reason: unread.why.clone(),
        }));

        let choice = self.domotz_options().await?.choice;
        let known: HashMap<String, Record> = self
            .store()
            .agents()
            .await?
            .into_iter()
            .filter(|agent| agent.source == work.connection.source)
            .map(|agent| (agent.source_id.clone(), agent))
            .collect();
        // What a person put into the archive is not read any more.
        let is_archived =
            |agent: &Agent| known.get(&agent.id.to_string()).is_some_and(|known| known.archived_since.is_some());
        let taken: Vec<&Agent> =
            listed.records.iter().filter(|agent| is_taken(agent, &choice) && !is_archived(agent)).collect();
        work.reply.agents = taken.len() as u32;
        let spent = work.client.requests_sent() - before;
        let budget = quota.budget(reading).map(|budget| AtomicU32::new(budget.saturating_sub(spent)));
        work.allowance = Arc::new(Allowance(budget));
        // Before the devices, or a small quota would never get so far. Its trouble must not keep them from being read.
        let marked =
            if listed.unread.is_empty() { self.mark_missing(work, &listed.records, &known, now).await } else { Ok(()) };

        let told = self.store().source_agents(&work.connection.source).await?;
        let standings: Vec<Standing> = taken
            .iter()
            .filter(|agent| agent.is_readable())
            .map(|agent| Standing {
                agent: agent.id,
                read_at: told.get(&agent.id.to_string()).and_then(|told| told.devices_read_at),
                is_online: agent.is_online,
                changed_at: agent.status_changed_at,
            })
            .collect();
        // The list of types is one more call.
        let budget = if work.allowance.take() { work.allowance.left() } else { Some(0) };
        let to_read = agents_to_read(&standings, reading, budget, now);
        work.reply.agents_left = (standings.len() - to_read.len()) as u32;
        if !to_read.is_empty() {
            work.types = self.domotz_contact(&work.connection.revision, work.client.device_types().await).await?;
        }

        let mut others: HashMap<i64, &Agent> = taken.iter().map(|agent| (agent.id, *agent)).collect();
        // In the order in which it helps most: the calls may not be enough for all.
        let reads: Vec<&Agent> = to_read.iter().filter_map(|id| others.remove(id)).collect();
        for agent in taken.into_iter().filter(|agent| others.contains_key(&agent.id)) {
            self.take_in(work, agent, None, now).await?;
        }
        self.read_devices(work, &reads, now).await?;
        marked
    }

    /// Reads the devices of agents, some at once, and takes each list in as it comes. Trouble of one agent is written down
    /// with it; trouble of the connection ends the refresh, and whoever was not read yet is first the next time.
    async fn read_devices(&self, work: &mut Work<'_>, agents: &[&Agent], now: Timestamp) -> Result<(), AppError> {
        let client = work.client;
        let numbers: Vec<(usize, i64)> = agents.iter().map(|agent| agent.id).enumerate().collect();
        let allowance = Arc::clone(&work.allowance);
        let list = async |(place, agent)| {
            let list = if allowance.take() { Some(client.devices(agent).await) } else { None };
            (place, list)
        };
        let mut lists = stream::iter(numbers).map(list).buffer_unordered(AT_ONCE);
        let total = agents.len() as u32;
        let mut done = 0;
        while let Some((place, list)) = lists.next().await {
            self.require_time()?;
            let agent = agents[place];
            match list {
                Some(Err(error)) if !error.is_of_the_record() => {
                    self.domotz_contact(&work.connection.revision, Err::<(), _>(error)).await?;
                }
                list => {
                    work.reply.agents_left += u32::from(list.is_none());
                    self.take_in(work, agent, list, now).await?;
                }
            }
            done += 1;
            self.emit(WorkspaceEvent::Refreshing { done, total });
        }
        Ok(())
    }

    /// Takes in one agent, with its devices where they were asked for.
    async fn take_in(
        &self,
        work: &mut Work<'_>,
        agent: &Agent,
        list: Option<Result<Listed<Device>, DomotzError>>,
        now: Timestamp,
    ) -> Result<(), AppError> {
        // What was wrong the last time stays until somebody tries again.
        let mut trouble = Some(locked(agent).to_owned()).filter(|words| list.is_some() || !words.is_empty());
        let mut devices = None;
        match list {
            None => {}
            Some(Ok(listed)) => {
                let (mut read, rejected) = devices_read(agent, &listed, &work.types);
                work.reply.rejected.extend(rejected);
                let unlisted = self.unlisted_devices(work.connection, agent, &listed).await?;
                let is_presumed = |device: &PresentDevice| {
                    device.unmanaged_at.is_some_and(|at| (0..PRESUMED_MILLIS).contains(&now.millis_since(at)))
                };
                if unlisted.iter().all(is_presumed) {
                    read.presumed = unlisted.into_iter().map(|device| device.source_id).collect();
                } else if read.is_whole && !work.allowance.take() {
                    // Nothing is concluded from what was not asked.
                    read.is_whole = false;
                } else if read.is_whole {
                    match work.client.unmanaged_devices(agent.id).await {
                        Ok(unmanaged) => read.still_there = unmanaged.iter().map(ToString::to_string).collect(),
                        // On plans where all devices are paid for there is no such list.
                        Err(DomotzError::NotFound { .. } | DomotzError::Forbidden { .. }) => {}
                        Err(_) => read.is_whole = false,
                    }
                }
                work.reply.agents_read += 1;
                devices = Some(read);
            }
            Some(Err(error)) => {
                let reason = AppError::from(error).message;
                trouble = Some(reason.clone());
                let (source_id, name) = (agent.id.to_string(), agent.display_name.clone());
                work.reply.failed.push(DomotzTrouble { source_id, name, reason });
            }
        }
        let refresh = SourceRefresh {
            surroundings: Some(around),
            source: &work.connection.source,
            by: BY,
            agent: agent_import(agent),
            about: document(&agent_facts(agent)),
            devices,
            trouble,
        };
        let RefreshDone { records, gone, returned } = self.store().refresh_agent(&refresh, now).await?;
        work.reply.created += records.created;
        work.reply.updated += records.updated;
        work.reply.unchanged += records.unchanged;
        work.reply.gone += gone;
        work.reply.returned += returned;
        Ok(())
    }

    /// Devices that are known here and present, and not in a list.
    async fn unlisted_devices(
        &self,
        connection: &Connection,
        agent: &Agent,
        listed: &Listed<Device>,
    ) -> Result<Vec<PresentDevice>, AppError> {
        let there: HashSet<String> = listed.records.iter().map(|device| device.id.to_string()).collect();
        let present = self.store().present_devices(&connection.source, &agent.id.to_string()).await?;
        Ok(present.into_iter().filter(|device| !there.contains(&device.source_id)).collect())
    }

    /// Marks agents as gone that are in no list any more. Each is asked for by its id first: between two pages of a list
    /// that moves one can be missed. A list that lost too much at once is for a person to look at.
    async fn mark_missing(
        &self,
        work: &mut Work<'_>,
        listed: &[Agent],
        known: &HashMap<String, Record>,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let present: Vec<(i64, AgentId)> = known
            .values()
            .filter(|agent| agent.gone_since.is_none() && agent.archived_since.is_none())
            .filter_map(|agent| Some((agent.source_id.parse().ok()?, agent.id)))
            .collect();
        let there: HashSet<i64> = listed.iter().map(|agent| agent.id).collect();
        let before: Vec<i64> = present.iter().map(|(id, _)| *id).collect();
        let after: Vec<i64> = before.iter().copied().filter(|id| there.contains(id)).collect();
        if check_list(&before, &after).is_err() {
            work.reply.guarded = true;
            return Ok(());
        }
        let mut gone = Vec::new();
        let missing: Vec<(i64, AgentId)> = present.into_iter().filter(|(id, _)| !there.contains(id)).collect();
        for (id, agent) in missing {
            // Who is not asked for now is so the next time.
            if !work.allowance.take() {
                break;
            }
            match work.client.agent(id).await {
                Err(DomotzError::NotFound { .. } | DomotzError::Forbidden { .. }) => gone.push(agent),
                Err(error) if !error.is_of_the_record() => {
                    self.domotz_contact(&work.connection.revision, Err::<(), _>(error)).await?;
                }
                Ok(_) | Err(_) => {}
            }
        }
        work.reply.gone += self.store().mark_agents_gone(&gone, BY, now).await?;
        Ok(())
    }

    /// Ends a refresh between two agents when this process leaves the workspace.
    fn require_time(&self) -> Result<(), AppError> {
        if self.is_leaving() {
            let message = "Sitebook is closing. What was read so far is kept; the next refresh goes on from there.";
            return Err(AppError::new(ErrorCode::Stopped, message));
        }
        Ok(())
    }
}
