//! The schema, step by step. Each migration only expands it, so that nodes of the old program go on
//! running.
#![expect(
    elided_lifetimes_in_paths,
    reason = "the trait of sea-orm-migration elides the lifetime of its manager"
)]

mod m0001_accounts_and_users;
mod m0002_permission_sets;
mod m0003_memberships;
mod m0004_partners;
mod m0005_tokens;
mod m0006_trail;
mod m0007_operations_in_the_trail;
mod m0008_chain;
mod m0009_relationships;
mod m0010_operations;
mod m0011_standardizations;
mod m0012_assets;
mod m0013_ends_noted;
mod m0014_notifications;
mod m0015_offered_access;
mod m0016_texts;
mod m0017_erasure;
mod m0018_employments;
mod m0019_leaving;
mod m0020_erased_addresses;
mod m0021_links;
mod m0022_stubs;
mod m0023_employment_ends;
mod m0024_mails;
mod m0025_webhooks;
mod m0026_given_names;
mod m0027_sessions;
mod m0028_reminders;
mod m0029_mails_over;
mod shape;
mod texts;

use sea_orm_migration::prelude::*;

pub(crate) use self::{m0013_ends_noted::END_NOT_NOTED, m0029_mails_over::MAIL_OVER};

/// All migrations, in order. The name of a released one never changes.
#[derive(Debug)]
pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_accounts_and_users::Migration),
            Box::new(m0002_permission_sets::Migration),
            Box::new(m0003_memberships::Migration),
            Box::new(m0004_partners::Migration),
            Box::new(m0005_tokens::Migration),
            Box::new(m0006_trail::Migration),
            Box::new(m0007_operations_in_the_trail::Migration),
            Box::new(m0008_chain::Migration),
            Box::new(m0009_relationships::Migration),
            Box::new(m0010_operations::Migration),
            Box::new(m0011_standardizations::Migration),
            Box::new(m0012_assets::Migration),
            Box::new(m0013_ends_noted::Migration),
            Box::new(m0014_notifications::Migration),
            Box::new(m0015_offered_access::Migration),
            Box::new(m0016_texts::Migration),
            Box::new(m0017_erasure::Migration),
            Box::new(m0018_employments::Migration),
            Box::new(m0019_leaving::Migration),
            Box::new(m0020_erased_addresses::Migration),
            Box::new(m0021_links::Migration),
            Box::new(m0022_stubs::Migration),
            Box::new(m0023_employment_ends::Migration),
            Box::new(m0024_mails::Migration),
            Box::new(m0025_webhooks::Migration),
            Box::new(m0026_given_names::Migration),
            Box::new(m0027_sessions::Migration),
            Box::new(m0028_reminders::Migration),
            Box::new(m0029_mails_over::Migration),
        ]
    }
}
