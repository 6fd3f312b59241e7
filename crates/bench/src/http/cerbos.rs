//! Cerbos over HTTP.
//!
//! It keeps policies and no data, so the caller has to know who holds what: the role comes with the
//! question, which spares Cerbos the look-up that the others do.

use std::{
    env, fs,
    net::TcpListener,
    path::{Path, PathBuf},
};

use crate::{
    data::{
        questions::Question,
        roles::{Role, Rules},
    },
    harness::{
        load::Request,
        server::{Cores, Server},
    },
};

/// What stands in an answer that grants.
pub(crate) const GRANTED: &str = "EFFECT_ALLOW";

/// The binary, where `scripts/install-cerbos` has put it.
pub(crate) fn binary(told: Option<&Path>) -> anyhow::Result<Option<PathBuf>> {
    if let Some(told) = told {
        return Ok(Some(told.to_owned()));
    }
    let exe = env::current_exe()?;
    let installed = "cerbos/node_modules/@cerbos/cerbos-linux-x64/cerbos-linux-x64";
    let path = exe.ancestors().nth(2).map(|target| target.join(installed));
    Ok(path.filter(|path| path.is_file()))
}

/// A server with the policies it reads.
#[derive(Debug)]
pub(crate) struct Cerbos {
    pub(crate) server: Server,
    _policies: tempfile::TempDir,
}

impl Cerbos {
    pub(crate) fn start(binary: &Path) -> anyhow::Result<Self> {
        let policies = tempfile::tempdir()?;
        fs::write(policies.path().join("account.yaml"), policy())?;
        // Both are held until both are known, so that they are two.
        let (http, other) = (free_port()?, free_port()?);
        let (address, grpc) = (http.local_addr()?, other.local_addr()?);
        drop((http, other));
        let set = [
            format!("server.httpListenAddr={address}"),
            format!("server.grpcListenAddr={grpc}"),
            "storage.driver=disk".to_owned(),
            format!("storage.disk.directory={}", policies.path().display()),
            "telemetry.disabled=true".to_owned(),
        ];
        let mut arguments = vec!["server", "--log-level=error"];
        for setting in &set {
            arguments.extend(["--set", setting]);
        }
        let server = Server::start_at(Cores::One, binary, &arguments, address)?;
        Ok(Self {
            server,
            _policies: policies,
        })
    }
}

fn free_port() -> std::io::Result<TcpListener> {
    TcpListener::bind("127.0.0.1:0")
}

/// One policy for accounts: a rule for each role.
fn policy() -> String {
    let rules = Rules::new();
    let of_role = Role::ALL.map(|role| {
        let actions: Vec<_> = rules
            .actions_of(role)
            .map(|action| format!("\"{action}\""))
            .collect();
        format!(
            "    - actions: [{}]\n      effect: EFFECT_ALLOW\n      roles: [\"{}\"]\n",
            actions.join(", "),
            role.name()
        )
    });
    format!(
        "apiVersion: api.cerbos.dev/v1\nresourcePolicy:\n  version: default\n  resource: account\n  \
         rules:\n{}",
        of_role.concat()
    )
}

/// The question in the words of Cerbos.
pub(crate) fn request(question: &Question) -> Request {
    let role = question
        .role
        .map_or_else(|| "nobody".to_owned(), Role::name);
    let body = format!(
        "{{\"principal\":{{\"id\":\"{}\",\"roles\":[\"{role}\"]}},\"resources\":[{{\"resource\":\
         {{\"kind\":\"account\",\"id\":\"{}\"}},\"actions\":[\"{}\"]}}]}}",
        question.user, question.client, question.action
    );
    let marks = Some(usize::from(question.granted));
    Request::post("/api/check/resources", "none", &body, marks)
}
