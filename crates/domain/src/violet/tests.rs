//! What may be granted, and what comes of it.

use proptest::prelude::*;

use super::*;
use crate::{AgentId, DeviceId, Layers, Timestamp};

const HOME: VioletNetwork = VioletNetwork { residential: true, can_block: true };

fn television() -> VioletDevice<'static> {
    VioletDevice {
        kind: "tv",
        is_host: false,
        ignored: false,
        gone: false,
        switchable: Some(true),
        vlan: Some(0),
        has_local_address: true,
        has_mac: true,
    }
}

#[test]
fn a_television_at_home_can_be_granted_everything() {
    for grant in VioletGrant::ALL {
        assert_eq!(television().ineligible(HOME, grant), None, "{grant:?}");
    }
}

#[test]
fn each_obstacle_has_its_own_reason() {
    let tv = television();
    let office = VioletNetwork { residential: false, ..HOME };
    let computer = VioletNetwork { can_block: false, ..HOME };
    for (network, device, grant, reason) in [
        (office, tv, VioletGrant::Visible, Ineligible::NotResidential),
        (HOME, VioletDevice { ignored: true, ..tv }, VioletGrant::Visible, Ineligible::Ignored),
        (HOME, VioletDevice { gone: true, ..tv }, VioletGrant::Visible, Ineligible::Gone),
        (HOME, VioletDevice { switchable: Some(false), ..tv }, VioletGrant::Power, Ineligible::NotSwitchable),
        (HOME, VioletDevice { switchable: None, ..tv }, VioletGrant::Power, Ineligible::PowerUnknown),
        (computer, tv, VioletGrant::Block, Ineligible::Platform),
        (HOME, VioletDevice { vlan: Some(30), ..tv }, VioletGrant::Block, Ineligible::TaggedVlan),
        (HOME, VioletDevice { has_local_address: false, ..tv }, VioletGrant::Block, Ineligible::NoAddress),
        (HOME, VioletDevice { vlan: None, has_mac: false, ..tv }, VioletGrant::Block, Ineligible::OtherNetwork),
    ] {
        assert_eq!(device.ineligible(network, grant), Some(reason));
    }
}

#[test]
fn an_unknown_vlan_does_not_forbid_what_is_met_on_the_own_network() {
    assert_eq!(VioletDevice { vlan: None, ..television() }.ineligible(HOME, VioletGrant::Block), None);
}

#[test]
fn acting_implies_seeing_and_not_seeing_takes_the_rest() {
    let acts = Grants::default().with(VioletGrant::Power, true).with(VioletGrant::Block, true);
    assert_eq!(acts, Grants { visible: true, power: true, block: true });
    assert_eq!(acts.with(VioletGrant::Visible, false), Grants::default());
    assert_eq!(acts.with(VioletGrant::Power, false), Grants { visible: true, power: false, block: true });
}

#[test]
fn a_grant_that_lost_its_ground_has_no_effect_and_stays() {
    let granted = Grants { visible: true, power: true, block: true };
    let tagged = VioletDevice { vlan: Some(7), ..television() };
    assert_eq!(tagged.effective(HOME, granted), Grants { block: false, ..granted });
    assert!(tagged.change(HOME, granted, VioletGrant::Power, false).unwrap().block);
}

#[test]
fn what_the_others_hang_on_asks_first_and_a_games_console_does_not() {
    for (kind, asks) in [
        ("router", true),
        ("Wi-Fi Router", true),
        ("Firewall", true),
        ("collector", true),
        ("Network Switch", true),
        ("Access Point", true),
        ("Power Distribution Unit", true),
        ("UPS", true),
        ("Smart Plug", true),
        ("PoE Injector", true),
        ("Mesh Repeater", true),
        ("Games console", false),
        ("tv", false),
        ("", false),
        ("Groups", false),
        ("Front door", false),
    ] {
        let device = VioletDevice { kind, ..television() };
        assert_eq!(device.asks_first(VioletGrant::Power), asks, "power of {kind}");
        assert_eq!(device.asks_first(VioletGrant::Block), asks, "block of {kind}");
        assert!(!device.asks_first(VioletGrant::Visible));
    }
}

#[test]
fn what_the_agent_runs_on_is_known_by_its_address() {
    let host = "00:09:0F:AA:BB:01".parse().unwrap();
    let mut device = Device {
        id: DeviceId(uuid::Uuid::nil()),
        agent: AgentId(uuid::Uuid::nil()),
        source_id: "1".to_owned(),
        layers: Layers::default(),
        ignored: false,
        created_at: Timestamp(0),
        gone_since: None,
    };
    for (macs, is_host) in
        [("00-09-0f-aa-bb-01", true), ("00:09:0F:AA:BB:02, 00:09:0F:AA:BB:01", true), ("00:09:0F:AA:BB:02", false)]
    {
        device.layers.source.insert(DeviceField::Macs, FieldValue::List(vec![macs.to_owned()]));
        assert_eq!(VioletDevice::of(&device, Some(host)).is_host, is_host, "{macs}");
        assert!(!VioletDevice::of(&device, None).is_host);
    }
}

#[test]
fn presets_pick_what_they_are_called_after() {
    for (kind, sofa, house) in [
        ("tv", true, true),
        ("Smart TV", true, true),
        ("Set-Top Box", true, true),
        ("console", true, true),
        ("speaker", false, true),
        ("printer", false, true),
        ("", false, true),
        ("router", false, false),
        ("switch", false, false),
        ("nas", false, false),
    ] {
        assert_eq!(VioletPreset::TvsAndConsoles.picks(&VioletDevice { kind, ..television() }), sofa, "{kind}");
        assert_eq!(
            VioletPreset::EverythingButInfrastructure.picks(&VioletDevice { kind, ..television() }),
            house,
            "{kind}"
        );
    }
}

#[test]
fn the_state_of_an_access_is_what_happened_last() {
    let now = Timestamp(1_000_000);
    let open = InvitationFacts { expires_at: Timestamp(2_000_000), used: false, revoked: false };
    let ready = AccessFacts {
        residential: true,
        has_email: true,
        enabled: true,
        signed_in: false,
        revoked: false,
        invitation: None,
    };
    for (facts, state) in [
        (ready, AccessState::Ready),
        (AccessFacts { residential: false, ..ready }, AccessState::NotResidential),
        (AccessFacts { has_email: false, ..ready }, AccessState::NoEmail),
        (AccessFacts { invitation: Some(open), ..ready }, AccessState::Invited),
        (AccessFacts { invitation: Some(InvitationFacts { expires_at: now, ..open }), ..ready }, AccessState::Expired),
        (AccessFacts { invitation: Some(InvitationFacts { revoked: true, ..open }), ..ready }, AccessState::Ready),
        (AccessFacts { invitation: Some(open), signed_in: true, ..ready }, AccessState::Active),
        (AccessFacts { revoked: true, signed_in: true, ..ready }, AccessState::Revoked),
        (AccessFacts { enabled: false, signed_in: true, ..ready }, AccessState::Disabled),
    ] {
        assert_eq!(access_state(&facts, now), state);
    }
}

fn any_network() -> impl Strategy<Value = VioletNetwork> {
    any::<(bool, bool)>().prop_map(|(residential, can_block)| VioletNetwork { residential, can_block })
}

fn any_device() -> impl Strategy<Value = VioletDevice<'static>> {
    let kind = prop::sample::select(vec!["tv", "router", "switch", "", "Games console", "nas"]);
    let vlan = prop::option::of(0_i64..=4094);
    (kind, vlan, any::<(bool, bool, Option<bool>, bool, bool, bool)>()).prop_map(|(kind, vlan, flags)| VioletDevice {
        kind,
        is_host: flags.5,
        ignored: flags.0,
        gone: flags.1,
        switchable: flags.2,
        vlan,
        has_local_address: flags.3,
        has_mac: flags.4,
    })
}

fn any_grants() -> impl Strategy<Value = Grants> {
    any::<(bool, bool, bool)>().prop_map(|(visible, power, block)| Grants { visible, power, block })
}

proptest! {
    /// Whatever people click, in whatever order: what comes out is eligible, and nobody acts on what they cannot see.
    #[test]
    fn no_grant_comes_out_that_eligibility_forbids(
        network in any_network(),
        device in any_device(),
        clicks in prop::collection::vec((prop::sample::select(VioletGrant::ALL.to_vec()), any::<bool>()), 0..20),
    ) {
        let mut granted = Grants::default();
        for (grant, on) in clicks {
            granted = device.change(network, granted, grant, on).unwrap_or(granted);
            prop_assert!(granted.visible || granted.is_none());
            for grant in VioletGrant::ALL {
                prop_assert!(!granted.has(grant) || device.ineligible(network, grant).is_none());
            }
            prop_assert_eq!(device.effective(network, granted), granted);
        }
    }

    /// Whatever was kept, from whichever times: nothing has effect that is not eligible now and granted.
    #[test]
    fn nothing_has_effect_that_is_not_eligible(network in any_network(), device in any_device(), granted in any_grants()) {
        let effective = device.effective(network, granted);
        prop_assert!(effective.visible || effective.is_none());
        for grant in VioletGrant::ALL {
            prop_assert!(!effective.has(grant) || (granted.has(grant) && device.ineligible(network, grant).is_none()));
        }
    }

    /// A preset never picks what asks first.
    #[test]
    fn presets_pick_nothing_that_asks_first(device in any_device(), grant in prop::sample::select(VioletGrant::ALL.to_vec())) {
        for preset in [VioletPreset::TvsAndConsoles, VioletPreset::EverythingButInfrastructure] {
            prop_assert!(!preset.picks(&device) || !device.asks_first(grant));
        }
    }

    /// Whatever the agent runs on is called: nobody gives it by the way.
    #[test]
    fn what_the_agent_runs_on_always_asks_first(device in any_device()) {
        let host = VioletDevice { is_host: true, ..device };
        prop_assert!(host.asks_first(VioletGrant::Power) && host.asks_first(VioletGrant::Block));
    }
}
