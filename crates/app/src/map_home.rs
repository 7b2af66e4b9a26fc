//! What each person wants to see first on the map: kept with the workspace, so that it is the same at every desk.

use sitebook_domain::Position;

use crate::dto::{MapHome, MapLook, Nothing};
use crate::{AppError, ErrorCode, Workspace};

/// Setting: begins so, and goes on with the person.
const HOME: &str = "map_home:";
/// The farthest zoom that a map has.
const LAST_ZOOM: f64 = 22.0;

impl Workspace {
    /// What the person who sits here wants to see first on the map.
    pub async fn map_home_show(&self, _: Nothing) -> Result<MapHome, AppError> {
        let kept = self.store().setting(&self.home_of().await?).await?;
        // What cannot be read any more is all agents.
        let look = kept.and_then(|kept| serde_json::from_str::<MapLook>(&kept).ok());
        Ok(MapHome { look })
    }

    /// Keeps it, or forgets it.
    pub async fn map_home_set(&self, home: MapHome) -> Result<MapHome, AppError> {
        let name = self.home_of().await?;
        let Some(look) = &home.look else {
            self.store().remove_setting(&name).await?;
            self.changed();
            return Ok(home);
        };
        if Position::new(look.lat, look.lon).is_err() || !(0.0..=LAST_ZOOM).contains(&look.zoom) {
            let message = "This is no part of the map. The home view stays as it was.";
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        let text =
            serde_json::to_string(look).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        self.store().set_setting(&name, &text).await?;
        self.changed();
        Ok(home)
    }

    /// The setting of the person. Who changes the name keeps the view, as long as the e-mail is the same.
    async fn home_of(&self) -> Result<String, AppError> {
        let email =
            self.staff().await?.map(|staff| staff.email.trim().to_lowercase()).filter(|email| !email.is_empty());
        let person = match email {
            Some(email) => email,
            None => self.who().await?,
        };
        Ok(format!("{HOME}{person}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OpenOptions;
    use crate::dto::Staff;

    #[tokio::test]
    async fn each_person_has_a_home_view_and_finds_it_again() {
        let directory = tempfile::tempdir().unwrap();
        let options = OpenOptions { directory: Some(directory.path().to_owned()), secrets_key: None };
        let workspace = Workspace::open(options).await.unwrap();
        let sits = async |name: &str, email: &str| {
            workspace.staff_set(Staff { name: name.to_owned(), email: email.to_owned() }).await.unwrap();
        };
        let home = async || workspace.map_home_show(Nothing {}).await.unwrap().look;
        let hull = MapLook { lat: 53.74, lon: -0.33, zoom: 9.0 };

        sits("Sam Carter", "sam@example.com").await;
        assert_eq!(home().await, None);
        workspace.map_home_set(MapHome { look: Some(hull.clone()) }).await.unwrap();
        sits("Ann Lee", "").await;
        assert_eq!(home().await, None, "somebody else");
        sits("Samuel Carter", "Sam@Example.com").await;
        assert_eq!(home().await, Some(hull.clone()), "the same person");
        let nowhere = MapHome { look: Some(MapLook { lat: 99.0, ..hull }) };
        assert_eq!(workspace.map_home_set(nowhere).await.unwrap_err().code, ErrorCode::InvalidInput);
        workspace.map_home_set(MapHome { look: None }).await.unwrap();
        assert_eq!(home().await, None);
    }
}
