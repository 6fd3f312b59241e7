//! Every problem code there is: its status, and what it means to whoever gets it. The pages at
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
        "The request cannot be read: its body is no JSON of the right shape, it has a member or a query parameter that is not known here, or a header has the wrong form."
        => "Correct the place that `detail` names. The OpenAPI document says what each call takes.";
    Unauthorized "unauthorized" UNAUTHORIZED "Not authenticated":
        "No token was sent, or the one that was sent is not in force: it is unknown, revoked or past its end, or its user is disabled."
        => "Send `Authorization: Bearer …` with a token that is in force.";
    MissingPermission "missing-permission" FORBIDDEN "Permission missing":
        "The caller is known, but lacks the permission or the scope that this call needs."
        => "Ask an administrator of the account for the permission, or use a token with the scope.";
    NotPartnerAdmin "not-partner-admin" FORBIDDEN "Not a partner admin there":
        "Adding employees to a client, changing their set and reactivating them takes an active partner admin of that client."
        => "Send the client your access link, or ask a colleague who is partner admin there.";
    SelfTarget "self-target" FORBIDDEN "Not on yourself":
        "Nobody does this to themself."
        => "Ask somebody else who may do it.";
    ExceedsOwnPermissions "exceeds-own-permissions" FORBIDDEN "More than you hold":
        "The call gives, takes or touches permissions that the caller does not hold in that account."
        => "Leave those permissions out, or ask a super admin of the account.";
    NotFound "not-found" NOT_FOUND "Not found":
        "There is no such thing, or the caller may not know of it."
        => "Check the id and the account it belongs to.";
    MethodNotAllowed "method-not-allowed" METHOD_NOT_ALLOWED "Method not allowed":
        "The path is known, but not with this method."
        => "Use one of the methods in the `Allow` header.";
    Timeout "timeout" REQUEST_TIMEOUT "Body too slow":
        "The body of the request did not arrive in time."
        => "Send it again, over a better connection.";
    LastSuperAdmin "last-super-admin" CONFLICT "Last super admin":
        "The account would be left without a super admin whose access has no end."
        => "Make somebody else a super admin of the account first.";
    SuperAdminTarget "super-admin-target" CONFLICT "The person is a super admin":
        "The person is a super admin of that account, whom this call does not touch."
        => "A super admin can be deactivated, or changed to partner admin first.";
    ActsForAnotherPartner "acts-for-another-partner" CONFLICT "Acts for another partner":
        "The person's membership in that account acts for another partner."
        => "The account has to end that membership first.";
    StaleReview "stale-review" CONFLICT "Review out of date":
        "Something was changed since the review was made."
        => "Look at the fresh review in the answer and confirm that one.";
    PartnerNotEnrolled "partner-not-enrolled" CONFLICT "Partner not enrolled":
        "The partner is not enrolled in the partner program, or its account is closed."
        => "The platform has to enrol the partner.";
    LinkNotValid "link-not-valid" CONFLICT "Access link not valid":
        "The access link was revoked or has lapsed."
        => "Ask the employee for a new link.";
    NotRecognized "not-recognized" CONFLICT "Not recognised":
        "The person is neither verified by the domain of their address nor linked by the partner."
        => "The partner can add the domain or link the person.";
    NotAnEmployee "not-an-employee" CONFLICT "Not an employee":
        "The person is no active employee of the partner."
        => "Check the id, and the person's membership in the partner's account.";
    PartnerSeatRequired "partner-seat-required" CONFLICT "Partner seat required":
        "A partner admin must hold a partner seat."
        => "Give the partner seat in the same call.";
    ClientRefused "client-refused" CONFLICT "Refused by the client":
        "The client itself deactivated or removed this person."
        => "Only the client brings the person back: by approving an access link, or under Users & teams.";
    AlreadyAMember "already-a-member" CONFLICT "Already a member":
        "The person is a member of that account already, whatever the status."
        => "If they act for you there, change or reactivate them instead.";
    SetInUse "set-in-use" CONFLICT "Permission set in use":
        "Memberships hold the permission set."
        => "Give the holders another set first.";
    Conflict "conflict" CONFLICT "Conflict":
        "The state of things stands in the way; `detail` says which."
        => "Do what `detail` says.";
    Stale "stale" PRECONDITION_FAILED "Changed meanwhile":
        "The thing was changed since the version named in `If-Match`."
        => "Get it again, look at the change, and send the call with its new `ETag`.";
    TooLarge "too-large" PAYLOAD_TOO_LARGE "Body too large":
        "The body is larger than 1 MiB."
        => "Split the work into several calls.";
    Invalid "invalid" UNPROCESSABLE_ENTITY "Values that cannot be":
        "The request can be read, but some of its values cannot be."
        => "Correct the values that `errors` points at.";
    IdempotencyMismatch "idempotency-mismatch" UNPROCESSABLE_ENTITY "Idempotency key used for another body":
        "The same `Idempotency-Key` was sent before with another body."
        => "Use a new key for each different call; send the same body when you repeat one.";
    TooManyRequests "too-many-requests" TOO_MANY_REQUESTS "Too many requests":
        "The token has used up its calls for now."
        => "Wait as many seconds as `Retry-After` says.";
    Internal "internal" INTERNAL_SERVER_ERROR "Internal error":
        "Something went wrong on our side."
        => "Report it with the `request_id`. Look whether the change was made before sending it again.";
    Unavailable "unavailable" SERVICE_UNAVAILABLE "Unavailable for a moment":
        "The database cannot be reached, or too many calls want the same rows at once."
        => "Send the call again after as many seconds as `Retry-After` says.";
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
