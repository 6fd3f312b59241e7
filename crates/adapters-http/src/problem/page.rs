//! What a problem means and what to do, as a page for people.

use super::Code;

/// The page of one problem code.
pub(crate) fn html(code: Code) -> String {
    let meaning = code.meaning();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title></head>\n\
         <body>\n<h1>{title}</h1>\n<p><code>{slug}</code>, HTTP status {status}</p>\n\
         <h2>What it means</h2>\n<p>{text}</p>\n<h2>What to do</h2>\n<p>{advice}</p>\n\
         </body>\n</html>\n",
        title = escaped(meaning.title),
        slug = meaning.slug,
        status = meaning.status.as_u16(),
        text = escaped(meaning.text),
        advice = escaped(meaning.advice),
    )
}

/// The text as HTML, what stands between backticks as code.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let mut out = String::with_capacity(text.len());
    for (at, part) in text.split('`').enumerate() {
        if at % 2 == 1 {
            out.push_str("<code>");
            out.push_str(part);
            out.push_str("</code>");
        } else {
            out.push_str(part);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// `docs/errors.md` as it must be.
    fn document() -> String {
        let mut text = String::from(
            "# Problems\n\nEvery answer that is not what the caller asked for is an \
             `application/problem+json` document (RFC 9457).\nIts `type` leads to a page with the \
             words below; `code` is stable, `detail` says what to do in that case.\nThis page is \
             made of `crates/adapters-http/src/problem/codes.rs`, and a test keeps it so: run it \
             with\n`LATCHKEY_UPDATE_DOCS=1` to write it anew.\n\n\
             | status | code | meaning | what to do |\n|---|---|---|---|\n",
        );
        for code in Code::ALL {
            let meaning = code.meaning();
            let status = meaning.status.as_u16();
            let (slug, what, advice) = (meaning.slug, meaning.text, meaning.advice);
            writeln!(text, "| {status} | `{slug}` | {what} | {advice} |").unwrap();
        }
        text
    }

    #[test]
    fn the_document_has_the_words_of_the_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/errors.md");
        if std::env::var_os("LATCHKEY_UPDATE_DOCS").is_some() {
            std::fs::write(path, document()).unwrap();
        }
        let written = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(written, document(), "run with LATCHKEY_UPDATE_DOCS=1");
    }

    #[test]
    fn every_code_has_a_page() {
        for code in Code::ALL {
            let page = html(*code);
            assert_eq!(Code::parse(code.slug()), Some(*code));
            assert!(page.contains(code.slug()) && !page.contains('`'), "{page}");
        }
    }
}
