//! Switching many people off, and on again.

use serde_json::json;

use crate::support::{
    Server, access,
    agency::{Agency, agency, names},
    at_operation, on_both_databases, result_for, said,
};

on_both_databases!(
    one_person_is_switched_off_everywhere,
    everyone_at_one_client_is_switched_off_and_on,
    nobody_elses_people_are_switched_off,
);

/// D1: in any client, without access there.
async fn one_person_is_switched_off_everywhere(server: &Server) {
    let agency = agency(server, 3, 1).await;
    let Agency { scene, .. } = &agency;
    let emil = &agency.people[0];
    let set = scene.partner_set(&["contacts.view"]).await;
    agency.assign(agency.assignment(&set)).await;
    let manager = scene.manager("Max").await;
    // Super admin in one client; the only one in another.
    let body = json!({"access": access::super_admin(), "partner": scene.partner});
    scene
        .put_member(&agency.clients[2].id, emil, body.clone())
        .await;
    let alone = scene.account("Alone").await;
    scene.put_member(&alone, emil, body).await;
    let path = scene.at_partner("/deactivations");
    let body = json!({"employees": [emil.id]});
    let mut dry = body.clone();
    dry["dry_run"] = json!(true);
    let tried = manager.post(&path, dry).await.ok();
    assert_eq!(tried["results"].as_array().unwrap().len(), 4, "{tried}");
    assert_eq!(
        scene
            .told(&agency.clients[0], "membership.deactivated", emil)
            .await,
        0
    );
    let results = manager.carry_out(&path, body.clone()).await;
    assert_eq!(results.len(), 4);
    for client in &agency.clients {
        assert_eq!(
            said(result_for(&results, &client.id, &emil.id)),
            "deactivated"
        );
        let member = client.admin.get(client.member(emil)).await.ok();
        assert_eq!(member["status"], "deactivated");
    }
    let last = result_for(&results, &alone, &emil.id);
    assert_eq!(said(last), "last-super-admin", "D5");
    // Once more, there is nothing left to do (T4).
    let again = manager.carry_out(&path, body).await;
    for client in &agency.clients {
        assert_eq!(said(result_for(&again, &client.id, &emil.id)), "unchanged");
        assert_eq!(scene.told(client, "membership.deactivated", emil).await, 1);
    }
}

/// D4, D2: everyone at one client, and back by whoever is an active partner admin there.
async fn everyone_at_one_client_is_switched_off_and_on(server: &Server) {
    let agency = agency(server, 2, 3).await;
    let Agency { scene, mona, .. } = &agency;
    let set = scene.partner_set(&["contacts.view"]).await;
    agency.assign(agency.assignment(&set)).await;
    let [client, other] = [&agency.clients[0], &agency.clients[1]];
    let [emil, frida, tor] = [&agency.people[0], &agency.people[1], &agency.people[2]];
    let path = scene.at_partner("/deactivations");
    let body = json!({"clients": [client.id], "employees": names([emil, frida, tor])});
    let results = mona.carry_out(&path, body).await;
    assert_eq!(results.len(), 3);
    assert!(scene.may(emil, "contacts.view", other).await);
    // One of them the client refused, too.
    client
        .admin
        .post_nothing(format!("{}/deactivate", client.member(tor)))
        .await
        .ok();
    let path = scene.at_partner("/reactivations");
    let max = scene.manager("Max").await;
    let body = json!({"clients": [client.id]});
    let results = max.carry_out(&path, body.clone()).await;
    for person in [emil, frida] {
        let result = result_for(&results, &client.id, &person.id);
        assert_eq!(said(result), "not-partner-admin", "A1");
    }
    let results = mona.carry_out(&path, body).await;
    // Everyone but oneself: nobody reactivates themself (A6), so nothing is refused for that.
    assert_eq!(results.len(), 3, "{results:#?}");
    for person in [emil, frida] {
        let result = result_for(&results, &client.id, &person.id);
        assert_eq!(said(result), "reactivated");
        assert!(scene.may(person, "contacts.view", client).await);
    }
    let refused = result_for(&results, &client.id, &tor.id);
    assert_eq!(said(refused), "client-refused", "D9");
    // Everyone means everyone who acts for the partner, oneself included.
    let path = scene.at_partner("/deactivations");
    let body = json!({"clients": [client.id]});
    let results = max.carry_out(&path, body).await;
    assert_eq!(
        said(result_for(&results, &client.id, &mona.id)),
        "deactivated"
    );
    assert_eq!(results.len(), 4);
    // Neither names nobody.
    for path in ["/deactivations", "/reactivations"] {
        let answer = mona.post(scene.at_partner(path), json!({})).await;
        answer.refused(422, "invalid");
        let none = json!({"clients": [], "employees": []});
        let answer = mona.post(scene.at_partner(path), none).await;
        answer.refused(422, "invalid");
    }
}

/// A6: it never touches another partner's people or the client's staff.
async fn nobody_elses_people_are_switched_off(server: &Server) {
    let agency = agency(server, 1, 1).await;
    let Agency { scene, mona, .. } = &agency;
    let client = &agency.clients[0];
    let set = scene.partner_set(&["contacts.view"]).await;
    agency.assign(agency.assignment(&set)).await;
    let staff = scene.staff(client, "Dora", &["contacts.view"]).await;
    let private = scene.employee("Priya").await;
    let own = json!({"access": access::super_admin()});
    scene.put_member(&client.id, &private, own).await;
    let (other, rival) = scene.other_partner("Southwind").await;
    let body = json!({"access": access::partner_admin(), "seat": "partner", "partner": other});
    scene.put_member(&client.id, &rival, body).await;
    let path = scene.at_partner("/deactivations");
    let everyone = mona.carry_out(&path, json!({"clients": [client.id]})).await;
    assert_eq!(everyone.len(), 2, "{everyone:#?}");
    for person in [&staff, &private, &rival, &client.admin] {
        let body = json!({"clients": [client.id], "employees": [person.id]});
        let answer = mona.post(&path, body).await;
        if answer.status == 202 {
            let started = answer.accepted();
            let ended = mona.finish(&started).await;
            assert_eq!(ended["succeeded"], 0, "{ended}");
            let results = mona.all(&at_operation(&started, "/results")).await;
            for result in &results {
                assert!(
                    ["not-found", "not-an-employee"].contains(&said(result)),
                    "{result}"
                );
                let named = result.to_string().contains(&person.name);
                assert!(!named || person.id == private.id, "{result}");
            }
        } else {
            answer.refused_as_one_of(&[(404, "not-found"), (422, "invalid")]);
        }
        let member = client.admin.get(client.member(person)).await.ok();
        assert_eq!(member["status"], "active");
    }
}
