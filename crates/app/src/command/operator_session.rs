//! The operator's session: runs use cases on the configured database as the operator.

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

/// Everything a command needs to run use cases as the operator.
#[derive(Debug)]
pub(crate) struct OperatorSession {
    pub(crate) infrastructure: Infrastructure,
    pub(crate) ports: Arc<Ports>,
    pub(crate) cx: RequestContext,
}

impl OperatorSession {
    /// Connects to the database and loads the catalogue in force.
    pub(crate) async fn open(settings: &Settings, command: &'static str) -> anyhow::Result<Self> {
        telemetry::log_for_commands(&settings.log)?;
        let infrastructure =
            Infrastructure::connect(&settings.database, Schema::from(&settings.database)).await?;
        let file = settings.catalogue.as_deref();
        let catalogue = infrastructure.catalogue(file).await?.catalogue;
        let mailer = wiring::mailer(settings.mail.as_ref())?;
        let ports = infrastructure.ports(catalogue, settings.rules.clone(), mailer);
        let cx = RequestContext::new(operator(command, &ports));
        Ok(Self {
            infrastructure,
            ports,
            cx,
        })
    }

    /// Connects for reading only: an empty database stays empty. Nothing read here depends on the
    /// catalogue, so the built-in one is used.
    pub(crate) async fn open_for_reading(
        settings: &Settings,
        command: &'static str,
    ) -> anyhow::Result<Self> {
        telemetry::log_for_commands(&settings.log)?;
        let infrastructure =
            Infrastructure::connect(&settings.database, Schema::from(&settings.database)).await?;
        let mailer = wiring::mailer(settings.mail.as_ref())?;
        let catalogue = Catalogue::default_catalogue();
        let ports = infrastructure.ports(catalogue, settings.rules.clone(), mailer);
        let cx = RequestContext::new(operator(command, &ports));
        Ok(Self {
            infrastructure,
            ports,
            cx,
        })
    }

    /// Commits the result of a use case.
    pub(crate) async fn commit<T>(&self, ready: Ready<T>) -> anyhow::Result<T> {
        let done = ready.commit(&self.ports, &self.cx, None).await;
        done.map(|done| done.value).map_err(explain)
    }

    /// Closes the database connections.
    pub(crate) async fn close(self) {
        self.infrastructure.store.close().await;
    }
}

/// The origin of a change that the operator makes with a command.
pub(crate) fn operator(command: &'static str, ports: &Ports) -> Origin {
    Origin {
        principal: Principal::Operator { command },
        request_id: ports.ids.uuid().simple().to_string(),
        address: None,
        reason: None,
        operation: None,
    }
}

/// Explains a use case's error to the operator; every invalid value is listed.
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
        UseCaseError::Refused(Refusal::NotFound) => anyhow!("not found"),
        UseCaseError::LastSuperAdmin(accounts) => {
            let names: Vec<_> = accounts
                .iter()
                .map(|account| format!("{} ({})", account.name, account.id))
                .collect();
            anyhow!("no super admin would be left in {}", names.join(", "))
        }
        UseCaseError::Refused(_) | UseCaseError::Stale | UseCaseError::Store(_) => error.into(),
    }
}

/// Parses a person's Latchkey id or platform id.
pub(crate) fn user_ref(text: &str) -> Result<UserRef, String> {
    if let Ok(id) = text.parse::<UserId>() {
        return Ok(UserRef::Id(id));
    }
    let external = ExternalId::parse(text).map_err(|error| error.to_string())?;
    Ok(UserRef::External(external))
}

/// Parses an account's Latchkey id or platform id.
pub(crate) fn account_ref(text: &str) -> Result<AccountRef, String> {
    if let Ok(id) = text.parse() {
        return Ok(AccountRef::Id(id));
    }
    let external = ExternalId::parse(text).map_err(|error| error.to_string())?;
    Ok(AccountRef::External(external))
}
