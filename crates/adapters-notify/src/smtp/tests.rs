//! Mails, against a small mail server that answers as it is told.

use std::time::Duration;

use latchkey_domain::{
    base::text::{MailSubject, Name},
    people::{
        mail::{Mail, MailId, MailKind, MailStop, Mailbox},
        notifications::Notice,
    },
    ports::{MailError, Mailer as _},
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use super::{SmtpMailer, SmtpServer, server::Encryption};
use crate::NoMailer;

/// What the server answers to the lines that begin so, instead of what is usual.
type Answers = &'static [(&'static str, &'static str)];

/// A mail server for one connection after the other.
struct FakeServer {
    address: String,
    heard: JoinHandle<Vec<String>>,
}

impl FakeServer {
    async fn start(answers: Answers) -> Self {
        Self::start_for(vec![answers]).await
    }

    /// Takes as many connections, each with answers of its own.
    async fn start_for(connections: Vec<Answers>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let heard = tokio::spawn(async move {
            let mut heard = Vec::new();
            for answers in connections {
                let (stream, _peer) = listener.accept().await.unwrap();
                heard.extend(converse(stream, answers).await);
            }
            heard
        });
        Self { address, heard }
    }

    fn mailer(&self, login: &str) -> SmtpMailer {
        mailer(&format!("smtp://{login}{}", self.address))
    }

    /// What it was told until the last connection ended.
    async fn heard(self) -> Vec<String> {
        self.heard.await.unwrap()
    }
}

async fn converse(stream: TcpStream, answers: Answers) -> Vec<String> {
    let mut stream = BufReader::new(stream);
    let mut heard = Vec::new();
    let mut is_text = false;
    stream.write_all(b"220 ready\r\n").await.unwrap();
    loop {
        let mut line = String::new();
        // Whoever is gone says nothing more.
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return heard;
        }
        let line = line.trim_end().to_owned();
        is_text &= line != ".";
        let answer = (!is_text).then(|| answer(&line, answers));
        is_text |= answer.is_some_and(|answer| answer.starts_with("354"));
        heard.push(line);
        // An empty answer is none.
        if let Some(answer) = answer.filter(|answer| !answer.is_empty()) {
            let answered = stream.write_all(format!("{answer}\r\n").as_bytes()).await;
            if answered.is_err() || answer.starts_with("421") {
                return heard;
            }
        }
    }
}

fn answer(line: &str, answers: Answers) -> &'static str {
    let told = answers.iter().find(|(start, _)| line.starts_with(start));
    match (told, line.split(' ').next()) {
        (Some((_, answer)), _) => answer,
        (None, Some("EHLO")) => "250-fake.example\r\n250 AUTH PLAIN",
        (None, Some("AUTH")) => "235 welcome",
        (None, Some("DATA")) => "354 go on",
        (None, Some("QUIT")) => "221 bye",
        (None, _) => "250 ok",
    }
}

fn mailer(url: &str) -> SmtpMailer {
    let from = Mailbox::parse("Latchkey <access@example.com>").unwrap();
    SmtpMailer::new(SmtpServer::parse(url).unwrap(), from).unwrap()
}

fn mail() -> Mail {
    Mail {
        id: MailId::of(&[&"a test"]),
        kind: MailKind::Added,
        written_at: "2026-02-12T09:31:00Z".parse().unwrap(),
        html: "<p>Hello Marit,</p><p>welcome.</p>".to_owned(),
        stop: Some(MailStop {
            notice: Notice::AllRemoved,
            page: "https://access.example/settings#mail".to_owned(),
        }),
        to: Mailbox::parse("Marit Ås <marit@northwind.example>").unwrap(),
        subject: MailSubject::parse("Access to Harbour & Pine").unwrap(),
        text: "Hello Marit,\n\nwelcome.\n".to_owned(),
    }
}

fn said(heard: &[String], start: &str) -> bool {
    heard.iter().any(|line| line.starts_with(start))
}

#[tokio::test]
async fn a_mail_is_handed_over_with_its_head() {
    let server = FakeServer::start(&[]).await;
    server.mailer("").send(&mail()).await.unwrap();
    let heard = server.heard().await;
    for line in [
        "EHLO example.com",
        "MAIL FROM:<access@example.com>",
        "RCPT TO:<marit@northwind.example>",
        "From: Latchkey <access@example.com>",
        "To: =?utf-8?b?TWFyaXQgw4Vz?= <marit@northwind.example>",
        "Subject: Access to Harbour & Pine",
        "Message-ID: <44422cafbb20988dad0db11a663eab2b@example.com>",
        "Date: Thu, 12 Feb 2026 09:31:00 +0000",
        "Auto-Submitted: auto-generated",
        "List-Unsubscribe: <https://access.example/settings#mail>",
        "Content-Type: multipart/alternative;",
        "Content-Type: text/plain; charset=utf-8",
        "welcome.",
        "Content-Type: text/html; charset=utf-8",
        "<p>Hello Marit,</p>",
    ] {
        assert!(said(&heard, line), "{line}: {heard:#?}");
    }
    assert!(!said(&heard, "AUTH"), "nobody logs in without a password");
}

#[tokio::test]
async fn user_and_password_are_shown_to_the_server() {
    let server = FakeServer::start(&[]).await;
    server.mailer("post:p%40ss@").send(&mail()).await.unwrap();
    let heard = server.heard().await;
    // NUL, post, NUL, p@ss.
    assert!(said(&heard, "AUTH PLAIN AHBvc3QAcEBzcw=="), "{heard:#?}");
}

#[tokio::test]
async fn what_the_server_refuses_for_good_is_left() {
    let recipient = FakeServer::start(&[("RCPT", "550 5.1.1 no such user")]).await;
    let content = FakeServer::start(&[(".", "554 5.7.1 looks like spam")]).await;
    for (server, is_told) in [(recipient, false), (content, true)] {
        let sent = server.mailer("").send(&mail()).await;
        assert!(matches!(sent, Err(MailError::Refused(_))), "{sent:?}");
        assert_eq!(said(&server.heard().await, "DATA"), is_told);
    }
}

#[tokio::test]
async fn an_address_the_server_cannot_write_is_left() {
    let server = FakeServer::start(&[]).await;
    let to = Mailbox::parse("åse@northwind.example").unwrap();
    let sent = server.mailer("").send(&Mail { to, ..mail() }).await;
    assert!(matches!(sent, Err(MailError::Refused(_))), "{sent:?}");
}

#[tokio::test]
async fn what_the_server_cannot_take_now_is_tried_later() {
    let busy = [
        FakeServer::start(&[("AUTH", "535 5.7.8 wrong password")]).await,
        FakeServer::start(&[("RCPT", "530 5.7.0 log in first")]).await,
        FakeServer::start(&[("MAIL", "550 5.1.8 not your sender")]).await,
        FakeServer::start(&[("MAIL", "421 4.3.2 closing")]).await,
    ];
    for server in busy {
        let sent = server.mailer("post:wrong@").send(&mail()).await;
        assert!(matches!(sent, Err(MailError::Unavailable(_))), "{sent:?}");
        server.heard().await;
    }
}

/// It is about this mail alone, as far as anybody knows: others may be taken.
#[tokio::test]
async fn a_mail_that_is_not_taken_now_is_deferred() {
    let busy = [
        FakeServer::start(&[("RCPT", "450 4.2.0 try later")]).await,
        FakeServer::start(&[("DATA", "421 closing")]).await,
        FakeServer::start(&[(".", "451 4.7.1 greylisted")]).await,
    ];
    for server in busy {
        let sent = server.mailer("post:secret@").send(&mail()).await;
        assert!(matches!(sent, Err(MailError::Deferred(_))), "{sent:?}");
        server.heard().await;
    }
}

/// A server that refuses one recipient takes the next mail over the same connection.
#[tokio::test]
async fn a_refused_recipient_does_not_end_the_connection() {
    let server = FakeServer::start(&[("RCPT TO:<gone@", "550 5.1.1 no such user")]).await;
    let mailer = server.mailer("");
    let to = Mailbox::parse("gone@northwind.example").unwrap();
    let sent = mailer.send(&Mail { to, ..mail() }).await;
    assert!(matches!(sent, Err(MailError::Refused(_))), "{sent:?}");
    mailer.send(&mail()).await.unwrap();
    drop(mailer);
    let heard = server.heard().await;
    let times = |start: &str| heard.iter().filter(|line| line.starts_with(start)).count();
    assert_eq!((times("EHLO"), times("RSET"), times("DATA")), (1, 1, 1));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_tried_later() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = listener.local_addr().unwrap();
    drop(listener);
    let sent = mailer(&format!("smtp://{nobody}")).send(&mail()).await;
    assert!(matches!(sent, Err(MailError::Unavailable(_))), "{sent:?}");
}

#[tokio::test]
async fn a_server_that_says_nothing_is_tried_later() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut mailer = mailer(&format!("smtp://{}", silent.local_addr().unwrap()));
    mailer.patience = Duration::from_millis(50);
    let sent = mailer.send(&mail()).await;
    assert!(matches!(sent, Err(MailError::Unavailable(_))), "{sent:?}");
}

#[tokio::test]
async fn nothing_is_handed_over_unencrypted_elsewhere() {
    let server = FakeServer::start(&[]).await;
    let url = format!("smtp://post:secret@{}", server.address);
    let elsewhere = SmtpServer {
        encryption: Encryption::Required,
        ..SmtpServer::parse(&url).unwrap()
    };
    let from = Mailbox::parse("access@example.com").unwrap();
    let mailer = SmtpMailer::new(elsewhere, from).unwrap();
    let sent = mailer.send(&mail()).await;
    assert!(matches!(sent, Err(MailError::Unavailable(_))), "{sent:?}");
    let heard = server.heard().await;
    assert!(!said(&heard, "MAIL") && !said(&heard, "AUTH"), "{heard:#?}");
}

#[tokio::test]
async fn starttls_is_used_where_it_is_offered() {
    let answers = &[
        ("EHLO", "250-fake.example\r\n250 STARTTLS"),
        ("STARTTLS", "454 not now"),
    ];
    let server = FakeServer::start(answers).await;
    let sent = server.mailer("").send(&mail()).await;
    assert!(matches!(sent, Err(MailError::Unavailable(_))), "{sent:?}");
    let heard = server.heard().await;
    assert!(said(&heard, "STARTTLS") && !said(&heard, "MAIL"));
}

#[tokio::test]
async fn without_a_server_it_says_what_to_set() {
    let sent = NoMailer.send(&mail()).await;
    let Err(MailError::Unavailable(source)) = sent else {
        panic!("{sent:?}")
    };
    for name in ["mail.smtp_url", "mail.from"] {
        assert!(source.to_string().contains(name), "{source}");
    }
}

#[tokio::test]
async fn one_connection_serves_many_mails() {
    let server = FakeServer::start(&[]).await;
    let mailer = server.mailer("post:secret@");
    for _ in 0..3 {
        mailer.send(&mail()).await.unwrap();
    }
    drop(mailer);
    let heard = server.heard().await;
    let times = |start: &str| heard.iter().filter(|line| line.starts_with(start)).count();
    assert_eq!((times("EHLO"), times("AUTH"), times("RCPT")), (1, 1, 3));
    let ids: Vec<_> = heard
        .iter()
        .filter(|line| line.starts_with("Message-ID:"))
        .collect();
    assert_eq!(ids.len(), 3);
    assert!(
        ids.iter().all(|id| *id == ids[0]),
        "the same mail, sent again: {ids:?}"
    );
}

#[tokio::test]
async fn a_connection_that_ended_is_replaced() {
    for ends in ["421 you were idle", "452 4.5.3 enough for one connection"] {
        let answers: Answers = Box::leak(Box::new([("MAIL FROM:<second@", ends)]));
        let server = FakeServer::start_for(vec![answers, &[]]).await;
        let mut mailer = server.mailer("");
        mailer.send(&mail()).await.unwrap();
        mailer.from = Mailbox::parse("second@example.com").unwrap();
        mailer.send(&mail()).await.unwrap();
        drop(mailer);
        let heard = server.heard().await;
        let mails = heard.iter().filter(|line| line.starts_with("DATA"));
        assert_eq!(mails.count(), 2);
    }
}

/// A line that is a dot does not end the mail.
#[tokio::test]
async fn dots_at_the_beginning_of_lines_are_doubled() {
    let server = FakeServer::start(&[]).await;
    let mut dotted = mail();
    dotted.html = String::new();
    dotted.text = "first\n.\n.hidden\nlast".to_owned();
    server.mailer("").send(&dotted).await.unwrap();
    let heard = server.heard().await;
    let from = heard.iter().position(|line| line == "first").unwrap();
    let rest: Vec<&str> = heard[from..].iter().map(String::as_str).collect();
    assert_eq!(rest[..5], ["first", "..", "..hidden", "last", "."]);
}

#[tokio::test]
async fn one_broken_connection_puts_no_mail_off() {
    let breaks: Answers = &[("EHLO", "421 too busy")];
    let server = FakeServer::start_for(vec![breaks, &[]]).await;
    let mailer = server.mailer("");
    let sent = mailer.send(&mail()).await;
    assert!(matches!(sent, Err(MailError::Unavailable(_))), "it says no");
    mailer.send(&mail()).await.unwrap();
    drop(mailer);
    server.heard().await;

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mailer = mailer_at(&listener);
    let answers = tokio::spawn(async move {
        drop(listener.accept().await.unwrap());
        let (stream, _peer) = listener.accept().await.unwrap();
        converse(stream, &[]).await
    });
    mailer.send(&mail()).await.unwrap();
    drop(mailer);
    assert!(said(&answers.await.unwrap(), "DATA"));
}

fn mailer_at(listener: &TcpListener) -> SmtpMailer {
    mailer(&format!("smtp://{}", listener.local_addr().unwrap()))
}

/// What a server says too late is not taken for the answer to the next mail.
#[tokio::test]
async fn half_a_conversation_is_not_continued() {
    let hangs: Answers = &[(".", "")];
    let refuses: Answers = &[("RCPT", "550 5.1.1 no such user")];
    let server = FakeServer::start_for(vec![hangs, refuses]).await;
    let mut mailer = server.mailer("");
    mailer.patience = Duration::from_millis(50);
    let sent = mailer.send(&mail()).await;
    assert!(matches!(sent, Err(MailError::Deferred(_))), "{sent:?}");
    mailer.patience = Duration::from_secs(30);
    let sent = mailer.send(&mail()).await;
    assert!(matches!(sent, Err(MailError::Refused(_))), "{sent:?}");
    // Its connection goes on, until nobody keeps it.
    drop(mailer);
    server.heard().await;
}

/// A name is one header, whatever it holds.
#[tokio::test]
async fn names_are_encoded() {
    for (name, header) in [
        (
            "Ann \"Q\" Doe",
            r#"To: "Ann \"Q\" Doe" <marit@northwind.example>"#,
        ),
        (
            r"A\B, Inc.",
            "To: =?utf-8?b?QVxCLCBJbmMu?= <marit@northwind.example>",
        ),
        (
            "A <b@c.example>",
            "To: =?utf-8?b?QSA8YkBjLmV4YW1wbGU+?= <marit@northwind.example>",
        ),
        ("a\r\nBcc: b@c.example", "To: "),
        ("שלום 🗝", "To: =?utf-8?b?"),
    ] {
        let server = FakeServer::start(&[]).await;
        let mut named = mail();
        named.to.name = Some(Name::stored(name.to_owned()));
        server.mailer("").send(&named).await.unwrap();
        let heard = server.heard().await;
        assert!(said(&heard, header), "{header}: {heard:#?}");
        assert!(!said(&heard, "Bcc"), "{heard:#?}");
        let recipients = heard.iter().filter(|line| line.starts_with("RCPT"));
        assert_eq!(recipients.count(), 1);
    }
}
