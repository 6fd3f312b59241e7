//! Fills the demo: the agency and its clients, then their access, then later events.

use latchkey_application::{
    access_links::{ApproveLink, IssueLink, IssuedLink},
    client_access::{AddEmployees, EmployeeOutcome, TargetEmployee},
    frame::mode::Mode,
    memberships::{RemoveMember, RequestedAccess, TargetMember},
    relationships::ImportRelationship,
};
use latchkey_domain::{
    account_side::provisioning::GivenAdjustments,
    base::{ids::AccountId, text::Name},
    membership::{Status, super_admins::LastSuperAdmin},
    people::token::SecretText,
    permission::{
        PermissionKey,
        seat::{PaidSeat, Seat},
    },
};

use super::{
    agency,
    provision::DemoProvision,
    stage::Stage,
    world::{ACCESS, CLIENTS, Has},
};

/// What later steps of the demo refer to.
#[derive(Debug)]
pub(super) struct Filled {
    /// The agency.
    pub(super) agency: AccountId,
    /// The token of the link that awaits approval.
    pub(super) waiting: SecretText,
}

/// Fills the demo's database.
pub(super) async fn fill(stage: &mut Stage) -> anyhow::Result<Filled> {
    let agency = agency::open(stage).await?;
    for client in CLIENTS {
        let account = stage.open(client.id, client.official, None).await?;
        let (id, name, email) = client.owner;
        let owner = stage.register(id, name, email).await?;
        DemoProvision::own(account, owner, RequestedAccess::SuperAdmin)
            .carry_out(stage)
            .await?;
    }
    for (person, client, has) in ACCESS {
        Box::pin(give(stage, agency, person, client, has)).await?;
    }
    let waiting = link_of(stage, agency, "marit", "aoife").await?;
    import_relationships(stage, agency).await?;
    what_happened_since(stage, agency).await?;
    Ok(Filled { agency, waiting })
}

/// Gives an employee of the agency their access in a client.
async fn give(
    stage: &mut Stage,
    agency: AccountId,
    person: &'static str,
    client: &'static str,
    has: Has,
) -> anyhow::Result<()> {
    let (account, user) = (stage.account(client)?, stage.user(person)?);
    match has {
        Has::PartnerAdmin => {
            let token = link_of(stage, agency, "marit", person).await?;
            approve(stage, client, token).await
        }
        Has::SuperAdmin => {
            let mut member = DemoProvision::own(account, user, RequestedAccess::SuperAdmin)
                .acting(agency, Seat::Core);
            member.0.change.paid_seats = Some([PaidSeat::Sales].into_iter().collect());
            member.carry_out(stage).await
        }
        Has::OldSet(set) => {
            let access = RequestedAccess::PermissionSet(stage.permission_set(set)?);
            DemoProvision::own(account, user, access)
                .acting(agency, Seat::Partner)
                .carry_out(stage)
                .await
        }
        Has::Invited(set) => {
            let access = RequestedAccess::PermissionSet(stage.permission_set(set)?);
            let mut member =
                DemoProvision::own(account, user, access).acting(agency, Seat::Partner);
            member.0.change.status = Some(Status::Invited);
            member.carry_out(stage).await
        }
        Has::Set(set, by) => {
            let cx = stage.acting(by).await?;
            let cmd = AddEmployees {
                partner: agency.into(),
                client: account.into(),
                employees: vec![user.into()],
                permission_set: stage.permission_set(set)?,
                expires_at: None,
                mode: Mode::CarryOut,
            };
            let ready = stage.client_access().add(&cx, cmd).await;
            let added = stage.commit(&cx, ready).await?;
            let refused = |outcome| matches!(outcome, EmployeeOutcome::Refused(_));
            if added.results.iter().any(|result| refused(result.outcome)) {
                anyhow::bail!("{person} could not be added to {client}");
            }
            Ok(())
        }
    }
}

/// The token of an employee's active link.
async fn link_of(
    stage: &mut Stage,
    agency: AccountId,
    by: &'static str,
    employee: &'static str,
) -> anyhow::Result<SecretText> {
    let cx = stage.acting(by).await?;
    let cmd = IssueLink {
        partner: agency.into(),
        employee: Some(stage.user(employee)?.into()),
    };
    let ready = stage.access_links().issue(&cx, cmd).await;
    Ok(match stage.commit(&cx, ready).await? {
        IssuedLink::New(link) | IssuedLink::Standing(link) => link.token,
    })
}

/// The client's super admin approves a link.
async fn approve(stage: &mut Stage, client: &'static str, token: SecretText) -> anyhow::Result<()> {
    let cx = stage.acting(owner_of(client)?).await?;
    let token = token.expose().to_owned();
    let cmd = ApproveLink {
        token,
        account: stage.account(client)?.into(),
        expires_at: None,
    };
    let ready = stage.access_links().approve(&cx, cmd).await;
    stage.commit(&cx, ready).await.map(drop)
}

pub(super) fn owner_of(client: &str) -> anyhow::Result<&'static str> {
    let client = CLIENTS.iter().find(|known| known.id == client);
    client
        .map(|client| client.owner.0)
        .ok_or_else(|| anyhow::anyhow!("a client has no owner"))
}

/// Imports the agency's own names for its clients, and when it worked there.
async fn import_relationships(stage: &Stage, agency: AccountId) -> anyhow::Result<()> {
    for client in CLIENTS {
        let ago = |days_ago: i64| stage.ports.now() - chrono::Duration::days(days_ago);
        let (since, last) = client.since_and_last;
        let cmd = ImportRelationship {
            partner: agency.into(),
            client: stage.account(client.id)?.into(),
            display_name: Some(Name::parse(client.name)?),
            connected_at: Some(ago(since)),
            last_qualifying_activity_at: Some(ago(last)),
        };
        let ready = stage.relationships().import(&stage.platform, cmd).await;
        stage.commit(&stage.platform, ready).await?;
    }
    Ok(())
}

/// Later events: an employee left, work for two clients stopped, one client removed an employee,
/// and another withholds its reports.
async fn what_happened_since(stage: &mut Stage, agency: AccountId) -> anyhow::Result<()> {
    deactivate(stage, agency, "marit", "48210377", "elif").await?;
    let marit = stage.acting("marit").await?;
    let cmd = TargetMember {
        account: agency.into(),
        user: stage.user("elif")?.into(),
    };
    let ready = stage.memberships().deactivate(&marit, cmd).await;
    stage.commit(&marit, ready).await?;

    for (client, employee) in [
        ("77104532", "jonas"),
        ("77104532", "marit"),
        ("11873650", "kenji"),
    ] {
        deactivate(stage, agency, "tomas", client, employee).await?;
    }

    let bas = stage.acting(owner_of("84450127")?).await?;
    let target = TargetMember {
        account: stage.account("84450127")?.into(),
        user: stage.user("priya")?.into(),
    };
    let cmd = RemoveMember {
        target,
        reassign_to: None,
        last_super_admin: LastSuperAdmin::Stays,
    };
    let ready = stage.memberships().remove(&bas, cmd).await;
    stage.commit(&bas, ready).await?;

    let harbour = stage.account("48210377")?;
    let mut member =
        DemoProvision::own(harbour, stage.user("marit")?, RequestedAccess::PartnerAdmin);
    member.0.change.adjustments = Some(GivenAdjustments {
        added: None,
        withheld: Some(vec![PermissionKey::parse("reports.view")?]),
    });
    member.carry_out(stage).await
}

async fn deactivate(
    stage: &mut Stage,
    agency: AccountId,
    by: &'static str,
    client: &str,
    employee: &str,
) -> anyhow::Result<()> {
    let cx = stage.acting(by).await?;
    let cmd = TargetEmployee {
        partner: agency.into(),
        client: stage.account(client)?.into(),
        employee: stage.user(employee)?.into(),
    };
    let ready = stage.client_access().deactivate(&cx, cmd).await;
    stage.commit(&cx, ready).await.map(drop)
}
