//! The goals: what must hold whatever the adversary does. They are judged by the ledger, by decisions
//! and by what people read, never by Latchkey's rules.

use latchkey_application::{
    audit::{ListEvents, NamedEventFilter, SeenEvent, Trail},
    frame::{error::UseCaseError, ready::Ready},
    memberships::{Memberships, RemoveMember, TargetMember},
    partners::{Partners, SeverPartner},
    users::{ChangeUser, UserChanges, Users},
};
use latchkey_domain::{
    base::{page::PageRequest, reference::UserRef},
    membership::{Status, super_admins::LastSuperAdmin},
    people::user::UserStatus,
    trail::audit::{Actor, Outcome as Told},
};

use crate::{
    cast::{Place, SUPER_ADMIN, Who},
    facts::Facts,
    ledger::Ledger,
    moves::{Got, Move, Outcome},
    stage::Stage,
};

/// A goal that was broken, and how.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Broken {
    pub(crate) goal: &'static str,
    pub(crate) how: String,
}

fn broken(goal: &'static str, how: String) -> Result<(), Broken> {
    Err(Broken { goal, how })
}

pub(crate) const KEEPS_SUPER_ADMIN: &str =
    "a client that had an own super admin keeps one whom the adversary did not make";
const LET_IN: &str = "nobody of the adversary's acts in an account that never let them in";
const SAID_NO: &str = "nobody of the adversary's acts after the account's own side said no";
const GIVEN: &str = "nobody holds what was not given to them, nor to whoever gave it to them";
pub(crate) const LEFT: &str = "who left acts nowhere";
const SAID_YES: &str = "nobody works for a firm to which they did not say yes";
pub(crate) const READS: &str = "nobody reads a name, address or id that nobody told them";
const STOPPED: &str = "nobody who must be stopped cannot be";
const IN_TRAIL: &str = "every change and every attempt stands in the trail of its account";

/// Judges what there is, after something may have changed.
pub(crate) async fn judge(stage: &Stage, ledger: &Ledger, facts: &Facts) -> Result<(), Broken> {
    keeps_super_admin(stage, ledger, facts).await?;
    let now = stage.now();
    for ((place, who), row) in &facts.0 {
        if !who.is_adversary() {
            works_only_where_agreed(ledger, *place, *who, row)?;
            continue;
        }
        if !place.is_client() {
            continue;
        }
        let allowed = ledger.allowed(*place, *who, now);
        let beyond = row.may.less(allowed);
        if beyond.is_nothing() {
            continue;
        }
        let said = ledger.said_of(*place, *who);
        let goal = match said {
            said if said.said_no => SAID_NO,
            said if !said.let_in => LET_IN,
            said if said.left => LEFT,
            _ => GIVEN,
        };
        return broken(
            goal,
            format!(
                "{who:?} may do {beyond:?} in {place:?}: {row:?}; was given at most {allowed:?}: {said:?}"
            ),
        );
    }
    Ok(())
}

async fn keeps_super_admin(stage: &Stage, ledger: &Ledger, facts: &Facts) -> Result<(), Broken> {
    for place in Place::clients().filter(|place| !ledger.is_closed(*place)) {
        let mut has_one = false;
        for owner in place.owners() {
            let row = facts.row(place, *owner);
            let stays = row.is_some_and(|row| {
                row.is_super_admin
                    && row.status == Status::Active
                    && row.ends.is_none()
                    && row.partner.is_none()
            });
            has_one |= stays && stage.may(place, *owner).await.meets(SUPER_ADMIN);
        }
        if !has_one {
            let owners = place.owners().iter();
            let rows: Vec<_> = owners
                .map(|owner| (owner, facts.row(place, *owner)))
                .collect();
            return broken(KEEPS_SUPER_ADMIN, format!("{place:?} has only {rows:?}"));
        }
    }
    Ok(())
}

fn works_only_where_agreed(
    ledger: &Ledger,
    place: Place,
    who: Who,
    row: &crate::facts::Row,
) -> Result<(), Broken> {
    if row
        .partner
        .is_some_and(|firm| !ledger.has_said_yes(who, firm))
    {
        let how = format!("{who:?} acts for somebody in {place:?}: {row:?}");
        return broken(SAID_YES, how);
    }
    let works = ledger.is_enrolled(place) && row.status == Status::Active;
    if works && !ledger.has_said_yes(who, place) {
        return broken(SAID_YES, format!("{who:?} works for {place:?}: {row:?}"));
    }
    Ok(())
}

/// Judges what an answer said to somebody of the adversary's.
pub(crate) fn judge_reading(
    stage: &Stage,
    ledger: &Ledger,
    it: &Move,
    outcome: &Outcome,
) -> Result<(), Broken> {
    if !it.by().is_some_and(Who::is_adversary) {
        return Ok(());
    }
    for who in Who::innocents() {
        let told = ledger.told_of(who);
        if !told.name && outcome.said.contains(&who.name()) {
            return broken(READS, format!("the name of {who:?}"));
        }
        if !told.address && outcome.said.contains(&who.mailbox()) {
            return broken(READS, format!("the address of {who:?}"));
        }
        if !told.id && outcome.said.contains(&format!("{:?}", stage.user(who))) {
            return broken(READS, format!("the id of {who:?}"));
        }
    }
    Ok(())
}

/// Judges whether a call stands in the trail of the account that it touched. `changed`: what it made of
/// the memberships there.
pub(crate) async fn judge_trail(
    stage: &Stage,
    ledger: &Ledger,
    it: &Move,
    outcome: &Outcome,
    (before, after): (&Facts, &Facts),
) -> Result<(), Broken> {
    for place in Place::clients().filter(|place| !ledger.is_closed(*place)) {
        let touched = it.touches() == Some(place);
        let refused = touched
            && it.by().is_some_and(Who::is_adversary)
            && matches!(outcome.got, Got::Refused(code) if code != "invalid");
        let of = |facts: &Facts| {
            let rows = facts.0.iter().filter(|((at, _), _)| *at == place);
            rows.map(|((_, who), row)| {
                (*who, row.status, row.is_super_admin, row.partner, row.ends)
            })
            .collect::<Vec<_>>()
        };
        let changed = of(before) != of(after) && !matches!(it, Move::Person(..));
        if !refused && !changed {
            continue;
        }
        let events = newest(stage, place).await?;
        let by = it.by().map(|who| stage.user(who));
        let stands = events.iter().any(|seen| {
            let kind = match seen.outcome {
                Told::Done => changed,
                Told::Refused(_) => refused,
            };
            let actor = match (&seen.actor, by) {
                (Actor::User(actor), Some(by)) => *actor == by,
                (_, by) => by.is_none(),
            };
            kind && actor
        });
        if !stands {
            let what = if refused { "attempt" } else { "change" };
            let how = format!("the {what} is not in the trail of {place:?}: {outcome:?}");
            return broken(IN_TRAIL, how);
        }
    }
    Ok(())
}

/// What the trail of an account says of the present moment, as its super admin reads it.
async fn newest(stage: &Stage, place: Place) -> Result<Vec<SeenEvent>, Broken> {
    let wanted = ListEvents {
        filter: NamedEventFilter {
            from: Some(stage.now()),
            ..NamedEventFilter::default()
        },
        page: PageRequest::first(),
    };
    for owner in place.owners() {
        let cx = stage.as_user(*owner);
        let trail = Trail::new(stage.ports());
        let account = stage.account(place).into();
        if let Ok(page) = trail.of_account(&cx, &account, &wanted).await {
            return Ok(page.items);
        }
    }
    let how = format!("nobody of {place:?} may read its trail");
    Err(Broken {
        goal: IN_TRAIL,
        how,
    })
}

/// Judges whether everybody can be stopped: the own side would be allowed to, and so would the
/// platform. Nothing is committed.
pub(crate) async fn judge_stopping(
    stage: &Stage,
    ledger: &Ledger,
    facts: &Facts,
) -> Result<(), Broken> {
    for place in Place::clients().filter(|place| !ledger.is_closed(*place)) {
        let owner = place.owners().iter().find(|owner| {
            let row = facts.row(place, **owner);
            row.is_some_and(|row| row.is_super_admin && row.in_force)
        });
        let Some(owner) = owner else { continue };
        let cx = stage.as_user(*owner);
        let rows = facts
            .0
            .iter()
            .filter(|((at, who), _)| *at == place && who.is_adversary());
        let mut partners = Vec::new();
        for ((_, who), row) in rows {
            partners.extend(row.partner);
            let target = TargetMember {
                account: stage.account(place).into(),
                user: stage.user(*who).into(),
            };
            let members = Memberships::new(stage.ports());
            let gone = Box::pin(members.deactivate(&cx, target.clone())).await;
            must_go(gone, *who, place)?;
            let wanted = RemoveMember {
                target,
                reassign_to: None,
                last_super_admin: LastSuperAdmin::Stays,
            };
            must_go(Box::pin(members.remove(&cx, wanted)).await, *who, place)?;
        }
        partners.sort_unstable();
        partners.dedup();
        for partner in partners {
            let wanted = SeverPartner {
                account: stage.account(place).into(),
                partner: stage.account(partner).into(),
            };
            let severed = Partners::new(stage.ports()).sever(&cx, wanted).await;
            let severed = severed.map(|ready| ready.value().kept.len());
            if severed.as_ref().ok() != Some(&0) {
                return broken(
                    STOPPED,
                    format!("{place:?} cannot sever {partner:?}: {severed:?}"),
                );
            }
        }
    }
    for who in Who::adversaries().filter(|who| stage.is_known(*who)) {
        let changes = UserChanges {
            status: Some(UserStatus::Disabled),
            last_super_admin: LastSuperAdmin::MayGo,
            ..UserChanges::default()
        };
        let user = UserRef::Id(stage.user(who));
        let users = Users::new(stage.ports());
        let done = users
            .change(&stage.as_platform(), ChangeUser { user, changes })
            .await;
        if let Err(error) = done
            && !format!("{error:?}").contains("Erased")
        {
            return broken(
                STOPPED,
                format!("the platform cannot disable {who:?}: {error:?}"),
            );
        }
    }
    Ok(())
}

fn must_go<T>(ready: Result<Ready<T>, UseCaseError>, who: Who, place: Place) -> Result<(), Broken> {
    match ready {
        Ok(_) => Ok(()),
        Err(error) => broken(STOPPED, format!("{place:?} cannot stop {who:?}: {error:?}")),
    }
}
