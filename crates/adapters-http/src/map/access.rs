//! The access of a membership, in requests and answers.

use latchkey_application::memberships::RequestedAccess;
use latchkey_domain::{
    base::{
        ids::{PermissionSetId, has_id_form},
        text::ExternalId,
    },
    membership::{Access, AccessKind},
    permission::SetName,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words;
use crate::extract::{Checks, values::word};

/// The access of a membership.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Access)]
pub(crate) struct AccessView {
    #[serde(rename = "type")]
    #[schema(value_type = words::AccessKind)]
    kind: &'static str,
    /// The permission set, for access of type `permission_set`.
    #[serde(skip_serializing_if = "Option::is_none")]
    permission_set: Option<String>,
    /// The name of the set, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

impl AccessView {
    pub(crate) fn of(access: Access) -> Self {
        Self::named(access, None)
    }

    /// The same with the name of the set.
    pub(crate) fn named(access: Access, set: Option<&SetName>) -> Self {
        Self {
            name: set.map(ToString::to_string),
            kind: access.kind(),
            permission_set: match access {
                Access::PermissionSet(held) => Some(held.set.to_string()),
                Access::SuperAdmin | Access::PartnerAdmin => None,
            },
        }
    }
}

/// The requested access of a membership.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WantedAccess)]
pub(crate) struct AccessBody {
    #[serde(rename = "type")]
    #[schema(value_type = words::AccessKind)]
    kind: Option<String>,
    /// The set, for access of type `permission_set`: its id, or the platform's id of a set that the
    /// account owns.
    #[schema(nullable = false)]
    permission_set: Option<String>,
}

impl AccessBody {
    /// Reads the access. `None`: it is invalid, and the checks have the error.
    pub(crate) fn checked(self, checks: &mut Checks, pointer: &str) -> Option<RequestedAccess> {
        let at_kind = format!("{pointer}/type");
        let at_set = format!("{pointer}/permission_set");
        let access = match checks.required(&at_kind, self.kind, word)? {
            AccessKind::SuperAdmin => RequestedAccess::SuperAdmin,
            AccessKind::PartnerAdmin => RequestedAccess::PartnerAdmin,
            AccessKind::PermissionSet => {
                return checks.required(&at_set, self.permission_set, |text| set(&text));
            }
        };
        if self.permission_set.is_some() {
            checks.add(&at_set, "is only allowed with type `permission_set`");
            return None;
        }
        Some(access)
    }
}

fn set(text: &str) -> Result<RequestedAccess, &'static str> {
    if let Ok(id) = text.parse::<PermissionSetId>() {
        return Ok(RequestedAccess::PermissionSet(id));
    }
    if has_id_form(text) {
        return Err("must be an id that begins with `set_`");
    }
    let external = ExternalId::parse(text);
    external
        .map(RequestedAccess::ExternalPermissionSet)
        .map_err(|_cause| "must be an id that begins with `set_`, or an external id")
}
