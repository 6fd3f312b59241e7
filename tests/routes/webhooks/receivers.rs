//! Receivers that are gone, busy, slow, or want to lead the server elsewhere.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{
    Kind, Receiver, Reply, Scene, Server, Webhook, on_both_databases, rename, until,
    with_own_servers,
};

on_both_databases!(
    an_endpoint_that_is_gone_is_disabled,
    a_busy_receiver_is_left_alone,
    a_redirect_is_not_followed,
    a_receiver_that_hangs_holds_up_no_other,
    a_large_or_endless_answer_is_not_read,
);
with_own_servers!(a_name_that_leads_inside_is_not_called);

async fn an_endpoint_that_is_gone_is_disabled(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let receiver = Receiver::start().await;
    receiver.answer(|_request| Reply::Status(410));
    let endpoint = Webhook::of(&scene.platform, &receiver.url("/"), &[&client]).await;
    rename(&scene.platform, &client, 2).await;
    let shown = until("the endpoint is disabled", async || {
        let shown = endpoint.show().await;
        (shown["status"] == "disabled").then_some(shown)
    });
    assert_eq!(shown.await["disabled"]["reason"], "gone");
    assert_eq!(receiver.count(), 1);
    receiver.answer(|_request| Reply::Status(200));
    let enable = json!({"status": "enabled"});
    scene.platform.patch(endpoint.at(""), enable).await.ok();
    endpoint.has("delivered", 2).await;
}

async fn a_busy_receiver_is_left_alone(server: &Server) {
    let scene = Scene::new(server).await;
    let (one, other) = (
        scene.client("Contoso").await,
        scene.client("Fabrikam").await,
    );
    let receiver = Receiver::start().await;
    let busy = || Reply::Head(503, "retry-after: 2\r\n".to_owned());
    receiver.answer(move |_request| busy());
    let endpoint = Webhook::of(&scene.platform, &receiver.url("/"), &[&one, &other]).await;
    rename(&scene.platform, &one, 1).await;
    until("the receiver was called", async || {
        (receiver.count() == 1).then_some(())
    })
    .await;
    let called = Instant::now();
    receiver.answer(|_request| Reply::Status(200));
    rename(&scene.platform, &other, 1).await;
    endpoint.has("delivered", 2).await;
    assert!(called.elapsed() > Duration::from_millis(1_500));
}

async fn a_redirect_is_not_followed(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let (receiver, elsewhere) = (Receiver::start().await, Receiver::start().await);
    for (status, number) in [(301, 1), (302, 2), (307, 3), (308, 4)] {
        let to = format!("location: {}\r\n", elsewhere.url("/"));
        receiver.answer(move |_request| Reply::Head(status, to.clone()));
        let endpoint = Webhook::of(&scene.platform, &receiver.url("/"), &[&client]).await;
        let tested = scene.platform.post_nothing(endpoint.at("/test")).await.ok();
        assert_eq!(tested["delivered"], false, "{tested}");
        assert_eq!(tested["attempt"]["status"], status, "{tested}");
        assert_eq!(receiver.count(), number);
    }
    assert_eq!(elsewhere.count(), 0);
}

async fn a_receiver_that_hangs_holds_up_no_other(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let (hangs, works) = (Receiver::start().await, Receiver::start().await);
    hangs.answer(|_request| Reply::Silence);
    let stuck = Webhook::of(&scene.platform, &hangs.url("/"), &[&client]).await;
    let endpoint = Webhook::of(&scene.platform, &works.url("/"), &[&client]).await;
    let begun = Instant::now();
    rename(&scene.platform, &client, 10).await;
    endpoint.has("delivered", 10).await;
    assert!(begun.elapsed() < Duration::from_secs(12));
    assert_eq!(hangs.count(), 1);
    assert!(stuck.log().await.iter().all(|it| it["state"] == "pending"));
}

async fn a_large_or_endless_answer_is_not_read(server: &Server) {
    let scene = Scene::new(server).await;
    let client = scene.client("Contoso").await;
    let receiver = Receiver::start().await;
    let endpoint = Webhook::of(&scene.platform, &receiver.url("/"), &[&client]).await;
    for length in [Some(10 << 20), None] {
        receiver.answer(move |_request| Reply::Body(length));
        let begun = Instant::now();
        let tested = scene.platform.post_nothing(endpoint.at("/test")).await.ok();
        assert_eq!(tested["delivered"], true, "{tested}");
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
}

/// A name is resolved before each request: where it leads decides, not what it is called.
async fn a_name_that_leads_inside_is_not_called(kind: Kind) {
    let server = Server::start_with(kind, |start| {
        start.with("WEBHOOKS__ALLOW_PRIVATE_ADDRESSES", "127.0.0.9")
    });
    let scene = Scene::new(&server).await;
    let client = scene.client("Contoso").await;
    let receiver = Receiver::start().await;
    let url = receiver.url("/").replace("127.0.0.1", "localhost");
    let refused = json!({"url": url});
    scene
        .platform
        .post("/v1/webhook-endpoints", refused)
        .await
        .invalid("/url");
    let name = hostname();
    let url = receiver.url("/").replace("127.0.0.1", &name);
    let endpoint = Webhook::of(&scene.platform, &url, &[&client]).await;
    let tested = scene.platform.post_nothing(endpoint.at("/test")).await.ok();
    assert_eq!(tested["delivered"], false, "{tested}");
    let failure = tested["attempt"]["failure"].as_str().unwrap();
    let failures = ["address_not_allowed", "name_not_resolved"];
    assert!(failures.contains(&failure), "{name}: {tested}");
    assert_eq!(receiver.count(), 0);
}

/// The name of this machine, which leads to an address of its own.
fn hostname() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname");
    name.unwrap().trim().to_lowercase()
}
