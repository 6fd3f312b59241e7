//! Reads the body of a request, up to its limit.

use std::time::Duration;

use actix_web::{
    HttpRequest,
    dev::Payload,
    error::PayloadError,
    http::header,
    web::{Bytes, BytesMut},
};
use futures_util::StreamExt;

use crate::problem::{Code, Problem};

/// The largest body that is taken.
pub(crate) const MAX_BODY: usize = 1024 * 1024;

/// How much more of a body is read and dropped, so that a client that is still sending gets the
/// answer.
const DROPPED: usize = 16 * MAX_BODY;

/// How long a body may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long the rest of a body that nobody wants may take.
const DROPPING: Duration = Duration::from_secs(5);

/// Reads the whole body.
pub(super) async fn read(request: &HttpRequest, mut payload: Payload) -> Result<Bytes, Problem> {
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok())
        .unwrap_or(0);
    if usize::try_from(announced).is_ok_and(|length| length <= MAX_BODY) {
        match tokio::time::timeout(PATIENCE, collect(&mut payload)).await {
            Err(_) => return Err(Problem::of(Code::Timeout)),
            Ok(Err(error)) => return Err(unreadable(&error)),
            Ok(Ok(Some(body))) => return Ok(body),
            Ok(Ok(None)) => {}
        }
    }
    drop_rest(&mut payload).await;
    Err(Problem::of(Code::TooLarge))
}

/// Collects the body; `None` where it is too large.
async fn collect(payload: &mut Payload) -> Result<Option<Bytes>, PayloadError> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk?;
        if body.len() + chunk.len() > MAX_BODY {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body.freeze()))
}

/// Reads and drops what is left of a body, within bounds.
pub(crate) async fn drop_rest(payload: &mut Payload) {
    let dropping = async {
        let mut dropped = 0;
        while let Some(Ok(chunk)) = payload.next().await {
            dropped += chunk.len();
            if dropped > DROPPED {
                break;
            }
        }
    };
    tokio::time::timeout(DROPPING, dropping).await.ok();
}

fn unreadable(error: &PayloadError) -> Problem {
    if matches!(error, PayloadError::Overflow) {
        Problem::of(Code::TooLarge)
    } else {
        Problem::malformed("The body could not be read to its end.")
    }
}
