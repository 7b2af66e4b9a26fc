//! Giving the configuration of a device another type: one explicit write, recorded as a run of its own.

use sitebook_domain::{Device, Lease, Match, MatchState, RecordOutcome, RecordResult, Run, RunId, RunKind, RunState};
use sitebook_psa::{Configuration, Psa, PsaError, PsaErrorKind, Reference, TypeQuestion};
use sitebook_sync::{RecordedResult, SyncStore, is_answer_to};
use uuid::Uuid;

use crate::connectwise::ConnectWise;
use crate::dto::{CreateAnswer, RunRequest, SyncRunReply, TypeChangeRequest};
use crate::sync_store::WorkspaceSyncStore;
use crate::type_map::one_of;
use crate::{AppError, ErrorCode, Workspace};

/// What is wanted, with every name resolved.
struct Wanted {
    device: Device,
    new_type: Reference,
    answers: Vec<(i64, String)>,
}

impl Workspace {
    /// Gives the configuration of a matched device another type in ConnectWise. Questions of the new type that must be
    /// answered are answered in the same request; without an answer to one of them nothing is sent. An undo does not put
    /// the type back, because ConnectWise may have dropped answers to questions of the old one.
    pub async fn type_change(&self, request: TypeChangeRequest) -> Result<SyncRunReply, AppError> {
        let device = self.device_record(self.resolve_device(None, &request.device).await?).await?;
        let link = self.require_link(device.agent).await?;
        let client = self.run_client().await?;
        let types = self.contact(client.configuration_types().await).await?;
        let new_type = one_of(&types, &request.r#type, "configuration type")?;
        let questions = self.contact(client.type_questions(new_type.id).await).await?;
        let answers = answers_to(&questions, &request.answers)?;
        let work = self.begin_work(&[device.agent], link.company.id, None).await?;
        let client = client.stopped_by(work.stop.wish());
        self.changed();
        let result = self.change_type_under_lease(&client, &work.lease, Wanted { device, new_type, answers }).await;
        self.end_work(work).await;
        self.sync_run_show(RunRequest { run: result?.to_string() }).await
    }

    async fn change_type_under_lease(
        &self,
        client: &ConnectWise,
        lease: &Lease,
        wanted: Wanted,
    ) -> Result<RunId, AppError> {
        let requests_before = client.requests_sent();
        let Wanted { device, new_type, answers } = wanted;
        let found = self.require_match(&device).await?;
        if found.state == MatchState::Frozen {
            let message = "The match is frozen until a person has looked at it. Nothing was written.";
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        let current = self.changeable(client, lease, &found, &new_type).await?;
        let old_type = current.type_ref.map(|reference| reference.name).filter(|name| !name.is_empty());
        let old_type = old_type.unwrap_or_else(|| "no type".to_owned());
        let change = format!("The type was changed from {old_type} to {}.", new_type.name);

        let id = RunId(Uuid::now_v7());
        let by = self.who().await?;
        let mut run = Run::begun(id, RunKind::Type, device.agent, lease.company, &by, self.now());
        run.not_undone = vec![format!(
            "The type of configuration {} ({}) was changed from {old_type} to {}. Answers to questions of the old type \
             may be lost.",
            found.configuration, current.name, new_type.name
        )];
        let store = WorkspaceSyncStore::new(self.store().clone());
        store.begin_run(lease, &run).await?;
        let answer = client.change_type(found.configuration, new_type.id, &answers).await;
        let is_unknown = answer.as_ref().err().is_some_and(|error| error.outcome_unknown);
        let answer = self.contact(answer).await;
        let (after, failure) = if is_unknown {
            self.read_after_lost_answer(client, found.configuration, &new_type, answer).await
        } else {
            judged(answer, &new_type)
        };
        let result = RecordResult {
            device: found.device,
            configuration: found.configuration,
            outcome: if failure.is_none() { RecordOutcome::Applied } else { RecordOutcome::Failed },
            reason: match &failure {
                Some(_) if is_unknown => "outcome_unknown".to_owned(),
                Some(error) => error.code.as_str(),
                None => String::new(),
            },
            message: failure.as_ref().map_or(change, |error| error.message.clone()),
        };
        let recorded = RecordedResult { configuration: after, ..RecordedResult::alone(result, &by, self.now()) };
        store.record_result(lease, id, &recorded).await?;
        if let Some(error) = &failure {
            (run.state, run.failed, run.reason) = (RunState::Failed, 1, Some(error.message.clone()));
            if !is_unknown {
                run.not_undone.clear();
            }
        } else {
            (run.state, run.applied) = (RunState::Done, 1);
        }
        run.requests = client.requests_sent().saturating_sub(requests_before);
        run.ended_at = Some(self.now());
        store.finish_run(lease, &run).await?;
        failure.map_or(Ok(id), |error| Err(error.with_run(id)))
    }

    /// The record as it stands after a request whose answer was lost. Only the new type proves something: with the old one
    /// the request may still be on its way.
    async fn read_after_lost_answer(
        &self,
        client: &ConnectWise,
        id: i64,
        new_type: &Reference,
        answer: Result<Configuration, AppError>,
    ) -> (Option<Configuration>, Option<AppError>) {
        let Err(lost) = answer else { return judged(answer, new_type) };
        let current = self.contact(client.configuration(id).await).await.ok().flatten();
        let has_it = |found: &Configuration| found.type_ref.as_ref().is_some_and(|found| found.id == new_type.id);
        match current {
            Some(current) if has_it(&current) => (Some(current), None),
            current => {
                let message = format!(
                    "{} It is not known whether the type was changed: look at configuration {id} in ConnectWise.",
                    lost.message
                );
                (current, Some(AppError { message, ..lost }))
            }
        }
    }

    /// The configuration as it stands, if it may get this type.
    async fn changeable(
        &self,
        client: &ConnectWise,
        lease: &Lease,
        found: &Match,
        new_type: &Reference,
    ) -> Result<Configuration, AppError> {
        let id = found.configuration;
        let Some(current) = self.contact(client.configuration(id).await).await? else {
            return Err(AppError::new(ErrorCode::NotFound, format!("ConnectWise has no configuration {id} any more.")));
        };
        if current.company.as_ref().is_some_and(|owner| owner.id != lease.company) {
            let message = format!("Configuration {id} belongs to another company by now. Nothing was written.");
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        if current.type_ref.as_ref().is_some_and(|current| current.id == new_type.id) {
            let message = format!("Configuration {id} has the type {} already. Nothing was written.", new_type.name);
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        Ok(current)
    }
}

/// What came back, and the error that the person sees. "Done" is not believed: the type that came back is compared.
fn judged(answer: Result<Configuration, AppError>, new_type: &Reference) -> (Option<Configuration>, Option<AppError>) {
    match answer {
        Ok(after) if after.type_ref.as_ref().is_some_and(|found| found.id == new_type.id) => (Some(after), None),
        Ok(after) => {
            let message = "ConnectWise answered \"done\" but did not change the type of the configuration.";
            (Some(after), Some(AppError::new(ErrorCode::Rejected, message)))
        }
        Err(error) => (None, Some(error)),
    }
}

/// The answers by the ids of their questions. A question that must be answered and is not gets what ConnectWise
/// proposes.
fn answers_to(questions: &[TypeQuestion], given: &[CreateAnswer]) -> Result<Vec<(i64, String)>, AppError> {
    if let Some(stray) =
        given.iter().find(|answer| !questions.iter().any(|known| is_answer_to(&answer.question, known)))
    {
        let message = format!("The new type does not ask \"{}\". Nothing was written.", stray.question);
        return Err(AppError::new(ErrorCode::InvalidInput, message));
    }
    let mut answers = Vec::new();
    let mut missing = Vec::new();
    for question in questions {
        let answer = given.iter().rev().find(|answer| is_answer_to(&answer.question, question));
        let value = answer.map(|answer| answer.value.trim()).filter(|value| !value.is_empty());
        let proposed = Some(question.default.trim()).filter(|proposed| question.required && !proposed.is_empty());
        match value.or(proposed) {
            Some(value) => answers.push((question.id, value.to_owned())),
            None if question.required => missing.push(question.question.clone()),
            None => {}
        }
    }
    if missing.is_empty() {
        Ok(answers)
    } else {
        Err(PsaError::from(PsaErrorKind::AnswersMissing { questions: missing }).into())
    }
}
