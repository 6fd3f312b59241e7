//! Who passes the gates that no route leads to alone: the operator, and the installation itself.

use std::fmt::Write as _;

use latchkey_domain::{
    base::{
        ids::{TokenId, UserId},
        refusal::Refusal,
    },
    gate::{self, Need},
    people::token::{Scope, UserScope},
    trail::origin::{Origin, Principal},
};
use uuid::Uuid;

/// Writes which gate lets whom through.
pub(super) fn write(page: &mut String) {
    page.push_str(
        "\n## The operator, and the installation itself\n\nThe operator acts by commands on the \
         machine, and the installation by jobs, such as those that end what has come to its end. \
         Neither comes through the bed that the tables above are about; behind it they meet the same \
         gates.\n\n| the gate of | the operator | a job | a service token with all scopes | a user |\n\
         |---|---|---|---|---|\n",
    );
    for scope in Scope::ALL {
        let name = format!("what takes the scope `{}`", scope.as_str());
        row(page, &name, |origin| {
            gate::platform(origin, scope).map(drop)
        });
    }
    row(page, "what people do by their own rights", |origin| {
        gate::user(origin, Need::Edit).map(drop)
    });
    row(page, "what time brings about", |origin| {
        gate::job(origin).map(drop)
    });
}

fn row(page: &mut String, name: &str, gate: impl Fn(&Origin) -> Result<(), Refusal>) {
    let id = Uuid::from_u128(1);
    let token = TokenId::from_uuid(id);
    let principals = [
        Principal::Operator { command: "any" },
        Principal::Job { name: "any" },
        Principal::Service {
            token,
            scopes: Scope::ALL.into(),
        },
        Principal::User {
            user: UserId::from_uuid(id),
            token,
            scope: UserScope::Manage,
            expires_at: None,
        },
    ];
    write!(page, "| {name} |").unwrap();
    for principal in principals {
        let origin = Origin {
            principal,
            request_id: "any".to_owned(),
            address: None,
            reason: None,
            operation: None,
        };
        match gate(&origin) {
            Ok(()) => page.push_str(" **yes** |"),
            Err(refusal) => write!(page, " `{}` |", refusal.code()).unwrap(),
        }
    }
    page.push('\n');
}
