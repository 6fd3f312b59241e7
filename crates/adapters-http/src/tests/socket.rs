//! What only shows on a real connection: bodies that nobody reads, and the end of the server.

use std::{net::TcpListener, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::support::{HttpBed, PLATFORM};
use crate::server::{Listening, serve};

const MIB: usize = 1024 * 1024;

/// Sends a head and a whole body, as many clients do, and only then reads the answer.
async fn exchange(address: std::net::SocketAddr, head: &str, body: usize) -> String {
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut from, mut to) = stream.into_split();
    let head = format!("{head}Host: test\r\nConnection: close\r\n\r\n");
    to.write_all(head.as_bytes()).await.unwrap();
    to.write_all(&vec![b'x'; body]).await.unwrap();
    let mut answer = String::new();
    from.read_to_string(&mut answer).await.unwrap();
    answer
}

fn post(path: &str, token: &str, length: usize) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n"
    )
}

#[actix_web::test]
async fn an_answer_arrives_whatever_the_body() {
    let bed = HttpBed::open().await;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let Listening { server, address } = serve(bed.api(), listener).unwrap();
    let handle = server.handle();
    let running = actix_web::rt::spawn(server);

    let chunked = format!(
        "POST /v1/accounts HTTP/1.1\r\nAuthorization: Bearer {PLATFORM}\r\n\
         Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
    );
    for (head, body, status) in [
        (post("/v1/accounts", PLATFORM, 5 * MIB), 5 * MIB, "413"),
        (post("/v1/accounts", "nobody", 5 * MIB), 5 * MIB, "401"),
        (post("/v1/nothing", PLATFORM, 5 * MIB), 5 * MIB, "404"),
        (post("/livez", PLATFORM, 5 * MIB), 5 * MIB, "405"),
        (post("/v1/accounts", PLATFORM, 2), 2, "400"),
        (chunked, 4, "400"),
    ] {
        let answer = exchange(address, &head, body).await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{head}{answer}"
        );
        assert!(answer.contains("application/problem+json"), "{answer}");
        assert!(answer.contains("\"request_id\""), "{answer}");
    }
    let head = exchange(address, "HEAD /livez HTTP/1.1\r\n", 0).await;
    assert!(
        head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"),
        "{head}"
    );

    handle.stop(true).await;
    let ended = tokio::time::timeout(Duration::from_secs(5), running).await;
    assert!(
        ended.is_ok(),
        "the server goes on after it was told to stop"
    );
}
