//! Revisions: the numbers of commits, on which consistency tokens and the change feed build.

use std::fmt;

/// A commit's number in the order of all commits. Numbers have no gaps within an epoch; restoring a
/// backup begins a new epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The epoch: a restored database begins another one.
    pub epoch: String,
    /// The number of the commit, from 1; 0 before the first.
    pub number: u64,
}

impl fmt::Display for Revision {
    /// Pads the number, so that the texts of one epoch sort like their numbers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:016}", self.epoch, self.number)
    }
}

impl Revision {
    /// Whether this revision is the other one or a later one. Revisions of different epochs are
    /// never comparable.
    pub fn is_at_least(&self, other: &Self) -> bool {
        self.number >= other.number && self.epoch == other.epoch
    }

    /// Reads the text form; `None` if the text is not a revision.
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
