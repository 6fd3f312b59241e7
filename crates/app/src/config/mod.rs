//! What the operator set: defaults, below a file, below the environment, below flags. Everything is
//! read and checked before anything begins, and everything wrong is said at once.

mod layer;
mod name;
mod parse;
mod problem;
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

/// The settings, and the values they were read from.
#[derive(Debug, Clone)]
pub(crate) struct Configuration {
    /// As the program uses them.
    pub(crate) settings: Settings,
    values: Values,
}

impl Configuration {
    /// Reads the file, if one is named, and the environment of this process.
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

    /// The effective settings as a file, without its secrets.
    pub(crate) fn show(&self) -> String {
        show::toml(&self.values)
    }
}
