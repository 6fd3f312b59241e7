//! For the tests of this area: small catalogues, and what to put them in force with.

use std::sync::Arc;

use latchkey_domain::{permission::Catalogue, ports::Store};
use latchkey_testing::{CountingIds, FixedClock};

use super::Foundation;

/// A foundation over a store that has no ids yet.
pub(super) fn foundation(store: Arc<dyn Store>) -> Foundation {
    Foundation {
        store,
        ids: Arc::new(CountingIds::after(10_000)),
        clock: Arc::new(FixedClock::new()),
    }
}

/// A catalogue of these plain permissions, and of standard sets with some of them.
pub(super) fn catalogue(permissions: &[&str], sets: &[(&str, &str, &[&str])]) -> Arc<Catalogue> {
    let permissions = permissions.iter().map(|key| {
        format!("[[permission]]\nkey = \"{key}\"\ncategory = \"Test\"\nlabel = \"{key}\"\n")
    });
    let sets = sets.iter().map(|(key, label, held)| {
        let set = "[[permission_set]]";
        format!("{set}\nkey = \"{key}\"\nlabel = \"{label}\"\npermissions = {held:?}\n")
    });
    let text: String = permissions.chain(sets).collect();
    Arc::new(Catalogue::parse("test.toml", &text).unwrap())
}
