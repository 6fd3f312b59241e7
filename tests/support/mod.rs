//! What the tests stand on: real servers, a client that checks what every answer owes, and scenes
//! made through the public contract alone.

pub(crate) mod agency;
mod answer;
mod browser;
mod caller;
mod clock;
mod endpoints;
mod event_stream;
pub(crate) mod exports;
pub(crate) mod partner_admins;
mod python;
pub(crate) mod random;
mod receiver;
pub(crate) mod relationships;
mod relay;
pub(crate) mod removals;
mod scene;
mod server;
pub(crate) mod severing;
mod strangers;
mod visitor;
mod waiting;
mod webhooks;
mod work;

use std::fs;
use std::path::Path;

use serde_json::Value;

pub(crate) use answer::{Answer, Revision};
pub(crate) use browser::{Browser, Scheme, Size};
pub(crate) use caller::{Call, Caller, question};
pub(crate) use clock::later;
pub(crate) use endpoints::{Audience, Endpoint, Fixture, endpoints};
pub(crate) use event_stream::EventStream;
pub(crate) use receiver::{Received, Receiver, Reply};
pub(crate) use relay::Relay;
pub(crate) use scene::{Client, Person, Scene, access};
pub(crate) use server::{Database, Kind, PUBLIC_URL, Server, Start, shared};
pub(crate) use strangers::Stranger;
pub(crate) use visitor::Visitor;
pub(crate) use waiting::{at_operation, result_for, said, until, wait_until_expired};
pub(crate) use webhooks::{Webhook, is_genuine, rename};

/// A moment that is ahead for longer than these tests will be run.
pub(crate) const AHEAD: &str = "2099-01-01T00:00:00Z";

/// The text of the file of the repository at this path from its root.
pub(crate) fn repository_file(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    fs::read_to_string(root.join(path)).unwrap()
}

/// The texts in a list, such as the keys in a result.
pub(crate) fn keys(list: &Value) -> Vec<&str> {
    list.as_array()
        .unwrap_or_else(|| panic!("not a list: {list}"))
        .iter()
        .map(|key| key.as_str().unwrap())
        .collect()
}

/// The result for one employee, which may stand alone or in a list of one.
pub(crate) fn only_result(answer: &Value) -> &Value {
    let Some(results) = answer["results"].as_array() else {
        return answer;
    };
    assert_eq!(results.len(), 1, "{answer}");
    &results[0]
}

/// Makes two tests of each named function: one against the shared server on SQLite, one against the
/// shared server on PostgreSQL. The functions take a `&'static Server` and make accounts of their
/// own, so that they can run beside each other.
macro_rules! on_both_databases {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                let server = crate::support::shared(crate::support::Kind::Sqlite);
                Box::pin(super::$name(server)).await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                let server = crate::support::shared(crate::support::Kind::Postgres);
                Box::pin(super::$name(server)).await;
            })+
        }
    };
}
pub(crate) use on_both_databases;

/// Makes two tests of each named function, which takes the kind of database and starts servers of
/// its own.
macro_rules! with_own_servers {
    ($($name:ident),+ $(,)?) => {
        mod own_sqlite {
            $(#[tokio::test]
            async fn $name() {
                Box::pin(super::$name(crate::support::Kind::Sqlite)).await;
            })+
        }
        mod own_postgres {
            $(#[tokio::test]
            async fn $name() {
                Box::pin(super::$name(crate::support::Kind::Postgres)).await;
            })+
        }
    };
}
pub(crate) use with_own_servers;
