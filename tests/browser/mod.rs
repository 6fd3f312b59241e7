//! The pages in a real browser, on the demo.

mod journeys;
mod looks;

use serde_json::json;

use crate::support::{Caller, Server, Start, access, until};

/// The demo, and the tokens that it prints.
struct Demo {
    server: Server,
    ingrid: Caller,
    harbour: String,
}

impl Demo {
    async fn start() -> Self {
        let server = Start::demo();
        let ingrid = printed(&server, "INGRID").await;
        Self {
            ingrid: server.anonymous().with_token(&ingrid),
            harbour: printed(&server, "HARBOUR").await,
            server,
        }
    }

    /// The path of the first sign-in link that it prints: Marit's.
    fn sign_in_link(&self) -> String {
        let said = self.server.said();
        let (_, rest) = said.split_once("/sign-in/").unwrap();
        format!("/sign-in/{}", rest.split_whitespace().next().unwrap())
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.server.address())
    }

    /// Ingrid invites somebody new.
    async fn invite(&self, email: &str) {
        let account = format!("/v1/accounts/{}", self.harbour);
        let sets = self.ingrid.all(&format!("{account}/permission-sets")).await;
        let set = sets.iter().find(|set| set["name"] == "Marketing editor");
        let set = set.unwrap_or(&sets[0])["id"].as_str().unwrap().to_owned();
        let body = json!({"email": email, "name": "Sigrid Moe", "seat": "core",
            "access": access::set(&set)});
        let call = self.ingrid.post(format!("{account}/members"), body);
        call.await.created();
    }

    /// The path of the newest mail to somebody in the outbox.
    async fn mail_to(&self, email: &str) -> String {
        let path = format!("/outbox?to={}", email.replace('@', "%40"));
        let mail = async || {
            let list = self.server.anonymous().get(&path).await;
            let (_, rest) = list.body.split_once("who__name\" href=\"")?;
            Some(rest.split_once('"')?.0.to_owned())
        };
        until("the mail in the outbox", mail).await
    }
}

/// A value that the demo prints.
async fn printed(server: &Server, name: &str) -> String {
    let begin = format!("export {name}='");
    let find = async || {
        let said = server.said();
        let (_, rest) = said.split_once(&begin)?;
        Some(rest.split_once('\'')?.0.to_owned())
    };
    until("what the demo prints", find).await
}
