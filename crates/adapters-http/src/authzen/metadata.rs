//! `GET /.well-known/authzen-configuration`: where the endpoints are. Every address begins with the
//! public URL of the settings, and nothing of the request is looked at: whoever could choose a part of
//! it would choose whom the platform asks.

use actix_web::{HttpResponse, http::header, web::Data};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{problem::Problem, routes::TABLE, state::Api};

/// Where the endpoints are. What is not there is not to be had.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PdpMetadata {
    /// What this decision point is called: its public URL.
    #[schema(example = "https://access.example.com")]
    policy_decision_point: String,
    access_evaluation_endpoint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_evaluations_endpoint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    search_subject_endpoint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    search_resource_endpoint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    search_action_endpoint: Option<String>,
}

impl PdpMetadata {
    fn new(public_url: &str) -> Self {
        let at = |path: &str| format!("{public_url}{path}");
        let served = |path: &str| {
            let is_served = TABLE.iter().any(|entry| entry.path == path);
            is_served.then(|| at(path))
        };
        Self {
            policy_decision_point: public_url.to_owned(),
            access_evaluation_endpoint: at("/access/v1/evaluation"),
            access_evaluations_endpoint: served("/access/v1/evaluations"),
            search_subject_endpoint: served("/access/v1/search/subject"),
            search_resource_endpoint: served("/access/v1/search/resource"),
            search_action_endpoint: served("/access/v1/search/action"),
        }
    }
}

#[utoipa::path(get, path = "/.well-known/authzen-configuration", tag = "Deciding",
    operation_id = "authzen_configuration",
    responses((status = 200, description = "Where the endpoints of the AuthZEN Authorization API are. \
        May be kept for an hour.", body = PdpMetadata)))]
pub(crate) async fn handle(api: Data<Api>) -> Result<HttpResponse, Problem> {
    let metadata = PdpMetadata::new(&api.settings.public_url);
    let body = serde_json::to_string(&metadata).map_err(Problem::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .body(body))
}
