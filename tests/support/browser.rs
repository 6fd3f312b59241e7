//! A real browser: headless Chromium, driven by `ChromeDriver` over `WebDriver` (W3C) and, for what that has no words
//! for, the protocol of its developer tools.

use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::{fs, thread};

use base64::Engine as _;
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Caller, until};

/// Runs `ChromeDriver` beside a watcher that kills it when the pipe to the test process closes. Chromium ends with
/// it: the two are connected by a pipe.
const BESIDE_A_WATCHER: &str = r#"
exec 3<&0
"$@" 3<&- </dev/null &
driver=$!
{ read -r _ <&3; kill -KILL "$driver"; } >/dev/null 2>&1 &
exec 3<&-
wait "$driver"
"#;

/// The key under which `WebDriver` names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How large the window is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// 1280 wide.
    Desk,
    /// 390 wide.
    Phone,
}

/// Light or dark, as the reader's system has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    Light,
    Dark,
}

/// A browser with one window; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Browser {
    driver: Caller,
    /// `127.0.0.1:PORT`.
    address: String,
    session: String,
    watcher: Child,
    life: Option<ChildStdin>,
    profile: TempDir,
}

impl Browser {
    /// Starts a browser that knows nothing yet.
    pub(crate) async fn open() -> Self {
        let profile = tempfile::tempdir().unwrap();
        let mut watcher = Command::new("sh")
            .args([
                "-c",
                BESIDE_A_WATCHER,
                "browser",
                "chromedriver",
                "--port=0",
            ])
            .env("HOME", profile.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let life = watcher.stdin.take();
        let port = port_of(&mut watcher);
        let address = format!("127.0.0.1:{port}");
        let mut browser = Self {
            driver: Caller::new(&format!("http://{address}")),
            address,
            session: String::new(),
            watcher,
            life,
            profile,
        };
        let data = browser.profile.path().join("data");
        let arguments = [
            "--headless=new".to_owned(),
            "--remote-debugging-pipe".to_owned(),
            // The tests run as root on some machines, and open nothing but our own pages.
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--disable-sync".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--no-first-run".to_owned(),
            "--hide-scrollbars".to_owned(),
            "--force-color-profile=srgb".to_owned(),
            "--lang=en-GB".to_owned(),
            format!("--user-data-dir={}", data.display()),
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {"args": arguments},
        }}});
        let begun = browser.driver.post("/session", wanted).await.json();
        let session = begun["value"]["sessionId"].as_str();
        session
            .unwrap_or_else(|| panic!("no browser: run scripts/install-browser\n{begun}"))
            .clone_into(&mut browser.session);
        browser.look(Size::Desk, Scheme::Light).await;
        browser
    }

    async fn command(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let path = format!("/session/{}{path}", self.session);
        let call = self.driver.call(method, path);
        let call = match &body {
            Some(body) => call.json(body),
            None => call,
        };
        let answer = call.await;
        assert_eq!(answer.status, 200, "{answer}");
        answer.json()["value"].clone()
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        self.command(Method::POST, path, Some(body)).await
    }

    async fn get(&self, path: &str) -> Value {
        self.command(Method::GET, path, None).await
    }

    /// Does what only the developer tools can.
    async fn tool(&self, command: &str, params: Value) -> Value {
        self.post(
            "/goog/cdp/execute",
            json!({"cmd": command, "params": params}),
        )
        .await
    }

    /// Makes the window as large as this; higher, if a height is given.
    async fn resize(&self, size: Size, height: Option<i64>) {
        let (width, usual) = match size {
            Size::Desk => (1280, 900),
            Size::Phone => (390, 844),
        };
        let metrics = json!({"width": width, "height": height.unwrap_or(usual),
            "deviceScaleFactor": 1, "mobile": size == Size::Phone});
        self.tool("Emulation.setDeviceMetricsOverride", metrics)
            .await;
    }

    /// Sets the size of the window and the colours of the system.
    pub(crate) async fn look(&self, size: Size, scheme: Scheme) {
        self.resize(size, None).await;
        let touch = json!({"enabled": size == Size::Phone});
        self.tool("Emulation.setTouchEmulationEnabled", touch).await;
        let value = match scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": value},
            {"name": "prefers-reduced-motion", "value": "reduce"}]});
        self.tool("Emulation.setEmulatedMedia", features).await;
    }

    /// Lets pages run no script, or lets them again.
    pub(crate) async fn without_scripts(&self, without: bool) {
        let value = json!({"value": without});
        self.tool("Emulation.setScriptExecutionDisabled", value)
            .await;
    }

    pub(crate) async fn go(&self, url: &str) {
        self.post("/url", json!({"url": url})).await;
    }

    /// The path of the page, with its query.
    pub(crate) async fn path(&self) -> String {
        let url = self.get("/url").await;
        let url = url.as_str().unwrap();
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let path = rest.split_once('/').map_or("", |(_, path)| path);
        format!("/{path}")
    }

    pub(crate) async fn title(&self) -> String {
        self.get("/title").await.as_str().unwrap().to_owned()
    }

    async fn find(&self, css: &str) -> String {
        let by = json!({"using": "css selector", "value": css});
        let found = self.post("/element", by).await;
        found[ELEMENT].as_str().unwrap().to_owned()
    }

    pub(crate) async fn click(&self, css: &str) {
        let element = self.find(css).await;
        self.post(&format!("/element/{element}/click"), json!({}))
            .await;
    }

    /// Types a text into a field.
    pub(crate) async fn fill(&self, css: &str, text: &str) {
        let element = self.find(css).await;
        let body = json!({"text": text});
        self.post(&format!("/element/{element}/value"), body).await;
    }

    /// The text that is seen of an element.
    pub(crate) async fn text(&self, css: &str) -> String {
        let element = self.find(css).await;
        let text = self.get(&format!("/element/{element}/text")).await;
        text.as_str().unwrap().to_owned()
    }

    /// Waits until the page shows a text in an element: scripts may still be at work.
    pub(crate) async fn sees(&self, css: &str, text: &str) {
        let script = "return (document.querySelector(arguments[0])?.innerText ?? '')\
                      .includes(arguments[1])";
        let body = json!({"script": script, "args": [css, text]});
        let is_seen = async || {
            let answer = self.post("/execute/sync", body.clone()).await;
            (answer == true).then_some(())
        };
        until(text, is_seen).await;
    }

    /// Goes into the frame, or out of all frames.
    pub(crate) async fn frame(&self, css: Option<&str>) {
        let id = match css {
            Some(css) => json!({ELEMENT: self.find(css).await}),
            None => Value::Null,
        };
        self.post("/frame", json!({"id": id})).await;
    }

    /// What a script gives that calls its last argument.
    async fn run(&self, script: &str) -> Value {
        self.post("/execute/async", json!({"script": script, "args": []}))
            .await
    }

    /// What the page's own code wrote to the console as errors, such as what its policy forbids.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let log = self.post("/se/log", json!({"type": "browser"})).await;
        let lines = log.as_array().cloned().unwrap_or_default();
        lines
            .iter()
            .map(|line| line["message"].to_string())
            .collect()
    }

    /// The rules of WCAG 2.2 AA that the page breaks, as axe-core finds them, and whether it is wider than its
    /// window.
    pub(crate) async fn faults(&self) -> Vec<String> {
        let axe = fs::read_to_string(root().join("target/axe-core/axe.min.js"));
        let Ok(axe) = axe else {
            panic!("axe-core is missing: run scripts/install-browser");
        };
        let script = format!(
            "{axe};\nconst done = arguments[arguments.length - 1];\n\
             axe.run(document, {{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', \
             'best-practice'], iframes: false}}).then(found => done(found.violations.map(rule => \
             rule.id + ': ' + rule.nodes.map(node => node.html + ' ' + node.failureSummary).join('; ')\
             ).concat(document.documentElement.scrollWidth > innerWidth ? \
             ['wider than the window: ' + document.documentElement.scrollWidth] : [])));"
        );
        let found = self.run(&script).await;
        let found = found.as_array().unwrap().iter();
        found
            .map(|fault| fault.as_str().unwrap().to_owned())
            .collect()
    }

    /// Waits until the page is drawn, and gives its height.
    async fn drawn(&self) -> i64 {
        let script = "const done = arguments[arguments.length - 1]; requestAnimationFrame(() => \
             requestAnimationFrame(() => done(document.documentElement.scrollHeight)))";
        self.run(script).await.as_i64().unwrap()
    }

    /// Keeps a picture of the whole page, in a window of this size, in `target/screens`.
    pub(crate) async fn picture(&self, name: &str, size: Size) {
        let height = self.drawn().await;
        self.resize(size, Some(height)).await;
        self.drawn().await;
        let wanted = json!({"format": "png"});
        let taken = self.tool("Page.captureScreenshot", wanted).await;
        self.resize(size, None).await;
        let data = taken["data"].as_str().unwrap();
        let bytes = base64::engine::general_purpose::STANDARD.decode(data);
        let directory = root().join("target/screens");
        fs::create_dir_all(&directory).unwrap();
        fs::write(directory.join(format!("{name}.png")), bytes.unwrap()).unwrap();
    }
}

impl Drop for Browser {
    /// Ends the browser in order, so that it leaves nothing behind; the watcher ends what does not obey.
    fn drop(&mut self) {
        if let Ok(mut stream) = TcpStream::connect(&self.address) {
            let request = format!(
                "DELETE /session/{} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
                self.session, self.address
            );
            let sent = stream.write_all(request.as_bytes());
            if sent.is_ok() {
                // The answer begins once the browser has ended; the connection stays open.
                let _answer = stream.read(&mut [0; 512]).unwrap_or_default();
            }
        }
        drop(self.life.take());
        self.watcher.wait().ok();
    }
}

/// The port that `ChromeDriver` says it listens on. Reads its output to the end, so that it never blocks.
fn port_of(driver: &mut Child) -> u16 {
    let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let port = loop {
        let line = lines.next().and_then(Result::ok);
        let Some(line) = line else {
            panic!("chromedriver ended: run scripts/install-browser");
        };
        if let Some((_, port)) = line.split_once("started successfully on port ") {
            break port.trim_end_matches('.').parse().unwrap();
        }
    };
    thread::spawn(move || lines.for_each(drop));
    port
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}
