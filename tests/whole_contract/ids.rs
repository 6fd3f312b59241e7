//! How things are named in paths and bodies.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use serde_json::{Value, json};

use crate::support::{
    Audience, Fixture, Kind, Scene, Server, access, endpoints, on_both_databases, with_own_servers,
};

on_both_databases!(
    ids_are_typed_and_follow_time,
    service_tokens_may_use_external_ids_byte_for_byte,
    an_external_id_in_the_form_of_an_id_is_refused,
    user_tokens_know_only_typed_ids,
    external_ids_of_any_letters_are_found_by_path,
    parts_of_a_path_are_no_external_ids,
);

with_own_servers!(a_path_that_is_not_utf8_is_malformed_everywhere);

async fn ids_are_typed_and_follow_time(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let membership = client.admin.get(client.member(&client.admin)).await.ok();
    let (link, _) = scene.link(&scene.owner).await;
    let token = client
        .admin
        .post("/v1/me/tokens", json!({"label": "x", "scopes": ["read"]}))
        .await
        .created();
    for (id, prefix) in [
        (client.id.as_str(), "acc_"),
        (client.admin.id.as_str(), "usr_"),
        (membership["id"].as_str().unwrap(), "mem_"),
        (set.as_str(), "set_"),
        (link.as_str(), "lnk_"),
        (token["id"].as_str().unwrap(), "tok_"),
    ] {
        let suffix = id
            .strip_prefix(prefix)
            .unwrap_or_else(|| panic!("{id} begins with {prefix}"));
        assert_eq!(suffix.len(), 26, "{id}");
        assert!(
            suffix
                .bytes()
                .all(|byte| b"0123456789abcdefghjkmnpqrstvwxyz".contains(&byte)),
            "{id} is a TypeID"
        );
    }
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(scene.account("Later").await);
    }
    assert!(
        ids.is_sorted(),
        "ids sort by the time they were made: {ids:?}"
    );
}

async fn service_tokens_may_use_external_ids_byte_for_byte(server: &Server) {
    let scene = Scene::new(server).await;
    let platform = &scene.platform;
    let name = scene.unique("Hub.Æ:42");
    let other_case = name.to_lowercase();
    let mut accounts = Vec::new();
    for external_id in [&name, &other_case] {
        let body = json!({"name": "Contoso", "external_id": external_id});
        let account = platform.post("/v1/accounts", body).await.created();
        assert_eq!(account["external_id"], external_id.as_str());
        accounts.push(account["id"].as_str().unwrap().to_owned());
    }
    assert_ne!(accounts[0], accounts[1], "`A` and `a` are two ids");
    let body = json!({"name": "Again", "external_id": name});
    platform
        .post("/v1/accounts", body)
        .await
        .refused(409, "conflict");

    let encoded = name.replace('Æ', "%C3%86").replace(':', "%3A");
    let found = platform.get(format!("/v1/accounts/{encoded}")).await.ok();
    assert_eq!(found["id"], accounts[0].as_str());
    let listed = platform
        .all(&format!("/v1/accounts?external_id={encoded}"))
        .await;
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!(listed[0]["id"], accounts[0].as_str());
    let none = platform.all("/v1/accounts?external_id=no-such-id").await;
    assert_eq!(none, Vec::<Value>::new());

    // In the paths and bodies of other calls, and in decisions.
    let user = scene.unique("person");
    platform
        .post(
            "/v1/users",
            json!({"email": format!("{user}@elsewhere.test"), "name": "Uma", "external_id": user}),
        )
        .await
        .created();
    let member = platform
        .put(
            format!("/v1/accounts/{encoded}/members/{user}"),
            json!({"access": access::super_admin()}),
        )
        .await
        .created();
    assert_eq!(member["account"], accounts[0].as_str());
    assert!(platform.may(&user, "contacts.view", &name).await);
    assert_eq!(
        platform.why_not(&user, "contacts.view", &other_case).await,
        "no_membership"
    );

    // `PUT by-external-id` makes it and then finds it.
    let path = format!("/v1/accounts/by-external-id/{}", scene.unique("by"));
    let made = platform.put(&path, json!({"name": "One"})).await.created();
    let kept = platform.put(&path, json!({"name": "Two"})).await.ok();
    assert_eq!(made["id"], kept["id"]);
    assert_eq!(kept["name"], "Two");
    let revision = platform.revision().await;
    let again = platform.put(&path, json!({"name": "Two"})).await;
    again.ok();
    assert!(again.revision() >= revision);

    // 1 to 255 bytes.
    for (external_id, fits) in [
        ("x".repeat(255), true),
        ("x".repeat(256), false),
        ("æ".repeat(128), false),
        (String::new(), false),
    ] {
        let unique = scene.unique("");
        let external_id = match external_id.get(unique.len()..) {
            Some(rest) if fits => format!("{unique}{rest}"),
            _ => external_id,
        };
        let body = json!({"name": "Length", "external_id": external_id});
        let answer = platform.post("/v1/accounts", body).await;
        if fits {
            answer.created();
        } else {
            answer.invalid("/external_id");
        }
    }
}

async fn an_external_id_in_the_form_of_an_id_is_refused(server: &Server) {
    let scene = Scene::new(server).await;
    let platform = &scene.platform;
    for prefix in ["acc", "usr", "mem", "set", "lnk", "op"] {
        let id = format!("{prefix}_01h455vb4pex5vsknk084sn02q");
        let body = json!({"name": "Contoso", "external_id": id});
        platform
            .post("/v1/accounts", body)
            .await
            .invalid("/external_id");
        let email = format!("{}@elsewhere.test", scene.unique("u"));
        let body = json!({"email": email, "name": "Uma", "external_id": id});
        platform
            .post("/v1/users", body)
            .await
            .invalid("/external_id");
        let answer = platform
            .put(
                format!("/v1/accounts/by-external-id/{id}"),
                json!({"name": "Contoso"}),
            )
            .await;
        answer.refused(422, "invalid");
    }
}

async fn user_tokens_know_only_typed_ids(server: &Server) {
    let scene = Scene::new(server).await;
    let external_id = scene.unique("contoso");
    let client = scene.client("Contoso").await;
    let body = json!({"external_id": external_id});
    let answer = scene
        .platform
        .patch(format!("/v1/accounts/{}", client.id), body)
        .await;
    // Whether an account can be given an external id later is not documented.
    if answer.status == 200 {
        let answer = client
            .admin
            .get(format!("/v1/accounts/{external_id}/members"))
            .await;
        assert!([400, 403, 404].contains(&answer.status), "{answer}");
    }
    let path = format!("/v1/accounts/by-external-id/{external_id}-2");
    let account = scene
        .platform
        .put(path, json!({"name": "Fabrikam"}))
        .await
        .created();
    let person = scene.outsider("Uma").await;
    let id = account["id"].as_str().unwrap();
    scene
        .put_member(id, &person, json!({"access": access::super_admin()}))
        .await;
    person.get(format!("/v1/accounts/{id}/members")).await.ok();
    let answer = person
        .get(format!("/v1/accounts/{external_id}-2/members"))
        .await;
    assert!([400, 403, 404].contains(&answer.status), "{answer}");
}

/// Percent-encodes every byte that has a meaning in a path.
fn in_path(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

async fn external_ids_of_any_letters_are_found_by_path(server: &Server) {
    let scene = Scene::new(server).await;
    let platform = &scene.platform;
    for letters in [
        "a b", "a+b", "a%b", "a%2Fb", "a/b", "a?b#c", "ü", "日本", "a\\b", "a'b\"c",
    ] {
        let external_id = format!("{letters}{}", scene.unique(""));
        let body = json!({"name": "Contoso", "external_id": external_id});
        let made = platform.post("/v1/accounts", body).await.created();
        let encoded = in_path(&external_id);
        let found = platform.get(format!("/v1/accounts/{encoded}")).await.ok();
        assert_eq!(found["id"], made["id"], "{external_id}");
        let listed = platform
            .all(&format!("/v1/accounts?external_id={encoded}"))
            .await;
        assert_eq!(listed.len(), 1, "{external_id}");
        let put = platform
            .put(
                format!("/v1/accounts/by-external-id/{encoded}"),
                json!({"name": "Contoso 2"}),
            )
            .await
            .ok();
        assert_eq!(put["id"], made["id"], "{external_id}");
    }
}

/// The status of a PUT whose path is sent as it is: HTTP clients resolve dots before they send them.
fn status_of_put(server: &Server, path: &str, body: &Value) -> u16 {
    let address = server.address().strip_prefix("http://").unwrap();
    let body = body.to_string();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "PUT {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        server.platform().token(),
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

/// `.`, `..` and `by-external-id` are no external ids, at every door that takes one.
async fn parts_of_a_path_are_no_external_ids(server: &Server) {
    let scene = Scene::new(server).await;
    let platform = &scene.platform;
    let client = scene.client("Contoso").await;
    let user = scene.outsider("Uma").await;
    let sets = client.at("/permission-sets");
    let account = json!({"name": "Contoso"});
    let person = json!({"email": format!("{}@elsewhere.test", scene.unique("u")), "name": "Uma"});
    for id in [".", "..", "by-external-id"] {
        let with_id = |body: &Value| {
            let mut body = body.clone();
            body["external_id"] = json!(id);
            body
        };
        let pointer = "/external_id";
        platform
            .post("/v1/accounts", with_id(&account))
            .await
            .invalid(pointer);
        platform
            .patch(client.at(""), json!({"external_id": id}))
            .await
            .invalid(pointer);
        platform
            .post("/v1/users", with_id(&person))
            .await
            .invalid(pointer);
        let path = format!("/v1/users/{}", user.id);
        platform
            .patch(&path, json!({"external_id": id}))
            .await
            .invalid(pointer);
        let set = json!({"name": "Set", "permissions": [], "external_id": id});
        client.admin.post(&sets, set).await.invalid(pointer);
        let asset = json!({"external_id": id, "kind": "page", "name": "Home"});
        let assets = platform
            .put(client.at("/assets"), json!({"assets": [asset]}))
            .await;
        assets.invalid("/assets/0/external_id");
        for list in ["/v1/accounts", "/v1/users"] {
            let answer = platform.get(format!("{list}?external_id={id}")).await;
            answer.invalid("?external_id");
        }
    }
    for id in [
        ".",
        "..",
        "%2e",
        "%2E%2e",
        ".%2e",
        "by-external-id",
        "by%2Dexternal-id",
    ] {
        let path = format!("/v1/accounts/by-external-id/{id}");
        assert_eq!(status_of_put(server, &path, &account), 422, "{path}");
        let path = format!("/v1/users/by-external-id/{id}");
        assert_eq!(status_of_put(server, &path, &person), 422, "{path}");
    }
    for list in ["/v1/accounts", "/v1/users"] {
        let answer = platform.get(format!("{list}?external_id=bad%FF")).await;
        answer.problem(400);
    }
}

/// Two paths that are not UTF-8 would be read as one text.
async fn a_path_that_is_not_utf8_is_malformed_everywhere(kind: Kind) {
    let server = Server::start(kind);
    let fixture = Fixture::new(Scene::new(&server).await).await;
    for endpoint in endpoints(&fixture) {
        if endpoint.audience == Audience::Open {
            continue;
        }
        let segments: Vec<_> = endpoint.path.split('/').collect();
        let template = endpoint.template.split('/').enumerate();
        let places = template.filter(|(_, segment)| *segment == "{}");
        for (place, _) in places {
            let mut path = segments.clone();
            path[place] = "bad%ff";
            let path = path.join("/");
            let call = endpoint.caller.call(endpoint.method.clone(), &path);
            let answer = match &endpoint.body {
                Some(body) => call.json(&body.sample).await,
                None => call.await,
            };
            answer.problem(400);
        }
    }
    for id in ["bad%ff", "bad%fe"] {
        for list in ["accounts", "users"] {
            let path = format!("/v1/{list}/by-external-id/{id}");
            let answer = server
                .platform()
                .put(&path, json!({"name": "Contoso"}))
                .await;
            answer.problem(400);
        }
    }
}
