//! cedar-policy behind the same handler.
//!
//! One policy for each role: what it may do is a group of actions, who holds it in a client is a group of
//! people that the client names. All entities lie in memory before the first question.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use actix_web::{HttpResponse, rt::System, web};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid,
    PolicySet, Request, RestrictedExpression,
};

use super::bare::{Answer, Question, serve_with};
use crate::data::{
    Size, holders, ids,
    roles::{Role, Rules},
};

/// An engine with all that it knows.
struct Engine {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    types: Types,
}

/// The types of entities, read once.
struct Types {
    user: EntityTypeName,
    client: EntityTypeName,
    action: EntityTypeName,
    group: EntityTypeName,
}

fn uid(kind: &EntityTypeName, id: impl AsRef<str>) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
}

impl Engine {
    /// Learns the data.
    fn taught(size: Size) -> anyhow::Result<Self> {
        let types = Types {
            user: "User".parse()?,
            client: "Account".parse()?,
            action: "Action".parse()?,
            group: "Group".parse()?,
        };
        Ok(Self {
            authorizer: Authorizer::new(),
            policies: policies().parse()?,
            entities: Entities::from_entities(entities(&types, size)?, None)?,
            types,
        })
    }

    fn ask(&self, question: Question) -> anyhow::Result<bool> {
        let request = Request::new(
            uid(&self.types.user, question.subject.id),
            uid(&self.types.action, question.action.name),
            uid(&self.types.client, question.resource.id),
            Context::empty(),
            None,
        )?;
        let answer = self
            .authorizer
            .is_authorized(&request, &self.policies, &self.entities);
        Ok(answer.decision() == Decision::Allow)
    }
}

fn policies() -> String {
    let of_role = Role::ALL.map(|role| {
        let name = role.name();
        format!(
            "permit (principal, action in Action::\"{name}\", resource) \
             when {{ principal in resource.{name} }};\n"
        )
    });
    of_role.concat()
}

fn entities(types: &Types, size: Size) -> anyhow::Result<Vec<Entity>> {
    let rules = Rules::new();
    let mut groups_of: HashMap<EntityUid, HashSet<EntityUid>> = HashMap::new();
    for role in Role::ALL {
        for action in rules.actions_of(role) {
            let groups = groups_of.entry(uid(&types.action, action)).or_default();
            groups.insert(uid(&types.action, role.name()));
        }
    }
    let group = |client: &str, role: Role| uid(&types.group, format!("{client} {}", role.name()));
    for holder in holders::all(size) {
        let of_user = groups_of.entry(uid(&types.user, holder.user.to_string()));
        let client = holder.client.to_string();
        of_user.or_default().insert(group(&client, holder.role));
    }
    let mut all: Vec<Entity> = Vec::new();
    for (member, groups) in groups_of {
        all.push(Entity::new_no_attrs(member, groups));
    }
    for number in 0..size.clients() {
        let client = ids::client(number).to_string();
        let of_role = Role::ALL.map(|role| {
            let members = RestrictedExpression::new_entity_uid(group(&client, role));
            (role.name(), members)
        });
        all.push(Entity::new(
            uid(&types.client, client),
            of_role.into(),
            HashSet::new(),
        )?);
    }
    Ok(all)
}

async fn handle(engine: web::Data<Engine>, question: web::Json<Question>) -> HttpResponse {
    engine.ask(question.into_inner()).map_or_else(
        |_| HttpResponse::InternalServerError().finish(),
        |decision| HttpResponse::Ok().json(Answer::new(decision)),
    )
}

/// Serves until it is killed.
pub(crate) fn serve(size: Size) -> anyhow::Result<()> {
    let engine = web::Data::from(Arc::new(Engine::taught(size)?));
    serve_with(&System::new(), move |config| {
        config
            .app_data(engine.clone())
            .route("/access/v1/evaluation", web::post().to(handle));
    })
}
