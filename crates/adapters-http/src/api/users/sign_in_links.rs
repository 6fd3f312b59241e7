//! `POST /v1/users/{user}/sign-in-links`: the platform gets a link that opens the pages, signed in, once.

use actix_web::HttpResponse;
use latchkey_application::sessions::IssueSignInLink;
use latchkey_domain::people::sign_in_link::{LandingPath, SignInLinkLifetime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{answer::Answer, extract::Call, map::Stamp, problem::Problem};

/// A new sign-in link.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSignInLinkBody {
    /// How long it can be used, in seconds; default 600.
    #[schema(minimum = 1, maximum = 86400)]
    expires_in_seconds: Option<i64>,
    /// The path of this server to land on; default `/`.
    #[schema(example = "/clients")]
    to: Option<String>,
}

/// A sign-in link. Its URL is shown only once, and works once.
#[derive(Serialize, ToSchema)]
#[schema(as = SignInLink)]
pub(crate) struct SignInLinkView {
    url: String,
    expires_at: Stamp,
}

fn lifetime(seconds: i64) -> Result<SignInLinkLifetime, String> {
    let lifetime = u64::try_from(seconds).ok();
    let lifetime = lifetime.and_then(SignInLinkLifetime::of_seconds);
    lifetime.ok_or_else(|| {
        let most = SignInLinkLifetime::LONGEST_SECONDS;
        format!("must be from 1 to {most} seconds")
    })
}

#[utoipa::path(post, path = "/v1/users/{user}/sign-in-links", tag = "Users", operation_id = "create_sign_in_link",
    request_body = Option<NewSignInLinkBody>,
    responses((status = 201, description = "The link: its URL is shown this once.",
        body = SignInLinkView)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let user = call.path_user("user")?;
    let body: NewSignInLinkBody = call.optional_body()?;
    let mut checks = call.checks();
    let expires_in_seconds =
        checks.optional("/expires_in_seconds", body.expires_in_seconds, lifetime);
    let to = checks.optional("/to", body.to.as_deref(), LandingPath::parse);
    let issue = checks.finish(Some(IssueSignInLink {
        user,
        to: to.unwrap_or_default(),
        lifetime: expires_in_seconds.unwrap_or_default(),
    }))?;
    let act = call.api().sessions.issue_link(&call.cx, issue);
    let settings = &call.api().settings;
    let answer = call.write(act, |issued| {
        let view = SignInLinkView {
            url: settings.sign_in_url(&issued.secret),
            expires_at: issued.expires_at.into(),
        };
        Ok(Answer::created(&view)?.showing_secret_of(issued.user))
    });
    answer.await
}
