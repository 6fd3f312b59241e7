//! The headers that say what a caller takes: media types and compression.

use actix_web::http::header::{
    ACCEPT, Accept, AcceptEncoding, Encoding, Header as _, HeaderMap, Quality,
};

use super::Call;

impl Call {
    /// Returns the offered media type that the caller prefers. Only types named in the header
    /// count: `*/*` asks for none of them.
    pub(crate) fn preferred(&self, offered: &[&'static str]) -> Option<&'static str> {
        let accept = Accept::parse(&self.request).ok()?;
        let mut best: Option<(Quality, &'static str)> = None;
        for liked in accept.iter().filter(|liked| liked.quality > Quality::ZERO) {
            let named = offered.iter().find(|own| **own == liked.item.essence_str());
            if let Some(named) = named
                && best.is_none_or(|(quality, _)| liked.quality > quality)
            {
                best = Some((liked.quality, named));
            }
        }
        best.map(|(_, named)| named)
    }
}

/// Whether a caller says that they take what is compressed.
pub(crate) fn takes_gzip(accepts: Option<&AcceptEncoding>) -> bool {
    let gzip = Encoding::gzip();
    accepts.is_some_and(|accepts| accepts.negotiate([&gzip].into_iter()) == Some(gzip.clone()))
}

/// Whether a caller asks for HTML by name, as browsers do.
pub(crate) fn takes_html(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT);
    let mut accepted = accepted.filter_map(|line| line.to_str().ok());
    accepted.any(|line| {
        line.split(',')
            .any(|item| item.trim_start().starts_with("text/html"))
    })
}
