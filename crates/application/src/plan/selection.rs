//! The employees and clients that a bulk call selects: checks the lists, then looks up all names.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        reference::{AccountRef, UserRef},
        refusal::FieldErrors,
    },
    ports::Reader,
    work::operation::MOST_ITEMS,
};

use crate::{
    frame::{error::UseCaseError, lists, ports::Ports},
    gates::named,
};

/// Looks up clients; naming one twice is an error.
pub(crate) async fn clients(
    ports: &Ports,
    reader: &mut dyn Reader,
    names: &[AccountRef],
) -> Result<Vec<AccountId>, UseCaseError> {
    let clients = named::accounts(ports, reader, names).await?;
    lists::must_be_named_once("/clients", &clients)?;
    Ok(clients)
}

/// Looks up employees; naming one twice is an error.
pub(crate) async fn employees(
    ports: &Ports,
    reader: &mut dyn Reader,
    names: &[UserRef],
) -> Result<Vec<UserId>, UseCaseError> {
    let employees = named::users(ports, reader, names).await?;
    lists::must_be_named_once("/employees", &employees)?;
    Ok(employees)
}

/// Checks a selection of employees, of clients, or of both, which means all their combinations.
pub(crate) fn check(
    employees: Option<&[UserRef]>,
    clients: Option<&[AccountRef]>,
) -> Result<(), UseCaseError> {
    let mut errors = FieldErrors::default();
    if let Some(employees) = employees {
        lists::check_names(&mut errors, "/employees", employees);
    }
    if let Some(clients) = clients {
        lists::check_names(&mut errors, "/clients", clients);
    }
    errors.into_result()?;
    match (employees, clients) {
        (None, None) => Err(UseCaseError::invalid(
            "/employees",
            "name employees, clients, or both",
        )),
        (Some(employees), Some(clients))
            if employees.len().saturating_mul(clients.len()) > MOST_ITEMS =>
        {
            Err(too_many())
        }
        _ => Ok(()),
    }
}

/// The ids of a selection; `None` where the call names nothing on that side.
pub(crate) type FoundSelection = (Option<Vec<UserId>>, Option<Vec<AccountId>>);

/// Looks up a selection.
pub(crate) async fn find(
    ports: &Ports,
    reader: &mut dyn Reader,
    employees_named: Option<&[UserRef]>,
    clients_named: Option<&[AccountRef]>,
) -> Result<FoundSelection, UseCaseError> {
    let found_employees = match employees_named {
        Some(names) => Some(employees(ports, reader, names).await?),
        None => None,
    };
    let found_clients = match clients_named {
        Some(names) => Some(clients(ports, reader, names).await?),
        None => None,
    };
    Ok((found_employees, found_clients))
}

/// All combinations, client by client.
pub(crate) fn pairs(clients: &[AccountId], employees: &[UserId]) -> Vec<(AccountId, UserId)> {
    let in_client = |client: &AccountId| {
        let client = *client;
        employees.iter().map(move |employee| (client, *employee))
    };
    clients.iter().flat_map(in_client).collect()
}

/// The error for more pairs than one operation may have.
pub(crate) fn too_many() -> UseCaseError {
    let detail = format!("selects more than {MOST_ITEMS} pairs of client and employee: name fewer");
    UseCaseError::invalid("", detail)
}
