//! Reads the parts of a path. A text that cannot be an id of the right kind is answered with 404.

use std::str::FromStr;

use latchkey_domain::base::{
    reference::{AccountRef, PermissionSetRef, UserRef},
    text::ExternalId,
};

use super::Call;
use crate::problem::Problem;

impl Call {
    /// The text of a path parameter.
    pub(crate) fn path_text(&self, name: &str) -> Result<String, Problem> {
        let info = self.request.match_info();
        // Loading decodes what the router left encoded, such as `%2F`.
        let texts: Vec<String> = info.load().map_err(|_cause| Problem::not_found())?;
        let named = info.iter().zip(texts).find(|((own, _), _)| *own == name);
        named
            .map(|(_, text)| text)
            .filter(|text| !text.contains('\0'))
            .ok_or_else(Problem::not_found)
    }

    /// The id in a path parameter.
    pub(crate) fn path_id<I: FromStr>(&self, name: &str) -> Result<I, Problem> {
        let text = self.path_text(name)?;
        text.parse().map_err(|_cause| Problem::not_found())
    }

    /// The platform's own id in a path parameter. An invalid one is reported.
    pub(crate) fn path_external_id(&self, name: &str) -> Result<ExternalId, Problem> {
        let text = self.path_text(name)?;
        ExternalId::parse(&text)
            .map_err(|error| Problem::invalid_at(format!("{{{name}}}"), error.to_string()))
    }

    /// The account in the path. The platform may use either id.
    pub(crate) fn path_account(&self, name: &str) -> Result<AccountRef, Problem> {
        let text = self.path_text(name)?;
        self.account_ref(&text)
            .map_err(|_cause| Problem::not_found())
    }

    /// The permission set in the path. The platform may use either id.
    pub(crate) fn path_permission_set(&self, name: &str) -> Result<PermissionSetRef, Problem> {
        let text = self.path_text(name)?;
        self.permission_set_ref(&text)
            .map_err(|_cause| Problem::not_found())
    }

    /// The user in the path. The platform may use either id.
    pub(crate) fn path_user(&self, name: &str) -> Result<UserRef, Problem> {
        let text = self.path_text(name)?;
        self.user_ref(&text).map_err(|_cause| Problem::not_found())
    }
}
