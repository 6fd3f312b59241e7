//! casbin behind the same handler: role-based access with domains, a role in a domain being a membership in
//! a client.

use std::sync::Arc;

use actix_web::{HttpResponse, rt::System, web};
use casbin::{CoreApi as _, DefaultModel, Enforcer, MemoryAdapter, MgmtApi as _};

use super::bare::{Answer, Question, serve_with};
use crate::data::{
    Size, holders,
    roles::{Role, Rules},
};

/// How the rights of roles are put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Model {
    /// A policy for each role and action, as casbin's own examples have it.
    Policies,
    /// A policy for each role, whose actions are a group: far fewer policies to look at.
    Groups,
}

impl Model {
    /// Its text: the action is compared first, which is quickest.
    fn text(self) -> String {
        let (groups, matcher) = match self {
            Self::Policies => ("", "r.act == p.act"),
            Self::Groups => ("g2 = _, _", "g2(r.act, p.act)"),
        };
        format!(
            "[request_definition]\nr = sub, dom, act\n\
             [policy_definition]\np = sub, act\n\
             [role_definition]\ng = _, _, _\n{groups}\n\
             [policy_effect]\ne = some(where (p.eft == allow))\n\
             [matchers]\nm = {matcher} && g(r.sub, p.sub, r.dom)\n"
        )
    }

    /// Learns the data.
    async fn taught(self, size: Size) -> casbin::Result<Enforcer> {
        let model = DefaultModel::from_str(&self.text()).await?;
        let mut enforcer = Enforcer::new(model, MemoryAdapter::default()).await?;
        let rules = Rules::new();
        for role in Role::ALL {
            let (name, group) = (role.name(), format!("actions_{}", role.name()));
            let actions = rules.actions_of(role).map(str::to_owned);
            match self {
                Self::Policies => {
                    let policies = actions.map(|action| [name.clone(), action].into());
                    enforcer.add_policies(policies.collect()).await?;
                }
                Self::Groups => {
                    let members = actions.map(|action| [action, group.clone()].into());
                    let members = members.collect();
                    enforcer.add_named_grouping_policies("g2", members).await?;
                    enforcer.add_policies([[name, group].into()].into()).await?;
                }
            }
        }
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
pub(crate) fn serve(model: Model, size: Size) -> anyhow::Result<()> {
    let system = System::new();
    let enforcer = web::Data::from(Arc::new(system.block_on(model.taught(size))?));
    serve_with(&system, move |config| {
        config
            .app_data(enforcer.clone())
            .route("/access/v1/evaluation", web::post().to(handle));
    })
}
