//! Test support for this area: small catalogues, and the ports to apply them.

use std::sync::Arc;

use latchkey_domain::{permission::Catalogue, ports::Store};
use latchkey_testing::{CountingIds, FixedClock};

use super::Foundation;

/// A foundation over a store without ids.
pub(crate) fn foundation(store: Arc<dyn Store>) -> Foundation {
    Foundation {
        store,
        ids: Arc::new(CountingIds::after(10_000)),
        clock: Arc::new(FixedClock::new()),
    }
}

/// A catalogue with these permissions, and with standard sets of some of them.
pub(crate) fn catalogue(permissions: &[&str], sets: &[(&str, &str, &[&str])]) -> Arc<Catalogue> {
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
