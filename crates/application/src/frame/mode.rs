//! Whether a call is carried out, or only shows what it would do (A3).

/// For real, or only to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Changes what it says.
    #[default]
    CarryOut,
    /// Changes nothing, and answers as if it had.
    DryRun,
}
