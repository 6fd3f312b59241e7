# The words of mails in English. Every language has the same messages and attributes.
#
# A mail shows its attributes in this order: subject (also the heading), lead (what it means for the reader), more,
# button, after (what to do if it is wrong). Names stand in place of $account, $client (the account whose access it is
# about), $partner (the agency), $person and $actor (who did it). $by says who did it: person, platform or clock.
# $accounts and $people are numbers; $account and $person are names only where the number is 1.

greeting = Hello,
greeting-named = Hello { $reader },

## To the employee

link-approved =
    .subject = { $client } approved your access link
    .lead = You’re now a partner admin in { $client }. You can start right away, and add colleagues within what you hold there.
    .after = Not part of it: billing, payment methods, super admins, user provisioning. If you don’t want this access, you can leave { $client } in your settings.
link-declined =
    .subject = { $client } declined your access link
    .lead = Nothing changed: you have no new access there. Your link can still be approved later, and by other clients.
    .button = See your access link
    .after = Think this is a mistake? Ask the person you work with at { $client }.

## To the person, about their own access

invited =
    .subject = { $by ->
        [person] { $actor } invites you to { $account }
       *[other] You’re invited to { $account }
    }
    .lead = Open the invitation to see what you’d get. You accept or decline there; opening it changes nothing.
    .button = See the invitation
    .after = { $by ->
        [person] Don’t know { $actor }? Do nothing, and the invitation ends by itself.
       *[other] Didn’t expect this? Do nothing, and the invitation ends by itself.
    } Nobody at { $account } sees whether you opened this email.
invitation-cancelled =
    .subject = Your invitation to { $account } was cancelled
    .lead = The link in the earlier email no longer works. Nothing else changed.
added =
    .subject = { $accounts ->
        [1] You were added to { $account }
       *[other] You were added to { $accounts } clients
    }
    .lead = You can start working there right away.
made-super-admin =
    .subject = You’re now a super admin in { $account }
    .lead = You hold every permission there. Take the role to say that you want it: until you do, { $account } can’t count on you as its only super admin.
    .button = Take the role
    .after = Don’t want it? You can leave { $account } in your settings, or ask another super admin there to change it.
access-changed =
    .subject = { $accounts ->
        [1] Your access to { $account } was changed
       *[other] Your access to { $accounts } clients was changed
    }
    .lead = The change holds from now on, and is shown below.
became-partner-admin =
    .subject = { $accounts ->
        [1] You’re now a partner admin in { $account }
       *[other] You’re now a partner admin at { $accounts } clients
    }
    .lead = You hold what a partner admin holds there, and can add colleagues within it. What you held before has ended.
deactivated =
    .subject = { $accounts ->
        [1] You were deactivated in { $account }
       *[other] You were deactivated at { $accounts } clients
    }
    .lead = You can do nothing there for now. You stay on the user list, what you own there stays yours, and you can be reactivated.
reactivated =
    .subject = { $accounts ->
        [1] You were reactivated in { $account }
       *[other] You were reactivated at { $accounts } clients
    }
    .lead = You can work there again right away.
given-back =
    .subject = { $accounts ->
        [1] You have your access to { $account } again
       *[other] You have your access to { $accounts } clients again
    }
    .lead = It stopped when your employment at the agency ended. Now you’re employed there again, and it works as before.
removed =
    .subject = { $accounts ->
        [1] You were removed from { $account }
       *[other] You were removed from { $accounts } clients
    }
    .lead = { $accounts ->
        [1] You’re no longer on the user list of { $account }, and your access there has ended.
       *[other] You’re no longer on the user lists of { $accounts } clients, all in one act. Your access there has ended.
    }
    .instead = { $instead ->
        [one] In { $instead } more, where you’re a super admin, you were deactivated instead.
       *[other] In { $instead } more, where you’re a super admin, you were deactivated instead.
    }
suspended =
    .subject = { $accounts ->
        [1] Your access to { $account } has stopped
       *[other] Your access to { $accounts } clients has stopped
    }
    .lead = Your employment at the agency has ended, so you can do nothing there any more.
access-ending =
    .subject = { $accounts ->
        [1] Your access to { $account } ends { $left }
       *[other] Your access to { $accounts } clients ends { $left }
    }
    .lead = After that you can do nothing there until someone gives you access again.
    .more = { $by ->
        [person] Still working there? Ask { $actor } to move the end.
       *[other] Still working there? Ask a super admin there to move the end.
    }
    .after = { $days ->
        [1] This was the last reminder.
        [7] We’ll remind you once more, one day before.
       *[other] We’ll remind you again, 7 days and one day before.
    }

## To whoever set an end

access-of-others-ending =
    .subject = { $people ->
        [1] { $accounts ->
            [1] { $person }’s access to { $account } ends { $left }
           *[other] { $person }’s access to { $accounts } clients ends { $left }
        }
       *[other] { $accounts ->
            [1] The access of { $people } people to { $account } ends { $left }
           *[other] The access of { $people } people to { $accounts } clients ends { $left }
        }
    }
    .lead = After that they can do nothing there until someone gives them access again.
    .after = Still needed? Move the end before then. Otherwise there is nothing to do.

## To super admins

linked =
    .subject = { $partner } linked { $person } in { $client }
    .lead = { $side ->
        [client] { $person } is a member of your account already, and now counts as an employee of { $partner } there. That changes nothing in what { $person } can do, and gives { $partner } no power over it.
       *[partner] { $person } now counts as your employee there, and their work keeps the managed relationship. What { $person } can do stays the same.
    }
    .after = { $side ->
        [client] Doesn’t { $person } work for { $partner }? Ask { $partner } to unlink them.
       *[partner] Not right? You can unlink { $person } on the same page.
    }
unlinked =
    .subject = { $partner } unlinked { $person } in { $client }
    .lead = { $person } no longer counts as an employee of { $partner } there. What { $person } can do stays the same.
    .after = { $side ->
        [client] There is nothing for you to do. If { $person } shouldn’t have access any more, remove them from the user list.
       *[partner] Not right? You can link { $person } again on the same page.
    }
enrolment-ended =
    .subject = { $partner } is no longer in the partner program
    .lead = { $side ->
        [client] For now, its partner admins can do nothing at your end. Its other employees keep the access they have.
       *[partner] For now, your partner admins can do nothing at your clients, and access links can’t be approved. Other employees keep the access they have.
    }
    .after = { $side ->
        [client] If { $partner } joins the program again, its partner admins can work as before. Don’t want that? Remove them.
       *[partner] Think this is a mistake? Ask whoever runs the platform. Everything works again once you’re back in the program.
    }
enrolment-restored =
    .subject = { $partner } is in the partner program again
    .lead = { $side ->
        [client] Its partner admins can work at your end again, with what they held before.
       *[partner] Your partner admins can work at your clients again, with what they held before, and access links can be approved.
    }
    .after = { $side ->
        [client] Don’t want that? Deactivate or remove its partner admins.
       *[partner] There is nothing for you to do.
    }
last-super-admin-left =
    .subject = { $person } left and is still super admin in { $client }
    .lead = { $side ->
        [client] { $person } no longer works at { $partner }, but is your last super admin, so the access was left in place. Make someone else super admin: as soon as they take the role, { $person } is deactivated.
       *[partner] { $person } no longer works for you, but is the client’s last super admin, so the access was left in place. As soon as the client has another super admin, { $person } is deactivated.
    }
    .after = { $side ->
        [client] Until then, { $person } can still do everything in your account.
       *[partner] Until then, { $person } can still do everything there. Tell { $client } that it needs another super admin.
    }
partner-admins-gained =
    .subject = Partner admins in { $account } can do more now
    .lead = { $permissions ->
        [one] The platform’s permissions were updated, and partner admins gained { $permissions } permission.
       *[other] The platform’s permissions were updated, and partner admins gained { $permissions } permissions.
    }
    .after = Don’t want that? Withhold single permissions from them on the user list.
partner-admin-made =
    .subject = { $person } is now a partner admin in { $client }
    .lead = { $person } acts there for { $partner }, holds what a partner admin holds, and can add colleagues within it.
    .unseen = You’re told because no super admin decided this.
    .after = Not right? You can deactivate or remove { $person } at any time.
employees-added =
    .subject = { $people ->
        [1] { $accounts ->
            [1] { $partner } added { $person } to { $account }
           *[other] { $partner } added { $person } to { $accounts } of your accounts
        }
       *[other] { $accounts ->
            [1] { $partner } added { $people } people to { $account }
           *[other] { $partner } added { $people } people to { $accounts } of your accounts
        }
    }
    .lead = They act for { $partner } and can start working there right away.
    .after = Not right? You can deactivate or remove them at any time.
changed-to-partner-admin =
    .subject = { $person } is now a partner admin, no longer super admin, in { $client }
    .lead = { $person } acts there for { $partner }, and holds what a partner admin holds instead of every permission.
    .after = Not right? A super admin can make { $person } super admin again.
all-removed =
    .subject = { $accounts ->
        [1] { $partner } removed all its employees from { $account }
       *[other] { $partner } removed all its employees from { $accounts } of your accounts
    }
    .lead = Nobody acts for { $partner } there any more. What they owned there stays with you.
    .after = To work with { $partner } again, approve an access link of one of its employees.
partner-severed =
    .subject = { $client } no longer works with { $partner }
    .lead = { $people ->
        [0] Nobody acted for { $partner } any more, and the relationship has ended.
       *[other] Everyone who acted for { $partner } was removed, and the relationship has ended. They come back only if you let them in again.
    }
    .stays = { $stays } stays as your last super admin. Make someone else super admin, then remove { $stays }.
    .after = Ended by mistake? Approve an access link again, or create the people as users.
member-left =
    .subject = { $person } left { $account }
    .lead = { $person } no longer has access there. What they owned there stays, without an owner.
    .after = { $side ->
        [client] If they should come back, invite them again.
       *[partner] If they should come back, add them again. They then have to accept.
    }

## To who invited

invitation-declined =
    .subject = { $person } declined the invitation to { $account }
    .lead = They have no access there, and the invitation no longer works.
    .after = Was it a misunderstanding? Talk to them, and invite them again.

## To the partner, about its clients

relationship-ending =
    .subject = Your managed relationship with { $client } ends { $left }
    .lead = It ends because nobody of yours has worked there for a while. Work by one of your employees there before then keeps it.
    .after = If it may end, there is nothing to do.
relationship-ended =
    .subject = Your managed relationship with { $client } has ended
    .lead = { $ended ->
        [client] The client ended it. Everyone who acted for you there was removed.
        [partner] Your agency ended its services there.
       *[clock] Nobody of yours had worked there for too long.
    }
    .after = { $ended ->
        [client] To work with { $client } again, ask them to approve an access link.
        [partner] Ended by mistake? You can resume services on the client’s page.
       *[clock] To begin again, add an employee or resume services on the client’s page.
    }

## To an address of the operator’s choice

test =
    .subject = Test email from Latchkey
    .lead = This is a test email from Latchkey. It arrived, so emails work.
    .after = There is nothing for you to do.

## Facts

fact-by = By
fact-approved-by = Approved by
fact-declined-by = Declined by
fact-created-by = Created by
fact-invited-by = Invited by
fact-set-by = Set by
fact-when = When
fact-reason = Reason
fact-client-account = In their account
fact-account = Account
fact-agency = Agency
fact-acts-for = On behalf of
fact-acted-for = On behalf of
fact-access = Access
fact-before = Before
fact-after = Now
fact-had = Access until now
fact-would-have = Access offered
fact-your-access = Your access
fact-seat = Seat
fact-ends = Ends
fact-until = Valid until
fact-link = Link
fact-gained = Permissions gained
fact-lost = Permissions lost
fact-removed = Removed
fact-deactivated = Deactivated
fact-owned = What you owned
fact-owns = What you own there
fact-partner-admins = Partner admins
fact-billing = Billing permissions
fact-stays = Stays
fact-last-activity = Last activity
fact-people-with-access = People with access

value-number = { $count }
value-span = { $from } to { $until } UTC
value-platform = The platform
value-clock = Nobody, the time was up
value-no-end = When someone ends it
value-set-by = { $by }, on { $at }
value-free-seat = Partner seat. It costs them nothing.
value-link = { $approvals ->
    [0] Ends in { $hint }, not approved so far. It stays good for other clients until { $until }.
    [one] Ends in { $hint }, approved once so far. It stays good for other clients until { $until }.
   *[other] Ends in { $hint }, approved { $approvals } times so far. It stays good for other clients until { $until }.
}
value-owned = { $count ->
    [one] { $count } item. It stays yours when access ends.
   *[other] { $count } items. They stay yours when access ends.
}
value-clients = { $count ->
    [one] { $count } client
   *[other] { $count } clients
}
value-handed-over = { $count ->
    [one] { $count } item went to colleagues
   *[other] { $count } items went to colleagues
}
value-without-owner = { $count ->
    [one] { $count } item stays without an owner
   *[other] { $count } items stay without an owner
}
value-days-left = { $count ->
    [one] in { $count } day
   *[other] in { $count } days
}
value-kept = Kept
value-not-kept = Not kept

access-super-admin = Super admin
access-partner-admin = Partner admin

seat-partner = Partner seat
seat-core = Core seat
seat-view-only = View-only seat
seat-sales = Sales seat
seat-service = Service seat

## Lists

list-clients = Accounts
list-people = People
list-permissions = Permissions
list-first = The first { $shown } of the { $listed }
list-others = and { $count } more

## Buttons

button-open = Open { $account }
button-operation = See all { $all }
button-own-access = See your access
button-person = See { $person }
button-partner = See { $partner }
button-users = See the users
button-clients = See your clients
button-stop = Choose your emails

## What to do if it is wrong

after-own = { $by ->
    [person] Think this is a mistake? Ask { $actor }.
   *[other] Think this is a mistake? Ask a super admin there.
}

## Why the reader gets it

why-own = You get this because it’s about your own access; these emails are always sent.
why-own-many = One email for the whole act. You get it because it’s about your own access; these emails are always sent.
why-own-invitation = You get this because the invitation was for you; these emails are always sent.
why-invited = { $by ->
    [person] Sent to { $address } because { $actor } entered that address.
   *[other] Sent to { $address } because that address was entered.
} The link works for this address only; don’t pass it on.
why-link = You get this because the link is yours.
why-super-admin = You get this because you’re a super admin in { $client }.
why-super-admin-here = You get this because you’re a super admin in { $account }.
why-super-admin-of-some = You get this because you’re a super admin there.
why-super-admin-always = You get this because you’re a super admin in { $client }; these emails are always sent.
why-partner = You get this because you’re a super admin of your agency.
why-partner-always = You get this because you’re a super admin of your agency; these emails are always sent.
why-agency = You get this because you manage your agency’s access to its clients.
why-inviter = You get this because you sent the invitation.
why-end-setter = You get this because you manage access, and your side set this end.
why-test = Sent by whoever runs this Latchkey, to see whether emails arrive.
