//! Which mails people want (N1).

use latchkey_domain::{
    base::ids::UserId,
    people::notifications::{Notice, NotificationSettings},
    ports::Locks,
};

use super::{Backend, Bench};

async fn save(world: &Bench, user: UserId, muted: &[Notice]) -> NotificationSettings {
    let settings = NotificationSettings {
        user,
        muted: muted.iter().copied().collect(),
    };
    let mut unit = world.begin(Locks::none().changing_user(user)).await;
    unit.save_notification_settings(&settings).await.unwrap();
    world.commit(unit).await;
    settings
}

async fn among(world: &Bench, users: &[UserId]) -> Vec<NotificationSettings> {
    let mut reader = world.store.reader();
    let mut found = reader.notification_settings_among(users).await.unwrap();
    found.sort_by_key(|settings| settings.user);
    found
}

/// Settings come back as they were kept last; where nothing is switched off there are none.
pub async fn settings_are_kept_replaced_and_forgotten(backend: Backend) {
    let world = backend.world().await;
    let helen = [world.helen];
    assert_eq!(among(&world, &helen).await, []);
    let all = save(&world, world.helen, &Notice::ALL).await;
    assert_eq!(among(&world, &helen).await, [all]);
    let fewer = [Notice::ChangeToPartnerAdmin, Notice::EmployeeAdded];
    let fewer = save(&world, world.helen, &fewer).await;
    assert_eq!(among(&world, &helen).await, [fewer]);
    save(&world, world.helen, &[]).await;
    assert_eq!(among(&world, &helen).await, []);
}

/// The settings of those who are asked for are found, nobody else's.
pub async fn settings_are_those_of_the_people_asked_about(backend: Backend) {
    let world = backend.world().await;
    let helen = save(&world, world.helen, &[Notice::ChangeToPartnerAdmin]).await;
    let hugo = save(&world, world.hugo, &[Notice::AllRemoved]).await;
    let people = [world.helen, world.ines, world.hugo, world.hugo];
    assert_eq!(among(&world, &people).await, [helen, hugo.clone()]);
    assert_eq!(among(&world, &[world.hugo]).await, [hugo]);
    assert_eq!(among(&world, &[]).await, []);
}
