//! An invitation from the mail to the first password, or to a no; and what must not work.

use serde_json::{Value, json};

use crate::support::{Answer, Client, Scene, Server, Visitor, access, on_both_databases, until};

on_both_databases!(
    an_invitation_is_accepted_by_its_link,
    an_invitation_is_declined_by_its_link,
    a_form_from_elsewhere_changes_nothing,
);

/// Somebody new is invited; the path of the link in their mail.
async fn invited(server: &Server, client: &Client, email: &str) -> String {
    let sets = client.admin.all(&client.at("/permission-sets")).await;
    let set = sets.first().unwrap()["id"].as_str().unwrap().to_owned();
    let body = json!({"email": email, "name": "Sigrid Moe", "seat": "core",
        "access": access::set(&set)});
    let call = client.admin.post(client.at("/members"), body);
    assert_eq!(call.await.created()["status"], "invited");
    let mail = until("the mail", async || server.kept_mail_to(email)).await;
    link_in(&mail)
}

/// The path of the invitation in a mail.
fn link_in(mail: &str) -> String {
    let (_, rest) = mail.split_once("/i/").unwrap_or_else(|| panic!("{mail}"));
    let token = rest.split_whitespace().next().unwrap();
    format!("/i/{token}")
}

/// The version of the invitation that a page shows.
fn seen(page: &Answer) -> &str {
    let (_, rest) = page.body.split_once("name=\"seen\" value=\"").unwrap();
    rest.split('"').next().unwrap()
}

async fn an_invitation_is_accepted_by_its_link(server: &'static Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Harbour & Pine <Ltd>").await;
    let email = format!("{}@elsewhere.test", scene.unique("sigrid"));
    let link = invited(server, &client, &email).await;

    let mut sigrid = Visitor::new(server);
    let page = sigrid.open(&link).await;
    assert!(
        page.page(200).starts_with("Invitation to Harbour"),
        "{page}"
    );
    assert!(
        page.body.contains("Harbour &#38; Pine &#60;Ltd&#62;"),
        "{page}"
    );
    assert!(page.body.contains(&email), "{page}");
    let again = sigrid.clone().open(&link).await;
    assert_eq!(again.status, 200, "looking changes nothing\n{again}");

    let members = client.admin.all(&client.at("/members")).await;
    let is_invited = |member: &&Value| member["user"]["email"] == *email;
    let id = members.iter().find(is_invited).unwrap()["user"]["id"].clone();
    let path = client.at(&format!("/members/{}", id.as_str().unwrap()));
    let raised = json!({"access": {"type": "super_admin"}});
    client.admin.patch(path, raised).await.ok();
    let blind = sigrid.send(&link, &[("do", "accept")]).await;
    assert_eq!(blind.status, 400, "it does not say what it showed\n{blind}");
    let old = [("do", "accept"), ("seen", seen(&page))];
    let refused = sigrid.send(&link, &old).await;
    assert_eq!(refused.status, 412, "the page showed less\n{refused}");
    let page = sigrid.open(&link).await;
    let fields = [("do", "accept"), ("seen", seen(&page))];
    let accepted = sigrid.send(&link, &fields).await;
    assert_eq!(accepted.leads_to(), "/password");
    let asked = sigrid.open("/password").await;
    assert_eq!(asked.page(200), "Choose a password · Latchkey");
    let short = sigrid.send("/password", &[("password", "1234567")]).await;
    assert!(short.page(422).starts_with("Choose"), "{short}");
    let set = sigrid
        .send("/password", &[("password", "a long sentence")])
        .await;
    assert_eq!(set.leads_to(), "/");
    let home = sigrid.open("/").await;
    assert!(home.body.contains(&email), "{home}");
    let member = client.admin.get(client.at("/members")).await.ok();
    let members = member["items"].as_array().unwrap();
    let own = members
        .iter()
        .find(|member| member["user"]["email"] == *email);
    assert_eq!(own.unwrap()["status"], "active");

    let mut other = Visitor::new(server);
    for _ in 0..2 {
        let twice = other.open(&link).await;
        assert!(twice.page(410).starts_with("This invitation"), "{twice}");
    }
    other.open("/sign-in").await;
    let twice = other.send(&link, &fields).await;
    assert_eq!(twice.status, 410, "{twice}");

    let out = sigrid.send("/sign-out", &[]).await;
    assert_eq!(out.leads_to(), "/sign-in");
    assert_eq!(sigrid.open("/").await.leads_to(), "/sign-in?to=/");
    sigrid.open("/sign-in?to=/password%3Fx=1").await;
    let wrong = [("email", email.as_str()), ("password", "another sentence")];
    assert_eq!(sigrid.send("/sign-in", &wrong).await.status, 422);
    let right = [
        ("email", email.as_str()),
        ("password", "a long sentence"),
        ("to", "/?x=1"),
    ];
    assert_eq!(sigrid.send("/sign-in", &right).await.leads_to(), "/?x=1");
    assert_eq!(sigrid.open("/").await.status, 200);
}

async fn an_invitation_is_declined_by_its_link(server: &'static Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Tidewater").await;
    let email = format!("{}@elsewhere.test", scene.unique("sigrid"));
    let link = invited(server, &client, &email).await;
    let mut sigrid = Visitor::new(server).speaking("de-AT, en;q=0.5");
    let page = sigrid.open(&link).await;
    assert!(
        page.page(200).starts_with("Einladung zu Tidewater"),
        "{page}"
    );
    assert!(page.body.contains("<html lang=\"de\""), "{page}");
    let declined = sigrid.send(&link, &[("do", "decline")]).await;
    assert!(declined.page(200).contains("abgelehnt"), "{declined}");
    let members = client.admin.all(&client.at("/members")).await;
    assert!(
        members
            .iter()
            .all(|member| member["user"]["email"] != *email)
    );
    assert_eq!(sigrid.open(&link).await.status, 410);
    assert_eq!(sigrid.open("/").await.status, 303, "nobody was signed in");
}

async fn a_form_from_elsewhere_changes_nothing(server: &'static Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Tidewater").await;
    let email = format!("{}@elsewhere.test", scene.unique("sigrid"));
    let link = invited(server, &client, &email).await;
    let mut sigrid = Visitor::new(server);
    sigrid.open(&link).await;
    let token = sigrid.form_token.clone();
    let accept = ("do", "accept");
    let with_token = [accept, ("form_token", token.as_str())];
    let from_elsewhere = [("sec-fetch-site", "cross-site")];
    let from_beside = [("origin", "https://evil.test")];
    for (fields, headers) in [
        (&[accept][..], &[][..]),
        (&[accept, ("form_token", "0")][..], &[][..]),
        (&with_token[..], &from_elsewhere[..]),
        (&with_token[..], &from_beside[..]),
    ] {
        let refused = sigrid.send_as_is(&link, fields, headers).await;
        assert!(
            refused.page(403).starts_with("This form is too old"),
            "{refused}"
        );
    }
    let mut stranger = Visitor::new(server);
    stranger.open(&link).await;
    let refused = stranger.send_as_is(&link, &with_token, &[]).await;
    assert_eq!(refused.status, 403, "another browser's token\n{refused}");
    let page = sigrid.open(&link).await;
    assert_eq!(page.status, 200, "{page}");
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
}
