//! The promises of the crate, kept against a real server.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{env, thread};

use crate::Cluster;

/// Longer than a server on the same machine takes for a trivial answer.
const SILENCE: Duration = Duration::from_millis(300);
const PATIENCE: Duration = Duration::from_mins(1);

/// The first message of a client that asks for TLS; the server answers with one byte.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

fn connect(cluster: &Cluster) -> std::io::Result<TcpStream> {
    TcpStream::connect((Ipv4Addr::LOCALHOST, cluster.port()))
}

fn wait_until_gone(directory: &Path) {
    let start = Instant::now();
    while directory.exists() {
        assert!(
            start.elapsed() < PATIENCE,
            "{} is still there",
            directory.display()
        );
        thread::yield_now();
    }
}

#[test]
fn each_database_is_new_and_empty() {
    let one = crate::database().unwrap();
    let two = crate::database().unwrap();
    assert_ne!(one.url(), two.url());
    assert!(one.url().starts_with("postgres://postgres@127.0.0.1:"));

    let cluster = Cluster::start_own().unwrap();
    let (one, two) = (cluster.database().unwrap(), cluster.database().unwrap());
    cluster
        .execute(one.name(), "CREATE TABLE note (body text)")
        .unwrap();
    let tables = "SELECT count(*) FROM pg_tables WHERE tablename = 'note'";
    assert_eq!(cluster.execute(one.name(), tables).unwrap(), "1");
    assert_eq!(cluster.execute(two.name(), tables).unwrap(), "0");
}

#[test]
fn a_copy_has_what_its_template_has() {
    let template = crate::Template::new().unwrap();
    let cluster = crate::shared().unwrap();
    let name = template.url().rsplit('/').next().unwrap();
    cluster
        .execute(name, "CREATE TABLE note AS SELECT 'kept' AS body")
        .unwrap();
    let (one, two) = (template.copy().unwrap(), template.copy().unwrap());
    cluster
        .execute(one.name(), "UPDATE note SET body = 'changed'")
        .unwrap();
    let body = |database| cluster.execute(database, "SELECT body FROM note").unwrap();
    assert_eq!(body(one.name()), "changed");
    assert_eq!(body(two.name()), "kept");
    assert_eq!(body(name), "kept");
}

#[test]
fn many_tests_get_their_databases_at_once() {
    let urls: BTreeSet<_> = thread::scope(|scope| {
        let tests: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| crate::database().unwrap().url().to_owned()))
            .collect();
        tests.into_iter().map(|test| test.join().unwrap()).collect()
    });
    assert_eq!(urls.len(), 8);
}

#[test]
fn a_refused_statement_is_named_with_the_reason() {
    let cluster = Cluster::start_own().unwrap();
    let error = cluster
        .execute("postgres", "SELECT * FROM absent")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("SELECT * FROM absent") && error.contains("does not exist"),
        "{error}"
    );
}

#[test]
fn a_paused_server_answers_when_resumed() {
    let cluster = Cluster::start_own().unwrap();
    let mut session = cluster
        .psql("postgres")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut questions = session.stdin.take().unwrap();
    let mut lines = BufReader::new(session.stdout.take().unwrap()).lines();
    let (answer, answers) = mpsc::channel();
    let reader = thread::spawn(move || {
        while let Some(Ok(line)) = lines.next() {
            answer.send(line).unwrap();
        }
    });
    writeln!(questions, "SELECT 1;").unwrap();
    assert_eq!(answers.recv_timeout(PATIENCE).unwrap(), "1");

    cluster.pause().unwrap();
    writeln!(questions, "SELECT 2;").unwrap();
    let mut newcomer = connect(&cluster).unwrap();
    newcomer.write_all(&SSL_REQUEST).unwrap();
    newcomer.set_read_timeout(Some(SILENCE)).unwrap();
    let silence = newcomer.read(&mut [0]).unwrap_err().kind();
    assert!(
        matches!(silence, ErrorKind::WouldBlock | ErrorKind::TimedOut),
        "{silence:?}"
    );
    assert_eq!(answers.try_recv(), Err(mpsc::TryRecvError::Empty));

    cluster.resume().unwrap();
    assert_eq!(answers.recv_timeout(PATIENCE).unwrap(), "2");
    newcomer.set_read_timeout(Some(PATIENCE)).unwrap();
    assert_eq!(newcomer.read(&mut [0]).unwrap(), 1);
    drop(questions);
    reader.join().unwrap();
    assert!(session.wait().unwrap().success());
}

#[test]
fn a_stopped_server_comes_back_with_its_data() {
    let cluster = Cluster::start_own().unwrap();
    let database = cluster.database().unwrap();
    cluster
        .execute(
            database.name(),
            "CREATE TABLE note AS SELECT 'kept' AS body",
        )
        .unwrap();

    cluster.stop().unwrap();
    assert_eq!(
        connect(&cluster).unwrap_err().kind(),
        ErrorKind::ConnectionRefused
    );

    cluster.start().unwrap();
    assert_eq!(
        cluster
            .execute(database.name(), "SELECT body FROM note")
            .unwrap(),
        "kept"
    );
}

#[test]
fn a_dropped_cluster_is_gone_even_while_paused() {
    let cluster = Cluster::start_own().unwrap();
    let (directory, port) = (cluster.directory(), cluster.port());
    assert!(directory.join("data/postmaster.pid").exists());
    cluster.pause().unwrap();
    drop(cluster);
    assert!(!directory.exists());
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
}

#[test]
fn a_cluster_is_gone_when_its_process_is_killed() {
    let mut process = Command::new(env::current_exe().unwrap())
        .args([
            "--exact",
            "tests::keep_a_cluster",
            "--ignored",
            "--nocapture",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let directory = BufReader::new(process.stdout.take().unwrap())
        .lines()
        .find_map(|line| Some(PathBuf::from(line.unwrap().split_once("cluster in ")?.1)))
        .expect("the other process names the directory of its cluster");
    assert!(directory.join("data/postmaster.pid").exists());
    process.kill().unwrap();
    process.wait().unwrap();
    wait_until_gone(&directory);
}

#[test]
#[ignore = "the process that a_cluster_is_gone_when_its_process_is_killed starts and kills"]
fn keep_a_cluster() {
    let cluster = Cluster::start_own().unwrap();
    println!("\ncluster in {}", cluster.directory().display());
    // Ends when the pipe from the process that waits for the line above closes.
    let mut nothing = String::new();
    std::io::stdin().read_to_string(&mut nothing).unwrap();
    drop(cluster);
}
