//! Decisions that no cache answers, beside the one statement of such a decision sent by sqlx behind a bare
//! handler.

use std::sync::{Arc, Mutex, PoisonError};

use actix_web::{HttpResponse, web};
use anyhow::Context as _;
use clap::Args;
use latchkey_adapters_db::{DatabaseOptions, SeaOrmStore};
use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        reference::{AccountRef, UserRef},
    },
    ports::Store as _,
};
use sqlx::{AssertSqlSafe, Row as _};
use uuid::Uuid;

use super::{
    bare::{Answer, Question as Read, serve_with},
    rounds::{Runner, warm_up},
    run::Run,
    sql::Pool,
};
use crate::{
    data::{
        Size, fill, ids,
        questions::{Asker, Question},
    },
    harness::server::Server,
};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many memberships in clients.
    #[arg(long, default_value_t = 200_000)]
    memberships: u64,
    /// How many memberships are kept in memory.
    #[arg(long, default_value_t = 500)]
    cached: u64,
    /// How many different questions.
    #[arg(long, default_value_t = 100_000)]
    questions: usize,
    #[command(flatten)]
    run: Run,
}

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let size = Size::of(arguments.memberships);
    let cached = arguments.cached.to_string();
    for kind in arguments.run.databases() {
        let place = fill::filled(kind, size).await?;
        let statement = statement(&place.url).await?;
        let questions = Asker::new(size, 4).questions(arguments.questions);
        let requests: Vec<_> = questions.iter().map(Question::request).collect();
        let in_account: Vec<_> = questions
            .iter()
            .map(|question| question.request_for(question.role.is_some()))
            .collect();

        let settings = [("LATCHKEY__DECISIONS__CACHE_ENTRIES", cached.as_str())];
        let latchkey = arguments.run.latchkey_with(&place.url, &settings)?;
        let by_hand = Server::own(&["serve-statement", &place.url, &statement])?;
        let runners = [
            Runner::single("the statement by hand", &by_hand, &in_account),
            Runner::single("latchkey", &latchkey, &requests),
        ];
        for runner in &runners {
            warm_up(&runner.first(4_096))?;
        }
        let title = format!(
            "{kind}, {} memberships, {cached} kept in memory, {} questions",
            size.memberships(),
            requests.len()
        );
        arguments.run.measure(&title, &runners, &[16])?;
    }
    Ok(())
}

/// The statement that a decision sends.
async fn statement(url: &str) -> anyhow::Result<String> {
    let mut store = SeaOrmStore::connect(&DatabaseOptions::new(url)).await?;
    let sent = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&sent);
    store.on_statement(move |statement| {
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.push(statement.sql.to_owned());
    });
    let (user, client) = (UserRef::Id(ids::own(0)), AccountRef::Id(ids::client(0)));
    store.reader().decision_facts(&user, &client).await?;
    store.close().await;
    let mut sent = sent.lock().unwrap_or_else(PoisonError::into_inner);
    anyhow::ensure!(sent.len() == 1, "a decision is one statement: {sent:?}");
    let statement = sent.pop().context("a statement")?;
    // `serve-statement` knows what belongs into them: a truth, two ones, the user and the account.
    let places = statement.matches(['?', '$']).count();
    anyhow::ensure!(
        places == 5,
        "{places} places, other ones than known: {statement}"
    );
    Ok(statement)
}

/// What serves a statement.
#[derive(Debug, Args)]
pub(crate) struct Statement {
    /// The database.
    url: String,
    /// The statement, as Latchkey sends it.
    statement: String,
}

/// A statement and where it is sent.
struct Asked {
    pool: Pool,
    statement: String,
}

impl Asked {
    /// Reads the row, and of it what the user holds in the account.
    async fn ask(&self, user: Uuid, account: Uuid) -> sqlx::Result<bool> {
        let statement = AssertSqlSafe(self.statement.clone());
        let access: Option<String> = match &self.pool {
            Pool::Sqlite { read, .. } => {
                let query = sqlx::query(statement).bind(true).bind(1).bind(1);
                let row = query.bind(user).bind(account).fetch_one(read).await?;
                row.try_get("m_access")?
            }
            Pool::Postgres(pool) => {
                let query = sqlx::query(statement).bind(true).bind(1).bind(1);
                let row = query.bind(user).bind(account).fetch_one(pool).await?;
                row.try_get("m_access")?
            }
        };
        Ok(access.is_some())
    }
}

async fn handle(asked: web::Data<Asked>, question: web::Json<Read>) -> HttpResponse {
    let (user, account) = (&question.subject.id, &question.resource.id);
    let (Ok(user), Ok(account)) = (user.parse::<UserId>(), account.parse::<AccountId>()) else {
        return HttpResponse::BadRequest().finish();
    };
    match asked.ask(user.uuid(), account.uuid()).await {
        Ok(decision) => HttpResponse::Ok().json(Answer::new(decision)),
        Err(error) => HttpResponse::InternalServerError().body(error.to_string()),
    }
}

/// Serves until it is killed.
pub(crate) fn serve(arguments: &Statement) -> anyhow::Result<()> {
    let system = actix_web::rt::System::new();
    let asked = web::Data::from(Arc::new(Asked {
        pool: system.block_on(Pool::open(&arguments.url))?,
        statement: arguments.statement.clone(),
    }));
    serve_with(&system, move |config| {
        config
            .app_data(asked.clone())
            .route("/access/v1/evaluation", web::post().to(handle));
    })
}
