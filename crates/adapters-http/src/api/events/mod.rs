//! The events of the installation, for systems that keep a copy: the same events as in webhooks, pulled or
//! followed.

pub(crate) mod list;
pub(crate) mod stream;

use latchkey_application::events::ListCommitted;
use latchkey_domain::{
    base::{ids::EventId, page::PageRequest},
    trail::event::EventKind,
};

use crate::{
    extract::{Call, Checks, values::word},
    problem::Problem,
};

/// Which events are wanted.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by the documentation alone")]
pub(crate) struct FeedParams {
    /// Those behind the event with this id. Without it the list begins with the first event there is, and
    /// the stream with the next one.
    #[param(example = "evt_01h455vb4pex5vsknk084sn02q")]
    after: Option<String>,
    /// Of these types, separated by commas or repeated; none: of every type.
    #[param(example = "membership.created,membership.removed")]
    types: Option<String>,
    /// In or about one of these accounts, by either id, separated by commas or repeated; none: in every
    /// account.
    accounts: Option<String>,
}

/// How many types or accounts a filter may name.
const MOST: usize = 200;

fn event_id(text: &str) -> Result<EventId, &'static str> {
    let wrong = "must be the id of an event, which begins with `evt_`";
    text.parse().map_err(|_cause| wrong)
}

/// Reads the query.
fn wanted(call: &Call) -> Result<ListCommitted, Problem> {
    let query = call.query(&["after", "limit"], &["types", "accounts"])?;
    let mut checks = Checks::default();
    let account = |text: &str| call.account_ref(text);
    let kinds: Vec<EventKind> = query.comma_list(&mut checks, "types", MOST, |text| word(text));
    let limit = query.limit(&mut checks);
    let wanted = ListCommitted {
        after: query.checked(&mut checks, "after", event_id),
        kinds,
        accounts: query.comma_list(&mut checks, "accounts", MOST, account),
        most: u32::from(limit.unwrap_or(PageRequest::DEFAULT_LIMIT)),
    };
    checks.finish(Some(wanted))
}
