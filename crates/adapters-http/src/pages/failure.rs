//! What a page shows instead of what was asked for: in the reader's language, with what to do next.

use actix_web::http::{StatusCode, header};
use askama::Template;
use latchkey_application::frame::error::UseCaseError;

use super::{answer::PageAnswer, frame::PageFrame};
use crate::problem::{Code, Problem};

/// Why a page does not answer as asked.
#[derive(Debug)]
pub(crate) enum PageError {
    /// A problem, as the API knows them.
    Problem(Problem),
    /// Nobody is signed in, and somebody has to be.
    SignInFirst,
    /// A page that says so.
    Lost(LostPage),
}

impl From<Problem> for PageError {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<UseCaseError> for PageError {
    fn from(error: UseCaseError) -> Self {
        Self::Problem(error.into())
    }
}

/// The pages that end a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LostPage {
    NotFound,
    Forbidden,
    /// The state of things does not allow it.
    Refused,
    /// It cannot be read, or some of its values are not valid.
    Unreadable,
    TooMany,
    Failed,
    /// For a moment.
    Unavailable,
    /// The form came from elsewhere, or lay open too long.
    OldForm,
    SignInLinkEnded,
    InvitationEnded,
}

impl LostPage {
    #[cfg(test)]
    pub(super) const ALL: [Self; 10] = [
        Self::NotFound,
        Self::Forbidden,
        Self::Refused,
        Self::Unreadable,
        Self::TooMany,
        Self::Failed,
        Self::Unavailable,
        Self::OldForm,
        Self::SignInLinkEnded,
        Self::InvitationEnded,
    ];

    const fn of(code: Code) -> Self {
        match code {
            Code::NotFound | Code::MethodNotAllowed => Self::NotFound,
            Code::Unauthorized
            | Code::MissingPermission
            | Code::NotPartnerAdmin
            | Code::SelfTarget
            | Code::ExceedsOwnPermissions => Self::Forbidden,
            Code::Malformed | Code::Timeout | Code::TooLarge | Code::Invalid => Self::Unreadable,
            Code::TooManyRequests => Self::TooMany,
            Code::Internal => Self::Failed,
            Code::Unavailable => Self::Unavailable,
            Code::LastSuperAdmin
            | Code::SuperAdminTarget
            | Code::ActsForAnotherPartner
            | Code::StaleReview
            | Code::PartnerNotEnrolled
            | Code::LinkNotValid
            | Code::NotRecognized
            | Code::NotAnEmployee
            | Code::PartnerSeatRequired
            | Code::ClientRefused
            | Code::AlreadyAMember
            | Code::SetInUse
            | Code::Conflict
            | Code::Stale
            | Code::IdempotencyMismatch => Self::Refused,
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::OldForm => StatusCode::FORBIDDEN,
            Self::Refused => StatusCode::CONFLICT,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::SignInLinkEnded | Self::InvitationEnded => StatusCode::GONE,
        }
    }

    /// The message with its words.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::NotFound => "lost-not-found",
            Self::Forbidden => "lost-forbidden",
            Self::Refused => "lost-refused",
            Self::Unreadable => "lost-unreadable",
            Self::TooMany => "lost-too-many",
            Self::Failed => "lost-failed",
            Self::Unavailable => "lost-unavailable",
            Self::OldForm => "lost-old-form",
            Self::SignInLinkEnded => "lost-sign-in-link",
            Self::InvitationEnded => "lost-invitation",
        }
    }

    /// The picture.
    const fn picture(self) -> Picture {
        match self {
            Self::Failed | Self::Unavailable => Picture::Snapped,
            Self::Forbidden => Picture::Door,
            Self::NotFound
            | Self::Refused
            | Self::Unreadable
            | Self::TooMany
            | Self::OldForm
            | Self::SignInLinkEnded
            | Self::InvitationEnded => Picture::Hooks,
        }
    }

    const fn way_on(self) -> WayOn {
        match self {
            Self::SignInLinkEnded => WayOn::SignIn,
            Self::Failed | Self::Unavailable | Self::OldForm => WayOn::Again,
            Self::NotFound
            | Self::Forbidden
            | Self::Refused
            | Self::Unreadable
            | Self::TooMany
            | Self::InvitationEnded => WayOn::Start,
        }
    }
}

/// What is drawn above the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Picture {
    /// A hook without its key.
    Hooks,
    /// A door with a lock.
    Door,
    /// A key that broke.
    Snapped,
}

/// Where the button leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WayOn {
    /// To the first page.
    Start,
    /// To the same page again.
    Again,
    /// To signing in.
    SignIn,
}

#[derive(Template)]
#[template(path = "lost.html")]
struct LostTemplate<'a> {
    frame: &'a PageFrame,
    picture: Picture,
    way_on: WayOn,
    title: String,
    text: String,
    hint: Option<String>,
    /// Names the request, where something failed.
    reference: Option<&'a str>,
}

/// The answer to a request that failed; `request_id` names it.
pub(super) fn answer(error: &PageError, frame: &PageFrame, request_id: &str) -> PageAnswer {
    match error {
        PageError::SignInFirst => {
            PageAnswer::to_own(format!("/sign-in?to={}", encoded(&frame.path)))
        }
        PageError::Lost(lost) => page(*lost, frame, request_id),
        PageError::Problem(problem) => {
            problem.log(request_id);
            let lost = LostPage::of(problem.code());
            let mut answer = page(lost, frame, request_id).with_status(problem.code().status());
            for name in [header::RETRY_AFTER, header::ALLOW] {
                if let Some(value) = problem.header(&name) {
                    answer = answer.with_header(name, value);
                }
            }
            answer
        }
    }
}

fn page(lost: LostPage, frame: &PageFrame, request_id: &str) -> PageAnswer {
    let part = |part: &str| frame.say(&format!("{}.{part}", lost.key())).to_string();
    let template = LostTemplate {
        frame,
        picture: lost.picture(),
        way_on: lost.way_on(),
        title: part("title"),
        text: part("text"),
        hint: frame.find(&format!("{}.hint", lost.key())),
        reference: (lost == LostPage::Failed).then_some(request_id),
    };
    // Rendering into memory does not fail; if it did, the status would have to do.
    let html = template.render().unwrap_or_default();
    PageAnswer::html(html).with_status(lost.status())
}

/// A path inside of a query.
pub(super) fn encoded(path: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'/')
        .remove(b'-')
        .remove(b'_')
        .remove(b'.');
    percent_encoding::utf8_percent_encode(path, KEPT).to_string()
}
