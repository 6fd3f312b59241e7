//! A world with tokens, and short ways to send requests to it.

use std::{collections::BTreeSet, num::NonZeroU32, sync::Arc};

use actix_web::{
    App,
    body::{BoxBody, to_bytes},
    dev::ServiceResponse,
    http::{Method, StatusCode, header::HeaderMap},
    middleware::from_fn,
    test::{TestRequest, call_service, init_service},
    web::Data,
};
use latchkey_application::frame::{
    current::CurrentPorts,
    ports::{Ports, RuleSettings},
};
use latchkey_domain::{
    base::{
        ids::{Ids, UserId},
        text::Name,
    },
    people::token::{Scope, Token, TokenHash, TokenKind, UserScope},
    ports::Locks,
};
use latchkey_testing::TestBed;
use serde_json::Value;

use crate::{
    middleware,
    server::configure,
    settings::HttpSettings,
    state::{CurrentApi, Ops},
};

/// The text of a service token with all scopes.
pub(super) const PLATFORM: &str = "platform-token";

/// The known scene, and the HTTP adapter over it.
pub(super) struct HttpBed {
    pub(super) world: TestBed,
    api: Data<CurrentApi>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(super) struct Got {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Got {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The code of the problem that this must be.
    pub(super) fn code(&self) -> (u16, String) {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{self:?}"
        );
        let body = self.json();
        assert_eq!(body["request_id"], self.header("x-request-id").unwrap());
        assert_eq!(body["status"], self.status.as_u16());
        let code = body["code"].as_str().unwrap().to_owned();
        assert_eq!(body["type"], format!("/problems/{code}"));
        (self.status.as_u16(), code)
    }

    /// The places of an `invalid` problem.
    pub(super) fn pointers(&self) -> Vec<String> {
        assert_eq!(self.code().1, "invalid", "{self:?}");
        let body = self.json();
        let errors = body["errors"].as_array().unwrap();
        let pointer = |error: &Value| error["pointer"].as_str().unwrap().to_owned();
        errors.iter().map(pointer).collect()
    }
}

impl HttpBed {
    pub(super) async fn open() -> Self {
        Self::with(|_| ()).await
    }

    /// The same with other settings.
    pub(super) async fn with(set: impl FnOnce(&mut HttpSettings)) -> Self {
        let world = TestBed::new().await;
        let ports = Ports::new(world.adapters(), world.catalogue(), RuleSettings::default());
        let node = Arc::new(CurrentPorts::new(Arc::new(ports)));
        let mut settings = HttpSettings {
            public_url: "https://access.example".to_owned(),
            rate_limit: None,
            ..HttpSettings::default()
        };
        set(&mut settings);
        let api = Data::new(CurrentApi::new(node, settings, Ops::silent()));
        let bed = Self { world, api };
        bed.add_token(PLATFORM, TokenKind::Service(Scope::ALL.into()))
            .await;
        bed
    }

    pub(super) fn limited(settings: &mut HttpSettings) {
        settings.rate_limit = NonZeroU32::new(2);
    }

    async fn add_token(&self, text: &str, kind: TokenKind) {
        let ids: &dyn Ids = &*self.world.ids;
        let token = Token {
            id: ids.next(),
            hash: TokenHash::of(text),
            kind,
            label: Name::stored("for a test".to_owned()),
            parent: None,
            created_at: self.world.now(),
            expires_at: None,
            revoked_at: None,
        };
        let mut unit = self.world.begin(Locks::none()).await;
        unit.insert_token(&token).await.unwrap();
        self.world.commit(unit).await;
    }

    /// A token for all that the person may do.
    pub(super) async fn token_of(&self, user: UserId) -> String {
        let text = format!("token-of-{user}");
        self.add_token(&text, TokenKind::User(user, UserScope::Manage))
            .await;
        text
    }

    /// A token with which the person only reads.
    pub(super) async fn reading_token_of(&self, user: UserId) -> String {
        let text = format!("reading-token-of-{user}");
        self.add_token(&text, TokenKind::User(user, UserScope::Read))
            .await;
        text
    }

    /// A service token with only these scopes.
    pub(super) async fn service_token(&self, scopes: &[Scope]) -> String {
        let scopes: BTreeSet<Scope> = scopes.iter().copied().collect();
        let text = format!("service-token-{scopes:?}").replace([' ', '{', '}'], "");
        self.add_token(&text, TokenKind::Service(scopes)).await;
        text
    }

    pub(super) fn api(&self) -> Arc<CurrentApi> {
        Arc::clone(&self.api)
    }

    async fn call(&self, request: TestRequest) -> ServiceResponse<BoxBody> {
        let app = App::new()
            .app_data(self.api.clone())
            .configure(configure)
            .wrap(from_fn(middleware::around));
        let app = init_service(app).await;
        let response = call_service(&app, request.to_request()).await;
        response.map_into_boxed_body()
    }

    /// Sends a request to an app of its own.
    pub(super) async fn send(&self, request: TestRequest) -> Got {
        let response = self.call(request).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body()).await.unwrap();
        Got {
            status,
            headers,
            text: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    /// Sends a request whose answer goes on, and gives its body to be read part by part.
    pub(super) async fn open_stream(&self, request: TestRequest) -> BoxBody {
        let response = self.call(request).await;
        assert_eq!(response.status(), StatusCode::OK);
        response.into_body()
    }

    pub(super) async fn get(&self, token: &str, path: &str) -> Got {
        self.send(request("GET", token, path)).await
    }

    pub(super) async fn delete(&self, token: &str, path: &str) -> Got {
        self.send(request("DELETE", token, path)).await
    }

    pub(super) async fn post(&self, token: &str, path: &str, body: Value) -> Got {
        self.send(request("POST", token, path).set_json(body)).await
    }

    pub(super) async fn put(&self, token: &str, path: &str, body: Value) -> Got {
        self.send(request("PUT", token, path).set_json(body)).await
    }

    pub(super) async fn patch(&self, token: &str, path: &str, body: Value) -> Got {
        self.send(request("PATCH", token, path).set_json(body))
            .await
    }
}

/// A request with a token.
pub(super) fn request(method: &str, token: &str, path: &str) -> TestRequest {
    TestRequest::default()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri(path)
        .insert_header(("authorization", format!("Bearer {token}")))
}
