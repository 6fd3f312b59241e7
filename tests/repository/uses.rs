//! Which file of a crate uses which, read from its `use` items and from the paths in its code.
//!
//! A path is followed to the file that defines what it names: through modules, imports and `pub use`, which is a
//! signpost and no use.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::code::is_word;

/// A path from the root of the crate. The module of a file is the path to it.
type Names<'a> = Vec<&'a str>;

/// Longer chains of signposts do not occur; a circle of them would not be built.
const MOST_SIGNPOSTS: usize = 16;

/// A word after one of these names a member, the rest of a path, or what is defined here.
const NO_USE: [&str; 4] = [".", "::", "fn", "mod"];

/// What one `use` item brings in.
#[derive(Debug)]
struct Import<'a> {
    is_signpost: bool,
    /// As it is written, with the module it is written in.
    module: Names<'a>,
    path: Names<'a>,
    /// The name that it has here.
    name: &'a str,
}

/// What one file says of others.
#[derive(Debug, Default)]
struct File<'a> {
    imports: Vec<Import<'a>>,
    /// Paths in the code, with the modules they are written in.
    paths: Vec<(Names<'a>, Names<'a>)>,
    /// The words in the code outside of `use` items: names of imports are used where they are among them.
    words: BTreeSet<&'a str>,
}

/// The files of one crate.
#[derive(Debug, Default)]
pub(crate) struct Crate<'a> {
    files: BTreeMap<Names<'a>, File<'a>>,
}

/// For each node the nodes that it uses, each with one of the paths that say so.
pub(crate) type Graph = BTreeMap<String, BTreeMap<String, String>>;

impl<'a> Crate<'a> {
    /// Adds the file at `path` below `src`, of which `tokens` are built.
    pub(crate) fn add(&mut self, path: &'a Path, tokens: &[&'a str]) {
        let mut module: Names<'a> = path.iter().map(|part| part.to_str().unwrap()).collect();
        let name = module.pop().unwrap().trim_end_matches(".rs");
        if !["lib", "main", "mod"].contains(&name) {
            module.push(name);
        }
        let file = File::read(&module, tokens);
        self.files.insert(module, file);
    }

    /// Which file uses which.
    pub(crate) fn by_file(&self) -> Graph {
        self.graph(|module| module.join("/"))
    }

    /// Which folder or file directly below `src` uses which.
    pub(crate) fn by_folder(&self) -> Graph {
        self.graph(|module| module.first().copied().unwrap_or_default().to_owned())
    }

    fn graph(&self, node: impl Fn(&[&str]) -> String) -> Graph {
        let mut graph = Graph::new();
        for (module, file) in &self.files {
            for path in self.used_by(module, file) {
                let from = node(module);
                let to = node(self.defining(&path, MOST_SIGNPOSTS));
                if from != to {
                    let because = format!("{} says {}", module.join("/"), path.join("::"));
                    graph.entry(from).or_default().entry(to).or_insert(because);
                }
            }
        }
        graph
    }

    /// The paths, from the root of the crate, of what the file uses.
    fn used_by(&self, module: &Names<'a>, file: &File<'a>) -> Vec<Names<'a>> {
        let imported = file
            .imports
            .iter()
            .filter(|import| !import.is_signpost || file.words.contains(import.name))
            .filter_map(|import| {
                let path = self.absolute(&import.module, &import.path)?;
                let is_way_to_more = self.files.contains_key(&path)
                    && file.paths.iter().any(|(_, path)| path[0] == import.name);
                (!is_way_to_more).then_some(path)
            });
        let named = file.paths.iter().filter_map(|(inside, path)| {
            self.absolute(inside, path).or_else(|| {
                let import = file.imports.iter().find(|import| import.name == path[0])?;
                let mut whole = self.absolute(&import.module, &import.path)?;
                whole.extend(&path[1..]);
                Some(whole)
            })
        });
        imported
            .chain(named)
            .filter(|path| path != module)
            .collect()
    }

    /// The path from the root of the crate, unless it leads out of the crate or begins with an imported name.
    fn absolute(&self, module: &[&'a str], path: &[&'a str]) -> Option<Names<'a>> {
        let mut base = module.to_vec();
        let mut rest = path;
        match path {
            ["crate", after @ ..] => {
                base.clear();
                rest = after;
            }
            ["self", after @ ..] => rest = after,
            ["super", ..] => {
                while let ["super", after @ ..] = rest {
                    base.pop();
                    rest = after;
                }
            }
            [first, ..] => {
                base.push(*first);
                if !self.files.contains_key(&base) {
                    return None;
                }
                base.pop();
            }
            [] => return None,
        }
        base.extend(rest);
        Some(base)
    }

    /// The module of the file that defines what the path names.
    fn defining(&self, path: &[&'a str], signposts: usize) -> &[&'a str] {
        let (module, file) = (0..=path.len())
            .rev()
            .find_map(|length| self.files.get_key_value(&path[..length]))
            .expect("every crate has a root");
        let Some(name) = path.get(module.len()) else {
            return module;
        };
        let signpost = file
            .imports
            .iter()
            .filter(|_| signposts > 0)
            .find(|import| import.name == *name)
            .and_then(|import| self.absolute(&import.module, &import.path));
        let Some(mut further) = signpost else {
            return module;
        };
        further.extend(&path[module.len() + 1..]);
        self.defining(&further, signposts - 1)
    }
}

impl<'a> File<'a> {
    fn read(module: &[&'a str], tokens: &[&'a str]) -> Self {
        let mut file = Self::default();
        let mut here = module.to_vec();
        let mut depth = 0;
        // The depths at which the modules in the file end.
        let mut ends = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let before = if at == 0 { "" } else { tokens[at - 1] };
            match tokens[at..] {
                ["mod", name, "{", ..] => {
                    here.push(name);
                    ends.push(depth);
                    at += 1;
                }
                ["{", ..] => depth += 1,
                ["}", ..] => {
                    depth -= 1;
                    if ends.last() == Some(&depth) {
                        ends.pop();
                        here.pop();
                    }
                }
                ["use", "<", ..] => (),
                ["use", ..] => {
                    let length = tokens[at..]
                        .iter()
                        .take_while(|token| **token != ";")
                        .count();
                    let mut imports = Imports {
                        is_signpost: is_public(&tokens[..at]),
                        module: &here,
                        found: &mut file.imports,
                    };
                    imports.read(&tokens[at + 1..at + length], &[]);
                    at += length;
                }
                [word, ..] if is_word(word) && !NO_USE.contains(&before) => {
                    file.words.insert(word);
                    let path = path(&tokens[at..]);
                    if path.len() > 1 {
                        file.paths.push((here.clone(), path));
                    }
                }
                _ => (),
            }
            at += 1;
        }
        file
    }
}

fn is_public(before: &[&str]) -> bool {
    matches!(before, [.., "pub"] | [.., "pub", "(", _, ")"])
}

/// The words that `::` joins.
fn path<'a>(tokens: &[&'a str]) -> Names<'a> {
    let mut path = vec![tokens[0]];
    let mut rest = &tokens[1..];
    while let ["::", word, after @ ..] = rest {
        if !is_word(word) {
            break;
        }
        path.push(*word);
        rest = after;
    }
    path
}

struct Imports<'f, 'a> {
    is_signpost: bool,
    module: &'f Names<'a>,
    found: &'f mut Vec<Import<'a>>,
}

impl<'a> Imports<'_, 'a> {
    /// Reads what follows `use`, or stands between two commas inside it, below the path `above`.
    fn read(&mut self, tree: &[&'a str], above: &[&'a str]) {
        let mut path = above.to_vec();
        let mut rest = tree;
        while let [word, "::", after @ ..] = rest {
            path.push(*word);
            rest = after;
        }
        match rest {
            ["::", after @ ..] => self.read(after, above),
            ["{", inside @ .., "}"] => {
                for part in parts(inside) {
                    self.read(part, &path);
                }
            }
            ["self"] if !path.is_empty() => self.add(path.clone(), path[path.len() - 1]),
            ["self", "as", name] if !path.is_empty() => self.add(path, name),
            [word, "as", name] => {
                path.push(*word);
                self.add(path, name);
            }
            // Everything in a module: the module is what is used.
            ["*"] => self.add(path, "*"),
            [word] => {
                path.push(*word);
                self.add(path, word);
            }
            _ => assert!(rest.is_empty(), "cannot read `use {}`", tree.join(" ")),
        }
    }

    fn add(&mut self, path: Names<'a>, name: &'a str) {
        self.found.push(Import {
            is_signpost: self.is_signpost,
            module: self.module.clone(),
            path,
            name,
        });
    }
}

/// What stands between the commas, outside of brackets.
fn parts<'t, 'a>(tokens: &'t [&'a str]) -> Vec<&'t [&'a str]> {
    let mut depth = 0;
    tokens
        .split(|token| {
            match *token {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ => (),
            }
            depth == 0 && *token == ","
        })
        .collect()
}

/// The circles: groups of nodes each of which uses, by some way, all others of its group.
pub(crate) fn circles(graph: &Graph) -> Vec<BTreeSet<String>> {
    let reached: BTreeMap<&String, BTreeSet<&String>> = graph
        .keys()
        .map(|start| {
            let mut reached = BTreeSet::new();
            let mut waiting = vec![start];
            while let Some(node) = waiting.pop() {
                for used in graph.get(node).into_iter().flat_map(BTreeMap::keys) {
                    if reached.insert(used) {
                        waiting.push(used);
                    }
                }
            }
            (start, reached)
        })
        .collect();
    let leads =
        |one: &String, other: &String| reached.get(one).is_some_and(|all| all.contains(other));
    let groups: BTreeSet<BTreeSet<String>> = graph
        .keys()
        .filter(|node| leads(node, node))
        .map(|node| {
            graph
                .keys()
                .filter(|other| leads(node, other) && leads(other, node))
                .cloned()
                .collect()
        })
        .collect();
    groups.into_iter().collect()
}
