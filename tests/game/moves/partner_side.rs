//! What a partner's people do in the client access manager.

use latchkey_application::{
    access_links::{AccessLinks, IssueLink, IssuedLink, TargetLink},
    client_access::{
        AddEmployees, ChangeEmployee, ChangeEmployeeToPartnerAdmin, ChangeEngagement, ClientAccess,
        EmployeeOutcome, EmployeeResult, TargetEmployee,
    },
    frame::mode::Mode,
    operations::{ApplySet, AssignEmployees, BegunOperation, Operations, SelectEmployees},
    relationships::{Relationships, TargetClient},
    removals::{ConfirmRemoval, Confirmation, ConfirmedItem, Removals, ReviewRemoval},
};
use latchkey_domain::{membership::Engagement, partner_side::WantedEnd, work::removal::Action};

use super::{At, Got, Move, Outcome, Pace, own_side::billing, settle, told};
use crate::{cast::SETS, stage::Stage};

fn target(stage: &Stage, at: At) -> TargetEmployee {
    TargetEmployee {
        partner: stage.account(at.partner).into(),
        client: stage.account(at.client).into(),
        employee: stage.user(at.who).into(),
    }
}

/// What became of the one employee of a call.
fn of_one(outcome: Outcome, result: Option<&EmployeeResult>) -> Outcome {
    match result.map(|result| &result.outcome) {
        Some(EmployeeOutcome::Refused(refusal)) => Outcome {
            got: Got::Refused(refusal.code()),
            ..outcome
        },
        _ => outcome,
    }
}

pub(super) async fn call(stage: &Stage, it: &Move, pace: Pace) -> Option<Outcome> {
    let cx = stage.as_user(it.by()?);
    let access = ClientAccess::new(stage.ports());
    let links = AccessLinks::new(stage.ports());
    let done = match it {
        Move::Issue { partner, who, .. } => {
            let wanted = IssueLink {
                partner: stage.account(*partner).into(),
                employee: Some(stage.user(*who).into()),
            };
            let (mut outcome, issued) = settle(stage, &cx, pace, links.issue(&cx, wanted)).await;
            outcome.link = issued.map(|issued| match issued {
                IssuedLink::New(view) | IssuedLink::Standing(view) => view.link.id,
            });
            outcome
        }
        Move::Rotate(_, link) | Move::Revoke(_, link) => {
            let link = stage.link(*link)?;
            let wanted = TargetLink {
                partner: stage.account(link.partner).into(),
                link: link.id,
            };
            if matches!(it, Move::Rotate(..)) {
                told(stage, &cx, pace, links.rotate(&cx, wanted)).await
            } else {
                told(stage, &cx, pace, links.revoke(&cx, wanted)).await
            }
        }
        Move::Add(at, set, days) => {
            let wanted = AddEmployees {
                partner: stage.account(at.partner).into(),
                client: stage.account(at.client).into(),
                employees: vec![stage.user(at.who).into()],
                permission_set: stage.set(*set),
                expires_at: days.map(|days| stage.in_days(days)),
                mode: Mode::CarryOut,
            };
            let (outcome, added) = settle(stage, &cx, pace, access.add(&cx, wanted)).await;
            of_one(
                outcome,
                added.as_ref().and_then(|added| added.results.first()),
            )
        }
        Move::ChangeEmployee(at, set, days) => {
            let wanted = ChangeEmployee {
                target: target(stage, *at),
                permission_set: stage.set(*set),
                expires_at: match days {
                    None => WantedEnd::Keep,
                    Some(days) => WantedEnd::At(days.map(|days| stage.in_days(days))),
                },
                mode: Mode::CarryOut,
            };
            let (outcome, changed) = settle(stage, &cx, pace, access.change(&cx, wanted)).await;
            of_one(outcome, changed.as_ref())
        }
        Move::DeactivateEmployee(at) => {
            told(stage, &cx, pace, access.deactivate(&cx, target(stage, *at))).await
        }
        Move::ReactivateEmployee(at) => {
            told(stage, &cx, pace, access.reactivate(&cx, target(stage, *at))).await
        }
        Move::EmployeeToPartnerAdmin(at, keep) => {
            let wanted = ChangeEmployeeToPartnerAdmin {
                target: target(stage, *at),
                billing: billing(*keep),
            };
            told(
                stage,
                &cx,
                pace,
                access.change_to_partner_admin(&cx, wanted),
            )
            .await
        }
        Move::Link(at) => told(stage, &cx, pace, access.link(&cx, target(stage, *at))).await,
        Move::Unlink(at) => told(stage, &cx, pace, access.unlink(&cx, target(stage, *at))).await,
        Move::Engage {
            partner,
            who,
            contractor,
            ..
        } => {
            let wanted = ChangeEngagement {
                partner: stage.account(*partner).into(),
                employee: stage.user(*who).into(),
                engagement: if *contractor {
                    Engagement::Contractor
                } else {
                    Engagement::Employee
                },
            };
            told(stage, &cx, pace, access.change_engagement(&cx, wanted)).await
        }
        Move::EndServices {
            partner, client, ..
        }
        | Move::ResumeServices {
            partner, client, ..
        } => {
            let wanted = TargetClient {
                partner: stage.account(*partner).into(),
                client: stage.account(*client).into(),
            };
            let relationships = Relationships::new(stage.ports());
            if matches!(it, Move::EndServices { .. }) {
                told(stage, &cx, pace, relationships.end_services(&cx, wanted)).await
            } else {
                told(stage, &cx, pace, relationships.resume_services(&cx, wanted)).await
            }
        }
        Move::RemoveEmployee(at) => remove(stage, *at, pace).await,
        _ => return operation(stage, it, pace).await,
    };
    Some(done)
}

/// Begins an operation: what it does, it does when its turn comes.
async fn operation(stage: &Stage, it: &Move, pace: Pace) -> Option<Outcome> {
    let cx = stage.as_user(it.by()?);
    let operations = Operations::new(stage.ports());
    let one = |at: &At| SelectEmployees {
        partner: stage.account(at.partner).into(),
        employees: Some(vec![stage.user(at.who).into()]),
        clients: Some(vec![stage.account(at.client).into()]),
        mode: Mode::CarryOut,
    };
    let (mut outcome, begun) = match it {
        Move::Assign(at, set) => {
            let wanted = AssignEmployees {
                partner: stage.account(at.partner).into(),
                clients: vec![stage.account(at.client).into()],
                employees: vec![stage.user(at.who).into()],
                permission_set: stage.set(*set),
                expires_at: None,
                mode: Mode::CarryOut,
            };
            settle(stage, &cx, pace, operations.assign(&cx, wanted)).await
        }
        Move::DeactivateMany(at) => {
            settle(stage, &cx, pace, operations.deactivate(&cx, one(at))).await
        }
        Move::ReactivateMany(at) => {
            settle(stage, &cx, pace, operations.reactivate(&cx, one(at))).await
        }
        Move::ApplySet { set, .. } => {
            let wanted = ApplySet {
                partner: stage.account(SETS[set.0].owner?).into(),
                permission_set: stage.set(*set),
                clients: None,
                mode: Mode::CarryOut,
            };
            settle(stage, &cx, pace, operations.apply_set(&cx, wanted)).await
        }
        _ => return None,
    };
    if let Some(BegunOperation::Started(operation)) = begun {
        outcome.operation = Some(operation.id);
    }
    Some(outcome)
}

/// Reviews the removal of an employee, and confirms what the review offers.
async fn remove(stage: &Stage, at: At, pace: Pace) -> Outcome {
    let cx = stage.as_user(at.by);
    let removals = Removals::new(stage.ports());
    let wanted = ReviewRemoval {
        partner: stage.account(at.partner).into(),
        employees: Some(vec![stage.user(at.who).into()]),
        clients: Some(vec![stage.account(at.client).into()]),
    };
    let (outcome, review) = settle(stage, &cx, Pace::AtOnce, removals.review(&cx, wanted)).await;
    let Some(review) = review.filter(|review| !review.items.is_empty()) else {
        return outcome;
    };
    let items = review.items.iter().map(|item| ConfirmedItem {
        client: item.member.client.into(),
        employee: item.member.person.id.into(),
        action: Action::Remove,
        reassign_to: None,
        reassign: Vec::new(),
    });
    let wanted = ConfirmRemoval {
        partner: stage.account(at.partner).into(),
        review: review.review.id,
        items: items.collect(),
    };
    let (mut confirmed, begun) = settle(stage, &cx, pace, removals.confirm(&cx, wanted)).await;
    if let Some(Confirmation::Started(operation)) = begun {
        confirmed.operation = Some(operation.id);
    }
    confirmed.said.push_str(&outcome.said);
    confirmed
}
