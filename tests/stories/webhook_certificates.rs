//! Webhooks to receivers by HTTPS: with a certificate that is valid, and with others (N2).

use crate::support::{
    Database, Kind, Scene, Start, Stranger, Webhook, rename, until, with_own_servers,
};

with_own_servers!(the_log_says_what_is_wrong_with_a_certificate);

async fn the_log_says_what_is_wrong_with_a_certificate(kind: Kind) {
    let database = Database::new(kind);
    let good = Stranger::https("good");
    let server = Start::on(&database.url())
        .beside("SSL_CERT_FILE", &good.authority())
        .serve();
    let scene = Scene::new(&server).await;
    let client = scene.client("Contoso").await;
    let url = |receiver: &Stranger| format!("https://127.0.0.1:{}/in", receiver.port);
    let endpoint = Webhook::of(&scene.platform, &url(&good), &[&client]).await;
    let mut others = Vec::new();
    for (certificate, failure) in [
        ("unknown", "certificate_not_trusted"),
        ("expired", "certificate_expired"),
        ("other", "certificate_of_other_name"),
    ] {
        let receiver = Stranger::https_of(certificate, &good);
        let endpoint = Webhook::of(&scene.platform, &url(&receiver), &[&client]).await;
        let tested = scene.platform.post_nothing(endpoint.at("/test")).await.ok();
        assert_eq!(tested["delivered"], false, "{tested}");
        assert_eq!(tested["attempt"]["failure"], failure, "{tested}");
        others.push((receiver, endpoint, failure));
    }
    rename(&scene.platform, &client, 1).await;
    endpoint.has("delivered", 1).await;
    assert_eq!(good.said("request").len(), 1);
    for (receiver, endpoint, failure) in &others {
        until("the log says why", async || {
            let log = endpoint.log().await;
            (log.first()?["last_attempt"]["failure"] == *failure).then_some(())
        })
        .await;
        assert!(receiver.said("request").is_empty());
    }
}
