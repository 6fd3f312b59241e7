//! Who may call at all, in which order a call is checked, and how refusals are told.

use reqwest::Method;
use serde_json::json;

use crate::support::{Kind, Scene, Server, access, on_both_databases, with_own_servers};

on_both_databases!(
    a_caller_without_a_valid_token_is_asked_for_one,
    the_checks_come_in_the_documented_order,
    every_problem_code_has_a_page,
    unknown_paths_and_methods_are_problems,
);

with_own_servers!(
    each_token_has_its_own_rate_limit,
    no_log_line_shows_a_token_or_a_link,
);

async fn a_caller_without_a_valid_token_is_asked_for_one(server: &Server) {
    let anonymous = server.anonymous();
    for caller in [
        anonymous.clone(),
        anonymous.with_token("no-such-token"),
        anonymous.with_token(""),
    ] {
        caller.get("/v1/me").await.problem(401);
        caller
            .post("/v1/accounts", json!({"name": "X"}))
            .await
            .problem(401);
        caller
            .post("/access/v1/evaluation", json!({}))
            .await
            .problem(401);
    }
    anonymous
        .get("/v1/me")
        .header("authorization", "Basic dXNlcjpwYXNz")
        .await
        .problem(401);
    anonymous
        .get("/v1/me")
        .header("authorization", "Bearer")
        .await
        .problem(401);
}

/// authenticate · shape · account or partner · right · what the body refers to · state.
async fn the_checks_come_in_the_documented_order(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let manager = scene.partner_admin(&client, "Mona").await;
    let worker = scene.employee("Emil").await;
    let stranger = scene.outsider("Sven").await;
    let employees = scene.at_client(&client, "/employees");
    let unknown_set = "set_01h455vb4pex5vsknk084sn02q";
    let good = json!({"employees": [worker.id], "permission_set": unknown_set});
    let bad = json!({"employees": 7});

    // Shape comes after the token and before everything else.
    server
        .anonymous()
        .post(&employees, bad.clone())
        .await
        .problem(401);
    for caller in [&stranger, &worker, &manager] {
        let answer = caller.post(&employees, bad.clone()).await;
        assert!([400, 422].contains(&answer.status), "{answer}");
        answer.problem(answer.status);
    }
    // Who may not, learns nothing of the body's references.
    stranger.post(&employees, good.clone()).await.kept_out();
    worker
        .post(&employees, good.clone())
        .await
        .missing_permission();
    let viewer = scene.viewer("Vera").await;
    viewer
        .post(&employees, good.clone())
        .await
        .missing_permission();
    let not_there = scene.manager("Max").await;
    not_there
        .post(&employees, good.clone())
        .await
        .refused(403, "not-partner-admin");
    manager.post(&employees, good).await.not_found();
    // `last-super-admin` comes first among the rules of state: without the partner seat, demoting
    // the last super admin to partner admin is refused as the former (D5, S1).
    scene
        .platform
        .put(
            client.member(&client.admin),
            json!({"access": access::partner_admin(), "seat": "core", "partner": scene.partner}),
        )
        .await
        .refused(409, "last-super-admin");
    // The account comes before the right in it: an unknown one is unknown to everybody.
    let nowhere = "/v1/accounts/acc_01h455vb4pex5vsknk084sn02q/members";
    stranger.get(nowhere).await.kept_out();
}

async fn every_problem_code_has_a_page(server: &Server) {
    let anonymous = server.anonymous();
    for code in [
        "missing-permission",
        "not-partner-admin",
        "self-target",
        "exceeds-own-permissions",
        "not-found",
        "last-super-admin",
        "super-admin-target",
        "acts-for-another-partner",
        "stale-review",
        "partner-not-enrolled",
        "link-not-valid",
        "not-recognized",
        "not-an-employee",
        "partner-seat-required",
        "client-refused",
        "already-a-member",
        "set-in-use",
        "conflict",
        "stale",
        "invalid",
        "idempotency-mismatch",
        "unavailable",
    ] {
        let answer = anonymous.get(format!("/problems/{code}")).await;
        assert_eq!(answer.status, 200, "{answer}");
        assert!(answer.body.len() > 40, "a page says what to do\n{answer}");
    }
    // The codes of the statuses without a named code have pages as well.
    for (problem, status) in [
        (anonymous.get("/v1/me").await, 401),
        (anonymous.get("/no/such/path").await, 404),
        (anonymous.call(Method::DELETE, "/livez").await, 405),
    ] {
        let code = problem.problem(status)["code"].clone();
        let page = anonymous
            .get(format!("/problems/{}", code.as_str().unwrap()))
            .await;
        assert_eq!(page.status, 200, "{page}");
    }
    anonymous.get("/problems/no-such-code").await.problem(404);
}

async fn unknown_paths_and_methods_are_problems(server: &Server) {
    let platform = server.platform();
    for path in ["/v1", "/v1/nothing", "/nothing", "/v1/accounts/a/b/c/d"] {
        platform.get(path).await.problem(404);
        platform.post(path, json!({})).await.problem(404);
    }
    for (method, path) in [
        (Method::DELETE, "/v1/accounts"),
        (Method::PUT, "/v1/me"),
        (Method::GET, "/access/v1/evaluation"),
    ] {
        let answer = platform.call(method, path).await;
        answer.problem(405);
        assert!(answer.header("allow").is_some(), "{answer}");
    }
}

async fn each_token_has_its_own_rate_limit(kind: Kind) {
    let server = Server::start_with(kind, |start| start.with("HTTP__RATE_LIMIT", "5"));
    let platform = server.platform();
    let mut answers = Vec::new();
    for _ in 0..8 {
        answers.push(platform.get("/v1/service-tokens").await);
    }
    let first = &answers[0];
    first.ok();
    let headers: Vec<_> = first
        .headers
        .keys()
        .filter(|name| name.as_str().starts_with("ratelimit"))
        .collect();
    assert!(!headers.is_empty(), "RateLimit-* headers\n{first}");
    let refused = answers.iter().filter(|answer| answer.status == 429);
    assert!(refused.count() >= 2, "{}", answers[7]);
    let last = &answers[7];
    last.problem(429);
    // Others are not held up by it, and neither are the probes.
    assert_eq!(server.anonymous().get("/livez").await.status, 200);
    assert_eq!(server.anonymous().get("/readyz").await.status, 200);
    assert_eq!(
        server
            .anonymous()
            .with_token("another-token")
            .get("/v1/me")
            .await
            .status,
        401
    );
}

/// L2, I3: logs never carry the token of a link or of a caller.
async fn no_log_line_shows_a_token_or_a_link(kind: Kind) {
    let server = Server::start(kind);
    let scene = Scene::new(&server).await;
    let client = scene.client("Contoso").await;
    let employee = scene.employee("Emil").await;
    let (_, token) = scene.link(&employee).await;
    let page = format!("/v1/access-links/{token}");
    let shown = client.admin.get(&page).await;
    shown.ok();
    client
        .admin
        .post(format!("{page}/approve"), json!({"account": client.id}))
        .await
        .ok();
    client.admin.get(format!("{page}x")).await.not_found();
    let metrics = server.anonymous().get("/metrics").await;
    assert_eq!(metrics.status, 200, "{metrics}");
    let said = server.said();
    for secret in [token.as_str(), client.admin.token(), scene.platform.token()] {
        assert!(!said.contains(secret), "a log line shows a token");
        assert!(!metrics.body.contains(secret), "a metric shows a token");
    }
}
