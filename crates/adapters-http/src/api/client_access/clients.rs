//! `GET /v1/partners/{partner}/clients`: the partner's clients, by the names it has for them (U1).

use actix_web::HttpResponse;
use latchkey_application::client_access::ListClients;
use latchkey_domain::{base::text::Tag, ports::AccessType};

use crate::{
    answer::Answer,
    extract::{ActionParams, Call, Checks, ListOf, MOST_WORDS, PageParams, values::word},
    map::{actions::ActionsOfItems, clients::ClientItem, words},
    problem::Problem,
};

/// Filters of the clients.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read by the documentation alone")]
pub(crate) struct ClientParams {
    /// Any of these kinds of access, repeatable; none: every client with a membership or a
    /// relationship that has not ended.
    #[param(value_type = Option<Vec<words::AccessType>>)]
    access_type: Option<Vec<String>>,
    /// Part of the shown or the official name, any case.
    #[param(max_length = 200)]
    q: Option<String>,
    /// The status of the relationship.
    #[param(value_type = Option<words::RelationshipStatus>)]
    status: Option<String>,
    /// With this tag on it.
    tag: Option<String>,
}

#[utoipa::path(get, path = "/v1/partners/{partner}/clients", tag = "Client access",
    operation_id = "list_clients", params(ClientParams, ActionParams, PageParams),
    responses((status = 200, description = "Clients, by name.", body = ListOf<ClientItem>)))]
pub(crate) async fn handle(call: Call) -> Result<HttpResponse, Problem> {
    let known = ["q", "status", "tag", "actions", "limit", "cursor"];
    let query = call.query(&known, &["access_type"])?;
    let mut checks = Checks::default();
    let kinds: Vec<AccessType> =
        query.list(&mut checks, "access_type", MOST_WORDS, |text| word(text));
    let wanted = ListClients {
        access_types: kinds.into_iter().collect(),
        text: query.text(&mut checks, "q"),
        status: query.checked(&mut checks, "status", |text| word(text)),
        tag: query.checked(&mut checks, "tag", Tag::parse),
    };
    let asks_actions = query.is_true(&mut checks, "actions");
    let page = call.page(&query, &mut checks)?;
    let wanted = checks.finish(Some(wanted))?;
    let partner = call.path_account("partner")?;
    let service = &call.api().client_access;
    let clients = service.clients(&call.cx, &partner, wanted, &page).await?;
    let mut actions = ActionsOfItems::NOT_ASKED;
    if asks_actions {
        let of_views = service.client_actions(&call.cx, &partner, &clients.items);
        actions = ActionsOfItems::of(of_views.await?);
    }
    let list = call.list(&query, clients, |view| {
        ClientItem::of(&view).with(actions.next())
    });
    Ok(Answer::ok(&list)?.send())
}
