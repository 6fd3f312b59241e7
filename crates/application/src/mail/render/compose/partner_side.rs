//! What people at the partner read about its clients, and each side about the ends that it set.

use crate::mail::{
    message::{EndOfRelationship, EndsOfOthers, LinkAnswer, ReaderSide, RelationshipCloses},
    render::draft::LetterDraft,
};

pub(super) fn approved<'a>(mut letter: LetterDraft<'a>, answer: &LinkAnswer) -> LetterDraft<'a> {
    answered(&mut letter, answer, "fact-approved-by");
    let seat = letter.words.say("value-free-seat");
    letter.fact("fact-seat", seat);
    letter.ends(answer.ends);
    link(&mut letter, answer);
    letter.open("button-open", letter.site.client(answer.client.id));
    letter
}

pub(super) fn declined<'a>(mut letter: LetterDraft<'a>, answer: &LinkAnswer) -> LetterDraft<'a> {
    answered(&mut letter, answer, "fact-declined-by");
    link(&mut letter, answer);
    letter.open("link-declined.button", letter.site.access_link());
    letter
}

fn answered(letter: &mut LetterDraft<'_>, answer: &LinkAnswer, by: &str) {
    letter.account("client", &answer.client);
    // The button opens the client under the same name.
    letter.account("account", &answer.client);
    letter.act(by, &answer.act);
    if let Some(official) = &answer.official {
        letter.named_fact("fact-client-account", official);
    }
    letter.after("after");
    letter.why("why-link");
}

fn link(letter: &mut LetterDraft<'_>, answer: &LinkAnswer) {
    if let Some(link) = &answer.link {
        let approvals = usize::try_from(link.approvals).unwrap_or(usize::MAX);
        letter.words.count("approvals", approvals);
        letter.words.name("hint", &link.hint);
        let until = letter.words.day(link.until);
        letter.words.name("until", until);
        let shown = letter.words.say("value-link");
        letter.fact("fact-link", shown);
    }
}

pub(super) fn ends_of_others<'a>(
    mut letter: LetterDraft<'a>,
    ends: &EndsOfOthers,
) -> LetterDraft<'a> {
    letter.people(&ends.people);
    letter.accounts(&ends.accounts);
    if ends.accounts.names.only().is_none() {
        letter.open("button-clients", letter.site.clients());
    }
    letter.days(ends.days);
    letter.deadline(ends.at);
    if let Some(set) = &ends.set {
        let by = letter.doer(&set.by);
        let at = letter.words.day(set.at);
        let shown = letter.words.with("value-set-by", &[("by", by), ("at", at)]);
        letter.fact("fact-set-by", shown);
    }
    letter.after("after");
    letter.why("why-end-setter");
    letter
}

pub(super) fn relationship_closes<'a>(
    mut letter: LetterDraft<'a>,
    closes: &RelationshipCloses,
) -> LetterDraft<'a> {
    letter.account("client", &closes.client);
    letter.account("account", &closes.client);
    letter.about(&closes.client.name);
    letter.days(closes.days);
    letter.deadline(closes.at);
    let last = letter.words.minute(closes.last_activity);
    letter.fact("fact-last-activity", last);
    letter.open("button-open", letter.site.client(closes.client.id));
    letter.after("after");
    letter.why("why-agency");
    letter
}

pub(super) fn relationship_ended<'a>(
    mut letter: LetterDraft<'a>,
    end: &EndOfRelationship,
) -> LetterDraft<'a> {
    letter.account("client", &end.client);
    letter.account("account", &end.client);
    letter.about(&end.client.name);
    let ended_by = match end.side {
        Some(ReaderSide::Client) => "client",
        Some(ReaderSide::Partner) => "partner",
        None => "clock",
    };
    letter.words.choose("ended", ended_by);
    letter.act("fact-by", &end.act);
    letter.counted_fact("fact-people-with-access", end.people);
    letter.open("button-open", letter.site.client(end.client.id));
    letter.after("after");
    letter.why("why-agency");
    letter
}
