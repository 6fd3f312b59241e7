//! Which mails the caller wants (N1).

use serde_json::json;

use super::support::{HttpBed, PLATFORM};

const PATH: &str = "/v1/me/notifications";

#[actix_web::test]
async fn n1_a_person_switches_kinds_of_mail_off() {
    let bed = HttpBed::open().await;
    let helen = bed.token_of(bed.world.helen).await;
    let nothing = json!({"muted": []});
    assert_eq!(bed.get(&helen, PATH).await.json(), nothing);
    let wanted = json!({"muted": ["migration", "employee_added", "migration"]});
    let set = bed.put(&helen, PATH, wanted).await;
    assert_eq!(set.status, 200, "{set:?}");
    assert_eq!(
        set.json(),
        json!({"muted": ["employee_added", "migration"]})
    );
    assert_eq!(bed.get(&helen, PATH).await.json(), set.json());
    let hugo = bed.token_of(bed.world.hugo).await;
    assert_eq!(bed.get(&hugo, PATH).await.json(), nothing);
    let replaced = bed.put(&helen, PATH, nothing.clone()).await;
    assert_eq!(replaced.json(), nothing);

    let unknown = json!({"muted": ["all_removed", "everything"]});
    let unknown = bed.put(&helen, PATH, unknown).await;
    assert_eq!(unknown.pointers(), ["/muted/1"]);
    let missing = bed.put(&helen, PATH, json!({})).await;
    assert_eq!(missing.pointers(), ["/muted"]);
    let cleared = bed.put(&helen, PATH, json!({"muted": null})).await;
    assert_eq!(cleared.pointers(), ["/muted"]);
    let wrong = bed.put(&helen, PATH, json!({"muted": "migration"})).await;
    assert_eq!(wrong.code().0, 400);
    assert_eq!(bed.get(PLATFORM, PATH).await.code().0, 403);
}
