//! Which field a column goes to, guessed from its head: pure functions over tables of words.

use sitebook_domain::{AgentField, DeviceField, FieldKey, FieldKind};

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// Agents.
    Agents,
    /// Devices of agents.
    Devices,
}

/// Key of the source's id in the import format.
pub(super) const ID: &str = "id";
/// Key of the name in the import format.
pub(super) const NAME: &str = "name";
/// Key of a device's agent in the import format: the source's id of it.
pub(super) const AGENT: &str = "agent";
/// Key of the name of an agent's source, as exports write it beside the id.
pub(super) const SOURCE: &str = "source";
/// The same beside the id of a device's agent.
pub(super) const AGENT_SOURCE: &str = "agent_source";
/// Keys of an agent's coordinates in the import format.
pub(super) const COORDINATES: [&str; 2] = ["latitude", "longitude"];

/// What people call a field, by its key, in the order in which one name is preferred to another. Written as [`plain`]
/// makes it; the key itself comes before all of them.
type Names = &'static [(&'static str, &'static [&'static str])];

const AGENT_NAMES: Names = &[
    (ID, &["agentid", "siteid", "networkid", "sourceid", "uid"]),
    (
        "name",
        &[
            "agentname",
            "networkname",
            "sitename",
            "site",
            "locationname",
            "customername",
            "customer",
            "clientname",
            "client",
            "companyname",
            "company",
            "accountname",
            "organisation",
            "organization",
            "agent",
        ],
    ),
    ("contact.email", &["email", "emailaddress", "mail", "mailaddress", "owneremail", "customeremail"]),
    ("contact.first_name", &["firstname", "givenname", "forename", "ownerfirstname"]),
    ("contact.last_name", &["lastname", "surname", "familyname", "ownerlastname"]),
    (
        "contact.phones",
        &[
            "phones",
            "phone",
            "phoneno",
            "phonenumber",
            "phonenumbers",
            "contactphone",
            "contactphonenumber",
            "telephone",
            "telephoneno",
            "telephonenumber",
            "tel",
            "telno",
            "landline",
            "switchboard",
            "mobile",
            "mobileno",
            "mobilenumber",
            "mobilephone",
            "cell",
            "cellphone",
            "cellnumber",
            "officephone",
            "workphone",
            "businessphone",
            "directphone",
            "directdial",
            "homephone",
            "mainphone",
            "emergencyphone",
            "fax",
            "faxno",
            "faxnumber",
        ],
    ),
    (
        "customer_id",
        &[
            "customernumber",
            "customerno",
            "customernr",
            "customercode",
            "customerref",
            "customerreference",
            "clientid",
            "clientnumber",
            "clientno",
            "accountid",
            "accountnumber",
            "accountno",
            "debtornumber",
        ],
    ),
    (
        "contract_id",
        &[
            "contractnumber",
            "contractno",
            "contractnr",
            "contractref",
            "contractreference",
            "contract",
            "agreementid",
            "agreementnumber",
            "agreementno",
            "agreement",
        ],
    ),
    ("note", &["notes", "comment", "comments", "remark", "remarks"]),
    ("platform", &["agentplatform", "runson"]),
    ("residential", &["isresidential", "ishome", "home"]),
    ("status", &["agentstatus"]),
    ("public_ip", &["publicipaddress", "wanip", "wanipaddress", "externalip", "externalipaddress", "ipaddress", "ip"]),
    ("time_zone", &["tz"]),
    ("plan", &["subscriptionplan", "subscription"]),
    ("activated_at", &["activated", "activatedon", "activationdate", "dateactivated"]),
    ("tags", &["tag", "labels", "label", "groups"]),
    ("address.street", &["street", "streetaddress", "streetandnumber", "addressline1", "address1", "address"]),
    ("address.city", &["city", "town"]),
    ("address.postal_code", &["postcode", "postalcode", "zipcode", "zip"]),
    ("address.region", &["region", "state", "county", "province"]),
    ("address.country", &["country", "countrycode"]),
    ("latitude", &["lat", "gpslatitude"]),
    ("longitude", &["lon", "lng", "long", "gpslongitude"]),
];

const DEVICE_NAMES: Names = &[
    (ID, &["deviceid", "assetid", "sourceid", "uid", "assettag"]),
    (
        AGENT,
        &[
            "agentid",
            "agentname",
            "siteid",
            "sitename",
            "site",
            "networkname",
            "network",
            "customername",
            "customer",
            "customerid",
            "customernumber",
            "customerno",
            "clientname",
            "client",
            "companyname",
            "company",
        ],
    ),
    ("name", &["devicename", "device", "hostname", "host", "computername", "assetname"]),
    ("kind", &["devicetype", "devicekind", "type", "category"]),
    ("vendor", &["manufacturer", "maker", "make", "brand"]),
    ("model", &["modelnumber", "modelno", "modelname"]),
    ("serial", &["serialnumber", "serialno", "serialnr", "servicetag", "sn"]),
    ("macs", &["macaddress", "macaddresses", "mac", "physicaladdress", "ethernetaddress", "lanmac", "wifimac"]),
    ("ips", &["ipaddress", "ipaddresses", "ip", "ipv4", "ipv4address", "lanip"]),
    ("zone", &["floor", "area", "building"]),
    ("room", &["roomnumber", "rack"]),
    ("firmware", &["firmwareversion", "fwversion"]),
    ("os", &["operatingsystem", "osname"]),
    ("status", &["devicestatus"]),
    ("vlan", &["vlanid"]),
    ("power_controllable", &["powercontrol"]),
    ("important", &["vital", "critical"]),
    ("notes", &["note", "comment", "comments", "remark", "remarks"]),
    ("first_seen", &["firstseenat", "firstseenon", "discovered"]),
    ("page_url", &["devicepage", "link", "url"]),
];

/// Heads that only a table of devices has.
const ONLY_DEVICES: [&str; 4] = ["serial", "macs", "vendor", "model"];

/// What a phone column says about its numbers beyond that they are numbers, by the words that its head holds.
const PHONE_LABELS: [(&str, &str); 13] = [
    ("mobile", "Mobile"),
    ("cell", "Mobile"),
    ("office", "Office"),
    ("work", "Work"),
    ("business", "Work"),
    ("direct", "Direct"),
    ("home", "Home"),
    ("main", "Main"),
    ("switchboard", "Switchboard"),
    ("emergency", "Emergency"),
    ("landline", "Landline"),
    ("fax", "Fax"),
    ("reception", "Reception"),
];

impl Holds {
    /// As requests and replies say it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Agents => "agents",
            Self::Devices => "devices",
        }
    }

    /// From what a request says.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::Agents, Self::Devices].into_iter().find(|holds| holds.word() == word)
    }

    /// Everything that a column may go to, in the order in which people read it.
    pub(super) fn targets(self) -> Vec<&'static str> {
        fn keys<F: FieldKey>() -> impl Iterator<Item = &'static str> {
            F::ALL.iter().map(|field| field.key())
        }
        match self {
            Self::Agents => [ID, SOURCE].into_iter().chain(keys::<AgentField>()).chain(COORDINATES).collect(),
            Self::Devices => [ID, AGENT, AGENT_SOURCE].into_iter().chain(keys::<DeviceField>()).collect(),
        }
    }

    /// What each row must have.
    pub(super) fn required(self) -> &'static [&'static str] {
        match self {
            Self::Agents => &[ID, NAME],
            Self::Devices => &[AGENT, ID, NAME],
        }
    }

    /// Fields that may stand in for an id that a table does not have, the best first.
    pub(super) fn stand_ins_for_id(self) -> &'static [&'static str] {
        match self {
            Self::Agents => &["customer_id", NAME],
            Self::Devices => &["serial", "macs", NAME],
        }
    }

    /// Whether several columns may go to one target, because it is a list.
    pub(super) fn is_list(self, target: &str) -> bool {
        match self {
            Self::Agents => AgentField::from_key(target).map(FieldKey::kind) == Some(FieldKind::List),
            Self::Devices => DeviceField::from_key(target).map(FieldKey::kind) == Some(FieldKind::List),
        }
    }

    /// Whether the target is a field whose text stands on one line.
    pub(super) fn is_one_line(self, target: &str) -> bool {
        let kind = match self {
            Self::Agents => AgentField::from_key(target).map(FieldKey::kind),
            Self::Devices => DeviceField::from_key(target).map(FieldKey::kind),
        };
        kind.is_some_and(|kind| kind != FieldKind::Multiline)
    }

    fn names(self) -> Names {
        match self {
            Self::Agents => AGENT_NAMES,
            Self::Devices => DEVICE_NAMES,
        }
    }
}

/// What a table with these heads holds, if that can be told. `name` is that of the file or sheet.
pub(super) fn guess_holds(name: &str, heads: &[String]) -> Option<Holds> {
    if heads.iter().any(|head| head.trim().eq_ignore_ascii_case(AGENT)) {
        return Some(Holds::Devices);
    }
    let devices = guess_targets(Holds::Devices, heads);
    let has = |targets: &[Option<&str>], wanted: &str| targets.contains(&Some(wanted));
    let for_devices_only = ONLY_DEVICES.iter().filter(|target| has(&devices, target)).count();
    let name = plain(name);
    if for_devices_only > 0 && (name.starts_with("device") || has(&devices, AGENT) || for_devices_only > 1) {
        return Some(Holds::Devices);
    }
    let agents = guess_targets(Holds::Agents, heads);
    (has(&agents, NAME) || has(&agents, ID) || has(&agents, "customer_id")).then_some(Holds::Agents)
}

/// The target of each column, where its head says so. A target that is no list goes to the column whose head says it
/// best, the first of equals.
pub(super) fn guess_targets(holds: Holds, heads: &[String]) -> Vec<Option<&'static str>> {
    let found: Vec<_> = heads.iter().map(|head| target_of(holds, head)).collect();
    let beaten = |index: usize, target: &str, rank: usize| {
        found.iter().enumerate().any(|(other, other_found)| match other_found {
            Some((same, other_rank)) => *same == target && (*other_rank, other) < (rank, index),
            None => false,
        })
    };
    // Lists of other programs have a source, too: the web page that a customer came by. Only beside a nested key is it ours.
    let is_ours = heads.iter().any(|head| head.trim() == AgentField::ContactEmail.key());
    let is_foreign = |index: usize, target: &str| match target {
        SOURCE => !is_ours || heads[index].trim() != SOURCE,
        AGENT_SOURCE => heads[index].trim() != AGENT_SOURCE,
        _ => false,
    };
    let told = found.iter().enumerate().map(|(index, found)| match found {
        Some((target, _)) if is_foreign(index, target) => None,
        Some((target, rank)) if holds.is_list(target) || !beaten(index, target, *rank) => Some(*target),
        _ => None,
    });
    told.collect()
}

/// The target that a head names, and how well it names it: 0 is best.
fn target_of(holds: Holds, head: &str) -> Option<(&'static str, usize)> {
    let key = head.trim().to_lowercase();
    if let Some(target) = holds.targets().into_iter().find(|target| *target == key) {
        return Some((target, 0));
    }
    let plain = plain(head);
    // `Phone 2` is one more phone; `Address 2` is not one more street.
    let unnumbered = plain.trim_end_matches(|letter: char| letter.is_ascii_digit());
    holds.names().iter().find_map(|(target, names)| {
        let rank = |wanted: &str| {
            let as_key = (self::plain(target) == wanted).then_some(1);
            as_key.or_else(|| names.iter().position(|name| *name == wanted).map(|position| position + 2))
        };
        let rank = rank(&plain).or_else(|| if holds.is_list(target) { rank(unnumbered) } else { None });
        rank.map(|rank| (*target, rank))
    })
}

/// The word that stands before the numbers of a phone column, where its head tells more than that it holds phone numbers.
pub(super) fn phone_label(head: &str) -> Option<&'static str> {
    let plain = plain(head);
    PHONE_LABELS.iter().find(|(word, _)| plain.contains(word)).map(|(_, label)| *label)
}

/// A head without case, spaces and punctuation: `E-mail` and `email` are one.
fn plain(head: &str) -> String {
    head.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(holds: Holds, heads: &[&str]) -> Vec<Option<&'static str>> {
        guess_targets(holds, &heads.iter().map(|head| (*head).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn our_own_keys_mean_what_they_say() {
        for holds in [Holds::Agents, Holds::Devices] {
            let targets = holds.targets();
            let heads: Vec<&str> = targets.clone();
            assert_eq!(guessed(holds, &heads), targets.iter().map(|target| Some(*target)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn heads_as_people_write_them() {
        let heads =
            ["Customer", "Customer number", "E-mail", "Phone", "Phone 2", "Mobile", "Street", "Post code", "Lat"];
        let fields = [
            "name",
            "customer_id",
            "contact.email",
            "contact.phones",
            "contact.phones",
            "contact.phones",
            "address.street",
            "address.postal_code",
            "latitude",
        ];
        assert_eq!(guessed(Holds::Agents, &heads), fields.map(Some));
        let heads =
            ["Agent", "Device name", "Manufacturer", "Model no.", "Serial no.", "MAC", "MAC 2", "IP address", "?"];
        let fields = ["agent", "name", "vendor", "model", "serial", "macs", "macs", "ips"].map(Some);
        assert_eq!(guessed(Holds::Devices, &heads), [&fields[..], &[None]].concat());
    }

    #[test]
    fn the_best_head_gets_the_field_and_the_others_none() {
        assert_eq!(guessed(Holds::Agents, &["Customer", "Site name", "Name"]), [None, None, Some("name")]);
        assert_eq!(guessed(Holds::Agents, &["Site", "Customer"]), [Some("name"), None]);
        assert_eq!(guessed(Holds::Agents, &["Address 1", "Address 2"]), [Some("address.street"), None]);
    }

    #[test]
    fn what_a_table_holds_is_told_by_its_heads() {
        let holds = |name: &str, heads: &[&str]| {
            guess_holds(name, &heads.iter().map(|head| (*head).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(holds("stock.csv", &["agent", "id", "name"]), Some(Holds::Devices));
        assert_eq!(holds("Sheet1", &["Site", "Serial no.", "Name"]), Some(Holds::Devices));
        assert_eq!(holds("Devices", &["Hostname", "MAC"]), Some(Holds::Devices));
        assert_eq!(holds("Sheet1", &["Site", "Street", "Phone"]), Some(Holds::Agents));
        assert_eq!(holds("Sheet1", &["Month", "Turnover"]), None);
    }

    #[test]
    fn a_phone_column_may_say_what_kind_of_phone() {
        assert_eq!(phone_label("Cell phone"), Some("Mobile"));
        assert_eq!(phone_label("Office phone 2"), Some("Office"));
        assert_eq!(phone_label("Phone"), None);
    }
}
