//! One set for many employees in many clients.

use serde_json::{Value, json};

use crate::support::{
    Scene, Server, access,
    agency::{Agency, agency},
    at_operation, on_both_databases, result_for, said,
};

on_both_databases!(
    one_set_is_given_to_many_in_many_clients,
    each_item_succeeds_or_fails_by_itself,
    a_dry_run_says_what_would_be_per_client,
    a_set_is_given_by_the_delegation_rule,
    only_sets_that_reach_everywhere_are_given,
    the_number_of_pairs_is_limited,
    is_checked_before_it_begins,
    another_partners_sets_and_people_are_unknown,
);

/// A4.
async fn one_set_is_given_to_many_in_many_clients(server: &Server) {
    let agency = agency(server, 3, 4).await;
    let Agency { scene, mona, .. } = &agency;
    let set = scene.partner_set(&["contacts.view", "crm.export"]).await;
    let path = scene.at_partner("/assignments");
    let answer = mona.post(&path, agency.assignment(&set)).await;
    let started = answer.accepted();
    assert!(
        answer
            .header("location")
            .is_some_and(|location| location.ends_with(&at_operation(&started, ""))),
        "`Location` leads to the operation\n{answer}"
    );
    assert_eq!(started["kind"], "assignment");
    assert_eq!(started["total"], 12);
    assert_eq!(started["partner"], scene.partner.as_str());
    assert!(started["created_at"].is_string());
    let ended = mona.finish(&started).await;
    assert_eq!(ended["state"], "done");
    assert_eq!(ended["succeeded"], 12);
    assert_eq!(
        (&ended["refused"], &ended["failed"]),
        (&json!(0), &json!(0))
    );
    let results = mona.all(&at_operation(&started, "/results")).await;
    assert_eq!(results.len(), 12);
    for client in &agency.clients {
        for person in &agency.people {
            let result = result_for(&results, &client.id, &person.id);
            assert_eq!(said(result), "added", "{result}");
            assert_eq!(result["client"]["name"], "Contoso");
            assert_eq!(result["employee"]["name"], person.name.as_str());
            assert!(scene.may(person, "crm.export", client).await);
            assert_eq!(scene.told(client, "membership.created", person).await, 1);
        }
        let member = client
            .admin
            .get(client.member(&agency.people[0]))
            .await
            .ok();
        assert_eq!(member["seat"], "partner", "S2");
        assert_eq!(member["partner"], scene.partner.as_str());
    }
}

/// A4, A6, D9, A1.
async fn each_item_succeeds_or_fails_by_itself(server: &Server) {
    let agency = agency(server, 2, 2).await;
    let Agency { scene, mona, .. } = &agency;
    let set = scene.partner_set(&["contacts.view"]).await;
    let [first, second] = [&agency.clients[0], &agency.clients[1]];
    let [emil, frida] = [&agency.people[0], &agency.people[1]];
    // Not a partner admin there; no client of the partner at all; nothing.
    let colleagues = scene.client("Colleagues").await;
    scene.partner_admin(&colleagues, "Max").await;
    let strange = scene.client("Strange").await;
    let unknown = "acc_01h455vb4pex5vsknk084sn02q";
    // Somebody who left, a stranger, nobody, and one the client has refused.
    let former = scene.employee("Former").await;
    let body = json!({"status": "deactivated"});
    scene.put_member(&scene.partner, &former, body).await;
    let stranger = scene.outsider("Sven").await;
    let nobody = "usr_01h455vb4pex5vsknk084sn02q";
    scene.let_act(first, emil, &set).await;
    first.admin.delete(first.member(emil)).await.done();
    let results = agency
        .assign(json!({
            "clients": [first.id, second.id, colleagues.id, strange.id, unknown],
            "employees": [emil.id, frida.id, former.id, stranger.id, nobody, mona.id],
            "permission_set": set,
        }))
        .await;
    let at = |client: &str, person: &str| said(result_for(&results, client, person)).to_owned();
    assert_eq!(at(&first.id, &emil.id), "client-refused");
    assert_eq!(at(&first.id, &frida.id), "added");
    assert_eq!(at(&second.id, &emil.id), "added");
    assert_eq!(at(&second.id, &frida.id), "added");
    for client in [first, second] {
        for person in [former.id.as_str(), stranger.id.as_str(), nobody] {
            assert_eq!(at(&client.id, person), "not-an-employee");
        }
        let own = at(&client.id, &mona.id);
        assert!(
            ["self-target", "already-a-member"].contains(&own.as_str()),
            "{own}"
        );
    }
    assert_eq!(at(&colleagues.id, &frida.id), "not-partner-admin");
    let hidden = at(&strange.id, &frida.id);
    assert_eq!(hidden, at(unknown, &frida.id), "told apart");
    assert!(
        ["not-found", "not-partner-admin"].contains(&hidden.as_str()),
        "{hidden}"
    );
    // What the partner may not know is not named either.
    let text = Value::from(results.clone()).to_string();
    assert!(!text.contains("Strange"), "{text}");
    for private in [&stranger.name, &stranger.email] {
        assert!(!text.contains(private.as_str()), "{text}");
    }
    for result in &results {
        if result["outcome"] == "refused" {
            assert!(result["detail"].is_string(), "what to do: {result}");
        }
    }
    // The filter of results, one by one and in groups.
    let path = scene.at_partner("/assignments");
    let again = mona
        .post(
            &path,
            json!({
                "clients": [second.id],
                "employees": [emil.id, stranger.id],
                "permission_set": set,
            }),
        )
        .await
        .accepted();
    mona.finish(&again).await;
    let of = async |outcome: &str| {
        let path = at_operation(&again, &format!("/results?outcome={outcome}"));
        mona.all(&path).await.len()
    };
    assert_eq!(of("refused").await, 2);
    assert_eq!(of("failed").await, 0);
    assert_eq!(of("succeeded").await, 0);
    assert_eq!(of("added").await, 0);
    let answer = mona
        .get(at_operation(&again, "/results?outcome=perhaps"))
        .await;
    answer.problem(422);
}

/// A3: one result per client.
async fn a_dry_run_says_what_would_be_per_client(server: &Server) {
    let agency = agency(server, 2, 2).await;
    let Agency { scene, mona, .. } = &agency;
    let set = scene.partner_set(&["contacts.view", "billing.view"]).await;
    let strange = scene.client("Strange").await;
    let mut body = agency.assignment(&set);
    body["dry_run"] = json!(true);
    body["clients"]
        .as_array_mut()
        .unwrap()
        .push(json!(strange.id));
    let trail = scene.trail(&agency.clients[0]).await;
    let path = scene.at_partner("/assignments");
    let answer = mona.post(&path, body).await;
    let results = answer.ok()["results"].as_array().unwrap().clone();
    assert_eq!(results.len(), 3, "{answer}");
    for (client, result) in agency.clients.iter().zip(&results) {
        assert_eq!(result["client"], client.id.as_str());
        assert_eq!(result["permission_set"], set.as_str());
        assert_eq!(result["outcome"], "added");
        assert_eq!(result["withheld"], json!(["billing.view"]));
        let employees = result["employees"].as_array().unwrap();
        assert_eq!(employees.len(), 2);
        for (person, item) in agency.people.iter().zip(employees) {
            assert_eq!(item["employee"], person.id.as_str());
            assert_eq!(item["outcome"], "added");
            assert_eq!(item["withheld"], json!(["billing.view"]));
        }
    }
    assert_eq!(results[2]["outcome"], "refused");
    assert!(results[2]["problem"].is_string(), "{answer}");
    assert_eq!(scene.trail(&agency.clients[0]).await, trail);
    let reason = scene
        .why_not(&agency.people[0], "contacts.view", &agency.clients[0])
        .await;
    assert_eq!(reason, "no_membership");
}

/// A2, A9.
async fn a_set_is_given_by_the_delegation_rule(server: &Server) {
    let agency = agency(server, 2, 1).await;
    let Agency { scene, mona, .. } = &agency;
    let [cut, whole] = [&agency.clients[0], &agency.clients[1]];
    let body = json!({
        "adjustments": {"added": [], "withheld": ["reports.view"]},
        "expires_at": "2099-01-01T00:00:00Z",
    });
    scene.put_member(&cut.id, mona, body).await;
    let set = scene.partner_set(&["contacts.view", "reports.view"]).await;
    let results = agency.assign(agency.assignment(&set)).await;
    let emil = &agency.people[0];
    let clipped = result_for(&results, &cut.id, &emil.id);
    assert_eq!(said(clipped), "added");
    assert_eq!(clipped["withheld"], json!(["reports.view"]));
    assert_eq!(clipped["expires_at"], "2099-01-01T00:00:00Z");
    let unclipped = result_for(&results, &whole.id, &emil.id);
    assert!(
        matches!(&unclipped["withheld"], Value::Null) || unclipped["withheld"] == json!([]),
        "{unclipped}"
    );
    assert_eq!(unclipped["expires_at"], Value::Null);
    assert!(!scene.may(emil, "reports.view", cut).await);
    assert!(scene.may(emil, "reports.view", whole).await);
}

/// A5: a client's own set is unknown in any other account.
async fn only_sets_that_reach_everywhere_are_given(server: &Server) {
    let agency = agency(server, 2, 1).await;
    let Agency { scene, mona, .. } = &agency;
    let own = scene
        .client_set(&agency.clients[0], &["contacts.view"])
        .await;
    let path = scene.at_partner("/assignments");
    let answer = mona.post(&path, agency.assignment(&own)).await;
    if answer.status == 202 {
        let started = answer.accepted();
        mona.finish(&started).await;
        let results = mona.all(&at_operation(&started, "/results")).await;
        let emil = &agency.people[0].id;
        let there = result_for(&results, &agency.clients[1].id, emil);
        assert_eq!(said(there), "not-found");
    } else {
        answer.not_found();
    }
    let reason = scene
        .why_not(&agency.people[0], "contacts.view", &agency.clients[1])
        .await;
    assert_eq!(reason, "no_membership");
}

/// A4: 10,000 pairs.
async fn the_number_of_pairs_is_limited(server: &Server) {
    let agency = agency(server, 1, 1).await;
    let Agency { scene, mona, .. } = &agency;
    let set = scene.partner_set(&["contacts.view"]).await;
    let suffixes = "0123456789abcdefghjkmnpqrstvwxyz";
    let many = |prefix: &str, count: usize| -> Vec<String> {
        suffixes
            .chars()
            .flat_map(|one| suffixes.chars().map(move |two| (one, two)))
            .flat_map(|pair| suffixes.chars().map(move |three| (pair, three)))
            .take(count)
            .map(|((one, two), three)| format!("{prefix}_01h455vb4pex5vsknk084sn{one}{two}{three}"))
            .collect()
    };
    let path = scene.at_partner("/assignments");
    for (clients, employees) in [(101, 100), (1, 10_001), (10_001, 1)] {
        let body = json!({
            "clients": many("acc", clients),
            "employees": many("usr", employees),
            "permission_set": set,
        });
        let answer = mona.post(&path, body).await;
        answer.refused(422, "invalid");
    }
    let body = json!({"clients": many("acc", 101), "employees": many("usr", 100)});
    for what in ["/deactivations", "/reactivations", "/removals/review"] {
        let answer = mona.post(scene.at_partner(what), body.clone()).await;
        answer.refused(422, "invalid");
    }
    // Named twice, somebody is one.
    let twice = json!({
        "clients": [agency.clients[0].id, agency.clients[0].id],
        "employees": [agency.people[0].id, agency.people[0].id],
        "permission_set": set,
    });
    let answer = mona.post(&path, twice).await;
    if answer.status == 202 {
        let started = answer.accepted();
        mona.finish(&started).await;
        let results = mona.all(&at_operation(&started, "/results")).await;
        let added = results.iter().filter(|result| said(result) == "added");
        assert_eq!(added.count(), 1, "{results:#?}");
    } else {
        answer.refused(422, "invalid");
    }
}

async fn is_checked_before_it_begins(server: &Server) {
    let agency = agency(server, 1, 1).await;
    let Agency { scene, mona, .. } = &agency;
    let set = scene.partner_set(&["contacts.view"]).await;
    let good = agency.assignment(&set);
    let path = scene.at_partner("/assignments");
    for name in ["clients", "employees", "permission_set"] {
        let mut bad = good.clone();
        bad.as_object_mut().unwrap().remove(name);
        mona.post(&path, bad).await.invalid(&format!("/{name}"));
    }
    for (name, wrong) in [
        ("clients", json!([])),
        ("employees", json!([])),
        ("employees", json!(["nobody"])),
        ("expires_at", json!("2020-01-01T00:00:00Z")),
    ] {
        let mut bad = good.clone();
        bad[name] = wrong;
        mona.post(&path, bad).await.invalid(&format!("/{name}"));
    }
    let mut bad = good.clone();
    bad["permission_set"] = json!("set_01h455vb4pex5vsknk084sn02q");
    mona.post(&path, bad).await.not_found();
    for (name, wrong) in [
        ("clients", json!("all")),
        ("dry_run", json!("no")),
        ("everybody", json!(true)),
    ] {
        let mut bad = good.clone();
        bad[name] = wrong;
        mona.post(&path, bad).await.problem(400);
    }
    // L1.
    scene.enrolled_as(Value::Null).await;
    let answer = mona.post(&path, good).await;
    if answer.status == 202 {
        let started = answer.accepted();
        mona.finish(&started).await;
        for result in mona.all(&at_operation(&started, "/results")).await {
            assert_eq!(said(&result), "partner-not-enrolled");
        }
    } else {
        answer.refused(409, "partner-not-enrolled");
    }
}

/// A5, A6.
async fn another_partners_sets_and_people_are_unknown(server: &Server) {
    let agency = agency(server, 1, 1).await;
    let Agency { scene, mona, .. } = &agency;
    let theirs = Scene::new(server).await;
    let their_set = theirs.partner_set(&["contacts.view"]).await;
    let path = scene.at_partner("/assignments");
    mona.post(&path, agency.assignment(&their_set))
        .await
        .not_found();
    let apply = scene.at_partner(&format!("/permission-sets/{their_set}/apply"));
    mona.post(apply, json!({})).await.not_found();
    // Of a person who works for both, each partner switches off its own side only.
    let shared = scene.employee("Shay").await;
    let body = json!({"access": access::set(&theirs.working)});
    theirs.put_member(&theirs.partner, &shared, body).await;
    let theirs_client = theirs.client("Fabrikam").await;
    let set = theirs.client_set(&theirs_client, &["contacts.view"]).await;
    theirs.let_act(&theirs_client, &shared, &set).await;
    let path = scene.at_partner("/deactivations");
    let answer = mona.post(&path, json!({"employees": [shared.id]})).await;
    if answer.status == 202 {
        let ended = mona.finish(&answer.accepted()).await;
        assert_eq!(ended["total"], 0, "{ended}");
    } else {
        answer.refused_as_one_of(&[(404, "not-found"), (422, "invalid")]);
    }
    assert!(theirs.may(&shared, "contacts.view", &theirs_client).await);
}
