//! A job forgets deliveries that have been over for 30 days, and those of removed endpoints.

use chrono::Duration;
use latchkey_domain::{gate, ports::Locks};

use super::Webhooks;
use crate::frame::{context::RequestContext, error::UseCaseError};

/// How long the log of deliveries goes back.
const KEPT: Duration = Duration::days(30);
/// How many are forgotten in one unit; few, so that others do not wait long for it.
const AT_ONCE: u32 = 1_000;

impl Webhooks {
    /// Forgets old deliveries. Returns how many.
    pub async fn forget(&self) -> Result<u64, UseCaseError> {
        let ports = &*self.ports;
        let cx = RequestContext::of_job("forget webhook deliveries", &*ports.ids);
        let permit = gate::job(&cx.origin)?;
        let mut all = 0;
        loop {
            let mut unit = ports.store.begin(Locks::none()).await?;
            let before = ports.now() - KEPT;
            let forgotten = unit.forget_deliveries(before, AT_ONCE).await?;
            unit.commit_aside(&permit).await?;
            all += forgotten;
            if forgotten == 0 {
                return Ok(all);
            }
        }
    }
}
