//! Members that the client's own people make.

use serde_json::{Value, json};

use super::{change, create, new_member};
use crate::support::{AHEAD, Person, Scene, Server, access, on_both_databases};

on_both_databases!(
    one_new_address_in_many_accounts_at_once,
    a_super_admin_makes_members,
    what_is_wrong_is_named_field_by_field,
    a_member_is_made_once,
    an_existing_person_waits_in_a_partners_account,
    a_client_makes_a_partner_admin_itself,
    only_recognised_employees_get_a_partner_seat,
    one_of_two_partners_has_to_be_named,
    the_policy_keeps_partner_admins_for_super_admins,
    a_holder_of_users_edit_gives_only_what_they_hold,
);

fn as_partner_admin(person: &Person) -> Value {
    json!({"email": person.email, "seat": "partner", "access": access::partner_admin()})
}

/// I1: an address that several accounts invite at the same moment is made known once, and every one of
/// them has its member.
async fn one_new_address_in_many_accounts_at_once(server: &Server) {
    let scene = Scene::new(server).await;
    let email = format!("{}@new.example", scene.unique("walk-in"));
    let mut calls = Vec::new();
    for number in 0..4 {
        let client = scene.client(&format!("Inviting {number}")).await;
        let set = scene.client_set(&client, &["contacts.view"]).await;
        calls.push(create(&client.admin, &client, new_member(&email, &set)));
    }
    let calls = calls.into_iter();
    let calls: Vec<_> = calls
        .map(|call| tokio::spawn(async move { call.await }))
        .collect();
    let mut users = std::collections::BTreeSet::new();
    for call in calls {
        let member = call.await.unwrap().created();
        assert_eq!(member["status"], "invited");
        users.insert(member["user"]["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(users.len(), 1, "one person, whoever was first");
}

/// A8, I1: `active` where the address is confirmed, else `invited`.
async fn a_super_admin_makes_members(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let known = scene.outsider("Dora").await;
    let body = json!({
        "email": known.email.to_uppercase(),
        "seat": "core",
        "paid_seats": ["sales"],
        "access": access::set(&set),
        "adjustments": {"added": ["crm.export"], "withheld": []},
        "expires_at": AHEAD,
        "reason": "For the summer",
    });
    let answer = create(&client.admin, &client, body).await;
    let member = answer.created();
    assert_eq!(member["user"]["id"], known.id.as_str(), "one address");
    assert_eq!(member["account"], client.id.as_str());
    assert_eq!(member["status"], "active");
    assert_eq!(member["seat"], "core");
    assert_eq!(member["paid_seats"], json!(["sales"]));
    assert_eq!(member["access"]["permission_set"], json!(set));
    assert_eq!(member["adjustments"]["added"], json!(["crm.export"]));
    assert_eq!(member["partner"], Value::Null);
    assert_eq!(member["engagement"], "employee");
    assert_eq!(member["expires_at"], AHEAD);
    assert!(scene.may(&known, "crm.export", &client).await);
    let shown = client.admin.get(client.member(&known)).await;
    assert_eq!(shown.ok(), member);
    assert_eq!(shown.etag(), answer.etag());
    // Somebody nobody has heard of is made known, and invited.
    let email = format!("{}@elsewhere.test", scene.unique("uma"));
    let invited = create(&client.admin, &client, new_member(&email, &set))
        .await
        .created();
    assert_eq!(invited["status"], "invited");
    assert_eq!(invited["user"]["email"], email.as_str());
    assert_eq!(invited["user"]["name"], "New Member");
    assert_eq!(invited["permissions"], json!([]), "P5: not active");
    // A super admin by a super admin.
    let second = scene.outsider("Sara").await;
    let body = json!({"email": second.email, "seat": "core", "access": access::super_admin()});
    create(&client.admin, &client, body).await.created();
    second.get(client.at("/members")).await.ok();
    assert_eq!(scene.told(&client, "membership.created", &known).await, 1);
}

async fn what_is_wrong_is_named_field_by_field(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let email = format!("{}@elsewhere.test", scene.unique("uma"));
    let good = new_member(&email, &set);
    let with = |name: &str, value: Value| {
        let mut body = good.clone();
        body[name] = value;
        create(&client.admin, &client, body)
    };
    for name in ["email", "seat", "access"] {
        let mut body = good.clone();
        body.as_object_mut().unwrap().remove(name);
        create(&client.admin, &client, body)
            .await
            .invalid(&format!("/{name}"));
    }
    let both = create(&client.admin, &client, json!({"name": "Uma"})).await;
    for name in ["/email", "/seat", "/access"] {
        both.invalid(name);
    }
    for wrong in ["", "uma", "@elsewhere.test", "uma@", "u ma@elsewhere.test"] {
        with("email", json!(wrong)).await.invalid("/email");
    }
    with("seat", json!("window")).await.invalid("/seat");
    with("paid_seats", json!(["partner"]))
        .await
        .invalid("/paid_seats");
    with("access", json!({"type": "king"}))
        .await
        .invalid("/access");
    with("expires_at", json!("2020-01-01T00:00:00Z"))
        .await
        .invalid("/expires_at");
    with("expires_at", json!("tomorrow"))
        .await
        .invalid("/expires_at");
    let reserved = json!({"added": ["super_admins.manage"], "withheld": []});
    with("adjustments", reserved).await.invalid("/adjustments");
    let unknown = json!({"added": ["no.such.key"], "withheld": []});
    with("adjustments", unknown).await.invalid("/adjustments");
    // `clipped` is read only.
    let clipped = json!({"added": [], "withheld": [], "clipped": []});
    with("adjustments", clipped).await.problem(400);
    with("status", json!("active")).await.problem(400);
    // A set of any other account is unknown (A5).
    let other = scene.client("Fabrikam").await;
    let theirs = scene.client_set(&other, &["contacts.view"]).await;
    with("access", access::set(&theirs)).await.not_found();
    // S1.
    for (access, problem) in [(access::super_admin(), "conflict")] {
        let body = json!({"email": email, "name": "Uma", "seat": "view_only", "access": access});
        let answer = create(&client.admin, &client, body).await;
        if answer.status != 422 {
            answer.refused(409, problem);
        }
    }
    let body = json!({
        "email": email,
        "name": "Uma",
        "seat": "core",
        "access": access::super_admin(),
        "adjustments": {"added": [], "withheld": ["contacts.view"]},
    });
    create(&client.admin, &client, body)
        .await
        .invalid("/adjustments");
    let people = client.admin.all(&client.at("/members")).await;
    assert_eq!(people.len(), 1, "nobody was made");
}

/// A6 in the words of the client: `already-a-member`, whatever the status.
async fn a_member_is_made_once(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let again = || create(&client.admin, &client, new_member(&person.email, &set));
    again().await.refused(409, "already-a-member");
    client
        .admin
        .post_nothing(format!("{}/deactivate", client.member(&person)))
        .await
        .ok();
    again().await.refused(409, "already-a-member");
    // Sent twice at once, a new person is made once.
    let email = format!("{}@elsewhere.test", scene.unique("twice"));
    let call = || create(&client.admin, &client, new_member(&email, &set)).patiently();
    let (one, two) = tokio::join!(call(), call());
    let (made, other) = if one.status == 201 {
        (one, two)
    } else {
        (two, one)
    };
    made.created();
    other.refused(409, "already-a-member");
    // With one key, both have the same answer.
    let email = format!("{}@elsewhere.test", scene.unique("keyed"));
    let key = scene.unique("key");
    let call = || create(&client.admin, &client, new_member(&email, &set)).key(&key);
    let (one, two) = tokio::join!(call().patiently(), call().patiently());
    assert_eq!(one.created(), two.created());
    // What a person was removed for by the client is lifted when it makes them anew (D9).
    let worker = scene.employee("Emil").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    scene.add(&mona, &client, &worker, &set).await;
    client.admin.delete(client.member(&worker)).await.done();
    let refused = scene.add(&mona, &client, &worker, &set).await;
    assert_eq!(refused["problem"], "client-refused");
    create(&client.admin, &client, new_member(&worker.email, &set))
        .await
        .created();
    client.admin.delete(client.member(&worker)).await.done();
    let refused = scene.add(&mona, &client, &worker, &set).await;
    assert_eq!(refused["problem"], "client-refused");
}

/// I1: in an enrolled partner's account, of an existing user, made with a user token.
async fn an_existing_person_waits_in_a_partners_account(server: &Server) {
    let scene = Scene::new(server).await;
    let person = scene.newcomer("Emil").await;
    let path = format!("/v1/accounts/{}/members", scene.partner);
    let body = new_member(&person.email, &scene.working);
    let made = scene.owner.post(&path, body).await.created();
    assert_eq!(made["status"], "invited", "until they accept");
    let accept = format!("/v1/me/memberships/{}/accept", scene.partner);
    assert_eq!(person.post_nothing(accept).await.ok()["status"], "active");
    let shown = scene
        .owner
        .get(scene.at_partner(&format!("/employees/{}", person.id)))
        .await
        .ok();
    assert_eq!(shown["verified"], true);
}

/// L7, L1, S2: the template, a partner seat and whom they act for come together.
async fn a_client_makes_a_partner_admin_itself(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene
        .staff(&client, "Ulla", &["users.edit", "contacts.view"])
        .await;
    for (actor, name) in [(&client.admin, "Mona"), (&manager, "Max")] {
        let person = scene.manager(name).await;
        let made = create(actor, &client, as_partner_admin(&person))
            .await
            .created();
        assert_eq!(made["access"], access::partner_admin());
        assert_eq!(made["seat"], "partner");
        assert_eq!(made["partner"], scene.partner.as_str());
        assert_eq!(made["recognized"], "verified");
        assert_eq!(made["status"], "active");
        assert!(scene.may(&person, "contacts.edit", &client).await);
        assert!(!scene.may(&person, "billing.view", &client).await, "P3");
        // The relationship stands as after an approval.
        assert_eq!(scene.relationship(&client).await["status"], "connected");
    }
    // S1: the template needs the seat.
    let person = scene.employee("Emil").await;
    for seat in ["core", "sales", "service"] {
        let body = json!({"email": person.email, "seat": seat, "access": access::partner_admin()});
        create(&client.admin, &client, body)
            .await
            .refused(409, "partner-seat-required");
    }
    // A recognised employee may also have a partner seat with a set.
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let body = json!({"email": person.email, "seat": "partner", "access": access::set(&set)});
    let made = create(&client.admin, &client, body).await.created();
    assert_eq!(made["partner"], scene.partner.as_str(), "S2");
    // Without enrolment there is no partner admin to be had.
    scene.enrolled_as(Value::Null).await;
    let late = scene.employee("Lena").await;
    create(&client.admin, &client, as_partner_admin(&late))
        .await
        .refused_as_one_of(&[
            (409, "partner-not-enrolled"),
            (409, "not-recognized"),
            (409, "not-an-employee"),
        ]);
}

/// S2: for anyone else it is not offered.
async fn only_recognised_employees_get_a_partner_seat(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let unverified = scene.unverified_employee("Ulf").await;
    let outsider = scene.outsider("Sven").await;
    let former = scene.employee("Former").await;
    let body = json!({"status": "deactivated"});
    scene.put_member(&scene.partner, &former, body).await;
    let refusals = [(409, "not-recognized"), (409, "not-an-employee")];
    for person in [&unverified, &outsider, &former] {
        create(&client.admin, &client, as_partner_admin(person))
            .await
            .refused_as_one_of(&refusals);
        let body = json!({"email": person.email, "seat": "partner", "access": access::set(&set)});
        create(&client.admin, &client, body)
            .await
            .refused_as_one_of(&refusals);
        // As plain members they come in, and get no further.
        create(&client.admin, &client, new_member(&person.email, &set))
            .await
            .created();
        let up = json!({"access": access::partner_admin(), "seat": "partner"});
        change(&client.admin, &client, person, up)
            .await
            .refused_as_one_of(&refusals);
        let seated = json!({"seat": "partner"});
        change(&client.admin, &client, person, seated)
            .await
            .refused_as_one_of(&refusals);
    }
    // A new address on nobody's domain.
    let email = format!("{}@elsewhere.test", scene.unique("new"));
    let body =
        json!({"email": email, "name": "New", "seat": "partner", "access": access::set(&set)});
    create(&client.admin, &client, body)
        .await
        .refused_as_one_of(&refusals);
}

/// `partner` is needed where more than one enrolled partner fits.
async fn one_of_two_partners_has_to_be_named(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.employee("Emil").await;
    let theirs = Scene::new(server).await;
    let body = json!({"access": access::set(&theirs.working)});
    theirs.put_member(&theirs.partner, &person, body).await;
    // In the other partner the person is not recognised, so one fits.
    let made = create(&client.admin, &client, as_partner_admin(&person))
        .await
        .created();
    assert_eq!(made["partner"], scene.partner.as_str());
    client.admin.delete(client.member(&person)).await.done();
    // Where both have recognised them, the client says for whom. Linking takes a membership.
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let plain = new_member(&person.email, &set);
    create(&client.admin, &client, plain).await.created();
    theirs.make_partner_admin(&client, &theirs.owner).await;
    theirs
        .owner
        .post_nothing(format!("{}/link", theirs.employee_at(&client, &person)))
        .await
        .ok();
    let up = json!({"access": access::partner_admin(), "seat": "partner"});
    change(&client.admin, &client, &person, up)
        .await
        .invalid("/partner");
    let up = json!({
        "access": access::partner_admin(),
        "seat": "partner",
        "partner": theirs.partner,
    });
    let changed = change(&client.admin, &client, &person, up).await.ok();
    assert_eq!(changed["partner"], theirs.partner.as_str());
    assert_eq!(changed["recognized"], "linked");
    // A partner that it cannot be.
    let stranger = scene.employee("Frida").await;
    let mut body = as_partner_admin(&stranger);
    body["partner"] = json!(theirs.partner);
    create(&client.admin, &client, body)
        .await
        .refused_as_one_of(&[(409, "not-an-employee"), (409, "not-recognized")]);
}

/// L3: with `partner_admins_by: super_admin` it takes a super admin to create or change anyone to
/// partner admin.
async fn the_policy_keeps_partner_admins_for_super_admins(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene
        .staff(&client, "Ulla", &["users.edit", "contacts.view"])
        .await;
    let body = json!({"partner_admins_by": "super_admin"});
    client.admin.put(client.at("/policy"), body).await.ok();
    let (mona, max) = (scene.manager("Mona").await, scene.manager("Max").await);
    create(&manager, &client, as_partner_admin(&mona))
        .await
        .missing_permission();
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let body = json!({"email": max.email, "seat": "partner", "access": access::set(&set)});
    create(&manager, &client, body).await.created();
    let up = json!({"access": access::partner_admin()});
    change(&manager, &client, &max, up.clone())
        .await
        .missing_permission();
    create(&client.admin, &client, as_partner_admin(&mona))
        .await
        .created();
    change(&client.admin, &client, &max, up).await.ok();
}

/// A8: H is what they hold; never clipped.
async fn a_holder_of_users_edit_gives_only_what_they_hold(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene
        .staff(&client, "Ulla", &["users.edit", "contacts.view:team"])
        .await;
    let within = scene.client_set(&client, &["contacts.view:own"]).await;
    let beyond = scene.client_set(&client, &["contacts.view"]).await;
    let email = || format!("{}@elsewhere.test", scene.unique("new"));
    create(&manager, &client, new_member(&email(), &within))
        .await
        .created();
    create(&manager, &client, new_member(&email(), &beyond))
        .await
        .refused(403, "exceeds-own-permissions");
    let mut with_more = new_member(&email(), &within);
    with_more["adjustments"] = json!({"added": ["crm.export"], "withheld": []});
    create(&manager, &client, with_more)
        .await
        .refused(403, "exceeds-own-permissions");
    let mut with_own = new_member(&email(), &within);
    with_own["adjustments"] = json!({"added": ["contacts.view:team"], "withheld": []});
    create(&manager, &client, with_own).await.created();
    // Taking the excess away in the same call leaves what lies in H.
    let mut cut = new_member(&email(), &beyond);
    cut["adjustments"] = json!({"added": [], "withheld": ["contacts.view:all"]});
    let answer = create(&manager, &client, cut).await;
    if answer.status != 201 {
        answer.refused(403, "exceeds-own-permissions");
    }
    let body =
        json!({"email": email(), "name": "S", "seat": "core", "access": access::super_admin()});
    create(&manager, &client, body).await.refused_as_one_of(&[
        (403, "exceeds-own-permissions"),
        (403, "missing-permission"),
    ]);
    let plain = scene.staff(&client, "Dora", &["contacts.view"]).await;
    create(&plain, &client, new_member(&email(), &within))
        .await
        .missing_permission();
    let agent = scene.partner_admin(&client, "Mona").await;
    create(&agent, &client, new_member(&email(), &within))
        .await
        .missing_permission();
    let neighbour = scene.client("Fabrikam").await;
    create(&neighbour.admin, &client, new_member(&email(), &within))
        .await
        .kept_out();
}
