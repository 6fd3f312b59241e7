//! The sources of settings: defaults, file, environment and flags.

use std::{ffi::OsString, fmt::Write as _, path::Path};

use config::{ConfigError, File, FileFormat, Map, Source, Value, ValueKind};

use super::{
    problem::ConfigProblem,
    setting_name::{Form, NAMES, PREFIX, SettingName},
};

/// The values of one source, by setting name; each keeps its place for error messages.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layer {
    values: Map<String, Value>,
    problems: Vec<ConfigProblem>,
}

impl Source for Layer {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, ConfigError> {
        Ok(self.values.clone())
    }
}

impl Layer {
    /// The default values.
    pub(crate) fn defaults() -> Self {
        let mut text = String::new();
        let mut section = "";
        // Writing into a string cannot fail.
        for name in NAMES {
            let Some(default) = name.default else {
                continue;
            };
            if section != name.section() {
                section = name.section();
                writeln!(text, "[{section}]").ok();
            }
            writeln!(text, "{} = {default}", name.key()).ok();
        }
        let mut layer = Self::default();
        layer.take_toml(&text, |_name| None);
        layer
    }

    /// The values in a file.
    pub(crate) fn file(path: &Path) -> Self {
        let mut layer = Self::default();
        let place = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => layer.take_toml(&text, |name| Some(join(&place, name))),
            Err(cause) => layer.problems.push(ConfigProblem::at(place, cause)),
        }
        layer
    }

    /// The values in the environment.
    pub(crate) fn environment(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let mut layer = Self::default();
        for (variable, value) in variables {
            let variable = variable.to_string_lossy();
            let Some(rest) = variable.strip_prefix(PREFIX) else {
                continue;
            };
            let name = rest.to_lowercase().replacen("__", ".", 1);
            let known = SettingName::find(&name).filter(|name| name.variable() == variable);
            match (known, value.into_string()) {
                (None, _) => layer.problems.push(ConfigProblem::unknown(variable)),
                (Some(_), Err(_)) => {
                    layer
                        .problems
                        .push(ConfigProblem::at(variable, "must be text in UTF-8"));
                }
                (Some(name), Ok(text)) => layer.take_variable(name, &variable, &text),
            }
        }
        layer
    }

    /// The value of a command-line flag.
    pub(crate) fn flag(flag: &str, name: &'static str, value: Option<String>) -> Self {
        let mut layer = Self::default();
        if let Some(value) = value {
            layer.put(name, Some(&flag.to_owned()), value);
        }
        layer
    }

    /// The problems of the source itself, not of its values.
    pub(crate) fn problems(&self) -> &[ConfigProblem] {
        &self.problems
    }

    fn put(&mut self, name: &str, place: Option<&String>, kind: impl Into<ValueKind>) {
        let value = Value::new(place, kind);
        self.values.insert(name.to_owned(), value);
    }

    /// Reads TOML text, which may contain only sections of settings.
    fn take_toml(&mut self, text: &str, place: impl Fn(&str) -> Option<String>) {
        let sections = match File::from_str(text, FileFormat::Toml).collect() {
            Ok(sections) => sections,
            Err(cause) => {
                let place = place("").unwrap_or_default();
                return self.problems.push(ConfigProblem::at(place, cause));
            }
        };
        for (section, value) in sections {
            let ValueKind::Table(settings) = value.kind else {
                let place = place(&section).unwrap_or(section);
                self.problems.push(ConfigProblem::unknown(place));
                continue;
            };
            for (key, value) in settings {
                let name = format!("{section}.{key}");
                let place = place(&name);
                if SettingName::find(&name).is_some() {
                    self.put(&name, place.as_ref(), value.kind);
                } else {
                    self.problems
                        .push(ConfigProblem::unknown(place.unwrap_or(name)));
                }
            }
        }
        self.problems.sort_unstable_by(|a, b| a.place.cmp(&b.place));
    }

    /// Reads a variable. An empty one means an empty list, or no value for an optional setting.
    fn take_variable(&mut self, name: &SettingName, variable: &str, text: &str) {
        let kind = match name.form {
            Form::List => {
                let items = text
                    .split(',')
                    .map(str::trim)
                    .filter(|item| !item.is_empty());
                items
                    .map(|item| Value::from(item.to_owned()))
                    .collect::<Vec<_>>()
                    .into()
            }
            _ if text.is_empty() && name.default.is_none() => return,
            Form::Number => text
                .parse::<u64>()
                .map_or_else(|_text| text.into(), ValueKind::from),
            Form::Flag => text
                .parse::<bool>()
                .map_or_else(|_text| text.into(), ValueKind::from),
            Form::Text | Form::Secret | Form::Address => ValueKind::from(text),
        };
        self.put(name.name, Some(&variable.to_owned()), kind);
    }
}

fn join(place: &str, name: &str) -> String {
    if name.is_empty() {
        place.to_owned()
    } else {
        format!("{place}: {name}")
    }
}
