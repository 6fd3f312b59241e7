//! Merges the layers and reads them value by value. Problems are collected, so that all of them are
//! reported together.

use std::{collections::BTreeMap, fmt};

use config::{Config, Source as _, Value, ValueKind};

use super::{
    layer::Layer,
    problem::{ConfigProblem, Problems},
};

/// A setting is invalid; the problem is recorded in [`Values`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wrong;

/// The merged values and the problems found so far.
#[derive(Debug, Clone)]
pub(crate) struct Values {
    values: BTreeMap<String, Value>,
    problems: Vec<ConfigProblem>,
}

impl Values {
    /// Merges layers; later layers override earlier ones.
    pub(crate) fn of(layers: Vec<Layer>) -> Self {
        let mut problems = Vec::new();
        let mut builder = Config::builder();
        for layer in layers {
            problems.extend_from_slice(layer.problems());
            builder = builder.add_source(layer);
        }
        let mut values = BTreeMap::new();
        match builder.build().and_then(|merged| merged.collect()) {
            Ok(sections) => {
                for (section, settings) in sections {
                    for (key, value) in settings.into_table().unwrap_or_default() {
                        values.insert(format!("{section}.{key}"), value);
                    }
                }
            }
            Err(cause) => problems.push(ConfigProblem::at("configuration", cause)),
        }
        Self { values, problems }
    }

    /// The raw value of a setting.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// Reads a setting that has a default.
    pub(crate) fn read<T, E: fmt::Display>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, Wrong> {
        match self.read_optional(name, parse)? {
            Some(value) => Ok(value),
            None => self.wrong(name, name, "must be set"),
        }
    }

    /// Reads an optional setting.
    pub(crate) fn read_optional<T, E: fmt::Display>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Wrong> {
        let Some(value) = self.values.get(name) else {
            return Ok(None);
        };
        let place = value.origin().unwrap_or(name).to_owned();
        let Some(text) = scalar(value) else {
            return self.wrong(name, &place, "must be one value, not a list or a table");
        };
        match parse(&text) {
            Ok(parsed) => Ok(Some(parsed)),
            Err(error) => self.wrong(name, &place, error),
        }
    }

    /// Reads a list.
    pub(crate) fn read_list<T, E: fmt::Display>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Vec<T>, Wrong> {
        let Some(value) = self.values.get(name).cloned() else {
            return Ok(Vec::new());
        };
        let place = value.origin().unwrap_or(name).to_owned();
        let ValueKind::Array(items) = &value.kind else {
            return self.wrong(name, &place, "must be a list");
        };
        let mut list = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let parsed = scalar(item).ok_or_else(|| "must be text".to_owned());
            match parsed.and_then(|text| parse(&text).map_err(|error| error.to_string())) {
                Ok(parsed) => list.push(parsed),
                Err(error) => return self.wrong(name, &place, format!("item {}: {error}", at + 1)),
            }
        }
        Ok(list)
    }

    /// Notes what is wrong with a value that was read, if anything is.
    pub(crate) fn checked<T, E: fmt::Display>(
        &mut self,
        name: &str,
        made: Result<T, E>,
    ) -> Result<T, Wrong> {
        let value = self.values.get(name);
        let place = value.and_then(Value::origin).unwrap_or(name).to_owned();
        made.or_else(|error| self.wrong(name, &place, error))
    }

    /// Returns the settings if there were no problems.
    pub(crate) fn finish<T>(self, made: Result<T, Wrong>) -> Result<(T, Self), Problems> {
        match made {
            Ok(made) if self.problems.is_empty() => Ok((made, self)),
            Ok(_) | Err(Wrong) => Err(Problems(self.problems)),
        }
    }

    fn wrong<T>(&mut self, name: &str, place: &str, detail: impl fmt::Display) -> Result<T, Wrong> {
        let place = if place.is_empty() { name } else { place };
        self.problems.push(ConfigProblem::at(place, detail));
        Err(Wrong)
    }
}

/// A single value as text; `None` for a list or a table.
fn scalar(value: &Value) -> Option<String> {
    let several = matches!(
        value.kind,
        ValueKind::Table(_) | ValueKind::Array(_) | ValueKind::Nil
    );
    (!several).then(|| value.kind.to_string())
}
