//! Permission sets, and the permissions of the catalogue.

use latchkey_domain::{
    base::ids::PermissionSetId,
    permission::{
        Entry, Level, PermissionKey, PermissionKeyError, PermissionSet, SetOwner,
        seat::SeatRequirement,
    },
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{members::texts, words};

/// A named bundle of permissions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PermissionSet)]
pub(crate) struct PermissionSetView {
    #[schema(example = "set_01h455vb4pex5vsknk084sn02q")]
    id: String,
    /// The account that owns it; `null` for a standard set.
    account: Option<String>,
    /// Whether it ships with the catalogue and is read-only.
    standard: bool,
    name: String,
    description: Option<String>,
    /// The platform's id of it, or a standard set's key.
    external_id: Option<String>,
    /// What it gives, each ladder named once.
    permissions: Vec<String>,
    /// How often its permissions were changed, from 1.
    version: u32,
}

impl PermissionSetView {
    pub(crate) fn of(set: &PermissionSet) -> Self {
        let account = match set.owner() {
            SetOwner::Standard => None,
            SetOwner::Account(id) => Some(id.to_string()),
        };
        Self {
            id: set.id().to_string(),
            standard: account.is_none(),
            account,
            name: set.name().to_string(),
            description: set.description().map(ToString::to_string),
            external_id: set.external_id().map(ToString::to_string),
            permissions: texts(set.permissions()),
            version: set.current().number(),
        }
    }
}

/// A permission of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Permission)]
pub(crate) struct PermissionView {
    key: String,
    category: String,
    label: String,
    implies: Vec<String>,
    /// The required seat; `null`: any.
    #[schema(value_type = Option<words::SeatRequirement>)]
    seat: Option<&'static str>,
    read_only: bool,
    /// Whether partner admins hold this permission.
    partner_admin: bool,
    /// Its ladder, lowest first; empty for a plain permission.
    #[schema(value_type = Vec<words::Level>)]
    levels: Vec<&'static str>,
    /// Whether it is built into the product.
    built_in: bool,
}

impl PermissionView {
    pub(crate) fn of(entry: &Entry) -> Self {
        Self {
            key: entry.key().to_string(),
            category: entry.category().to_owned(),
            label: entry.label().to_owned(),
            implies: texts(entry.implies()),
            seat: entry.seat().map(SeatRequirement::as_str),
            read_only: entry.is_read_only(),
            partner_admin: entry.is_for_partner_admins(),
            levels: entry.levels().map(Level::as_str).collect(),
            built_in: entry.is_built_in(),
        }
    }
}

/// Reads a permission key of a list.
pub(crate) fn key(text: String) -> Result<PermissionKey, PermissionKeyError> {
    PermissionKey::try_from(text)
}

/// Reads the id of a set.
pub(crate) fn set_id(text: &str) -> Result<PermissionSetId, &'static str> {
    text.parse()
        .map_err(|_cause| "must be an id that begins with `set_`")
}
