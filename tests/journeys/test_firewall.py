# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rule of the account in packaging/, loaded by the system, in a network of its own.

Every route leads to the loopback there, so the line that lets the machine speak to itself is left
out for the proof; what is refused is counted by the rule.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

RULE = Path(__file__).resolve().parents[2] / "packaging" / "sixieme-sortie.nft"
TRY = """
import json, socket, subprocess, sys
subprocess.run(["nft", "-f", sys.argv[1]], check=True)
subprocess.run(["nft", "-f", sys.argv[1]], check=True)
for words in ("link set lo up", "route add default dev lo", "-6 route add default dev lo"):
    subprocess.run(["ip", *words.split()], check=True)

def n_refused():
    said = subprocess.run(["nft", "-j", "list", "ruleset"], check=True, capture_output=True)
    counters = json.dumps(json.loads(said.stdout)).split('"packets": ')[1:]
    return sum(int(c.split(",")[0]) for c in counters)

told = {}
for way, host, port in json.loads(sys.argv[2]):
    kind = socket.SOCK_STREAM if way == "tcp" else socket.SOCK_DGRAM
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    before = n_refused()
    with socket.socket(family, kind) as one:
        one.setblocking(False)
        try:
            one.connect((host, port))
            one.send(b"x")
        except OSError:
            pass
    told[f"{way} {host} {port}"] = n_refused() - before
print(json.dumps(told))
"""
PASSES = [
    ("tcp", "203.0.113.9", 443),
    ("tcp", "2a01:e0a::9", 443),
    ("udp", "127.0.0.53", 53),
    ("tcp", "127.0.0.1", 631),
]
REFUSED = [
    ("tcp", "203.0.113.9", 80),
    ("tcp", "203.0.113.9", 8443),
    ("tcp", "203.0.113.9", 22),
    ("udp", "203.0.113.9", 3478),
    ("udp", "203.0.113.9", 443),
    ("udp", "203.0.113.9", 53),
    ("tcp", "10.1.2.3", 443),
    ("tcp", "192.168.1.1", 443),
    ("udp", "192.168.1.1", 53),
    ("udp", "224.0.0.251", 5353),
    ("tcp", "fd00::1", 443),
    ("udp", "2a01:e0a::9", 3478),
]


@pytest.fixture(scope="module")
def counted(tmp_path_factory) -> dict[str, int]:
    rule = tmp_path_factory.mktemp("nft") / "rule.nft"
    own = RULE.read_text("utf-8").replace('COMPTE = "borne"', "COMPTE = 0")
    rule.write_text(own.replace('    oif "lo" accept\n', ""), "utf-8")
    command = ["unshare", "-Urn", sys.executable, "-c", TRY, str(rule)]
    done = subprocess.run(
        [*command, json.dumps(PASSES + REFUSED)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("what", [" ".join(map(str, one)) for one in PASSES])
def test_sites_names_and_the_printer_pass(counted, what):
    assert counted[what] == 0


@pytest.mark.parametrize("what", [" ".join(map(str, one)) for one in REFUSED])
def test_everything_else_of_the_account_is_refused_and_counted(counted, what):
    assert counted[what] > 0
