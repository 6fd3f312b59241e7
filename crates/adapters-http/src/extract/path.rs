//! The parts of a path. What cannot be an id of the right kind is not there: 404.

use std::str::FromStr;

use latchkey_domain::base::{
    reference::{AccountRef, UserRef},
    text::ExternalId,
};

use super::Call;
use crate::problem::Problem;

impl Call {
    /// The text at a place of the path.
    pub(crate) fn path_text(&self, name: &str) -> Result<String, Problem> {
        let info = self.request.match_info();
        // Loading unescapes what the router has left escaped, such as `%2F`.
        let texts: Vec<String> = info.load().map_err(|_cause| Problem::not_found())?;
        let named = info.iter().zip(texts).find(|((own, _), _)| *own == name);
        named
            .map(|(_, text)| text)
            .filter(|text| !text.contains('\0'))
            .ok_or_else(Problem::not_found)
    }

    /// The id at a place of the path.
    pub(crate) fn path_id<I: FromStr>(&self, name: &str) -> Result<I, Problem> {
        let text = self.path_text(name)?;
        text.parse().map_err(|_cause| Problem::not_found())
    }

    /// The platform's own id at a place of the path: one that can be none says what is wrong.
    pub(crate) fn path_external_id(&self, name: &str) -> Result<ExternalId, Problem> {
        let text = self.path_text(name)?;
        ExternalId::parse(&text)
            .map_err(|error| Problem::invalid_at(format!("{{{name}}}"), error.to_string()))
    }

    /// How the path names an account: by either id where the platform asks.
    pub(crate) fn path_account(&self, name: &str) -> Result<AccountRef, Problem> {
        let text = self.path_text(name)?;
        self.account_ref(&text)
            .map_err(|_cause| Problem::not_found())
    }

    /// How the path names a user: by either id where the platform asks.
    pub(crate) fn path_user(&self, name: &str) -> Result<UserRef, Problem> {
        let text = self.path_text(name)?;
        self.user_ref(&text).map_err(|_cause| Problem::not_found())
    }
}
