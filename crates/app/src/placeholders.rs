//! What the user says about matching: values that identify nobody, and whether an IP address is enough.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sitebook_domain::{
    Device, MacRange, Placeholder, PlaceholderEdits, PlaceholderError, PlaceholderKind, PlaceholderList,
    canonical_serial, parse_macs,
};
use sitebook_psa::Configuration;
use sitebook_sync::MatchOptions;

use crate::dto::{
    MatchOptionsReply, MatchOptionsRequest, Nothing, PlaceholderListView, PlaceholderOrigin, PlaceholderSetRequest,
    PlaceholderView, PlaceholdersReply,
};
use crate::{AppError, ErrorCode, Workspace};

/// Setting: what a person changed about the shipped lists, as JSON.
const EDITS: &str = "placeholders";

/// Setting: whether matches that rest on the IP address alone are made without asking; `true` or `false`.
const ACCEPT_IP: &str = "match_accept_ip";

impl Workspace {
    /// The lists of values that identify nobody, with how often each entry is met.
    pub async fn placeholders_show(&self, _: Nothing) -> Result<PlaceholdersReply, AppError> {
        let edits = self.placeholder_edits().await?;
        // What was taken out is counted too: the numbers say what putting it back would do.
        let only_added = PlaceholderEdits { added: edits.added.clone(), removed: Vec::new() };
        let all = edited(&only_added)?;
        let devices: HashMap<Placeholder, u32> = all
            .hits(&self.all_devices().await?)
            .into_iter()
            .map(|hits| (hits.placeholder, u32::try_from(hits.devices).unwrap_or(u32::MAX)))
            .collect();
        let configurations = configuration_hits(&all, &self.all_configurations().await?);
        let lists = PlaceholderKind::ALL
            .into_iter()
            .map(|kind| {
                let shipped: BTreeSet<String> = PlaceholderList::default().entries(kind).into_iter().collect();
                let remarks = kind.remarks();
                let entries = all
                    .entries(kind)
                    .into_iter()
                    .map(|value| {
                        let entry = Placeholder { kind, text: value.clone() };
                        PlaceholderView {
                            origin: if shipped.contains(&value) {
                                PlaceholderOrigin::Shipped
                            } else {
                                PlaceholderOrigin::Own
                            },
                            removed: edits.removed.contains(&entry),
                            devices: devices.get(&entry).copied().unwrap_or_default(),
                            configurations: configurations.get(&entry).copied().unwrap_or_default(),
                            why: remarks.get(&value).cloned().unwrap_or_default(),
                            value,
                        }
                    })
                    .collect();
                PlaceholderListView { kind, entries }
            })
            .collect();
        Ok(PlaceholdersReply { lists })
    }

    /// Adds an entry, or takes one out; a shipped one is only marked, and can be put back.
    pub async fn placeholders_set(&self, request: PlaceholderSetRequest) -> Result<PlaceholdersReply, AppError> {
        let entry = entry(request.kind, &request.value)?;
        let is_shipped = PlaceholderList::default().entries(entry.kind).contains(&entry.text);
        let mut edits = self.placeholder_edits().await?;
        let known = is_shipped || edits.added.contains(&entry);
        edits.added.retain(|added| *added != entry);
        edits.removed.retain(|removed| *removed != entry);
        match (request.listed, is_shipped) {
            (true, true) => {}
            (true, false) => edits.added.push(entry),
            (false, true) => edits.removed.push(entry),
            (false, false) if known => {}
            (false, false) => {
                let message = format!("\"{}\" is not on the list. Nothing was changed.", request.value.trim());
                return Err(AppError::new(ErrorCode::NotFound, message));
            }
        }
        let text =
            serde_json::to_string(&edits).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        self.store().set_setting(EDITS, &text).await?;
        self.changed();
        self.placeholders_show(Nothing {}).await
    }

    /// How devices are matched.
    pub async fn match_options_show(&self, _: Nothing) -> Result<MatchOptionsReply, AppError> {
        let accept_ip = self.store().setting(ACCEPT_IP).await?.is_some_and(|text| text == "true");
        Ok(MatchOptionsReply { accept_ip })
    }

    /// Sets how devices are matched. Matches that there are stay as they are.
    pub async fn match_options_set(&self, request: MatchOptionsRequest) -> Result<MatchOptionsReply, AppError> {
        self.store().set_setting(ACCEPT_IP, if request.accept_ip { "true" } else { "false" }).await?;
        self.changed();
        self.match_options_show(Nothing {}).await
    }

    /// The lists of this workspace, for every rule that compares values.
    pub(crate) async fn placeholders(&self) -> Result<PlaceholderList, AppError> {
        edited(&self.placeholder_edits().await?)
    }

    /// How this workspace matches.
    pub(crate) async fn match_options(&self) -> Result<MatchOptions, AppError> {
        let accept_ip_matches = self.match_options_show(Nothing {}).await?.accept_ip;
        Ok(MatchOptions { placeholders: self.placeholders().await?, accept_ip_matches })
    }

    async fn placeholder_edits(&self) -> Result<PlaceholderEdits, AppError> {
        let text = self.store().setting(EDITS).await?;
        let edits = text.map(|text| serde_json::from_str(&text)).transpose();
        // To go on with the shipped lists would match what a person has ruled out.
        edits.map(Option::unwrap_or_default).map_err(|error| unreadable(&error))
    }

    async fn all_devices(&self) -> Result<Vec<Device>, AppError> {
        let mut devices = Vec::new();
        for agent in self.store().agents().await? {
            devices.extend(self.store().devices(agent.id).await?);
        }
        Ok(devices)
    }

    /// The configurations of linked companies as last read.
    async fn all_configurations(&self) -> Result<Vec<Configuration>, AppError> {
        let companies: BTreeSet<i64> = self.store().links().await?.into_iter().map(|link| link.company.id).collect();
        let mut configurations = Vec::new();
        for company in companies {
            configurations.extend(self.kept_configurations(company).await?.1);
        }
        Ok(configurations)
    }
}

fn edited(edits: &PlaceholderEdits) -> Result<PlaceholderList, AppError> {
    PlaceholderList::default().edited(edits).map_err(|error| unreadable(&error))
}

fn unreadable(error: &dyn std::error::Error) -> AppError {
    let message = format!("The kept lists of values that identify nobody cannot be read: {error}.");
    AppError::new(ErrorCode::Storage, message)
}

/// An entry as it is compared.
fn entry(kind: PlaceholderKind, value: &str) -> Result<Placeholder, AppError> {
    let typed = Placeholder { kind, text: value.to_owned() };
    let list = PlaceholderList::empty().edited(&PlaceholderEdits { added: vec![typed], removed: Vec::new() });
    let refused = |message: String| AppError::new(ErrorCode::InvalidInput, message);
    match list {
        Ok(list) => match list.entries(kind).pop() {
            Some(text) => Ok(Placeholder { kind, text }),
            None => Err(refused("Enter a value. Nothing was changed.".to_owned())),
        },
        Err(PlaceholderError::Empty { .. }) => Err(refused("Enter a value. Nothing was changed.".to_owned())),
        Err(PlaceholderError::NotAMac { given, .. }) => Err(refused(format!(
            "\"{given}\" is neither a MAC address nor the first four or more digits of one. Nothing was changed."
        ))),
    }
}

/// How many of the configurations hold each entry; one counts once for an entry.
fn configuration_hits(list: &PlaceholderList, configurations: &[Configuration]) -> HashMap<Placeholder, u32> {
    let texts = |kind| -> BTreeSet<String> { list.entries(kind).into_iter().collect() };
    let (serials, models) = (texts(PlaceholderKind::Serial), texts(PlaceholderKind::Model));
    let ranges: BTreeMap<String, MacRange> =
        texts(PlaceholderKind::Mac).into_iter().filter_map(|text| Some((text.clone(), text.parse().ok()?))).collect();
    let mut hits: HashMap<Placeholder, u32> = HashMap::new();
    let mut count = |kind, text: &str| *hits.entry(Placeholder { kind, text: text.to_owned() }).or_default() += 1;
    for configuration in configurations {
        let serial = canonical_serial(&configuration.serial_number);
        if serials.contains(&serial) {
            count(PlaceholderKind::Serial, &serial);
        }
        let model = canonical_serial(&configuration.model_number);
        if models.contains(&model) {
            count(PlaceholderKind::Model, &model);
        }
        let macs = parse_macs(&configuration.mac_address);
        for (text, _) in ranges.iter().filter(|(_, range)| macs.iter().any(|mac| range.contains(*mac))) {
            count(PlaceholderKind::Mac, text);
        }
    }
    hits
}
