//! The permissions of an installation, as the feed tells them, and what follows from them: the
//! arithmetic that `docs/http-api.md` asks of whoever keeps a copy.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// Single permissions: each level of a ladder for itself.
pub(crate) type Held = BTreeSet<String>;

/// What an entry of the catalogue says.
struct Entry {
    implies: Vec<String>,
    /// From the lowest; none for a plain permission.
    levels: Vec<String>,
    seat: Option<String>,
    read_only: bool,
    partner_admin: bool,
}

/// The seats of a membership, and how its account pays.
pub(super) struct Seats<'a> {
    pub(super) seat: &'a str,
    pub(super) paid: &'a [String],
    pub(super) legacy: bool,
}

/// The catalogue in force.
#[derive(Default)]
pub(crate) struct Catalogue {
    entries: BTreeMap<String, Entry>,
    /// What each single permission brings, itself included.
    brings: BTreeMap<String, Held>,
}

impl Catalogue {
    /// Reads the list in `catalogue.applied`.
    pub(super) fn read(list: &Value) -> Self {
        let mut it = Self::default();
        for item in list.as_array().into_iter().flatten() {
            let entry = Entry {
                implies: texts(&item["implies"]),
                levels: texts(&item["levels"]),
                seat: item["seat"].as_str().map(str::to_owned),
                read_only: item["read_only"] == true,
                partner_admin: item["partner_admin"] == true,
            };
            it.entries
                .insert(item["key"].as_str().unwrap().to_owned(), entry);
        }
        let mut direct: BTreeMap<String, Held> = BTreeMap::new();
        for (key, entry) in &it.entries {
            for (height, single) in it.singles(key).into_iter().enumerate() {
                let below = height.checked_sub(1).map(|below| level(key, entry, below));
                let implied = entry.implies.iter().map(|other| {
                    // Between two ladders level by level.
                    let other_entry = it.entries.get(other);
                    match other_entry.filter(|it| !it.levels.is_empty()) {
                        Some(ladder) if !entry.levels.is_empty() => level(other, ladder, height),
                        Some(ladder) => level(other, ladder, ladder.levels.len() - 1),
                        None => other.clone(),
                    }
                });
                direct.insert(single, below.into_iter().chain(implied).collect());
            }
        }
        for key in direct.keys() {
            let mut brought = Held::new();
            let mut waiting = vec![key.clone()];
            while let Some(key) = waiting.pop() {
                if brought.insert(key.clone()) {
                    waiting.extend(direct.get(&key).into_iter().flatten().cloned());
                }
            }
            it.brings.insert(key.clone(), brought);
        }
        it
    }

    /// The levels of a ladder, or the plain permission.
    fn singles(&self, key: &str) -> Vec<String> {
        match self.entries.get(key) {
            Some(entry) if entry.levels.is_empty() => vec![key.to_owned()],
            Some(entry) => (0..entry.levels.len())
                .map(|height| level(key, entry, height))
                .collect(),
            None => Vec::new(),
        }
    }

    /// Every permission: what super admins hold.
    pub(super) fn all(&self) -> Held {
        self.brings.keys().cloned().collect()
    }

    /// What partner admins hold.
    pub(super) fn template(&self) -> Held {
        let of_template = |key: &String| self.entry_of(key).partner_admin;
        self.brings
            .keys()
            .filter(|key| of_template(key))
            .cloned()
            .collect()
    }

    fn entry_of(&self, single: &str) -> &Entry {
        let bare = single.split(':').next().unwrap();
        &self.entries[bare]
    }

    /// What a list gives: a bare ladder is the whole of it, and each key brings what it implies. Keys
    /// that are not in the catalogue give nothing.
    pub(crate) fn gives(&self, keys: &[String]) -> Held {
        let named = keys.iter().flat_map(|key| {
            if self.brings.contains_key(key) {
                vec![key.clone()]
            } else {
                self.singles(key)
            }
        });
        named
            .flat_map(|single| self.brings[&single].iter().cloned())
            .collect()
    }

    /// What a list takes away: with everything that implies one of the keys. A bare ladder is the
    /// whole of it.
    pub(super) fn takes(&self, keys: &[String]) -> Held {
        let taken: Held = keys
            .iter()
            .flat_map(|key| match self.singles(key) {
                singles if singles.is_empty() => vec![key.clone()],
                singles => singles,
            })
            .collect();
        let implies_one = |brought: &Held| !brought.is_disjoint(&taken);
        self.brings
            .iter()
            .filter(|(_, brought)| implies_one(brought))
            .map(|(key, _)| key.clone())
            .collect()
    }

    /// What of it works with these seats.
    pub(super) fn usable(&self, held: &Held, seats: &Seats<'_>) -> Held {
        let works = |single: &&String| {
            let entry = self.entry_of(single);
            let views_only = seats.seat == "view_only";
            let opens = match entry.seat.as_deref() {
                None => true,
                Some("core") => !views_only,
                Some(needed) => {
                    seats.seat == needed
                        || seats.paid.iter().any(|paid| paid == needed)
                        || (seats.seat == "partner" && !seats.legacy)
                }
            };
            opens && (!views_only || entry.read_only)
        };
        held.iter().filter(works).cloned().collect()
    }

    /// How the product names permissions: a ladder once, bare if it is whole, else by its highest
    /// level.
    pub(crate) fn names(&self, held: &Held) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for key in self.entries.keys() {
            let singles = self.singles(key);
            let here: Vec<_> = singles.iter().filter(|it| held.contains(*it)).collect();
            if here.len() == singles.len() {
                names.insert(key.clone());
            } else {
                names.extend(here.last().map(|single| (*single).clone()));
            }
        }
        names
    }
}

fn level(key: &str, entry: &Entry, height: usize) -> String {
    format!("{key}:{}", entry.levels[height])
}

/// The texts of a list; none where there is no list.
pub(super) fn texts(list: &Value) -> Vec<String> {
    let items = list.as_array().into_iter().flatten();
    items
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}
