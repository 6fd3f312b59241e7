//! The page: every area with its tables, as Markdown.

use std::{collections::BTreeSet, fmt::Write as _};

use super::{
    actions::{Action, Area, areas},
    call::{Cell, cells},
    cast::{Case, Role, Target},
    gates, is_routed,
    matrix::Matrix,
    scene::Scene,
};
use crate::problem::Code;

const INTRODUCTION: &str = "\
# Who may do what

This page is made by a test, from the product itself: every cell is the answer to a call, by somebody
of that kind, on somebody of that kind, in a scene that is the same for every call. Do not change it by
hand. `LATCHKEY_UPDATE=1 cargo test -p latchkey-adapters-http policy` makes it anew.

The *client* is an account that an agency, the *partner*, works for. A table has a row for each group of
people who are answered alike, and a column for each group of people to whom it is done with the same
answers; what the words for people mean is listed at the end. Below a table stand those whom it answers
the same whoever it is done to, and above all tables of a chapter those who are always refused there.
Numbers such as A1 are those of [the rules](rules.md).

| a cell says | that is |
|---|---|
| **yes** | it is done, or shown |
| **clipped** | it is done, but only as far as whoever does it holds the permissions; the answer names the rest |
| *as it was* | nobody objects, and there is nothing to do |
| (blank) | there is no such call |
";

/// Writes the page.
pub(super) async fn write(scene: &Scene) -> String {
    let mut chapters = Vec::new();
    for area in areas() {
        chapters.extend(Chapter::ask(scene, area).await);
    }
    let mut page = INTRODUCTION.to_owned();
    let refusals: BTreeSet<_> = chapters.iter().flat_map(Chapter::refusals).collect();
    for code in Code::ALL {
        let meaning = code.meaning();
        if refusals.contains(meaning.slug) {
            writeln!(page, "| `{}` | refused: {} |", meaning.slug, meaning.text).unwrap();
        }
    }
    for chapter in &chapters {
        chapter.write(&mut page);
    }
    gates::write(&mut page);
    write_cast(&mut page, scene);
    page
}

/// An area with its answers.
struct Chapter {
    title: &'static str,
    about: &'static str,
    /// What is done to nobody in particular: each is a column.
    plain: Option<Matrix>,
    /// What is done to people: a table each.
    on_people: Vec<(&'static str, Matrix)>,
}

impl Chapter {
    /// Asks everything of an area; `None` where there is nothing of it yet.
    async fn ask(scene: &Scene, area: Area) -> Option<Self> {
        let actions: Vec<_> = area.actions.iter().filter(|it| is_routed(it)).collect();
        let (people, plain): (Vec<_>, Vec<_>) = actions
            .into_iter()
            .partition(|action| action.is_on_people());
        let mut chapter = Self {
            title: area.title,
            about: area.about,
            plain: None,
            on_people: Vec::new(),
        };
        if !plain.is_empty() {
            let titles = plain.iter().map(|action| action.title.to_owned());
            let row = |role| {
                let case = Case { role, target: None };
                plain.iter().map(move |action| (*action, case))
            };
            let calls: Vec<_> = scene.roles.iter().flat_map(row).collect();
            chapter.plain = Some(matrix(scene, titles.collect(), &calls).await);
        }
        for action in people {
            let titles = scene.targets.iter().map(|target| target.title.to_owned());
            let row = |role| {
                let on = move |target| (action, Case { role, target });
                scene.targets.iter().map(Some).map(on)
            };
            let calls: Vec<_> = scene.roles.iter().flat_map(row).collect();
            let answers = matrix(scene, titles.collect(), &calls).await;
            chapter.on_people.push((action.title, answers));
        }
        (chapter.plain.is_some() || !chapter.on_people.is_empty()).then_some(chapter)
    }

    fn tables(&self) -> impl Iterator<Item = &Matrix> {
        let on_people = self.on_people.iter().map(|(_, matrix)| matrix);
        self.plain.iter().chain(on_people)
    }

    fn refusals(&self) -> BTreeSet<&'static str> {
        self.tables().flat_map(Matrix::refusals).collect()
    }

    fn write(&self, page: &mut String) {
        writeln!(page, "\n## {}", self.title).unwrap();
        if !self.about.is_empty() {
            writeln!(page, "\n{}", self.about).unwrap();
        }
        let shut_out = self.shut_out();
        if !shut_out.is_empty() {
            page.push_str("\nAlways refused:\n\n");
            self.tables().next().unwrap().write_list(page, &shut_out);
        }
        let left_out: Vec<_> = shut_out.iter().map(|(row, _)| *row).collect();
        if let Some(plain) = &self.plain {
            plain.write(page, &left_out);
        }
        for (title, matrix) in &self.on_people {
            writeln!(page, "\n### {title}").unwrap();
            matrix.write(page, &left_out);
        }
    }

    /// Those who are refused everything here, always for the same reason.
    fn shut_out(&self) -> Vec<(usize, Cell)> {
        let tables: Vec<_> = self.tables().collect();
        let columns: usize = tables.iter().map(|matrix| matrix.columns()).sum();
        let rows = 0..tables[0].rows();
        let always = rows.filter_map(|row| {
            let mut answers = tables.iter().map(|matrix| matrix.only_answer(row));
            let first = answers.next()??;
            let refused = matches!(first, Cell::No(_));
            (columns > 1 && refused && answers.all(|it| it == Some(first))).then_some((row, first))
        });
        always.collect()
    }
}

/// The answers to calls: for each role in turn, one for each column.
async fn matrix(scene: &Scene, columns: Vec<String>, calls: &[(&Action, Case<'_>)]) -> Matrix {
    let answers = cells(scene, calls).await;
    let roles = scene.roles.iter().map(|role| role.title.clone());
    Matrix::new(roles.collect(), columns, &answers)
}

fn write_cast(page: &mut String, scene: &Scene) {
    page.push_str("\n## The words for people\n\nWho does it:\n\n| | |\n|---|---|\n");
    for Role { title, about, .. } in &scene.roles {
        writeln!(page, "| {title} | {about} |").unwrap();
    }
    page.push_str("\nTo whom it is done:\n\n| | |\n|---|---|\n");
    for Target { title, about, .. } in &scene.targets {
        writeln!(page, "| {title} | {about} |").unwrap();
    }
}
