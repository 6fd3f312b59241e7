//! casbin behind the same handler: role-based access with domains.
//!
//! A role in a domain is a membership in a client; what a role may do is a group of actions, so that a
//! question meets eight policies and not one for each role and action.

use std::sync::Arc;

use actix_web::{HttpResponse, rt::System, web};
use casbin::{CoreApi as _, DefaultModel, Enforcer, MemoryAdapter, MgmtApi as _};

use super::bare::{Answer, Question, serve_with};
use crate::data::{
    Size, holders,
    roles::{Role, Rules},
};

const MODEL: &str = "
[request_definition]
r = sub, dom, act

[policy_definition]
p = sub, act

[role_definition]
g = _, _, _
g2 = _, _

[policy_effect]
e = some(where (p.eft == allow))

[matchers]
m = g2(r.act, p.act) && g(r.sub, p.sub, r.dom)
";

/// Learns the data.
async fn taught(size: Size) -> casbin::Result<Enforcer> {
    let model = DefaultModel::from_str(MODEL).await?;
    let mut enforcer = Enforcer::new(model, MemoryAdapter::default()).await?;
    let (rules, mut policies, mut actions) = (Rules::new(), Vec::new(), Vec::new());
    for role in Role::ALL {
        let group = format!("actions_{}", role.name());
        for action in rules.actions_of(role) {
            actions.push([action.to_owned(), group.clone()].into());
        }
        policies.push([role.name(), group].into());
    }
    enforcer.add_policies(policies).await?;
    enforcer.add_named_grouping_policies("g2", actions).await?;
    let holders = holders::all(size).map(|holder| {
        let names = [
            holder.user.to_string(),
            holder.role.name(),
            holder.client.to_string(),
        ];
        names.into()
    });
    enforcer.add_grouping_policies(holders.collect()).await?;
    Ok(enforcer)
}

async fn handle(enforcer: web::Data<Enforcer>, question: web::Json<Question>) -> HttpResponse {
    let question = question.into_inner();
    let asked = (
        question.subject.id,
        question.resource.id,
        question.action.name,
    );
    enforcer.enforce(asked).map_or_else(
        |_| HttpResponse::InternalServerError().finish(),
        |decision| HttpResponse::Ok().json(Answer::new(decision)),
    )
}

/// Serves until it is killed.
pub(crate) fn serve(size: Size) -> anyhow::Result<()> {
    let taught = tokio::runtime::Runtime::new()?.block_on(taught(size))?;
    let enforcer = web::Data::from(Arc::new(taught));
    serve_with(&System::new(), move |config| {
        config
            .app_data(enforcer.clone())
            .route("/access/v1/evaluation", web::post().to(handle));
    })
}
