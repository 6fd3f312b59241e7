//! Bringing all partner admins back to the template (L9).

use latchkey_application::standardizations::{StandardizationDetails as View, Standardized};
use latchkey_domain::partnership::standardization::{
    RestoreWithheld, Standardization, StandardizationEffect,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Stamp, members::texts, people::NamedView, words};

/// A day on which all partner admins are brought back to the template.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Standardization)]
pub(crate) struct StandardizationItem {
    /// `null` on a dry run, which stores nothing.
    id: Option<String>,
    /// When it takes effect.
    effective: Stamp,
    #[schema(value_type = words::StandardizationState)]
    state: &'static str,
    /// `true` also gives back what clients withheld.
    restore_withheld: bool,
}

impl StandardizationItem {
    pub(crate) fn of(one: &Standardization) -> Self {
        Self {
            id: Some(one.id.to_string()),
            effective: one.effective.into(),
            state: one.progress.as_str(),
            restore_withheld: one.restore_withheld == RestoreWithheld::Yes,
        }
    }
}

/// A day on which all partner admins are brought back to the template, and the effect.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StandardizationDetail)]
pub(crate) struct StandardizationView {
    #[serde(flatten)]
    item: StandardizationItem,
    /// The effect on each partner admin: as expected now or, once done, as it was.
    affected: Vec<EffectView>,
}

/// What happens to one partner admin.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StandardizationEffect)]
pub(crate) struct EffectView {
    account: NamedView,
    user: NamedView,
    gains: Vec<String>,
    losses: Vec<String>,
}

impl StandardizationView {
    pub(crate) fn of(view: &View) -> Self {
        let effect = |effect: &StandardizationEffect| EffectView {
            account: NamedView::account(effect.account.0, Some(&effect.account.1)),
            user: NamedView::user(effect.user.0, Some(&effect.user.1)),
            gains: texts(&effect.gains),
            losses: texts(&effect.losses),
        };
        Self {
            item: StandardizationItem::of(&view.standardization),
            affected: view.affected.iter().map(effect).collect(),
        }
    }

    /// The answer to a call to standardize. A dry run has no id.
    pub(crate) fn of_call(standardized: &Standardized) -> Self {
        let view = Self::of(standardized.view());
        match standardized {
            Standardized::Kept(_) => view,
            Standardized::Shown(_) => Self {
                item: StandardizationItem {
                    id: None,
                    ..view.item
                },
                ..view
            },
        }
    }
}
