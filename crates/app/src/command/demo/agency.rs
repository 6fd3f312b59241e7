//! The agency itself: its account, its domains, its people and their access in it.

use latchkey_application::{
    accounts::SetEmailDomains, memberships::RequestedAccess, permission_sets::CreatePermissionSet,
};
use latchkey_domain::{
    base::{ids::AccountId, reference::AccountRef},
    membership::Engagement,
    people::{account::Program, email::EmailDomain},
    permission::{PermissionKey, SetName},
};

use super::{
    provision::DemoProvision,
    stage::Stage,
    world::{AGENCY, DOMAINS, EMPLOYEES, Role},
};

/// The sets that the agency creates for its own people.
const MANAGERS: (&str, &str) = ("access_manager", "partner.employees.edit");
const VIEWERS: (&str, &str) = ("access_viewer", "partner.employees.view");

/// Creates the agency.
pub(super) async fn open(stage: &mut Stage) -> anyhow::Result<AccountId> {
    let (id, name) = AGENCY;
    let agency = stage
        .open(id, name, Some(Program::SolutionsPartner))
        .await?;
    let domains = DOMAINS.iter().map(|domain| EmailDomain::parse(domain));
    let cmd = SetEmailDomains {
        partner: AccountRef::Id(agency),
        domains: domains.collect::<Result<_, _>>()?,
    };
    let ready = stage
        .accounts_service()
        .set_email_domains(&stage.platform, cmd)
        .await;
    stage.commit(&stage.platform, ready).await?;
    for employee in &EMPLOYEES {
        stage
            .register(employee.id, employee.name, employee.email)
            .await?;
    }
    // The super admin comes first: she creates the sets that the others get.
    let supers = EMPLOYEES
        .iter()
        .filter(|employee| employee.role == Role::SuperAdmin);
    for employee in supers {
        let user = stage.user(employee.id)?;
        DemoProvision::own(agency, user, RequestedAccess::SuperAdmin)
            .carry_out(stage)
            .await?;
        for (key, permission) in [MANAGERS, VIEWERS] {
            make_set(stage, agency, employee.id, key, permission).await?;
        }
    }
    for employee in EMPLOYEES
        .iter()
        .filter(|employee| employee.role != Role::SuperAdmin)
    {
        let (set, _) = if employee.role == Role::Manager {
            MANAGERS
        } else {
            VIEWERS
        };
        let access = RequestedAccess::PermissionSet(stage.permission_set(set)?);
        let mut member = DemoProvision::own(agency, stage.user(employee.id)?, access);
        if employee.contractor {
            member.0.change.engagement = Some(Engagement::Contractor);
        }
        member.carry_out(stage).await?;
    }
    Ok(agency)
}

async fn make_set(
    stage: &mut Stage,
    account: AccountId,
    by: &'static str,
    key: &str,
    permission: &str,
) -> anyhow::Result<()> {
    let cx = stage.acting(by).await?;
    let cmd = CreatePermissionSet {
        account: account.into(),
        name: SetName::parse(&key.replace('_', " "))?,
        description: None,
        external_id: None,
        permissions: vec![PermissionKey::parse(permission)?],
    };
    let ready = stage.permission_sets().create(&cx, cmd).await;
    let set = stage.commit(&cx, ready).await?;
    stage.sets.insert(key.to_owned(), set.id());
    Ok(())
}
