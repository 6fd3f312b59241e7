//! What arrives, in which order, and the log of it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{
    Kind, Received, Receiver, Reply, Scene, Server, Webhook, is_genuine, on_both_databases, rename,
    with_own_servers,
};

on_both_databases!(
    each_event_arrives_signed_and_in_order,
    a_cloud_event_is_told_under_the_same_signature,
    an_approval_is_two_events,
);
with_own_servers!(a_failing_event_holds_up_its_account_alone);

async fn each_event_arrives_signed_and_in_order(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let receiver = Receiver::start().await;
    let endpoint = Webhook::of(&scene.platform, &receiver.url("/in?x=y"), &[&client]).await;
    let names = rename(&scene.platform, &client, 20).await;
    let log = endpoint.has("delivered", names.len()).await;
    let requests = receiver.received();
    let got: Vec<&str> = requests.iter().map(Received::id).collect();
    let logged: Vec<&str> = log.iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(got, logged);
    let mut revisions = Vec::new();
    for (request, line) in requests.iter().zip(&log) {
        assert_eq!(request.path, "/in?x=y");
        assert_eq!(request.headers["content-type"], "application/json");
        let body = request.json();
        assert_eq!(body["type"], "account.changed");
        assert_eq!(body["data"]["accounts"], json!([client.id]));
        revisions.push(body["data"]["revision"].as_str().unwrap().to_owned());
        assert_eq!(line["attempts"], 1, "{line}");
        assert_eq!(line["account"], client.id.as_str());
        assert_eq!(line["last_attempt"]["status"], 204);
        assert!(line["next_attempt_at"].is_null());
    }
    assert!(revisions.is_sorted());
    let first = requests.first().unwrap();
    assert!(is_genuine(first, &endpoint.secret));
    assert!(!is_genuine(first, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
    let mut forged = first.clone();
    forged.body.push(' ');
    assert!(!is_genuine(&forged, &endpoint.secret));
    let some = scene
        .platform
        .get(endpoint.at("/deliveries?state=dead"))
        .await
        .ok();
    assert_eq!(some["items"], json!([]));
    let wrong = scene
        .platform
        .get(endpoint.at("/deliveries?state=lost"))
        .await;
    wrong.problem(422);
}

async fn a_cloud_event_is_told_under_the_same_signature(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let receiver = Receiver::start().await;
    let new = json!({
        "url": receiver.url("/"),
        "types": ["account.changed"],
        "accounts": [client.id],
        "format": "cloudevents",
    });
    let endpoint = Webhook::make(&scene.platform, new).await;
    rename(&scene.platform, &client, 1).await;
    endpoint.has("delivered", 1).await;
    let requests = receiver.received();
    let request = requests.first().unwrap();
    assert_eq!(
        request.headers["content-type"],
        "application/cloudevents+json"
    );
    assert!(is_genuine(request, &endpoint.secret));
    let body = request.json();
    assert_eq!(body["specversion"], "1.0");
    assert_eq!(body["id"], request.id());
    assert_eq!(body["type"], "account.changed");
    assert_eq!(body["source"], crate::support::PUBLIC_URL);
    assert_eq!(body["subject"], client.id.as_str());
    assert_eq!(body["data"]["accounts"], json!([client.id]));
    assert!(body["time"].is_string() && body["datacontenttype"] == "application/json");
}

/// An approval is `access_link.approved` and `membership.created`, in the account of the client.
async fn an_approval_is_two_events(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let receiver = Receiver::start().await;
    let new = json!({
        "url": receiver.url("/"),
        "types": ["access_link.approved", "membership.created"],
        "accounts": [client.id],
    });
    let endpoint = Webhook::make(&scene.platform, new).await;
    let employee = scene.employee("Emil").await;
    let (_, token) = scene.link(&employee).await;
    let approve = json!({"account": client.id});
    let path = format!("/v1/access-links/{token}/approve");
    client.admin.post(path, approve).await.ok();
    endpoint.has("delivered", 2).await;
    let mut told: BTreeMap<String, Value> = BTreeMap::new();
    for request in receiver.received() {
        let body = request.json();
        told.insert(body["type"].as_str().unwrap().to_owned(), body);
    }
    let created = &told["membership.created"]["data"];
    assert_eq!(created["user"]["id"], employee.id.as_str());
    assert_eq!(created["membership"]["access"], "partner_admin");
    assert_eq!(created["seats"]["taken"], json!(["partner"]));
    assert!(
        !created["permissions"]["gained"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert!(told.contains_key("access_link.approved"));
}

/// N2: a failing event holds up later ones of its account alone; after five failures it is set aside,
/// later ones go on, and it arrives when the receiver takes it.
async fn a_failing_event_holds_up_its_account_alone(kind: Kind) {
    let server = Server::start_with(kind, |start| {
        let waits = "0s, 50ms, 100ms, 150ms, 200ms, 500ms, 500ms";
        start.with("WEBHOOKS__RETRY_SCHEDULE", waits)
    });
    let scene = Scene::new(&server).await;
    let (fails, works) = (
        scene.client("Contoso").await,
        scene.client("Fabrikam").await,
    );
    let receiver = Receiver::start().await;
    let endpoint = Webhook::of(&scene.platform, &receiver.url("/"), &[&fails, &works]).await;
    let (account, mut attempts, mut first) = (fails.id.clone(), 0, None);
    receiver.answer(move |request| {
        if request.account() != account {
            return Reply::Status(200);
        }
        let first = first.get_or_insert(request.id().to_owned());
        if first == request.id() {
            attempts += 1;
        }
        if first == request.id() && attempts <= 6 {
            Reply::Status(500)
        } else {
            Reply::Status(200)
        }
    });
    rename(&scene.platform, &fails, 3).await;
    rename(&scene.platform, &works, 3).await;
    let log = endpoint.has("delivered", 6).await;
    let ids = |client: &str| -> Vec<String> {
        let of = log.iter().filter(|it| it["account"] == client);
        of.map(|it| it["id"].as_str().unwrap().to_owned()).collect()
    };
    let requests = receiver.received();
    let got = |client: &str| -> Vec<String> {
        let of = requests.iter().filter(|it| it.account() == client);
        of.map(|it| it.id().to_owned()).collect()
    };
    assert_eq!(got(&works.id), ids(&works.id));
    let [one, two, three] = &ids(&fails.id)[..] else {
        panic!("three: {log:#?}")
    };
    let expected = [one, one, one, one, one, two, three, one, one];
    let attempts = got(&fails.id);
    assert_eq!(attempts.iter().collect::<Vec<_>>(), expected);
}
