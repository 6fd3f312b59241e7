//! The people and accounts in the tests of the rules, without a store.

use std::sync::Arc;

use chrono::Duration;
use latchkey_domain::{
    base::{
        ids::{MembershipId, TokenId},
        time::Time,
    },
    gate::{AccountManager, Delegator, Need, PartnerManager, account_manager, partner_manager},
    membership::{
        HeldVersion, employee::Employee, grant::HeldSet, member::Member, super_admins::SuperAdmins,
    },
    partner_side::Chosen,
    people::{account::Account, token::UserScope, user::User},
    permission::{BuiltIn, Catalogue, PermissionKey, PermissionSet, Permissions},
    trail::origin::{Origin, Principal},
};
use latchkey_testing::{
    CountingIds, FixedClock,
    builders::{
        AccountBuilder, ChangeFreely as _, MemberBuilder, MembershipBuilder, SetBuilder,
        UserBuilder, keys,
    },
};

/// Northwind is a partner, Harbour its client.
pub(crate) struct Scene {
    pub(crate) ids: CountingIds,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) now: Time,
    pub(crate) northwind: Account,
    pub(crate) harbour: Account,
    /// An employee of Northwind with a verified address.
    pub(crate) marit: User,
    pub(crate) tomas: User,
    /// An employee of Northwind whose address is on another domain.
    pub(crate) kaya: User,
    /// A member of Harbour who acts for nobody.
    pub(crate) helen: User,
    pub(crate) ines: User,
}

impl Scene {
    pub(crate) fn new() -> Self {
        let ids = CountingIds::new();
        let partner = AccountBuilder::new("Northwind Studio")
            .partner()
            .domain("northwind.example");
        let user = |name: &str, email: &str| UserBuilder::new(name, email).build(&ids);
        Self {
            catalogue: Catalogue::default_catalogue(),
            now: FixedClock::start(),
            northwind: partner.build(&ids),
            harbour: AccountBuilder::new("Harbour & Pine").build(&ids),
            marit: user("Marit", "marit@northwind.example"),
            tomas: user("Tomas", "tomas@northwind.example"),
            kaya: user("Kaya", "kaya@freelance.example"),
            helen: user("Helen", "helen@harbourpine.example"),
            ines: user("Ines", "ines@harbourpine.example"),
            ids,
        }
    }

    /// The time this many days after the start, or before it.
    pub(crate) fn day(&self, number: i64) -> Time {
        self.now + Duration::days(number)
    }

    pub(crate) fn set(&self, permissions: &str) -> PermissionSet {
        SetBuilder::new("A set", permissions).build(&self.ids)
    }

    /// The permissions that these keys grant.
    pub(crate) fn granted(&self, permissions: &str) -> Permissions {
        self.catalogue.grant(&keys(permissions))
    }

    /// The names of permissions, separated by blanks.
    pub(crate) fn names(&self, permissions: Permissions) -> String {
        texts(&self.catalogue.names(permissions))
    }

    /// The names of a member's granted permissions.
    pub(crate) fn held(&self, member: &Member) -> String {
        self.names(member.granted(&self.catalogue))
    }

    /// The user as an employee of Northwind.
    pub(crate) fn employee(&self, user: &User) -> Employee {
        self.employment(user).employee()
    }

    /// The user's membership in Northwind, with a set that has no rights over employees.
    pub(crate) fn employment(&self, user: &User) -> Member {
        self.employed(user, |membership| membership)
    }

    /// The user's membership in Northwind, adapted.
    pub(crate) fn employed(
        &self,
        user: &User,
        change: impl FnOnce(MembershipBuilder) -> MembershipBuilder,
    ) -> Member {
        let member = MemberBuilder::new(&self.northwind, user);
        let member = member.set(&self.set("contacts.view")).with(change);
        let mut member = member.build(&self.ids);
        // One employment, however often it is built.
        let id = MembershipId::from_uuid(user.id.uuid());
        let at = member.membership.updated_at;
        member.membership.change_freely(at, |state| state.id = id);
        member
    }

    /// A member of Harbour who acts for nobody, holding these permissions.
    pub(crate) fn own(&self, user: &User, permissions: &str) -> Member {
        let member = MemberBuilder::new(&self.harbour, user);
        member.set(&self.set(permissions)).build(&self.ids)
    }

    pub(crate) fn super_admin(&self, user: &User) -> Member {
        MemberBuilder::new(&self.harbour, user).build(&self.ids)
    }

    /// A builder for a partner admin of Harbour.
    pub(crate) fn partner_admin_builder(&self, user: &User) -> MemberBuilder {
        let employment = self.employment(user);
        MemberBuilder::new(&self.harbour, user).partner_admin(&self.northwind, Some(&employment))
    }

    pub(crate) fn partner_admin(&self, user: &User) -> Member {
        self.partner_admin_builder(user).build(&self.ids)
    }

    /// A builder for a member of Harbour who acts for Northwind, holding these permissions.
    pub(crate) fn acting_builder(&self, user: &User, permissions: &str) -> MemberBuilder {
        let employment = self.employment(user);
        MemberBuilder::new(&self.harbour, user)
            .set(&self.set(permissions))
            .acting_for(&self.northwind, Some(&employment))
    }

    pub(crate) fn acting(&self, user: &User, permissions: &str) -> Member {
        self.acting_builder(user, permissions).build(&self.ids)
    }

    /// A set that was chosen for somebody.
    pub(crate) fn chosen(&self, permissions: &str) -> Chosen {
        choose(&self.set(permissions))
    }

    /// A partner admin who gives what their own membership allows.
    pub(crate) fn delegator(&self, own: &Member) -> Delegator {
        let manager = self.partner_manager(&own.user.id);
        let delegator = manager.partner_admin_in(Some(own), &self.catalogue, self.now);
        delegator.unwrap()
    }

    /// A manager with `partner.employees.edit` in Northwind.
    pub(crate) fn partner_manager(
        &self,
        user: &latchkey_domain::base::ids::UserId,
    ) -> PartnerManager {
        let known = [&self.marit, &self.tomas, &self.kaya];
        let user = known.into_iter().find(|known| known.id == *user).unwrap();
        let member = MemberBuilder::new(&self.northwind, user)
            .set(&self.set("partner.employees.edit"))
            .build(&self.ids);
        let origin = origin(user, UserScope::Manage);
        let (catalogue, now) = (&self.catalogue, self.now);
        partner_manager(&origin, Some(&member), Need::Edit, catalogue, now).unwrap()
    }

    /// A manager of an account, by their membership there.
    pub(crate) fn account_manager(&self, member: &Member) -> AccountManager {
        let origin = origin_of(member.user.id, UserScope::Manage);
        let (right, catalogue) = (BuiltIn::UsersEdit, &self.catalogue);
        account_manager(
            &origin,
            Some(member),
            &SuperAdmins::default(),
            right,
            Need::Edit,
            catalogue,
            self.now,
        )
        .unwrap()
    }
}

pub(crate) fn choose(set: &PermissionSet) -> Chosen {
    Chosen {
        held: HeldVersion {
            set: set.id(),
            version: set.current().number(),
        },
        set: HeldSet {
            owner: set.owner(),
            name: set.name().clone(),
            permissions: set.permissions().to_vec(),
            latest: set.current().number(),
        },
    }
}

/// The permanent super admins among these members.
pub(crate) fn permanent(members: &[&Member]) -> SuperAdmins {
    let admins = members.iter();
    let admins = admins.filter_map(|member| member.permanent_super_admin());
    SuperAdmins::new(admins.collect())
}

pub(crate) fn origin(user: &User, scope: UserScope) -> Origin {
    origin_of(user.id, scope)
}

fn origin_of(user: latchkey_domain::base::ids::UserId, scope: UserScope) -> Origin {
    by(Principal::User {
        user,
        token: TokenId::from_uuid(user.uuid()),
        scope,
        expires_at: None,
    })
}

pub(crate) fn by(principal: Principal) -> Origin {
    Origin {
        principal,
        request_id: "req-test".to_owned(),
        address: None,
        reason: None,
        operation: None,
    }
}

/// Keys, separated by blanks.
pub(crate) fn texts(keys: &[PermissionKey]) -> String {
    let texts: Vec<_> = keys.iter().map(PermissionKey::as_str).collect();
    texts.join(" ")
}
