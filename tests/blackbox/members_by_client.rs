//! The client's own hand on people: creating and changing members, what may be given to whom, and
//! why somebody may or may not.

use serde_json::{Value, json};

use crate::support::{Call, Client, Person, Scene, Server, access, keys, on_both_databases};

on_both_databases!(
    a_super_admin_makes_members,
    a_new_member_who_is_wrong_is_named_member_by_member,
    a_member_is_made_once,
    one_new_address_is_made_known_to_many_accounts_at_once,
    an_existing_person_waits_in_a_partners_account,
    a_client_makes_a_partner_admin_itself,
    only_recognised_employees_get_a_partner_seat,
    a_partner_admin_for_one_of_two_partners_is_asked_for,
    the_policy_keeps_partner_admins_for_super_admins,
    a_holder_of_users_edit_gives_only_what_they_hold,
    a_holder_of_users_edit_changes_those_within_reach,
    what_a_super_admin_withheld_or_timed_only_a_super_admin_lifts,
    a_super_admin_changes_members,
    a_new_set_replaces_adjustments,
    whom_a_member_acts_for_is_changed_by_the_client,
    the_last_super_admin_survives_a_change,
    what_may_be_given_depends_on_who_gives_and_to_whom,
    permissions_are_explained,
    permissions_are_explained_to_those_concerned,
    an_invitation_is_sent_again,
    the_client_deactivates_what_is_deactivated_and_it_counts_as_its_own,
);

const AHEAD: &str = "2099-01-01T00:00:00Z";

fn new_member(email: &str, set: &str) -> Value {
    json!({"email": email, "name": "New Member", "seat": "core", "access": access::set(set)})
}

fn create(actor: &Person, client: &Client, body: Value) -> Call {
    actor.post(client.at("/members"), body)
}

fn change(actor: &Person, client: &Client, person: &Person, body: Value) -> Call {
    actor.patch(client.member(person), body)
}

fn as_partner_admin(person: &Person) -> Value {
    json!({"email": person.email, "seat": "partner", "access": access::partner_admin()})
}

/// I1: an address that several accounts invite at the same moment is made known once, and every one of
/// them has its member.
async fn one_new_address_is_made_known_to_many_accounts_at_once(server: &Server) {
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
    assert_eq!(member["access"], access::set(&set));
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

async fn a_new_member_who_is_wrong_is_named_member_by_member(server: &Server) {
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
async fn a_partner_admin_for_one_of_two_partners_is_asked_for(server: &Server) {
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

/// A8: members whose granted permissions lie in H, and anyone who acts for a partner; never on
/// themself, never on a super admin.
async fn a_holder_of_users_edit_changes_those_within_reach(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene
        .staff(&client, "Ulla", &["users.edit", "contacts.view"])
        .await;
    let within = scene.client_set(&client, &["contacts.view:own"]).await;
    let beyond = scene.client_set(&client, &["crm.export"]).await;
    let reachable = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let high = scene.staff(&client, "Egon", &["contacts.edit"]).await;
    let agent = scene.partner_admin(&client, "Mona").await;
    let second = scene.outsider("Sara").await;
    let own = json!({"access": access::super_admin()});
    scene.put_member(&client.id, &second, own).await;
    let give = |set: &str| json!({"access": access::set(set)});
    for person in [&reachable, &agent] {
        change(&manager, &client, person, give(&beyond))
            .await
            .refused(403, "exceeds-own-permissions");
        let changed = change(&manager, &client, person, give(&within)).await.ok();
        assert_eq!(changed["access"], access::set(&within));
    }
    change(&manager, &client, &high, give(&within))
        .await
        .refused(403, "exceeds-own-permissions");
    change(&manager, &client, &manager, give(&within))
        .await
        .refused(403, "self-target");
    change(&manager, &client, &second, give(&within))
        .await
        .refused_as_one_of(&[(409, "super-admin-target"), (403, "missing-permission")]);
    let seat = json!({"seat": "sales"});
    let changed = change(&manager, &client, &reachable, seat.clone())
        .await
        .ok();
    assert_eq!(changed["seat"], "sales");
    change(&manager, &client, &high, seat)
        .await
        .refused(403, "exceeds-own-permissions");
    // To partner admin and back is the one exception from H.
    let up = json!({"access": access::partner_admin()});
    change(&manager, &client, &agent, up).await.ok();
    assert!(scene.may(&agent, "crm.export", &client).await);
    let promote = json!({"access": access::super_admin()});
    change(&manager, &client, &reachable, promote)
        .await
        .refused_as_one_of(&[
            (403, "exceeds-own-permissions"),
            (403, "missing-permission"),
        ]);
    // Adjustments of a partner admin lie in H, too, or are refused.
    let more = json!({"adjustments": {"added": ["billing.view"], "withheld": []}});
    change(&manager, &client, &agent, more)
        .await
        .refused(403, "exceeds-own-permissions");
    let less = json!({"adjustments": {"added": [], "withheld": ["contacts.view"]}});
    change(&manager, &client, &agent, less).await.ok();
    assert!(!scene.may(&agent, "contacts.edit", &client).await, "P5");
    let stranger = scene.outsider("Sven").await;
    change(&client.admin, &client, &stranger, give(&within))
        .await
        .not_found();
    change(&agent, &client, &reachable, give(&within))
        .await
        .missing_permission();
}

/// A8, D9.
async fn what_a_super_admin_withheld_or_timed_only_a_super_admin_lifts(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let every = &["users.edit", "contacts.view", "crm.export"];
    let manager = scene.staff(&client, "Ulla", every).await;
    let person = scene
        .staff(&client, "Dora", &["contacts.view", "crm.export"])
        .await;
    let hold = json!({
        "adjustments": {"added": [], "withheld": ["crm.export"]},
        "expires_at": AHEAD,
    });
    change(&client.admin, &client, &person, hold).await.ok();
    let same = scene
        .client_set(&client, &["contacts.view", "crm.export"])
        .await;
    for body in [
        json!({"adjustments": {"added": [], "withheld": []}}),
        json!({"adjustments": {"added": ["crm.export"], "withheld": []}}),
        json!({"access": access::set(&same)}),
        json!({"expires_at": null}),
        json!({"expires_at": "2100-01-01T00:00:00Z"}),
    ] {
        let answer = change(&manager, &client, &person, body).await;
        assert!([200, 403, 409].contains(&answer.status), "{answer}");
        assert!(
            !scene.may(&person, "crm.export", &client).await,
            "only a super admin lifts it\n{answer}"
        );
        let shown = client.admin.get(client.member(&person)).await.ok();
        assert_eq!(shown["expires_at"], AHEAD, "{answer}");
    }
    // Bringing the end forward and withholding more is within reach.
    let sooner = json!({"expires_at": "2098-01-01T00:00:00Z"});
    change(&manager, &client, &person, sooner).await.ok();
    // Nor does removing and making anew lift it.
    manager.delete(client.member(&person)).await.done();
    let answer = create(&manager, &client, new_member(&person.email, &same)).await;
    if answer.status == 201 {
        assert!(!scene.may(&person, "crm.export", &client).await, "{answer}");
        let shown = client.admin.get(client.member(&person)).await.ok();
        assert_ne!(shown["expires_at"], Value::Null, "{shown}");
    } else {
        assert!([403, 409].contains(&answer.status), "{answer}");
        create(&client.admin, &client, new_member(&person.email, &same))
            .await
            .created();
    }
    let lift = json!({"adjustments": {"added": [], "withheld": []}, "expires_at": null});
    let lifted = change(&client.admin, &client, &person, lift).await.ok();
    assert_eq!(lifted["expires_at"], Value::Null);
    assert!(scene.may(&person, "crm.export", &client).await);
}

/// A8, T4, and the conventions of a PATCH.
async fn a_super_admin_changes_members(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let read = client.admin.get(client.member(&person)).await;
    let events = async || client.admin.all(&client.at("/audit-events")).await.len();
    let before = events().await;
    let body = json!({"seat": "sales", "paid_seats": ["service"], "expires_at": AHEAD});
    let changed = change(&client.admin, &client, &person, body.clone())
        .header("If-Match", &read.etag())
        .await;
    let member = changed.ok();
    assert_eq!(member["seat"], "sales");
    assert_eq!(member["paid_seats"], json!(["service"]));
    assert_eq!(member["expires_at"], AHEAD);
    assert_eq!(
        member["access"],
        read.ok()["access"],
        "left out, left as is"
    );
    assert_ne!(changed.etag(), read.etag());
    assert_eq!(events().await, before + 1);
    change(&client.admin, &client, &person, json!({"seat": "core"}))
        .header("If-Match", &read.etag())
        .await
        .refused(412, "stale");
    // What is so already changes nothing.
    let trail = scene.trail(&client).await;
    let again = change(&client.admin, &client, &person, body).await;
    again.ok();
    assert_eq!(scene.trail(&client).await, trail);
    assert_eq!(events().await, before + 1);
    let cleared = json!({"expires_at": null});
    let member = change(&client.admin, &client, &person, cleared).await.ok();
    assert_eq!(member["expires_at"], Value::Null);
    for wrong in [
        json!({"seat": null}),
        json!({"access": null}),
        json!({"seat": "window"}),
        json!({"expires_at": "2020-01-01T00:00:00Z"}),
        json!({"access": access::super_admin(), "seat": "view_only"}),
    ] {
        let answer = change(&client.admin, &client, &person, wrong).await;
        assert!([409, 422].contains(&answer.status), "{answer}");
        answer.problem(answer.status);
    }
    change(&client.admin, &client, &person, json!({"status": "active"}))
        .await
        .problem(400);
    let unknown = "set_01h455vb4pex5vsknk084sn02q";
    let body = json!({"access": access::set(unknown)});
    change(&client.admin, &client, &person, body)
        .await
        .not_found();
    // S1, L1: partner admin takes a recognised employee and the seat.
    let mona = scene.partner_admin(&client, "Mona").await;
    change(&client.admin, &client, &mona, json!({"seat": "core"}))
        .await
        .refused(409, "partner-seat-required");
    let up = json!({"access": access::super_admin(), "seat": "core"});
    let promoted = change(&client.admin, &client, &mona, up).await.ok();
    assert_eq!(promoted["partner"], scene.partner.as_str(), "still theirs");
    let down = json!({"access": access::partner_admin(), "seat": "partner"});
    change(&client.admin, &client, &mona, down).await.ok();
    assert!(!scene.may(&mona, "users.edit", &client).await);
}

/// A8: a new set replaces adjustments; becoming super admin clears them.
async fn a_new_set_replaces_adjustments(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene
        .staff(&client, "Dora", &["contacts.view", "crm.export"])
        .await;
    let adjusted = json!({"adjustments": {"added": ["crm.import"], "withheld": ["crm.export"]}});
    let member = change(&client.admin, &client, &person, adjusted).await.ok();
    assert_eq!(member["adjustments"]["added"], json!(["crm.import"]));
    assert_eq!(member["adjustments"]["withheld"], json!(["crm.export"]));
    assert!(scene.may(&person, "crm.import", &client).await);
    assert!(!scene.may(&person, "crm.export", &client).await);
    let next = scene.client_set(&client, &["crm.export"]).await;
    let body = json!({"access": access::set(&next)});
    let member = change(&client.admin, &client, &person, body).await.ok();
    assert_eq!(member["adjustments"]["added"], json!([]));
    assert_eq!(member["adjustments"]["withheld"], json!([]));
    assert!(scene.may(&person, "crm.export", &client).await);
    let adjusted = json!({"adjustments": {"added": ["crm.import"], "withheld": []}});
    change(&client.admin, &client, &person, adjusted).await.ok();
    let up = json!({"access": access::super_admin()});
    let member = change(&client.admin, &client, &person, up).await.ok();
    assert_eq!(member["adjustments"]["added"], json!([]));
    let more = json!({"adjustments": {"added": ["crm.import"], "withheld": []}});
    change(&client.admin, &client, &person, more)
        .await
        .invalid("/adjustments");
}

/// A10: a super admin may set or clear whom a member acts for.
async fn whom_a_member_acts_for_is_changed_by_the_client(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene
        .staff(&client, "Ulla", &["users.edit", "contacts.view"])
        .await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let wide = scene.client_set(&client, &["contacts.edit"]).await;
    let employee = scene.unverified_employee("Ulf").await;
    let own = json!({"access": access::set(&set)});
    scene.put_member(&client.id, &employee, own).await;
    let acts = |partner: Value| json!({"partner": partner});
    let set_to = change(
        &client.admin,
        &client,
        &employee,
        acts(json!(scene.partner)),
    )
    .await
    .ok();
    assert_eq!(set_to["partner"], scene.partner.as_str());
    let cleared = change(&client.admin, &client, &employee, acts(Value::Null))
        .await
        .ok();
    assert_eq!(cleared["partner"], Value::Null);
    // `users.edit`: only where the granted permissions lie in H, without an exception for partners.
    change(&manager, &client, &employee, acts(json!(scene.partner)))
        .await
        .ok();
    let body = json!({"access": access::set(&wide)});
    change(&client.admin, &client, &employee, body).await.ok();
    change(&manager, &client, &employee, acts(Value::Null))
        .await
        .refused(403, "exceeds-own-permissions");
    // On a partner admin, or with a partner seat, it needs another access and seat in the call.
    let mona = scene.partner_admin(&client, "Mona").await;
    for body in [
        acts(Value::Null),
        json!({"partner": null, "access": access::set(&set)}),
        json!({"partner": null, "seat": "core"}),
    ] {
        let answer = change(&client.admin, &client, &mona, body).await;
        assert!([409, 422].contains(&answer.status), "{answer}");
        answer.problem(answer.status);
    }
    let body = json!({"partner": null, "access": access::set(&set), "seat": "core"});
    let changed = change(&client.admin, &client, &mona, body).await.ok();
    assert_eq!(changed["partner"], Value::Null);
    // Never the account itself, never a partner whose employee they are not, never one unenrolled.
    let stranger = scene.staff(&client, "Dora", &["contacts.view"]).await;
    for (person, partner) in [
        (&employee, client.id.as_str()),
        (&stranger, scene.partner.as_str()),
        (&employee, "acc_01h455vb4pex5vsknk084sn02q"),
    ] {
        let answer = change(&client.admin, &client, person, acts(json!(partner))).await;
        assert!([404, 409, 422].contains(&answer.status), "{answer}");
        answer.problem(answer.status);
    }
    scene.enrolled_as(Value::Null).await;
    change(&client.admin, &client, &mona, acts(json!(scene.partner)))
        .await
        .refused(409, "partner-not-enrolled");
}

/// D5.
async fn the_last_super_admin_survives_a_change(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    for body in [
        json!({"access": access::set(&set)}),
        json!({"expires_at": AHEAD}),
        json!({"access": access::set(&set), "seat": "view_only"}),
    ] {
        change(&client.admin, &client, &client.admin, body)
            .await
            .refused(409, "last-super-admin");
    }
    // Someone acting for a partner leaves the client its own last one.
    let agent = scene.employee("Emil").await;
    let body = json!({"access": access::super_admin(), "partner": scene.partner});
    scene.put_member(&client.id, &agent, body).await;
    let demote = json!({"access": access::set(&set)});
    change(&agent, &client, &client.admin, demote.clone())
        .await
        .refused(409, "last-super-admin");
    let expire = json!({"expires_at": AHEAD});
    change(&agent, &client, &client.admin, expire)
        .await
        .refused(409, "last-super-admin");
    change(&client.admin, &client, &client.admin, demote)
        .await
        .ok();
    assert!(scene.may(&agent, "contacts.view", &client).await);
}

fn types(answer: &Value) -> Vec<&str> {
    answer["access"]
        .as_array()
        .unwrap()
        .iter()
        .map(|access| access["type"].as_str().unwrap())
        .collect()
}

/// S2, A8, L3: partner admin and partner seat are not even named to whom they are not offered.
async fn what_may_be_given_depends_on_who_gives_and_to_whom(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene
        .staff(&client, "Ulla", &["users.edit", "contacts.view"])
        .await;
    let plain = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let within = scene.client_set(&client, &["contacts.view:own"]).await;
    let beyond = scene.client_set(&client, &["crm.export"]).await;
    let employee = scene.employee("Emil").await;
    let unverified = scene.unverified_employee("Ulf").await;
    let new = format!("{}@elsewhere.test", scene.unique("new"));
    let at = |email: &str| client.at(&format!("/assignable-access?email={email}"));
    let sets = |answer: &Value| -> Vec<String> {
        answer["access"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|access| access["type"] == "permission_set")
            .map(|access| {
                assert!(access["name"].is_string(), "{access}");
                access["permission_set"].as_str().unwrap().to_owned()
            })
            .collect()
    };
    let open = client.admin.get(at(&employee.email)).await.ok();
    assert!(types(&open).contains(&"super_admin"), "{open}");
    assert!(types(&open).contains(&"partner_admin"), "{open}");
    for set in [&within, &beyond] {
        assert!(sets(&open).contains(set), "{open}");
    }
    for seat in ["partner", "core", "view_only", "sales", "service"] {
        assert!(keys(&open["seats"]).contains(&seat), "{seat} in {open}");
    }
    let narrow = manager.get(at(&employee.email)).await.ok();
    assert!(!types(&narrow).contains(&"super_admin"), "{narrow}");
    assert!(types(&narrow).contains(&"partner_admin"), "the exception");
    assert!(sets(&narrow).contains(&within), "{narrow}");
    assert!(!sets(&narrow).contains(&beyond), "{narrow}");
    for (caller, email) in [
        (&client.admin, unverified.email.as_str()),
        (&client.admin, plain.email.as_str()),
        (&client.admin, new.as_str()),
        (&manager, unverified.email.as_str()),
        (&manager, new.as_str()),
    ] {
        let answer = caller.get(at(email)).await;
        let offered = answer.ok();
        assert!(!answer.body.contains("partner"), "{answer}");
        assert!(keys(&offered["seats"]).contains(&"core"), "{answer}");
    }
    // Only those with rights over people ask, and the partner learns nothing here (A11).
    let agent = scene.partner_admin(&client, "Mona").await;
    for caller in [&plain, &agent] {
        caller.get(at(&employee.email)).await.missing_permission();
    }
    scene
        .client("Fabrikam")
        .await
        .admin
        .get(at(&employee.email))
        .await
        .kept_out();
    // L3.
    let body = json!({"partner_admins_by": "super_admin"});
    client.admin.put(client.at("/policy"), body).await.ok();
    let kept = manager.get(at(&employee.email)).await.ok();
    assert!(!types(&kept).contains(&"partner_admin"), "{kept}");
    let open = client.admin.get(at(&employee.email)).await.ok();
    assert!(types(&open).contains(&"partner_admin"), "{open}");
    // What is no address, and none at all.
    for query in ["?email=", "?email=x", ""] {
        let answer = client
            .admin
            .get(client.at(&format!("/assignable-access{query}")))
            .await;
        answer.refused(422, "invalid");
    }
    // Without enrolment it is nobody's to give.
    scene.enrolled_as(Value::Null).await;
    let answer = client.admin.get(at(&employee.email)).await;
    assert!(!answer.body.contains("partner"), "{answer}");
}

fn entry<'a>(answer: &'a Value, key: &str) -> &'a Value {
    let entries = answer["permissions"].as_array().unwrap();
    entries
        .iter()
        .find(|entry| entry["key"] == key)
        .unwrap_or_else(|| panic!("{key} in {answer}"))
}

/// P5, S3, A2: granted and effective, the source of each, and why any is missing.
async fn permissions_are_explained(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let person = scene
        .staff(
            &client,
            "Dora",
            &["crm.export", "sequences.use", "contacts.edit"],
        )
        .await;
    let body = json!({"adjustments": {"added": ["crm.import"], "withheld": ["crm.export"]}});
    change(&client.admin, &client, &person, body).await.ok();
    let path = format!("{}/permissions", client.member(&person));
    let told = client.admin.get(&path).await.ok();
    let granted = keys(&told["granted"]);
    let effective = keys(&told["effective"]);
    for (key, is_granted, is_effective) in [
        ("crm.import", true, true),
        ("crm.export", false, false),
        ("sequences.use", true, false),
        ("contacts.edit", true, true),
    ] {
        assert_eq!(granted.contains(&key), is_granted, "{key} in {told}");
        assert_eq!(effective.contains(&key), is_effective, "{key} in {told}");
    }
    for (key, source, is_effective, missing) in [
        ("crm.import", json!("added"), true, Value::Null),
        (
            "crm.export",
            Value::Null,
            false,
            json!("withheld_by_client"),
        ),
        (
            "sequences.use",
            json!("permission_set"),
            false,
            json!("seat"),
        ),
        ("billing.view", Value::Null, false, json!("not_in_access")),
    ] {
        let entry = entry(&told, key);
        assert_eq!(entry["source"], source, "{entry}");
        assert_eq!(entry["effective"], is_effective, "{entry}");
        assert_eq!(entry["missing"], missing, "{entry}");
    }
    // The paid seat brings what needs it.
    let body = json!({"paid_seats": ["sales"]});
    change(&client.admin, &client, &person, body).await.ok();
    let told = client.admin.get(&path).await.ok();
    assert_eq!(entry(&told, "sequences.use")["effective"], true);
    // A denial reason of Q1 where all of it is off.
    let off = format!("{}/deactivate", client.member(&person));
    client.admin.post_nothing(off).await.ok();
    let told = client.admin.get(&path).await.ok();
    assert_eq!(told["effective"], json!([]));
    assert!(keys(&told["granted"]).contains(&"crm.import"), "{told}");
    assert_eq!(entry(&told, "crm.import")["missing"], "deactivated");
    // Sources of the other kinds of access.
    let own = format!("{}/permissions", client.member(&client.admin));
    let told = client.admin.get(own).await.ok();
    assert_eq!(entry(&told, "billing.edit")["source"], "super_admin");
    let mona = scene.partner_admin(&client, "Mona").await;
    let path = format!("{}/permissions", client.member(&mona));
    let told = client.admin.get(&path).await.ok();
    assert_eq!(entry(&told, "crm.export")["source"], "partner_admin");
    assert_eq!(entry(&told, "billing.view")["missing"], "not_in_access");
    // A clip is told apart from what the client withheld.
    let held = json!({"adjustments": {"added": [], "withheld": ["reports.view"]}});
    change(&client.admin, &client, &mona, held).await.ok();
    let wide = scene
        .client_set(&client, &["contacts.view", "reports.view"])
        .await;
    let worker = scene.employee("Emil").await;
    scene.add(&mona, &client, &worker, &wide).await;
    let path = format!("{}/permissions", client.member(&worker));
    let told = client.admin.get(&path).await.ok();
    assert_eq!(entry(&told, "reports.view")["missing"], "clipped");
    scene.enrolled_as(Value::Null).await;
    let path = format!("{}/permissions", client.member(&mona));
    let told = client.admin.get(&path).await.ok();
    let reason = &entry(&told, "crm.export")["missing"];
    assert_eq!(reason, "partner_not_enrolled", "L1");
}

/// Oneself, `users.edit`, SA, and holders of `.view` in the partner account for those who act for
/// it (A6 for anybody else).
async fn permissions_are_explained_to_those_concerned(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.staff(&client, "Ulla", &["users.edit"]).await;
    let plain = scene.staff(&client, "Dora", &["contacts.view"]).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.let_act(&client, &worker, &set).await;
    let viewer = scene.viewer("Vera").await;
    let colleague = scene.employee("Frida").await;
    let (_, rival) = scene.other_partner("Southwind").await;
    let at = |person: &Person| format!("{}/permissions", client.member(person));
    for caller in [&worker, &manager, &client.admin, &viewer, &scene.owner] {
        caller.get(at(&worker)).await.ok();
    }
    for caller in [&plain, &colleague, &rival] {
        caller.get(at(&worker)).await.kept_out();
    }
    for caller in [&worker, &viewer, &scene.owner, &rival] {
        caller.get(at(&plain)).await.kept_out();
    }
    plain.get(at(&plain)).await.ok();
    client.admin.get(at(&rival)).await.not_found();
}

/// I1.
async fn an_invitation_is_sent_again(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.staff(&client, "Ulla", &["users.edit"]).await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let email = format!("{}@elsewhere.test", scene.unique("uma"));
    let made = create(&client.admin, &client, new_member(&email, &set))
        .await
        .created();
    let user = made["user"]["id"].as_str().unwrap();
    let path = client.at(&format!("/members/{user}/resend-invitation"));
    let resent = client.admin.post_nothing(&path).await.ok();
    assert_eq!(resent["status"], "invited");
    assert_eq!(resent["id"], made["id"]);
    manager
        .post_nothing(&path)
        .await
        .refused(403, "exceeds-own-permissions");
    let plain = scene.staff(&client, "Dora", &["contacts.view"]).await;
    plain.post_nothing(&path).await.missing_permission();
    let again = format!("{}/resend-invitation", client.member(&plain));
    client
        .admin
        .post_nothing(&again)
        .await
        .refused(409, "conflict");
    let stranger = scene.outsider("Sven").await;
    let never = format!("{}/resend-invitation", client.member(&stranger));
    client.admin.post_nothing(&never).await.not_found();
    // Cancelled, the invitation is gone.
    let member = client.at(&format!("/members/{user}"));
    client.admin.delete(&member).await.done();
    client.admin.post_nothing(&path).await.not_found();
}

/// D9: the partner deactivated first; what the client adds counts as the client's.
async fn the_client_deactivates_what_is_deactivated_and_it_counts_as_its_own(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let mona = scene.partner_admin(&client, "Mona").await;
    let set = scene.client_set(&client, &["contacts.view"]).await;
    let worker = scene.employee("Emil").await;
    scene.add(&mona, &client, &worker, &set).await;
    let at = scene.employee_at(&client, &worker);
    mona.post_nothing(format!("{at}/deactivate")).await.ok();
    let own = client.member(&worker);
    client
        .admin
        .post_nothing(format!("{own}/deactivate"))
        .await
        .ok();
    mona.post_nothing(format!("{at}/reactivate"))
        .await
        .refused(409, "client-refused");
    client
        .admin
        .post_nothing(format!("{own}/reactivate"))
        .await
        .ok();
    assert!(scene.may(&worker, "contacts.view", &client).await);
}
