//! The tables as sea-orm entities: columns only, as `rows` and `repository` give them their
//! meaning. No relations: joins are written out where they are used.
#![expect(
    unreachable_pub,
    reason = "derived implementations of public traits need public types"
)]

pub mod access_link;
pub mod account;
pub mod asset;
pub mod catalogue;
pub mod chain;
pub mod consent;
pub mod email_domain;
pub mod employee_link;
pub mod employment_end;
pub mod erased_address;
pub mod event;
pub mod installation;
pub mod kept_answer;
pub mod kept_answer_person;
pub mod kept_mail;
pub mod mail;
pub mod membership;
pub mod notification_settings;
pub mod operation;
pub mod operation_item;
pub mod outbox_reader;
pub mod permission_set;
pub mod permission_set_version;
pub mod relationship;
pub mod reminder;
pub mod removal_review;
pub mod removal_review_item;
pub mod revision;
pub mod session;
pub mod sign_in_link;
pub mod standardization;
pub mod standardization_effect;
pub mod terms;
pub mod token;
pub mod user;
pub mod webhook_delivery;
pub mod webhook_endpoint;
