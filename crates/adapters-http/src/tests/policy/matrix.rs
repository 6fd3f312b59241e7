//! Answers in rows and columns, and how they are written: what is equal stands together.

use std::{collections::BTreeSet, fmt::Write as _};

use super::call::Cell;

/// Answers: a row for each role, in the order of the cast.
pub(super) struct Matrix {
    roles: Vec<String>,
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Matrix {
    /// The answers row by row.
    pub(super) fn new(roles: Vec<String>, columns: Vec<String>, answers: &[Cell]) -> Self {
        let rows: Vec<_> = answers
            .chunks(columns.len())
            .map(<[Cell]>::to_vec)
            .collect();
        assert_eq!(rows.len(), roles.len(), "a row for each role");
        Self {
            roles,
            columns,
            rows,
        }
    }

    pub(super) fn rows(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn columns(&self) -> usize {
        self.columns.len()
    }

    /// The codes of all refusals in it.
    pub(super) fn refusals(&self) -> BTreeSet<&'static str> {
        let code = |cell: &Cell| match cell {
            Cell::No(code) => Some(code.slug()),
            Cell::Yes | Cell::Clipped | Cell::Nothing | Cell::Blank => None,
        };
        self.rows.iter().flatten().filter_map(code).collect()
    }

    /// The answer that somebody always gets; `None` where it is not always the same.
    pub(super) fn only_answer(&self, row: usize) -> Option<Cell> {
        let mut answers = self.rows[row].iter().filter(|cell| **cell != Cell::Blank);
        let first = answers.next().copied().unwrap_or(Cell::Blank);
        answers.all(|cell| *cell == first).then_some(first)
    }

    /// Writes the table, and below it those who always get the same answer.
    pub(super) fn write(&self, page: &mut String, left_out: &[usize]) {
        let shown = (0..self.rows()).filter(|row| !left_out.contains(row));
        let (same, varied): (Vec<_>, Vec<_>) =
            shown.partition(|row| self.only_answer(*row).is_some() && self.columns() > 1);
        if !varied.is_empty() {
            page.push('\n');
            self.write_table(page, &varied);
        }
        if !same.is_empty() {
            page.push('\n');
            let answers = same
                .into_iter()
                .filter_map(|row| Some((row, self.only_answer(row)?)));
            self.write_list(page, &answers.collect::<Vec<_>>());
        }
    }

    fn write_table(&self, page: &mut String, rows: &[usize]) {
        let rows = grouped(rows, |row| self.rows[*row].clone());
        let all: Vec<_> = (0..self.columns()).collect();
        let columns = grouped(&all, |column| {
            let cells = rows.iter().map(|group| self.rows[group[0]][*column]);
            cells.collect::<Vec<_>>()
        });
        let head = columns
            .iter()
            .map(|group| names(&self.columns, group).join("<br>"));
        table_row(page, "", head);
        writeln!(page, "|---|{}", "---|".repeat(columns.len())).unwrap();
        for group in &rows {
            let row = &self.rows[group[0]];
            let cells = columns.iter().map(|column| said(row[column[0]]));
            table_row(page, &self.people(group).join("<br>"), cells);
        }
    }

    /// Writes who gets which answer.
    pub(super) fn write_list(&self, page: &mut String, answers: &[(usize, Cell)]) {
        for group in grouped(answers, |(_, answer)| *answer) {
            let rows: Vec<_> = group.iter().map(|(row, _)| *row).collect();
            let who = if rows.len() == self.rows() {
                "everybody".to_owned()
            } else {
                self.people(&rows).join("; ")
            };
            writeln!(page, "- {}: {who}", said(group[0].1)).unwrap();
        }
    }

    /// The names of roles, those of a family that is there as a whole by its own.
    fn people(&self, rows: &[usize]) -> Vec<String> {
        const FAMILY: &str = "platform: ";
        let all = names(&self.roles, rows);
        let of_family = |names: &[String]| names.iter().filter(|it| it.starts_with(FAMILY)).count();
        if of_family(&all) < of_family(&self.roles) {
            return all;
        }
        let (mut people, mut named) = (Vec::new(), false);
        for name in all {
            if !name.starts_with(FAMILY) {
                people.push(name);
            } else if !named {
                people.push("platform: any scope".to_owned());
                named = true;
            }
        }
        people
    }
}

/// Groups what is equal, in the order in which each comes first.
fn grouped<T: Clone, K: PartialEq>(items: &[T], key: impl Fn(&T) -> K) -> Vec<Vec<T>> {
    let mut groups: Vec<(K, Vec<T>)> = Vec::new();
    for item in items {
        let key = key(item);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(item.clone()),
            None => groups.push((key, vec![item.clone()])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn names(all: &[String], some: &[usize]) -> Vec<String> {
    some.iter().map(|at| all[*at].clone()).collect()
}

fn table_row(page: &mut String, first: &str, cells: impl Iterator<Item = String>) {
    let cells: Vec<_> = cells.collect();
    writeln!(page, "| {first} | {} |", cells.join(" | ")).unwrap();
}

fn said(cell: Cell) -> String {
    match cell {
        Cell::Yes => "**yes**".to_owned(),
        Cell::Clipped => "**clipped**".to_owned(),
        Cell::Nothing => "*as it was*".to_owned(),
        Cell::No(code) => format!("`{}`", code.slug()),
        Cell::Blank => String::new(),
    }
}
