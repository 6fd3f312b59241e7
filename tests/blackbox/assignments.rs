//! Many clients and many employees in one operation: giving a set, switching off and on again, and
//! bringing holders to the newest version of a set.

use serde_json::{Value, json};

use crate::support::{
    Client, Person, Scene, Server, access, at_operation, on_both_databases, result_for, said,
};

on_both_databases!(
    one_set_is_given_to_many_in_many_clients,
    each_item_succeeds_or_fails_by_itself,
    a_dry_run_says_what_would_be_per_client,
    a_set_is_given_by_the_delegation_rule,
    only_sets_that_reach_everywhere_are_given_everywhere,
    the_number_of_pairs_is_limited,
    assignments_are_checked_before_they_begin,
    one_person_is_switched_off_everywhere,
    everyone_at_one_client_is_switched_off_and_on,
    nobody_elses_people_are_switched_off,
    a_newer_version_is_applied_to_its_holders,
    another_partners_sets_and_people_are_unknown,
);

struct Agency {
    scene: Scene,
    mona: Person,
    clients: Vec<Client>,
    people: Vec<Person>,
}

/// A partner whose manager is partner admin of some clients, with some employees.
async fn agency(server: &Server, clients: usize, people: usize) -> Agency {
    let scene = Scene::new(server).await;
    let mona = scene.manager("Mona").await;
    let mut all = Agency {
        clients: Vec::new(),
        people: Vec::new(),
        scene,
        mona,
    };
    for _ in 0..clients {
        let client = all.scene.client("Contoso").await;
        all.scene.make_partner_admin(&client, &all.mona).await;
        all.clients.push(client);
    }
    for _ in 0..people {
        let person = all.scene.employee("Emil").await;
        all.people.push(person);
    }
    all
}

fn ids<'a>(clients: impl IntoIterator<Item = &'a Client>) -> Vec<&'a str> {
    clients
        .into_iter()
        .map(|client| client.id.as_str())
        .collect()
}

fn names<'a>(people: impl IntoIterator<Item = &'a Person>) -> Vec<&'a str> {
    people
        .into_iter()
        .map(|person| person.id.as_str())
        .collect()
}

impl Agency {
    fn assignment(&self, set: &str) -> Value {
        json!({
            "clients": ids(&self.clients),
            "employees": names(&self.people),
            "permission_set": set,
        })
    }

    async fn assign(&self, body: Value) -> Vec<Value> {
        let path = self.scene.at_partner("/assignments");
        self.mona.carry_out(&path, body).await
    }
}

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
    assert_eq!(ended["failed"], 0);
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
    assert_eq!(of("failed").await, 2);
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
async fn only_sets_that_reach_everywhere_are_given_everywhere(server: &Server) {
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

async fn assignments_are_checked_before_they_begin(server: &Server) {
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

/// A7: holders elsewhere stay on their version until a partner admin there applies the new one.
async fn a_newer_version_is_applied_to_its_holders(server: &Server) {
    let agency = agency(server, 2, 1).await;
    let Agency { scene, mona, .. } = &agency;
    let emil = &agency.people[0];
    let set = scene.partner_set(&["contacts.view", "crm.export"]).await;
    agency.assign(agency.assignment(&set)).await;
    let colleagues = scene.client("Colleagues").await;
    scene.let_act(&colleagues, emil, &set).await;
    let path = format!("/v1/accounts/{}/permission-sets/{set}", scene.partner);
    let body = json!({"permissions": ["contacts.view", "crm.import"]});
    scene.owner.patch(path, body).await.ok();
    let outdated = async |client: &Client| {
        let member = client.admin.get(client.member(emil)).await.ok();
        member["outdated"].clone()
    };
    for client in &agency.clients {
        assert_eq!(outdated(client).await, true);
        assert!(scene.may(emil, "crm.export", client).await);
    }
    let path = scene.at_partner(&format!("/permission-sets/{set}/apply"));
    let dry = mona.post(&path, json!({"dry_run": true})).await.ok();
    let dry_results = dry["results"].as_array().unwrap();
    assert_eq!(dry_results.len(), 3, "{dry}");
    assert_eq!(outdated(&agency.clients[0]).await, true);
    // In chosen clients, and then in all.
    let first = &agency.clients[0];
    let body = json!({"clients": [first.id]});
    let results = mona.carry_out(&path, body).await;
    assert_eq!(results.len(), 1, "{results:#?}");
    assert_eq!(said(result_for(&results, &first.id, &emil.id)), "changed");
    assert_eq!(outdated(first).await, false);
    assert_eq!(outdated(&agency.clients[1]).await, true);
    assert!(scene.may(emil, "crm.import", first).await);
    assert!(!scene.may(emil, "crm.export", first).await);
    let results = mona.carry_out(&path, json!({})).await;
    let second = &agency.clients[1];
    assert_eq!(said(result_for(&results, &second.id, &emil.id)), "changed");
    assert_eq!(outdated(second).await, false);
    let there = result_for(&results, &colleagues.id, &emil.id);
    assert_eq!(said(there), "not-partner-admin");
    assert_eq!(outdated(&colleagues).await, true);
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
