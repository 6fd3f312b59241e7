//! A super admin becomes partner admin (L8), and an employee the partner's own in a client (A10).

use latchkey_domain::{
    base::refusal::{Conflict, Refusal},
    membership::{
        Access, Membership, Status,
        member::{Member, Recognized},
        super_admins::{ActsFor, SuperAdmins},
    },
    partnership::{
        change_to_partner_admin::{Billing, ChangeToPartnerAdmin, ChangedBy},
        linking::{Linking, Mark, MarkChange},
    },
    people::{
        account::{Account, PartnerAdminsBy},
        user::User,
    },
    permission::seat::{PaidSeat, Seat},
};
use latchkey_testing::builders::{AccountBuilder, MemberBuilder, MembershipBuilder};

use crate::scene::{Scene, permanent, texts};

/// A super admin of Harbour who acts for Northwind, and one of Harbour's own.
struct Bench {
    scene: Scene,
    helen: Member,
    employment: Member,
}

const BY_CLIENT: ChangedBy = ChangedBy::SuperAdmin {
    acts_for: ActsFor::Nobody,
};

const BY_ONESELF: ChangedBy = ChangedBy::Oneself {
    employment_ends: None,
};

impl Bench {
    fn new() -> Self {
        let scene = Scene::new();
        Self {
            helen: scene.super_admin(&scene.helen),
            employment: scene.employment(&scene.tomas),
            scene,
        }
    }

    fn builder(&self, user: &User) -> MemberBuilder {
        MemberBuilder::new(&self.scene.harbour, user)
            .acting_for(&self.scene.northwind, Some(&self.employment))
    }

    fn target(&self) -> Member {
        self.builder(&self.scene.tomas).build(&self.scene.ids)
    }

    fn colleague(&self, granted: &str) -> ChangedBy {
        ChangedBy::Colleague {
            granted: self.scene.granted(granted),
            access_ends: None,
        }
    }

    fn migrate(
        &self,
        by: ChangedBy,
        target: &Member,
        billing: Billing,
    ) -> Result<Option<Membership>, Refusal> {
        let super_admins = permanent(&[target, &self.helen]);
        self.with(by, target, billing, &self.scene.northwind, &super_admins)
    }

    fn with(
        &self,
        by: ChangedBy,
        target: &Member,
        billing: Billing,
        partner: &Account,
        super_admins: &SuperAdmins,
    ) -> Result<Option<Membership>, Refusal> {
        ChangeToPartnerAdmin {
            catalogue: &self.scene.catalogue,
            by,
            target,
            partner,
            employment: Some(&self.employment),
            super_admins,
            billing,
        }
        .carry_out(self.scene.now)
    }
}

/// L8: partner admin, partner seat; paid seats stay, and so does the status.
#[test]
fn a_super_admin_becomes_partner_admin() {
    let bench = Bench::new();
    let target = bench
        .builder(&bench.scene.tomas)
        .with(|it| it.paid_seat(PaidSeat::Sales).deactivated())
        .build(&bench.scene.ids);
    let migrated = bench.migrate(BY_CLIENT, &target, Billing::Drop);
    let migrated = migrated.unwrap().unwrap();
    assert_eq!(migrated.access, Access::PartnerAdmin);
    assert_eq!(migrated.seat, Seat::Partner);
    assert_eq!(migrated.partner, Some(bench.scene.northwind.id));
    assert_eq!(migrated.paid_seats.iter().count(), 1);
    assert_eq!(migrated.status(), Status::Deactivated);
    assert!(migrated.adjustments.added.is_empty());
}

/// L8: billing is `billing.*`, without what the client withholds, and of somebody else only where the
/// actor holds it.
#[test]
fn billing_stays_where_it_may() {
    let bench = Bench::new();
    let target = bench.target();
    let kept = |by, target: &Member| {
        let migrated = bench.migrate(by, target, Billing::Keep)?.unwrap();
        Ok::<_, Refusal>(texts(&migrated.adjustments.added))
    };
    let all = Ok("billing.view billing.edit".to_owned());
    assert_eq!(kept(BY_ONESELF, &target), all);
    assert_eq!(kept(BY_CLIENT, &target), all);
    assert_eq!(kept(bench.colleague("billing.edit"), &target), all);
    for less in ["", "billing.view"] {
        let refused = kept(bench.colleague(less), &target);
        assert_eq!(refused, Err(Refusal::ExceedsOwnPermissions), "{less}");
    }
    let withheld = bench.builder(&bench.scene.tomas).withheld("billing.edit");
    let withheld = withheld.build(&bench.scene.ids);
    let viewing = Ok("billing.view".to_owned());
    assert_eq!(kept(bench.colleague("billing.view"), &withheld), viewing);
}

/// D5, L8: the only permanent super admin is migrated by nobody, the last of the client's own by nobody
/// from the partner's side; that is said before any other rule of state.
#[test]
fn the_last_super_admin_stays() {
    let bench = Bench::new();
    let own = bench.scene.super_admin(&bench.scene.tomas);
    let former = AccountBuilder::new("Southwind").former_partner();
    let former = former.build(&bench.scene.ids);
    let alone = permanent(&[&own]);
    for by in [BY_CLIENT, BY_ONESELF, bench.colleague("")] {
        let result = bench.with(by, &own, Billing::Drop, &former, &alone);
        assert_eq!(result, Err(Refusal::LastSuperAdmin));
    }
    let beside = permanent(&[
        &own,
        &bench.builder(&bench.scene.marit).build(&bench.scene.ids),
    ]);
    let northwind = &bench.scene.northwind;
    let migrate = |by| bench.with(by, &own, Billing::Drop, northwind, &beside);
    assert_eq!(migrate(BY_ONESELF), Err(Refusal::LastSuperAdmin));
    assert!(migrate(BY_CLIENT).unwrap().is_some());
}

/// D9, A9: the end goes, but not the client's, and from the partner's side none is put off beyond the
/// end of whoever migrates.
#[test]
fn the_end_goes_as_far_as_it_may() {
    let bench = Bench::new();
    let day = |number| Some(bench.scene.day(number));
    let ends = |limit: Option<i64>, by| {
        let builder = bench.builder(&bench.scene.tomas);
        let mut builder = builder.with(|it| it.expires_at(bench.scene.day(5)));
        if let Some(limit) = limit {
            builder = builder.limit(bench.scene.day(limit));
        }
        let target = builder.build(&bench.scene.ids);
        let migrated = bench.migrate(by, &target, Billing::Drop);
        migrated.unwrap().unwrap().expires_at
    };
    let colleague = |access_ends| ChangedBy::Colleague {
        granted: bench.scene.granted(""),
        access_ends,
    };
    assert_eq!(ends(None, BY_CLIENT), None);
    assert_eq!(ends(Some(5), BY_CLIENT), day(5));
    assert_eq!(ends(None, BY_ONESELF), day(5));
    assert_eq!(ends(None, colleague(None)), None);
    assert_eq!(ends(None, colleague(day(9))), day(9));
    assert_eq!(ends(None, colleague(day(2))), day(5));
    assert_eq!(ends(Some(7), colleague(day(9))), day(7));
}

/// L8a: who is switched off holds no right of a super admin.
#[test]
fn nobody_migrates_themself_who_is_switched_off() {
    let bench = Bench::new();
    let off = bench
        .builder(&bench.scene.tomas)
        .with(MembershipBuilder::deactivated);
    let off = off.build(&bench.scene.ids);
    let result = bench.migrate(BY_ONESELF, &off, Billing::Drop);
    assert_eq!(result, Err(Refusal::MissingPermission));
}

/// L3: where making partner admins is a super admin's alone, no partner admin migrates anybody.
#[test]
fn the_policy_of_the_client_holds_for_colleagues_too() {
    let bench = Bench::new();
    let mut target = bench.target();
    target.account.partner_admins_by = PartnerAdminsBy::SuperAdmin;
    let by_colleague = bench.migrate(bench.colleague(""), &target, Billing::Drop);
    assert_eq!(by_colleague, Err(Refusal::MissingPermission));
    for by in [BY_CLIENT, BY_ONESELF] {
        let migrated = bench.migrate(by, &target, Billing::Drop);
        assert!(migrated.unwrap().is_some());
    }
}

/// L1, L8: what else stands in the way; a partner admin stays one (T4).
#[test]
fn what_stands_in_the_way_is_named() {
    let bench = Bench::new();
    let scene = &bench.scene;
    let target = bench.target();
    let admins = permanent(&[&target, &bench.helen]);
    let for_partner = |partner: &Account, target: &Member| {
        bench.with(BY_CLIENT, target, Billing::Drop, partner, &admins)
    };
    let own = for_partner(&scene.harbour, &target);
    assert_eq!(own, Err(Refusal::Conflict(Conflict::OwnAccount)));
    let southwind = AccountBuilder::new("Southwind").partner().build(&scene.ids);
    let other = for_partner(&southwind, &target);
    assert_eq!(other, Err(Refusal::ActsForAnotherPartner));
    let former = AccountBuilder::new("Former").former_partner();
    let former = former.build(&scene.ids);
    let free = scene.super_admin(&scene.tomas);
    let not_enrolled = for_partner(&former, &free);
    assert_eq!(not_enrolled, Err(Refusal::PartnerNotEnrolled));
    let set = scene.acting(&scene.tomas, "contacts.view");
    let no_admin = for_partner(&scene.northwind, &set);
    assert_eq!(no_admin, Err(Refusal::Conflict(Conflict::NotASuperAdmin)));
    let already = scene.partner_admin(&scene.tomas);
    let unchanged = bench.migrate(BY_CLIENT, &already, Billing::Keep);
    assert_eq!(unchanged, Ok(None));
}

fn linking<'a>(
    scene: &'a Scene,
    employment: Option<&'a Member>,
    member: Option<&'a Member>,
    mark: Mark,
) -> Linking<'a> {
    Linking {
        partner: &scene.northwind,
        employment,
        member,
        mark,
    }
}

/// A10: an active, unverified employee who is a member there; whoever is verified needs no mark.
#[test]
fn an_employee_is_linked_once() {
    let scene = Scene::new();
    let (kaya, marit) = (&scene.kaya, &scene.marit);
    let (employed, member) = (scene.employment(kaya), scene.own(kaya, "contacts.view"));
    let free = linking(&scene, Some(&employed), Some(&member), Mark::NotLinked);
    assert_eq!(free.link(scene.now), Ok(MarkChange::Set));
    assert_eq!(free.unlink(scene.now), Ok(MarkChange::Nothing));
    assert_eq!(free.recognized(), None);
    let linked = Linking {
        mark: Mark::Linked,
        ..free
    };
    assert_eq!(linked.link(scene.now), Ok(MarkChange::Nothing));
    assert_eq!(linked.unlink(scene.now), Ok(MarkChange::Clear));
    assert_eq!(linked.recognized(), Some(Recognized::Linked));
    let (employed, member) = (scene.employment(marit), scene.own(marit, "contacts.view"));
    let verified = linking(&scene, Some(&employed), Some(&member), Mark::NotLinked);
    assert_eq!(verified.link(scene.now), Ok(MarkChange::Nothing));
    assert_eq!(verified.recognized(), Some(Recognized::Verified));
}

/// A10, A6: whom the partner may not know of is not found, and who left its staff is no employee,
/// wherever they are members.
#[test]
fn linking_tells_nothing_of_strangers() {
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
        let linking = linking(&scene, employment, member, Mark::NotLinked);
        assert_eq!(linking.link(scene.now), Err(refusal));
    }
    let gone = linking(&scene, None, Some(&member), Mark::NotLinked);
    assert_eq!(gone.unlink(scene.now), Err(Refusal::NotFound));
    let linked = linking(&scene, None, Some(&member), Mark::Linked);
    assert_eq!(linked.unlink(scene.now), Ok(MarkChange::Clear));
}
