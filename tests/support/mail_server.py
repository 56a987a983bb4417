# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real SMTP server on a port of this machine: what it is told to refuse it refuses, as RFC 5321.

It speaks in clear or, with a certificate made for the test, after STARTTLS.
"""

from __future__ import annotations

import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class MailPlan:
    """What the server answers: code by command; ``cut`` ends the line there without a word."""

    answers: dict[str, str] = field(default_factory=dict)
    cut_after_data: bool = False


class MailServer:
    """Takes mail and keeps it."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.plan = MailPlan()
        self.mails: list = []
        self.trust = None
        if certificate is not None:
            self.trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.trust.load_cert_chain(certificate)
        owner = self

        class Handler(_Handler):
            server_of = owner

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(socketserver.StreamRequestHandler):
    server_of: MailServer

    def handle(self) -> None:
        self._say("220 test")
        while line := self.rfile.readline():
            word = line.split()[0].upper().decode() if line.split() else ""
            told = self.server_of.plan.answers.get(word)
            if told:
                self._say(told)
            elif not self._obey(word):
                return

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def _obey(self, word: str) -> bool:
        match word:
            case "EHLO" | "HELO":
                self._say("250-test\r\n250 STARTTLS" if self.server_of.trust else "250 test")
            case "STARTTLS":
                self._say("220 go")
                try:
                    secured = self.server_of.trust.wrap_socket(self.request, server_side=True)
                except (ssl.SSLError, OSError):
                    return False
                self.request = secured
                self.rfile, self.wfile = secured.makefile("rb"), secured.makefile("wb", 0)
            case "DATA":
                return self._take()
            case "QUIT":
                self._say("221 bye")
                return False
            case _:
                self._say("250 ok")
        return True

    def _take(self) -> bool:
        self._say("354 go")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server_of.mails.append(mail)
        if self.server_of.plan.cut_after_data:
            return False
        self._say(self.server_of.plan.answers.get("END", "250 taken"))
        return True

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


def a_certificate(folder: Path) -> Path:
    """Return a file with a key and a certificate for 127.0.0.1, made now."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "mail.pem"
    pem = serialization.Encoding.PEM
    file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(pem)
    )
    return file
