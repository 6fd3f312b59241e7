//! Every problem code: its status, its meaning, and what to do about it. The pages at
//! `/problems/{code}` and `docs/errors.md` are made of this table.

use actix_web::http::StatusCode;

/// What a problem code says.
#[derive(Debug)]
pub(crate) struct CodeMeaning {
    /// The code on the wire.
    pub(crate) slug: &'static str,
    /// The HTTP status.
    pub(crate) status: StatusCode,
    /// What happened, in a few words.
    pub(crate) title: &'static str,
    /// When it happens.
    pub(crate) text: &'static str,
    /// What to do about it.
    pub(crate) advice: &'static str,
}

macro_rules! codes {
    ($($name:ident $slug:literal $status:ident $title:literal: $text:literal => $advice:literal;)*) => {
        /// The code of a problem.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Code { $($name),* }

        impl Code {
            /// All codes, by status.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name),*];

            /// What the code says.
            pub(crate) const fn meaning(self) -> &'static CodeMeaning {
                match self {
                    $(Self::$name => &CodeMeaning {
                        slug: $slug,
                        status: StatusCode::$status,
                        title: $title,
                        text: $text,
                        advice: $advice,
                    }),*
                }
            }
        }
    };
}

codes! {
    Malformed "malformed" BAD_REQUEST "Malformed request":
        "The request cannot be read: its body is not JSON of the right shape, it has an unknown member or query parameter, or a header has the wrong form."
        => "Correct the place that `detail` names. The OpenAPI document says what each call takes.";
    Unauthorized "unauthorized" UNAUTHORIZED "Not authenticated":
        "No token was sent, or the token is not valid: it is unknown, revoked or expired, or its user is disabled."
        => "Send `Authorization: Bearer …` with a valid token.";
    MissingPermission "missing-permission" FORBIDDEN "Permission missing":
        "The caller lacks the permission or the scope that this call needs."
        => "Ask an administrator of the account for the permission, or use a token with the scope.";
    NotPartnerAdmin "not-partner-admin" FORBIDDEN "Not a partner admin there":
        "Only an active partner admin of the client may add employees there, change their set or reactivate them."
        => "Send the client your access link, or ask a colleague who is partner admin there.";
    SelfTarget "self-target" FORBIDDEN "Not on yourself":
        "Nobody may do this to themselves."
        => "Ask another person with the right to do it.";
    ExceedsOwnPermissions "exceeds-own-permissions" FORBIDDEN "More than you hold":
        "The call gives, takes or touches permissions that the caller does not hold in that account."
        => "Leave those permissions out, or ask a super admin of the account.";
    NotFound "not-found" NOT_FOUND "Not found":
        "It does not exist, or the caller may not know that it exists."
        => "Check the id and the account it belongs to.";
    MethodNotAllowed "method-not-allowed" METHOD_NOT_ALLOWED "Method not allowed":
        "The path exists, but not for this method."
        => "Use one of the methods in the `Allow` header.";
    Timeout "timeout" REQUEST_TIMEOUT "Body too slow":
        "The body of the request did not arrive in time."
        => "Send it again over a faster connection.";
    LastSuperAdmin "last-super-admin" CONFLICT "Last super admin":
        "The account would be left without a super admin whose access has no end."
        => "Make somebody else a super admin of the account first.";
    SuperAdminTarget "super-admin-target" CONFLICT "The person is a super admin":
        "The person is a super admin of that account. This call does not change super admins."
        => "Only the account's own side decides about its own super admins. A partner deactivates a super admin who acts for it, or changes them to partner admin.";
    ActsForAnotherPartner "acts-for-another-partner" CONFLICT "Acts for another partner":
        "The person's membership in that account acts for another partner."
        => "Ask the account to end that membership first.";
    StaleReview "stale-review" CONFLICT "Review out of date":
        "Something has changed since the review."
        => "Check the fresh review in the answer and confirm that one.";
    PartnerNotEnrolled "partner-not-enrolled" CONFLICT "Partner not enrolled":
        "The partner is not enrolled in the partner program, or its account is closed."
        => "Ask the platform to enrol the partner.";
    LinkNotValid "link-not-valid" CONFLICT "Access link not valid":
        "The access link was revoked or has lapsed."
        => "Ask the employee for a new link.";
    NotRecognized "not-recognized" CONFLICT "Not recognised":
        "The person is neither verified by the domain of their e-mail address nor linked by the partner."
        => "Ask the partner to add the domain or to link the person.";
    NotAnEmployee "not-an-employee" CONFLICT "Not an employee":
        "The person is not an active employee of the partner."
        => "Check the id, and the person's membership in the partner's account.";
    PartnerSeatRequired "partner-seat-required" CONFLICT "Partner seat required":
        "A partner admin must hold a partner seat."
        => "Give the partner seat in the same call.";
    ClientRefused "client-refused" CONFLICT "Refused by the client":
        "The client itself deactivated or removed this person."
        => "Only the client can bring the person back: by approving an access link, or under Users & teams.";
    AlreadyAMember "already-a-member" CONFLICT "Already a member":
        "The person is a member of that account already, whatever the status."
        => "Change or reactivate their membership instead.";
    SetInUse "set-in-use" CONFLICT "Permission set in use":
        "Memberships hold the permission set."
        => "Give the holders another set first.";
    Conflict "conflict" CONFLICT "Conflict":
        "The current state does not allow this; `detail` says why."
        => "Do what `detail` says.";
    Stale "stale" PRECONDITION_FAILED "Changed in the meantime":
        "It has changed since the version in `If-Match`."
        => "Get it again, check the change, and repeat the call with the new `ETag`.";
    TooLarge "too-large" PAYLOAD_TOO_LARGE "Body too large":
        "The body is larger than 1 MiB."
        => "Split the work into several calls.";
    Invalid "invalid" UNPROCESSABLE_ENTITY "Invalid values":
        "The request can be read, but some of its values are invalid."
        => "Correct the values listed in `errors`.";
    IdempotencyMismatch "idempotency-mismatch" UNPROCESSABLE_ENTITY "Idempotency key used for another body":
        "The same `Idempotency-Key` was sent before with another body."
        => "Use a new key for each different call; send the same body when you repeat one.";
    TooManyRequests "too-many-requests" TOO_MANY_REQUESTS "Too many requests":
        "The token has made too many calls in a short time."
        => "Wait for the seconds in `Retry-After`, then repeat the call.";
    Internal "internal" INTERNAL_SERVER_ERROR "Internal error":
        "The server failed."
        => "Report it with the `request_id`. Before you repeat the call, check whether the change was made.";
    Unavailable "unavailable" SERVICE_UNAVAILABLE "Unavailable for a moment":
        "The database cannot be reached, or too many calls change the same thing at once."
        => "Repeat the call after the seconds in `Retry-After`.";
}

impl Code {
    /// The code of that name.
    pub(crate) fn parse(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.slug() == slug)
    }

    /// The code on the wire.
    pub(crate) const fn slug(self) -> &'static str {
        self.meaning().slug
    }

    /// The HTTP status.
    pub(crate) const fn status(self) -> StatusCode {
        self.meaning().status
    }
}
