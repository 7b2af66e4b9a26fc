//! Signing in and out.

use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use sitebook_app::{CodeAsked, CodeEntered, CodeWanted};
use sitebook_owner_pages::{Shell, plain, sign_in as pages};

use crate::router::Violet;
use crate::visitor::{Broken, Visitor};

/// Any form of signing in.
#[derive(Deserialize)]
pub(crate) struct Sent {
    #[serde(default)]
    form: String,
    #[serde(default)]
    invitation: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    code: String,
}

const CODE_PAGE: &str = "/sign-in/code";

async fn shell(violet: &Violet, visitor: &Visitor) -> Result<Shell, Broken> {
    let company = violet.workspace.owner_company().await?;
    Ok(Shell { company, form: visitor.form(), signed_in: false, standalone: None })
}

/// The link of an invitation was opened, by a person or by a program that reads mail: nothing is used up.
pub(crate) async fn invitation(
    State(violet): State<Violet>,
    Path(token): Path<String>,
    visitor: Visitor,
) -> Result<Response, Broken> {
    let standing = violet.workspace.owner_invitation(&token.clone().into()).await?;
    Ok(pages::invitation(&shell(&violet, &visitor).await?, standing, &token).into_response())
}

/// The place for an e-mail address.
pub(crate) async fn address(State(violet): State<Violet>, visitor: Visitor) -> Result<Response, Broken> {
    if visitor.visit.is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    Ok(pages::address(&shell(&violet, &visitor).await?, "", None).into_response())
}

/// Asks for a code with an e-mail address.
pub(crate) async fn ask_for_address(
    State(violet): State<Violet>,
    visitor: Visitor,
    Form(sent): Form<Sent>,
) -> Result<Response, Broken> {
    ask(&violet, &visitor, &sent, CodeWanted::ForMailbox(sent.email.clone())).await
}

/// Asks for a code with an invitation.
pub(crate) async fn ask_by_invitation(
    State(violet): State<Violet>,
    visitor: Visitor,
    Form(sent): Form<Sent>,
) -> Result<Response, Broken> {
    ask(&violet, &visitor, &sent, CodeWanted::ByInvitation(sent.invitation.clone().into())).await
}

/// Asks for another code in the way this browser asked before.
pub(crate) async fn ask_again(
    State(violet): State<Violet>,
    visitor: Visitor,
    Form(sent): Form<Sent>,
) -> Result<Response, Broken> {
    ask(&violet, &visitor, &sent, CodeWanted::AsBefore).await
}

async fn ask(violet: &Violet, visitor: &Visitor, sent: &Sent, wanted: CodeWanted) -> Result<Response, Broken> {
    let shell = shell(violet, visitor).await?;
    if !visitor.sent(&sent.form) {
        return Ok((StatusCode::FORBIDDEN, plain::form_outdated(&shell)).into_response());
    }
    Ok(match violet.workspace.owner_code_ask(wanted, &visitor.browser).await? {
        CodeAsked::OnItsWay => Redirect::to(CODE_PAGE).into_response(),
        CodeAsked::NothingBefore => Redirect::to("/sign-in").into_response(),
        CodeAsked::NoAddress => {
            let error = "This is no e-mail address. One looks like name@example.com.";
            let page = pages::address(&shell, &sent.email, Some(error));
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        CodeAsked::NotInvited(standing) => {
            (StatusCode::GONE, pages::invitation(&shell, standing, &sent.invitation)).into_response()
        }
        CodeAsked::TooOften { seconds } => {
            (StatusCode::TOO_MANY_REQUESTS, pages::too_often(&shell, seconds)).into_response()
        }
    })
}

/// The place for the code.
pub(crate) async fn code(State(violet): State<Violet>, visitor: Visitor) -> Result<Response, Broken> {
    if visitor.visit.is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    code_page(&violet, &visitor, StatusCode::OK, None).await
}

async fn code_page(
    violet: &Violet,
    visitor: &Visitor,
    status: StatusCode,
    error: Option<&str>,
) -> Result<Response, Broken> {
    let shell = shell(violet, visitor).await?;
    let page = match violet.workspace.owner_code_expected(&visitor.browser).await? {
        // Started minutes count: "0 more minutes" would be untrue.
        Some(expected) => pages::code(&shell, &expected.owner_email, expected.seconds_left / 60 + 1, error),
        None => pages::no_code(&shell, true),
    };
    Ok((status, page).into_response())
}

/// Takes a code.
pub(crate) async fn enter(
    State(violet): State<Violet>,
    visitor: Visitor,
    Form(sent): Form<Sent>,
) -> Result<Response, Broken> {
    if !visitor.sent(&sent.form) {
        return Ok((StatusCode::FORBIDDEN, plain::form_outdated(&shell(&violet, &visitor).await?)).into_response());
    }
    if visitor.visit.is_some() {
        // The second click on the same button: the first one signed in.
        return Ok(Redirect::to("/").into_response());
    }
    match violet.workspace.owner_code_enter(&sent.code, &visitor.browser).await? {
        CodeEntered::SignedIn(token) => Ok(visitor.answer_with_session(Redirect::to("/"), Some(&token))),
        CodeEntered::Wrong { left } => {
            let tries = if left == 1 { "one try is".to_owned() } else { format!("{left} tries are") };
            let error = format!("That is not the code; {tries} left. The newest mail has it.");
            code_page(&violet, &visitor, StatusCode::UNPROCESSABLE_ENTITY, Some(&error)).await
        }
        CodeEntered::NoneOpen => code_page(&violet, &visitor, StatusCode::GONE, None).await,
        CodeEntered::TooOften { seconds } => {
            let page = pages::too_often(&shell(&violet, &visitor).await?, seconds);
            Ok((StatusCode::TOO_MANY_REQUESTS, page).into_response())
        }
    }
}

/// Ends the session.
pub(crate) async fn sign_out(
    State(violet): State<Violet>,
    visitor: Visitor,
    Form(sent): Form<Sent>,
) -> Result<Response, Broken> {
    if !visitor.sent(&sent.form) {
        return Ok((StatusCode::FORBIDDEN, plain::form_outdated(&shell(&violet, &visitor).await?)).into_response());
    }
    if let Some(visit) = &visitor.visit {
        violet.workspace.owner_sign_out(visit).await?;
    }
    Ok(visitor.answer_with_session(Redirect::to("/sign-in"), None))
}
