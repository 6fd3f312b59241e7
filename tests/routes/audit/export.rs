//! What is taken out of the trail, its head, and what each side sees of the other in what was built
//! after it: operations, severing, links and changes to partner admin.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{
    Client, Person, Scene, Server, access, at_operation,
    exports::{read_lines, read_table},
    on_both_databases,
};

on_both_databases!(
    exports_hold_the_same_events_as_the_list,
    exports_take_the_same_filters,
    a_table_is_safe_to_open,
    exports_are_for_those_who_may_read,
    a_partner_takes_out_only_what_it_sees,
    each_side_sees_the_other_by_name_alone,
    filters_are_checked_in_exports_too,
);

const LINES: &str = "application/x-ndjson";

const TABLE: &str = "text/csv";

async fn export(caller: &Person, path: &str, media_type: &str) -> String {
    let answer = caller.get(path).header("Accept", media_type).await;
    assert_eq!(answer.status, 200, "{answer}");
    let found = answer.header("content-type").unwrap_or_default();
    assert!(found.starts_with(media_type), "{answer}");
    answer.body
}

fn ids(events: &[Value]) -> Vec<String> {
    events
        .iter()
        .map(|event| event["id"].as_str().unwrap().to_owned())
        .collect()
}

/// A client whose trail is longer than a page.
async fn busy(scene: &Scene) -> (Client, Person, Person) {
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let emil = scene.employee("Emil").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    scene.add(&mona, &client, &emil, &set).await;
    for round in 0..110 {
        let act = ["deactivate", "reactivate"][round % 2];
        mona.post_nothing(format!("{}/{act}", scene.employee_at(&client, &emil)))
            .await
            .ok();
    }
    (client, mona, emil)
}

/// T3.
async fn exports_hold_the_same_events_as_the_list(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, ..) = busy(&scene).await;
    for (caller, path) in [
        (&client.admin, client.at("/audit-events")),
        (&scene.owner, scene.at_partner("/audit-events")),
    ] {
        let listed = caller.all(&path).await;
        assert!(listed.len() > 100);
        let lines = read_lines(&export(caller, &path, LINES).await);
        let sorted = |events: &[Value]| -> BTreeSet<String> { ids(events).into_iter().collect() };
        assert_eq!(lines.len(), listed.len());
        assert_eq!(sorted(&lines), sorted(&listed));
        for event in &listed {
            let line = lines.iter().find(|line| line["id"] == event["id"]).unwrap();
            assert_eq!(line, event, "the same as in the list");
        }
        let table = read_table(&export(caller, &path, TABLE).await);
        let (heads, rows) = table.split_first().unwrap();
        assert_eq!(rows.len(), listed.len());
        let place = heads.iter().position(|head| head == "id").unwrap();
        let found: BTreeSet<_> = rows.iter().map(|row| row[place].clone()).collect();
        assert_eq!(found, sorted(&listed));
        for row in rows {
            assert_eq!(row.len(), heads.len(), "{row:?}");
        }
        // Unpaged, whatever the limit.
        let limited = export(caller, &format!("{path}?limit=1"), LINES).await;
        assert_eq!(read_lines(&limited).len(), listed.len());
    }
}

async fn exports_take_the_same_filters(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = busy(&scene).await;
    let path = client.at("/audit-events");
    let middle = client.admin.all(&path).await[60]["at"]
        .as_str()
        .unwrap()
        .to_owned();
    for query in [
        format!("actor={}", mona.id),
        format!("user={}", emil.id),
        format!("account={}", client.id),
        "type=membership.reactivated".to_owned(),
        format!("from={middle}"),
        format!("to={middle}"),
        format!("user={}&type=membership.created", emil.id),
        "type=no.such.type".to_owned(),
    ] {
        let path = format!("{path}?{query}");
        let listed = client.admin.all(&path).await;
        let lines = read_lines(&export(&client.admin, &path, LINES).await);
        assert_eq!(lines.len(), listed.len(), "{query}");
        let table = read_table(&export(&client.admin, &path, TABLE).await);
        assert_eq!(table.len(), listed.len() + 1, "{query}");
    }
}

/// A cell that a spreadsheet would take for a formula is not left as one.
async fn a_table_is_safe_to_open(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let formulas = [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "=cmd|'/C calc'!A0, \"quoted\"",
        "two\nlines; ærlig",
    ];
    for (round, reason) in formulas.iter().enumerate() {
        let act = ["deactivate", "reactivate"][round % 2];
        client
            .admin
            .post(
                format!("{}/{act}", client.member(&person)),
                json!({"reason": reason}),
            )
            .await
            .ok();
    }
    let name = json!({"name": "=HYPERLINK(\"http://x\")"});
    scene
        .platform
        .patch(format!("/v1/users/{}", person.id), name)
        .await
        .ok();
    let table = read_table(&export(&client.admin, &client.at("/audit-events"), TABLE).await);
    for cell in table.iter().flatten() {
        assert!(
            !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
            "a formula in a cell: {cell}"
        );
    }
    let text = format!("{table:?}");
    assert!(text.contains("ærlig"), "{text}");
}

async fn exports_are_for_those_who_may_read(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let plain = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let auditor = scene.staff(&client, "Aida", &["audit_log.view"]).await;
    let (_, rival) = scene.other_partner("Southwind").await;
    let worker = scene.employee("Emil").await;
    for media_type in [LINES, TABLE] {
        let path = client.at("/audit-events");
        export(&auditor, &path, media_type).await;
        plain
            .get(&path)
            .header("Accept", media_type)
            .await
            .missing_permission();
        for caller in [&rival, &scene.owner] {
            caller
                .get(&path)
                .header("Accept", media_type)
                .await
                .kept_out();
        }
        let path = scene.at_partner("/audit-events");
        worker
            .get(&path)
            .header("Accept", media_type)
            .await
            .missing_permission();
        for caller in [&rival, &client.admin] {
            caller
                .get(&path)
                .header("Accept", media_type)
                .await
                .kept_out();
        }
    }
}

/// T2.
async fn a_partner_takes_out_only_what_it_sees(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let dora = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let (other, rival) = scene.other_partner("Southwind").await;
    let body = json!({"access": access::partner_admin(), "seat": "partner", "partner": other});
    scene.put_member(&client.id, &rival, body).await;
    client
        .admin
        .post(
            format!("{}/deactivate", client.member(&mona)),
            json!({"reason": "Between us"}),
        )
        .await
        .ok();
    for media_type in [LINES, TABLE] {
        let text = export(&scene.owner, &scene.at_partner("/audit-events"), media_type).await;
        assert!(text.contains(&mona.id));
        for hidden in [
            dora.id.as_str(),
            rival.id.as_str(),
            "Southwind",
            "Between us",
            client.admin.email.as_str(),
        ] {
            assert!(!text.contains(hidden), "{hidden} in {text}");
        }
    }
}

/// T2: by name and account, not their address, token or free text.
async fn each_side_sees_the_other_by_name_alone(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let emil = scene.employee("Emil").await;
    let set = scene.partner_set(&["contacts.view"]).await;
    let body = json!({
        "clients": [client.id],
        "employees": [emil.id],
        "permission_set": set,
        "reason": "Partner's own words",
    });
    let started = mona
        .post(scene.at_partner("/assignments"), body)
        .await
        .accepted();
    mona.finish(&started).await;
    mona.all(&at_operation(&started, "/results")).await;
    let unverified = scene.unverified_employee("Ulf").await;
    let plain = scene.client_set(&client, &["contacts.view"]).await;
    let own = json!({"access": access::set(&plain)});
    scene.put_member(&client.id, &unverified, own).await;
    mona.post(
        format!("{}/link", scene.employee_at(&client, &unverified)),
        json!({"reason": "Partner's own words"}),
    )
    .await
    .ok();
    client
        .admin
        .delete(client.at(&format!("/partners/{}", scene.partner)))
        .header("Latchkey-Reason", "Client's own words")
        .await
        .ok();
    let of_client = client.admin.all(&client.at("/audit-events")).await;
    let of_partner = scene.owner.all(&scene.at_partner("/audit-events")).await;
    let by = |events: &[Value], person: &Person| -> Vec<Value> {
        events
            .iter()
            .filter(|event| event["actor"].to_string().contains(&person.id))
            .cloned()
            .collect()
    };
    for (events, actor, own_words) in [
        (by(&of_client, &mona), &mona, "Partner's own words"),
        (
            by(&of_partner, &client.admin),
            &client.admin,
            "Client's own words",
        ),
    ] {
        assert!(!events.is_empty());
        for event in &events {
            let text = event.to_string();
            assert!(text.contains(&actor.name), "{event}");
            for hidden in [actor.email.as_str(), "tok_", "127.0.0.1", own_words] {
                assert!(!text.contains(hidden), "{hidden} in {event}");
            }
        }
    }
    let text = Value::from(of_partner).to_string();
    assert!(text.contains("partner.severed"), "it concerns the partner");
    assert!(text.contains("employee.linked"), "{text}");
    // Both exports keep to it.
    for media_type in [LINES, TABLE] {
        let text = export(&client.admin, &client.at("/audit-events"), media_type).await;
        assert!(!text.contains("Partner's own words"), "{text}");
        let text = export(&scene.owner, &scene.at_partner("/audit-events"), media_type).await;
        assert!(!text.contains("Client's own words"), "{text}");
    }
}

async fn filters_are_checked_in_exports_too(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    for media_type in [LINES, TABLE, "application/json", "*/*"] {
        for query in ["from=yesterday", "to=2026-13-01T00:00:00Z"] {
            let path = client.at(&format!("/audit-events?{query}"));
            let answer = client.admin.get(path).header("Accept", media_type).await;
            answer.problem(422);
        }
        let path = client.at("/audit-events?colour=red");
        let answer = client.admin.get(path).header("Accept", media_type).await;
        answer.problem(400);
    }
    // A browser's header, which takes anything, gets the list.
    let answer = client
        .admin
        .get(client.at("/audit-events"))
        .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
        .await;
    assert!(answer.ok()["items"].is_array());
}
