//! The list of a partner's clients.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{act, add, change};
use crate::support::{Client, Scene, Server, access, on_both_databases};

on_both_databases!(
    is_filtered_by_access_type,
    is_searched_filtered_and_paged,
    another_partners_paths_are_closed,
    reading_needs_view,
    a_partner_may_be_a_client_of_another_partner,
);

fn ids(items: &[Value]) -> BTreeSet<String> {
    items
        .iter()
        .map(|item| item["client"]["id"].as_str().unwrap().to_owned())
        .collect()
}

/// U1: it looks at memberships that exist, deactivated ones included.
async fn is_filtered_by_access_type(server: &Server) {
    let scene = Scene::new(server).await;
    let mona = scene.manager("Mona").await;
    let colleague = scene.employee("Emil").await;
    let [
        as_admin,
        as_super,
        otherwise,
        colleagues,
        off,
        imported,
        past,
    ] = [
        scene.client("As admin").await,
        scene.client("As super").await,
        scene.client("Otherwise").await,
        scene.client("Colleagues").await,
        scene.client("Off").await,
        scene.client("Imported").await,
        scene.client("Past").await,
    ];
    scene.make_partner_admin(&as_admin, &mona).await;
    let body = json!({"access": access::super_admin(), "partner": scene.partner});
    scene.put_member(&as_super.id, &mona, body).await;
    let set = scene.client_set(&otherwise, &["contacts.view"]).await;
    scene.let_act(&otherwise, &mona, &set).await;
    scene.let_act(&otherwise, &colleague, &set).await;
    scene.make_partner_admin(&colleagues, &colleague).await;
    scene.make_partner_admin(&off, &mona).await;
    let body = json!({"status": "deactivated"});
    scene.put_member(&off.id, &mona, body).await;
    // Without memberships: one whose relationship has not ended, and one whose has.
    scene
        .platform
        .put(
            scene.at_client(&imported, ""),
            json!({"connected_at": "2024-01-01T00:00:00Z"}),
        )
        .await
        .made();
    scene
        .platform
        .put(
            scene.at_client(&past, ""),
            json!({
                "connected_at": "2020-01-01T00:00:00Z",
                "last_qualifying_activity_at": "2020-02-01T00:00:00Z",
            }),
        )
        .await
        .made();
    // No client of this partner at all.
    let (other, owner) = scene.other_partner("Southwind").await;
    let elsewhere = scene.client("Elsewhere").await;
    let body = json!({"access": access::partner_admin(), "seat": "partner", "partner": other});
    scene.put_member(&elsewhere.id, &owner, body).await;

    let list = async |query: &str| ids(&mona.all(&scene.at_partner(query)).await);
    let expect = |clients: &[&Client]| -> BTreeSet<String> {
        clients.iter().map(|client| client.id.clone()).collect()
    };
    let by = |kinds: &[&str]| {
        let query: Vec<_> = kinds
            .iter()
            .map(|kind| format!("access_type={kind}"))
            .collect();
        format!("/clients?{}", query.join("&"))
    };
    assert_eq!(
        list(&by(&["partner_admin"])).await,
        expect(&[&as_admin, &off])
    );
    assert_eq!(list(&by(&["super_admin"])).await, expect(&[&as_super]));
    assert_eq!(list(&by(&["other"])).await, expect(&[&otherwise]));
    assert_eq!(
        list(&by(&["colleagues_only"])).await,
        expect(&[&colleagues])
    );
    assert_eq!(
        list(&by(&["super_admin", "colleagues_only"])).await,
        expect(&[&as_super, &colleagues])
    );
    let all = ["partner_admin", "super_admin", "other", "colleagues_only"];
    assert_eq!(
        list(&by(&all)).await,
        expect(&[&as_admin, &as_super, &otherwise, &colleagues, &off])
    );
    assert_eq!(
        list("/clients").await,
        expect(&[
            &as_admin,
            &as_super,
            &otherwise,
            &colleagues,
            &off,
            &imported
        ])
    );
    let answer = mona
        .get(scene.at_partner("/clients?access_type=friend"))
        .await;
    assert!([400, 422].contains(&answer.status), "{answer}");

    let items = mona.all(&scene.at_partner("/clients")).await;
    let item = |client: &Client| {
        items
            .iter()
            .find(|item| item["client"]["id"] == client.id.as_str())
            .unwrap()
    };
    assert_eq!(
        item(&otherwise)["employees"],
        json!({"active": 2, "deactivated": 0, "in_force": 2})
    );
    assert_eq!(
        item(&off)["employees"],
        json!({"active": 0, "deactivated": 1, "in_force": 0})
    );
    assert_eq!(item(&as_admin)["relationship"]["status"], "connected");
    assert_eq!(item(&colleagues)["my_access"], Value::Null);
    assert_ne!(item(&as_admin)["my_access"], Value::Null);
    assert_eq!(item(&as_admin)["tags"], json!([]));
}

/// R6, U1: `q` looks at either name, in any case.
async fn is_searched_filtered_and_paged(server: &Server) {
    let scene = Scene::new(server).await;
    let mona = scene.manager("Mona").await;
    let mut clients = Vec::new();
    for name in [
        "Contoso Søk",
        "Fabrikam",
        "Litware",
        "contoso nord",
        "Zebra",
    ] {
        let client = scene.client(name).await;
        scene.make_partner_admin(&client, &mona).await;
        clients.push(client);
    }
    let rename = |client: &Client, body: Value| {
        let path = scene.at_client(client, "");
        let mona = mona.clone();
        async move { mona.patch(path, body).await.ok() }
    };
    rename(
        &clients[1],
        json!({"display_name": "Our ÆTHER", "tags": ["north", "retainer"]}),
    )
    .await;
    rename(&clients[2], json!({"tags": ["north"]})).await;
    let names = async |query: &str| -> BTreeSet<String> {
        mona.all(&scene.at_partner(&format!("/clients?{query}")))
            .await
            .iter()
            .map(|item| item["client"]["official_name"].as_str().unwrap().to_owned())
            .collect()
    };
    let expect = |names: &[&str]| -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    };
    assert_eq!(
        names("q=CONTOSO").await,
        expect(&["Contoso Søk", "contoso nord"])
    );
    assert_eq!(names("q=s%C3%98K").await, expect(&["Contoso Søk"]));
    assert_eq!(
        names("q=%C3%A6ther").await,
        expect(&["Fabrikam"]),
        "the own name"
    );
    assert_eq!(
        names("q=fabri").await,
        expect(&["Fabrikam"]),
        "the official one"
    );
    assert_eq!(names("q=nothing").await, expect(&[]));
    // What a pattern would mean elsewhere is a letter here.
    for letter in ["%25", "_", "%5C", "*", "'"] {
        assert_eq!(names(&format!("q={letter}")).await, expect(&[]), "{letter}");
    }
    assert_eq!(names("tag=north").await, expect(&["Fabrikam", "Litware"]));
    assert_eq!(names("tag=retainer").await, expect(&["Fabrikam"]));
    assert_eq!(names("tag=nort").await, expect(&[]));
    assert_eq!(names("tag=north&q=lit").await, expect(&["Litware"]));
    assert_eq!(names("status=connected").await.len(), 5);
    assert_eq!(names("status=managed").await, expect(&[]));
    let answer = mona.get(scene.at_partner("/clients?status=friend")).await;
    assert!([400, 422].contains(&answer.status), "{answer}");
    // Pages, with a filter and without, give each client once in one order.
    for query in ["", "?q=o", "?access_type=partner_admin&access_type=other"] {
        let path = scene.at_partner(&format!("/clients{query}"));
        let whole: Vec<_> = mona.all(&path).await;
        for limit in [1, 2, 3] {
            let walked: Vec<_> = mona.pages(&path, limit).await.concat();
            assert_eq!(walked, whole, "limit {limit} of {path}");
        }
    }
    // A cursor belongs to its list.
    let first = mona
        .get(scene.at_partner("/clients?limit=1&q=o"))
        .await
        .ok();
    let cursor = first["next_cursor"].as_str().unwrap();
    let answer = mona
        .get(scene.at_partner(&format!("/employees?limit=1&cursor={cursor}")))
        .await;
    assert!([400, 422].contains(&answer.status), "{answer}");
}

async fn another_partners_paths_are_closed(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    let (other, owner) = scene.other_partner("Southwind").await;
    let body = json!({"access": access::partner_admin(), "seat": "partner", "partner": other});
    scene.put_member(&client.id, &owner, body).await;
    for caller in [&owner, &client.admin, &scene.outsider("Sven").await] {
        for path in [
            "/clients",
            "/employees",
            "/access-links",
            "/email-domains",
            "/audit-events",
        ] {
            caller.get(scene.at_partner(path)).await.kept_out();
        }
        caller.get(scene.at_client(&client, "")).await.kept_out();
        add(caller, &scene, &client, &worker, &set).await.kept_out();
        change(caller, &scene, &client, &mona, &set)
            .await
            .kept_out();
        act(caller, &scene, &client, &mona, "deactivate")
            .await
            .kept_out();
    }
    // An account that never was a partner has none of these paths for its own super admin either.
    let path = format!("/v1/partners/{}/clients", client.id);
    let answer = client.admin.get(path).await;
    assert!([403, 404, 409].contains(&answer.status), "{answer}");
    assert!(scene.may(&mona, "contacts.view", &client).await);
}

/// Every GET needs `.view`, the trail included; edit implies view.
async fn reading_needs_view(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let worker = scene.employee("Emil").await;
    scene.make_partner_admin(&client, &worker).await;
    let (viewer, manager) = (scene.viewer("Vera").await, scene.manager("Mona").await);
    for path in [
        scene.at_partner("/clients"),
        scene.at_client(&client, ""),
        scene.at_client(&client, "/employees"),
        scene.at_partner("/employees"),
        scene.at_partner(&format!("/employees/{}", worker.id)),
        scene.at_partner("/audit-events"),
    ] {
        worker.get(&path).await.missing_permission();
        for caller in [&viewer, &manager, &scene.owner] {
            caller.get(&path).await.ok();
        }
    }
}

/// A partner is an account like any other, seen by another partner.
async fn a_partner_may_be_a_client_of_another_partner(server: &Server) {
    let scene = Scene::new(server).await;
    let (southwind, otto) = scene.other_partner("Southwind").await;
    let link = otto
        .post_nothing(format!("/v1/partners/{southwind}/access-links"))
        .await
        .created();
    let token = link["url"].as_str().unwrap().rsplit('/').next().unwrap();
    let approved = scene
        .owner
        .post(
            format!("/v1/access-links/{token}/approve"),
            json!({"account": scene.partner}),
        )
        .await
        .ok();
    assert_eq!(approved["outcome"], "created");
    let clients = otto.all(&format!("/v1/partners/{southwind}/clients")).await;
    assert_eq!(ids(&clients), BTreeSet::from([scene.partner.clone()]));
    // Otto works in Northwind's account for Southwind: that makes him no employee of Northwind's.
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let result = scene.add(&mona, &client, &otto, &scene.working).await;
    assert_eq!(result["problem"], "not-an-employee");
    let answer = scene
        .owner
        .post(
            scene.at_partner("/access-links"),
            json!({"employee": otto.id}),
        )
        .await;
    answer.refused_as_one_of(&[(409, "not-an-employee"), (404, "not-found")]);
    let employees = mona.get(scene.at_partner("/employees")).await;
    assert!(!employees.body.contains(&otto.id), "{employees}");
}
