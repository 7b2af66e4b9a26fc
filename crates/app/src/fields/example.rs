//! A real pair of records, to show what the mapping means.

use std::collections::HashMap;

use sitebook_domain::{AgentId, Device, DeviceId, FieldMapping, MappedField, MatchState};
use sitebook_psa::Configuration;
use sitebook_sync::{ours, theirs};

use crate::dto::{ExampleValue, FieldsExample, FieldsExampleReply, FieldsExampleRequest};
use crate::{AppError, Workspace};

impl Workspace {
    /// The matched pair of which most is known, as last read: of an agent, or of any. Sends nothing.
    pub async fn fields_example(&self, request: FieldsExampleRequest) -> Result<FieldsExampleReply, AppError> {
        let agent = self.mapped_agent(request.agent.as_deref()).await?;
        let mapping = self.mapping(agent).await?;
        let mut companies = Vec::new();
        for link in self.store().links().await? {
            if agent.is_none_or(|agent| agent == link.agent) && !companies.contains(&link.company.id) {
                companies.push(link.company.id);
            }
        }
        for company in companies {
            let example = self.example_in(company, agent, &mapping).await?;
            if example.is_some() {
                return Ok(FieldsExampleReply { example });
            }
        }
        Ok(FieldsExampleReply { example: None })
    }

    async fn example_in(
        &self,
        company: i64,
        agent: Option<AgentId>,
        mapping: &FieldMapping,
    ) -> Result<Option<FieldsExample>, AppError> {
        let (_, configurations) = self.kept_configurations(company).await?;
        let configurations: HashMap<i64, &Configuration> =
            configurations.iter().map(|configuration| (configuration.id, configuration)).collect();
        let devices = self.store().devices_of_company(company).await?;
        let devices: HashMap<DeviceId, &Device> = devices.iter().map(|device| (device.id, device)).collect();
        let matches = self.store().matches_of_company(company).await?;
        let pairs = matches
            .iter()
            .filter(|found| matches!(found.state, MatchState::Automatic | MatchState::Confirmed))
            .filter_map(|found| Some((*devices.get(&found.device)?, *configurations.get(&found.configuration)?)))
            .filter(|(device, _)| agent.is_none_or(|agent| device.agent == agent));
        let examples = pairs.map(|(device, configuration)| example(device, configuration, mapping));
        Ok(examples.max_by_key(|example| {
            let told = |value: &&ExampleValue| !value.ours.is_empty() && !value.theirs.is_empty();
            // Of two that tell the same the one by name, so that the page shows the same one each time.
            (example.values.iter().filter(told).count(), std::cmp::Reverse(example.device_name.clone()))
        }))
    }
}

fn example(device: &Device, configuration: &Configuration, mapping: &FieldMapping) -> FieldsExample {
    let value = |field: &MappedField| ExampleValue {
        field: *field,
        ours: ours(device, *field, mapping.rule(*field)),
        theirs: theirs(configuration, *field, mapping.rule(*field)),
    };
    FieldsExample {
        device_name: device.name().to_owned(),
        configuration_name: configuration.name.clone(),
        values: MappedField::ALL.iter().map(value).collect(),
    }
}
