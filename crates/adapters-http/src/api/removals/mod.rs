//! Removing employees from clients: reviewed first, then confirmed once (D6, D7).

pub(crate) mod assets;
pub(crate) mod confirm;
pub(crate) mod review;

use std::{fmt, str::FromStr};

/// A text that is no id of the wanted kind.
#[derive(Debug)]
struct NoId(&'static str);

impl fmt::Display for NoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "must be an id that begins with `{}_`", self.0)
    }
}

fn id<I: FromStr>(prefix: &'static str, text: &str) -> Result<I, NoId> {
    text.parse().map_err(|_cause| NoId(prefix))
}
