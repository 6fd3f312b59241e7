//! The operator's settings: defaults, overridden by a file, then by the environment, then by flags.
//! All settings are checked before anything starts, and all problems are reported together.

mod layer;
mod parse;
mod problem;
mod setting_name;
mod settings;
mod show;
#[cfg(test)]
mod tests;
mod values;

use std::path::Path;

use self::values::Values;
pub(crate) use self::{
    layer::Layer,
    problem::Problems,
    settings::{Database, LogFormat, LogSettings, MailSettings, Settings},
};

/// The settings and the values they were read from.
#[derive(Debug, Clone)]
pub(crate) struct Configuration {
    /// The settings, parsed and checked.
    pub(crate) settings: Settings,
    values: Values,
}

impl Configuration {
    /// Reads the file, if one is given, the environment and the flags.
    pub(crate) fn load(file: Option<&Path>, flags: Layer) -> Result<Self, Problems> {
        Self::of(
            file.map(Layer::file),
            Layer::environment(std::env::vars_os()),
            flags,
        )
    }

    fn of(file: Option<Layer>, environment: Layer, flags: Layer) -> Result<Self, Problems> {
        let mut layers = vec![Layer::defaults()];
        layers.extend(file);
        layers.extend([environment, flags]);
        let mut values = Values::of(layers);
        let settings = Settings::read(&mut values);
        let (settings, values) = values.finish(settings)?;
        Ok(Self { settings, values })
    }

    /// Renders the effective settings as TOML, without secrets.
    pub(crate) fn show(&self) -> String {
        show::toml(&self.values)
    }
}
