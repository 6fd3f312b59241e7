//! Every page with every sample in every language.

mod markup;
mod samples;
mod wording;
