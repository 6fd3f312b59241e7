//! The `Accept` header: which media type the caller prefers.

use actix_web::http::header::{Accept, Header as _, Quality};

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
