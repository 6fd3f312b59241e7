//! What is wrong with the settings: all of it at once, each with the place to mend.

use std::fmt;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConfigProblem {
    /// The file and the name, the variable, or the flag.
    pub(crate) place: String,
    /// What is wrong. Never holds the value, which may be a secret.
    pub(crate) detail: String,
}

impl ConfigProblem {
    /// Something wrong at a place.
    pub(crate) fn at(place: impl Into<String>, detail: impl fmt::Display) -> Self {
        Self {
            place: place.into(),
            detail: detail.to_string(),
        }
    }

    /// A name that no setting has.
    pub(crate) fn unknown(place: impl Into<String>) -> Self {
        Self::at(place, "there is no such setting")
    }
}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.detail)
    }
}

/// Everything that is wrong; at least one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problems(pub(crate) Vec<ConfigProblem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration cannot be used")?;
        for problem in &self.0 {
            write!(f, "\n  {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
