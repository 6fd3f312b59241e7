//! The problems with the settings, each with the place to fix.

use std::fmt;

/// A problem with one setting or source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConfigProblem {
    /// The file and setting, the variable, or the flag.
    pub(crate) place: String,
    /// What is wrong. Never contains the value, which may be a secret.
    pub(crate) detail: String,
}

impl ConfigProblem {
    /// A problem at a place.
    pub(crate) fn at(place: impl Into<String>, detail: impl fmt::Display) -> Self {
        Self {
            place: place.into(),
            detail: detail.to_string(),
        }
    }

    /// An unknown setting.
    pub(crate) fn unknown(place: impl Into<String>) -> Self {
        Self::at(place, "there is no such setting")
    }
}

impl fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.detail)
    }
}

/// All problems; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problems(pub(crate) Vec<ConfigProblem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration is invalid")?;
        for problem in &self.0 {
            write!(f, "\n  {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
