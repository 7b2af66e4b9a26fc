//! What an owner sees, and what they see no longer.

use sitebook_owner_pages::{Shell, Standalone, devices};

use super::*;

#[tokio::test]
async fn what_is_taken_away_is_gone_with_the_next_request() {
    let (street, visit) = Street::signed_in().await;
    let tv = street.device("TV of Gable House").await;
    let seen = async || shown(&street.workspace.owner_view(&visit).await.unwrap()).len();
    let refused = async |act| {
        street.wait(5000);
        !matches!(street.act(&visit, &tv, act).await, OwnerActed::Done { .. })
    };
    street.workspace.testing_grant("Gable House", &tv, VioletGrant::Power, false).await.unwrap();
    assert!(seen().await == 1 && refused(OFF).await, "still to be seen");
    street.workspace.testing_grant("Gable House", &tv, VioletGrant::Visible, false).await.unwrap();
    assert!(seen().await == 0 && refused(OFF).await);
    street.grant("TV of Gable House", VioletGrant::Power).await;
    street.set("Gable House", "residential", "false").await;
    assert!(seen().await == 0 && refused(OFF).await, "no home any more");
    street.set("Gable House", "residential", "true").await;
    assert!(seen().await == 1);
    street.workspace.testing_revoke("Gable House", OWNER).await.unwrap();
    assert!(seen().await == 0 && refused(OFF).await);
    assert_eq!(street.switched(), 0);
}

#[tokio::test]
async fn a_home_that_changes_hands_is_not_open_to_the_one_before() {
    let (street, visit) = Street::signed_in().await;
    let new = street.workspace.testing_invite("Gable House", "new@example.com").await.unwrap();
    assert!(street.workspace.owner_view(&visit).await.unwrap().networks.is_empty());
    let token = street.sign_in(&new, "new@example.com").await;
    let visit = street.visit(&token).await.unwrap();
    assert_eq!(shown(&street.workspace.owner_view(&visit).await.unwrap()), ["TV of Gable House"]);
}

#[tokio::test]
async fn the_office_sees_exactly_what_the_owner_sees() {
    let (street, visit) = Street::signed_in().await;
    street.grant("Lamp of Gable House", VioletGrant::Visible).await;
    street.grant("Lamp of Gable House", VioletGrant::Power).await;
    let owner = street.workspace.owner_view(&visit).await.unwrap();
    let office = street.workspace.violet_see_as_owner(AgentRequest { agent: "Gable House".to_owned() }).await.unwrap();
    let shell = Shell {
        company: owner.company.clone(),
        form: String::new(),
        signed_in: true,
        standalone: Some(Standalone::default()),
    };
    assert_eq!(office.html, devices::devices(&shell, &owner, None).into_string());
    let lamp = owner.networks[0].devices.iter().find(|device| device.name == "Lamp of Gable House").unwrap();
    assert!(lamp.power.is_none(), "granted, and nothing can switch it");
}
