//! Builds a catalogue from rows: gives every level an index, follows `implies`, and rejects what a
//! catalogue must not have (P1, P3, P5).

use std::collections::{HashMap, HashSet};

use super::{
    built_in::{BuiltIn, SUPER_ADMINS_MANAGE, is_never_for_partner_admins},
    entry::{Entry, StandardSet},
    error::{CatalogueError, CatalogueProblem},
    masks::Masks,
    parse::{At, File, RawEntry, RawSet},
};
use crate::permission::{PermissionIndex, PermissionKey, Permissions};

/// The maximum number of permissions, each level counted.
const MAX_PLACES: usize = 256;

/// The content of a catalogue, looked up and checked.
#[derive(Debug)]
pub(super) struct Expanded {
    pub(super) entries: Vec<Entry>,
    pub(super) positions: HashMap<PermissionKey, usize>,
    /// The index of every key. The bare key of a permission with levels has the index of the
    /// highest level.
    pub(super) places: HashMap<PermissionKey, PermissionIndex>,
    /// The full key of every index.
    pub(super) names: Vec<PermissionKey>,
    pub(super) masks: Masks,
    pub(super) sets: Vec<StandardSet>,
}

/// Checks and looks up the rows of a file, after the built-in ones.
pub(super) fn expand(
    file: File<'_>,
    from_file: Vec<RawEntry>,
    sets: &[RawSet],
) -> Result<Expanded, CatalogueError> {
    let rows: Vec<RawEntry> = BuiltIn::ALL
        .map(BuiltIn::raw)
        .into_iter()
        .chain(from_file)
        .collect();
    let mut all = place(file, &rows)?;
    let mut edges = vec![Permissions::EMPTY; all.names.len()];
    for (row, entry) in rows.iter().zip(&all.entries) {
        climb(entry, &mut edges);
        for implied in &row.implies {
            imply(file, &all, entry, implied, &mut edges)?;
        }
    }
    refuse_cycles(file, &rows, &all.positions)?;
    all.masks = Masks::new(&edges, &all.entries);
    all.sets = read_sets(file, &all, sets)?;
    Ok(all)
}

/// The keys in the partner admin template (P3): what the file names as such, and everything of which it
/// says nothing, but what is never in it and what implies something outside.
fn template(rows: &[RawEntry]) -> HashSet<&PermissionKey> {
    let is_in = |row: &&RawEntry| {
        let never = is_never_for_partner_admins(&row.key.value);
        row.partner_admin.unwrap_or(!never)
    };
    let mut template: HashSet<_> = rows
        .iter()
        .filter(is_in)
        .map(|row| &row.key.value)
        .collect();
    let bare: HashMap<_, _> = rows
        .iter()
        .map(|row| (row.key.value.as_str(), &row.key.value))
        .collect();
    loop {
        let reaches_out = |row: &&RawEntry| {
            let mut implied = row.implies.iter();
            implied.any(|it| {
                let target = bare.get(it.value.bare_str());
                target.is_some_and(|target| !template.contains(target))
            })
        };
        let unsaid = rows.iter().filter(|row| row.partner_admin.is_none());
        let outside: Vec<_> = unsaid
            .filter(|row| template.contains(&row.key.value))
            .filter(reaches_out)
            .map(|row| &row.key.value)
            .collect();
        if outside.is_empty() {
            return template;
        }
        template.retain(|key| !outside.contains(key));
    }
}

fn place(file: File<'_>, rows: &[RawEntry]) -> Result<Expanded, CatalogueError> {
    let template = template(rows);
    let mut all = Expanded {
        entries: Vec::with_capacity(rows.len()),
        positions: HashMap::new(),
        places: HashMap::new(),
        names: Vec::new(),
        masks: Masks::default(),
        sets: Vec::new(),
    };
    for (position, row) in rows.iter().enumerate() {
        let key = &row.key.value;
        let refuse = |problem| file.error(row.key.line, key.as_str(), problem);
        if let Some(first) = all.positions.get(key).and_then(|first| rows.get(*first)) {
            return Err(refuse(if first.built_in {
                CatalogueProblem::BuiltIn
            } else {
                CatalogueProblem::Duplicate {
                    first: first.key.line,
                }
            }));
        }
        if row.partner_admin == Some(true) && is_never_for_partner_admins(key) {
            return Err(refuse(CatalogueProblem::NeverForPartnerAdmins));
        }
        let names = match &*row.levels {
            [] => vec![key.clone()],
            levels => levels.iter().map(|level| key.at(*level)).collect(),
        };
        let mut indexes = Vec::with_capacity(names.len());
        for name in names {
            let Ok(number) = u8::try_from(all.names.len()) else {
                return Err(refuse(CatalogueProblem::TooMany { max: MAX_PLACES }));
            };
            let index = PermissionIndex::new(number);
            all.places.insert(name.clone(), index);
            all.places.insert(key.clone(), index);
            all.names.push(name);
            indexes.push(index);
        }
        all.positions.insert(key.clone(), position);
        let in_template = template.contains(key);
        all.entries.push(Entry::new(row, in_template, &indexes));
    }
    Ok(all)
}

/// Makes each level imply the one below.
fn climb(entry: &Entry, edges: &mut [Permissions]) {
    let above = entry.rungs().iter().skip(1);
    for ((_, lower), (_, higher)) in entry.rungs().iter().zip(above) {
        add_edge(edges, *higher, *lower);
    }
}

fn imply(
    file: File<'_>,
    all: &Expanded,
    entry: &Entry,
    implied: &At<PermissionKey>,
    edges: &mut [Permissions],
) -> Result<(), CatalogueError> {
    let key = &implied.value;
    let refuse = |problem| Err(file.error(implied.line, entry.key().as_str(), problem));
    let (Some(target), Some(index)) = (all.find(key), all.places.get(key)) else {
        return refuse(CatalogueProblem::UnknownKey(key.clone()));
    };
    if target.key().as_str() == SUPER_ADMINS_MANAGE {
        return refuse(CatalogueProblem::SuperAdminsOnly);
    }
    if entry.is_for_partner_admins() && !target.is_for_partner_admins() {
        return refuse(CatalogueProblem::OutsideTemplate(key.clone()));
    }
    if key.level().is_some() || !target.has_levels() {
        // The higher levels imply it through the lowest one.
        if let Some(lowest) = entry.lowest() {
            add_edge(edges, lowest, *index);
        }
    } else if entry.has_levels() {
        for (level, from) in entry.rungs() {
            if let Some(to) = target.rung(*level) {
                add_edge(edges, *from, to);
            }
        }
    } else {
        return refuse(CatalogueProblem::LevelNeeded(key.clone()));
    }
    Ok(())
}

fn add_edge(edges: &mut [Permissions], from: PermissionIndex, to: PermissionIndex) {
    if let Some(implied) = edges.get_mut(usize::from(from.get())) {
        implied.insert(to);
    }
}

/// Rejects rows that imply themselves. Looking at rows is enough, without their levels: every
/// `implies` leads from the lowest level of its row to the lowest level of what it names.
fn refuse_cycles(
    file: File<'_>,
    rows: &[RawEntry],
    positions: &HashMap<PermissionKey, usize>,
) -> Result<(), CatalogueError> {
    struct ImplicationWalk<'a> {
        file: File<'a>,
        rows: &'a [RawEntry],
        positions: &'a HashMap<PermissionKey, usize>,
        path: Vec<&'a PermissionKey>,
        done: Vec<&'a PermissionKey>,
    }

    impl<'a> ImplicationWalk<'a> {
        fn visit(&mut self, row: &'a RawEntry) -> Result<(), CatalogueError> {
            let key = &row.key.value;
            if self.done.contains(&key) {
                return Ok(());
            }
            self.path.push(key);
            for implied in &row.implies {
                let position = self.positions.get(implied.value.bare_str());
                let Some(next) = position.and_then(|position| self.rows.get(*position)) else {
                    continue;
                };
                if let Some(start) = self.path.iter().position(|key| **key == next.key.value) {
                    let mut round: Vec<PermissionKey> = self
                        .path
                        .iter()
                        .skip(start)
                        .map(|key| (*key).clone())
                        .collect();
                    round.push(next.key.value.clone());
                    let problem = CatalogueProblem::Cycle(round);
                    return Err(self.file.error(implied.line, key.as_str(), problem));
                }
                self.visit(next)?;
            }
            self.path.pop();
            self.done.push(key);
            Ok(())
        }
    }

    let mut walk = ImplicationWalk {
        file,
        rows,
        positions,
        path: Vec::new(),
        done: Vec::new(),
    };
    rows.iter().try_for_each(|row| walk.visit(row))
}

fn read_sets(
    file: File<'_>,
    all: &Expanded,
    sets: &[RawSet],
) -> Result<Vec<StandardSet>, CatalogueError> {
    let mut lines: HashMap<&PermissionKey, usize> = HashMap::new();
    let mut standard = Vec::with_capacity(sets.len());
    for set in sets {
        let key = &set.key.value;
        if let Some(first) = lines.insert(key, set.key.line) {
            let problem = CatalogueProblem::Duplicate { first };
            return Err(file.error(set.key.line, key.as_str(), problem));
        }
        let mut permissions = Permissions::EMPTY;
        for named in &set.permissions {
            let refuse = |problem| Err(file.error(named.line, key.as_str(), problem));
            let Some(index) = all.places.get(&named.value) else {
                return refuse(CatalogueProblem::UnknownKey(named.value.clone()));
            };
            if *index == BuiltIn::SuperAdminsManage.index() {
                return refuse(CatalogueProblem::SuperAdminsOnly);
            }
            permissions.insert(*index);
        }
        standard.push(StandardSet {
            key: key.clone(),
            label: set.label.clone(),
            keys: set
                .permissions
                .iter()
                .map(|named| named.value.clone())
                .collect(),
            permissions: all.masks.close(permissions),
        });
    }
    Ok(standard)
}

impl Expanded {
    /// Finds the row of a key, with or without a level.
    pub(super) fn find(&self, key: &PermissionKey) -> Option<&Entry> {
        self.entry_named(key.as_str())
    }

    /// Finds the row that a text names, with or without a level.
    pub(super) fn entry_named(&self, key: &str) -> Option<&Entry> {
        let bare = key.split_once(':').map_or(key, |(bare, _)| bare);
        let position = self.positions.get(bare)?;
        self.entries.get(*position)
    }
}
