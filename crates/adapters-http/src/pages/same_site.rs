//! Tells forms of our own pages from those that a page from elsewhere makes a browser send.

use actix_web::http::header::{self, HeaderMap};

/// Whether a form may come from a page of ours, by what the browser says of where it was. Browsers that say
/// nothing are judged by the token of the form alone.
pub(super) fn may_be_ours(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &header::HeaderValue| value.to_str().ok())
    };
    if let Some(site) = headers.get("sec-fetch-site") {
        // `none`: the reader did it, by loading a page again.
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(header::ORIGIN) else {
        return true;
    };
    let Some((scheme, authority)) = origin.to_str().ok().and_then(|text| text.split_once("://"))
    else {
        return false;
    };
    let is_public = public_url
        .split_once("://")
        .is_some_and(|(own, rest)| own == scheme && authority_of(rest) == authority);
    let is_host = scheme == "http" && text(header::HOST) == Some(authority);
    is_public || is_host
}

fn authority_of(rest: &str) -> &str {
    rest.split('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(lines: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.insert(
                header::HeaderName::from_static(name),
                header::HeaderValue::from_static(value),
            );
        }
        may_be_ours(&headers, "https://access.example/")
    }

    #[test]
    fn what_the_browser_says_decides() {
        assert!(judged(&[]));
        assert!(judged(&[
            ("sec-fetch-site", "same-origin"),
            ("origin", "null")
        ]));
        assert!(judged(&[("sec-fetch-site", "none")]));
        assert!(!judged(&[("sec-fetch-site", "same-site")]));
        assert!(!judged(&[("sec-fetch-site", "cross-site")]));
    }

    #[test]
    fn without_that_the_origin_decides() {
        assert!(judged(&[("origin", "https://access.example")]));
        assert!(judged(&[
            ("origin", "http://127.0.0.1:8080"),
            ("host", "127.0.0.1:8080")
        ]));
        assert!(!judged(&[("origin", "https://access.example.org")]));
        assert!(!judged(&[("origin", "http://access.example")]));
        assert!(!judged(&[("origin", "null")]));
    }
}
