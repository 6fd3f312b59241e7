//! `Accept`: in which form the caller likes the answer.

use actix_web::http::header::{Accept, Header as _, Quality};

use super::Call;

impl Call {
    /// Which of the offered media types the caller likes best, of those that they name: whoever takes
    /// anything has not asked for any of them.
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
