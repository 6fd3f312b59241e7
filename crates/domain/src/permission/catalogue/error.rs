//! The errors of a catalogue file. Any of them stops the start of the program (P1).

use crate::permission::{PermissionKey, PermissionKeyError};

/// An error in a catalogue: the file, the line, the key, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {}{problem}", .key.as_ref().map(|key| format!("`{key}` ")).unwrap_or_default())]
pub struct CatalogueError {
    /// The name of the file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The key of the permission or the set as written, if there is one.
    pub key: Option<String>,
    /// What is wrong.
    pub problem: CatalogueProblem,
}

/// What is wrong with a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueProblem {
    /// The text is not TOML.
    #[error("is not valid TOML: {0}")]
    Syntax(String),
    /// A member is unknown, missing, or has the wrong type.
    #[error("has an invalid member: {0}")]
    Member(String),
    /// A text is not a permission key.
    #[error("is not a permission key: it {0}")]
    Key(#[source] PermissionKeyError),
    /// A permission or a set is declared with a level in its key.
    #[error("must be declared without a level; list a permission's levels in `levels`")]
    LevelInKey,
    /// A category or label is empty or too long.
    #[error("must have a `{member}` of 1 to {max} characters")]
    Text {
        /// The member.
        member: &'static str,
        /// The limit.
        max: usize,
    },
    /// The levels are not `own`, then `team`, then `all`, beginning with `own`.
    #[error("must have one of these `levels`: own; own and team; own, team and all")]
    Levels,
    /// The key was declared before.
    #[error("is declared twice, first in line {first}")]
    Duplicate {
        /// The line of the first declaration.
        first: usize,
    },
    /// The key is one of the product's own.
    #[error("is built in and cannot be redefined")]
    BuiltIn,
    /// A key in `implies` or in a set is unknown, or not known at this level.
    #[error("names the unknown permission `{0}`")]
    UnknownKey(PermissionKey),
    /// A text in `implies` or in a set is not a permission key.
    #[error("names `{text}`, which is not a permission key: it {problem}")]
    BadReference {
        /// What was written.
        text: String,
        /// What is wrong with it.
        #[source]
        problem: PermissionKeyError,
    },
    /// A permission without levels implies one with levels and does not name the level.
    #[error("has no levels, so it must name the level of `{0}` that it implies")]
    LevelNeeded(PermissionKey),
    /// A permission implies itself, over these keys.
    #[error("implies itself: {}", .0.iter().map(PermissionKey::as_str).collect::<Vec<_>>().join(" → "))]
    Cycle(Vec<PermissionKey>),
    /// A set or a permission would give what only super admins hold (P5).
    #[error("must not give `super_admins.manage`, which only super admins hold")]
    SuperAdminsOnly,
    /// A permission in the partner admin template implies one outside it (P3).
    #[error(
        "is in the partner admin template but implies `{0}`, which is not: add `partner_admin = \
         true` there or take it away here"
    )]
    OutsideTemplate(PermissionKey),
    /// The permission can never be in the partner admin template (P3).
    #[error("can never be in the partner admin template: remove `partner_admin = true`")]
    NeverForPartnerAdmins,
    /// There are more permissions than a catalogue can hold, counting each level.
    #[error("is one too many: a catalogue has at most {max} permissions, each level counted")]
    TooMany {
        /// The limit.
        max: usize,
    },
}
