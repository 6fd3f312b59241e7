//! Users.

use latchkey_application::users::UserChanges;
use latchkey_domain::{
    base::text::{ExternalId, Locale, Name},
    membership::{member::Person, super_admins::LastSuperAdmin},
    people::{
        email::EmailAddress,
        password::NewPassword,
        user::{User, UserStatus},
    },
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Stamp, words};
use crate::{
    extract::{
        Checks, given,
        values::{WordError, one_of},
    },
    problem::Problem,
};

/// A person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub(crate) struct UserView {
    #[schema(example = "usr_01h455vb4pex5vsknk084sn02q")]
    id: String,
    /// The platform's own id (`external_id`).
    external_id: Option<String>,
    /// `null` once the person was erased.
    email: Option<String>,
    /// Whether the address is confirmed.
    confirmed: bool,
    name: String,
    #[schema(value_type = words::Locale)]
    locale: &'static str,
    #[schema(value_type = words::UserStatus)]
    status: &'static str,
    created_at: Stamp,
    updated_at: Stamp,
}

impl UserView {
    pub(crate) fn of(user: &User) -> Self {
        Self {
            id: user.id.to_string(),
            external_id: user.external_id.as_ref().map(ToString::to_string),
            email: user.email.as_ref().map(ToString::to_string),
            confirmed: user.confirmed,
            name: Person::of(user).shown_name().to_string(),
            locale: user.locale.as_str(),
            status: user.status.as_str(),
            created_at: user.created_at.into(),
            updated_at: user.updated_at.into(),
        }
    }
}

/// The requested change of a person. Absent fields keep their value. A new address is confirmed
/// unless `confirmed` is false.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UserChangesBody {
    #[schema(nullable = false)]
    pub(crate) email: Option<String>,
    #[schema(nullable = false)]
    pub(crate) confirmed: Option<bool>,
    #[schema(nullable = false)]
    pub(crate) name: Option<String>,
    #[schema(value_type = Option<words::Locale>, nullable = false)]
    pub(crate) locale: Option<String>,
    /// `null` removes it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub(crate) external_id: Option<Option<String>>,
    /// At least 8 characters.
    #[schema(nullable = false, min_length = 8)]
    pub(crate) password: Option<String>,
    /// `active` or `disabled`.
    #[schema(value_type = Option<words::UserStatus>, nullable = false)]
    pub(crate) status: Option<String>,
    /// Whether disabling the person may leave an account without a permanent super admin.
    #[schema(nullable = false)]
    pub(crate) leave_without_super_admin: Option<bool>,
}

impl UserChangesBody {
    pub(crate) fn checked(self, mut checks: Checks) -> Result<UserChanges, Problem> {
        let changes = UserChanges {
            name: checks.optional("/name", self.name.as_deref(), Name::parse),
            email: checks.optional("/email", self.email.as_deref(), EmailAddress::parse),
            confirmed: self.confirmed,
            locale: checks.optional("/locale", self.locale.as_deref(), locale),
            external_id: checks.clearable("/external_id", self.external_id, |text| {
                ExternalId::parse(&text)
            }),
            password: checks.optional("/password", self.password, NewPassword::parse),
            status: checks.optional(
                "/status",
                self.status.as_deref(),
                one_of(|| vec!["active", "disabled"], UserStatus::parse),
            ),
            last_super_admin: last_super_admin(self.leave_without_super_admin),
        };
        checks.finish(Some(changes))
    }
}

/// Whether a change may leave an account without a permanent super admin (D5). Unless it is said, it
/// may not.
pub(crate) fn last_super_admin(leave_without: Option<bool>) -> LastSuperAdmin {
    if leave_without == Some(true) {
        LastSuperAdmin::MayGo
    } else {
        LastSuperAdmin::Stays
    }
}

/// Reads a language tag.
pub(crate) fn locale(text: &str) -> Result<Locale, WordError> {
    one_of(words::Locale::known, Locale::of_tag)(text)
}
