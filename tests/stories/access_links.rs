//! Access links while the operator replaces their key, and where the platform has a page of its own
//! for them (L2).

use serde_json::{Value, json};

use crate::support::{Database, Kind, Scene, Server, Start, with_own_servers};

with_own_servers!(
    a_replaced_key_renews_every_link_on_every_node,
    links_lead_to_the_page_of_the_platform,
);

fn token(link: &Value) -> &str {
    let url = link["url"].as_str().unwrap();
    url.rsplit(['/', '=', '#']).next().unwrap()
}

/// L2: no node goes on using the old key.
async fn a_replaced_key_renews_every_link_on_every_node(kind: Kind) {
    let database = Database::new(kind);
    let start = Start::on(&database.url());
    let (first, second) = (start.serve(), start.serve());
    let scene = Scene::new(&first).await;
    let client = scene.client("Contoso").await;
    let links = scene.at_partner("/access-links");
    let on = |server: &Server, token: &str| server.anonymous().with_token(token);
    let owner_there = on(&second, scene.owner.token());
    let mut before = Vec::new();
    for name in ["Emil", "Frida", "Gone"] {
        let employee = scene.employee(name).await;
        let body = json!({"employee": employee.id});
        // Each node has shown a link with the old key.
        before.push(owner_there.post(&links, body).await.created());
    }
    let gone = before.pop().unwrap();
    let path = format!("{links}/{}", gone["id"].as_str().unwrap());
    scene.owner.delete(path).await.done();

    let output = start.run(&["access-links", "rotate-key"]);
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("2 links have new URLs"), "{said}");

    for owner in [&*scene.owner, &owner_there] {
        let shown = owner.all(&links).await;
        for old in &before {
            let new = shown.iter().find(|link| link["id"] == old["id"]).unwrap();
            assert_ne!(token(new), token(old));
            assert_eq!(new["state"], "standing");
            assert_eq!(new["expires_at"], old["expires_at"], "its last day stays");
            assert!(token(new).ends_with(new["hint"].as_str().unwrap()));
        }
        let revoked = shown.iter().find(|link| link["id"] == gone["id"]).unwrap();
        assert_eq!(
            revoked["hint"], gone["hint"],
            "what was revoked stays as it was"
        );
    }
    for server in [&first, &second] {
        let admin = on(server, client.admin.token());
        for old in &before {
            let path = format!("/v1/access-links/{}", token(old));
            admin.get(path).await.not_found();
        }
    }
    let shown = scene.owner.all(&links).await;
    let standing = shown.iter().find(|link| link["id"] == before[0]["id"]);
    let path = format!("/v1/access-links/{}/approve", token(standing.unwrap()));
    let admin = on(&second, client.admin.token());
    admin.post(path, json!({"account": client.id})).await.ok();
    // What is new is derived from the new key by every node.
    let late = scene.employee("Late").await;
    let body = json!({"employee": late.id});
    let made = owner_there.post(&links, body.clone()).await.created();
    let again = scene.owner.post(&links, body).await.ok();
    assert_eq!(made["url"], again["url"]);

    let events = scene.at_partner("/audit-events?type=access_link.rotated");
    assert_eq!(
        scene.owner.all(&events).await.len(),
        2,
        "each partner is told"
    );
    let exported = start.run(&["audit", "export", "--type", "access_link.key_replaced"]);
    let exported = String::from_utf8(exported.stdout).unwrap();
    assert_eq!(exported.lines().count(), 1, "{exported}");
    assert!(exported.contains("access-links rotate-key"), "{exported}");
}

/// L2: in every place that shows a URL; logs and metrics do not have it (the request for the page
/// goes to the platform, and ours know of no `Referer`).
async fn links_lead_to_the_page_of_the_platform(kind: Kind) {
    for (template, before, after) in [
        (
            "https://app.example/approve/{token}?from=mail",
            "https://app.example/approve/",
            "?from=mail",
        ),
        (
            "http://localhost:3000/approve?link={token}",
            "http://localhost:3000/approve?link=",
            "",
        ),
        ("https://app.example/#{token}", "https://app.example/#", ""),
    ] {
        let server = Server::start_with(kind, |start| {
            start.with("ACCESS_LINKS__URL_TEMPLATE", template)
        });
        let scene = Scene::new(&server).await;
        let client = scene.client("Contoso").await;
        let employee = scene.employee("Emil").await;
        let links = scene.at_partner("/access-links");
        let body = json!({"employee": employee.id});
        let made = scene.owner.post(&links, body.clone()).await.created();
        let standing = scene.owner.post(&links, body).await.ok();
        let one = format!("{links}/{}", made["id"].as_str().unwrap());
        let rotated = scene.owner.post_nothing(format!("{one}/rotate")).await.ok();
        let listed = scene.owner.all(&links).await.remove(0);
        assert_eq!(standing["url"], made["url"]);
        assert_eq!(listed["url"], rotated["url"]);
        let mut tokens = Vec::new();
        for link in [&made, &rotated] {
            let url = link["url"].as_str().unwrap();
            let token = url
                .strip_prefix(before)
                .and_then(|url| url.strip_suffix(after));
            let token = token.unwrap_or_else(|| panic!("{url}"));
            assert_eq!(token.len(), 43);
            assert!(token.ends_with(link["hint"].as_str().unwrap()));
            tokens.push(token.to_owned());
        }
        // The platform's page asks with the token, and may send it along in any way.
        let path = format!("/v1/access-links/{}", tokens[1]);
        client.admin.get(&path).await.ok();
        let call = client
            .admin
            .get(format!("/v1/access-links/{}?link={}", tokens[0], tokens[1]));
        let referer = format!("{before}{}{after}", tokens[1]);
        call.header("Referer", &referer).await.problem(400);
        let path = format!("{path}/approve");
        client
            .admin
            .post(path, json!({"account": client.id}))
            .await
            .ok();
        let metrics = server.anonymous().get("/metrics").await;
        let said = server.said();
        for token in &tokens {
            assert!(!said.contains(token), "a log line shows a token");
            assert!(!metrics.body.contains(token), "a metric shows a token");
        }
    }
}
