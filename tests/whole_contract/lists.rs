//! How long lists are read page by page.

use serde_json::{Value, json};

use crate::support::{Caller, Scene, Server, access, on_both_databases};

on_both_databases!(
    a_long_list_is_walked_without_loss_or_repetition,
    a_bad_limit_or_cursor_is_refused,
    a_cursor_outlives_the_item_it_points_at,
);

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
