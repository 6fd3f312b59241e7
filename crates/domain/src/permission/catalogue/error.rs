//! What may be wrong with a catalogue file: the start of the program stops with it (P1).

use crate::permission::{PermissionKey, PermissionKeyError};

/// A catalogue that is refused: where, about which key, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {}{problem}", .key.as_ref().map(|key| format!("`{key}` ")).unwrap_or_default())]
pub struct CatalogueError {
    /// The name of the file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The key of the permission or the set, as written, where there is one.
    pub key: Option<String>,
    /// What is wrong.
    pub problem: CatalogueProblem,
}

/// What is wrong with a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueProblem {
    /// Not TOML at all.
    #[error("is not valid TOML: {0}")]
    Syntax(String),
    /// A member that is unknown, missing, or of another type.
    #[error("has a bad member: {0}")]
    Member(String),
    /// A key that is none.
    #[error("is not a permission key: it {0}")]
    Key(#[source] PermissionKeyError),
    /// A key with a level where a permission or a set is declared.
    #[error("must be declared without a level; a permission's levels stand in `levels`")]
    LevelInKey,
    /// A category or label that is empty or too long.
    #[error("must have a `{member}` of 1 to {max} characters")]
    Text {
        /// The member.
        member: &'static str,
        /// The limit.
        max: usize,
    },
    /// Levels that are not the beginning of the ladder.
    #[error("must have as `levels` own, own and team, or own, team and all, in this order")]
    Levels,
    /// A key declared before.
    #[error("is declared twice, first in line {first}")]
    Duplicate {
        /// The line of the first declaration.
        first: usize,
    },
    /// One of the product's own keys.
    #[error("is built in and cannot be redefined")]
    BuiltIn,
    /// A key in `implies` or in a set that the catalogue does not have, at this level at least.
    #[error("names the unknown permission `{0}`")]
    UnknownKey(PermissionKey),
    /// A key in `implies` or in a set that is no key.
    #[error("names `{text}`, which is not a permission key: it {problem}")]
    BadReference {
        /// What was written.
        text: String,
        /// What is wrong with it.
        #[source]
        problem: PermissionKeyError,
    },
    /// A permission without levels that implies one with levels, without saying which.
    #[error("has no levels, so it must name the level of `{0}` that it implies")]
    LevelNeeded(PermissionKey),
    /// A permission that implies itself; the way round.
    #[error("implies itself: {}", .0.iter().map(PermissionKey::as_str).collect::<Vec<_>>().join(" → "))]
    Cycle(Vec<PermissionKey>),
    /// A set or a permission that would bring what super admins alone hold (P5).
    #[error("must not bring `super_admins.manage`, which super admins alone hold")]
    SuperAdminsOnly,
    /// A permission in the partner admin template that implies one outside it (P3).
    #[error(
        "is in the partner admin template but implies `{0}`, which is not: add `partner_admin = \
         true` there or take it away here"
    )]
    OutsideTemplate(PermissionKey),
    /// A permission that the product keeps out of the partner admin template (P3).
    #[error("can never be in the partner admin template: take `partner_admin = true` away")]
    NeverForPartnerAdmins,
    /// More permissions than a catalogue can hold, each level counted.
    #[error("is one too many: a catalogue has at most {max} permissions, each level counted")]
    TooMany {
        /// The limit.
        max: usize,
    },
}
