//! The server: the app with everything around it, on a listener.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::{Arc, LazyLock},
    time::Duration,
};

use actix_web::{
    App, HttpServer,
    dev::Server,
    middleware::from_fn,
    web::{self, Data},
};

use crate::{middleware, openapi, ops, ops::openapi_json::DocumentText, routes, state::CurrentApi};

/// How long requests that run may go on when the server is told to stop.
const SHUTDOWN_SECONDS: u64 = 10;

/// A server that is bound and not running yet: await `server` to run it.
#[expect(missing_debug_implementations, reason = "the server of actix has none")]
pub struct Listening {
    /// Runs until it is stopped by its handle; signals are the app's business.
    pub server: Server,
    /// The address it is bound to.
    pub address: SocketAddr,
}

/// Serves the API on a listener.
pub fn serve(api: Arc<CurrentApi>, listener: TcpListener) -> io::Result<Listening> {
    let (api, address) = (Data::from(api), listener.local_addr()?);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(api.clone())
            .configure(configure)
            .wrap(from_fn(middleware::around))
    })
    .keep_alive(Duration::from_secs(75))
    .client_request_timeout(Duration::from_secs(10))
    .shutdown_timeout(SHUTDOWN_SECONDS)
    .disable_signals()
    .listen(listener)?
    .run();
    Ok(Listening { server, address })
}

/// Serves the metrics alone, on a listener of their own.
pub fn serve_metrics(api: Arc<CurrentApi>, listener: TcpListener) -> io::Result<Listening> {
    let (api, address) = (Data::from(api), listener.local_addr()?);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(api.clone())
            .route("/metrics", web::get().to(ops::metrics::alone))
            .default_service(web::to(routes::unknown))
            .wrap(from_fn(middleware::around))
    })
    .workers(1)
    .shutdown_timeout(SHUTDOWN_SECONDS)
    .disable_signals()
    .listen(listener)?
    .run();
    Ok(Listening { server, address })
}

/// The document is made once, when it is first needed.
static DOCUMENT: LazyLock<Arc<DocumentText>> =
    LazyLock::new(|| Arc::new(DocumentText(openapi::json().unwrap_or_default())));

/// Puts every route of the table into an app.
pub(crate) fn configure(config: &mut web::ServiceConfig) {
    config.app_data(Data::from(Arc::clone(&DOCUMENT)));
    routes::register(config);
    config.default_service(web::to(routes::unknown));
}
