//! The operator at work: the use cases, over the database of the settings, in the operator's name.

use std::sync::Arc;

use anyhow::anyhow;
use latchkey_application::frame::{
    context::RequestContext, error::UseCaseError, ports::Ports, ready::Ready,
};
use latchkey_domain::{
    base::{
        ids::UserId,
        reference::{AccountRef, UserRef},
        refusal::{FieldError, Refusal},
        text::ExternalId,
    },
    permission::Catalogue,
    trail::origin::{Origin, Principal},
};

use crate::{
    config::Settings,
    telemetry,
    wiring::{self, Infrastructure, Schema},
};

/// What a command works with.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) ground: Infrastructure,
    pub(crate) ports: Arc<Ports>,
    pub(crate) cx: RequestContext,
}

impl Desk {
    /// Sits down: connects, and takes the catalogue in force.
    pub(crate) async fn open(settings: &Settings, command: &'static str) -> anyhow::Result<Self> {
        telemetry::log_for_commands(&settings.log)?;
        let ground =
            Infrastructure::lay(&settings.database, Schema::from(&settings.database)).await?;
        let catalogue = match ground.catalogue_in_force().await? {
            Some(in_force) => in_force,
            None => ground.catalogue(settings.catalogue.as_deref()).await?,
        };
        let mailer = wiring::mailer(settings.mail.as_ref())?;
        let ports = ground.ports(catalogue, settings.rules.clone(), mailer);
        let cx = RequestContext::new(operator(command, &ports));
        Ok(Self { ground, ports, cx })
    }

    /// Sits down only to look: an empty database stays so. No right of anybody is judged here, so
    /// that the built-in catalogue will do.
    pub(crate) async fn look(settings: &Settings, command: &'static str) -> anyhow::Result<Self> {
        telemetry::log_for_commands(&settings.log)?;
        let ground =
            Infrastructure::lay(&settings.database, Schema::from(&settings.database)).await?;
        let mailer = wiring::mailer(settings.mail.as_ref())?;
        let catalogue = Catalogue::default_catalogue();
        let ports = ground.ports(catalogue, settings.rules.clone(), mailer);
        let cx = RequestContext::new(operator(command, &ports));
        Ok(Self { ground, ports, cx })
    }

    /// Commits what a use case made ready.
    pub(crate) async fn commit<T>(&self, ready: Ready<T>) -> anyhow::Result<T> {
        let done = ready.commit(&self.ports, &self.cx, None).await;
        done.map(|done| done.value).map_err(explain)
    }

    /// Ends the connections.
    pub(crate) async fn close(self) {
        self.ground.store.close().await;
    }
}

/// The operator, by a command.
pub(crate) fn operator(command: &'static str, ports: &Ports) -> Origin {
    Origin {
        principal: Principal::Operator { command },
        request_id: ports.ids.uuid().simple().to_string(),
        address: None,
        reason: None,
        operation: None,
    }
}

/// A use case's error for the operator: values that cannot be are named one by one.
pub(crate) fn explain(error: UseCaseError) -> anyhow::Error {
    match error {
        UseCaseError::Invalid(fields) => {
            let line = |field: &FieldError| {
                format!("{} {}", field.pointer.trim_start_matches('/'), field.detail)
            };
            let mut lines: Vec<_> = fields.listed().iter().map(line).collect();
            if fields.more() > 0 {
                lines.push(format!("{} more values are invalid", fields.more()));
            }
            anyhow!("{}", lines.join("; "))
        }
        UseCaseError::Refused(Refusal::NotFound) => anyhow!("there is nothing with that id"),
        UseCaseError::Refused(_) | UseCaseError::Stale | UseCaseError::Store(_) => error.into(),
    }
}

/// A person by Latchkey's id or the platform's.
pub(crate) fn user_ref(text: &str) -> Result<UserRef, String> {
    if let Ok(id) = text.parse::<UserId>() {
        return Ok(UserRef::Id(id));
    }
    let external = ExternalId::parse(text).map_err(|error| error.to_string())?;
    Ok(UserRef::External(external))
}

/// An account by Latchkey's id or the platform's.
pub(crate) fn account_ref(text: &str) -> Result<AccountRef, String> {
    if let Ok(id) = text.parse() {
        return Ok(AccountRef::Id(id));
    }
    let external = ExternalId::parse(text).map_err(|error| error.to_string())?;
    Ok(AccountRef::External(external))
}
