//! `POST /v1/partners/{partner}/access-links`: a manager gets their own link or a colleague's (L2).

use actix_web::HttpResponse;
use latchkey_application::access_links::{IssueLink, IssuedLink};
use latchkey_domain::base::reference::UserRef;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{answer::Answer, extract::Call, map::links::AccessLinkView, problem::Problem};

/// The employee of the link.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IssueLinkBody {
    /// The employee; the caller if left out.
    employee: Option<String>,
}

impl IssueLinkBody {
    fn checked(self, call: &Call) -> Result<Option<UserRef>, Problem> {
        let mut checks = call.checks();
        let employee = self.employee.as_deref();
        let employee = checks.optional("/employee", employee, |text| call.user_ref(text));
        checks.finish(Some(employee))
    }
}

#[utoipa::path(post, path = "/v1/partners/{partner}/access-links", tag = "Access links",
    operation_id = "issue_access_link", request_body = Option<IssueLinkBody>,
    responses(
        (status = 200, description = "The link that stands already.", body = AccessLinkView),
        (status = 201, description = "A new link.", body = AccessLinkView),
    ))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let body: IssueLinkBody = call.optional_body()?;
    let employee = body.checked(&call)?;
    let issue = IssueLink {
        partner: call.path_account("partner")?,
        employee,
    };
    let api = call.api();
    let act = api.access_links.issue(&call.cx, issue);
    call.write(act, |issued| {
        let settings = &api.settings;
        Ok(match issued {
            IssuedLink::New(view) => Answer::created(&AccessLinkView::of(view, settings))?
                .showing_secret_of(view.link.id),
            IssuedLink::Standing(view) => {
                Answer::ok(&AccessLinkView::of(view, settings))?.showing_secret_of(view.link.id)
            }
        })
    })
    .await
}
