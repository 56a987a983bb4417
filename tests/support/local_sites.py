# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sites on this machine, with an authority of their own, and listeners that must hear nothing.

Names end in ``.test`` (RFC 6761). The pages are the files of ``tests/browser/pages``; what a test
needs besides is given by `LocalSites.answers`.
"""

from __future__ import annotations

import datetime as dt
import functools
import http.server
import socket
import ssl
import subprocess
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PAGES = Path(__file__).resolve().parents[1] / "browser" / "pages"
SITE = "www.site.test"
BELOW = "static.site.test"
FOREIGN = "www.ailleurs.test"
UNTRUSTED = "faux.site.test"
_DAY = dt.timedelta(days=1)
_TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".pdf": "application/pdf"}


@dataclass(frozen=True)
class Answer:
    """What a site answers to one path."""

    body: bytes = b""
    media_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


def _key_and_name(name: str):
    return ec.generate_private_key(ec.SECP256R1()), x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )


def _certificate(subject, key, issuer, issuer_key, names: tuple[str, ...]):
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + 30 * _DAY)
        .add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
    )
    if names:
        alternatives = [x509.DNSName(name) for name in names]
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        builder = builder.add_extension(usage, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def believe(pem: bytes) -> None:
    """Have Chromium believe an authority for this account: its home is one of the tests."""
    store = Path.home() / ".pki" / "nssdb"
    assert "sixieme-navigateur-" in str(store), "only the home of the tests is changed"
    store.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile() as file:
        file.write(pem)
        file.flush()
        common = ["certutil", "-d", f"sql:{store}"]
        subprocess.run([*common, "-N", "--empty-password"], check=True)
        subprocess.run([*common, "-A", "-t", "C,,", "-n", "essai", "-i", file.name], check=True)


def _pem(certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _context(certificate, key) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    with tempfile.NamedTemporaryFile() as file:
        file.write(key.private_bytes(encoding, form, serialization.NoEncryption()))
        file.write(_pem(certificate))
        file.flush()
        context.load_cert_chain(file.name)
    return context


class Authority:
    """An authority that tests alone believe, and one that nobody believes."""

    def __init__(self) -> None:
        key, name = _key_and_name("Autorité d'essai")
        root = _certificate(name, key, name, key, ())
        self.pem = _pem(root)
        own_key, own_name = _key_and_name("site.test")
        hosts = ("*.site.test", "site.test", "*.ailleurs.test")
        good = _context(_certificate(own_name, own_key, name, key, hosts), own_key)
        bad_key, bad_name = _key_and_name(UNTRUSTED)
        bad_leaf = _certificate(bad_name, bad_key, bad_name, bad_key, (UNTRUSTED,))
        bad = _context(bad_leaf, bad_key)

        def choose(connection, server_name, context):
            del context
            connection.context = bad if server_name == UNTRUSTED else good

        good.sni_callback = choose
        self.context = good


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        """Say nothing: a browser gives connections up all the time."""


class LocalSites:
    """The sites and the listeners."""

    def __init__(self) -> None:
        self.authority = Authority()
        believe(self.authority.pem)
        self.requests: list[tuple[str, str, str]] = []
        self.answers: dict[str, Answer | Callable[[], Answer]] = {}
        handler = functools.partial(_Handler, sites=self)
        self._server = _Server(("127.0.0.1", 0), handler)
        self._server.socket = self.authority.context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.canary = Canary()

    @property
    def routes(self) -> tuple[str, ...]:
        """Where names lead; a foreign name leads to the listener that must hear nothing."""
        own = [f"{name}=127.0.0.1:{self.port}" for name in (SITE, BELOW, UNTRUSTED)]
        return (*own, f"{FOREIGN}=127.0.0.1:{self.canary.port}")

    def forget(self) -> None:
        """Empty the notes and the answers."""
        self.requests.clear()
        self.answers.clear()
        self.canary.heard.clear()
        self.canary.first.clear()

    def asked(self, path: str) -> list[tuple[str, str, str]]:
        """Return the requests for a path: method, host, path."""
        return [request for request in self.requests if request[2].split("?")[0] == path]


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20

    def __init__(self, *args, sites: LocalSites) -> None:
        self.sites = sites
        super().__init__(*args)

    def log_message(self, *args):
        """Say nothing."""

    def do_GET(self):
        self._serve()

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._serve()

    def _serve(self):
        host = (self.headers.get("Host") or "").split(":")[0]
        self.sites.requests.append((self.command, host, self.path))
        answer = self._answer(self.path.split("?")[0])
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, text in answer.headers:
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(answer.body)

    def _answer(self, path: str) -> Answer:
        given = self.sites.answers.get(path)
        if given is not None:
            return given if isinstance(given, Answer) else given()
        file = PAGES / path.lstrip("/")
        if not file.is_file():
            return Answer(b"<p>rien</p>", status=404)
        body = file.read_bytes().replace(b"@CANARY@", str(self.sites.canary.port).encode())
        return Answer(body, _TYPES.get(file.suffix, "application/octet-stream"))


@dataclass
class Canary:
    """Listens on every local address by TCP and UDP, on one port, and notes what it hears."""

    heard: list[tuple[str, int]] = field(default_factory=list)
    port: int = 0
    first: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        while not self.port:
            self.port = self._listen()

    def _listen(self) -> int:
        port, opened = 0, []
        families = [(socket.AF_INET, "0.0.0.0", "IPv4")]
        if Path("/proc/net/if_inet6").exists():
            families.append((socket.AF_INET6, "::", "IPv6"))
        try:
            for family, place, word in families:
                for kind, way in ((socket.SOCK_STREAM, "TCP"), (socket.SOCK_DGRAM, "UDP")):
                    ear = socket.socket(family, kind)
                    opened.append((ear, f"{way} {word}"))
                    if family == socket.AF_INET6:
                        ear.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                    ear.bind((place, port))
                    port = ear.getsockname()[1]
        except OSError:
            for ear, _ in opened:
                ear.close()
            return 0
        for ear, word in opened:
            hear = self._accept if word.startswith("TCP") else self._receive
            threading.Thread(target=hear, args=(ear, word), daemon=True).start()
        return port

    def _accept(self, ear: socket.socket, word: str) -> None:
        ear.listen(64)
        while True:
            connection, _ = ear.accept()
            self.heard.append((word, 0))
            threading.Thread(target=self._drain, args=(connection, word), daemon=True).start()

    def _drain(self, connection: socket.socket, word: str) -> None:
        with connection, suppress(OSError):
            connection.settimeout(20)
            while some := connection.recv(4096):
                self.heard.append((word, len(some)))
                self.first.append(some[:60])

    def _receive(self, ear: socket.socket, word: str) -> None:
        while True:
            some, _ = ear.recvfrom(4096)
            self.heard.append((word, len(some)))


@functools.lru_cache(maxsize=1)
def local_sites() -> LocalSites:
    """Return the sites of this process."""
    return LocalSites()
