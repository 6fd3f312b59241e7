//! Typed ids: a prefix and a `UUIDv7` in TypeID form. An id of one kind is never accepted as
//! another, and ids sort by creation time.

use type_safe_id::{StaticType, TypeSafeId};
use uuid::Uuid;

/// One marker type for each kind of id.
pub mod kind {
    use super::StaticType;

    macro_rules! kinds {
        ($($name:ident $prefix:literal),* $(,)?) => {$(
            #[doc = concat!("Ids that begin with `", $prefix, "_`.")]
            #[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
            pub struct $name;

            impl StaticType for $name {
                const TYPE: &'static str = $prefix;
            }
        )*};
    }

    kinds! {
        Account "acc", User "usr", Membership "mem", PermissionSet "set", AccessLink "lnk",
        Asset "ast", Operation "op", Review "rev", Event "evt", Token "tok", WebhookEndpoint "whk",
        Session "ses",
    }
}

/// Every prefix of a Latchkey id. External ids must not have this form.
pub const PREFIXES: [&str; 12] = [
    "acc", "usr", "mem", "set", "lnk", "ast", "op", "rev", "evt", "tok", "whk", "ses",
];

/// The id of an account.
pub type AccountId = TypeSafeId<kind::Account>;
/// The id of a user.
pub type UserId = TypeSafeId<kind::User>;
/// The id of a membership.
pub type MembershipId = TypeSafeId<kind::Membership>;
/// The id of a permission set.
pub type PermissionSetId = TypeSafeId<kind::PermissionSet>;
/// The id of an access link.
pub type AccessLinkId = TypeSafeId<kind::AccessLink>;
/// The id of an asset.
pub type AssetId = TypeSafeId<kind::Asset>;
/// The id of an operation.
pub type OperationId = TypeSafeId<kind::Operation>;
/// The id of a removal review.
pub type ReviewId = TypeSafeId<kind::Review>;
/// The id of an event.
pub type EventId = TypeSafeId<kind::Event>;
/// The id of a token.
pub type TokenId = TypeSafeId<kind::Token>;
/// The id of a webhook endpoint.
pub type WebhookEndpointId = TypeSafeId<kind::WebhookEndpoint>;
/// The id of a session.
pub type SessionId = TypeSafeId<kind::Session>;

/// Makes ids. Adapters must make unique ids that never decrease within one process.
pub trait Ids: Send + Sync + std::fmt::Debug {
    /// Makes a UUID version 7.
    fn uuid(&self) -> Uuid;
}

impl dyn Ids + '_ {
    /// Makes an id of the wanted kind.
    pub fn next<K: StaticType>(&self) -> TypeSafeId<K> {
        TypeSafeId::from_uuid(self.uuid())
    }
}

/// Tells whether a text has the form of a Latchkey id of any kind.
pub fn has_id_form(text: &str) -> bool {
    let Some((prefix, _)) = text.rsplit_once('_') else {
        return false;
    };
    PREFIXES.contains(&prefix)
        && text
            .parse::<TypeSafeId<type_safe_id::DynamicType>>()
            .is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_another_kind_does_not_parse() {
        let id = UserId::from_uuid(Uuid::from_u128(7));
        assert!(id.to_string().parse::<UserId>().is_ok());
        assert!(id.to_string().parse::<AccountId>().is_err());
    }

    #[test]
    fn only_whole_ids_have_the_id_form() {
        let id = AccountId::from_uuid(Uuid::from_u128(7)).to_string();
        assert!(has_id_form(&id));
        assert!(!has_id_form("acc_42"));
        assert!(!has_id_form("customer_7"));
        assert!(!has_id_form("42"));
    }
}
