//! The owner's devices: looking and acting.

use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use sitebook_app::dto::DomotzPowerAction;
use sitebook_app::{OwnerAct, OwnerActed};
use sitebook_owner_pages::devices::{Message, account as account_page, devices};
use sitebook_owner_pages::{Shell, plain};

use crate::router::Violet;
use crate::visitor::{Broken, Visitor};

/// A button of a device.
#[derive(Deserialize)]
pub(crate) struct Pressed {
    #[serde(default)]
    form: String,
    #[serde(default)]
    act: String,
}

/// All devices of whoever is signed in.
pub(crate) async fn page(State(violet): State<Violet>, visitor: Visitor) -> Result<Response, Broken> {
    if visitor.may_be_signed_in() {
        visitor.keeps_its_cookies();
        return Ok(plain::once_more().into_response());
    }
    drawn(&violet, &visitor, StatusCode::OK, None).await
}

/// The page with what became of an act.
async fn drawn(
    violet: &Violet,
    visitor: &Visitor,
    status: StatusCode,
    message: Option<&Message>,
) -> Result<Response, Broken> {
    let Some(visit) = &visitor.visit else { return Ok(Redirect::to("/sign-in").into_response()) };
    let view = violet.workspace.owner_view(visit).await?;
    let shell = Shell { company: view.company.clone(), form: visitor.form(), signed_in: true, standalone: None };
    Ok((status, devices(&shell, &view, message)).into_response())
}

/// Switches power.
pub(crate) async fn power(
    State(violet): State<Violet>,
    Path(device): Path<String>,
    visitor: Visitor,
    Form(pressed): Form<Pressed>,
) -> Result<Response, Broken> {
    let act = match pressed.act.as_str() {
        "on" => Some(DomotzPowerAction::On),
        "off" => Some(DomotzPowerAction::Off),
        "cycle" => Some(DomotzPowerAction::Cycle),
        _ => None,
    };
    act_on(&violet, &visitor, &device, &pressed.form, act.map(OwnerAct::Power)).await
}

/// Blocks the internet, or opens it.
pub(crate) async fn internet(
    State(violet): State<Violet>,
    Path(device): Path<String>,
    visitor: Visitor,
    Form(pressed): Form<Pressed>,
) -> Result<Response, Broken> {
    let act = match pressed.act.as_str() {
        "block" => Some(OwnerAct::Block(true)),
        "open" => Some(OwnerAct::Block(false)),
        _ => None,
    };
    act_on(&violet, &visitor, &device, &pressed.form, act).await
}

async fn act_on(
    violet: &Violet,
    visitor: &Visitor,
    device: &str,
    form: &str,
    act: Option<OwnerAct>,
) -> Result<Response, Broken> {
    let Some(visit) = &visitor.visit else { return Ok(Redirect::to("/sign-in").into_response()) };
    let shell = || async {
        let company = violet.workspace.owner_company().await?;
        Ok::<_, Broken>(Shell { company, form: visitor.form(), signed_in: true, standalone: None })
    };
    if !visitor.sent(form) {
        return Ok((StatusCode::FORBIDDEN, plain::form_outdated(&shell().await?)).into_response());
    }
    let acted = match act {
        Some(act) => violet.workspace.owner_act(visit, device, act).await?,
        None => OwnerActed::NotAllowed,
    };
    if acted == OwnerActed::NotAllowed {
        // The same for a device that does not exist and one that is somebody else's.
        return Ok((StatusCode::NOT_FOUND, plain::not_found(&shell().await?)).into_response());
    }
    let (status, message) = told(&acted, act);
    drawn(violet, visitor, status, Some(&message)).await
}

/// What became of an act, in a sentence, and how a program is told.
fn told(acted: &OwnerActed, act: Option<OwnerAct>) -> (StatusCode, Message) {
    let undone = |status, text| (status, Message { is_done: false, text });
    match acted {
        OwnerActed::Done { device, .. } => {
            let text = match act {
                Some(OwnerAct::Power(DomotzPowerAction::On)) => format!("{device} was switched on."),
                Some(OwnerAct::Power(DomotzPowerAction::Off)) => format!("{device} was switched off."),
                Some(OwnerAct::Power(_)) => format!("{device} restarts. That can take a few minutes."),
                Some(OwnerAct::Block(true)) => format!("{device} is blocked."),
                Some(OwnerAct::Block(false)) | None => format!("{device} may use the internet again."),
            };
            (StatusCode::OK, Message { is_done: true, text })
        }
        OwnerActed::TooSoon { device } => undone(
            StatusCode::TOO_MANY_REQUESTS,
            format!("{device} was switched a moment ago. Wait some seconds, and try again."),
        ),
        OwnerActed::TooOften { seconds } => undone(
            StatusCode::TOO_MANY_REQUESTS,
            format!(
                "You have switched very often lately, and there is a limit. Nothing was changed. You can switch again in {}.",
                plain::waiting(*seconds)
            ),
        ),
        OwnerActed::NotCertain { device } => undone(
            StatusCode::BAD_GATEWAY,
            format!("No answer came from {device}. It may have been switched: look at it before you try again."),
        ),
        OwnerActed::NotPossible { device } => {
            undone(StatusCode::CONFLICT, format!("{device} could not be switched. Nothing was changed."))
        }
        // Answered as a page that does not exist.
        OwnerActed::NotAllowed => undone(StatusCode::NOT_FOUND, "There is no such device.".to_owned()),
    }
}

/// Who is signed in, and the way out.
pub(crate) async fn account(State(violet): State<Violet>, visitor: Visitor) -> Result<Response, Broken> {
    let Some(visit) = &visitor.visit else { return Ok(Redirect::to("/sign-in").into_response()) };
    let company = violet.workspace.owner_company().await?;
    let shell = Shell { company, form: visitor.form(), signed_in: true, standalone: None };
    Ok(account_page(&shell, &visit.owner_email).into_response())
}
