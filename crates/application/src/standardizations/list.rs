//! The platform lists scheduled and past standardizations (L9).

use latchkey_domain::{
    base::{
        ids::OperationId,
        page::{Page, PageRequest},
        refusal::Refusal,
    },
    gate,
    partnership::standardization::{Standardization, StandardizationProgress},
    people::token::Scope,
};

use super::{StandardizationDetails, Standardizations, carry_out};
use crate::frame::{context::RequestContext, error::UseCaseError};

impl Standardizations {
    /// Lists all standardizations, newest first.
    pub async fn list(
        &self,
        cx: &RequestContext,
        page: &PageRequest,
    ) -> Result<Page<Standardization>, UseCaseError> {
        gate::platform(&cx.origin, Scope::Admin)?;
        Ok(self.ports.store.reader().standardizations(page).await?)
    }

    /// Shows a standardization with its effects.
    pub async fn show(
        &self,
        cx: &RequestContext,
        id: OperationId,
    ) -> Result<StandardizationDetails, UseCaseError> {
        gate::platform(&cx.origin, Scope::Admin)?;
        let mut reader = self.ports.store.reader();
        let standardization = reader.standardization(id).await?;
        let standardization = standardization.ok_or(Refusal::NotFound)?;
        let mut affected = reader.standardization_effects(id).await?;
        if standardization.progress == StandardizationProgress::Scheduled {
            let to_come =
                carry_out::preview(&self.ports, &mut *reader, standardization.restore_withheld);
            affected.extend(to_come.await?);
        }
        Ok(StandardizationDetails {
            standardization,
            affected,
        })
    }
}
