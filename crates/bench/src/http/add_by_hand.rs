//! An employee added to a client by hand: the statements that Latchkey sends for it, by sqlx, behind a bare
//! handler that checks nothing of what it reads.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, rt::System, web};
use chrono::{DateTime, Utc};
use clap::Args;
use latchkey_domain::{
    base::ids::{AccountId, PermissionSetId, UserId},
    people::token::TokenHash,
};
use serde::Deserialize;
use sqlx::{AssertSqlSafe, Row as _};
use uuid::Uuid;

use super::{bare::serve_with, sql::Pool};

const TOKEN: &str = "SELECT t.*, u.status AS user_status FROM token t \
    LEFT JOIN \"user\" u ON u.id = t.user_id WHERE t.hash = $1";

/// Members with all that their rights rest on.
const MEMBERS: &str = "SELECT m.*, u.email, u.confirmed, u.name, u.status, a.name, a.status, a.program, \
    a.was_partner, a.seat_pricing, a.partner_admins_by, p.id, p.name, p.status, p.program, \
    p.was_partner, e.deactivated, e.invited_until, e.expires_at, e.partner_id, s.owner_id, s.name, \
    s.current_number, t.withheld, t.limit_at, t.limit_by, t.refused, \
    (SELECT v.permissions FROM permission_set_version v WHERE v.set_id = m.set_id \
      AND v.number = m.set_version), \
    u.confirmed AND EXISTS (SELECT 1 FROM email_domain d WHERE d.domain = u.email_domain \
      AND d.account_id = m.partner_id), \
    EXISTS (SELECT 1 FROM employee_link l WHERE l.account_id = m.account_id \
      AND l.user_id = m.user_id AND l.partner_id = m.partner_id) \
    FROM membership m JOIN \"user\" u ON u.id = m.user_id JOIN account a ON a.id = m.account_id \
    LEFT JOIN permission_set s ON s.id = m.set_id \
    LEFT JOIN terms t ON t.account_id = m.account_id AND t.user_id = m.user_id \
    LEFT JOIN account p ON p.id = m.partner_id \
    LEFT JOIN membership e ON e.account_id = m.partner_id AND e.user_id = m.user_id \
    WHERE (m.account_id, m.user_id) IN \
      (SELECT * FROM (VALUES ($1, $3), ($2, $3), ($2, $4)) AS place)";

/// What makes people employees.
const EMPLOYEES: &str = "SELECT m.user_id, m.deactivated, m.invited_until, m.expires_at, m.partner_id, \
    u.status, u.confirmed, a.status, a.program, a.was_partner \
    FROM membership m JOIN \"user\" u ON u.id = m.user_id JOIN account a ON a.id = m.account_id \
    WHERE m.account_id = $1 AND m.user_id IN ($2)";

const RELATIONSHIP: &str = "SELECT * FROM relationship WHERE partner_id = $1 AND client_id = $2";

const SET: &str = "SELECT s.*, v.permissions FROM permission_set s \
    JOIN permission_set_version v ON v.set_id = s.id AND v.number = s.current_number \
    WHERE s.id = $1";

const TERMS: &str = "SELECT * FROM terms WHERE account_id = $1 AND user_id IN ($2)";

const MEMBERSHIP: &str = "INSERT INTO membership (account_id, user_id, id, access, set_id, set_version, \
    added, clipped, seat, paid_seats, invited_until, deactivated, partner_id, engagement, \
    expires_at, end_noted, last_active_at, created_at, updated_at, version) \
    VALUES ($1, $2, $3, 'permission_set', $4, 1, '[]', '[]', 'partner', '[]', NULL, FALSE, $5, \
    'employee', NULL, NULL, NULL, $6, $6, 1) ON CONFLICT DO NOTHING";

const REVISION: &str = "UPDATE revision SET number = number + 1 RETURNING number";

const EVENT: &str = "INSERT INTO event (id, revision, at, kind, account_id, user_id, partner_id, object, \
    details, actor, actor_user_id, actor_command, actor_account_id, token_id, request_id, address, \
    reason, refused_with, operation_id, by_job, chain_number, chain_hash) \
    VALUES ($1, $2, $3, 'membership.created', $4, $5, $6, $7, $8, 'user', $9, NULL, $6, $10, $11, \
    '127.0.0.1', NULL, NULL, NULL, FALSE, NULL, NULL) ON CONFLICT DO NOTHING";

/// As long as those that Latchkey writes.
const DETAILS: &str = r#"{"after":{"access":"permission_set","permission_set":"set_01k800c000e008000000000001","seat":"partner","status":"active","partner":"acc_01k8004000e008000000000000"},"added":["contacts.view","contacts.edit","companies.view","companies.edit","deals.view","deals.edit:team","tickets.view:team","tasks.view:team","tasks.edit:team","lists.view","lists.edit","crm.import","quotes.view","meetings.edit","sequences.use","reports.view"]}"#;

#[derive(Debug, Deserialize)]
struct Body {
    employees: Vec<UserId>,
    permission_set: PermissionSetId,
}

/// Whom to add where.
struct Adding {
    token: Vec<u8>,
    partner: Uuid,
    client: Uuid,
    employee: Uuid,
    set: Uuid,
}

/// All statements of one addition in one transaction, the revision last but one.
macro_rules! add {
    ($pool:expr, $reader:expr, $begin:literal, $locks:expr, $adding:expr) => {{
        let adding = $adding;
        let token = sqlx::query(TOKEN)
            .bind(&adding.token)
            .fetch_one($reader)
            .await?;
        let (manager, token): (Uuid, Uuid) = (token.try_get("user_id")?, token.try_get("id")?);
        let mut unit = $pool.begin_with($begin).await?;
        if let Some(locks) = $locks {
            sqlx::raw_sql(AssertSqlSafe(locks))
                .execute(&mut *unit)
                .await?;
        }
        let people = sqlx::query(MEMBERS)
            .bind(adding.partner)
            .bind(adding.client);
        let people = people.bind(manager).bind(adding.employee);
        people.fetch_all(&mut *unit).await?;
        let relationship = sqlx::query(RELATIONSHIP).bind(adding.partner);
        relationship
            .bind(adding.client)
            .fetch_one(&mut *unit)
            .await?;
        let employee = sqlx::query(EMPLOYEES).bind(adding.partner);
        employee.bind(adding.employee).fetch_all(&mut *unit).await?;
        sqlx::query(SET)
            .bind(adding.set)
            .fetch_one(&mut *unit)
            .await?;
        let terms = sqlx::query(TERMS).bind(adding.client).bind(adding.employee);
        terms.fetch_optional(&mut *unit).await?;
        let (id, now) = (new_id(), now());
        let membership = sqlx::query(MEMBERSHIP)
            .bind(adding.client)
            .bind(adding.employee)
            .bind(id);
        let membership = membership.bind(adding.set).bind(adding.partner).bind(now);
        let added = membership.execute(&mut *unit).await?.rows_affected();
        let revision = sqlx::query(REVISION).fetch_one(&mut *unit).await?;
        let revision: i64 = revision.try_get("number")?;
        let event = sqlx::query(EVENT).bind(new_id()).bind(revision).bind(now);
        let event = event
            .bind(adding.client)
            .bind(adding.employee)
            .bind(adding.partner);
        let event = event
            .bind(id.to_string())
            .bind(DETAILS)
            .bind(manager)
            .bind(token);
        event.bind(id.to_string()).execute(&mut *unit).await?;
        unit.commit().await?;
        added == 1
    }};
}

#[expect(clippy::disallowed_methods, reason = "by hand, there are no ports")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

#[expect(clippy::disallowed_methods, reason = "by hand, there are no ports")]
fn new_id() -> Uuid {
    Uuid::now_v7()
}

/// The number that stands for an id in a lock.
fn key(id: Uuid) -> i64 {
    let (high, low) = id.as_u64_pair();
    (high ^ low).cast_signed()
}

impl Pool {
    async fn add(&self, adding: &Adding) -> sqlx::Result<bool> {
        Ok(match self {
            Self::Sqlite { read, write } => {
                add!(write, read, "BEGIN IMMEDIATE", None::<String>, adding)
            }
            Self::Postgres(pool) => {
                let locks = format!(
                    "SET LOCAL lock_timeout = '2000ms'; SET LOCAL statement_timeout = '5000ms'; \
                     SET LOCAL idle_in_transaction_session_timeout = '5000ms'; \
                     SET LOCAL plan_cache_mode = force_generic_plan; \
                     SELECT pg_advisory_xact_lock_shared({}); \
                     SELECT pg_advisory_xact_lock({});",
                    key(adding.partner),
                    key(adding.client)
                );
                add!(pool, pool, "BEGIN", Some(locks), adding)
            }
        })
    }
}

async fn handle(
    pool: web::Data<Pool>,
    request: HttpRequest,
    path: web::Path<(AccountId, AccountId)>,
    body: web::Json<Body>,
) -> HttpResponse {
    let header = request.headers().get("authorization");
    let bearer = header.and_then(|header| header.to_str().ok()?.strip_prefix("Bearer "));
    let (Some(bearer), Some(employee)) = (bearer, body.employees.first()) else {
        return HttpResponse::BadRequest().finish();
    };
    let adding = Adding {
        token: TokenHash::of(bearer).bytes().to_vec(),
        partner: path.0.uuid(),
        client: path.1.uuid(),
        employee: employee.uuid(),
        set: body.permission_set.uuid(),
    };
    match pool.add(&adding).await {
        Ok(true) => HttpResponse::Ok().json(serde_json::json!({
            "results": [{"employee": employee, "outcome": "added"}]
        })),
        Ok(false) => HttpResponse::Conflict().finish(),
        Err(error) => HttpResponse::InternalServerError().body(error.to_string()),
    }
}

/// Where to add.
#[derive(Debug, Args)]
pub(crate) struct Adder {
    /// The database.
    url: String,
}

/// Serves until it is killed.
pub(crate) fn serve(arguments: &Adder) -> anyhow::Result<()> {
    let system = System::new();
    let pool = web::Data::from(Arc::new(system.block_on(Pool::open(&arguments.url))?));
    serve_with(&system, move |config| {
        config.app_data(pool.clone()).route(
            "/v1/partners/{partner}/clients/{client}/employees",
            web::post().to(handle),
        );
    })
}
