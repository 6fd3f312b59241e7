//! The trail, taken out whole: a line of JSON for each event, or a table.

use std::io;

use csv::{Terminator, WriterBuilder};
use latchkey_application::audit::SeenEvent;
use serde_json::Value;

use crate::map::audit::AuditEventView;

/// Where each cell of a table stands in the event; its column is called so, too.
const CELLS: [&str; 22] = [
    "/id",
    "/type",
    "/at",
    "/outcome",
    "/problem",
    "/actor/type",
    "/actor/id",
    "/actor/name",
    "/actor/account/id",
    "/actor/account/name",
    "/account/id",
    "/account/name",
    "/user/id",
    "/user/name",
    "/partner",
    "/object",
    "/details",
    "/reason",
    "/request_id",
    "/address",
    "/token",
    "/operation",
];

/// In which form events are taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// One JSON object a line, as the lists have them.
    Ndjson,
    /// A table with a line of names, as RFC 4180 has it.
    Csv,
}

impl ExportFormat {
    /// The forms there are.
    pub const ALL: [Self; 2] = [Self::Ndjson, Self::Csv];

    /// The short name, which is also what files of it end with.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
        }
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv",
        }
    }

    /// The media type, with what a reader has to know besides: JSON is UTF-8 anyway.
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Ndjson => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    /// What comes before the first event.
    pub fn opening(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Ndjson => Ok(Vec::new()),
            Self::Csv => table([CELLS.map(column)]),
        }
    }

    /// The next events.
    pub fn events(self, events: &[SeenEvent]) -> io::Result<Vec<u8>> {
        let events = events.iter().map(AuditEventView::of);
        match self {
            Self::Ndjson => {
                let mut lines = Vec::new();
                for event in events {
                    serde_json::to_writer(&mut lines, &event)?;
                    lines.push(b'\n');
                }
                Ok(lines)
            }
            Self::Csv => {
                let values = events.map(serde_json::to_value);
                let values = values.collect::<Result<Vec<_>, _>>()?;
                table(values.iter().map(|event| CELLS.map(|at| cell(event, at))))
            }
        }
    }
}

fn column(cell: &str) -> String {
    cell.trim_start_matches('/').replace('/', "_")
}

fn cell(event: &Value, at: &str) -> String {
    match event.pointer(at) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => harmless(text),
        Some(value) => harmless(&value.to_string()),
    }
}

/// A text that no spreadsheet takes for a formula: somebody else has written it.
fn harmless(text: &str) -> String {
    const BEGIN_FORMULAS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let is_shifted = text.starts_with(['\t', '\r', '\n']);
    if is_shifted || text.trim_start().starts_with(BEGIN_FORMULAS) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn table<const COLUMNS: usize>(
    lines: impl IntoIterator<Item = [String; COLUMNS]>,
) -> io::Result<Vec<u8>> {
    let mut table = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    for line in lines {
        table.write_record(line)?;
    }
    table.into_inner().map_err(csv::IntoInnerError::into_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_taken_for_a_formula() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\rx", "＝1"] {
            assert_eq!(harmless(formula), format!("'{formula}"));
        }
        for text in ["", "a=b", "Acme", "'=1", "2026-01-31T09:30:00Z"] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let line = ["a,b", "say \"hi\"", "two\nlines", "ærlig"].map(str::to_owned);
        let table = String::from_utf8(table([line]).unwrap()).unwrap();
        assert_eq!(table, "\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",ærlig\r\n");
    }

    #[test]
    fn a_table_begins_with_the_names_of_its_columns() {
        let opening = String::from_utf8(ExportFormat::Csv.opening().unwrap()).unwrap();
        assert!(opening.starts_with("id,type,at,outcome,problem,actor_type,actor_id,actor_name,"));
        assert_eq!(opening.trim_end().split(',').count(), CELLS.len());
        assert_eq!(ExportFormat::Ndjson.opening().unwrap(), b"");
    }
}
