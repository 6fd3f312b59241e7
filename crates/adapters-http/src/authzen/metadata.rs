//! `GET /.well-known/authzen-configuration`: where the endpoints are. Every address begins with the
//! public URL of the settings. Nothing is taken from the request: otherwise its sender could choose
//! which server the platform asks.

use actix_web::{HttpResponse, http::header, web::Data};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{problem::Problem, state::CurrentApi};

/// Where the endpoints are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PdpMetadata {
    /// The name of this decision point: its public URL.
    #[schema(example = "https://access.example.com")]
    policy_decision_point: String,
    access_evaluation_endpoint: String,
    access_evaluations_endpoint: String,
    search_subject_endpoint: String,
    search_resource_endpoint: String,
    search_action_endpoint: String,
}

impl PdpMetadata {
    fn new(public_url: &str) -> Self {
        let at = |path: &str| format!("{public_url}{path}");
        Self {
            policy_decision_point: public_url.to_owned(),
            access_evaluation_endpoint: at("/access/v1/evaluation"),
            access_evaluations_endpoint: at("/access/v1/evaluations"),
            search_subject_endpoint: at("/access/v1/search/subject"),
            search_resource_endpoint: at("/access/v1/search/resource"),
            search_action_endpoint: at("/access/v1/search/action"),
        }
    }
}

#[utoipa::path(get, path = "/.well-known/authzen-configuration", tag = "Deciding",
    operation_id = "authzen_configuration",
    responses((status = 200, description = "Where the endpoints of the AuthZEN Authorization API are. \
        May be kept for an hour.", body = PdpMetadata)))]
pub(crate) async fn handle(api: Data<CurrentApi>) -> Result<HttpResponse, Problem> {
    let metadata = PdpMetadata::new(&api.load().settings.public_url);
    let body = serde_json::to_string(&metadata).map_err(Problem::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
        .body(body))
}

#[cfg(test)]
mod tests {
    use super::PdpMetadata;
    use crate::routes::TABLE;

    #[test]
    fn every_endpoint_it_names_is_served() {
        let metadata = serde_json::json!(PdpMetadata::new("https://access.example"));
        let endpoints = metadata.as_object().unwrap().iter();
        let endpoints = endpoints.filter(|(name, _)| name.ends_with("_endpoint"));
        for (name, endpoint) in endpoints {
            let path = endpoint.as_str().unwrap();
            let path = path.strip_prefix("https://access.example").unwrap();
            assert!(TABLE.iter().any(|entry| entry.path == path), "{name}");
        }
    }
}
