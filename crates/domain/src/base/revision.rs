//! The number of a commit: what consistency tokens and the change feed build on.

use std::fmt;

/// The place of a commit in the order of all commits: without gaps, within an epoch that a restore
/// of the database changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Names the life of the database; restoring a backup begins a new one.
    pub epoch: String,
    /// Counts commits, from 1; 0 before the first.
    pub number: u64,
}

impl fmt::Display for Revision {
    /// Padded, so that revisions of one epoch also sort as texts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:016}", self.epoch, self.number)
    }
}

impl Revision {
    /// Whether what is known of this revision is as fresh as of the other one: revisions of another
    /// epoch cannot be compared.
    pub fn is_at_least(&self, other: &Self) -> bool {
        self.number >= other.number && self.epoch == other.epoch
    }

    /// Reads the text form; `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (epoch, number) = text.split_once('.')?;
        let plain =
            |part: &str, len| part.len() == len && part.bytes().all(|b| b.is_ascii_alphanumeric());
        if !plain(epoch, 12) || number.len() != 16 || !number.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        Some(Self {
            epoch: epoch.to_owned(),
            number: number.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_form_sorts_and_reads_back() {
        let at = |number| Revision {
            epoch: "k3f9aaaaaaaa".to_owned(),
            number,
        };
        assert!(at(9).to_string() < at(10).to_string());
        assert_eq!(Revision::parse(&at(10).to_string()), Some(at(10)));
        assert_eq!(Revision::parse("k3f9aaaaaaaa.10"), None);
        assert_eq!(Revision::parse("nonsense"), None);
    }
}
