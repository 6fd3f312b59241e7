//! Verifying that no commit has lost its events: revisions are numbered without gaps, and each has at
//! least one event (T3).

use super::Broken;

/// Verifies the revisions of a trail, from the first to the last.
#[derive(Debug, Clone, Default)]
pub struct RevisionWalk {
    at: u64,
}

impl RevisionWalk {
    /// The revision reached so far; 0 before the first.
    pub const fn at(&self) -> u64 {
        self.at
    }

    /// Verifies the revision of the next event: it is the same as before, or the next one.
    pub fn step(&mut self, revision: u64) -> Result<(), Broken> {
        let last = self.at;
        if revision < last || revision == 0 {
            return Err(Broken::RevisionOrder { revision, last });
        }
        if revision > last + 1 {
            let revision = last + 1;
            return Err(Broken::RevisionMissing { revision });
        }
        self.at = revision;
        Ok(())
    }

    /// Finishes after the last event. The database noted `before` as its newest revision when the walk
    /// began, and notes `now` by now.
    pub const fn finish(self, before: u64, now: u64) -> Result<(), Broken> {
        let last = self.at;
        if last < before {
            let revision = last + 1;
            return Err(Broken::RevisionMissing { revision });
        }
        if last > now {
            return Err(Broken::RevisionsEnd { last, noted: now });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(revisions: &[u64], before: u64, now: u64) -> Result<(), Broken> {
        let mut walk = RevisionWalk::default();
        for revision in revisions {
            walk.step(*revision)?;
        }
        walk.finish(before, now)
    }

    #[test]
    fn t3_revisions_without_gaps_are_proved() {
        assert_eq!(walk(&[], 0, 0), Ok(()));
        assert_eq!(walk(&[1, 2, 2, 2, 3], 3, 3), Ok(()));
        // Commits that were made meanwhile may have been seen or not.
        assert_eq!(walk(&[1, 2], 2, 4), Ok(()));
        assert_eq!(walk(&[1, 2, 3], 2, 4), Ok(()));
    }

    #[test]
    fn t3_a_commit_without_its_events_is_named() {
        let missing = |revision| Err(Broken::RevisionMissing { revision });
        assert_eq!(walk(&[], 7, 7), missing(1));
        assert_eq!(walk(&[2, 3], 3, 3), missing(1));
        assert_eq!(walk(&[1, 3], 3, 3), missing(2));
        assert_eq!(walk(&[1, 2], 3, 3), missing(3));
    }

    #[test]
    fn t3_a_revision_out_of_its_place_is_named() {
        let order = |revision, last| Err(Broken::RevisionOrder { revision, last });
        assert_eq!(walk(&[1, 2, 1], 2, 2), order(1, 2));
        assert_eq!(walk(&[0], 0, 0), order(0, 0));
        let (last, noted) = (3, 2);
        let set_back = Err(Broken::RevisionsEnd { last, noted });
        assert_eq!(walk(&[1, 2, 3], 2, 2), set_back);
    }
}
