"""Servers that are not our own work, for the tests: a mail server (aiosmtpd), and a receiver by HTTPS.

The first argument says in JSON which one and how. What happens is said by lines of JSON on the standard
output; what is to change comes by lines of JSON on the standard input, with whose end the server ends.
"""

import asyncio
import datetime
import email
import email.policy
import json
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme
from aiosmtpd.smtp import SMTP, AuthResult

HOW = json.loads(sys.argv[1])
SAYING = threading.Lock()


def say(**what):
    with SAYING:
        print(json.dumps(what), flush=True)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def certificate(kind, folder):
    """A context with a certificate of this kind; the authority that the test trusts lies in the folder."""
    given = HOW.get("issuer")
    known = trustme.CA.from_pem(*map(read, [f"{given}/authority.pem", f"{given}/key.pem"])) if given else trustme.CA()
    known.cert_pem.write_to_path(f"{folder}/authority.pem")
    known.private_key_pem.write_to_path(f"{folder}/key.pem")
    issuer = trustme.CA() if kind == "unknown" else known
    names = ["mail.example.test"] if kind == "other" else ["127.0.0.1", "localhost"]
    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)
    issued = issuer.issue_cert(*names, not_after=past if kind == "expired" else None)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issued.configure_cert(context)
    return context


class Told:
    """What the mail server is told to do; a test can change it at any time."""

    replies = {}  # by recipient: what is answered, one after the other
    login = HOW.get("login")
    drop_every = HOW.get("drop_every", 0)
    mails_each = HOW.get("mails_each", 0)
    connections = 0


def authenticate(_server, _session, _envelope, _mechanism, data):
    shown = [data.login.decode(), data.password.decode()]
    say(what="login", good=shown == Told.login)
    return AuthResult(success=shown == Told.login, handled=False, auth_data=shown[0])


class Connection(SMTP):
    """Every so many connections one breaks: at its greeting, at a recipient, or after a mail was taken."""

    number = 0
    taken = 0
    breaks = None

    def connection_made(self, transport):
        if not self.number:
            Told.connections += 1
            self.number = Told.connections
            if Told.drop_every and self.number % Told.drop_every == 0:
                which = self.number // Told.drop_every % 3
                self.breaks = ["greeting", "recipient", "content"][which]
                say(what="break", where=self.breaks)
        if self.breaks == "greeting":
            transport.abort()
        else:
            super().connection_made(transport)

    def connection_lost(self, error):
        if self.breaks != "greeting":
            super().connection_lost(error)


class Handler:
    async def handle_MAIL(self, server, _session, envelope, address, options):
        say(what="sender", address=address)
        if Told.mails_each and server.taken >= Told.mails_each:
            return "421 4.7.0 enough mails for one connection"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 sender ok"

    async def handle_RCPT(self, server, _session, envelope, address, _options):
        if server.breaks == "recipient":
            server.transport.abort()
        replies = Told.replies.get(address.lower(), [])
        if replies:
            reply = replies.pop(0)
            say(what="refused", address=address, reply=reply)
            return reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 recipient ok"

    async def handle_DATA(self, server, session, envelope):
        content = envelope.original_content
        message = email.message_from_bytes(content, policy=email.policy.default)
        parts = [part for part in message.walk() if not part.is_multipart()]
        say(
            what="mail",
            sender=envelope.mail_from,
            recipients=envelope.rcpt_tos,
            encrypted=session.ssl is not None
            or server.transport.get_extra_info("ssl_object") is not None,
            user=session.auth_data if session.authenticated else None,
            head=content.split(b"\r\n\r\n")[0].decode("ascii", "backslashreplace"),
            longest=max(len(line) for line in content.split(b"\r\n")),
            type=message.get_content_type(),
            headers={name.lower(): str(value) for name, value in message.items()},
            names=[address.display_name for address in message["to"].addresses],
            parts=[[part.get_content_type(), part.get_content()] for part in parts],
            defects=[
                str(defect)
                for part in message.walk()
                for defect in [*part.defects, *(d for v in part.values() for d in v.defects)]
            ],
        )
        server.taken += 1
        if server.breaks == "content":
            server.transport.abort()
        return "250 2.0.0 taken"


async def serve_mails():
    tls = HOW.get("tls")
    context = certificate(HOW.get("certificate"), HOW["folder"]) if tls else None
    needs_login = Told.login is not None

    def connection():
        return Connection(
            Handler(),
            hostname="mail.example.test",
            enable_SMTPUTF8=True,
            tls_context=context if tls == "starttls" else None,
            require_starttls=tls == "starttls",
            auth_required=needs_login,
            auth_require_tls=False,
            authenticator=authenticate if needs_login else None,
        )

    loop = asyncio.get_running_loop()
    from_the_start = context if tls == "implicit" else None
    listening = await loop.create_server(connection, "127.0.0.1", 0, ssl=from_the_start)
    say(what="listening", port=listening.sockets[0].getsockname()[1])
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        for name, value in json.loads(line).items():
            setattr(Told, name, value)
        say(what="told")


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        say(what="request", id=self.headers["webhook-id"])
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_arguments):
        pass


def serve_https():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    context = certificate(HOW.get("certificate"), HOW["folder"])
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    say(what="listening", port=server.server_address[1])
    while sys.stdin.readline():
        pass


if HOW["what"] == "https":
    serve_https()
else:
    asyncio.run(serve_mails())
