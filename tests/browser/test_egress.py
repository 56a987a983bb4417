# SPDX-License-Identifier: AGPL-3.0-or-later
"""The way out, a process of its own: what it lets through, what it refuses, when it ends."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import ssl
import subprocess
import sys

import psutil
import pytest

from tests.support.local_sites import BELOW, FOREIGN, SITE
from ui.browser.addresses import AddressRefused, Refusal
from ui.browser.egress import Egress, Gate

HOSTS = (SITE,)


class Way:
    """The process and a browser's connections to it."""

    def __init__(self, routes) -> None:
        more = [word for route in routes for word in ("--route", route)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ui.browser.egress", *more],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = json.loads(self.process.stdout.readline())["port"]
        self.serial = 0
        self.open: list[socket.socket] = []

    def order(self, *hosts: str, token: str = "mot", **more: tuple[str, ...]) -> dict:
        self.serial += 1
        lists = {"hosts": hosts, "domains": (), "closed": ()} | more
        return self.say(json.dumps({"serial": self.serial, "token": token} | lists))

    def say(self, line: str) -> dict:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def ask(self, line: str, *, token: str = "mot") -> tuple[socket.socket, bytes]:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        self.open.append(connection)
        word = base64.b64encode(f"borne:{token}".encode()).decode()
        head = f"{line} HTTP/1.1\r\nProxy-Authorization: Basic {word}\r\n\r\n"
        connection.sendall(head.encode())
        return connection, connection.recv(4096)

    def close(self) -> None:
        for connection in self.open:
            connection.close()
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def way(web):
    opened = Way(web.routes)
    yield opened
    opened.close()


def test_a_host_of_the_list_is_reached_by_tls_and_nothing_of_it_is_read(way, web):
    way.order(SITE)
    connection, answer = way.ask(f"CONNECT {SITE}:443")
    assert answer.startswith(b"HTTP/1.1 200 ")

    context = ssl.create_default_context(cadata=web.authority.pem.decode())
    with context.wrap_socket(connection, server_hostname=SITE) as secure:
        secure.sendall(f"GET /suite.html HTTP/1.0\r\nHost: {SITE}\r\n\r\n".encode())
        assert secure.recv(64).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (f"CONNECT {FOREIGN}:443", "not_listed"),
        (f"CONNECT {BELOW}:443", "not_listed"),
        (f"CONNECT {SITE}:80", "port"),
        (f"CONNECT {SITE}:8443", "port"),
        ("CONNECT 127.0.0.1:443", "literal"),
        ("CONNECT [::1]:443", "literal"),
        (f"CONNECT x@{SITE}:443", "user_part"),
        (f"CONNECT {SITE}.:443", "malformed"),
        ("CONNECT xn--st-8ia.test:443", "look_alike"),
        (f"POST http://{SITE}/", "method"),
        (f"GET http://{FOREIGN}/", "not_listed"),
        (f"GET ftp://{SITE}/", "scheme"),
        ("rien", "malformed"),
    ],
)
def test_each_refusal_is_counted_by_its_kind_and_by_nothing_else(way, web, line, kind):
    way.order(*HOSTS)
    _, answer = way.ask(line)

    assert answer.startswith(b"HTTP/1.1 403 ")
    assert way.order(*HOSTS) == {"serial": 2, "refused": {kind: 1}}
    assert web.canary.heard == []


@pytest.mark.parametrize(
    "found",
    [["127.0.0.1"], ["10.0.0.1"], ["::1"], ["fe80::1"], ["93.184.216.34", "192.168.1.1"]],
)
def test_a_name_that_leads_into_the_own_network_leads_nowhere(monkeypatch, found):
    """DNS rebinding: the list has the name, its address is judged at each connection."""

    async def resolve(host, port, **more):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port)) for place in found]

    async def connect() -> None:
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
        await Egress(Gate())._connect("www.caf.fr")

    with pytest.raises(AddressRefused) as refused:
        asyncio.run(connect())
    assert refused.value.kind is Refusal.PRIVATE


def test_an_address_in_clear_is_sent_to_tls_without_being_asked_for(way, web):
    way.order(SITE)
    _, answer = way.ask(f"GET http://{SITE}/a?b=1")

    assert answer.startswith(b"HTTP/1.1 301 ")
    assert f"Location: https://{SITE}/a?b=1\r\n".encode() in answer
    assert web.requests == []


def test_without_the_word_of_the_session_nothing_passes(way):
    way.order(SITE)
    for wrong in ("", "autre", "mot\x00"):
        assert way.ask(f"CONNECT {SITE}:443", token=wrong)[1].startswith(b"HTTP/1.1 407 ")


def test_before_the_first_list_nobody_passes(way):
    assert way.ask(f"CONNECT {SITE}:443", token="")[1].startswith(b"HTTP/1.1 407 ")


def test_another_session_closes_every_tunnel_of_the_one_before(way):
    way.order(SITE)
    connection, _ = way.ask(f"CONNECT {SITE}:443")
    way.order(SITE, token="suivant")

    assert connection.recv(10) == b""


def test_another_list_of_the_same_session_leaves_its_tunnels_open(way, web):
    way.order(SITE)
    connection, _ = way.ask(f"CONNECT {SITE}:443")
    way.order(SITE, BELOW)
    context = ssl.create_default_context(cadata=web.authority.pem.decode())

    with context.wrap_socket(connection, server_hostname=SITE) as secure:
        assert secure.version() is not None


def test_a_name_that_is_closed_stays_closed_although_all_above_it_is_open(way):
    way.order(domains=("site.test",), closed=(BELOW,))

    assert way.ask(f"CONNECT {SITE}:443")[1].startswith(b"HTTP/1.1 200 ")
    assert way.ask(f"CONNECT {BELOW}:443")[1].startswith(b"HTTP/1.1 403 ")
    assert way.order(SITE)["refused"] == {"not_listed": 1}


def test_a_list_that_closes_a_host_cuts_its_tunnels_and_no_other(way, web):
    way.order(domains=("site.test",))
    called_back, _ = way.ask(f"CONNECT {BELOW}:443")
    kept, _ = way.ask(f"CONNECT {SITE}:443")
    way.order(domains=("site.test",), closed=(BELOW,))

    assert called_back.recv(10) == b""
    context = ssl.create_default_context(cadata=web.authority.pem.decode())
    with context.wrap_socket(kept, server_hostname=SITE) as secure:
        assert secure.version() is not None


@pytest.mark.parametrize("missing", ["hosts", "domains", "closed"])
def test_an_order_that_misses_a_list_opens_nothing(way, missing):
    order = {"serial": 1, "token": "mot", "hosts": [SITE], "domains": [], "closed": []}
    del order[missing]

    assert way.say(json.dumps(order)) == {"error": "order"}
    assert way.ask(f"CONNECT {SITE}:443")[1].startswith(b"HTTP/1.1 407 ")


def test_an_order_that_cannot_be_read_closes_the_way(way):
    way.order(SITE)
    assert way.say("{") == {"error": "order"}
    assert way.ask(f"CONNECT {SITE}:443")[1].startswith(b"HTTP/1.1 407 ")


def test_a_head_without_end_is_cut(way):
    way.order(SITE)
    with socket.create_connection(("127.0.0.1", way.port), timeout=20) as connection:
        connection.sendall(b"CONNECT " + b"a" * 40_000)
        assert connection.recv(64).startswith(b"HTTP/1.1 502 ")


def test_it_ends_when_its_input_ends(way):
    way.process.stdin.close()
    way.process.stdin = None

    assert way.process.wait(timeout=10) == 0


def test_it_ends_with_a_parent_that_is_killed(tmp_path):
    code = (
        "import subprocess, sys\n"
        "p = subprocess.Popen([sys.executable, '-m', 'ui.browser.egress'],"
        " stdin=subprocess.PIPE)\n"
        "print(p.pid, flush=True)\n"
        "p.wait()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.communicate()

    assert child.wait(timeout=10) is None or not child.is_running()


def test_only_this_machine_may_ask(way):
    listening = [
        c for c in psutil.Process(way.process.pid).net_connections() if c.status == "LISTEN"
    ]

    assert [c.laddr.ip for c in listening] == ["127.0.0.1"]


def test_a_route_of_tests_is_taken_for_names_of_tests_alone():
    done = subprocess.run(
        [sys.executable, "-m", "ui.browser.egress", "--route", "www.caf.fr=127.0.0.1:1"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )

    assert done.returncode == 2
