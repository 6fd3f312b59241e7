//! Around every page: finds the session and the language, checks forms, and turns failures into pages.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse, Route,
    dev::Payload,
    http::{Method, header},
    web,
    web::Data,
};
use latchkey_application::sessions::CurrentSession;
use latchkey_domain::{
    base::text::Locale,
    people::{sign_in_link::LandingPath, token::SecretText},
};

use super::{
    answer::PageAnswer,
    call::{PageCall, request_id},
    cookies::{CookieName, Cookies},
    failure::{self, LostPage, PageError},
    fields::Fields,
    form_token::{self, FormToken},
    frame::PageFrame,
    same_site,
    theme::Theme,
    words::{self, WORDS},
};
use crate::{
    extract::{drop_rest, read_body},
    problem::Problem,
    state::{Api, CurrentApi},
};

/// What a page answers, or why it does not.
pub(crate) type PageResult = Result<PageAnswer, PageError>;

/// The route to a page.
pub(crate) fn route<H, F>(handler: H) -> Route
where
    H: Fn(PageCall) -> F + Copy + 'static,
    F: Future<Output = PageResult> + 'static,
{
    web::route().to(move |request: HttpRequest, body: web::Payload| {
        answer(request, body.into_inner(), handler)
    })
}

/// The page about a problem, for a request that no page answers.
pub(crate) async fn refuse(
    request: &HttpRequest,
    problem: Problem,
) -> Result<HttpResponse, Problem> {
    let Some(api) = request
        .app_data::<Data<CurrentApi>>()
        .map(|node| node.load())
    else {
        return Err(problem);
    };
    let visitor = Visitor::find(request, api).await;
    let answer = failure::answer(&problem.into(), &visitor.frame, &request_id(request));
    Ok(visitor.finish(answer))
}

async fn answer<H, F>(
    request: HttpRequest,
    mut body: Payload,
    handler: H,
) -> Result<HttpResponse, Problem>
where
    H: Fn(PageCall) -> F + Copy + 'static,
    F: Future<Output = PageResult> + 'static,
{
    let node = request.app_data::<Data<CurrentApi>>();
    let api = node.map(|node| node.load());
    let api =
        api.ok_or_else(|| Problem::internal(std::io::Error::other("the app has no state")))?;
    let mut visitor = Visitor::find(&request, Arc::clone(&api)).await;
    let result = match visitor.trouble.take() {
        Some(problem) => {
            drop_rest(&mut body).await;
            Err(PageError::Problem(problem))
        }
        None => match form(&request, body, &visitor.frame.token, &api).await {
            Ok(form) => {
                let call = PageCall {
                    frame: visitor.frame.clone(),
                    api,
                    cookies: visitor.cookies.clone(),
                    form,
                    session: visitor.session.take(),
                    request: request.clone(),
                };
                handler(call).await
            }
            Err(error) => Err(error),
        },
    };
    let id = request_id(&request);
    let answer = result.unwrap_or_else(|error| failure::answer(&error, &visitor.frame, &id));
    Ok(visitor.finish(answer))
}

/// Whoever asks for a page.
struct Visitor {
    frame: PageFrame,
    cookies: Cookies,
    session: Option<CurrentSession>,
    /// A secret for the forms, which the browser does not have yet.
    new_secret: Option<SecretText>,
    /// Why the session could not be looked up.
    trouble: Option<Problem>,
}

impl Visitor {
    async fn find(request: &HttpRequest, api: Arc<Api>) -> Self {
        let public_url = &api.settings.public_url;
        let cookies = Cookies::of(request.headers(), public_url.starts_with("https://"));
        let (mut session, mut trouble) = (None, None);
        if let Some(secret) = cookies.get(CookieName::Session) {
            match api.sessions.find(secret).await {
                Ok(found) => session = found,
                Err(error) => trouble = Some(error.into()),
            }
        }
        let mut new_secret = None;
        let sent = match session {
            Some(_) => cookies.get(CookieName::Session),
            None => cookies
                .get(CookieName::Form)
                .filter(|secret| !secret.is_empty()),
        };
        let token = if let Some(secret) = sent {
            FormToken::of(secret)
        } else {
            let secret = api.calls.new_secret();
            let token = FormToken::of(secret.expose());
            new_secret = Some(secret);
            token
        };
        let theme = cookies.get(CookieName::Theme).and_then(Theme::parse);
        let frame = PageFrame {
            language: WORDS.of(locale(request, &cookies, session.as_ref())),
            theme: theme.unwrap_or_default(),
            token,
            path: path(request),
            base: base(public_url),
            host: host(public_url).to_owned(),
        };
        Self {
            frame,
            cookies,
            session,
            new_secret,
            trouble,
        }
    }

    fn finish(self, answer: PageAnswer) -> HttpResponse {
        let answer = match &self.new_secret {
            Some(secret) => {
                let cookie = self.cookies.set(CookieName::Form, secret.expose(), None);
                answer.with_cookie(cookie)
            }
            None => answer,
        };
        answer.respond(&self.frame.base)
    }
}

/// The language of a page: the one chosen on the pages, else the user's, else that of the browser.
fn locale(request: &HttpRequest, cookies: &Cookies, session: Option<&CurrentSession>) -> Locale {
    let chosen = cookies.get(CookieName::Language).and_then(Locale::parse);
    let of_user = || session.map(|session| session.user.locale);
    let accepted = || {
        let header = request.headers().get(header::ACCEPT_LANGUAGE)?;
        words::accepted(header.to_str().ok()?)
    };
    chosen
        .or_else(of_user)
        .or_else(accepted)
        .unwrap_or_default()
}

/// Where to come back to.
fn path(request: &HttpRequest) -> String {
    let uri = request.uri();
    let whole = uri.path_and_query().map_or("/", |path| path.as_str());
    let path = LandingPath::parse(whole).or_else(|_| LandingPath::parse(uri.path()));
    path.unwrap_or_default().as_str().to_owned()
}

fn base(public_url: &str) -> String {
    let rest = public_url
        .split_once("://")
        .map_or(public_url, |(_, rest)| rest);
    let path = rest
        .split_once('/')
        .map_or("", |(_, path)| path)
        .trim_end_matches('/');
    if path.is_empty() {
        String::new()
    } else {
        format!("/{path}")
    }
}

fn host(public_url: &str) -> &str {
    let rest = public_url
        .split_once("://")
        .map_or(public_url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default()
}

/// The fields of the form that was sent, once it is sure that a page of ours sent it.
async fn form(
    request: &HttpRequest,
    mut body: Payload,
    token: &FormToken,
    api: &Api,
) -> Result<Fields, PageError> {
    if request.method() != Method::POST {
        return Ok(Fields::default());
    }
    let media_type = request.headers().get(header::CONTENT_TYPE);
    let media_type = media_type
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let is_form =
        media_type.split(';').next().map(str::trim) == Some("application/x-www-form-urlencoded");
    if !is_form || !same_site::may_be_ours(request.headers(), &api.settings.public_url) {
        drop_rest(&mut body).await;
        return Err(PageError::Lost(LostPage::OldForm));
    }
    let body = read_body(request, body).await?;
    let fields = Fields::parse(&String::from_utf8_lossy(&body));
    if !token.admits(fields.get(form_token::FIELD)) {
        return Err(PageError::Lost(LostPage::OldForm));
    }
    Ok(fields)
}
