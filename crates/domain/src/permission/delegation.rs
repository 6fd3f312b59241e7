//! The delegation rule (A2): what a partner admin can give to and take from somebody in a client.

use super::{Catalogue, Permissions};

/// Whether the target may gain anything at all (A9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gain {
    /// The target's access ends no later than the actor's.
    Allowed,
    /// The target's access ends after the actor's: what the actor holds counts for taking only.
    Nothing,
}

/// The inputs of the delegation rule: everything that decides what somebody holds after a partner
/// admin gives them a set. All sets of permissions must be of one catalogue.
#[derive(Debug, Clone, Copy)]
pub struct Delegation {
    /// S: the chosen set; on reactivating, the former permissions (D2).
    pub chosen: Permissions,
    /// The actor's granted permissions in the client. [`Self::apply`] reduces them to the partner
    /// admin template: anything beyond it stays with the actor.
    pub actor: Permissions,
    /// C: the target's granted permissions; none when adding or reactivating.
    pub current: Permissions,
    /// L: the client's ceiling; all permissions until the client sets one.
    pub ceiling: Permissions,
    /// W: what the client withheld from the target.
    pub withheld_by_client: Permissions,
    /// Whether anything may be gained (A9).
    pub gain: Gain,
}

/// The result of the delegation rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delegated {
    /// The permissions the target now holds: complete under implication, and never more than they
    /// had or the actor may give.
    pub permissions: Permissions,
    /// The permissions of the chosen set that the target does not get.
    pub withheld: Permissions,
    /// The permissions the target keeps although the actor could not have given them.
    pub retained: Permissions,
}

impl Delegation {
    /// Applies the delegation rule: `new = ((S ∩ A ∩ L) ∪ (C \ A)) \ W`, completed by implication
    /// within `S ∪ C` (A2). It clips and never fails (A3).
    pub fn apply(&self, catalogue: &Catalogue) -> Delegated {
        let withheld_by_client = catalogue.close_upward(self.withheld_by_client);
        let actor = self.actor & catalogue.partner_admin_template();
        let current = self.current - withheld_by_client;
        // A key that implies one that cannot be given is not given either, so completing the result
        // below adds nothing the target did not have.
        let given = catalogue.closed_part(self.chosen & actor & self.ceiling);
        let gained = match self.gain {
            Gain::Allowed => given,
            Gain::Nothing => given & current,
        };
        let permissions = (catalogue.close(gained | (current - actor)) & (self.chosen | current))
            - withheld_by_client;
        Delegated {
            permissions,
            withheld: self.chosen - permissions,
            retained: permissions - given,
        }
    }
}

/// Permissions as the difference to a base, in the form that is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restated {
    /// The permissions added to the base.
    pub added: Permissions,
    /// The permissions taken from the base. Everything that implies them is taken too; complete
    /// permissions hold none of it.
    pub clipped: Permissions,
}

/// Returns the difference between complete permissions and a base (A2).
pub const fn restate(base: Permissions, new: Permissions) -> Restated {
    Restated {
        added: new.difference(base),
        clipped: base.difference(new),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::permission::PermissionKey;

    const TEXT: &str = r#"
        [[permission]]
        key = "contacts.view"
        category = "crm"
        label = "View contacts"
        levels = ["own", "team", "all"]
        partner_admin = true
        [[permission]]
        key = "contacts.edit"
        category = "crm"
        label = "Edit contacts"
        levels = ["own", "team", "all"]
        implies = ["contacts.view"]
        partner_admin = true
        [[permission]]
        key = "reports.view"
        category = "reports"
        label = "View reports"
        partner_admin = true
        [[permission]]
        key = "reports.edit"
        category = "reports"
        label = "Edit reports"
        implies = ["reports.view"]
        partner_admin = true
    "#;

    fn catalogue() -> Catalogue {
        Catalogue::parse("test.toml", TEXT).unwrap()
    }

    fn keys(text: &str) -> Vec<PermissionKey> {
        text.split_whitespace()
            .map(|key| key.parse().unwrap())
            .collect()
    }

    fn names(catalogue: &Catalogue, permissions: Permissions) -> String {
        catalogue
            .names(permissions)
            .iter()
            .map(PermissionKey::as_str)
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn delegation(catalogue: &Catalogue, chosen: &str, actor: &str, current: &str) -> Delegation {
        Delegation {
            chosen: catalogue.grant(&keys(chosen)),
            actor: catalogue.grant(&keys(actor)),
            current: catalogue.grant(&keys(current)),
            ceiling: catalogue.all(),
            withheld_by_client: Permissions::EMPTY,
            gain: Gain::Allowed,
        }
    }

    #[test]
    fn a2_an_actor_without_reports_cannot_give_reports() {
        let catalogue = catalogue();
        let added = delegation(
            &catalogue,
            "contacts.view reports.view",
            "contacts.edit",
            "",
        );
        let done = added.apply(&catalogue);
        assert_eq!(names(&catalogue, done.permissions), "contacts.view");
        assert_eq!(names(&catalogue, done.withheld), "reports.view");
        assert!(done.retained.is_empty());
    }

    #[test]
    fn a2_what_the_actor_lacks_stays_if_it_was_held() {
        let catalogue = catalogue();
        let current = "contacts.edit:own reports.view";
        let changed = delegation(&catalogue, "contacts.view", "contacts.edit", current);
        let done = changed.apply(&catalogue);
        assert_eq!(
            names(&catalogue, done.permissions),
            "contacts.view reports.view"
        );
        assert_eq!(names(&catalogue, done.retained), "reports.view");
        assert!(done.withheld.is_empty());
    }

    #[test]
    fn a2_works_level_by_level() {
        let catalogue = catalogue();
        let added = delegation(
            &catalogue,
            "contacts.edit",
            "contacts.edit:own contacts.view",
            "",
        );
        let done = added.apply(&catalogue);
        assert_eq!(
            names(&catalogue, done.permissions),
            "contacts.view contacts.edit:own"
        );
        let expanded = catalogue.expanded_keys(done.withheld);
        assert_eq!(expanded, keys("contacts.edit:team contacts.edit:all"));
    }

    #[test]
    fn a2_a_retained_permission_keeps_what_it_implies() {
        let catalogue = catalogue();
        // The actor takes `reports.view`, which they hold, but the `reports.edit` that stays
        // implies it.
        let changed = delegation(
            &catalogue,
            "contacts.view",
            "contacts.view reports.view",
            "reports.edit",
        );
        let done = changed.apply(&catalogue);
        assert_eq!(
            names(&catalogue, done.permissions),
            "contacts.view reports.view reports.edit"
        );
        assert_eq!(
            names(&catalogue, done.retained),
            "reports.view reports.edit"
        );
    }

    #[test]
    fn a2_beyond_the_template_the_actor_gives_nothing() {
        let catalogue = catalogue();
        let added = delegation(&catalogue, "billing.view", "billing.edit reports.view", "");
        assert!(added.apply(&catalogue).permissions.is_empty());
        let changed = delegation(&catalogue, "reports.view", "billing.edit", "billing.edit");
        let kept = changed.apply(&catalogue).permissions;
        assert_eq!(names(&catalogue, kept), "billing.view billing.edit");
    }

    #[test]
    fn a2_the_clients_ceiling_bounds_what_can_be_given() {
        let catalogue = catalogue();
        let mut added = delegation(&catalogue, "reports.edit", "reports.edit", "");
        added.ceiling = catalogue.all() - catalogue.grant(&keys("reports.view"));
        // Editing implies viewing, which the ceiling does not allow, so neither is given.
        assert!(added.apply(&catalogue).permissions.is_empty());
    }

    #[test]
    fn a2_withheld_stays_withheld_with_what_implies_it() {
        let catalogue = catalogue();
        let mut changed = delegation(&catalogue, "reports.edit", "reports.edit", "");
        changed.withheld_by_client = catalogue.withhold(&keys("reports.view"));
        let done = changed.apply(&catalogue);
        assert!(done.permissions.is_empty());
        assert_eq!(
            names(&catalogue, done.withheld),
            "reports.view reports.edit"
        );
    }

    #[test]
    fn a9_access_beyond_the_actors_end_gains_nothing() {
        let catalogue = catalogue();
        let all = "contacts.edit reports.edit";
        let mut changed = delegation(
            &catalogue,
            "contacts.edit",
            all,
            "contacts.view reports.view",
        );
        changed.gain = Gain::Nothing;
        let done = changed.apply(&catalogue);
        // Reports are taken, contacts stay, and editing is not gained.
        assert_eq!(names(&catalogue, done.permissions), "contacts.view");
        assert_eq!(names(&catalogue, done.withheld), "contacts.edit");
        assert!(done.retained.is_empty());
    }

    #[test]
    fn d2_reactivating_restores_what_the_actor_may_give() {
        let catalogue = catalogue();
        let had = "contacts.view reports.edit";
        let reactivated = delegation(&catalogue, had, "contacts.edit", "");
        let done = reactivated.apply(&catalogue);
        assert_eq!(names(&catalogue, done.permissions), "contacts.view");
        assert_eq!(
            names(&catalogue, done.withheld),
            "reports.view reports.edit"
        );
    }

    #[test]
    fn a2_the_difference_is_stored_as_added_and_clipped() {
        let catalogue = catalogue();
        let base = catalogue.grant(&keys("contacts.edit"));
        let new = catalogue.grant(&keys("contacts.view reports.view"));
        let stored = restate(base, new);
        assert_eq!(names(&catalogue, stored.added), "reports.view");
        let clipped = catalogue.expanded_keys(stored.clipped);
        assert_eq!(
            clipped,
            keys("contacts.edit:own contacts.edit:team contacts.edit:all")
        );
    }
}
