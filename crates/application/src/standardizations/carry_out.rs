//! Carries out a standardization (L9), account by account, each in its own unit. Finished partner
//! admins are not selected again, so continuing after a crash repeats nothing.

use std::collections::BTreeMap;

use latchkey_domain::{
    base::ids::{AccountId, UserId},
    membership::{member::Member, terms::Terms},
    partnership::standardization::{
        Place, RestoreWithheld, Standardization, StandardizationEffect, standardized,
    },
    ports::{Locks, Reader, UnitOfWork},
    trail::{
        audit::Records,
        event::{Event, EventKind},
        permit::Permit,
    },
};

use crate::frame::{error::UseCaseError, ports::Ports, ready::Ready, turn::JobTurn};

/// The maximum number of memberships that one unit changes (A4).
const A_UNIT: u16 = 100;
/// How many partner admins a preview reads with one statement.
const A_LOOK: u16 = 1000;

/// The effects that standardizing would have now.
pub(super) async fn preview(
    ports: &Ports,
    reader: &mut dyn Reader,
    restore_withheld: RestoreWithheld,
) -> Result<Vec<StandardizationEffect>, UseCaseError> {
    let now = ports.now();
    let mut effects = Vec::new();
    let mut after = None;
    loop {
        let members = reader
            .beyond_template(restore_withheld, after, A_LOOK)
            .await?;
        let changed = members.iter().filter_map(|before| {
            let after = standardized(before, restore_withheld, now)?;
            Some(StandardizationEffect::between(
                &ports.catalogue,
                before,
                &after,
            ))
        });
        effects.extend(changed);
        let Some(last) = members.last() else {
            break;
        };
        after = Some(Place::of(last));
    }
    effects.sort_by_key(|effect| (effect.account.0, effect.user.0));
    Ok(effects)
}

/// Resets all partner admins who hold anything beyond the template. An account whose unit fails does
/// not block the others; the failure is returned at the end.
pub(super) async fn change_all(
    ports: &Ports,
    permit: &Permit,
    standardization: &Standardization,
) -> Result<(), UseCaseError> {
    let mut after = None;
    let mut turn = JobTurn::default();
    loop {
        let mut reader = ports.store.reader();
        let found = reader
            .beyond_template(standardization.restore_withheld, after, A_UNIT)
            .await?;
        drop(reader);
        let Some(last) = found.last() else {
            return turn.into_result().map(drop);
        };
        after = Some(Place::of(last));
        let mut accounts: BTreeMap<AccountId, Vec<UserId>> = BTreeMap::new();
        for member in &found {
            let users = accounts.entry(member.membership.account).or_default();
            users.push(member.membership.user);
        }
        for (account, users) in accounts {
            let changed = change_in(ports, permit, standardization, account, &users).await;
            turn.note(changed.map(|()| users.len()))?;
        }
    }
}

/// Resets partner admins of one account in one unit, from their state under its lock.
async fn change_in(
    ports: &Ports,
    permit: &Permit,
    standardization: &Standardization,
    account: AccountId,
    users: &[UserId],
) -> Result<(), UseCaseError> {
    let (catalogue, now) = (&ports.catalogue, ports.now());
    let mut unit = ports.store.begin(Locks::none().changing(account)).await?;
    let mut members = unit.members_among(account, users).await?;
    members.sort_by_key(|member| member.membership.id);
    let changed: Vec<(Member, Member)> = members
        .into_iter()
        .filter_map(|before| {
            let after = standardized(&before, standardization.restore_withheld, now)?;
            Some((before, after))
        })
        .collect();
    let events = changed.iter().map(|(before, after)| {
        let kind = EventKind::MembershipChanged;
        Event::of_membership(kind, catalogue, Some(before), Some(after))
    });
    let Some(records) = Records::of(permit, events.collect(), &*ports.ids, now) else {
        return Ok(());
    };
    // Even if a member only regains something, the membership gets a new version, so that callers
    // who have seen the old one notice.
    let users = changed.iter().map(|(_, after)| after.membership.user);
    let users: Vec<UserId> = users.collect();
    unit.clear_added(account, &users, now).await?;
    let lifted: Vec<Terms> = changed
        .iter()
        .filter(|(before, after)| before.terms != after.terms)
        .map(|(_, after)| after.terms.clone())
        .collect();
    unit.save_all_terms(&lifted).await?;
    let effects: Vec<StandardizationEffect> = changed
        .iter()
        .map(|(before, after)| StandardizationEffect::between(catalogue, before, after))
        .collect();
    unit.insert_standardization_effects(standardization.id, &effects)
        .await?;
    unit.commit(records).await?;
    Ok(())
}

/// Marks a standardization as done and records its event once, even if several nodes carried it
/// out.
pub(super) async fn finish(
    ports: &Ports,
    permit: &Permit,
    standardization: &Standardization,
) -> Result<Ready<Standardization>, UseCaseError> {
    let mut unit: Box<dyn UnitOfWork> = ports.store.begin(Locks::none()).await?;
    let stored = unit.standardization(standardization.id).await?;
    let mut stored = stored.unwrap_or_else(|| standardization.clone());
    if !stored.finish() {
        return Ok(Ready::unchanged(stored));
    }
    unit.save_standardization(&mut stored).await?;
    let affected = unit.standardization_effects(stored.id).await?.len();
    let event = Event::new(EventKind::PartnerAdminsStandardized)
        .on(stored.id)
        .with("affected", affected);
    Ok(Ready::of(
        stored,
        unit,
        permit,
        [event],
        (ports, ports.now()),
    ))
}
