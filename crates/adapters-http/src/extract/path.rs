//! The parts of a path. What cannot be an id of the right kind is not there: 404.

use std::{collections::HashMap, str::FromStr};

use latchkey_domain::ids::{AccountId, UserId};

use super::Call;
use crate::problem::Problem;

impl Call {
    /// The text at a place of the path.
    pub(crate) fn path_text(&self, name: &str) -> Result<String, Problem> {
        let mut parts: HashMap<String, String> = self
            .request
            .match_info()
            .load()
            .map_err(|_cause| Problem::not_found())?;
        parts.remove(name).ok_or_else(Problem::not_found)
    }

    /// The id at a place of the path.
    pub(crate) fn path_id<I: FromStr>(&self, name: &str) -> Result<I, Problem> {
        let text = self.path_text(name)?;
        text.parse().map_err(|_cause| Problem::not_found())
    }

    /// The account at a place of the path, by either id where the platform asks.
    pub(crate) async fn path_account(&self, name: &str) -> Result<AccountId, Problem> {
        let text = self.path_text(name)?;
        let account = self
            .account_ref(&text)
            .map_err(|_cause| Problem::not_found())?;
        self.account(&account).await
    }

    /// The user at a place of the path, by either id where the platform asks.
    pub(crate) async fn path_user(&self, name: &str) -> Result<UserId, Problem> {
        let text = self.path_text(name)?;
        let user = self
            .user_ref(&text)
            .map_err(|_cause| Problem::not_found())?;
        self.user(&user).await
    }
}
