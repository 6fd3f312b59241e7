//! A job forgets mails that came to their end 30 days ago, and what was kept of them.

use chrono::Duration;
use latchkey_domain::{gate, ports::Locks};

use super::Mails;
use crate::frame::{context::RequestContext, error::UseCaseError};

/// How long mails are remembered.
const KEPT: Duration = Duration::days(30);
/// How many are forgotten in one unit; few, so that others do not wait long for it.
const AT_ONCE: u32 = 1_000;

impl Mails {
    /// Forgets old mails. Returns how many.
    pub async fn forget(&self) -> Result<u64, UseCaseError> {
        let ports = &*self.ports;
        let cx = RequestContext::of_job("forget mails", &*ports.ids);
        let permit = gate::job(&cx.origin)?;
        let before = ports.now() - KEPT;
        let mut all = 0;
        loop {
            let mut unit = ports.store.begin(Locks::none()).await?;
            let forgotten = unit.forget_mails(before, AT_ONCE).await?;
            unit.commit_aside(&permit).await?;
            all += forgotten;
            if forgotten == 0 {
                return Ok(all);
            }
        }
    }
}
