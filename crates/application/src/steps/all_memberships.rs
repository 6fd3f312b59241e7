//! All memberships of a person, however many pages they take.

use latchkey_domain::{
    base::{ids::UserId, page::PageRequest},
    membership::member::Member,
    ports::Reader,
};

use crate::frame::error::UseCaseError;

/// Reads all memberships of a person, page by page.
pub(crate) async fn all_memberships(
    reader: &mut dyn Reader,
    user: UserId,
) -> Result<Vec<Member>, UseCaseError> {
    let mut all = Vec::new();
    let mut page = PageRequest::first();
    loop {
        let found = reader.memberships_of(user, &page).await?;
        all.extend(found.items);
        match found.next {
            Some(next) => page = page.from(next),
            None => return Ok(all),
        }
    }
}
