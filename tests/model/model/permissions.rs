//! The catalogue and the arithmetic of permissions, with sets of texts and nothing clever (P1 to
//! P5, S3, A2).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

/// Expanded permission keys: a ladder stands as its levels.
pub(crate) type Keys = BTreeSet<&'static str>;

/// The text that both sides read.
pub(crate) const CATALOGUE: &str = include_str!("../catalogue.toml");

const LEVELS: [&str; 3] = ["own", "team", "all"];

/// The product's own keys, with what they imply (P1); none is in the template (P3).
const BUILT_IN: [(&str, &str); 10] = [
    ("users.edit", ""),
    ("permission_sets.edit", ""),
    ("super_admins.manage", ""),
    ("audit_log.view", ""),
    ("billing.view", ""),
    ("billing.edit", "billing.view"),
    ("payments.instruments", ""),
    ("provisioning.manage", ""),
    ("partner.employees.view", ""),
    ("partner.employees.edit", "partner.employees.view"),
];

/// Which seat an entry asks for (S3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Need {
    Core,
    Sales,
    Service,
}

/// What the model knows of the catalogue.
#[derive(Debug)]
pub(crate) struct Catalogue {
    pub(crate) all: Keys,
    pub(crate) template: Keys,
    pub(crate) read_only: Keys,
    pub(crate) needs: BTreeMap<&'static str, Need>,
    /// The bare names of ladders, with their levels from the lowest.
    pub(crate) ladders: BTreeMap<&'static str, [&'static str; 3]>,
    /// The standard sets: key and permissions as written.
    pub(crate) standard: Vec<(&'static str, Vec<&'static str>)>,
    /// What each expanded key brings, itself included.
    brings: BTreeMap<&'static str, Keys>,
}

/// The one catalogue of the model.
pub(crate) fn catalogue() -> &'static Catalogue {
    static ONE: OnceLock<Catalogue> = OnceLock::new();
    ONE.get_or_init(read)
}

fn leak(text: impl Into<String>) -> &'static str {
    Box::leak(text.into().into_boxed_str())
}

fn read() -> Catalogue {
    let mut it = Catalogue {
        all: Keys::new(),
        template: Keys::new(),
        read_only: Keys::new(),
        needs: BTreeMap::new(),
        ladders: BTreeMap::new(),
        standard: Vec::new(),
        brings: BTreeMap::new(),
    };
    for (key, implied) in BUILT_IN {
        it.all.insert(key);
        it.brings.insert(
            key,
            [key, implied]
                .into_iter()
                .filter(|key| !key.is_empty())
                .collect(),
        );
        if key.rsplit('.').next() == Some("view") {
            it.read_only.insert(key);
        }
    }
    let file: toml::Table = toml::from_str(CATALOGUE).unwrap();
    let texts = |value: Option<&toml::Value>| -> Vec<&'static str> {
        let items = value.and_then(toml::Value::as_array);
        let items = items.into_iter().flatten();
        items.map(|text| leak(text.as_str().unwrap())).collect()
    };
    let mut wanted: Vec<(&'static str, &'static str)> = Vec::new();
    for entry in file["permission"].as_array().unwrap() {
        let bare = leak(entry["key"].as_str().unwrap());
        let has_levels = entry.get("levels").is_some();
        let expanded: Vec<&'static str> = if has_levels {
            let levels = LEVELS.map(|level| leak(format!("{bare}:{level}")));
            it.ladders.insert(bare, levels);
            wanted.push((levels[1], levels[0]));
            wanted.push((levels[2], levels[1]));
            levels.to_vec()
        } else {
            vec![bare]
        };
        for implied in texts(entry.get("implies")) {
            for key in &expanded {
                // Between two ladders level by level; a plain key names the level.
                let level = key.split_once(':').map(|(_, level)| level);
                let to = level.map_or(implied, |level| leak(format!("{implied}:{level}")));
                wanted.push((key, to));
            }
        }
        let seat = entry.get("seat").and_then(toml::Value::as_str);
        let says = |name: &str| entry.get(name).and_then(toml::Value::as_bool);
        for key in expanded {
            it.all.insert(key);
            it.brings.entry(key).or_default().insert(key);
            match seat {
                Some("core") => it.needs.insert(key, Need::Core),
                Some("sales") => it.needs.insert(key, Need::Sales),
                Some("service") => it.needs.insert(key, Need::Service),
                _ => None,
            };
            if says("read_only") == Some(true) {
                it.read_only.insert(key);
            }
            if says("partner_admin") == Some(true) {
                it.template.insert(key);
            }
        }
    }
    // Follow implications until nothing new comes.
    loop {
        let mut grew = false;
        for (key, implied) in &wanted {
            let further = it.brings[implied].clone();
            let brought = it.brings.get_mut(key).unwrap();
            let before = brought.len();
            brought.extend(further);
            grew |= brought.len() > before;
        }
        if !grew {
            break;
        }
    }
    for set in file["permission_set"].as_array().unwrap() {
        let key = leak(set["key"].as_str().unwrap());
        it.standard.push((key, texts(set.get("permissions"))));
    }
    it
}

impl Catalogue {
    /// What a key stands for where it is given: the bare name of a ladder is its highest level.
    fn given(&self, key: &'static str) -> &'static str {
        self.ladders.get(key).map_or(key, |levels| levels[2])
    }

    /// What a list of keys gives, with all it implies (P4).
    pub(crate) fn grant<'a>(&self, keys: impl IntoIterator<Item = &'a &'static str>) -> Keys {
        // A key that is not in the catalogue gives nothing (P1).
        let known = keys.into_iter().filter(|key| self.knows(key));
        let given = known.map(|key| self.given(key)).collect();
        self.close(&given)
    }

    /// Keys with everything that they imply.
    pub(crate) fn close(&self, keys: &Keys) -> Keys {
        keys.iter()
            .flat_map(|key| self.brings[key].iter().copied())
            .collect()
    }

    /// What a list of keys takes away: the bare name of a ladder is all of it, and whatever implies
    /// one of them goes too (P5).
    pub(crate) fn withhold<'a>(&self, keys: impl IntoIterator<Item = &'a &'static str>) -> Keys {
        let mut taken = Keys::new();
        for key in keys {
            match self.ladders.get(key) {
                Some(levels) => taken.extend(levels),
                None => {
                    taken.insert(key);
                }
            }
        }
        let implies_one = |key: &&&'static str| !self.brings[**key].is_disjoint(&taken);
        self.all.iter().filter(implies_one).copied().collect()
    }

    /// Whether there is such a key, expanded or the bare name of a ladder.
    pub(crate) fn knows(&self, key: &str) -> bool {
        self.all.contains(key) || self.ladders.contains_key(key)
    }

    /// How an answer names permissions: each ladder once, bare for the whole, else its highest
    /// level.
    pub(crate) fn names(&self, keys: &Keys) -> BTreeSet<String> {
        let mut names: BTreeSet<String> = keys
            .iter()
            .filter(|key| !key.contains(':'))
            .map(|key| (*key).to_owned())
            .collect();
        for (bare, levels) in &self.ladders {
            let held: Vec<_> = levels
                .iter()
                .filter(|level| keys.contains(*level))
                .collect();
            if held.len() == levels.len() {
                names.insert((*bare).to_owned());
            } else if let Some(highest) = held.last() {
                names.insert((**highest).to_owned());
            }
        }
        names
    }
}

/// Both.
pub(crate) fn and(a: &Keys, b: &Keys) -> Keys {
    a & b
}

/// Either.
pub(crate) fn or(a: &Keys, b: &Keys) -> Keys {
    a | b
}

/// The first without the second.
pub(crate) fn less(a: &Keys, b: &Keys) -> Keys {
    a - b
}
