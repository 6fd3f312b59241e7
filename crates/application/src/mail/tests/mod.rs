//! From what happens to the mails that tell it, on the memory store (N1, N3).

mod endings;
mod platform;

use std::sync::Arc;

use latchkey_domain::{
    base::{ids::UserId, page::PageRequest, text::Reason, time::days},
    membership::super_admins::LastSuperAdmin,
    people::{
        email::EmailAddress,
        mail::{Mail, MailKind},
        notifications::Notice,
    },
    permission::seat::Seat,
    ports::{KeptMail, MailError},
    telling::waiting::MailState,
};
use latchkey_testing::{MockMailer, TestBed};

use super::*;
use crate::{
    access_links::{AccessLinks, ApproveLink, IssueLink, IssuedLink},
    client_access::{AddEmployees, ClientAccess},
    frame::mode::Mode,
    memberships::{
        CreateMember, Memberships, RemoveMember, RequestedAccess, RequestedChange, TargetMember,
    },
    notifications::{Notifications, SetNotifications},
    operations::{AssignEmployees, Operations},
    testing::UseCaseBed,
};

/// The known scene, where mails are sent to a server.
fn with_server(world: TestBed) -> UseCaseBed {
    let mut bed = UseCaseBed::over(world);
    Arc::get_mut(&mut bed.ports).unwrap().settings.mail.keep = false;
    bed
}

async fn with_server_up() -> UseCaseBed {
    let bed = with_server(TestBed::new().await);
    forget(&bed).await;
    bed
}

/// Looks through what made the scene, so that tests begin with nothing to tell.
async fn forget(bed: &UseCaseBed) {
    Mails::new(Arc::clone(&bed.ports)).note().await.unwrap();
    assert_eq!(send(bed).await, 0);
}

async fn send(bed: &UseCaseBed) -> usize {
    let mails = Mails::new(Arc::clone(&bed.ports));
    mails.note().await.unwrap();
    let leases = bed.world.memory().clone();
    mails.send_due(&leases, "node").await.unwrap()
}

/// What was sent, to whom, in the order of addresses.
fn sent(bed: &UseCaseBed) -> Vec<(String, MailKind)> {
    let sent = bed.world.sent().into_iter();
    let mut all: Vec<_> = sent
        .map(|mail| (mail.to.address.to_string(), mail.kind))
        .collect();
    all.sort_unstable();
    all
}

async fn address(bed: &UseCaseBed, user: UserId) -> String {
    let user = bed.world.store.reader().user(user).await.unwrap().unwrap();
    user.email.as_ref().unwrap().to_string()
}

/// Freya, super admin of Fjordline, approves the link of Tomas of Northwind.
async fn approve(bed: &UseCaseBed) {
    let (world, links) = (&bed.world, AccessLinks::new(Arc::clone(&bed.ports)));
    let cx = bed.as_user(world.marit);
    let cmd = IssueLink {
        partner: world.northwind.into(),
        employee: Some(world.tomas.into()),
    };
    let ready = links.issue(&cx, cmd).await.unwrap();
    let (IssuedLink::New(view) | IssuedLink::Standing(view)) = bed.done(&cx, ready).await;
    let cx = bed.as_user(world.freya);
    let cmd = ApproveLink {
        token: view.token.expose().to_owned(),
        account: world.fjordline.into(),
        expires_at: None,
    };
    let mut cx = cx;
    cx.origin.reason = Some(Reason::parse("they are cheap").unwrap());
    let ready = links.approve(&cx, cmd).await.unwrap();
    bed.done(&cx, ready).await;
}

/// An approval is told to the employee; who approved knows. Nothing is told twice.
#[tokio::test]
async fn an_act_is_told_once_to_whom_it_concerns() {
    let bed = with_server_up().await;
    Box::pin(approve(&bed)).await;
    assert_eq!(send(&bed).await, 1);
    let tomas = address(&bed, bed.world.tomas).await;
    assert_eq!(sent(&bed), [(tomas, MailKind::LinkApproved)]);
    let mail = bed.world.sent().remove(0);
    assert!(mail.text.contains("Fjordline"), "{}", mail.text);
    assert!(mail.text.contains("Freya"), "{}", mail.text);
    // The client's reason is for the client's own people (T2).
    assert!(!mail.text.contains("cheap"), "{}", mail.text);
    assert_eq!(send(&bed).await, 0);
    assert_eq!(bed.world.sent().len(), 1);
}

/// Adds Jonas and Kaya to Harbour & Pine, by the partner admin Marit.
async fn add(bed: &UseCaseBed, mode: Mode) {
    let (world, service) = (&bed.world, ClientAccess::new(Arc::clone(&bed.ports)));
    let cx = bed.as_user(world.marit);
    let cmd = AddEmployees {
        partner: world.northwind.into(),
        client: world.harbour.into(),
        employees: vec![world.jonas.into(), world.kaya.into()],
        permission_set: world.standard_set("sales_rep"),
        expires_at: None,
        mode,
    };
    let ready = service.add(&cx, cmd).await.unwrap();
    bed.done(&cx, ready).await;
}

/// Everybody who was added gets a mail, and each super admin of the client one for all of them; whoever
/// switched such mails off gets none. A dry run tells nothing.
#[tokio::test]
async fn an_addition_is_told_to_both_sides() {
    let bed = with_server_up().await;
    let world = &bed.world;
    add(&bed, Mode::DryRun).await;
    assert_eq!(send(&bed).await, 0);
    add(&bed, Mode::CarryOut).await;
    send(&bed).await;
    let [jonas, kaya, helen] =
        [world.jonas, world.kaya, world.helen].map(|user| address(&bed, user));
    let (jonas, kaya, helen) = (jonas.await, kaya.await, helen.await);
    let told = sent(&bed);
    for expected in [
        (jonas, MailKind::Added),
        (kaya, MailKind::Added),
        (helen.clone(), MailKind::EmployeesAdded),
    ] {
        let times = told.iter().filter(|mail| **mail == expected).count();
        assert_eq!(times, 1, "{expected:?} in {told:?}");
    }
    let is_for = |mail: &Mail, address: &str| mail.to.address.as_str() == address;
    let to_helen = bed
        .world
        .sent()
        .into_iter()
        .find(|mail| is_for(mail, &helen));
    let text = to_helen.unwrap().text;
    assert!(text.contains("Jonas") && text.contains("Kaya"), "{text}");
}

#[tokio::test]
async fn a_kind_that_is_switched_off_is_not_sent() {
    let bed = with_server_up().await;
    let (world, service) = (&bed.world, Notifications::new(Arc::clone(&bed.ports)));
    let cx = bed.as_user(world.helen);
    let muted = [Notice::EmployeeAdded].into();
    let ready = service.set(&cx, SetNotifications { muted }).await.unwrap();
    bed.done(&cx, ready).await;
    add(&bed, Mode::CarryOut).await;
    send(&bed).await;
    let helen = address(&bed, world.helen).await;
    assert!(sent(&bed).iter().all(|(to, _)| *to != helen));
    let mut reader = world.store.reader();
    assert_eq!(reader.count_mails(MailState::Waiting).await.unwrap(), 0);
    assert!(reader.count_mails(MailState::Dropped).await.unwrap() > 0);
}

/// A server that is away is tried again later, and gets each mail then; what it refuses is given up.
#[tokio::test]
async fn mails_wait_for_a_server_that_is_away() {
    let mut mailer = MockMailer::new();
    let mut calls = 0;
    mailer.expect_send().times(3..).returning(move |_mail| {
        calls += 1;
        match calls {
            1 => Err(MailError::Unavailable("no answer".into())),
            2 => Ok(()),
            _ => Err(MailError::Refused("550 unknown".into())),
        }
    });
    let bed = with_server(TestBed::new().await.with_mailer(mailer));
    Mails::new(Arc::clone(&bed.ports)).note().await.unwrap();
    Box::pin(approve(&bed)).await;
    assert_eq!(send(&bed).await, 0);
    assert_eq!(send(&bed).await, 0, "it is not due yet");
    bed.world.clock.advance(days(1));
    assert_eq!(send(&bed).await, 1);
    add(&bed, Mode::CarryOut).await;
    assert_eq!(send(&bed).await, 0);
    let mut reader = bed.world.store.reader();
    assert!(reader.count_mails(MailState::Dead).await.unwrap() > 1);
    assert_eq!(reader.count_mails(MailState::Waiting).await.unwrap(), 0);
}

/// What is deferred waits, and the others go on at once; where no mail can be sent, the server is not asked
/// once for each.
#[tokio::test]
async fn a_deferred_mail_holds_up_no_other() {
    for is_deferred in [true, false] {
        let mut mailer = MockMailer::new();
        let mut calls = 0;
        mailer.expect_send().returning(move |_mail| {
            calls += 1;
            match calls {
                1 if is_deferred => Err(MailError::Deferred("451 greylisted".into())),
                1 => Err(MailError::Unavailable("535 wrong password".into())),
                _ => Ok(()),
            }
        });
        let bed = with_server(TestBed::new().await.with_mailer(mailer));
        Mails::new(Arc::clone(&bed.ports)).note().await.unwrap();
        add(&bed, Mode::CarryOut).await;
        let sent = send(&bed).await;
        let mut reader = bed.world.store.reader();
        let waiting = reader.mails_in(MailState::Waiting, 100).await.unwrap();
        if is_deferred {
            assert!(sent > 1 && waiting.len() == 1, "{sent} {waiting:?}");
        } else {
            assert!(sent == 0 && waiting.len() > 1, "{sent} {waiting:?}");
        }
        for mail in waiting {
            assert_eq!(mail.attempts, 1);
            assert!(mail.due_at > bed.ports.now());
            let reason = if is_deferred { "451" } else { "535" };
            assert!(mail.error.unwrap().contains(reason));
        }
    }
}

async fn kept(bed: &UseCaseBed) -> Vec<KeptMail> {
    let mut reader = bed.world.store.reader();
    let page = reader.kept_mails(&PageRequest::first()).await.unwrap();
    page.items
}

/// Without a mail server the mails are written and kept.
#[tokio::test]
async fn mails_are_kept_where_there_is_no_server() {
    let bed = UseCaseBed::new().await;
    forget(&bed).await;
    Box::pin(approve(&bed)).await;
    assert_eq!(send(&bed).await, 1);
    assert_eq!(bed.world.sent(), []);
    let kept = kept(&bed).await;
    let [mail] = &kept[..] else {
        panic!("one mail: {kept:?}");
    };
    assert_eq!(
        (mail.reader, mail.kind),
        (bed.world.tomas, MailKind::LinkApproved)
    );
    assert!(mail.html.contains("Fjordline") && mail.text.contains("Fjordline"));
    assert_eq!(send(&bed).await, 0);
}

/// An invitation brings its link as long as it stands; cancelled before it was sent, it is not sent.
#[tokio::test]
async fn an_invitation_is_sent_while_it_stands() {
    for cancelled in [false, true] {
        let bed = with_server_up().await;
        let (world, service) = (&bed.world, Memberships::new(Arc::clone(&bed.ports)));
        let cx = bed.as_user(world.helen);
        let cmd = CreateMember {
            account: world.harbour.into(),
            email: EmailAddress::parse("new@elsewhere.example").unwrap(),
            name: None,
            change: RequestedChange {
                access: Some(RequestedAccess::PermissionSet(
                    world.standard_set("sales_rep"),
                )),
                seat: Some(Seat::Core),
                ..RequestedChange::default()
            },
        };
        let ready = service.create(&cx, cmd).await.unwrap();
        let made = bed.done(&cx, ready).await;
        if cancelled {
            let cmd = RemoveMember {
                target: TargetMember {
                    account: world.harbour.into(),
                    user: made.member.user.id.into(),
                },
                reassign_to: None,
                last_super_admin: LastSuperAdmin::Stays,
            };
            let ready = service.remove(&cx, cmd).await.unwrap();
            bed.done(&cx, ready).await;
        }
        send(&bed).await;
        let told = sent(&bed);
        let to = "new@elsewhere.example".to_owned();
        let expected = if cancelled {
            MailKind::InvitationCancelled
        } else {
            MailKind::Invited
        };
        assert_eq!(told, [(to, expected)]);
        let text = bed.world.sent().remove(0).text;
        assert_eq!(text.contains("/i/"), !cancelled, "{text}");
    }
}

/// What an operation does is told when it has ended, in one mail for each reader.
#[tokio::test]
async fn an_operation_is_told_in_one_mail() {
    let bed = with_server_up().await;
    let (world, operations) = (&bed.world, Operations::new(Arc::clone(&bed.ports)));
    let cx = bed.as_user(world.marit);
    let cmd = AssignEmployees {
        partner: world.northwind.into(),
        clients: vec![world.harbour.into()],
        employees: vec![world.jonas.into(), world.kaya.into()],
        permission_set: world.standard_set("sales_rep"),
        expires_at: None,
        mode: Mode::CarryOut,
    };
    let ready = operations.assign(&cx, cmd).await.unwrap();
    bed.done(&cx, ready).await;
    assert_eq!(send(&bed).await, 0, "it has only begun");
    let worker = operations.worker(Arc::new(world.memory().clone()));
    while worker.turn().await.unwrap() {}
    send(&bed).await;
    let [jonas, helen] = [world.jonas, world.helen].map(|user| address(&bed, user));
    let (jonas, helen) = (jonas.await, helen.await);
    let told = sent(&bed);
    for expected in [(jonas, MailKind::Added), (helen, MailKind::EmployeesAdded)] {
        let times = told.iter().filter(|mail| **mail == expected).count();
        assert_eq!(times, 1, "{expected:?} in {told:?}");
    }
}
