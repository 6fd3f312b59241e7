//! Reads the body of a request, up to its limit.

use std::{future::poll_fn, pin::pin, task::Poll, time::Duration};

use actix_web::{
    HttpRequest,
    dev::Payload,
    error::PayloadError,
    http::header,
    web::{Bytes, BytesMut},
};
use futures_util::StreamExt;
use tokio::time::error::Elapsed;

use crate::problem::{Code, Problem};

/// The largest accepted body.
pub(crate) const MAX_BODY: usize = 1024 * 1024;

/// How much of a refused body is read and dropped, so that a client that is still sending gets the
/// answer.
const DROPPED: usize = 16 * MAX_BODY;

/// The longest time in which a body may arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest time in which the rest of a refused body may arrive.
const DROPPING: Duration = Duration::from_secs(5);

/// Reads the whole body.
pub(crate) async fn read(request: &HttpRequest, mut payload: Payload) -> Result<Bytes, Problem> {
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok())
        .unwrap_or(0);
    if usize::try_from(announced).is_ok_and(|length| length <= MAX_BODY) {
        match in_time(collect(&mut payload)).await {
            Err(_) => return Err(Problem::of(Code::Timeout)),
            Ok(Err(error)) => return Err(unreadable(&error)),
            Ok(Ok(Some(body))) => return Ok(body),
            Ok(Ok(None)) => {}
        }
    }
    drop_rest(&mut payload).await;
    Err(Problem::of(Code::TooLarge))
}

/// Waits for a body, up to a time limit. A small body mostly arrives together with the headers. It
/// is complete at the second poll, and no timer is started.
async fn in_time<T>(reading: impl Future<Output = T>) -> Result<T, Elapsed> {
    let mut reading = pin!(reading);
    let mut asked = false;
    let there = poll_fn(|cx| match reading.as_mut().poll(cx) {
        Poll::Ready(body) => Poll::Ready(Some(body)),
        Poll::Pending if asked => Poll::Ready(None),
        Poll::Pending => {
            asked = true;
            cx.waker().wake_by_ref();
            Poll::Pending
        }
    });
    match there.await {
        Some(body) => Ok(body),
        None => tokio::time::timeout(PATIENCE, reading).await,
    }
}

/// Collects the body. `None`: it is too large.
async fn collect(payload: &mut Payload) -> Result<Option<Bytes>, PayloadError> {
    let Some(first) = payload.next().await.transpose()? else {
        return Ok(Some(Bytes::new()));
    };
    let mut body = Collected::One(first);
    while let Some(chunk) = payload.next().await {
        let chunk = chunk?;
        if body.len() + chunk.len() > MAX_BODY {
            return Ok(None);
        }
        body = body.and(&chunk);
    }
    Ok(Some(body.freeze()).filter(|body| body.len() <= MAX_BODY))
}

/// The part of a body that has arrived. A single piece is not copied.
enum Collected {
    One(Bytes),
    Many(BytesMut),
}

impl Collected {
    fn len(&self) -> usize {
        match self {
            Self::One(piece) => piece.len(),
            Self::Many(pieces) => pieces.len(),
        }
    }

    fn and(self, chunk: &[u8]) -> Self {
        let mut pieces = match self {
            Self::One(piece) => BytesMut::from(&*piece),
            Self::Many(pieces) => pieces,
        };
        pieces.extend_from_slice(chunk);
        Self::Many(pieces)
    }

    fn freeze(self) -> Bytes {
        match self {
            Self::One(piece) => piece,
            Self::Many(pieces) => pieces.freeze(),
        }
    }
}

/// Reads and drops the rest of a body, within limits.
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
