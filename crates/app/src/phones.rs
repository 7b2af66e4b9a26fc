//! Phone numbers of a contact, as people read them.

use sitebook_domain::{Agent, AgentField, country_code, read_phone};

use crate::dto::PhoneView;

/// The phone numbers of an agent's contact. A number without a country code is one of the country of the address, else of
/// the place (`located`, an ISO code).
pub(crate) fn phone_views(agent: &Agent, located: Option<&str>) -> Vec<PhoneView> {
    let country = country_code(agent.layers.text(AgentField::AddressCountry)).or(located).unwrap_or_default();
    let view = |typed: &String| {
        let reading = read_phone(typed, country);
        PhoneView {
            typed: typed.clone(),
            label: reading.label,
            number: reading.number,
            international: reading.international,
            country: reading.country,
            warning: reading.warning,
        }
    };
    agent.layers.list(AgentField::ContactPhones).iter().map(view).collect()
}
