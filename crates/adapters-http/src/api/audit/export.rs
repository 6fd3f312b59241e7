//! Events of one side, all that match: read page by page while they are sent, so that neither side
//! ever holds more than a page.

use actix_web::{
    HttpResponse,
    http::header,
    web::{Bytes, Data},
};
use futures_util::{
    future::ready,
    stream::{self, StreamExt as _},
};
use latchkey_application::{
    audit::{ListEvents, NamedSide, SeenEvent},
    frame::context::RequestContext,
};
use latchkey_domain::base::page::Page;

use crate::{
    export::ExportFormat,
    extract::{Call, Credential},
    problem::{Code, Problem},
    state::CurrentApi,
};

/// In which form the caller asks for all events; `None`: they ask for a page.
pub(super) fn asked_for(call: &Call) -> Option<ExportFormat> {
    let [ndjson, csv] = ExportFormat::ALL.map(ExportFormat::media_type);
    let liked = call.preferred(&["application/json", ndjson, csv])?;
    ExportFormat::ALL
        .into_iter()
        .find(|format| format.media_type() == liked)
}

/// Tells the log why an answer was broken off: its status was sent before.
fn tell(problem: &Problem) {
    let (code, cause) = (problem.code().slug(), problem.cause_chain());
    tracing::warn!(code, cause, "an export was broken off");
}

/// An export on its way.
pub(super) struct TrailExport {
    services: Data<CurrentApi>,
    cx: RequestContext,
    credential: Credential,
    side: NamedSide,
    format: ExportFormat,
    wanted: ListEvents,
}

impl TrailExport {
    /// An export to the caller.
    pub(super) fn begin(
        call: &Call,
        side: NamedSide,
        format: ExportFormat,
        wanted: ListEvents,
    ) -> Self {
        Self {
            services: call.services(),
            cx: call.cx.clone(),
            credential: call.credential(),
            side,
            format,
            wanted,
        }
    }

    /// Answers with the first page, and goes on from there. Each page is asked for like the first one,
    /// by the token and the rights of then (P6); what goes wrong on the way breaks the answer off, so that nobody takes
    /// it for whole.
    pub(super) fn answer(mut self, first: &Page<SeenEvent>) -> Result<HttpResponse, Problem> {
        let format = self.format;
        let mut opening = format.opening().map_err(Problem::internal)?;
        opening.extend(format.events(&first.items).map_err(Problem::internal)?);
        let more = self.goes_on(first);
        let rest = stream::try_unfold(more.then_some(self), |left| async {
            let Some(mut export) = left else {
                return Ok(None);
            };
            let (part, more) = export.next().await.inspect_err(tell)?;
            Ok(Some((part, more.then_some(export))))
        });
        let opening = stream::once(ready(Ok::<_, Problem>(Bytes::from(opening))));
        let body = opening.chain(rest);
        let disposition = format!("attachment; filename=\"audit-events.{}\"", format.as_str());
        Ok(HttpResponse::Ok()
            .content_type(format.content_type())
            .insert_header((header::CONTENT_DISPOSITION, disposition))
            .streaming(Box::pin(body)))
    }

    /// The next page, and whether there is another one.
    async fn next(&mut self) -> Result<(Bytes, bool), Problem> {
        if !self.credential.still_counts().await? {
            return Err(Problem::of(Code::Unauthorized));
        }
        let services = self.services.load();
        let page = services
            .trail
            .of_side(&self.cx, &self.side, &self.wanted)
            .await?;
        let events = self.format.events(&page.items).map_err(Problem::internal)?;
        Ok((events.into(), self.goes_on(&page)))
    }

    /// Goes to the end of this page; tells whether there is another one.
    fn goes_on(&mut self, page: &Page<SeenEvent>) -> bool {
        let Some(next) = page.next.clone() else {
            return false;
        };
        self.wanted.page = self.wanted.page.clone().from(next);
        true
    }
}
