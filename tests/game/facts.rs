//! What there is, as those whom it concerns read it: each person's own list of memberships, and what
//! the platform is told when it asks for permissions.

use std::collections::BTreeMap;

use latchkey_application::memberships::Memberships;
use latchkey_domain::{
    base::{page::PageRequest, time::Time},
    membership::{Access, Status},
};

use crate::{
    cast::{Keys, NOTHING, Place, Who},
    stage::Stage,
};

/// A membership, as its person reads it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Row {
    pub(crate) status: Status,
    pub(crate) access: Access,
    pub(crate) is_super_admin: bool,
    pub(crate) partner: Option<Place>,
    pub(crate) ends: Option<Time>,
    /// Whether it gives anything now.
    pub(crate) in_force: bool,
    /// What it gives, as the platform is told.
    pub(crate) may: Keys,
}

/// All memberships.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Facts(pub(crate) BTreeMap<(Place, Who), Row>);

impl Facts {
    pub(crate) async fn read(stage: &Stage) -> Self {
        let members = Memberships::new(stage.ports());
        let page = PageRequest::first();
        let mut rows = BTreeMap::new();
        for who in Who::all().filter(|who| stage.is_known(*who)) {
            let Ok((_, mine)) = members.mine(&stage.as_user(who), &page).await else {
                continue;
            };
            for view in mine.items {
                let membership = &view.member.membership;
                let place = stage.place(membership.account);
                let is_asked = place.is_client() && view.why_not.is_none();
                let row = Row {
                    status: membership.status(),
                    access: membership.access,
                    is_super_admin: membership.access == Access::SuperAdmin,
                    partner: membership.partner.map(|id| stage.place(id)),
                    ends: membership.expires_at,
                    in_force: view.why_not.is_none(),
                    may: if is_asked {
                        stage.may(place, who).await
                    } else {
                        NOTHING
                    },
                };
                rows.insert((place, who), row);
            }
        }
        Self(rows)
    }

    pub(crate) fn row(&self, place: Place, who: Who) -> Option<&Row> {
        self.0.get(&(place, who))
    }

    /// Whether somebody works for a partner now.
    pub(crate) fn employs(&self, partner: Place, who: Who) -> bool {
        let row = self.row(partner, who);
        row.is_some_and(|row| row.in_force && row.partner.is_none())
    }

    /// The clients in which somebody acts for a partner.
    pub(crate) fn acts_in(&self, partner: Place, who: Who) -> impl Iterator<Item = (Place, &Row)> {
        let rows = self.0.iter();
        rows.filter(move |((_, member), row)| *member == who && row.partner == Some(partner))
            .map(|((place, _), row)| (*place, row))
    }
}
