//! The measure of all: a bare handler that reads the same JSON and gives one answer to all.

use std::net::TcpListener;

use actix_web::{
    App, HttpResponse, HttpServer,
    rt::{System, SystemRunner},
    web,
};
use serde::{Deserialize, Serialize};

/// A question, as a handler that wants to know it all would read it.
#[derive(Debug, Deserialize)]
pub(crate) struct Question {
    pub(crate) subject: Entity,
    pub(crate) action: Action,
    pub(crate) resource: Entity,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Entity {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) id: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Action {
    pub(crate) name: String,
}

/// An answer of the same size as Latchkey's.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    pub(crate) decision: bool,
    pub(crate) context: Context,
}

#[derive(Debug, Serialize)]
pub(crate) struct Context {
    pub(crate) revision: &'static str,
}

impl Answer {
    pub(crate) const fn new(decision: bool) -> Self {
        Self {
            decision,
            context: Context {
                revision: "0123456789ab.159",
            },
        }
    }
}

async fn handle(question: web::Json<Question>) -> HttpResponse {
    let Question {
        subject,
        action,
        resource,
    } = question.into_inner();
    let named = [
        &subject.kind,
        &subject.id,
        &action.name,
        &resource.kind,
        &resource.id,
    ];
    // Never false; looked at so that nothing of the question is read for nothing.
    let decision = named.iter().all(|text| !text.is_empty());
    HttpResponse::Ok().json(Answer::new(decision))
}

/// Serves until it is killed.
pub(crate) fn serve() -> anyhow::Result<()> {
    serve_with(&System::new(), |config| {
        config.route("/access/v1/evaluation", web::post().to(handle));
    })
}

/// Serves routes by one worker until killed, and says where.
pub(crate) fn serve_with(
    system: &SystemRunner,
    routes: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static,
) -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("listening on http://{}", listener.local_addr()?);
    system.block_on(
        HttpServer::new(move || App::new().configure(routes.clone()))
            .workers(1)
            .listen(listener)?
            .run(),
    )?;
    Ok(())
}
