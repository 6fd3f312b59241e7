//! The model stays a second opinion: its rules use nothing of Latchkey's code.

use std::{collections::BTreeSet, fs, path::Path};

/// Where a rule of the model begins, and with what line it ends.
const RULES: [(&str, &str); 2] = [("impl Model {", "}"), ("    fn play(", "    }")];

#[test]
fn rules_use_no_name_of_latchkeys_crates() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("model");
    let mut files = Vec::new();
    collect(&root, &mut files);
    let mut seen = 0;
    let mut broken = Vec::new();
    for (path, text) in &files {
        let real = imported(text);
        let rules = rules(text);
        seen += rules.len();
        for rule in rules {
            let words = rule.split(|it: char| !it.is_alphanumeric() && it != '_');
            let foreign = words.filter(|it| real.contains(it) || it.starts_with("latchkey"));
            broken.extend(foreign.map(|word| format!("{path}: {word}")));
        }
    }
    assert!(seen >= 80, "only {seen} rules were found: see RULES");
    assert!(
        broken.is_empty(),
        "the model's rules are to be written from the words of the rules, without these:\n{}",
        broken.join("\n")
    );
}

fn collect(folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            files.push((path.display().to_string(), text));
        }
    }
}

/// The names that a file imports from Latchkey's crates.
fn imported(text: &str) -> BTreeSet<&str> {
    let uses = text.split("\nuse latchkey_").skip(1);
    let uses = uses.map(|rest| rest.split(';').next().unwrap());
    let items = uses.flat_map(|it| it.split(['{', '}', ',']).map(str::trim));
    let items = items.filter(|it| !it.is_empty() && !it.ends_with("::") && *it != "self");
    items
        .filter_map(|it| it.rsplit([':', ' ']).next())
        .collect()
}

/// The parts of a file that are rules of the model.
fn rules(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let found = RULES.iter().find(|(begin, _)| line.starts_with(begin));
        if let Some((_, end)) = found {
            let rule: Vec<_> = lines.by_ref().take_while(|line| line != end).collect();
            all.push(rule.join("\n"));
        }
    }
    all
}
