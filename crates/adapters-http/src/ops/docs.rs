//! `GET /docs`: the interactive documentation, served from the binary.

use std::{
    io::Read as _,
    sync::{Arc, LazyLock},
};

use actix_web::{HttpResponse, http::header, web};
use flate2::read::GzDecoder;
use utoipa_swagger_ui::Config;

use crate::{extract::takes_gzip, problem::Problem};

/// The page names the document by a path beside its own, so that it also works behind a proxy that
/// puts something before the path.
static CONFIG: LazyLock<Arc<Config<'static>>> =
    LazyLock::new(|| Arc::new(Config::from("../openapi.json")));

/// Where the page begins; its files lie beside it.
pub(crate) mod entry {
    use super::{HttpResponse, header};

    #[utoipa::path(get, path = "/docs", tag = "Ops", operation_id = "docs",
        responses(
            (status = 200, description = "The interactive documentation, served at `/docs/`.",
                content_type = "text/html", body = String),
            (status = 308, description = "Leads to `/docs/`."),
        ))]
    pub(crate) async fn handle() -> HttpResponse {
        HttpResponse::PermanentRedirect()
            .insert_header((header::LOCATION, "docs/"))
            .finish()
    }
}

/// A file of the page; the empty one is the page itself. Most lie compressed in the binary, and are
/// unpacked only for who does not take them so.
pub(crate) async fn handle(
    file: web::Path<String>,
    accepts: Option<web::Header<header::AcceptEncoding>>,
) -> Result<HttpResponse, Problem> {
    let config = Arc::clone(&CONFIG);
    let Ok(Some(file)) = utoipa_swagger_ui::serve(&file, config) else {
        return Err(Problem::not_found());
    };
    let mut response = HttpResponse::Ok();
    let mut bytes = file.bytes.into_owned();
    if file.gzpipped {
        response.insert_header((header::VARY, "Accept-Encoding"));
        if takes_gzip(accepts.as_deref()) {
            response.insert_header((header::CONTENT_ENCODING, "gzip"));
        } else {
            bytes = unpacked(&bytes)?;
        }
    }
    Ok(response
        .content_type(file.content_type)
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((
            header::CONTENT_SECURITY_POLICY,
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
        ))
        .body(bytes))
}

fn unpacked(packed: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let read = GzDecoder::new(packed).read_to_end(&mut bytes);
    read.map(|_| bytes).map_err(Problem::internal)
}
