//! Samples of what people read about their own access.

use latchkey_domain::{people::token::SecretText, permission::seat::Seat};

use super::{
    DEACTIVATED, REMOVED, account, act, at_many, at_one, at_some, end, name, names, of_agency,
    of_platform, set, time,
};
use crate::mail::message::*;

pub(in super::super) fn invitation() -> NewInvitation {
    NewInvitation {
        act: act(),
        account: account("Harbour and Pine Furniture Ltd"),
        access: set("Web developer"),
        seat: Seat::Core,
        acts_for: None,
        until: end(),
        token: SecretText::new("4HQ7-MZ2T-81KD".to_owned()),
    }
}

pub(super) fn invitations() -> Vec<NewInvitation> {
    let of_partner = NewInvitation {
        act: of_platform(),
        access: ShownAccess::PartnerAdmin,
        seat: Seat::Partner,
        acts_for: Some(name("Tern & Tide")),
        ..invitation()
    };
    let as_super_admin = NewInvitation {
        act: of_agency(),
        access: ShownAccess::SuperAdmin,
        seat: Seat::Sales,
        ..invitation()
    };
    let viewing = NewInvitation {
        seat: Seat::ViewOnly,
        ..invitation()
    };
    let serving = NewInvitation {
        seat: Seat::Service,
        ..invitation()
    };
    vec![invitation(), of_partner, as_super_admin, viewing, serving]
}

pub(super) fn given() -> Vec<AccessWasGiven> {
    let one = AccessWasGiven {
        act: act(),
        accounts: at_one(),
        access: Some(set("Web developer")),
        seat: Some(Seat::Partner),
        acts_for: Some(name("Tern & Tide")),
        ends: Some(end()),
    };
    let at = |accounts| AccessWasGiven {
        act: of_agency(),
        accounts,
        access: None,
        seat: None,
        ends: None,
        ..one.clone()
    };
    let by_platform = AccessWasGiven {
        act: of_platform(),
        accounts: at_some(),
        acts_for: None,
        ..one.clone()
    };
    let (many, few) = (at(at_many(2)), at(at_many(23)));
    vec![one, many, few, by_platform]
}

pub(super) fn changed() -> Vec<AccessWasChanged> {
    let turn = |access, ends| AccessTurn {
        access,
        seat: Some(Seat::Core),
        ends,
    };
    let one = AccessWasChanged {
        act: act(),
        accounts: at_one(),
        before: turn(Some(set("Sales")), None),
        after: turn(Some(set("Web developer")), Some(end())),
        gained: 1,
        lost: 12,
    };
    let same = AccessWasChanged {
        act: of_agency(),
        accounts: at_many(3),
        before: one.after.clone(),
        after: turn(Some(set("Web developer")), None),
        gained: 0,
        lost: 0,
    };
    let differs = AccessWasChanged {
        act: of_platform(),
        accounts: at_many(400),
        before: AccessTurn {
            access: None,
            seat: None,
            ends: None,
        },
        ..one.clone()
    };
    let at = |accounts| AccessWasChanged {
        accounts,
        before: turn(Some(ShownAccess::SuperAdmin), None),
        after: turn(Some(ShownAccess::PartnerAdmin), None),
        ..one.clone()
    };
    vec![at(at_one()), at(at_many(5)), same, differs, one]
}

/// As it is drawn: removed from 396 clients, and deactivated in 4.
pub(in super::super) fn removed_from_many() -> AccessCut {
    AccessCut {
        act: of_agency(),
        accounts: ActedOn {
            names: NameList::counted(REMOVED.map(name), 396),
            ..at_many(2)
        },
        deactivated_instead: DEACTIVATED.map(name).into_iter().collect(),
        acted_for: Some(name("Tern & Tide")),
        assets: Some(AssetsLeft {
            handed_over: 11_204,
            without_owner: 37,
        }),
    }
}

pub(super) fn cut() -> Vec<AccessCut> {
    let one = AccessCut {
        act: act(),
        accounts: at_one(),
        deactivated_instead: NameList::default(),
        acted_for: None,
        assets: Some(AssetsLeft {
            handed_over: 1,
            without_owner: 0,
        }),
    };
    let at = |accounts, without_owner, instead| AccessCut {
        act: of_platform(),
        accounts,
        deactivated_instead: names(instead),
        acted_for: Some(name("Tern & Tide")),
        assets: Some(AssetsLeft {
            handed_over: 2,
            without_owner,
        }),
    };
    vec![
        at(at_many(2), 1, 1),
        at(at_many(22), 3, 2),
        at(at_some(), 5, 12),
        AccessCut {
            assets: None,
            ..one.clone()
        },
        one,
    ]
}

pub(in super::super) fn ending() -> AccessEnds {
    AccessEnds {
        accounts: at_one(),
        at: end(),
        days: 7,
        access: Some(set("Web developer")),
        set: Some(Act {
            at: time("2025-11-12T12:00:00Z"),
            ..act()
        }),
        owned: 13,
    }
}

pub(super) fn endings() -> Vec<AccessEnds> {
    let tomorrow = AccessEnds {
        accounts: at_many(3),
        days: 1,
        owned: 1,
        set: Some(of_platform()),
        ..ending()
    };
    let later = AccessEnds {
        accounts: at_some(),
        days: 30,
        owned: 2,
        access: None,
        set: None,
        ..ending()
    };
    let nothing_owned = AccessEnds {
        owned: 0,
        ..ending()
    };
    vec![ending(), tomorrow, later, nothing_owned]
}
