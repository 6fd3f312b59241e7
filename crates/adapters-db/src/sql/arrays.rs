//! Inserting rows into PostgreSQL as one array for each column. Such a statement is built, sent,
//! parsed and planned far faster than one with a placeholder for every value of every row.

use std::fmt::Display;

use sea_orm::{ActiveModelTrait, DbBackend, EntityTrait, IdenStatic, Iterable, Statement, Value};

use super::collision::Collision;

/// The statement that inserts new rows.
pub(super) fn insert<E: EntityTrait>(
    mut rows: Vec<E::ActiveModel>,
    collision: Collision,
) -> Statement {
    let mut arrays = Arrays::default();
    let (mut names, mut read) = (Vec::new(), Vec::new());
    for column in E::Column::iter() {
        let values = rows.iter_mut().map(|row| row.take(column).into_value());
        names.push(format!("\"{}\"", column.as_str()));
        read.push(arrays.add(values.flatten().collect()));
    }
    let sql = format!(
        "INSERT INTO \"{table}\" ({names}) SELECT {read} \
         FROM UNNEST({places}) AS given({columns}){otherwise}",
        table = E::default().table_name(),
        names = names.join(", "),
        read = read.join(", "),
        places = arrays.each(|number| format!("${number}")),
        columns = arrays.each(|number| format!("c{number}")),
        otherwise = match collision {
            Collision::PassedOver => " ON CONFLICT DO NOTHING",
            Collision::Fails => "",
        },
    );
    Statement::from_sql_and_values(DbBackend::Postgres, sql, arrays.0)
}

/// The arrays of a statement, numbered from one.
#[derive(Default)]
struct Arrays(Vec<Value>);

impl Arrays {
    /// Adds the values of a column, all of one type. Returns the expression that reads them back.
    fn add(&mut self, mut values: Vec<Value>) -> String {
        let given: Vec<bool> = values.iter().map(|value| !is_null(value)).collect();
        if given.iter().all(|given| *given) {
            return self.push(values);
        }
        if !given.contains(&true) {
            // A null instead of an array: beside longer arrays it reads as that many nulls.
            let no_array = values
                .first()
                .map(|null| Value::Array(null.array_type(), None));
            self.0.extend(no_array);
            return self.newest();
        }
        // The arrays of sea-orm cannot hold nulls, so a second array says which values are given.
        for value in values.iter_mut().filter(|value| is_null(value)) {
            *value = value.dummy_value();
        }
        let value = self.push(values);
        let given = self.push(given.into_iter().map(Value::from).collect());
        format!("CASE WHEN {given} THEN {value} END")
    }

    fn push(&mut self, values: Vec<Value>) -> String {
        let kind = values.first().map(Value::array_type);
        let array = kind.map(|kind| Value::Array(kind, Some(Box::new(values))));
        self.0.extend(array);
        self.newest()
    }

    fn newest(&self) -> String {
        format!("c{}", self.0.len())
    }

    fn each<T: Display>(&self, say: impl Fn(usize) -> T) -> String {
        let all: Vec<String> = (1..=self.0.len()).map(|n| say(n).to_string()).collect();
        all.join(", ")
    }
}

fn is_null(value: &Value) -> bool {
    *value == value.as_null()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nulls_are_marked_by_an_array_of_their_own() {
        let mut arrays = Arrays::default();
        let text = |text: &str| Value::from(text.to_owned());
        let none = Value::from(None::<String>);
        assert_eq!(arrays.add(vec![text("a"), text("b")]), "c1");
        assert_eq!(arrays.add(vec![none.clone(), none.clone()]), "c2");
        let mixed = arrays.add(vec![text("a"), none]);
        assert_eq!(mixed, "CASE WHEN c4 THEN c3 END");
        let [_, absent, values, given] = &arrays.0[..] else {
            panic!("as many arrays as columns, and one beside");
        };
        assert!(matches!(absent, Value::Array(_, None)));
        assert!(matches!(values, Value::Array(_, Some(values)) if values[1] == text("")));
        assert!(matches!(given, Value::Array(_, Some(given)) if given[1] == Value::from(false)));
        assert_eq!(arrays.each(|number| format!("${number}")), "$1, $2, $3, $4");
    }
}
