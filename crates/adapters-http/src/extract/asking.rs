//! A decision request. It does for questions what [`Call`](super::Call) does for other requests,
//! with only the parts that a decision needs. Questions are frequent, so the token may come from
//! the node's cache (Q2).

use std::sync::Arc;

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    web::{Bytes, Data},
};
use futures_util::future::LocalBoxFuture;
use latchkey_domain::{
    base::reference::{AccountRef, UserRef},
    trail::origin::Principal,
};
use serde::Deserialize;

use super::{authenticate, body, payload, payload::drop_rest, reference};
use crate::{
    problem::Problem,
    state::{Api, CurrentApi},
};

/// A question and its caller.
#[derive(Debug)]
pub(crate) struct Asking {
    /// The caller.
    pub(crate) who: Arc<Principal>,
    request: HttpRequest,
    api: Arc<Api>,
    body: Bytes,
}

impl Asking {
    /// The services and the state they share.
    pub(crate) fn api(&self) -> &Api {
        &self.api
    }

    /// Reads the body. Unknown members are ignored.
    pub(crate) fn json<'a, T: Deserialize<'a>>(&'a self) -> Result<T, Problem> {
        body::plain_json(self.request.headers(), &self.body)
    }

    /// Reads the id of the subject. `None`: the text cannot be the id of a user.
    pub(crate) fn user_ref(&self, text: &str) -> Option<UserRef> {
        reference::user_ref(&self.who, text).ok()
    }

    /// Reads the id of the resource. `None`: the text cannot be the id of an account.
    pub(crate) fn account_ref(&self, text: &str) -> Option<AccountRef> {
        reference::account_ref(&self.who, text).ok()
    }
}

impl FromRequest for Asking {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(read(request, payload))
    }
}

async fn read(request: HttpRequest, mut payload: Payload) -> Result<Asking, Problem> {
    let api = request
        .app_data::<Data<CurrentApi>>()
        .map(|current| current.load())
        .ok_or_else(|| Problem::internal(std::io::Error::other("the app has no state")))?;
    let who = match authenticate::asking(&request, &api).await {
        Ok(who) => who,
        Err(problem) => {
            drop_rest(&mut payload).await;
            return Err(problem);
        }
    };
    let body = payload::read(&request, payload).await?;
    Ok(Asking {
        who,
        request,
        api,
        body,
    })
}
