//! Which mails the caller wants (N1).

use serde_json::json;

use super::support::{Door, PLATFORM};

const PATH: &str = "/v1/me/notifications";

#[actix_web::test]
async fn n1_a_person_switches_kinds_of_mail_off() {
    let door = Door::open().await;
    let helen = door.token_of(door.world.helen).await;
    let nothing = json!({"muted": []});
    assert_eq!(door.get(&helen, PATH).await.json(), nothing);
    let wanted = json!({"muted": ["migration", "employee_added", "migration"]});
    let set = door.put(&helen, PATH, wanted).await;
    assert_eq!(set.status, 200, "{set:?}");
    assert_eq!(
        set.json(),
        json!({"muted": ["employee_added", "migration"]})
    );
    assert_eq!(door.get(&helen, PATH).await.json(), set.json());
    let hugo = door.token_of(door.world.hugo).await;
    assert_eq!(door.get(&hugo, PATH).await.json(), nothing);
    let replaced = door.put(&helen, PATH, nothing.clone()).await;
    assert_eq!(replaced.json(), nothing);

    let unknown = json!({"muted": ["all_removed", "everything"]});
    let unknown = door.put(&helen, PATH, unknown).await;
    assert_eq!(unknown.pointers(), ["/muted/1"]);
    let missing = door.put(&helen, PATH, json!({})).await;
    assert_eq!(missing.pointers(), ["/muted"]);
    let cleared = door.put(&helen, PATH, json!({"muted": null})).await;
    assert_eq!(cleared.pointers(), ["/muted"]);
    let wrong = door.put(&helen, PATH, json!({"muted": "migration"})).await;
    assert_eq!(wrong.code().0, 400);
    assert_eq!(door.get(PLATFORM, PATH).await.code().0, 403);
}
