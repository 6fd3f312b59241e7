//! A letter as plain text: 72 columns, each link on a line of its own.

use textwrap::{Options, WordSeparator, WrapAlgorithm, core::display_width};

use super::letter::{Letter, LetterFact, LetterLink, LetterList};

const COLUMNS: usize = 72;
/// How wide the labels of facts may be, so that the values have room.
const LABEL_COLUMNS: usize = 28;

/// The letter as plain text. Its heading is the subject, and not repeated.
pub(super) fn plain(letter: &Letter) -> String {
    let mut blocks = vec![paragraph(&letter.greeting)];
    blocks.push(match &letter.deadline {
        Some(deadline) => paragraph(&format!("{deadline} {}", letter.lead)),
        None => paragraph(&letter.lead),
    });
    blocks.push(facts(&letter.facts));
    blocks.extend(letter.list.as_ref().map(list));
    blocks.extend(letter.more.as_deref().map(paragraph));
    blocks.extend(letter.button.as_ref().map(|button| link("", button)));
    blocks.push(paragraph(&letter.after));
    let why = match &letter.stop {
        Some(stop) => link(&format!("{} ", letter.why), stop),
        None => paragraph(&letter.why),
    };
    blocks.push(format!("--\n{why}\n{}", paragraph(&letter.moment)));
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n\n") + "\n"
}

fn paragraph(text: &str) -> String {
    wrapped(text, "", "")
}

fn link(before: &str, link: &LetterLink) -> String {
    let label = paragraph(&format!("{before}{}:", link.label));
    format!("{label}\n{}", link.url)
}

fn facts(facts: &[LetterFact]) -> String {
    let widths = facts.iter().map(|fact| display_width(&fact.label));
    let width = widths.max().unwrap_or_default().min(LABEL_COLUMNS) + 2;
    let indent = " ".repeat(width);
    let fact = |fact: &LetterFact| {
        let gap = width.checked_sub(display_width(&fact.label));
        match gap {
            Some(gap) if gap >= 2 => {
                let start = format!("{}{}", fact.label, " ".repeat(gap));
                wrapped(&fact.value, &start, &indent)
            }
            // A label without room beside it stands on its own line.
            _ => format!(
                "{}\n{}",
                paragraph(&fact.label),
                wrapped(&fact.value, &indent, &indent)
            ),
        }
    };
    facts.iter().map(fact).collect::<Vec<_>>().join("\n")
}

fn list(list: &LetterList) -> String {
    let mut lines = vec![paragraph(&format!("{}:", list.heading))];
    lines.extend(list.names.iter().map(|name| wrapped(name, "- ", "  ")));
    lines.extend(list.others.as_deref().map(paragraph));
    lines.join("\n")
}

/// Wraps a text of one or several lines.
fn wrapped(text: &str, first_indent: &str, indent: &str) -> String {
    let mut lines = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let first = if number == 0 { first_indent } else { indent };
        let options = Options::new(COLUMNS)
            .word_separator(WordSeparator::AsciiSpace)
            .wrap_algorithm(WrapAlgorithm::FirstFit)
            .initial_indent(first)
            .subsequent_indent(indent);
        let wrapped = textwrap::wrap(line, options);
        lines.extend(wrapped.iter().map(|line| line.trim_end().to_owned()));
    }
    lines.join("\n")
}
