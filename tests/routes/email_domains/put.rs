//! The domains by which a partner's people are recognised (I2).

use serde_json::json;

use crate::support::{Client, Kind, Scene, Server, access, on_both_databases, with_own_servers};

on_both_databases!(
    super_admins_add_the_domains_they_are_on,
    domains_are_compared_after_idna_in_lower_case,
    a_lost_domain_takes_the_check_mark_and_no_access,
    public_and_malformed_domains_are_refused,
);

with_own_servers!(the_operator_says_what_is_public);

/// I2.
async fn super_admins_add_the_domains_they_are_on(server: &Server) {
    let scene = Scene::new(server).await;
    let path = scene.at_partner("/email-domains");
    let put = |caller: &crate::support::Caller, domains: &[&str]| {
        caller.put(&path, json!({"domains": domains}))
    };
    let own = scene.domain.as_str();
    let second = format!("second-{own}");
    // Others only the platform adds; what is there may be kept or dropped freely.
    let refused = put(&scene.owner, &[own, &second]).await;
    assert!([403, 409, 422].contains(&refused.status), "{refused}");
    refused.problem(refused.status);
    assert_eq!(
        scene.owner.get(&path).await.ok()["domains"],
        json!([own]),
        "refused whole"
    );
    put(&scene.platform, &[own, &second]).await.ok();
    put(&scene.owner, &[&second, own]).await.ok();
    let dropped = put(&scene.owner, &[&second]).await.ok();
    assert_eq!(dropped["domains"], json!([second]));
    let added = put(&scene.owner, &[&second, own]).await.ok();
    assert_eq!(added["domains"].as_array().unwrap().len(), 2);
    // Only super admins; `.edit` does not do, and a client's people have no say.
    let manager = scene.manager("Mona").await;
    put(&manager, &[own]).await.missing_permission();
    let client = scene.client("Contoso").await;
    put(&client.admin, &[own]).await.kept_out();
    // A taken one is moved by the platform alone.
    let (other, _) = scene.other_partner("Southwind").await;
    let rival = scene.newcomer("Rita").await;
    let body = json!({"access": access::super_admin()});
    scene.put_member(&other, &rival, body).await;
    let theirs = format!("/v1/partners/{other}/email-domains");
    let body = json!({"domains": [own]});
    let taken = rival.put(&theirs, body.clone()).await;
    assert!([403, 409, 422].contains(&taken.status), "{taken}");
    scene.platform.put(&theirs, body).await.ok();
    let left = scene.owner.get(&path).await.ok();
    assert_eq!(left["domains"], json!([second]), "moved");
}

/// I2: after IDNA, in lower case, without sub-domains.
async fn domains_are_compared_after_idna_in_lower_case(server: &Server) {
    let scene = Scene::new(server).await;
    let word = scene.unique("bücher");
    let path = scene.at_partner("/email-domains");
    let shown = format!("{}.TEST", word.to_uppercase());
    scene
        .platform
        .put(&path, json!({"domains": [shown]}))
        .await
        .ok();
    let verified = async |address: String| {
        let body = json!({"email": address, "name": "Emil"});
        let user = scene.platform.post("/v1/users", body).await.created();
        let id = user["id"].as_str().unwrap();
        scene
            .platform
            .put(
                format!("/v1/accounts/{}/members/{id}", scene.partner),
                json!({"access": access::set(&scene.working)}),
            )
            .await
            .created();
        let employee = scene
            .owner
            .get(scene.at_partner(&format!("/employees/{id}")))
            .await
            .ok();
        employee["verified"]
            .as_bool()
            .unwrap_or_else(|| panic!("{employee}"))
    };
    assert!(verified(format!("emil@{word}.test")).await);
    assert!(verified(format!("Emma@{}.Test", word.to_uppercase())).await);
    assert!(!verified(format!("emil@mail.{word}.test")).await);
    assert!(!verified(format!("emil@x{word}.test")).await);
    // The same domain in another spelling changes nothing (T4).
    let before = scene.owner.get(&path).await.ok();
    scene
        .owner
        .put(&path, json!({"domains": [format!("{word}.test")]}))
        .await
        .ok();
    assert_eq!(scene.owner.get(&path).await.ok(), before);
}

/// I2.
async fn a_lost_domain_takes_the_check_mark_and_no_access(server: &Server) {
    let scene = Scene::new(server).await;
    let client: Client = scene.client("Contoso").await;
    let manager = scene.partner_admin(&client, "Mona").await;
    let member = client.admin.get(client.member(&manager)).await.ok();
    assert_eq!(member["recognized"], "verified");
    scene
        .owner
        .put(scene.at_partner("/email-domains"), json!({"domains": []}))
        .await
        .ok();
    let member = client.admin.get(client.member(&manager)).await.ok();
    assert_ne!(member["recognized"], "verified");
    assert!(scene.may(&manager, "contacts.view", &client).await);
    let employee = scene
        .owner
        .get(scene.at_partner(&format!("/employees/{}", manager.id)))
        .await
        .ok();
    assert_eq!(employee["verified"], false);
}

/// I2: never, not even by the platform.
async fn public_and_malformed_domains_are_refused(server: &Server) {
    let scene = Scene::new(server).await;
    let path = scene.at_partner("/email-domains");
    for domain in [
        "gmail.com",
        "GMAIL.com",
        "outlook.com",
        "hotmail.com",
        "yahoo.com",
        "icloud.com",
        "vp.pl",
        "interia.eu",
        "planet.nl",
        "arcor.de",
        "mail.de",
        "yahoo.no",
        "Ymail.com",
        "tuta.com",
        "co.uk",
        "Com.PL",
        "priv.no",
        "github.io",
        "10.0.0.1",
        "127.1",
        "[::1]",
        "0x7f.0x1",
        "",
        " ",
        "no domain.test",
        "@northwind.test",
        "nora@northwind.test",
        "-northwind.test",
        "northwind..test",
        &format!("{}.test", "x".repeat(64)),
        &format!("{}test", "x.".repeat(130)),
    ] {
        let answer = scene
            .platform
            .put(&path, json!({"domains": [domain]}))
            .await;
        answer.refused(422, "invalid");
    }
    assert_eq!(
        scene.owner.get(&path).await.ok()["domains"],
        json!([scene.domain])
    );
}

/// I2: the operator adds domains to the list in the binary, and takes some out.
async fn the_operator_says_what_is_public(kind: Kind) {
    let server = Server::start_with(kind, |start| {
        start
            .with("PARTNERS__PUBLIC_DOMAINS", "isp.test,b\u{fc}cher.test")
            .with("PARTNERS__NOT_PUBLIC_DOMAINS", "USA.net,uk.com")
    });
    let scene = Scene::new(&server).await;
    let path = scene.at_partner("/email-domains");
    for domain in ["isp.test", "xn--bcher-kva.test", "gmail.com"] {
        let answer = scene
            .platform
            .put(&path, json!({"domains": [domain]}))
            .await;
        answer.invalid("/domains/0");
    }
    let body = json!({"domains": ["usa.net", "uk.com", "mail.isp.test"]});
    scene.platform.put(&path, body).await.ok();
}
