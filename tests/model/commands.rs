//! The table of all commands that can be chosen, and how often each is.

use crate::{chooser::Chooser, command::Command, dice::Dice, model::state::Model};

type Choose = fn(&mut Chooser<'_>) -> Box<dyn Command>;

/// How often each is chosen, compared to the others, and who chooses it. A new line changes what
/// every seed plays, and so does another order of the lines.
const WEIGHTS: &[(usize, Choose)] = &[
    (130, |it| it.add()),
    (120, |it| it.change_employee()),
    (60, |it| it.deactivate_employee()),
    (80, |it| it.reactivate_employee()),
    (90, |it| it.approve_link()),
    (25, |it| it.decline_link()),
    (45, |it| it.issue_link()),
    (15, |it| it.rotate_link()),
    (12, |it| it.revoke_link()),
    (2, |it| it.rotate_key()),
    (150, |it| it.provision()),
    (70, |it| it.operation()),
    (20, |it| it.link_employee()),
    (10, |it| it.unlink_employee()),
    (70, |it| it.change_employee_to_partner_admin()),
    (12, |it| it.end_services()),
    (15, |it| it.resume_services()),
    (90, |it| it.create_member()),
    (150, |it| it.change_member()),
    (45, |it| it.change_member_to_partner_admin()),
    (12, |it| it.sever()),
    (6, |it| it.standardize()),
    (4, |it| it.schedule()),
    (4, |it| it.call_off()),
    (20, |it| it.retry()),
    (30, |it| it.retry_begun_again()),
    (20, |it| it.change_for_one_not_enrolled()),
    (3, |it| it.cancel_operation()),
    (25, |it| it.review()),
    (35, |it| it.confirm()),
    (15, |it| it.resend_invitation()),
    (40, |it| it.report()),
    (40, |it| it.deactivate_member()),
    (45, |it| it.reactivate_member()),
    (45, |it| it.reactivate_giving_back()),
    (45, |it| it.remove_member()),
    (30, |it| it.accept()),
    (12, |it| it.leave()),
    (35, |it| it.change_account()),
    (20, |it| it.set_policy()),
    (30, |it| it.set_domains()),
    (40, |it| it.change_user()),
    (2, |it| it.erase_user()),
    (14, |it| it.invite_stranger()),
    (6, |it| it.register_address()),
    (8, |it| it.take_address()),
    (30, |it| it.create_set()),
    (50, |it| it.change_set()),
    (25, |it| it.remove_set()),
    (15, |it| it.change_engagement()),
    (15, |it| it.rename_client()),
    (15, |it| it.list_employees()),
    (10, |it| it.import_relationship()),
    (40, |it| it.advance()),
    (40, |it| it.decide()),
];

/// Chooses the next command.
pub(crate) fn next(model: &Model, dice: &mut Dice) -> Box<dyn Command> {
    let whole: usize = WEIGHTS.iter().map(|(weight, _)| weight).sum();
    let mut left = dice.below(whole);
    let mut chooser = Chooser { it: model, dice };
    for (weight, choose) in WEIGHTS {
        if left < *weight {
            return choose(&mut chooser);
        }
        left -= weight;
    }
    unreachable!("the weights sum up to the whole")
}
