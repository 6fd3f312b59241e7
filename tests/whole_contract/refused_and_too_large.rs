//! What a refused or a too large call costs: who may not do something is refused before anything they
//! name is looked up, lists have an end, and a problem is short.

use serde_json::{Value, json};

use crate::support::{Answer, Caller, Scene, Server, on_both_databases};

on_both_databases!(
    a_token_of_another_scope_is_refused_at_once,
    unknown_names_are_refused_and_not_named_twice,
    every_list_has_an_end,
    a_problem_lists_twenty_errors,
    a_name_that_nobody_has_is_not_found,
);

/// A token that may ask for decisions and nothing else.
async fn decider(server: &Server) -> Caller {
    let platform = server.platform();
    let body = json!({"label": "decisions", "scopes": ["decide"]});
    let token = platform.post("/v1/service-tokens", body).await.created();
    platform.with_token(token["token"].as_str().unwrap())
}

fn nobodies(count: usize) -> Vec<String> {
    (0..count)
        .map(|number| format!("nobody-{number}"))
        .collect()
}

/// Bodies with that many names for every call of the partner's side that takes a list of them.
fn calls(scene: &Scene, client: &str, names: &[String]) -> Vec<(String, Value)> {
    let set = "set_01h455vb4pex5vsknk084sn02q";
    let review = "rev_01h455vb4pex5vsknk084sn02q";
    let items: Vec<Value> = names
        .iter()
        .map(|name| json!({"client": client, "employee": name}))
        .collect();
    [
        (
            format!("/clients/{client}/employees"),
            json!({"employees": names, "permission_set": set}),
        ),
        (
            "/assignments".to_owned(),
            json!({"clients": names, "employees": names[..1], "permission_set": set}),
        ),
        ("/deactivations".to_owned(), json!({"employees": names})),
        ("/reactivations".to_owned(), json!({"clients": names})),
        ("/removals/review".to_owned(), json!({"employees": names})),
        (
            "/removals".to_owned(),
            json!({"review": review, "items": items}),
        ),
        (
            format!("/permission-sets/{set}/apply"),
            json!({"clients": names}),
        ),
    ]
    .into_iter()
    .map(|(path, body)| (scene.at_partner(&path), body))
    .collect()
}

fn is_short(answer: &Answer) {
    assert!(answer.body.len() < 2_000, "{} bytes", answer.body.len());
}

async fn a_token_of_another_scope_is_refused_at_once(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let decider = decider(server).await;
    for count in [1, 2, 9_000] {
        for (path, body) in calls(&scene, &client.id, &nobodies(count)) {
            let answer = decider.post(path, body).await;
            answer.missing_permission();
            is_short(&answer);
        }
    }
    let employees = json!({"employees": nobodies(20_000), "permission_set": scene.working});
    let path = scene.at_client(&client, "/employees");
    let answer = decider.post(path, employees).await;
    answer.missing_permission();
    is_short(&answer);
}

/// Two names that nobody has are not the same person.
async fn unknown_names_are_refused_and_not_named_twice(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let names = ["nobody-a".to_owned(), "nobody-b".to_owned()];
    for caller in [decider(server).await, scene.platform.clone()] {
        for (path, body) in calls(&scene, &client.id, &names) {
            caller.post(path, body).await.missing_permission();
        }
    }
}

async fn every_list_has_an_end(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let says = |answer: &Answer, pointer: &str, most: &str| {
        let problem = answer.invalid(pointer);
        is_short(answer);
        let detail = problem["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.contains(most), "{detail}");
    };
    let ids = vec![mona.id.clone(); 101];
    let body = json!({"employees": ids, "permission_set": scene.working});
    let answer = mona
        .post(scene.at_client(&client, "/employees"), body)
        .await;
    says(&answer, "/employees", "100");

    let ids = vec![mona.id.clone(); 10_001];
    let answer = mona
        .post(
            scene.at_partner("/deactivations"),
            json!({"employees": ids}),
        )
        .await;
    says(&answer, "/employees", "10000");
    let answer = mona
        .post(
            scene.at_partner("/removals/review"),
            json!({"employees": ids}),
        )
        .await;
    says(&answer, "/employees", "10000");

    let tags = vec!["tag"; 21];
    let answer = mona
        .patch(scene.at_client(&client, ""), json!({"tags": tags}))
        .await;
    says(&answer, "/tags", "20");
    let keys = vec!["contacts.view"; 1_001];
    let body = json!({"name": "Set", "permissions": keys});
    let path = client.at("/permission-sets");
    let answer = client.admin.post(path, body).await;
    says(&answer, "/permissions", "1000");
    let body = json!({"adjustments": {"added": keys}});
    let answer = client.admin.patch(client.member(&mona), body).await;
    says(&answer, "/adjustments/added", "1000");
    let body = json!({"paid_seats": vec!["sales"; 21]});
    let answer = client.admin.patch(client.member(&mona), body).await;
    says(&answer, "/paid_seats", "20");

    let platform = &scene.platform;
    let body = json!({"label": "many", "scopes": vec!["decide"; 21]});
    let answer = platform.post("/v1/service-tokens", body).await;
    says(&answer, "/scopes", "20");
    let domains: Vec<String> = (0..101).map(|n| format!("d{n}.example")).collect();
    let path = scene.at_partner("/email-domains");
    let answer = platform.put(path, json!({"domains": domains})).await;
    says(&answer, "/domains", "100");
    let asset = json!({"external_id": "a", "kind": "page", "name": "A"});
    let body = json!({"assets": vec![asset; 1_001]});
    let answer = platform.put(client.at("/assets"), body).await;
    says(&answer, "/assets", "1000");
}

async fn a_problem_lists_twenty_errors(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let wrong = vec!["nobody"; 5_000];
    let body = json!({"employees": wrong});
    let path = scene.at_partner("/deactivations");
    let answer = mona.post(&path, body).await;
    let problem = answer.invalid("/employees/0");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 20);
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.ends_with("4,980 more values are invalid."),
        "{detail}"
    );
    assert!(answer.body.len() < 4_000, "{} bytes", answer.body.len());

    // Of many names of one person each but the first is wrong, and none takes long to find.
    let body = json!({"employees": vec![mona.id.clone(); 10_000]});
    let problem = mona.post(path, body).await.invalid("/employees/1");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 20);
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.ends_with("9,979 more values are invalid."),
        "{detail}"
    );
}

/// Whoever may do it finds nothing at a name that nobody has, wherever it stands.
async fn a_name_that_nobody_has_is_not_found(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let emil = scene.employee("Emil").await;
    let platform = &scene.platform;
    let body = json!({"access": {"type": "super_admin"}});
    for path in [
        format!("/v1/accounts/nowhere/members/{}", emil.id),
        client.at("/members/nobody"),
    ] {
        platform.put(path, body.clone()).await.not_found();
    }
    let unknown_partner = json!({"partner": "nowhere"});
    let path = client.member(&client.admin);
    platform.put(path, unknown_partner).await.not_found();
    platform
        .put(scene.at_partner("/clients/nowhere"), json!({}))
        .await
        .not_found();
    platform
        .put("/v1/accounts/nowhere/assets", json!({"assets": []}))
        .await
        .not_found();
    let owned = json!({"external_id": "a", "kind": "page", "name": "A", "owner": "nobody"});
    platform
        .put(client.at("/assets"), json!({"assets": [owned]}))
        .await
        .invalid("/assets/0/owner");
}
