//! Who is in a client on their own behalf: named to the partner, as far as it may know (A6).

use serde_json::{Value, json};

use crate::support::{Client, Person, Scene, Server, access, on_both_databases};

on_both_databases!(
    verified_employees_are_named_and_no_one_else,
    the_client_and_the_person_see_who_knows,
    nobody_is_named_once_the_relationship_has_ended,
    leavers_are_listed_with_what_they_still_have,
    readers_find_the_accounts_that_are_their_own,
);

async fn join(scene: &Scene, client: &Client, person: &Person) {
    let set = scene.client_set(client, &["contacts.view"]).await;
    let body = json!({"access": access::set(&set)});
    scene.put_member(&client.id, person, body).await;
}

fn person(person: &Person) -> Value {
    json!({"id": person.id, "email": person.email, "name": person.name})
}

async fn own_behalf(reader: &Person, scene: &Scene, client: &Client) -> Value {
    let answer = reader.get(scene.at_client(client, "/employees")).await;
    answer.ok()["own_behalf"].clone()
}

/// A6: not the unverified, not another partner's, not the client's staff; and nothing more of them.
async fn verified_employees_are_named_and_no_one_else(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let (olga, uwe) = (
        scene.employee("Olga").await,
        scene.unverified_employee("Uwe").await,
    );
    join(&scene, &client, &olga).await;
    join(&scene, &client, &uwe).await;
    scene.staff(&client, "Dora", &["contacts.view"]).await;
    let (other, rival) = scene.other_partner("Southwind").await;
    join(&scene, &client, &rival).await;
    assert_eq!(
        own_behalf(&mona, &scene, &client).await,
        json!([person(&olga)])
    );
    let of = |person: &Person| scene.at_partner(&format!("/employees/{}", person.id));
    let named = json!([{"id": client.id, "name": client.name}]);
    let shown = mona.get(of(&olga)).await.ok();
    assert_eq!(shown["own_behalf_clients"], named);
    assert_eq!(
        (&shown["clients"], &shown["linked_clients"]),
        (&json!([]), &json!([]))
    );
    let shown = mona.get(of(&uwe)).await.ok();
    assert_eq!(shown["own_behalf_clients"], json!([]));
    // The other partner serves the client, too, and learns of its own people alone.
    let agent = json!({"access": access::partner_admin(), "seat": "partner", "partner": other});
    let second = scene.outsider("Rita").await;
    scene
        .put_member(&other, &second, json!({"access": access::super_admin()}))
        .await;
    scene.put_member(&client.id, &second, agent).await;
    let theirs = format!("/v1/partners/{other}/clients/{}/employees", client.id);
    let seen = second.get(theirs).await.ok();
    assert_eq!(
        seen["own_behalf"],
        json!([]),
        "nobody of theirs is verified"
    );

    // Once linked, an unverified employee has a place of their own.
    let at = scene.employee_at(&client, &uwe);
    mona.post_nothing(format!("{at}/link")).await.ok();
    let answer = mona.get(scene.at_client(&client, "/employees")).await.ok();
    assert_eq!(answer["linked"], json!([person(&uwe)]));
    assert_eq!(answer["own_behalf"], json!([person(&olga)]));
    assert_eq!(mona.get(of(&uwe)).await.ok()["linked_clients"], named);

    // Who leaves stays named for a while, also after their removal.
    let path = format!("/v1/accounts/{}/members/{}", scene.partner, olga.id);
    scene.owner.delete(path).await.done();
    assert_eq!(
        own_behalf(&mona, &scene, &client).await,
        json!([person(&olga)])
    );
    let shown = mona.get(of(&olga)).await.ok();
    assert_eq!(
        (&shown["state"], &shown["own_behalf_clients"]),
        (&json!("left"), &named)
    );
    // It gives no power over the membership.
    let at = scene.employee_at(&client, &olga);
    mona.post_nothing(format!("{at}/deactivate"))
        .await
        .not_found();
}

/// A6: marked so in the client's list and to the person, and nowhere where the partner knows nothing.
async fn the_client_and_the_person_see_who_knows(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let olga = scene.employee("Olga").await;
    join(&scene, &client, &olga).await;
    let marks = async || -> Vec<(String, Value)> {
        let members = client.admin.all(&client.at("/members")).await;
        let marked = members.iter().map(|member| {
            let id = member["user"]["id"].as_str().unwrap();
            (id.to_owned(), member["own_behalf"].clone())
        });
        marked.collect()
    };
    let northwind = json!([{"id": scene.partner, "name": "Northwind"}]);
    for (who, known) in [
        (&client.admin, json!([])),
        (&mona, json!([])),
        (&olga, northwind.clone()),
    ] {
        let mark = (who.id.clone(), known.clone());
        assert!(marks().await.contains(&mark), "{}", who.name);
        let me = who.get("/v1/me").await.ok();
        let there = me["items"].as_array().unwrap().iter();
        let there: Vec<_> = there
            .filter(|it| {
                it["account"]["id"] == json!(client.id) || it["account"] == json!(client.id)
            })
            .collect();
        assert_eq!(there[0]["own_behalf"], known);
    }
    // The partner's list says it in its own place.
    let seen = mona.get(scene.at_client(&client, "/employees")).await.ok();
    assert_eq!(seen["items"][0].get("own_behalf"), None);
    mona.post_nothing(scene.at_client(&client, "/end-services"))
        .await
        .ok();
    assert!(marks().await.contains(&(olga.id.clone(), json!([]))));
}

/// A6: where the relationship has ended, the partner learns nothing.
async fn nobody_is_named_once_the_relationship_has_ended(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let olga = scene.employee("Olga").await;
    join(&scene, &client, &olga).await;
    let services = |act: &str| scene.at_client(&client, &format!("/{act}-services"));
    let of = scene.at_partner(&format!("/employees/{}", olga.id));
    for (act, named) in [("end", 0), ("resume", 1)] {
        mona.post_nothing(services(act)).await.ok();
        let seen = own_behalf(&mona, &scene, &client).await;
        assert_eq!(seen.as_array().unwrap().len(), named, "{act}");
        let shown = mona.get(&of).await.ok();
        let clients = shown["own_behalf_clients"].as_array().unwrap().len();
        assert_eq!(clients, named, "{act}");
    }
    // An account that is no client of the partner is none, whoever is there.
    let private = scene.client("Private").await;
    join(&scene, &private, &olga).await;
    mona.get(scene.at_client(&private, "/employees"))
        .await
        .not_found();
    let shown = mona.get(&of).await.ok();
    assert_eq!(shown["own_behalf_clients"].as_array().unwrap().len(), 1);
}

/// Words, D8: leavers have memberships that were given before a break, whether they are back, or gone.
async fn leavers_are_listed_with_what_they_still_have(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let petra = scene.partner_admin(&client, "Petra").await;
    let left = scene.at_partner("/employees?state=left");
    let none: [Value; 0] = [];
    assert_eq!(mona.all(&left).await, none);
    let at_home = format!("/v1/accounts/{}/members/{}", scene.partner, petra.id);
    scene
        .owner
        .post_nothing(format!("{at_home}/deactivate"))
        .await
        .ok();
    let items = mona.all(&left).await;
    let expected = json!([{
        "user": person(&petra), "state": "left", "engagement": "employee", "verified": true,
        "clients": [{
            "client": {"id": client.id, "name": client.name},
            "access": {"type": "partner_admin"}, "permission_set_name": null,
            "status": "active", "in_force": false, "why_not": "not_an_employee",
            "expires_at": null,
        }],
        "linked_clients": [], "own_behalf_clients": [],
    }]);
    assert_eq!(json!(items), expected);
    let of = scene.at_partner(&format!("/employees/{}", petra.id));
    assert_eq!(mona.get(&of).await.ok(), expected[0]);
    let found = mona.all(&format!("{left}&q=petra")).await;
    assert_eq!(found.len(), 1);
    let found = mona.all(&format!("{left}&verified=false")).await;
    assert_eq!(found, none);
    let employed = mona.all(&scene.at_partner("/employees")).await;
    assert!(employed.iter().all(|item| item["user"]["id"] != petra.id));
    let bad = mona.get(scene.at_partner("/employees?state=gone")).await;
    bad.invalid("?state");
    // Removed, they are still there; back again, they are employed and have something left.
    scene.owner.delete(&at_home).await.done();
    let items = mona.all(&left).await;
    assert_eq!(items[0]["user"]["id"], petra.id);
    assert_eq!(items[0]["engagement"], Value::Null);
    let body = json!({"access": access::set(&scene.managing)});
    scene.put_member(&scene.partner, &petra, body).await;
    assert_eq!(mona.all(&left).await[0]["state"], "employed");
    // Once it is removed, nothing is left, and nobody is known any more.
    scene.owner.delete(&at_home).await.done();
    client.admin.delete(client.member(&petra)).await.done();
    assert_eq!(mona.all(&left).await, none);
    mona.get(&of).await.not_found();
}

/// A6, L8: who is super admin somewhere on their own behalf finds that account among the clients, and
/// nobody else does.
async fn readers_find_the_accounts_that_are_their_own(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let private = scene.client("Private").await;
    let body = json!({"access": access::super_admin()});
    scene.put_member(&private.id, &mona, body).await;
    let clients = scene.at_partner("/clients");
    let ids = async |reader: &Person, query: &str| -> Vec<Value> {
        let items = reader.all(&format!("{clients}{query}")).await;
        items
            .iter()
            .map(|item| item["client"]["id"].clone())
            .collect()
    };
    let both = ids(&mona, "").await;
    assert!(
        both.contains(&json!(private.id)) && both.len() == 2,
        "{both:?}"
    );
    assert_eq!(
        ids(&mona, "?access_type=super_admin").await,
        [json!(private.id)]
    );
    assert_eq!(
        ids(&mona, "?access_type=partner_admin").await,
        [json!(client.id)]
    );
    assert_eq!(ids(&mona, "?status=connected").await, [json!(client.id)]);
    assert_eq!(ids(&scene.owner, "").await, [json!(client.id)]);
    let one = scene.at_partner(&format!("/clients/{}", private.id));
    let shown = mona.get(&one).await.ok();
    assert_eq!(shown["my_access"], json!({"type": "super_admin"}));
    assert_eq!(
        (&shown["relationship"], &shown["tags"]),
        (&Value::Null, &json!([]))
    );
    let nobody = json!({"active": 0, "deactivated": 0, "in_force": 0});
    assert_eq!(shown["employees"], nobody);
    scene.owner.get(&one).await.not_found();
    mona.patch(&one, json!({"tags": ["mine"]}))
        .await
        .not_found();
    mona.get(scene.at_client(&private, "/employees"))
        .await
        .not_found();
    let counts = mona.get(scene.at_partner(&format!("/clients/{}", client.id)));
    let in_force = json!({"active": 1, "deactivated": 0, "in_force": 1});
    assert_eq!(counts.await.ok()["employees"], in_force);
    // From there they change themselves to partner admin (L8a).
    let change = format!(
        "{}/change-to-partner-admin",
        scene.employee_at(&private, &mona)
    );
    mona.post_nothing(change).await.ok();
    assert_eq!(ids(&scene.owner, "").await.len(), 2);
}
