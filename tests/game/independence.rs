//! The ledger and the goals stay a judgement of their own: they use none of Latchkey's rules.

use std::{fs, path::Path};

/// The parts of the domain in which the rules are.
const RULES: [&str; 6] = [
    "account_side",
    "decision::",
    "gate",
    "partner_side",
    "partnership",
    "terms",
];

#[test]
fn the_judgement_uses_no_rule() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("game");
    let files = [
        "cast.rs",
        "facts.rs",
        "goals.rs",
        "ledger/mod.rs",
        "ledger/gifts.rs",
        "ledger/leaving.rs",
        "ledger/telling.rs",
    ];
    for name in files {
        let text = fs::read_to_string(root.join(name)).unwrap();
        let uses = text.split("\nuse latchkey_domain").skip(1);
        for used in uses.map(|rest| rest.split(';').next().unwrap()) {
            for rule in RULES {
                assert!(!used.contains(rule), "{name} is to judge without {rule}");
            }
        }
    }
}
