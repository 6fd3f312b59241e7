//! The platform imports an existing relationship of a partner with a client. Only a time connects the
//! two; a name alone connects nobody (R1, R6).

use latchkey_domain::{
    base::{
        reference::AccountRef,
        refusal::{Conflict, Refusal},
        text::Name,
        time::Time,
    },
    gate,
    partnership::relationship::Relationship,
    people::token::Scope,
    ports::Locks,
    trail::event::EventKind,
};

use super::{RelationshipNow, Relationships, ending};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready, refusals::Attempted},
    gates::named,
};

/// Imports a relationship; absent fields keep their value.
#[derive(Debug, Clone)]
pub struct ImportRelationship {
    /// The partner.
    pub partner: AccountRef,
    /// The client.
    pub client: AccountRef,
    /// The partner's own name for the client.
    pub display_name: Option<Name>,
    /// When it began.
    pub connected_at: Option<Time>,
    /// When the last qualifying activity happened.
    pub last_qualifying_activity_at: Option<Time>,
}

impl ImportRelationship {
    /// Whether it says that there is a relationship, and not only what the client is called.
    const fn connects(&self) -> bool {
        self.connected_at.is_some() || self.last_qualifying_activity_at.is_some()
    }
}

/// The result of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportedRelationship {
    /// The relationship was created.
    New(RelationshipNow),
    /// The relationship existed before; its current state.
    Existing(RelationshipNow),
}

impl Relationships {
    /// Creates or changes a relationship for the platform.
    pub async fn import(
        &self,
        cx: &RequestContext,
        cmd: ImportRelationship,
    ) -> Result<Ready<ImportedRelationship>, UseCaseError> {
        let attempted = Attempted::new(EventKind::RelationshipChanged)
            .in_account(&cmd.client)
            .with_partner(&cmd.partner);
        let work = self.try_import(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_import(
        &self,
        cx: &RequestContext,
        cmd: ImportRelationship,
    ) -> Result<Ready<ImportedRelationship>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        let permit = gate::platform(&cx.origin, Scope::Provision)?;
        let times = [
            ("/connected_at", cmd.connected_at),
            (
                "/last_qualifying_activity_at",
                cmd.last_qualifying_activity_at,
            ),
        ];
        for (pointer, time) in times {
            if time.is_some_and(|time| time > now) {
                return Err(UseCaseError::invalid(pointer, "must not be in the future"));
            }
        }
        let [partner, client] = named::place(ports, [&cmd.partner, &cmd.client]).await?;
        if partner == client {
            return Err(Refusal::Conflict(Conflict::OwnAccount).into());
        }
        let locks = Locks::none().changing(client).reading(partner);
        let mut unit = ports.store.begin(locks).await?;
        let partner = unit.account(partner).await?.ok_or(Refusal::NotFound)?;
        let client = unit.account(client).await?.ok_or(Refusal::NotFound)?;
        if !partner.was_partner {
            return Err(Refusal::Conflict(Conflict::NotAPartner).into());
        }
        let import = |relationship: &mut Relationship| {
            relationship.import(
                cmd.display_name.clone(),
                cmd.connected_at,
                cmd.last_qualifying_activity_at,
            )
        };
        let now_is = |relationship| RelationshipNow::of(relationship, ports);
        let existing = unit.relationship(partner.id, client.id).await?;
        let (value, event) = if let Some(mut relationship) = existing {
            cx.must_match(relationship.version)?;
            if !import(&mut relationship) {
                let value = ImportedRelationship::Existing(now_is(relationship));
                return Ok(Ready::unchanged(value));
            }
            relationship.mark_announced(ports.settings.ends_after_days, now);
            unit.save_relationship(&mut relationship).await?;
            if cmd.last_qualifying_activity_at.is_some() {
                unit.keep_last_qualifying(&relationship).await?;
            }
            let event = ending::event_of(ports, EventKind::RelationshipChanged, &relationship);
            (ImportedRelationship::Existing(now_is(relationship)), event)
        } else {
            cx.must_not_expect()?;
            if !cmd.connects() {
                return Err(Refusal::Conflict(Conflict::NotConnected).into());
            }
            let mut relationship = Relationship::connect(partner.id, client.id, now);
            import(&mut relationship);
            relationship.mark_announced(ports.settings.ends_after_days, now);
            unit.insert_relationship(&relationship, &client.name)
                .await?;
            let event = ending::event_of(ports, EventKind::RelationshipConnected, &relationship);
            (ImportedRelationship::New(now_is(relationship)), event)
        };
        let event = event.with("imported", true);
        Ok(Ready::of(value, unit, &permit, [event], (ports, now)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::base::time::days;
    use latchkey_testing::builders::name;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    /// A name alone makes no relationship; with a time it does, and where there is one the name
    /// alone changes the name (R1, R6).
    #[tokio::test]
    async fn a_name_alone_connects_nobody() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Relationships::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let named = |text: &str| ImportRelationship {
            partner: world.northwind.into(),
            client: world.fjordline.into(),
            display_name: Some(name(text)),
            connected_at: None,
            last_qualifying_activity_at: None,
        };
        let nothing = ImportRelationship {
            display_name: None,
            ..named("Fjord")
        };
        for cmd in [named("Fjord"), nothing] {
            assert_eq!(refused(service.import(&cx, cmd).await), "conflict");
        }
        assert_eq!(world.relationship(world.fjordline).await, None);

        let since = world.now() - days(3);
        let connected = ImportRelationship {
            connected_at: Some(since),
            ..named("Fjord")
        };
        let ready = service.import(&cx, connected).await.unwrap();
        bed.done(&cx, ready).await;
        let ready = service.import(&cx, named("The fjord")).await.unwrap();
        bed.done(&cx, ready).await;
        let relationship = world.relationship(world.fjordline).await.unwrap();
        assert_eq!(relationship.display_name, Some(name("The fjord")));
        assert_eq!(relationship.connected_at, since);
    }
}
