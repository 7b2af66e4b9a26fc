//! From records to what people and programs read.

use sitebook_domain::{
    Agent, AgentField, AgentStatus, CompanyLink, Connection, Device, DeviceField, FieldKey, FieldValue, LocationFact,
    LocationSource, Match, Origin, Run, SyncState, Timestamp, current_location,
};
use sitebook_locate::{Doubt, doubt_about};
use sitebook_psa::Configuration;
use sitebook_store::{AgentRow, SourceRefusal};

use crate::automatic::SyncOverview;
use crate::dto::{
    Address, AgentPsa, AgentSummary, ConfigurationView, ConnectionView, Contact, DeviceMatchView, DeviceOwnField,
    DeviceView, FieldView, LinkedCompany, LinkedSite, LocationDoubtKind, LocationDoubtView, LocationFactView,
    LocationView, RunView,
};

/// What is known about an agent beside its own record.
pub(crate) struct AgentContext<'c> {
    pub(crate) facts: &'c [LocationFact],
    pub(crate) link: Option<&'c CompanyLink>,
    pub(crate) last_run: Option<&'c (Run, Option<Timestamp>)>,
    pub(crate) sync: &'c SyncOverview,
}

pub(crate) fn agent_summary(row: &AgentRow, context: &AgentContext<'_>) -> AgentSummary {
    let agent = &row.agent;
    let layers = &agent.layers;
    let text = |field| layers.text(field).to_owned();
    let sync = context.sync.of(agent.id, agent.name(), context.link, context.last_run);
    AgentSummary {
        id: agent.id.to_string(),
        source: agent.source.clone(),
        source_id: agent.source_id.clone(),
        name: text(AgentField::Name),
        status: AgentStatus::from_facts(
            layers.text(AgentField::Status),
            agent.gone_since.is_some(),
            row.important_down,
            sync.state == SyncState::Failed,
        ),
        platform: text(AgentField::Platform),
        residential: layers.flag(AgentField::Residential),
        public_ip: text(AgentField::PublicIp),
        customer_id: text(AgentField::CustomerId),
        contract_id: text(AgentField::ContractId),
        contact: Contact {
            email: text(AgentField::ContactEmail),
            first_name: text(AgentField::ContactFirstName),
            last_name: text(AgentField::ContactLastName),
            phones: layers.list(AgentField::ContactPhones).to_vec(),
        },
        location: location_view(context.facts),
        psa: AgentPsa {
            company: context.link.map(linked_company),
            site: context.link.and_then(linked_site),
            matched: row.matched,
            matchable: row.devices,
            last_run: context.last_run.map(|(run, _)| run_view(run, agent.name())),
            last_success_at: context.last_run.and_then(|(_, success)| success.map(|at| at.to_string())),
            sync,
        },
        device_count: row.devices,
        violet: row.violet,
        devices_offline: row.offline,
        gone_since: agent.gone_since.map(|at| at.to_string()),
        archived_since: agent.archived_since.map(|at| at.to_string()),
        plan: text(AgentField::Plan),
        activated_at: match layers.text(AgentField::ActivatedAt) {
            "" => agent.created_at.to_string(),
            said => said.to_owned(),
        },
        activation_said: !layers.text(AgentField::ActivatedAt).is_empty(),
        tags: layers.list(AgentField::Tags).to_vec(),
        distance_km: None,
    }
}

pub(crate) fn linked_company(link: &CompanyLink) -> LinkedCompany {
    LinkedCompany { id: link.company.id, identifier: link.company_identifier.clone(), name: link.company.name.clone() }
}

pub(crate) fn linked_site(link: &CompanyLink) -> Option<LinkedSite> {
    link.site.as_ref().map(|site| LinkedSite { id: site.id, name: site.name.clone() })
}

pub(crate) fn address(agent: &Agent) -> Address {
    let text = |field| agent.layers.text(field).to_owned();
    Address {
        street: text(AgentField::AddressStreet),
        city: text(AgentField::AddressCity),
        postal_code: text(AgentField::AddressPostalCode),
        region: text(AgentField::AddressRegion),
        country: text(AgentField::AddressCountry),
    }
}

pub(crate) fn agent_fields(agent: &Agent) -> Vec<FieldView> {
    AgentField::ALL
        .iter()
        .map(|field| {
            let own = agent.layers.own.get(field);
            FieldView {
                field: field.key().to_owned(),
                value: agent.layers.effective(*field).cloned().unwrap_or(FieldValue::Text(String::new())),
                editable: field.is_editable(),
                own_by: own.map(|own| own.by.clone()),
                own_at: own.map(|own| own.at.to_string()),
                source_says: agent.layers.differing_source(*field).cloned(),
            }
        })
        .collect()
}

pub(crate) fn location_view(facts: &[LocationFact]) -> LocationView {
    let location = current_location(facts);
    let confirmed = location.confirmed();
    let fact = location.fact.as_ref();
    let text = |pick: fn(&LocationFact) -> &Option<String>| fact.and_then(|fact| pick(fact).clone());
    // An estimate of country level names no place, whatever city the database puts in the middle of the country.
    let place = |pick| text(pick).filter(|_| location.source != LocationSource::GeoipCountry);
    LocationView {
        lat: fact.and_then(|fact| fact.position).map(|position| position.lat),
        lon: fact.and_then(|fact| fact.position).map(|position| position.lon),
        source: location.source,
        accuracy_km: fact.and_then(|fact| fact.accuracy_km),
        confirmed,
        city: place(|fact| &fact.city),
        region: place(|fact| &fact.region),
        country: text(|fact| &fact.country),
        database: text(|fact| &fact.database),
        ip: text(|fact| &fact.ip),
        method: fact.and_then(|fact| fact.method),
        address: text(|fact| &fact.address),
        postal: fact.and_then(|fact| fact.postal.clone()),
        doubt: doubt_about(facts).map(doubt_view),
        by: fact.map(|fact| fact.by.clone()),
        at: fact.map(|fact| fact.at.to_string()),
    }
}

pub(crate) fn location_fact_view(fact: &LocationFact) -> LocationFactView {
    LocationFactView {
        kind: fact.kind,
        lat: fact.position.map(|position| position.lat),
        lon: fact.position.map(|position| position.lon),
        accuracy_km: fact.accuracy_km,
        city: fact.city.clone(),
        country: fact.country.clone(),
        database: fact.database.clone(),
        ip: fact.ip.clone(),
        method: fact.method,
        address: fact.address.clone(),
        postal: fact.postal.clone(),
        by: fact.by.clone(),
        at: fact.at.to_string(),
    }
}

fn doubt_view(doubt: Doubt<'_>) -> LocationDoubtView {
    let (kind, estimate, distance_km) = match doubt {
        Doubt::Nowhere => (LocationDoubtKind::Nowhere, None, None),
        Doubt::OtherCountry { estimate } => (LocationDoubtKind::OtherCountry, Some(estimate), None),
        Doubt::Far { estimate, km } => (LocationDoubtKind::Far, Some(estimate), Some(km.round() as u32)),
    };
    LocationDoubtView {
        kind,
        distance_km,
        city: estimate.and_then(|estimate| estimate.city.clone()),
        country: estimate.and_then(|estimate| estimate.country.clone()),
    }
}

pub(crate) fn device_view(device: &Device, found: Option<&Match>, configuration_name: &str) -> DeviceView {
    let layers = &device.layers;
    let text = |field| layers.text(field).to_owned();
    DeviceView {
        id: device.id.to_string(),
        agent: device.agent.to_string(),
        source_id: device.source_id.clone(),
        name: text(DeviceField::Name),
        kind: text(DeviceField::Kind),
        vendor: text(DeviceField::Vendor),
        model: text(DeviceField::Model),
        serial: text(DeviceField::Serial),
        macs: layers.list(DeviceField::Macs).to_vec(),
        ips: layers.list(DeviceField::Ips).to_vec(),
        zone: text(DeviceField::Zone),
        room: text(DeviceField::Room),
        firmware: text(DeviceField::Firmware),
        os: text(DeviceField::Os),
        status: text(DeviceField::Status),
        vlan: match layers.effective(DeviceField::Vlan) {
            Some(FieldValue::Number(vlan)) => i32::try_from(*vlan).ok(),
            _ => None,
        },
        power_controllable: layers.known_flag(DeviceField::PowerControllable),
        notes: text(DeviceField::Notes),
        first_seen: text(DeviceField::FirstSeen),
        page_url: text(DeviceField::PageUrl),
        ignored: device.ignored,
        gone_since: device.gone_since.map(|at| at.to_string()),
        own: layers
            .own
            .iter()
            .map(|(field, own)| DeviceOwnField {
                field: field.key().to_owned(),
                by: own.by.clone(),
                at: own.at.to_string(),
                source_says: layers.source.get(field).cloned().unwrap_or(FieldValue::Text(String::new())),
                not_in_source: None,
            })
            .collect(),
        matched: found.map(|found| DeviceMatchView {
            configuration: found.configuration,
            configuration_name: configuration_name.to_owned(),
            state: found.state,
            rule: found.rule,
        }),
    }
}

/// Says beside the values of people why the source of the device does not have them, as far as they are still the ones
/// that it did not take.
pub(crate) fn show_refusals(views: &mut [DeviceView], devices: &[Device], refusals: &[SourceRefusal]) {
    for (view, device) in views.iter_mut().zip(devices) {
        for refusal in refusals.iter().filter(|refusal| refusal.device == device.id) {
            let says = device.layers.source.get(&refusal.field).and_then(FieldValue::as_text).unwrap_or_default();
            let is_current = device.layers.text(refusal.field) == refusal.value && says != refusal.value;
            let own = view.own.iter_mut().find(|own| own.field == refusal.field.key());
            if let Some(own) = own.filter(|_| is_current) {
                own.not_in_source = Some(refusal.reason.clone());
            }
        }
    }
}

pub(crate) fn configuration_view(configuration: &Configuration, matched_device: Option<String>) -> ConfigurationView {
    let name = |reference: &Option<sitebook_psa::Reference>| {
        reference.as_ref().map(|reference| reference.name.clone()).unwrap_or_default()
    };
    ConfigurationView {
        id: configuration.id,
        name: configuration.name.clone(),
        r#type: name(&configuration.type_ref),
        status: name(&configuration.status),
        active: configuration.active,
        site: name(&configuration.site),
        manufacturer: name(&configuration.manufacturer),
        model: configuration.model_number.clone(),
        serial: configuration.serial_number.clone(),
        mac: configuration.mac_address.clone(),
        ip: configuration.ip_address.clone(),
        notes: configuration.notes.clone(),
        updated: configuration.last_updated.clone(),
        matched_device,
    }
}

pub(crate) fn connection_view(connection: &Connection) -> ConnectionView {
    ConnectionView {
        site: connection.site.clone(),
        company_login: connection.company_login.clone(),
        base_url: connection.base_url.clone(),
        version: connection.version.clone(),
        connected_at: connection.connected_at.to_string(),
        last_contact_at: connection.last_contact_at.to_string(),
        paused: connection.paused.clone(),
    }
}

/// A run as lists show it, but for what was made of it later: whether it was undone, and how many it created.
pub(crate) fn run_view(run: &Run, agent_name: &str) -> RunView {
    RunView {
        run: run.id.to_string(),
        kind: run.kind,
        agent: run.agent.to_string(),
        agent_name: agent_name.to_owned(),
        mode: run.mode,
        state: run.state,
        message: run.reason.clone().unwrap_or_default(),
        applied: run.applied,
        failed: run.failed,
        skipped: run.skipped,
        conflicts: run.conflicts,
        requests: run.requests,
        plan: run.plan.clone(),
        by: run.by.clone(),
        started_at: run.started_at.to_string(),
        ended_at: run.ended_at.map(|at| at.to_string()),
        automatic: run.origin == Origin::Schedule,
        undo_of: run.undo_of.map(|undone| undone.to_string()),
        undone_by: None,
        created: 0,
    }
}
