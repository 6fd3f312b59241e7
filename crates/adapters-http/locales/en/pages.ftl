# The words of the pages in English. Every language has the same messages and attributes. A test finds words that are
# missing, that nobody uses, or that are English elsewhere.
#
# Names stand in place of $account, $partner (the agency), $actor (who did it) and $name.

## Every page
skip = Skip to content
go-start = Go to the start
go-again = Try again
go-sign-in = Sign in another way
pages-label = Pages
pages-newer = Newer
pages-older = Older
door-about = One place to see who at your agency can open which client’s door, and to take the key back.

## The first page
home-title = Latchkey
home-about = You’re signed in. The lists of clients and people come here.
home-you = You
theme-label = Theme
theme-system = System
theme-light = Light
theme-dark = Dark
language-label = Language
preferences-save = Save
sign-out = Sign out

## Signing in
sign-in-title = Sign in
sign-in-where = to Latchkey at { $host }
sign-in-email = Work email
sign-in-password = Password
sign-in-forgot = Forgot your password? Open Latchkey from your platform: it signs you in.
sign-in-remember = Keep me signed in on this device
sign-in-button = Sign in
sign-in-wrong = That address and password don’t belong together. Nobody was signed in.
sign-in-too-many = Too many attempts in a short time. Nobody was signed in. Wait some minutes, then try again.
sign-in-no-passwords = Your platform signs you in: open Latchkey from there.
sign-in-approver = Asked to approve access for an agency? Open the link they sent you.
sign-in-link-title = Sign in with your link
sign-in-link-about = with the link made for you
sign-in-link-button = Sign in as { $name }
sign-in-link-until = Works once, until { $until }.
sign-in-link-not-you = Not you? Close this page; the link stays unused. You’ll be signed in on this device alone.
password-title = Choose a password
password-about = You’re in. With a password you can come back later.
password-label = New password
password-hint = At least 8 characters, whichever you like. A sentence is easy to remember and hard to guess.
password-too-short = That doesn’t fit: a password has 8 characters or more, and is at most 1,024 bytes long. Nothing was saved.
password-button = Save the password

## An invitation
invitation-title = Invitation to { $account }
invitation-for = For { $address }
invitation-heading-by = { $actor } invites you to { $account }
invitation-heading = You’re invited to { $account }
invitation-about = You decide. Nothing changes until you accept, and you can leave again at any time.
invitation-what = What you’d get
invitation-until = { $days ->
    [one] Until { $day }, { $days } day
   *[other] Until { $day }, { $days } days
}
fact-invited-by = Invited by
invitation-inviter = { $actor }
invitation-inviter-super-admin = { $actor }, super admin there
invitation-inviter-partner-admin = { $actor }, partner admin there
invitation-inviter-set = { $actor }, who has { $set } there
invitation-inviter-for = on behalf of { $partner }
fact-account = Account
fact-access = Access
fact-could = You could
fact-seat = Seat
fact-acts-for = On behalf of
fact-ends = Ends
acts-for-nobody = Nobody but yourself
could-nothing = Nothing yet, with this seat
could-many = { $count ->
    [one] Do { $count } thing
   *[other] Do { $count } things: see which
}
access-super-admin = Super admin
access-partner-admin = Partner admin
seat-partner = Partner seat
seat-core = Core seat
seat-view-only = View-only seat
seat-sales = Sales seat
seat-service = Service seat
invitation-accept = Accept the invitation
invitation-decline = Decline
invitation-confirms = Accepting confirms that { $address } is your address.
invitation-hint = Declining is told to whoever invited you; they may invite you again. Didn’t expect this? Close this page and nothing happens: the invitation ends on { $until }.
declined-title = You declined the invitation
declined-about = You have no access to { $account }. Whoever invited you is told.
declined-hint = Changed your mind? Ask them for a new invitation.

## The outbox of the demo
outbox-title = Outbox
outbox-demo = Demo
outbox-sign-in = Sign in as someone
outbox-about = The emails this demo would have sent. None left this machine: no mail server is set up, so they’re kept in the database and shown here.
outbox-filter-label = Filter emails
outbox-search = Search
outbox-search-hint = Subject or address
outbox-search-label = Search emails
outbox-to-label = To
outbox-to-anyone = To anyone
outbox-kind-label = Kind
outbox-kind-any = Any kind
outbox-filter = Filter
outbox-none = No emails yet
outbox-none-found = No emails fit these filters
outbox-caption = Emails, newest first
outbox-col-subject = Subject and who it’s to
outbox-col-when = When (UTC)
outbox-to = To { $address }
outbox-to-named = To { $name }, { $address }
outbox-count = { $count ->
    [one] { $first }–{ $last } of { $count } email
   *[other] { $first }–{ $last } of { $count } emails
}
outbox-note = Links in these emails work, so you can follow an invitation from here. In a real installation this page doesn’t exist.
outbox-back = Back to the outbox
outbox-html = As HTML
outbox-text = As plain text
mail-link-approved = Link approved
mail-link-declined = Link declined
mail-invited = Invitation
mail-invitation-cancelled = Invitation cancelled
mail-invitation-declined = Invitation declined
mail-added = Added
mail-made-super-admin = Made super admin
mail-access-changed = Access changed
mail-deactivated = Deactivated
mail-reactivated = Reactivated
mail-given-back = Access given back
mail-removed = Removed
mail-suspended = Access stopped
mail-access-ending = Access ending
mail-access-of-others-ending = Others’ access ending
mail-linked = Linked
mail-unlinked = Unlinked
mail-enrolment-ended = Enrolment ended
mail-enrolment-restored = Enrolled again
mail-last-super-admin-left = Someone left
mail-partner-admins-gained = Partner admins gained
mail-partner-admin-approved = Partner admin approved
mail-partner-admin-created = Partner admin created
mail-employees-added = Employees added
mail-changed-to-partner-admin = Changed to partner admin
mail-all-removed = All removed
mail-partner-severed = Agency severed
mail-member-left = Someone left the account
mail-relationship-ending = Relationship ending
mail-relationship-ended = Relationship ended
mail-test = Test

## What was asked for cannot be shown
lost-reference = Reference:
lost-not-found =
    .title = Nothing hangs on this hook
    .text = The page moved, or what it was about is no longer in Latchkey.
lost-forbidden =
    .title = You don’t have the key to this
    .text = Your access doesn’t cover this. Nothing was changed.
    .hint = A super admin of the account can give it to you.
lost-refused =
    .title = This can’t be done right now
    .text = Something has changed since you opened the page, or a rule doesn’t allow it. Nothing was changed.
    .hint = Open the page again to see how things stand.
lost-unreadable =
    .title = That form couldn’t be read
    .text = Something in it was missing or not valid. Nothing was changed.
lost-too-many =
    .title = Too many turns of the key
    .text = Too many requests in a short time. Wait a moment, then try again.
lost-failed =
    .title = That key snapped in the lock
    .text = Something went wrong on our side. Before you repeat a change, check whether it was made.
    .hint = Your administrator can find the reference in the server log.
lost-unavailable =
    .title = The lock is stuck for a moment
    .text = The database can’t be reached, or too many people change the same thing at once. Nothing was changed. Wait a moment, then try again.
lost-old-form =
    .title = This form is too old
    .text = Somebody signed in or out since the page was opened, or the form didn’t come from Latchkey. Nothing was changed.
    .hint = Open the page again and send it once more. Your browser must keep cookies.
lost-sign-in-link =
    .title = This key has been turned already
    .text = A sign-in link works once and only for a short time. This one was used or is too old. Nobody was signed in just now.
    .hint = Came from your platform? Go back there and open Latchkey again: it makes a new link.
lost-invitation =
    .title = This invitation is no longer valid
    .text = It was answered already, sent again, cancelled or is too old. Nothing was changed just now.
    .hint = Accepted it before? Sign in. Otherwise ask whoever invited you to send it again.
