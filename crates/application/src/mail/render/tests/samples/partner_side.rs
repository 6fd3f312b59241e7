//! Samples of what people at the partner read about its clients.

use super::{
    account, act, among_users, at_many, at_one, end, name, names, of_agency, of_clock, of_platform,
    time,
};
use crate::mail::message::*;

pub(in super::super) fn answer() -> LinkAnswer {
    LinkAnswer {
        act: act(),
        client: account("Harbour & Pine"),
        official: Some(name("Harbour and Pine Furniture Ltd, 48210377")),
        ends: None,
        link: Some(LinkStanding {
            hint: "9TRW".to_owned(),
            approvals: 3,
            until: time("2026-05-13T00:00:00Z"),
        }),
    }
}

pub(super) fn answers() -> Vec<LinkAnswer> {
    let approved = |approvals| LinkAnswer {
        link: answer().link.map(|link| LinkStanding { approvals, ..link }),
        act: of_agency(),
        ends: Some(end()),
        ..answer()
    };
    let bare = LinkAnswer {
        official: None,
        link: None,
        act: of_platform(),
        ..answer()
    };
    vec![answer(), approved(0), approved(1), approved(5), bare]
}

pub(super) fn ends_of_others() -> Vec<EndsOfOthers> {
    let ends = |people, accounts, days, side, set| EndsOfOthers {
        people,
        accounts,
        at: end(),
        days,
        set,
        side,
    };
    let one = || NameList::one(name("Daniel Mbeki"));
    vec![
        ends(one(), at_one(), 1, ReaderSide::Partner, Some(act())),
        ends(one(), among_users(), 7, ReaderSide::Client, None),
        ends(
            one(),
            at_many(3),
            30,
            ReaderSide::Partner,
            Some(of_platform()),
        ),
        ends(one(), at_many(30), 7, ReaderSide::Partner, None),
        ends(names(4), at_one(), 7, ReaderSide::Client, Some(act())),
        ends(names(4), at_many(25), 7, ReaderSide::Partner, None),
        ends(names(40), at_many(2), 7, ReaderSide::Partner, None),
        ends(names(40), at_many(30), 7, ReaderSide::Partner, None),
        ends(names(11), at_one(), 7, ReaderSide::Partner, None),
    ]
}

pub(super) fn relationships() -> Vec<Message> {
    let closes = |days| {
        Message::RelationshipEnding(RelationshipCloses {
            client: account("Harbour & Pine"),
            at: end(),
            days,
            last_activity: time("2026-01-02T03:04:05Z"),
        })
    };
    let ended = |side, act, people| {
        Message::RelationshipEnded(EndOfRelationship {
            act,
            side,
            client: account("Harbour & Pine"),
            people,
        })
    };
    vec![
        closes(14),
        closes(1),
        ended(None, of_clock(), 0),
        ended(Some(ReaderSide::Client), act(), 0),
        ended(Some(ReaderSide::Partner), of_agency(), 3),
    ]
}
