//! What people read about their own access.

use crate::mail::{
    message::{
        AccessCut, AccessEnds, AccessTurn, AccessWasChanged, AccessWasGiven, CancelledInvitation,
        NewInvitation, OfferToSuperAdmin, ShownPage,
    },
    render::draft::LetterDraft,
};

pub(super) fn invited<'a>(mut letter: LetterDraft<'a>, new: &NewInvitation) -> LetterDraft<'a> {
    letter.account("account", &new.account);
    letter.about(&new.account.name);
    letter.act("fact-invited-by", &new.act);
    letter.access("fact-access", Some(&new.access), None);
    letter.access("fact-seat", None, Some(new.seat));
    if let Some(partner) = &new.acts_for {
        letter.named_fact("fact-acts-for", partner);
    }
    let until = letter.words.minute(new.until);
    letter.fact("fact-until", until);
    letter.open("invited.button", letter.site.invitation(&new.token));
    letter.after("after");
    letter.why("why-invited");
    letter
}

pub(super) fn cancelled<'a>(
    mut letter: LetterDraft<'a>,
    cancelled: &CancelledInvitation,
) -> LetterDraft<'a> {
    letter.account("account", &cancelled.account);
    letter.about(&cancelled.account.name);
    letter.act("fact-by", &cancelled.act);
    letter.why("why-own-invitation");
    letter
}

pub(super) fn offered<'a>(
    mut letter: LetterDraft<'a>,
    offer: &OfferToSuperAdmin,
) -> LetterDraft<'a> {
    letter.account("account", &offer.account);
    letter.about(&offer.account.name);
    letter.act("fact-by", &offer.act);
    letter.ends(offer.ends);
    letter.open("made-super-admin.button", letter.site.own_access());
    letter.after("after");
    letter
}

pub(super) fn given<'a>(mut letter: LetterDraft<'a>, given: &AccessWasGiven) -> LetterDraft<'a> {
    letter.act("fact-by", &given.act);
    letter.accounts(&given.accounts);
    letter.access("fact-access", given.access.as_ref(), given.seat);
    if let Some(partner) = &given.acts_for {
        letter.named_fact("fact-acts-for", partner);
        if given.accounts.names.only().is_none() {
            letter.about(partner);
        }
    }
    letter.ends(given.ends);
    letter.why(why(given.accounts.names.count()));
    letter
}

pub(super) fn changed<'a>(
    mut letter: LetterDraft<'a>,
    changed: &AccessWasChanged,
) -> LetterDraft<'a> {
    letter.act("fact-by", &changed.act);
    letter.accounts(&changed.accounts);
    let shown = |turn: &AccessTurn, letter: &LetterDraft<'_>| {
        letter.shown_access(turn.access.as_ref(), turn.seat)
    };
    let (before, after) = (
        shown(&changed.before, &letter),
        shown(&changed.after, &letter),
    );
    if before == after {
        if let Some(same) = after {
            letter.fact("fact-access", same);
        }
    } else {
        for (label, turn) in [("fact-before", before), ("fact-after", after)] {
            if let Some(turn) = turn {
                letter.fact(label, turn);
            }
        }
    }
    if changed.before.ends != changed.after.ends {
        letter.ends(changed.after.ends);
    }
    for (label, count) in [("fact-gained", changed.gained), ("fact-lost", changed.lost)] {
        if count > 0 {
            letter.counted_fact(label, count);
        }
    }
    letter.why(why(changed.accounts.names.count()));
    letter
}

pub(super) fn cut<'a>(mut letter: LetterDraft<'a>, cut: &AccessCut) -> LetterDraft<'a> {
    letter.act("fact-by", &cut.act);
    letter.accounts(&cut.accounts);
    if let Some(partner) = &cut.acted_for {
        letter.named_fact("fact-acted-for", partner);
        if cut.accounts.names.only().is_none() {
            letter.about(partner);
        }
    }
    letter.why(why(cut.accounts.names.count()));
    instead(&mut letter, cut);
    owned(&mut letter, cut);
    letter
}

/// Tells in which accounts the act deactivated the reader instead of removing them.
fn instead(letter: &mut LetterDraft<'_>, cut: &AccessCut) {
    let instead = cut.deactivated_instead.count();
    if instead == 0 {
        return;
    }
    let removed = cut.accounts.names.count();
    let shown = letter.words.counted("value-clients", removed);
    letter.fact("fact-removed", shown);
    letter.counted_names(
        "fact-deactivated",
        &cut.deactivated_instead,
        "value-clients",
    );
    letter.words.count("instead", instead);
    letter.exception("removed.instead");
    letter.why("why-own-many");
    if let ShownPage::Operation(operation) = cut.accounts.page {
        letter.words.count("all", removed.saturating_add(instead));
        letter.open("button-operation", letter.site.operation(operation));
    }
}

/// Tells what became of what the reader owned.
fn owned(letter: &mut LetterDraft<'_>, cut: &AccessCut) {
    let Some(assets) = cut.assets else {
        return;
    };
    let mut parts = Vec::new();
    for (key, count) in [
        ("value-handed-over", assets.handed_over),
        ("value-without-owner", assets.without_owner),
    ] {
        if count > 0 {
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            parts.push(letter.words.counted(key, count));
        }
    }
    if !parts.is_empty() {
        letter.fact("fact-owned", parts.join(", "));
    }
}

pub(super) fn ending<'a>(mut letter: LetterDraft<'a>, ends: &AccessEnds) -> LetterDraft<'a> {
    letter.words.choose("by", "clock");
    letter.accounts(&ends.accounts);
    letter.days(ends.days);
    letter.deadline(ends.at);
    letter.access("fact-your-access", ends.access.as_ref(), None);
    if let Some(set) = &ends.set {
        let by = letter.doer(&set.by);
        let at = letter.words.day(set.at);
        let shown = letter.words.with("value-set-by", &[("by", by), ("at", at)]);
        letter.fact("fact-set-by", shown);
    }
    if ends.owned > 0 {
        let owned = usize::try_from(ends.owned).unwrap_or(usize::MAX);
        let shown = letter.words.counted("value-owned", owned);
        letter.fact("fact-owns", shown);
    }
    letter.more("access-ending.more");
    letter.after("after");
    letter.why(why(ends.accounts.names.count()));
    letter
}

/// Why people read about their own access; where an act touched many accounts, that it is one mail.
const fn why(accounts: usize) -> &'static str {
    if accounts > 1 {
        "why-own-many"
    } else {
        "why-own"
    }
}
