//! Linking an employee in a client (A10).

use latchkey_domain::{
    base::refusal::Refusal,
    membership::member::{Member, Recognized},
    partnership::linking::{LinkMark, LinkMarkChange, Linking},
};
use latchkey_testing::builders::{AccountBuilder, MemberBuilder, MembershipBuilder};

use crate::scene::Scene;

fn linking<'a>(
    scene: &'a Scene,
    employment: Option<&'a Member>,
    member: Option<&'a Member>,
    mark: LinkMark,
) -> Linking<'a> {
    Linking {
        partner: &scene.northwind,
        employment,
        member,
        mark,
    }
}

/// An active, unverified employee who is a member there can be linked; a verified one needs no link
/// (A10).
#[test]
fn an_employee_is_linked_once() {
    let scene = Scene::new();
    let (kaya, marit) = (&scene.kaya, &scene.marit);
    let (employed, member) = (scene.employment(kaya), scene.own(kaya, "contacts.view"));
    let free = linking(&scene, Some(&employed), Some(&member), LinkMark::NotLinked);
    assert_eq!(free.link(scene.now), Ok(LinkMarkChange::Set));
    assert_eq!(free.unlink(scene.now), Ok(LinkMarkChange::Nothing));
    assert_eq!(free.recognized(), None);
    let linked = Linking {
        mark: LinkMark::Linked,
        ..free
    };
    assert_eq!(linked.link(scene.now), Ok(LinkMarkChange::Nothing));
    assert_eq!(linked.unlink(scene.now), Ok(LinkMarkChange::Clear));
    assert_eq!(linked.recognized(), Some(Recognized::Linked));
    let (employed, member) = (scene.employment(marit), scene.own(marit, "contacts.view"));
    let verified = linking(&scene, Some(&employed), Some(&member), LinkMark::NotLinked);
    assert_eq!(verified.link(scene.now), Ok(LinkMarkChange::Nothing));
    assert_eq!(verified.recognized(), Some(Recognized::Verified));
}

/// People hidden from the partner are not found, and somebody who left the partner is not an
/// employee, wherever they are members (A10, A6).
#[test]
fn linking_reveals_nothing_about_strangers() {
    let scene = Scene::new();
    let (kaya, helen) = (&scene.kaya, &scene.helen);
    let employed = scene.employment(kaya);
    let left = scene.employed(kaya, MembershipBuilder::deactivated);
    let member = scene.own(kaya, "contacts.view");
    let own = scene.super_admin(helen);
    let acting = scene.acting(kaya, "contacts.view");
    let southwind = AccountBuilder::new("Southwind").partner().build(&scene.ids);
    let theirs = MemberBuilder::new(&scene.harbour, kaya).acting_for(&southwind, Some(&employed));
    let theirs = theirs.build(&scene.ids);
    let cases = [
        (Some(&employed), None, Refusal::NotFound),
        (None, Some(&own), Refusal::NotFound),
        (None, None, Refusal::NotFound),
        (Some(&employed), Some(&theirs), Refusal::NotFound),
        (Some(&left), Some(&member), Refusal::NotAnEmployee),
        (Some(&left), None, Refusal::NotAnEmployee),
        (None, Some(&acting), Refusal::NotAnEmployee),
    ];
    for (employment, member, refusal) in cases {
        let linking = linking(&scene, employment, member, LinkMark::NotLinked);
        assert_eq!(linking.link(scene.now), Err(refusal));
    }
    let gone = linking(&scene, None, Some(&member), LinkMark::NotLinked);
    assert_eq!(gone.unlink(scene.now), Err(Refusal::NotFound));
    let linked = linking(&scene, None, Some(&member), LinkMark::Linked);
    assert_eq!(linked.unlink(scene.now), Ok(LinkMarkChange::Clear));
}
