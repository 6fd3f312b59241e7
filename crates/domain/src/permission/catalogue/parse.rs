//! Parses a catalogue file into rows with line numbers, without looking anything up.

use std::ops::Range;

use serde::{Deserialize, de::DeserializeOwned};
use serde_spanned::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::error::{CatalogueError, CatalogueProblem};
use crate::{
    base::text::one_line,
    permission::{Level, PermissionKey, seat::SeatRequirement},
};

const MAX_CATEGORY: usize = 50;
const MAX_LABEL: usize = 100;

/// A value with its line.
#[derive(Debug, Clone)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) line: usize,
}

impl<T> At<T> {
    /// A value that is not from a file.
    pub(super) const fn nowhere(value: T) -> Self {
        Self { value, line: 0 }
    }
}

/// A `[[permission]]` table.
#[derive(Debug, Clone)]
pub(super) struct RawEntry {
    pub(super) key: At<PermissionKey>,
    pub(super) category: String,
    pub(super) label: String,
    pub(super) implies: Vec<At<PermissionKey>>,
    pub(super) seat: Option<SeatRequirement>,
    pub(super) read_only: bool,
    /// Whether it is in the partner admin template, if the file says so.
    pub(super) partner_admin: Option<bool>,
    pub(super) levels: Vec<Level>,
    pub(super) built_in: bool,
}

/// A `[[permission_set]]` table.
#[derive(Debug, Clone)]
pub(super) struct RawSet {
    pub(super) key: At<PermissionKey>,
    pub(super) label: String,
    pub(super) permissions: Vec<At<PermissionKey>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryTable {
    key: Spanned<String>,
    category: Spanned<String>,
    label: Spanned<String>,
    #[serde(default)]
    implies: Vec<Spanned<String>>,
    seat: Option<SeatRequirement>,
    #[serde(default)]
    read_only: bool,
    partner_admin: Option<bool>,
    levels: Option<Spanned<Vec<Level>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetTable {
    key: Spanned<String>,
    label: Spanned<String>,
    permissions: Vec<Spanned<String>>,
}

/// The text and name of a catalogue file. It turns offsets into lines, and problems into errors.
#[derive(Debug, Clone, Copy)]
pub(super) struct File<'a> {
    pub(super) name: &'a str,
    pub(super) text: &'a str,
}

impl File<'_> {
    /// Reads every table, in the order of the file.
    pub(super) fn read(self) -> Result<(Vec<RawEntry>, Vec<RawSet>), CatalogueError> {
        let root = DeTable::parse(self.text).map_err(|error| {
            let problem = CatalogueProblem::Syntax(error.message().to_owned());
            self.error_in(error.span(), None, problem)
        })?;
        let (mut entries, mut sets) = (Vec::new(), Vec::new());
        for (member, value) in root.into_inner() {
            match member.get_ref().as_ref() {
                "permission" => {
                    for table in self.tables(member.get_ref(), value)? {
                        entries.push(self.entry(table)?);
                    }
                }
                "permission_set" => {
                    for table in self.tables(member.get_ref(), value)? {
                        sets.push(self.set(table)?);
                    }
                }
                unknown => {
                    let problem = "unknown, expected `permission` or `permission_set`".to_owned();
                    let problem = CatalogueProblem::Member(problem);
                    return Err(self.error_in(Some(member.span()), Some(unknown), problem));
                }
            }
        }
        Ok((entries, sets))
    }

    /// An error at this line.
    pub(super) fn error(
        self,
        line: usize,
        key: impl Into<String>,
        problem: CatalogueProblem,
    ) -> CatalogueError {
        CatalogueError {
            file: self.name.to_owned(),
            line,
            key: Some(key.into()),
            problem,
        }
    }

    fn error_in(
        self,
        place: Option<Range<usize>>,
        key: Option<&str>,
        problem: CatalogueProblem,
    ) -> CatalogueError {
        CatalogueError {
            file: self.name.to_owned(),
            line: self.line(place.map_or(0, |place| place.start)),
            key: key.map(str::to_owned),
            problem,
        }
    }

    fn line(self, offset: usize) -> usize {
        self.text
            .bytes()
            .take(offset)
            .filter(|byte| *byte == b'\n')
            .count()
            + 1
    }

    fn tables<'i>(
        self,
        member: &str,
        value: Spanned<DeValue<'i>>,
    ) -> Result<impl Iterator<Item = Spanned<DeValue<'i>>>, CatalogueError> {
        let place = value.span();
        if let DeValue::Array(tables) = value.into_inner() {
            Ok(tables.into_iter())
        } else {
            let problem = CatalogueProblem::Member(format!("expected `[[{member}]]` tables"));
            Err(self.error_in(Some(place), Some(member), problem))
        }
    }

    fn table<T: DeserializeOwned>(self, table: Spanned<DeValue<'_>>) -> Result<T, CatalogueError> {
        let place = table.span();
        let key = key_of(table.get_ref());
        T::deserialize(ValueDeserializer::from(table)).map_err(|error| {
            let problem = CatalogueProblem::Member(error.message().to_owned());
            self.error_in(error.span().or(Some(place)), key.as_deref(), problem)
        })
    }

    fn entry(self, table: Spanned<DeValue<'_>>) -> Result<RawEntry, CatalogueError> {
        let table: EntryTable = self.table(table)?;
        let key = self.declared(&table.key)?;
        let levels = match &table.levels {
            None => Vec::new(),
            Some(levels) if is_ladder(levels.get_ref()) => levels.get_ref().clone(),
            Some(levels) => {
                let line = self.line(levels.span().start);
                return Err(self.error(line, key.value, CatalogueProblem::Levels));
            }
        };
        Ok(RawEntry {
            category: self.words(&key.value, "category", &table.category, MAX_CATEGORY)?,
            label: self.words(&key.value, "label", &table.label, MAX_LABEL)?,
            implies: self.references(&key.value, &table.implies)?,
            key,
            seat: table.seat,
            read_only: table.read_only,
            partner_admin: table.partner_admin,
            levels,
            built_in: false,
        })
    }

    fn set(self, table: Spanned<DeValue<'_>>) -> Result<RawSet, CatalogueError> {
        let table: SetTable = self.table(table)?;
        let key = self.declared(&table.key)?;
        Ok(RawSet {
            label: self.words(&key.value, "label", &table.label, MAX_LABEL)?,
            permissions: self.references(&key.value, &table.permissions)?,
            key,
        })
    }

    fn declared(self, text: &Spanned<String>) -> Result<At<PermissionKey>, CatalogueError> {
        let line = self.line(text.span().start);
        let refuse = |problem| self.error(line, text.get_ref(), problem);
        let key = PermissionKey::parse(text.get_ref())
            .map_err(|error| refuse(CatalogueProblem::Key(error)))?;
        if key.level().is_some() {
            return Err(refuse(CatalogueProblem::LevelInKey));
        }
        Ok(At { value: key, line })
    }

    fn references(
        self,
        key: &PermissionKey,
        texts: &[Spanned<String>],
    ) -> Result<Vec<At<PermissionKey>>, CatalogueError> {
        let reference = |text: &Spanned<String>| {
            let line = self.line(text.span().start);
            let value = PermissionKey::parse(text.get_ref()).map_err(|problem| {
                let text = text.get_ref().clone();
                self.error(
                    line,
                    key.as_str(),
                    CatalogueProblem::BadReference { text, problem },
                )
            })?;
            Ok(At { value, line })
        };
        texts.iter().map(reference).collect()
    }

    fn words(
        self,
        key: &PermissionKey,
        member: &'static str,
        text: &Spanned<String>,
        max: usize,
    ) -> Result<String, CatalogueError> {
        one_line(text.get_ref(), max).map_err(|_cause| {
            let line = self.line(text.span().start);
            self.error(line, key.as_str(), CatalogueProblem::Text { member, max })
        })
    }
}

fn key_of(table: &DeValue<'_>) -> Option<String> {
    let key = table.as_table()?.get("key")?;
    Some(key.get_ref().as_str()?.to_owned())
}

fn is_ladder(levels: &[Level]) -> bool {
    !levels.is_empty() && Level::ALL.starts_with(levels)
}
