//! What super admins read about an account, and inviters about their invitations.

use crate::mail::{
    message::{
        AccountInMail, AllWereRemoved, EmployeesWereAdded, EnrolmentTurn, InvitationAnswer,
        LastOneStays, LinkingTurn, MemberGone, PartnerAdminMade, PartnerAdminsGain,
        PartnerWasSevered, PersonInMail, ReaderSide, SuperAdminChanged,
    },
    render::draft::LetterDraft,
};

pub(super) fn linking<'a>(mut letter: LetterDraft<'a>, turn: &LinkingTurn) -> LetterDraft<'a> {
    parties(&mut letter, &turn.partner, &turn.client, turn.side);
    person(&mut letter, &turn.person);
    letter.act("fact-by", &turn.act);
    places(&mut letter, &turn.partner, &turn.client);
    match turn.side {
        ReaderSide::Client => open_partner(&mut letter, &turn.partner, &turn.client),
        ReaderSide::Partner => {
            letter.open("button-person", letter.site.employee(turn.person.id));
        }
    }
    letter.after("after");
    letter
}

pub(super) fn enrolment<'a>(mut letter: LetterDraft<'a>, turn: &EnrolmentTurn) -> LetterDraft<'a> {
    letter.account("partner", &turn.partner);
    letter.words.choose("side", side(turn.side));
    letter.act("fact-by", &turn.act);
    letter.accounts(&turn.clients);
    letter.counted_fact("fact-partner-admins", turn.partner_admins);
    letter.after("after");
    match turn.side {
        ReaderSide::Client => letter.why("why-super-admin-of-some"),
        ReaderSide::Partner => {
            letter.about(&turn.partner.name);
            letter.open("button-clients", letter.site.clients());
            letter.why("why-partner");
        }
    }
    letter
}

pub(super) fn last_one<'a>(mut letter: LetterDraft<'a>, stays: &LastOneStays) -> LetterDraft<'a> {
    parties(&mut letter, &stays.partner, &stays.client, stays.side);
    person(&mut letter, &stays.person);
    letter.act("fact-by", &stays.act);
    places(&mut letter, &stays.partner, &stays.client);
    match stays.side {
        ReaderSide::Client => {
            letter.open("button-users", letter.site.users(stays.client.id));
            letter.why("why-super-admin-always");
        }
        ReaderSide::Partner => {
            letter.open("button-person", letter.site.employee(stays.person.id));
            letter.why("why-partner-always");
        }
    }
    letter.after("after");
    letter
}

pub(super) fn gained<'a>(mut letter: LetterDraft<'a>, gain: &PartnerAdminsGain) -> LetterDraft<'a> {
    letter.account("account", &gain.account);
    letter.about(&gain.account.name);
    letter.act("fact-by", &gain.act);
    letter.words.count("permissions", gain.permissions.count());
    letter.words.count("people", gain.partner_admins);
    letter.counted_fact("fact-partner-admins", gain.partner_admins);
    letter.list(&gain.permissions, "list-permissions");
    letter.open("button-users", letter.site.users(gain.account.id));
    letter.after("after");
    letter.why("why-super-admin-here");
    letter
}

pub(super) fn partner_admin<'a>(
    mut letter: LetterDraft<'a>,
    made: &PartnerAdminMade,
    by: &'static str,
) -> LetterDraft<'a> {
    parties(&mut letter, &made.partner, &made.client, ReaderSide::Client);
    person(&mut letter, &made.person);
    letter.act(by, &made.act);
    places(&mut letter, &made.partner, &made.client);
    letter.ends(made.ends);
    open_partner(&mut letter, &made.partner, &made.client);
    if !made.by_super_admin {
        letter.more("partner-admin-made.unseen");
        letter.why("why-super-admin-always");
    }
    letter.after("after");
    letter
}

pub(super) fn added<'a>(
    mut letter: LetterDraft<'a>,
    added: &EmployeesWereAdded,
) -> LetterDraft<'a> {
    letter.account("partner", &added.partner);
    letter.act("fact-by", &added.act);
    letter.people(&added.people);
    letter.accounts(&added.accounts);
    letter.access("fact-access", added.access.as_ref(), None);
    letter.ends(added.ends);
    letter.after("after");
    letter.why("why-super-admin-of-some");
    letter
}

pub(super) fn super_admin_changed<'a>(
    mut letter: LetterDraft<'a>,
    changed: &SuperAdminChanged,
) -> LetterDraft<'a> {
    parties(
        &mut letter,
        &changed.partner,
        &changed.client,
        ReaderSide::Client,
    );
    person(&mut letter, &changed.person);
    letter.act("fact-by", &changed.act);
    places(&mut letter, &changed.partner, &changed.client);
    let billing = if changed.keeps_billing {
        "value-kept"
    } else {
        "value-not-kept"
    };
    let billing = letter.words.say(billing);
    letter.fact("fact-billing", billing);
    open_partner(&mut letter, &changed.partner, &changed.client);
    letter.after("after");
    letter
}

pub(super) fn all_removed<'a>(
    mut letter: LetterDraft<'a>,
    removed: &AllWereRemoved,
) -> LetterDraft<'a> {
    letter.account("partner", &removed.partner);
    letter.act("fact-by", &removed.act);
    letter.people(&removed.people);
    letter.accounts(&removed.accounts);
    letter.after("after");
    letter.why("why-super-admin-of-some");
    letter
}

pub(super) fn severed<'a>(
    mut letter: LetterDraft<'a>,
    severed: &PartnerWasSevered,
) -> LetterDraft<'a> {
    parties(
        &mut letter,
        &severed.partner,
        &severed.client,
        ReaderSide::Client,
    );
    letter.act("fact-by", &severed.act);
    letter.people(&severed.people);
    if let Some(stays) = &severed.stays {
        letter.words.name("stays", stays);
        letter.named_fact("fact-stays", stays);
        letter.more("partner-severed.stays");
    }
    letter.open("button-users", letter.site.users(severed.client.id));
    letter.after("after");
    letter
}

pub(super) fn member_left<'a>(mut letter: LetterDraft<'a>, gone: &MemberGone) -> LetterDraft<'a> {
    letter.account("account", &gone.account);
    person(&mut letter, &gone.person);
    letter.moment(&gone.act);
    letter.access("fact-had", Some(&gone.access), None);
    if let Some(partner) = &gone.partner {
        letter.account("partner", partner);
        letter.named_fact("fact-acted-for", &partner.name);
    }
    match (gone.side, &gone.partner) {
        (ReaderSide::Partner, Some(partner)) => {
            letter.about(&partner.name);
            letter.open("button-open", letter.site.client(gone.account.id));
            letter.why("why-partner");
        }
        (ReaderSide::Client | ReaderSide::Partner, _) => {
            letter.about(&gone.account.name);
            letter.open("button-users", letter.site.users(gone.account.id));
            letter.why("why-super-admin-here");
        }
    }
    letter.words.choose("side", side(gone.side));
    letter.after("after");
    letter
}

pub(super) fn invitation_declined<'a>(
    mut letter: LetterDraft<'a>,
    answer: &InvitationAnswer,
) -> LetterDraft<'a> {
    letter.account("account", &answer.account);
    letter.about(&answer.account.name);
    letter.words.name("person", &answer.person);
    letter.moment(&answer.act);
    letter.access("fact-would-have", Some(&answer.access), None);
    match answer.side {
        ReaderSide::Client => letter.open("button-users", letter.site.users(answer.account.id)),
        ReaderSide::Partner => letter.open("button-open", letter.site.client(answer.account.id)),
    }
    letter.after("after");
    letter.why("why-inviter");
    letter
}

fn person(letter: &mut LetterDraft<'_>, person: &PersonInMail) {
    letter.words.name("person", &person.name);
}

/// Names a partner and a client to the texts, and to which of them the reader belongs.
fn parties(
    letter: &mut LetterDraft<'_>,
    partner: &AccountInMail,
    client: &AccountInMail,
    reader: ReaderSide,
) {
    letter.account("partner", partner);
    letter.account("client", client);
    letter.words.choose("side", side(reader));
    match reader {
        ReaderSide::Client => {
            letter.about(&client.name);
            letter.why("why-super-admin");
        }
        ReaderSide::Partner => {
            letter.about(&partner.name);
            letter.why("why-partner");
        }
    }
}

/// Names a partner and a client in the table of facts.
fn places(letter: &mut LetterDraft<'_>, partner: &AccountInMail, client: &AccountInMail) {
    letter.named_fact("fact-agency", &partner.name);
    letter.named_fact("fact-account", &client.name);
}

fn open_partner(letter: &mut LetterDraft<'_>, partner: &AccountInMail, client: &AccountInMail) {
    letter.open("button-partner", letter.site.partner(partner.id, client.id));
}

const fn side(side: ReaderSide) -> &'static str {
    match side {
        ReaderSide::Client => "client",
        ReaderSide::Partner => "partner",
    }
}
