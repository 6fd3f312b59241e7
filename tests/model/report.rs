//! What is printed where the two sides differ.

use crate::{
    command::Command,
    compare::{Differences, touched},
    model::state::Model,
    run::is_repeated,
    world::{Failure, World},
};

/// Reports on the newest command of a world, after which these differences were found.
pub(crate) fn failure(world: &World, differences: &Differences) -> Failure {
    let command = world.history.last().unwrap();
    let first = differences.first().unwrap();
    let words = first.chars().filter(|it| !it.is_ascii_digit()).take(120);
    let kind = format!("{} {}", command.name(), words.collect::<String>());
    // A world that is repeated alone is printed whole.
    let shown = if is_repeated() { usize::MAX } else { 20 };
    let earlier = world.history.iter().rev().skip(1).take(shown);
    let earlier: Vec<_> = earlier.map(|command| format!("{command:?}")).collect();
    let report = format!(
        "world {}, step {}: {command:?}\n{}\nwhat the model knows:\n{}\nafter:\n{}",
        world.seed,
        world.history.len(),
        differences.join("\n"),
        concerned(&world.model, &**command).join("\n"),
        earlier.join("\n"),
    );
    Failure { kind, report }
}

/// What the model knows of those whom a command names, for whoever reads the report.
fn concerned(model: &Model, command: &dyn Command) -> Vec<String> {
    let text = format!("{command:?}");
    let mut all = vec![format!("now: {}", model.now)];
    for (at, member) in &model.members {
        let named = |name: &str, number: usize| {
            text.contains(&format!("{name}: {number},"))
                || text.contains(&format!("{name}: {number} "))
                || text.contains(&format!("{name}: {number})"))
        };
        let names = ["by", "user", "employee", "partner", "client", "account"];
        let hit = names.iter().any(|name| named(name, at.0))
            && (names.iter().any(|name| named(name, at.1)) || text.contains("link"));
        if hit || text.contains(&format!("user: {}", at.1)) {
            all.push(format!("{at:?} {member:?} {:?}", model.terms.get(at)));
        }
    }
    for (number, account) in model.accounts.iter().enumerate() {
        if text.contains(&format!(": {number}")) {
            all.push(format!("account {number}: {account:?}"));
        }
    }
    for (number, user) in model.users.iter().enumerate() {
        if text.contains(&format!(": {number}")) {
            all.push(format!("user {number}: {user:?}"));
        }
    }
    if text.contains("link") {
        for (number, link) in model.links.iter().enumerate() {
            all.push(format!("link {number}: {link:?}"));
        }
    }
    if text.contains("set: ") {
        for (number, set) in model.sets.iter().enumerate() {
            all.push(format!("set {number}: {set:?}"));
        }
    }
    all
}

/// What differs between two states, in words.
pub(crate) fn difference(before: &Model, next: &Model) -> String {
    let mut all = Vec::new();
    for at in touched(before, next) {
        all.push(format!(
            "{at:?}: {:?} -> {:?}",
            before.members.get(&at),
            next.members.get(&at)
        ));
        all.push(format!(
            "{at:?}: {:?} -> {:?}",
            before.terms.get(&at),
            next.terms.get(&at)
        ));
    }
    for (a, b) in before
        .accounts
        .iter()
        .zip(&next.accounts)
        .filter(|(a, b)| a != b)
    {
        all.push(format!("{a:?} -> {b:?}"));
    }
    for (a, b) in before.users.iter().zip(&next.users).filter(|(a, b)| a != b) {
        all.push(format!("{a:?} -> {b:?}"));
    }
    for (at, new) in &next.relationships {
        if before.relationships.get(at) != Some(new) {
            all.push(format!(
                "{at:?}: {:?} -> {new:?}",
                before.relationships.get(at)
            ));
        }
    }
    all.join("\n")
}
