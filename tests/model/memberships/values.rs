//! Which values of a membership are possible, alone and together (A5, A9, P1, P5, S1, L1): the same
//! for the platform and for the account's own side.

use super::{Put, Wanted};
use crate::model::{
    permissions::catalogue,
    state::{Acc, Access, Member, Model, No, Seat, refuse},
};

impl Model {
    pub(super) fn wanted_access(
        &self,
        owners: (Acc, Option<Acc>),
        put: &Put,
        old: Option<&Member>,
    ) -> Result<Access, No> {
        match (put.access, old) {
            (None, None) => refuse("invalid", "PUT access"),
            (None, Some(old)) => Ok(old.access),
            (Some(Wanted::SuperAdmin), _) => Ok(Access::SuperAdmin),
            (Some(Wanted::PartnerAdmin), _) => Ok(Access::PartnerAdmin),
            (Some(Wanted::Set(set)), _) => {
                let known = self.sets[set].as_ref();
                let known = known.filter(|set| {
                    set.owner
                        .is_none_or(|owner| owner == owners.0 || Some(owner) == owners.1)
                });
                match known {
                    Some(_) => Ok(self.latest(set)),
                    None => refuse("not-found", "A5 put"),
                }
            }
        }
    }

    /// Refuses values that are invalid whoever sends them (422).
    pub(super) fn put_is_possible(&self, put: &Put, member: &Member) -> Result<(), No> {
        let mut no = No::default();
        let past = put.expires_at.flatten().is_some_and(|end| end <= self.now);
        no.when(past, "invalid", "A9 ahead");
        if let Some(adjust) = &put.adjust {
            let keys = || adjust.added.iter().chain(&adjust.withheld).flatten();
            let some = keys().next().is_some();
            let on_super_admin = member.access == Access::SuperAdmin && some;
            no.when(on_super_admin, "invalid", "section 1 adjustments");
            no.when(
                keys().any(|key| *key == "super_admins.manage"),
                "invalid",
                "P5 adjust",
            );
            no.when(keys().any(|key| !catalogue().knows(key)), "invalid", "P1");
        }
        no.settle()
    }

    /// The reasons why values do not go together (422).
    pub(super) fn cannot_go_together(
        &self,
        account: Acc,
        old: Option<&Member>,
        member: &Member,
    ) -> No {
        let is_pa = member.access == Access::PartnerAdmin;
        let elevated = is_pa || member.access == Access::SuperAdmin;
        let mut no = No::default();
        let view_only = elevated && member.seat == Seat::ViewOnly;
        no.when(view_only, "invalid", "S1 view only");
        let seated = is_pa || member.seat == Seat::Partner;
        let for_nobody = seated && member.partner.is_none();
        no.when(for_nobody, "invalid", "L1 for whom");
        let for_itself = member.partner == Some(account);
        no.when(for_itself, "invalid", "section 1 acts for");
        if let Access::Set(set, _) = member.access
            && let Some(old) = old
            && old.access.is_same_as(member.access)
            && old.partner != member.partner
        {
            // A partner's own sets are for those who act for it.
            let owner = self.sets[set].as_ref().unwrap().owner;
            let lost = owner.is_some() && owner == old.partner;
            no.when(lost, "invalid", "A5 former partner");
        }
        no
    }
}
