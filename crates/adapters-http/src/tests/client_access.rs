//! The client access manager.

use latchkey_domain::people::token::Scope;
use serde_json::json;

use super::support::{HttpBed, PLATFORM};

#[actix_web::test]
async fn u1_a_partner_sees_its_clients() {
    let bed = HttpBed::open().await;
    let marit = bed.token_of(bed.world.marit).await;
    let clients = format!("/v1/partners/{}/clients", bed.world.northwind);
    let listed = bed.get(&marit, &clients).await.json();
    let harbour = json!({
        "client": {"id": bed.world.harbour.to_string(), "name": "Harbour & Pine",
            "official_name": "Harbour & Pine"},
        "my_access": {"type": "partner_admin"},
        "tags": [],
        "employees": {"active": 1, "deactivated": 0, "in_force": 1},
        "relationship": {"status": "connected", "ends_at": null,
            "last_qualifying_activity_at": null, "connected_at": "2026-02-12T09:00:00Z"},
    });
    assert_eq!(listed["items"], json!([harbour]));
    for (query, count) in [
        ("access_type=partner_admin&access_type=other", 1),
        ("access_type=super_admin", 0),
        ("q=HARB", 1),
        ("q=%20", 1),
        ("status=ended", 0),
        ("tag=vip", 0),
    ] {
        let found = bed.get(&marit, &format!("{clients}?{query}")).await.json();
        assert_eq!(
            found["items"].as_array().map(Vec::len),
            Some(count),
            "{query}"
        );
    }
    let bad = format!("{clients}?access_type=none&status=new&limit=0");
    assert_eq!(
        bed.get(&marit, &bad).await.pointers(),
        ["?access_type", "?status", "?limit"]
    );
    let too_many = format!("{clients}?{}", ["access_type=other"; 21].join("&"));
    let got = bed.get(&marit, &too_many).await;
    assert_eq!(got.pointers(), ["?access_type"]);
    assert!(got.text.contains("must have at most 20 items"), "{got:?}");
}

/// I7: as people see them, but without an own access; what filters by it is no question for the platform.
#[actix_web::test]
async fn i7_the_platform_reads_the_clients_of_a_partner() {
    let bed = HttpBed::open().await;
    let provision = bed.service_token(&[Scope::Provision]).await;
    let marit = bed.token_of(bed.world.marit).await;
    let others = bed.service_token(&[Scope::Audit, Scope::Admin]).await;
    let (by_id, harbour) = (bed.world.northwind.to_string(), bed.world.harbour);
    for partner in ["northwind", &by_id] {
        let clients = format!("/v1/partners/{partner}/clients");
        let listed = bed.get(&provision, &clients).await.json();
        let [client] = listed["items"].as_array().unwrap().as_slice() else {
            panic!("Harbour & Pine is the only client: {listed}");
        };
        assert_eq!(client["client"]["id"], harbour.to_string());
        assert!(client["my_access"].is_null());
        let one = bed
            .get(&provision, &format!("{clients}/harbour"))
            .await
            .json();
        assert!(one["my_access"].is_null());
        let employees = format!("{clients}/harbour/employees");
        let employees = bed.get(&provision, &employees).await.json();
        assert_eq!(employees["items"].as_array().map(Vec::len), Some(1));
        let own = bed
            .get(&provision, &format!("{clients}?access_type=partner_admin"))
            .await;
        assert_eq!(own.pointers(), ["?access_type"]);
        assert_eq!(bed.get(&others, &clients).await.code().0, 403);
    }
    let own = bed
        .get(&marit, &format!("/v1/partners/{by_id}/clients/{harbour}"))
        .await;
    assert_eq!(own.json()["my_access"]["type"], "partner_admin");
    for (path, code) in [
        ("/v1/partners/harbour/clients", 404),
        ("/v1/partners/nowhere/clients", 404),
        ("/v1/partners/northwind/clients/elsewhere", 404),
        ("/v1/partners/northwind/clients/elsewhere/employees", 404),
        ("/v1/partners/northwind/employees/u-helen", 404),
        ("/v1/partners/northwind/employees/u-marit", 200),
    ] {
        assert_eq!(bed.get(&provision, path).await.status, code, "{path}");
    }
}

#[actix_web::test]
async fn r6_a_partner_names_and_tags_its_client() {
    let bed = HttpBed::open().await;
    let tomas = bed.token_of(bed.world.tomas).await;
    let path = format!(
        "/v1/partners/{}/clients/{}",
        bed.world.northwind, bed.world.harbour
    );
    let change = json!({"display_name": "Pine", "tags": ["vip", "north"]});
    let changed = bed.patch(&tomas, &path, change).await;
    assert_eq!(changed.json()["client"]["name"], "Pine", "{changed:?}");
    assert_eq!(changed.json()["tags"], json!(["north", "vip"]));
    let shown = bed.get(&tomas, &path).await;
    assert_eq!(shown.json(), changed.json());
    assert_eq!(shown.header("etag"), changed.header("etag"));
    let bad = json!({"tags": ["", "x"], "display_name": ""});
    assert_eq!(
        bed.patch(&tomas, &path, bad).await.pointers(),
        ["/display_name", "/tags/0"]
    );
}

#[actix_web::test]
async fn a4_employees_are_added_each_with_a_result() {
    let bed = HttpBed::open().await;
    let world = &bed.world;
    let marit = bed.token_of(world.marit).await;
    let client = format!("/v1/partners/{}/clients/{}", world.northwind, world.harbour);
    let path = format!("{client}/employees");
    let set = world.standard_set("sales_rep").to_string();
    let employees = json!([world.jonas.to_string(), world.helen.to_string()]);
    let dry = json!({"employees": employees, "permission_set": set, "dry_run": true});
    let dry = bed.post(&marit, &path, dry).await.json();
    let wet = json!({"employees": employees, "permission_set": set});
    let wet = bed.post(&marit, &path, wet).await;
    assert_eq!(wet.status, 200, "{wet:?}");
    assert_eq!(wet.json(), dry);
    let results = wet.json()["results"].clone();
    assert_eq!(
        (&results[0]["outcome"], &results[0]["employee"]),
        (&json!("added"), &json!(world.jonas.to_string()))
    );
    assert!(results[0].get("problem").is_none());
    assert_eq!(
        (&results[1]["outcome"], &results[1]["problem"]),
        (&json!("refused"), &json!("not-an-employee"))
    );
    assert!(results[0].get("detail").is_none());
    assert_eq!(
        results[1]["detail"],
        "Check the id, and the person's membership in the partner's account."
    );
    let again = json!({"employees": [world.jonas.to_string()], "permission_set": set});
    let again = bed.post(&marit, &path, again).await.json();
    assert_eq!(again["results"][0]["problem"], "already-a-member");
    assert_eq!(
        again["results"][0]["detail"],
        "Change or reactivate their membership instead."
    );

    let listed = bed.get(&marit, &path).await.json();
    assert_eq!(
        (listed["items"].as_array().map(Vec::len), &listed["linked"]),
        (Some(2), &json!([]))
    );
    let one = format!("{path}/{}", world.jonas);
    let other = world.standard_set("marketing_editor").to_string();
    let changed = bed
        .patch(&marit, &one, json!({"permission_set": other}))
        .await
        .json();
    assert_eq!(changed["outcome"], "changed", "{changed}");
    let off = bed
        .post(&marit, &format!("{one}/deactivate"), json!({}))
        .await
        .json();
    assert_eq!(
        (&off["status"], &off["partner"]),
        (&json!("deactivated"), &json!(world.northwind.to_string()))
    );
    let on = bed
        .post(&marit, &format!("{one}/reactivate"), json!({}))
        .await
        .json();
    assert_eq!(on["status"], "active");
    let stranger = format!("{path}/{}/deactivate", world.helen);
    assert_eq!(bed.post(&marit, &stranger, json!({})).await.code().0, 404);

    let bad = json!({"employees": ["acc_1", "x"], "expires_at": "never"});
    let bad = bed.post(&marit, &path, bad).await;
    assert_eq!(
        bad.pointers(),
        [
            "/employees/0",
            "/employees/1",
            "/permission_set",
            "/expires_at"
        ]
    );
    let none = json!({"employees": [], "permission_set": set});
    assert_eq!(
        bed.post(&marit, &path, none).await.pointers(),
        ["/employees"]
    );
    let sets = bed
        .get(&marit, &format!("{client}/assignable-permission-sets"))
        .await
        .json();
    assert!(sets["items"][0]["withheld"].is_array());
}

#[actix_web::test]
async fn employees_are_listed_with_their_clients() {
    let bed = HttpBed::open().await;
    let priya = bed.token_of(bed.world.priya).await;
    let employees = format!("/v1/partners/{}/employees", bed.world.northwind);
    let listed = bed
        .get(&priya, &format!("{employees}?verified=false"))
        .await
        .json();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
    let kaya = &listed["items"][0];
    assert_eq!(
        (&kaya["user"]["id"], &kaya["engagement"]),
        (&json!(bed.world.kaya.to_string()), &json!("contractor"))
    );
    let marit = format!("{employees}/{}", bed.world.marit);
    let marit = bed.get(&priya, &marit).await.json();
    let client = &marit["clients"][0];
    assert_eq!(
        client["client"],
        json!({"id": bed.world.harbour.to_string(), "name": "Harbour & Pine"})
    );
    assert_eq!(client["access"], json!({"type": "partner_admin"}));
    let bad = format!("{employees}?engagement=x&verified=1");
    assert_eq!(
        bed.get(&priya, &bad).await.pointers(),
        ["?engagement", "?verified"]
    );
    let tomas = bed.token_of(bed.world.tomas).await;
    let kaya = format!("{employees}/{}", bed.world.kaya);
    let changed = bed
        .patch(&tomas, &kaya, json!({"engagement": "employee"}))
        .await;
    assert_eq!(changed.json()["engagement"], "employee", "{changed:?}");
    assert_eq!(changed.header("etag"), Some("\"2\""));
}

#[actix_web::test]
async fn i2_domains_are_seen_and_replaced() {
    let bed = HttpBed::open().await;
    let marit = bed.token_of(bed.world.marit).await;
    let path = format!("/v1/partners/{}/email-domains", bed.world.northwind);
    let there = json!({"domains": ["northwind.example"]});
    assert_eq!(bed.get(&marit, &path).await.json(), there);
    let foreign = json!({"domains": ["northwind.example", "other.example"]});
    assert_eq!(
        bed.put(&marit, &path, foreign.clone()).await.code().1,
        "conflict"
    );
    assert_eq!(
        bed.put(PLATFORM, &path, foreign.clone()).await.json(),
        foreign
    );
    let bad = json!({"domains": ["fine.example", "not a domain"]});
    assert_eq!(
        bed.put(PLATFORM, &path, bad).await.pointers(),
        ["/domains/1"]
    );
    let public = json!({"domains": ["gmail.com"]});
    assert_eq!(
        bed.put(PLATFORM, &path, public).await.pointers(),
        ["/domains/0"]
    );
}
