//! `POST /v1/activities`: the platform reports what people did in accounts (R1, R7).

use actix_web::HttpResponse;
use latchkey_application::activities::{Activity, MOST_ACTIVITIES, ReportActivities, Reported};
use latchkey_domain::base::{refusal::ListLengthError, text::ActivityKind, time::InstantError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    answer::Answer,
    extract::{Call, Checks, values::time},
    map::words,
    problem::Problem,
};

/// What people did.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReportActivitiesBody {
    /// 1 to 1,000 of them.
    #[schema(required, nullable = false, min_items = 1, max_items = 1000)]
    activities: Option<Vec<ActivityBody>>,
}

/// Something that somebody did in an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Activity)]
pub(crate) struct ActivityBody {
    /// The account, by Latchkey id or `external_id`.
    #[schema(required, nullable = false)]
    account: Option<String>,
    /// The user, by Latchkey id or `external_id`.
    #[schema(required, nullable = false)]
    user: Option<String>,
    /// What kind of thing, in the platform's words.
    #[schema(required, nullable = false, min_length = 1, max_length = 64)]
    kind: Option<String>,
    /// At most 5 minutes ahead. A leap second, or a time outside the years 1970 to 9999, is ignored.
    #[schema(value_type = String, format = DateTime, required, nullable = false)]
    occurred_at: Option<String>,
}

/// What became of a report.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reported)]
struct ReportedView {
    /// How many were taken.
    accepted: usize,
    /// How many of them keep a relationship managed.
    qualifying: usize,
    /// The ignored activities.
    ignored: Vec<IgnoredView>,
}

/// An activity that was left aside.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = IgnoredActivity)]
struct IgnoredView {
    /// Its place in the report, from 0.
    index: usize,
    #[schema(value_type = words::IgnoredReason)]
    reason: &'static str,
}

impl ReportActivitiesBody {
    fn checked(self, call: &Call, mut checks: Checks) -> Result<ReportActivities, Problem> {
        let Some(activities) = self.activities else {
            checks.missing("/activities");
            return checks.finish(None);
        };
        if let Err(error) = ListLengthError::check(activities.len(), MOST_ACTIVITIES) {
            checks.add("/activities", error);
            return checks.finish(None);
        }
        let read = activities.into_iter().enumerate().filter_map(|(at, body)| {
            let place = |member| format!("/activities/{at}/{member}");
            let account = body.account.as_deref();
            let account = checks.required(&place("account"), account, |id| call.account_ref(id));
            let user = body.user.as_deref();
            let user = checks.required(&place("user"), user, |id| call.user_ref(id));
            let kind = body.kind.as_deref();
            let kind = checks.required(&place("kind"), kind, ActivityKind::parse);
            let occurred_at = body.occurred_at.as_deref();
            let occurred_at =
                checks.required(&place("occurred_at"), occurred_at, |text| {
                    match time(text) {
                        Err(error @ InstantError::Form) => Err(error),
                        read => Ok(read),
                    }
                });
            Some(Activity {
                account: account?,
                user: user?,
                kind: kind?,
                occurred_at: occurred_at?,
            })
        });
        let activities = read.collect();
        checks.finish(Some(ReportActivities { activities }))
    }
}

impl ReportedView {
    fn of(reported: &Reported) -> Self {
        let ignored = reported.ignored.iter().map(|(index, reason)| IgnoredView {
            index: *index,
            reason: reason.as_str(),
        });
        Self {
            accepted: reported.accepted,
            qualifying: reported.qualifying,
            ignored: ignored.collect(),
        }
    }
}

/// How many relationships are announced before the answer. A job announces the rest soon after.
const ANNOUNCED_AT_ONCE: usize = 20;

#[utoipa::path(post, path = "/v1/activities", tag = "Activities",
    operation_id = "report_activities", request_body = ReportActivitiesBody,
    responses((status = 200, description = "What became of them.", body = ReportedView)))]
pub(crate) async fn handle(mut call: Call) -> Result<HttpResponse, Problem> {
    let body = call.body::<ReportActivitiesBody>()?;
    let report = body.checked(&call, call.checks())?;
    let api = call.api();
    let act = api.activities.report(&call.cx, report);
    let mut due = Vec::new();
    let answer = call
        .write(act, |reported| {
            due.clone_from(&reported.due);
            Answer::ok(&ReportedView::of(reported))
        })
        .await?;
    due.truncate(ANNOUNCED_AT_ONCE);
    if let Err(error) = api.relationships.announce_among(&due).await {
        // The report is committed. A job announces the relationships that are left.
        tracing::debug!(%error, "a job will announce the relationship later");
    }
    Ok(answer)
}
