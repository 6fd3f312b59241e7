//! The conventions that every call of the contract follows.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{
    Caller, Kind, Scene, Server, access, keys, on_both_databases, with_own_servers,
};

on_both_databases!(
    a_caller_without_a_valid_token_is_asked_for_one,
    the_checks_come_in_the_documented_order,
    every_problem_code_has_a_page,
    unknown_paths_and_methods_are_problems,
    ids_are_typed_and_follow_time,
    service_tokens_may_use_external_ids_byte_for_byte,
    an_external_id_in_the_form_of_an_id_is_refused,
    user_tokens_know_only_typed_ids,
    a_long_list_is_walked_without_loss_or_repetition,
    a_bad_limit_or_cursor_is_refused,
    if_match_guards_single_resources,
    a_repeated_key_gives_the_same_answer_and_one_effect,
    a_key_belongs_to_its_principal_method_and_path,
    two_calls_at_once_with_one_key_have_one_effect,
    a_refused_call_does_not_use_up_its_key,
    an_answer_with_a_secret_is_not_kept,
    a_revoked_principal_cannot_replay,
    the_request_id_is_echoed_or_made,
    reasons_reach_the_trail_from_body_and_header,
    revisions_are_ordered_and_stand_still_when_nothing_changes,
    a_body_over_one_mebibyte_is_too_large,
    bodies_that_are_not_json_are_malformed,
    a_post_without_members_needs_no_body,
    unknown_members_are_refused,
    times_are_rfc_3339_in_utc,
    external_ids_of_any_letters_are_found_by_path,
    odd_headers_do_no_harm,
    a_cursor_outlives_the_item_it_points_at,
    extreme_times_and_numbers_do_no_harm,
);

with_own_servers!(
    each_token_has_its_own_rate_limit,
    no_log_line_shows_a_token_or_a_link,
);

async fn a_caller_without_a_valid_token_is_asked_for_one(server: &Server) {
    let anonymous = server.anonymous();
    for caller in [
        anonymous.clone(),
        anonymous.with_token("no-such-token"),
        anonymous.with_token(""),
    ] {
        caller.get("/v1/me").await.problem(401);
        caller
            .post("/v1/accounts", json!({"name": "X"}))
            .await
            .problem(401);
        caller
            .post("/access/v1/evaluation", json!({}))
            .await
            .problem(401);
    }
    anonymous
        .get("/v1/me")
        .header("authorization", "Basic dXNlcjpwYXNz")
        .await
        .problem(401);
    anonymous
        .get("/v1/me")
        .header("authorization", "Bearer")
        .await
        .problem(401);
}

/// authenticate · shape · account or partner · right · what the body refers to · state.
async fn the_checks_come_in_the_documented_order(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.partner_admin(&client, "Mona").await;
    let worker = scene.employee("Emil").await;
    let stranger = scene.outsider("Sven").await;
    let employees = scene.at_client(&client, "/employees");
    let unknown_set = "set_01h455vb4pex5vsknk084sn02q";
    let good = json!({"employees": [worker.id], "permission_set": unknown_set});
    let bad = json!({"employees": 7});

    // Shape comes after the token and before everything else.
    server
        .anonymous()
        .post(&employees, bad.clone())
        .await
        .problem(401);
    for caller in [&stranger, &worker, &manager] {
        let answer = caller.post(&employees, bad.clone()).await;
        assert!([400, 422].contains(&answer.status), "{answer}");
        answer.problem(answer.status);
    }
    // Who may not, learns nothing of the body's references.
    stranger.post(&employees, good.clone()).await.kept_out();
    worker
        .post(&employees, good.clone())
        .await
        .missing_permission();
    let viewer = scene.viewer("Vera").await;
    viewer
        .post(&employees, good.clone())
        .await
        .missing_permission();
    let not_there = scene.manager("Max").await;
    not_there
        .post(&employees, good.clone())
        .await
        .refused(403, "not-partner-admin");
    manager.post(&employees, good).await.not_found();
    // `last-super-admin` comes first among the rules of state: without the partner seat, demoting
    // the last super admin to partner admin is refused as the former (D5, S1).
    scene
        .platform
        .put(
            client.member(&client.admin),
            json!({"access": access::partner_admin(), "seat": "core", "partner": scene.partner}),
        )
        .await
        .refused(409, "last-super-admin");
    // The account comes before the right in it: an unknown one is unknown to everybody.
    let nowhere = "/v1/accounts/acc_01h455vb4pex5vsknk084sn02q/members";
    stranger.get(nowhere).await.kept_out();
}

async fn every_problem_code_has_a_page(server: &Server) {
    let anonymous = server.anonymous();
    for code in [
        "missing-permission",
        "not-partner-admin",
        "self-target",
        "exceeds-own-permissions",
        "not-found",
        "last-super-admin",
        "super-admin-target",
        "acts-for-another-partner",
        "stale-review",
        "partner-not-enrolled",
        "link-not-valid",
        "not-recognized",
        "not-an-employee",
        "partner-seat-required",
        "client-refused",
        "already-a-member",
        "set-in-use",
        "conflict",
        "stale",
        "invalid",
        "idempotency-mismatch",
        "unavailable",
    ] {
        let answer = anonymous.get(format!("/problems/{code}")).await;
        assert_eq!(answer.status, 200, "{answer}");
        assert!(answer.body.len() > 40, "a page says what to do\n{answer}");
    }
    // The codes of the statuses without a named code have pages as well.
    for (problem, status) in [
        (anonymous.get("/v1/me").await, 401),
        (anonymous.get("/no/such/path").await, 404),
        (anonymous.call(Method::DELETE, "/livez").await, 405),
    ] {
        let code = problem.problem(status)["code"].clone();
        let page = anonymous
            .get(format!("/problems/{}", code.as_str().unwrap()))
            .await;
        assert_eq!(page.status, 200, "{page}");
    }
    anonymous.get("/problems/no-such-code").await.problem(404);
}

async fn unknown_paths_and_methods_are_problems(server: &Server) {
    let platform = server.platform();
    for path in ["/v1", "/v1/nothing", "/nothing", "/v1/accounts/a/b/c/d"] {
        platform.get(path).await.problem(404);
        platform.post(path, json!({})).await.problem(404);
    }
    for (method, path) in [
        (Method::DELETE, "/v1/accounts"),
        (Method::PUT, "/v1/me"),
        (Method::GET, "/access/v1/evaluation"),
    ] {
        let answer = platform.call(method, path).await;
        answer.problem(405);
        assert!(answer.header("allow").is_some(), "{answer}");
    }
}

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

async fn a_long_list_is_walked_without_loss_or_repetition(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let mut people = vec![client.admin.id.clone()];
    for number in 0..12 {
        let email = format!("{}@elsewhere.test", scene.unique("many"));
        let body = json!({"email": email, "name": format!("Many {}", number % 3)});
        let user = scene.platform.post("/v1/users", body).await.created();
        let id = user["id"].as_str().unwrap().to_owned();
        scene
            .platform
            .put(
                client.at(&format!("/members/{id}")),
                json!({"access": access::set(&set)}),
            )
            .await
            .created();
        people.push(id);
    }
    people.sort();
    let path = client.at("/members");
    let mut orders = Vec::new();
    for (limit, pages) in [(1, 13), (2, 7), (13, 1), (200, 1)] {
        let walked = client.admin.pages(&path, limit).await;
        let full = walked.iter().filter(|page| page.len() == limit).count();
        assert_eq!(full, 13 / limit, "only the last page is short");
        assert!(walked.len() <= pages + 1, "{} pages", walked.len());
        let order: Vec<_> = walked
            .iter()
            .flatten()
            .map(|member| member["user"]["id"].as_str().unwrap().to_owned())
            .collect();
        let mut sorted = order.clone();
        sorted.sort();
        assert_eq!(sorted, people, "each one once at limit {limit}");
        orders.push(order);
    }
    assert!(
        orders.windows(2).all(|pair| pair[0] == pair[1]),
        "stable order"
    );
    let first = client.admin.get(&path).await.ok();
    assert_eq!(
        first["items"].as_array().unwrap().len(),
        13,
        "50 by default"
    );
    assert_eq!(first["next_cursor"], Value::Null);
}

async fn a_bad_limit_or_cursor_is_refused(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let lists: [(&Caller, String); 5] = [
        (&client.admin, client.at("/members")),
        (&client.admin, client.at("/audit-events")),
        (&scene.owner, scene.at_partner("/clients")),
        (&scene.owner, scene.at_partner("/employees")),
        (&scene.platform, "/v1/accounts".to_owned()),
    ];
    for (caller, path) in lists {
        for query in [
            "limit=0",
            "limit=201",
            "limit=-1",
            "limit=ten",
            "limit=",
            "limit=99999999999999999999",
            "cursor=no-such-cursor",
            "cursor=AAAA",
        ] {
            let answer = caller.get(format!("{path}?{query}")).await;
            assert!([400, 422].contains(&answer.status), "{answer}");
            answer.problem(answer.status);
        }
    }
}

async fn if_match_guards_single_resources(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let stale = "\"no-such-version\"";

    // Accounts.
    let path = format!("/v1/accounts/{}", client.id);
    let before = scene.platform.get(&path).await.etag();
    let rename = |name: &str, etag: &str| {
        let body = json!({"name": name});
        scene.platform.patch(&path, body).header("If-Match", etag)
    };
    let renamed = rename("Contoso 2", &before).await;
    renamed.ok();
    let after = scene.platform.get(&path).await.etag();
    assert_ne!(before, after);
    if let Some(etag) = renamed.header("etag") {
        assert_eq!(etag, after);
    }
    rename("Contoso 3", &before).await.refused(412, "stale");
    rename("Contoso 3", stale).await.refused(412, "stale");
    rename("Contoso 3", &format!("{stale}, {after}")).await.ok();
    rename("Contoso 4", "*").await.ok();
    let account = scene.platform.get(&path).await.ok();
    assert_eq!(account["name"], "Contoso 4");

    // Sets.
    let path = client.at(&format!("/permission-sets/{set}"));
    let before = client.admin.get(&path).await.etag();
    let body = json!({"name": "Renamed"});
    let send = |etag: &str| {
        client
            .admin
            .patch(&path, body.clone())
            .header("If-Match", etag)
    };
    send(stale).await.refused(412, "stale");
    send(&before).await.ok();
    send(&before).await.refused(412, "stale");

    // Memberships, on both sides.
    let path = client.member(&manager);
    let before = client.admin.get(&path).await.etag();
    let off = format!("{path}/deactivate");
    client
        .admin
        .post_nothing(&off)
        .header("If-Match", stale)
        .await
        .refused(412, "stale");
    client
        .admin
        .post_nothing(&off)
        .header("If-Match", &before)
        .await
        .ok();
    assert_ne!(client.admin.get(&path).await.etag(), before);
    client
        .admin
        .delete(&path)
        .header("If-Match", &before)
        .await
        .refused(412, "stale");
    scene
        .platform
        .put(&path, json!({"status": "active"}))
        .header("If-Match", &before)
        .await
        .refused(412, "stale");

    // Relationships.
    let path = scene.at_client(&client, "");
    let before = scene.owner.get(&path).await.etag();
    let body = json!({"display_name": "Ours"});
    let send = |etag: &str| {
        scene
            .owner
            .patch(&path, body.clone())
            .header("If-Match", etag)
    };
    send(stale).await.refused(412, "stale");
    send(&before).await.ok();
    assert_ne!(scene.owner.get(&path).await.etag(), before);
    send(&before).await.refused(412, "stale");
}

async fn a_repeated_key_gives_the_same_answer_and_one_effect(server: &Server) {
    let scene = Scene::new(server).await;
    let key = scene.unique("key");
    let platform = &scene.platform;
    let body = json!({"name": "Once", "external_id": scene.unique("once")});
    let first = platform.post("/v1/accounts", body.clone()).key(&key).await;
    let account = first.created();
    scene.account("In between").await;
    for form in [key.clone(), format!("\"{key}\"")] {
        let again = platform.post("/v1/accounts", body.clone()).key(&form).await;
        again.created();
        assert_eq!(again.body, first.body, "the same bytes");
        assert_eq!(again.revision(), first.revision(), "and the same revision");
    }
    let other = json!({"name": "Twice"});
    platform
        .post("/v1/accounts", other)
        .key(&key)
        .await
        .refused(422, "idempotency-mismatch");

    // Also where the repeated act would be refused by now, and for calls without a body.
    let client = scene.client("Contoso").await;
    let manager = scene.partner_admin(&client, "Mona").await;
    let employee = scene.employee("Emil").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let adding = json!({"employees": [employee.id], "permission_set": set});
    let employees = scene.at_client(&client, "/employees");
    let call = || manager.post(&employees, adding.clone()).key("add-emil");
    let (first, again) = (call().await, call().await);
    assert_eq!(first.ok()["results"][0]["outcome"], "added");
    assert_eq!(again.ok(), first.json());
    let off = format!("{}/deactivate", scene.employee_at(&client, &employee));
    let first = manager.post_nothing(&off).key("off").await;
    first.ok();
    let on = format!("{}/reactivate", scene.employee_at(&client, &employee));
    manager.post_nothing(on).await.ok();
    let again = manager.post_nothing(&off).key("off").await;
    assert_eq!(again.body, first.body);
    assert!(
        scene.may(&employee, "contacts.view", &client).await,
        "the replay did nothing"
    );

    // One body cannot be told from another by its white space or the order of its members alone,
    // so the test asks nothing there; an empty key is no key.
    let answer = platform
        .post("/v1/accounts", json!({"name": account["name"]}))
        .key("")
        .await;
    assert!([201, 400, 422].contains(&answer.status), "{answer}");
    let answer = platform
        .post("/v1/accounts", json!({"name": "Long key"}))
        .key(&"k".repeat(5_000))
        .await;
    assert!([201, 400, 422].contains(&answer.status), "{answer}");
}

async fn a_key_belongs_to_its_principal_method_and_path(server: &Server) {
    let scene = Scene::new(server).await;
    let key = scene.unique("key");
    let other = scene
        .platform
        .post(
            "/v1/service-tokens",
            json!({"label": "other", "scopes": ["provision"]}),
        )
        .await
        .created();
    let other = scene.platform.with_token(other["token"].as_str().unwrap());
    let body = json!({"name": "Mine"});
    let mine = scene
        .platform
        .post("/v1/accounts", body.clone())
        .key(&key)
        .await
        .created();
    let theirs = other.post("/v1/accounts", body).key(&key).await.created();
    assert_ne!(mine["id"], theirs["id"]);

    let client = scene.client("Contoso").await;
    let (a, b) = (
        scene.partner_admin(&client, "Ada").await,
        scene.partner_admin(&client, "Bea").await,
    );
    for person in [&a, &b] {
        let off = format!("{}/deactivate", scene.employee_at(&client, person));
        let answer = scene.owner.post_nothing(off).key(&key).await.ok();
        assert_eq!(answer["user"]["id"], person.id.as_str());
    }
}

async fn two_calls_at_once_with_one_key_have_one_effect(server: &Server) {
    let scene = Scene::new(server).await;
    let platform = &scene.platform;
    for round in 0..5 {
        let body = json!({"name": scene.unique("Race"), "external_id": null});
        let key = scene.unique("race");
        let calls = (0..6).map(|_| {
            let call = platform.post("/v1/accounts", body.clone()).key(&key);
            tokio::spawn(async move { call.await })
        });
        let mut ids = Vec::new();
        for call in calls.collect::<Vec<_>>() {
            let answer = call.await.unwrap();
            if answer.status == 409 {
                answer.refused(409, "conflict");
            } else {
                ids.push(answer.created()["id"].clone());
            }
        }
        ids.dedup();
        assert_eq!(ids.len(), 1, "round {round}: {ids:?}");
    }
}

async fn a_refused_call_does_not_use_up_its_key(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.manager("Mona").await;
    let employee = scene.employee("Emil").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let body = json!({"employees": [employee.id], "permission_set": set});
    let employees = scene.at_client(&client, "/employees");
    let call = || manager.post(&employees, body.clone()).key("again");
    let answer = call().await;
    answer.refused_as_one_of(&[(403, "not-partner-admin"), (404, "not-found")]);
    scene.make_partner_admin(&client, &manager).await;
    assert_eq!(call().await.ok()["results"][0]["outcome"], "added");
}

/// I3, L2: secrets are shown once.
async fn an_answer_with_a_secret_is_not_kept(server: &Server) {
    let scene = Scene::new(server).await;
    let person = scene.employee("Emil").await;
    let body = json!({"label": "laptop"});
    let tokens = format!("/v1/users/{}/tokens", person.id);
    let made = scene
        .platform
        .post(&tokens, body.clone())
        .key("t")
        .await
        .created();
    let secret = made["token"].as_str().unwrap();
    let replay = scene.platform.post(&tokens, body).key("t").await;
    replay.refused(409, "conflict");
    assert!(!replay.body.contains(secret));
    assert!(
        replay.body.contains(made["id"].as_str().unwrap()),
        "it names what was made\n{replay}"
    );

    let links = scene.at_partner("/access-links");
    let body = json!({"employee": person.id});
    let call = || scene.owner.post(&links, body.clone()).key("link");
    let link = call().await.created();
    let replay = call().await;
    replay.refused(409, "conflict");
    assert!(
        replay.body.contains(link["id"].as_str().unwrap()),
        "{replay}"
    );
    assert!(!replay.body.contains(link["url"].as_str().unwrap()));
}

/// I3: the principal must still be in force to replay.
async fn a_revoked_principal_cannot_replay(server: &Server) {
    let scene = Scene::new(server).await;
    let made = scene
        .platform
        .post(
            "/v1/service-tokens",
            json!({"label": "gone", "scopes": ["provision"]}),
        )
        .await
        .created();
    let caller = scene.platform.with_token(made["token"].as_str().unwrap());
    let body = json!({"name": "Kept"});
    let call = || caller.post("/v1/accounts", body.clone()).key("kept");
    call().await.created();
    let path = format!("/v1/service-tokens/{}", made["id"].as_str().unwrap());
    scene.platform.delete(path).await.done();
    call().await.problem(401);
}

async fn the_request_id_is_echoed_or_made(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    for path in ["/livez", "/v1/me", "/nothing"] {
        let answer = client
            .admin
            .get(path)
            .header("X-Request-ID", "abc-123")
            .await;
        assert_eq!(answer.header("x-request-id"), Some("abc-123"), "{answer}");
        let (one, two) = (client.admin.get(path).await, client.admin.get(path).await);
        let made = one.header("x-request-id");
        assert!(made.is_some_and(|id| !id.is_empty()), "{one}");
        assert_ne!(made, two.header("x-request-id"));
    }
    // T1: it is in every event, of changes and of refusals.
    let (change, refusal) = (scene.unique("change"), scene.unique("refusal"));
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    client
        .admin
        .post_nothing(format!("{}/deactivate", client.member(&person)))
        .header("X-Request-ID", &change)
        .await
        .ok();
    client
        .admin
        .post_nothing(format!("{}/deactivate", client.member(&client.admin)))
        .header("X-Request-ID", &refusal)
        .await
        .refused(409, "last-super-admin");
    let events = client.admin.all(&client.at("/audit-events")).await;
    for id in [change, refusal] {
        let found = events
            .iter()
            .filter(|event| event["request_id"] == id.as_str())
            .count();
        assert_eq!(found, 1, "{id} in {events:#?}");
    }
}

/// T4: up to 500 characters.
async fn reasons_reach_the_trail_from_body_and_header(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let (off, on) = (
        format!("{}/deactivate", client.member(&person)),
        format!("{}/reactivate", client.member(&person)),
    );
    let long = "ø".repeat(500);
    client.admin.post(&off, json!({"reason": long})).await.ok();
    client
        .admin
        .post_nothing(&on)
        .header("Latchkey-Reason", "She is back")
        .await
        .ok();
    let path = client.member(&person);
    client
        .admin
        .delete(&path)
        .header("Latchkey-Reason", "She has left")
        .await
        .done();
    let events = client.admin.all(&client.at("/audit-events")).await;
    for (kind, reason) in [
        ("membership.deactivated", long.as_str()),
        ("membership.reactivated", "She is back"),
        ("membership.removed", "She has left"),
    ] {
        let found: Vec<_> = events
            .iter()
            .filter(|event| event["type"] == kind)
            .collect();
        assert_eq!(found.len(), 1, "{kind} in {events:#?}");
        assert!(found[0].to_string().contains(reason), "{}", found[0]);
    }
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let path = client.at(&format!("/permission-sets/{set}"));
    let too_long = json!({"name": "X", "reason": "x".repeat(501)});
    let answer = client.admin.patch(&path, too_long).await;
    answer.refused(422, "invalid");
    let answer = client
        .admin
        .patch(&path, json!({"name": "X"}))
        .header("Latchkey-Reason", &"x".repeat(501))
        .await;
    assert!([400, 422].contains(&answer.status), "{answer}");
}

async fn revisions_are_ordered_and_stand_still_when_nothing_changes(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let off = format!("{}/deactivate", client.member(&person));
    let on = format!("{}/reactivate", client.member(&person));
    let mut last = client.admin.post_nothing(&off).await.revision();
    for path in [&on, &off, &on, &off] {
        let revision = client.admin.post_nothing(path).await.revision();
        assert_eq!(revision.epoch, last.epoch);
        assert!(revision.number > last.number, "{revision} after {last}");
        last = revision;
    }
    // T4: the act finds its result already there. It is read as of now, so not before the last.
    let events = client.admin.all(&client.at("/audit-events")).await.len();
    let again = client.admin.post_nothing(&off).await;
    again.ok();
    assert!(again.revision() >= last);
    let trail = client.admin.all(&client.at("/audit-events")).await;
    assert_eq!(trail.len(), events, "no event for an act without effect");
    // Decisions name the revision they stand on.
    let decision = scene
        .platform
        .ask(&person.id, "contacts.view", &client.id)
        .await;
    let read = decision["context"]["revision"].as_str().unwrap();
    assert!(crate::support::Revision::parse(read) >= last, "{read}");
}

async fn a_body_over_one_mebibyte_is_too_large(server: &Server) {
    let platform = server.platform();
    let body = |bytes: usize| {
        let frame = json!({"name": ""}).to_string().len();
        json!({"name": "x".repeat(bytes - frame)}).to_string()
    };
    // At the limit the length of the name is what is wrong.
    platform
        .call(Method::POST, "/v1/accounts")
        .text("application/json", body(1 << 20))
        .await
        .refused(422, "invalid");
    for bytes in [(1 << 20) + 1, 3 << 20] {
        platform
            .call(Method::POST, "/v1/accounts")
            .text("application/json", body(bytes))
            .await
            .problem(413);
        platform
            .call(Method::POST, "/access/v1/evaluation")
            .text("application/json", body(bytes))
            .await
            .problem(413);
    }
}

async fn bodies_that_are_not_json_are_malformed(server: &Server) {
    let platform = server.platform();
    let post = |media_type: &str, text: &str| {
        platform
            .call(Method::POST, "/v1/accounts")
            .text(media_type, text)
    };
    let name = r#"{"name": "Contoso"}"#;
    for text in [
        "",
        "{",
        "null",
        "[]",
        "7",
        "\"text\"",
        r#"{"name": "Contoso"} {}"#,
        r#"{"name": "Contoso", "name": "Fabrikam"}"#,
        r#"{"name": "\ud800"}"#,
        r#"{name: "Contoso"}"#,
    ] {
        post("application/json", text).await.problem(400);
    }
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    post("application/json", &deep).await.problem(400);
    for media_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/xml",
    ] {
        let answer = post(media_type, name).await;
        assert!([400, 415].contains(&answer.status), "{answer}");
        answer.problem(answer.status);
    }
    for media_type in ["application/json; charset=utf-8", "APPLICATION/JSON"] {
        post(media_type, name).await.created();
    }
    let invalid_utf8 = platform
        .call(Method::POST, "/v1/accounts")
        .bytes("application/json", b"{\"name\": \"\xff\"}".to_vec())
        .await;
    invalid_utf8.problem(400);
}

async fn a_post_without_members_needs_no_body(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let off = format!("{}/deactivate", client.member(&person));
    client.admin.post_nothing(&off).await.ok();
    client.admin.post(&off, json!({})).await.ok();
    client
        .admin
        .call(Method::POST, &off)
        .text("application/json", "")
        .await
        .ok();
    scene
        .owner
        .post_nothing(scene.at_partner("/access-links"))
        .await
        .created();
    scene
        .platform
        .post_nothing("/v1/accounts")
        .await
        .problem(400);
}

async fn unknown_members_are_refused(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    scene
        .platform
        .post("/v1/accounts", json!({"name": "X", "colour": "red"}))
        .await
        .problem(400);
    scene
        .platform
        .put(
            client.member(&scene.owner),
            json!({"access": {"type": "super_admin", "colour": "red"}}),
        )
        .await
        .problem(400);
    client
        .admin
        .post(
            format!("{}/deactivate", client.member(&client.admin)),
            json!({"colour": "red"}),
        )
        .await
        .problem(400);
}

async fn times_are_rfc_3339_in_utc(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.outsider("Dora").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let put = |time: &str| {
        scene.platform.put(
            client.member(&person),
            json!({"access": access::set(&set), "expires_at": time}),
        )
    };
    for (time, meant) in [
        ("2099-01-01T00:00:00Z", "2099-01-01T00:00:00"),
        ("2099-01-01T00:00:00.500Z", "2099-01-01T00:00:00"),
        ("2099-01-01T02:00:00+02:00", "2099-01-01T00:00:00"),
    ] {
        let member = put(time).await.made();
        let shown = member["expires_at"].as_str().unwrap();
        assert!(shown.starts_with(meant), "{shown}");
        assert!(shown.ends_with('Z'), "{shown}");
        for name in ["created_at", "updated_at"] {
            assert!(member[name].as_str().unwrap().ends_with('Z'), "{member}");
        }
        assert_eq!(keys(&member["paid_seats"]), Vec::<&str>::new());
    }
    for time in [
        "2099-01-01",
        "tomorrow",
        "4070908800",
        "2099-13-01T00:00:00Z",
        "",
    ] {
        let answer = put(time).await;
        assert!([400, 422].contains(&answer.status), "{answer}");
        answer.problem(answer.status);
    }
    put("2020-01-01T00:00:00Z").await.invalid("/expires_at");
}

async fn each_token_has_its_own_rate_limit(kind: Kind) {
    let server = Server::start_with(kind, |start| start.with("HTTP__RATE_LIMIT", "5"));
    let platform = server.platform();
    let mut answers = Vec::new();
    for _ in 0..8 {
        answers.push(platform.get("/v1/service-tokens").await);
    }
    let first = &answers[0];
    first.ok();
    let headers: Vec<_> = first
        .headers
        .keys()
        .filter(|name| name.as_str().starts_with("ratelimit"))
        .collect();
    assert!(!headers.is_empty(), "RateLimit-* headers\n{first}");
    let refused = answers.iter().filter(|answer| answer.status == 429);
    assert!(refused.count() >= 2, "{}", answers[7]);
    let last = &answers[7];
    last.problem(429);
    // Others are not held up by it, and neither are the probes.
    assert_eq!(server.anonymous().get("/livez").await.status, 200);
    assert_eq!(server.anonymous().get("/readyz").await.status, 200);
    assert_eq!(
        server
            .anonymous()
            .with_token("another-token")
            .get("/v1/me")
            .await
            .status,
        401
    );
}

/// L2, I3: logs never carry the token of a link or of a caller.
async fn no_log_line_shows_a_token_or_a_link(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let (_, token) = scene.link(&employee).await;
    let page = format!("/v1/access-links/{token}");
    let shown = client.admin.get(&page).await;
    shown.ok();
    client
        .admin
        .post(format!("{page}/approve"), json!({"account": client.id}))
        .await
        .ok();
    client.admin.get(format!("{page}x")).await.not_found();
    let metrics = server.anonymous().get("/metrics").await;
    assert_eq!(metrics.status, 200, "{metrics}");
    let said = server.said();
    for secret in [token.as_str(), client.admin.token(), scene.platform.token()] {
        assert!(!said.contains(secret), "a log line shows a token");
        assert!(!metrics.body.contains(secret), "a metric shows a token");
    }
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

async fn odd_headers_do_no_harm(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let off = format!("{}/deactivate", client.member(&person));
    let long = "x".repeat(3_000);
    for (name, value) in [
        ("X-Request-ID", long.as_str()),
        ("X-Request-ID", "a b\tc"),
        ("X-Request-ID", ""),
        ("X-Request-ID", "ærlig"),
        ("If-Match", "nonsense"),
        ("If-Match", ""),
        ("Latchkey-Reason", "ærlig talt"),
        ("Idempotency-Key", "ærlig"),
        ("Idempotency-Key", "\"half"),
        ("Accept", "application/xml"),
        ("Accept", "nonsense"),
        ("Authorization", "Bearer ærlig"),
    ] {
        let answer = client.admin.post_nothing(&off).header(name, value).await;
        assert!(answer.status < 500, "{name}: {value}\n{answer}");
        assert!(
            answer
                .header("x-request-id")
                .is_some_and(|id| id.len() <= 3_000)
        );
    }
}

async fn a_cursor_outlives_the_item_it_points_at(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    for name in ["Dora", "Egon", "Frida", "Gunn"] {
        scene.staff(&client, name, &["contacts.view"]).await;
    }
    let path = client.at("/members");
    let all = client.admin.all(&path).await;
    let first = client.admin.get(format!("{path}?limit=3")).await.ok();
    let last = first["items"][2]["user"]["id"].as_str().unwrap();
    if last != client.admin.id {
        let gone = client.at(&format!("/members/{last}"));
        client.admin.delete(gone).await.done();
    }
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = client
        .admin
        .get(format!("{path}?limit=3&cursor={cursor}"))
        .await
        .ok();
    assert_eq!(rest["items"].as_array().unwrap().as_slice(), &all[3..]);
    assert_eq!(rest["next_cursor"], Value::Null);
}

async fn extreme_times_and_numbers_do_no_harm(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.partner_admin(&client, "Mona").await;
    let mut findings = Vec::new();
    let mut note = |answer: &crate::support::Answer| {
        if answer.status >= 500 {
            findings.push(answer.to_string());
        }
    };
    for time in [
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999999Z",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:60Z",
        "9999-12-31T23:59:59-23:59",
        "10000-01-01T00:00:00Z",
        "+262142-12-31T23:59:59Z",
        "-262143-01-01T00:00:00Z",
        "292277026596-12-04T15:30:08Z",
        "2099-02-30T00:00:00Z",
    ] {
        let path = client.member(&manager);
        note(&scene.platform.put(&path, json!({"expires_at": time})).await);
        note(&client.admin.get(&path).await);
        for name in ["connected_at", "last_qualifying_activity_at"] {
            let path = scene.at_client(&client, "");
            let import = json!({name: time});
            note(&scene.platform.put(&path, import).await);
            note(&scene.owner.get(&path).await);
        }
        note(&scene.owner.get(scene.at_partner("/clients")).await);
        let encoded = time.replace('+', "%2B").replace(':', "%3A");
        for name in ["from", "to"] {
            let path = client.at(&format!("/audit-events?{name}={encoded}"));
            note(&client.admin.get(path).await);
        }
    }
    for seconds in [
        json!(i64::MAX),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(u32::MAX),
        json!(9_000_000_000_000_000_i64),
        json!(1),
    ] {
        let tokens = format!("/v1/users/{}/tokens", manager.id);
        let body = json!({"label": "long", "expires_in_seconds": seconds});
        note(&scene.platform.post(&tokens, body.clone()).await);
        note(&scene.platform.get(&tokens).await);
        let own = json!({"label": "long", "scopes": ["read"], "expires_in_seconds": seconds});
        note(&manager.post("/v1/me/tokens", own).await);
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
