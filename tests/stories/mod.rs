//! What several calls, nodes or commands do together.

mod access_links;
mod breaks;
mod chain;
mod commands;
mod concurrency;
mod deciding_nodes;
mod failures;
mod feed;
mod invitation_pages;
mod journey;
mod mail_kills;
mod mails;
mod offboarding;
mod operations;
mod own_super_admins;
mod random_acts;
mod relationship;
mod severing;
mod webhook_certificates;
mod webhooks;
