//! Texts, addresses and times at every door (I5).

use serde_json::{Value, json};

use crate::support::{Scene, Server, access, on_both_databases};

on_both_databases!(
    texts_are_kept_in_one_form,
    hidden_characters_are_refused_everywhere,
    asset_names_are_cleaned_and_cut,
    an_address_in_two_forms_is_one_person,
    searching_folds_case_and_composition,
    times_are_refused_in_queries_and_imports,
    an_activity_at_no_time_is_ignored,
    passwords_have_8_characters_or_more,
    all_bad_permissions_are_reported,
    what_is_accepted_is_accepted_again,
);

/// Composed and decomposed, with characters that nobody sees.
const GIVEN: &str = "\u{feff}Rene\u{301} A\u{ad}\u{200b}B";
const KEPT: &str = "Ren\u{e9} AB";

/// I5: what is answered is in NFC, and is accepted back without a change.
async fn texts_are_kept_in_one_form(server: &Server) {
    let scene = Scene::new(server).await;
    let platform = &scene.platform;
    let client = scene.client(GIVEN).await;
    let account = platform.get(client.at("")).await.ok();
    assert_eq!(account["name"], KEPT);
    let same = platform.patch(client.at(""), json!({"name": KEPT})).await;
    assert_eq!(same.ok()["version"], account["version"], "unchanged");

    let email = format!("{}@elsewhere.test", scene.unique("rene\u{301}"));
    let user = json!({"email": email, "name": GIVEN});
    let user = platform.post("/v1/users", user).await.created();
    assert_eq!(user["name"], KEPT);

    let body = json!({"name": GIVEN, "description": "e\u{301}\r\nb", "permissions": []});
    let sets = client.at("/permission-sets");
    let set = client.admin.post(&sets, body).await.created();
    assert_eq!(set["name"], KEPT);
    assert_eq!(set["description"], "\u{e9}\nb");

    scene.partner_admin(&client, "Pia").await;
    let body = json!({"display_name": GIVEN, "tags": [GIVEN, KEPT]});
    let path = scene.at_client(&client, "");
    let shown = scene.owner.patch(&path, body).await.ok();
    assert_eq!(shown["client"]["name"], KEPT);
    assert_eq!(shown["tags"], json!([KEPT]), "one tag, not two");

    let body = json!({"label": GIVEN, "scopes": ["read"]});
    client.admin.post("/v1/me/tokens", body).await.created();
    let tokens = client.admin.all("/v1/me/tokens").await;
    assert!(
        tokens.iter().any(|token| token["label"] == KEPT),
        "{tokens:?}"
    );

    let reason = "e\u{301}\r\n\u{200b}b";
    let body = json!({"name": "Renamed", "permissions": [], "reason": reason});
    client.admin.post(&sets, body).await.created();
    let trail = client.admin.all(&client.at("/audit-events")).await;
    assert!(
        trail.iter().any(|event| event["reason"] == "\u{e9}\nb"),
        "{trail:?}"
    );
}

/// I5: at every member of every kind; the place is named.
async fn hidden_characters_are_refused_everywhere(server: &Server) {
    let scene = Scene::new(server).await;
    let platform = &scene.platform;
    let client = scene.client("Contoso").await;
    scene.partner_admin(&client, "Pia").await;
    let sets = client.at("/permission-sets");
    let seen = scene.at_client(&client, "");
    for hidden in [
        "a\u{202e}b",
        "a\u{2066}b",
        "a\u{3164}b",
        "\u{115f}",
        "\u{2800}",
        "a\u{200d}b",
        "a\u{fe0f}b",
        "a\u{e0041}b",
        "a\u{7}b",
        "a\u{85}b",
        "a\u{2028}b",
        "\u{200b}",
    ] {
        let email = format!("{}@elsewhere.test", scene.unique("uma"));
        let refused = |call: crate::support::Call, pointer: &'static str| async move {
            call.await.invalid(pointer);
        };
        refused(
            platform.post("/v1/accounts", json!({"name": hidden})),
            "/name",
        )
        .await;
        let user = json!({"email": email, "name": hidden});
        refused(platform.post("/v1/users", user), "/name").await;
        let user = json!({"email": format!("{hidden}@elsewhere.test"), "name": "Uma"});
        refused(platform.post("/v1/users", user), "/email").await;
        let set = json!({"name": hidden, "permissions": []});
        refused(client.admin.post(&sets, set), "/name").await;
        let body = json!({"display_name": hidden});
        refused(scene.owner.patch(&seen, body), "/display_name").await;
        refused(
            scene.owner.patch(&seen, json!({"tags": [hidden]})),
            "/tags/0",
        )
        .await;
        let token = json!({"label": hidden, "scopes": ["read"]});
        refused(client.admin.post("/v1/me/tokens", token), "/label").await;
    }
    for hidden in ["a\u{202e}b", "a\u{3164}b", "a\tb"] {
        let body = json!({"name": "Renamed", "reason": hidden});
        platform.patch(client.at(""), body).await.invalid("/reason");
        let set = json!({"name": "Set", "description": hidden, "permissions": []});
        client.admin.post(&sets, set).await.invalid("/description");
    }
}

/// I5: names of assets are never refused.
async fn asset_names_are_cleaned_and_cut(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let pia = scene.partner_admin(&client, "Pia").await;
    let names = [
        "x".repeat(100_000),
        "a\u{202e}b\nc".to_owned(),
        "\u{3164}".to_owned(),
        String::new(),
    ];
    let assets: Vec<Value> = names
        .iter()
        .enumerate()
        .map(|(n, name)| {
            json!({"external_id": format!("a-{n}"), "kind": "page", "name": name, "owner": pia.id})
        })
        .collect();
    let put = json!({"assets": assets});
    let answer = scene.platform.put(client.at("/assets"), put).await.ok();
    assert_eq!(answer["upserted"], 4);
    let body = json!({"employees": [pia.id], "clients": [client.id]});
    let review = scene.review(&pia, body).await;
    let path = format!(
        "/removals/reviews/{}/assets?client={}&employee={}&kind=page",
        review["review"].as_str().unwrap(),
        client.id,
        pia.id
    );
    let kept = client_names(&pia.all(&scene.at_partner(&path)).await);
    let cut = "x".repeat(200);
    for name in [cut.as_str(), "ab c", "a-2", "a-3"] {
        assert!(kept.contains(&name.to_owned()), "{name} in {kept:?}");
    }
}

fn client_names(items: &[Value]) -> Vec<String> {
    let names = items.iter().map(|item| item["name"].as_str().unwrap());
    names.map(str::to_owned).collect()
}

/// I5: addresses are the same if they are equal in NFC and in lower case.
async fn an_address_in_two_forms_is_one_person(server: &Server) {
    let scene = Scene::new(server).await;
    let platform = &scene.platform;
    let word = scene.unique("x");
    let (composed, decomposed) = (
        format!("jos\u{e9}-{word}@elsewhere.test"),
        format!("JOSE\u{301}-\u{200b}{word}@Elsewhere.test"),
    );
    let body = json!({"email": decomposed, "name": "Jos\u{e9}"});
    let made = platform.post("/v1/users", body).await.created();
    assert_eq!(made["email"], composed.as_str());
    let body = json!({"email": composed, "name": "Jos\u{e9}"});
    platform
        .post("/v1/users", body)
        .await
        .refused(409, "conflict");
    for query in [
        format!("jos%C3%A9-{word}@elsewhere.test"),
        format!("jose%CC%81-{word}@elsewhere.test"),
    ] {
        let found = platform.all(&format!("/v1/users?email={query}")).await;
        assert_eq!(found.len(), 1, "{query}");
        assert_eq!(found[0]["id"], made["id"]);
    }
}

/// I5: the search folds case fully, and composition.
async fn searching_folds_case_and_composition(server: &Server) {
    let scene = Scene::new(server).await;
    let set = scene.partner_set(&["contacts.view"]).await;
    for (name, queries) in [
        ("Wei\u{df}straße", ["WEISSSTRASSE", "wei%C3%9Fstrasse"]),
        ("\u{130}stanbul Ofisi", ["istanbul", "%C4%B0STANBUL"]),
        (
            "\u{39f}\u{394}\u{3a5}\u{3a3}\u{3a3}\u{395}\u{3a5}\u{3a3}",
            [
                "%CE%BF%CE%B4%CF%85%CF%83%CF%83%CE%B5%CF%85%CF%82",
                "%CE%BF%CE%B4%CF%85%CF%83%CF%83%CE%B5%CF%85%CF%83",
            ],
        ),
        ("Caf\u{e9} Noir", ["CAFE%CC%81", "caf%C3%89"]),
    ] {
        let client = scene.client(name).await;
        scene.partner_admin(&client, "Pia").await;
        let word = scene.unique("w");
        let body = json!({"email": format!("\u{df}-{word}@{}", scene.domain), "name": name});
        let user = scene.platform.post("/v1/users", body).await.created();
        let member = format!(
            "/v1/accounts/{}/members/{}",
            scene.partner,
            user["id"].as_str().unwrap()
        );
        let body = json!({"access": access::set(&set)});
        scene.platform.put(&member, body).await.created();
        for query in queries {
            let path = scene.at_partner(&format!("/clients?q={query}"));
            let found = scene.owner.all(&path).await;
            assert_eq!(found.len(), 1, "{query}: {found:?}");
            assert_eq!(found[0]["client"]["id"], client.id.as_str());
            let path = scene.at_partner(&format!("/employees?q={query}"));
            let found = scene.owner.all(&path).await;
            assert_eq!(found.len(), 1, "{query}: {found:?}");
        }
        let path = scene.at_partner(&format!("/employees?q=SS-{word}"));
        assert_eq!(scene.owner.all(&path).await.len(), 1, "by address");
    }
}

/// Times that no clock shows, or that stores order wrongly.
const NO_TIMES: [&str; 4] = [
    "9999-12-31T23:59:59-23:59",
    "1970-01-01T00:00:00+00:01",
    "2026-12-31T23:59:60Z",
    "0000-01-01T00:00:00Z",
];

/// I5; the bodies of all other calls: `every_member_of_every_body_is_checked`.
async fn times_are_refused_in_queries_and_imports(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    for time in NO_TIMES {
        let encoded = time.replace('+', "%2B");
        for name in ["from", "to"] {
            for path in [
                client.at("/audit-events"),
                scene.at_partner("/audit-events"),
            ] {
                let answer = scene.owner.get(format!("{path}?{name}={encoded}")).await;
                answer.invalid(&format!("?{name}"));
            }
        }
        let path = scene.at_client(&client, "");
        for name in ["connected_at", "last_qualifying_activity_at"] {
            let answer = scene.platform.put(&path, json!({name: time})).await;
            answer.invalid(&format!("/{name}"));
        }
        let body = json!({"effective": time, "dry_run": true});
        let path = "/v1/partner-admins/standardize";
        scene.platform.post(path, body).await.invalid("/effective");
    }
    for day in ["1969-12-31", "0001-01-01"] {
        let body = json!({"effective": day, "dry_run": true});
        let path = "/v1/partner-admins/standardize";
        scene.platform.post(path, body).await.invalid("/effective");
    }
    let last = json!({"access": access::super_admin(), "expires_at": "9999-12-31T23:59:59Z"});
    let pia = scene.outsider("Pia").await;
    let made = scene.put_member(&client.id, &pia, last).await;
    let again = json!({"expires_at": made["expires_at"]});
    let same = scene.put_member(&client.id, &pia, again).await;
    assert_eq!(same["expires_at"], made["expires_at"], "its own answer");
}

/// I5: in a batch an item at no time is ignored with a reason, and keeps none of the others.
async fn an_activity_at_no_time_is_ignored(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let pia = scene.partner_admin(&client, "Pia").await;
    let at = |time: &str| json!({"account": client.id, "user": pia.id, "kind": "update", "occurred_at": time});
    let mut activities = vec![at("2026-01-01T00:00:00Z")];
    activities.extend(NO_TIMES.map(at));
    let answer = scene.report(&activities).await;
    assert_eq!(answer["accepted"], 1, "{answer}");
    let ignored = answer["ignored"].as_array().unwrap();
    let expected: Vec<Value> = (1..5)
        .map(|index| json!({"index": index, "reason": "invalid_time"}))
        .collect();
    assert_eq!(ignored, &expected);
}

async fn passwords_have_8_characters_or_more(server: &Server) {
    let scene = Scene::new(server).await;
    let email = |word: &str| format!("{}@elsewhere.test", scene.unique(word));
    let user = scene.outsider("Uma").await;
    let path = format!("/v1/users/{}", user.id);
    let by_external_id = format!("/v1/users/by-external-id/{}", scene.unique("u"));
    for password in ["", "x", "1234567"] {
        let body = json!({"email": email("u"), "name": "Uma", "password": password});
        let platform = &scene.platform;
        platform
            .post("/v1/users", body.clone())
            .await
            .invalid("/password");
        platform
            .put(&by_external_id, body)
            .await
            .invalid("/password");
        let body = json!({"password": password});
        platform.patch(&path, body).await.invalid("/password");
    }
    let long = "a ".repeat(32);
    let body = json!({"email": email("v"), "name": "Uma", "password": long});
    scene.platform.post("/v1/users", body).await.created();
}

/// Every key that cannot be in a set or an adjustment is named, up to 20.
async fn all_bad_permissions_are_reported(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let keys = json!([
        "no.such",
        "contacts.view",
        "super_admins.manage",
        "no.other"
    ]);
    let body = json!({"name": "Set", "permissions": keys});
    let sets = client.at("/permission-sets");
    let answer = client.admin.post(&sets, body).await.problem(422);
    assert_eq!(
        places(&answer),
        ["/permissions/0", "/permissions/2", "/permissions/3"]
    );
    let many: Vec<String> = (0..30).map(|n| format!("no.such{n}")).collect();
    let body = json!({"name": "Set", "permissions": many});
    let answer = client.admin.post(&sets, body).await.problem(422);
    assert_eq!(places(&answer).len(), 20);
    let staff = scene.staff(&client, "Sven", &["contacts.view"]).await;
    let body = json!({"adjustments": {"added": keys, "withheld": ["a.b"]}});
    let answer = client.admin.patch(client.member(&staff), body).await;
    assert_eq!(
        places(&answer.problem(422)),
        [
            "/adjustments/added/0",
            "/adjustments/added/2",
            "/adjustments/added/3",
            "/adjustments/withheld/0",
        ]
    );
}

fn places(problem: &Value) -> Vec<String> {
    let errors = problem["errors"].as_array().unwrap();
    let places = errors
        .iter()
        .map(|error| error["pointer"].as_str().unwrap());
    places.map(str::to_owned).collect()
}

/// Characters that are dropped, composed, folded, joined or refused, with some that are harmless.
const HOSTILE: &str = "aZ0 .-_'\"%\u{e9}e\u{301}\u{30c}J\u{130}\u{3a3}\u{1e9e}\u{df}\u{212b}\u{1100}\
    \u{1161}\u{11a8}\u{ac00}\u{915}\u{94d}\u{628}\u{64e}\u{5d0}\u{200d}\u{200c}\u{fe0f}\u{e0100}\
    \u{845b}\u{2764}\u{1f469}\u{1f3fd}\u{1f3f4}\u{e0067}\u{e007f}\u{ad}\u{200b}\u{feff}\u{34f}\
    \u{200e}\u{a0}\u{3000}\u{2800}\u{10ffff}\u{378}";

/// The next of numbers that look random, the same in every run (an xorshift of 64 bits).
fn next(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

fn hostile(seed: &mut u64) -> String {
    let all: Vec<char> = HOSTILE.chars().collect();
    let length = 1 + next(seed) % 6;
    let count = u64::try_from(all.len()).unwrap();
    (0..length)
        .map(|_| all[usize::try_from(next(seed) % count).unwrap()])
        .collect()
}

/// What is accepted comes back in one form, and that form is accepted back without a change: names,
/// addresses, external ids and times, in answers and in the trail.
async fn what_is_accepted_is_accepted_again(server: &Server) {
    let scene = Scene::new(server).await;
    let platform = &scene.platform;
    let client = scene.client("Contoso").await;
    let sets = client.at("/permission-sets");
    let mut seed = 0x9e37_79b9_7f4a_7c15;
    let mut accepted = 0;
    for _ in 0..60 {
        let (name, local) = (hostile(&mut seed), hostile(&mut seed));
        let external_id = format!("{}{}", hostile(&mut seed), scene.unique("x"));
        let email = format!("{local}{}@Elsewhere.TEST", scene.unique("x"));
        let body = json!({"name": name, "email": email, "external_id": external_id});
        let answer = platform.post("/v1/users", body).await;
        if answer.status == 422 {
            continue;
        }
        accepted += 1;
        let user = answer.created();
        assert_eq!(user["external_id"], external_id.as_str());
        let path = format!("/v1/users/{}", user["id"].as_str().unwrap());
        let members = ["name", "email", "external_id"];
        let again: Value = members
            .map(|member| (member.to_owned(), user[member].clone()))
            .into_iter()
            .collect();
        let same = platform.patch(&path, again).await;
        assert_eq!(same.etag(), platform.get(&path).await.etag());
        assert_eq!(same.ok()["updated_at"], user["updated_at"], "{user}");

        let body = json!({"name": "Set", "permissions": [], "reason": name});
        client.admin.post(&sets, body).await.created();
        let events = client
            .admin
            .get(client.at("/audit-events?limit=2"))
            .await
            .ok();
        let told = &events["items"][0]["reason"];
        assert_eq!(*told, user["name"], "the trail has the same form");
    }
    assert!(accepted > 10, "{accepted} of 60 are accepted");

    let pia = scene.outsider("Pia").await;
    for _ in 0..20 {
        let seconds = next(&mut seed) % 60;
        let (year, hours) = (2030 + next(&mut seed) % 7969, next(&mut seed) % 24);
        let offset = if seed % 2 == 0 { '+' } else { '-' };
        let end = format!("{year}-06-30T23:59:{seconds:02}.123456789{offset}{hours:02}:30");
        let body = json!({"access": access::super_admin(), "expires_at": end});
        let made = scene.put_member(&client.id, &pia, body).await;
        let again = json!({"expires_at": made["expires_at"]});
        let same = scene.put_member(&client.id, &pia, again).await;
        assert_eq!(same["updated_at"], made["updated_at"], "{end}: {made}");
    }
}
