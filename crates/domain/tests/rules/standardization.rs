//! When a standardization is carried out or cancelled, and what it does to one partner admin (L9).

use latchkey_domain::{
    base::{
        ids::Ids,
        refusal::{Conflict, Refusal},
        time::Time,
    },
    membership::member::Member,
    partnership::standardization::{
        RestoreWithheld, Standardization, StandardizationEffect, StandardizationProgress,
        standardized,
    },
};

use crate::scene::{Scene, texts};

fn scheduled(scene: &Scene, effective: Time) -> Standardization {
    let ids: &dyn Ids = &scene.ids;
    let no = RestoreWithheld::No;
    Standardization::schedule(ids.next(), effective, no, None, scene.now)
}

/// L9: its day has come at that moment exactly. A job takes it over when nobody is at work on it, or has been
/// for a minute without finishing.
#[test]
fn l9_a_job_takes_over_what_nobody_finishes() {
    let scene = Scene::new();
    let micro = chrono::Duration::microseconds(1);
    let minute = chrono::Duration::minutes(1);
    let mut ahead = scheduled(&scene, scene.day(1));
    for (now, due) in [
        (scene.day(1) - micro, false),
        (scene.day(1), true),
        (scene.day(2), true),
    ] {
        assert_eq!(ahead.is_due(now), due, "{now}");
        assert_eq!(ahead.waits_for_job(now), due, "{now}");
    }
    assert!(ahead.begin());
    assert!(!ahead.begin(), "begun already");
    let mut past = scheduled(&scene, scene.day(-9));
    assert!(past.begin());
    for (begun, from) in [(&ahead, scene.day(1)), (&past, scene.now)] {
        for (now, waits) in [
            (from, false),
            (from + minute - micro, false),
            (from + minute, true),
            (from + minute * 2, true),
        ] {
            assert_eq!(begun.waits_for_job(now), waits, "{now}");
        }
    }
    assert!(!ahead.waits_for_job(scene.now), "its day has not come");
}

/// L9: it is cancelled before it begins and before its day comes, once; and finished once.
#[test]
fn l9_it_is_cancelled_before_it_begins() {
    let scene = Scene::new();
    let late = Err(Refusal::Conflict(Conflict::AlreadyCarriedOut));
    let mut waiting = scheduled(&scene, scene.day(1));
    assert_eq!(waiting.cancel(scene.day(1)), late, "its day has come");
    assert_eq!(waiting.progress, StandardizationProgress::Scheduled);
    assert_eq!(waiting.cancel(scene.now), Ok(true));
    assert_eq!(waiting.progress, StandardizationProgress::Cancelled);
    assert_eq!(waiting.cancel(scene.now), Ok(false));
    assert!(!waiting.finish());
    assert_eq!(waiting.progress, StandardizationProgress::Cancelled);

    let mut begun = scheduled(&scene, scene.day(1));
    assert!(begun.begin());
    assert_eq!(begun.cancel(scene.now), late);
    assert!(begun.finish());
    assert_eq!(begun.progress, StandardizationProgress::Done);
    assert!(!begun.finish());
    assert_eq!(begun.cancel(scene.now), late);
}

/// L9: what was added goes; what the client withholds goes where that is asked; others stay as they are.
#[test]
fn l9_a_partner_admin_returns_to_the_template() {
    let scene = Scene::new();
    let admin = || scene.partner_admin_builder(&scene.tomas);
    let plain = admin().build(&scene.ids);
    let more = admin()
        .with(|it| it.added("billing.view"))
        .build(&scene.ids);
    let less = admin().withheld("reports.view").build(&scene.ids);
    let both = admin()
        .withheld("reports.view")
        .with(|it| it.added("billing.view"));
    let both = both.build(&scene.ids);
    let set = scene.acting_builder(&scene.tomas, "contacts.view");
    let set = set.with(|it| it.added("billing.view")).build(&scene.ids);
    let template = |member: &Member| {
        member.granted(&scene.catalogue) == scene.catalogue.partner_admin_template()
    };
    for (member, restore, changes, ends_at_template) in [
        (&plain, RestoreWithheld::Yes, false, true),
        (&more, RestoreWithheld::No, true, true),
        (&more, RestoreWithheld::Yes, true, true),
        (&less, RestoreWithheld::No, false, false),
        (&less, RestoreWithheld::Yes, true, true),
        (&both, RestoreWithheld::No, true, false),
        (&both, RestoreWithheld::Yes, true, true),
        (&set, RestoreWithheld::Yes, false, false),
    ] {
        let after = standardized(member, restore, scene.now);
        assert_eq!(after.is_some(), changes, "{restore:?}");
        let after = after.unwrap_or_else(|| member.clone());
        assert_eq!(template(&after), ends_at_template, "{restore:?}");
        assert_eq!(
            after.terms.withheld.is_empty(),
            member.terms.withheld.is_empty() || restore == RestoreWithheld::Yes
        );
    }
    let after = standardized(&both, RestoreWithheld::Yes, scene.now).unwrap();
    let effect = StandardizationEffect::between(&scene.catalogue, &both, &after);
    assert!(texts(&effect.gains).contains("reports.view"));
    assert_eq!(texts(&effect.losses), "billing.view");
    assert_eq!(
        (effect.account.0, effect.user.0),
        (scene.harbour.id, scene.tomas.id)
    );
}
