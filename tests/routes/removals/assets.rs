//! The assets that a review names.

use serde_json::{Value, json};

use crate::support::{
    Scene, Server, on_both_databases,
    removals::{of, reviewed, staffed},
};

on_both_databases!(names_are_for_those_with_access,);

/// D6: names for those with an active membership there.
async fn names_are_for_those_with_access(server: &Server) {
    let scene = Scene::new(server).await;
    let (client, mona, emil) = staffed(&scene).await;
    scene
        .own_assets(
            &client,
            &[
                ("p-1", "page", &emil),
                ("p-2", "page", &emil),
                ("w-1", "workflow", &emil),
            ],
        )
        .await;
    let at = |review: &Value, query: &str| {
        let id = review["review"].as_str().unwrap();
        scene.at_partner(&format!("/removals/reviews/{id}/assets{query}"))
    };
    let pair = format!("?client={}&employee={}", client.id, emil.id);
    let review = scene.review(&mona, of(&client, &[&emil])).await;
    let listed = mona.all(&at(&review, &pair)).await;
    assert_eq!(listed.len(), 3, "{listed:#?}");
    let text = Value::from(listed.clone()).to_string();
    for name in ["Name of p-1", "Name of p-2", "Name of w-1"] {
        assert!(text.contains(name), "{text}");
    }
    let pages = mona.all(&at(&review, &format!("{pair}&kind=page"))).await;
    assert_eq!(pages.len(), 2, "{pages:#?}");
    let walked = mona.pages(&at(&review, &pair), 1).await.concat();
    assert_eq!(walked, listed);
    // Without access to the client: counts, no names.
    let max = scene.manager("Max").await;
    let review = scene.review(&max, of(&client, &[&emil])).await;
    assert_eq!(
        reviewed(&review, &client, &emil)["assets"],
        json!([{"kind": "page", "count": 2}, {"kind": "workflow", "count": 1}])
    );
    assert!(!review.to_string().contains("Name of"), "{review}");
    let answer = max.get(at(&review, &pair)).await;
    assert!(!answer.body.contains("Name of"), "{answer}");
    if answer.status != 200 {
        answer.kept_out();
    }
    // Another's review is as unknown as none.
    mona.get(at(&review, &pair)).await.not_found();
    scene
        .viewer("Vera")
        .await
        .get(at(&review, &pair))
        .await
        .not_found();
}
