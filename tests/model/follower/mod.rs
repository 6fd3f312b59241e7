//! Another system that keeps a copy of everybody's access by the event feed alone: it begins with
//! nothing, reads the JSON that `GET /v1/events` answers, page by page and whenever it likes, and never
//! asks back (N2). The copy must hold what the database holds.

mod compare;
mod copy;

use latchkey_application::events::{Events, ListCommitted, OutgoingEvent};
use serde_json::Value;

use self::copy::Copy;
use crate::{compare::Differences, dice::Dice, driver::Driver};

/// The most events that a page has.
const MOST: usize = 200;

/// Whoever follows the feed of a world.
pub(crate) struct FeedReader {
    copy: Copy,
    /// The last event that was read; the next page begins behind it.
    after: Option<String>,
    dice: Dice,
    events: u64,
}

impl FeedReader {
    /// Nothing read yet.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            copy: Copy::default(),
            after: None,
            // Other numbers than those by which the world chooses its commands.
            dice: Dice::new(!seed),
            events: 0,
        }
    }

    /// How many events were followed.
    pub(crate) const fn events(&self) -> u64 {
        self.events
    }

    /// Reads some pages, or none.
    pub(crate) async fn read_some(&mut self, driver: &Driver) -> Differences {
        if self.dice.chance(15) {
            for _page in 0..=self.dice.below(3) {
                self.page(driver).await;
            }
        }
        std::mem::take(&mut self.copy.gaps)
    }

    /// Reads to the end, and compares the copy with what is stored.
    pub(crate) async fn compare(&mut self, driver: &Driver) -> Differences {
        while self.page(driver).await > 0 {}
        let mut all = std::mem::take(&mut self.copy.gaps);
        if all.is_empty() {
            driver.compare_copy(&self.copy, &mut all).await;
        }
        all
    }

    /// The same once the jobs have noted what is due: the statuses of relationships are those of now.
    pub(crate) async fn compare_at_rest(&mut self, driver: &Driver) -> Differences {
        let mut all = self.compare(driver).await;
        driver.compare_copied_statuses(&self.copy, &mut all).await;
        all
    }

    /// Reads the next page; tells how many events it had.
    async fn page(&mut self, driver: &Driver) -> usize {
        let wanted = ListCommitted {
            after: self.after.as_ref().map(|id| id.parse().unwrap()),
            kinds: Vec::new(),
            accounts: Vec::new(),
            most: u32::try_from(1 + self.dice.below(MOST)).unwrap(),
        };
        let feed = Events::new(driver.ports());
        let found = feed.committed(&driver.as_platform(), &wanted).await;
        let found = found.unwrap().into_iter();
        let texts = found.map(|event| serde_json::to_string(&OutgoingEvent::from(event)).unwrap());
        let texts: Vec<String> = texts.collect();
        for text in &texts {
            let event: Value = serde_json::from_str(text).unwrap();
            self.copy.apply(&event);
            self.after = Some(event["id"].as_str().unwrap().to_owned());
            self.events += 1;
        }
        texts.len()
    }
}
