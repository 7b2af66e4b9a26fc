//! Nouns and rules of Sitebook.
//!
//! Here live the records that every other crate speaks about (agents, devices, locations, links,
//! matches, plans, runs) and the rules that need nothing but those records: which layer of a value
//! wins, which place an agent stands at, which serial number identifies, what a field may hold.
//!
//! What must never be here: input, output, a clock, randomness, a database or HTTP type, or anything
//! that knows ConnectWise's spelling of a value. Time and ids come in as arguments.

mod agent;
mod automatic;
mod bulk;
mod colour;
mod coordinates;
mod creation;
mod device;
mod email;
mod field;
mod goes_dark;
mod hints;
mod history;
mod id;
mod identity;
mod link;
mod list_text;
mod location;
mod mac;
mod mac_range;
mod mapping;
mod matching;
mod network;
mod outbox;
mod owner;
mod phone;
mod protocol;
mod switched;
mod sync_status;
mod time;
mod violet;

pub use agent::{Agent, AgentField, AgentStatus, Platform, UnknownField};
pub use automatic::{
    Attempt, AttemptTimes, AutomaticSync, AutomaticTrouble, BUSY_MILLIS, INTERVAL_MILLIS, JOINING_MILLIS,
    POSTPONED_MILLIS, Pruning, SCHEDULER_LEASE_MILLIS, SPREAD_MILLIS, SchedulerAttempt, SchedulerLease,
};
pub use bulk::BulkChange;
pub use colour::{Colour, ColourError};
pub use coordinates::{CoordinatesError, parse_coordinates};
pub use creation::{CreationIntent, IDENTIFIER_PREFIX, device_identifier};
pub use device::{Device, DeviceField, is_important_kind};
pub use email::{EmailFault, check_email};
pub use field::{FieldKey, FieldKind, FieldValue, Layers, OwnValue, ValueError};
pub use goes_dark::{AgentFate, FeedingOutlet, GoesDark, Switched, Unfed, Wiring, goes_dark};
pub use hints::{NamedNetwork, PlatformHint, PossibleHost, VlanHint, platform_hint, vlan_hints, vlan_of_interface};
pub use history::{HistoryEntry, HistorySubject};
pub use id::{AgentId, DeviceId, MatchId, OwnerCodeId, OwnerSessionId, RunId};
pub use identity::{
    Placeholder, PlaceholderEdits, PlaceholderError, PlaceholderHits, PlaceholderKind, PlaceholderList,
    canonical_serial,
};
pub use link::{CompanyLink, Connection, NamedReference};
pub use list_text::{join_list, split_list};
pub use location::{
    Location, LocationFact, LocationKind, LocationMethod, LocationSource, Position, PositionError, PostalAddress,
    Surroundings, current_location,
};
pub use mac::{MacAddress, parse_macs};
pub use mac_range::{MacKind, MacRange, NotAMacRange};
pub use mapping::{
    Direction, FieldMapping, FieldRule, FieldTarget, FieldTargetKind, MappedField, MappingError, StatusChoice,
};
pub use matching::{Evidence, Match, MatchRule, MatchState, RememberedUnlink};
pub use network::is_public_address;
pub use outbox::{MAIL_CLAIM_MILLIS, MailAbout, MailKind, MailState, next_mail_attempt};
pub use owner::{
    ATTEMPT_KEPT_MILLIS, AttemptKind, AttemptLimit, CODE_LIFE_MILLIS, CodeState, MOST_WRONG_CODES, SAME_CODE_MILLIS,
    SEEN_EVERY_MILLIS, SWITCHING_PAUSE_MILLIS, SessionState, SessionTimes, SignInBy, TokenKind, code_state, household,
    is_double_click, session_state,
};
pub use phone::{PhoneReading, country_code, read_phone};
pub use protocol::{
    ActivityUndo, BaseValue, Exclusion, Fence, HeldField, Lease, LeaseAttempt, LeaseHolder, Origin, OwnWrite,
    PairChange, RecordOutcome, RecordResult, Run, RunKind, RunState, Selection, SyncMode, SyncTarget, UndoRow,
};
pub use switched::{NOTICED_AFTER_MILLIS, SwitchedPower, is_on_now};
pub use sync_status::{INTERRUPTED, SyncFacts, SyncState, SyncStatus};
pub use time::Timestamp;
pub use violet::{
    AccessFacts, AccessState, Grants, INVITATION_MILLIS, Ineligible, InvitationFacts, VioletDevice, VioletGrant,
    VioletNetwork, VioletPreset, access_state, canonical_email, hosts_agents, is_infrastructure, is_power_unit,
    is_way_out, may_feed_power,
};
