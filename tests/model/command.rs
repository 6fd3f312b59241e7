//! What a command is: what everything else needs to know of it.

use std::{fmt::Debug, pin::Pin};

use crate::{
    compare::Differences,
    driver::Driver,
    model::{
        Answer, Effect,
        state::{Acc, Model, No, Usr},
    },
};

/// What the use case made of a command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Got {
    Changed,
    Unchanged,
    Refused(&'static str),
}

/// What became of a command, and what the answer said.
pub(crate) type Told = (Got, Answer);

/// A use case at work.
pub(crate) type Driving<'a> = Pin<Box<dyn Future<Output = Told> + 'a>>;

/// A comparison at work.
pub(crate) type Comparing<'a> = Pin<Box<dyn Future<Output = Differences> + 'a>>;

/// From which side a command is asked, and so whom it may reach (A6, D9).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Side {
    /// The account's own people, or the platform.
    Account,
    /// A partner in one client: reaches only who acts for the partner there.
    Partner { partner: Acc, client: Acc },
    /// A partner in many clients at once, each of them for itself.
    PartnerInMany { partner: Acc },
    /// A partner in one client; people reach themselves too, while they act for nobody there (L8).
    PartnerOrOneself,
}

/// What the actor may give to others with a command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Gives {
    /// Other rules say what can be given.
    Anything,
    /// What the actor holds within the partner admin template (A2).
    Delegated,
    /// The partner admin template, even beyond what the actor holds (A8).
    Template,
    /// What the actor holds, and everything where a super admin asks (A7).
    Held,
}

/// Something that is tried, in the model and for real.
///
/// Its `Debug` text begins with the name under which it is counted.
pub(crate) trait Command: Debug {
    /// The person who asks; nobody where the platform does.
    fn actor(&self) -> Option<Usr>;

    /// Carries it out in the model, by the model's own rules.
    fn play(&self, model: &mut Model) -> Result<Effect, No>;

    /// Carries it out by the real use case.
    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a>;

    fn side(&self, _model: &Model) -> Side {
        Side::Account
    }

    /// Whether the jobs that are due run after it.
    fn runs_jobs(&self) -> bool {
        false
    }

    /// Whether the platform leaves an account without a super admin by it, if need be (D5).
    fn passes_over_last_super_admin(&self) -> bool {
        false
    }

    /// The account on whose side it is written; `None`: on none (words: taken).
    fn account(&self) -> Option<Acc> {
        None
    }

    fn gives(&self) -> Gives {
        Gives::Anything
    }

    /// Whether it is only tried, so that nothing may change (A3).
    fn is_dry(&self) -> bool {
        false
    }

    /// Whether it may change what the model knows without a commit, so that no event is due (T1).
    fn is_aside(&self) -> bool {
        false
    }

    /// The membership whose adjustments it sends: these are stored as they are written, so other
    /// words for the same permissions are a change that the model does not see.
    fn rewords(&self) -> Option<(Acc, Usr)> {
        None
    }

    /// Compares what has to be looked at even where nothing was committed.
    fn compare<'a>(
        &'a self,
        _driver: &'a Driver,
        _before: &'a Model,
        _after: &'a Model,
    ) -> Comparing<'a> {
        Box::pin(async { Differences::new() })
    }

    /// The name in the table.
    fn name(&self) -> String {
        let text = format!("{self:?}");
        let end = text.find([' ', '(', '{']).unwrap_or(text.len());
        let dry = if self.is_dry() { " (dry)" } else { "" };
        format!("{}{dry}", &text[..end])
    }
}
