# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one door of a kiosk to the network: bounded, impatient, and never redirected."""

from __future__ import annotations

import io

import pytest
import requests
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse
from urllib3.exceptions import ProtocolError, ReadTimeoutError

from kiosk.foundation.errors import CityUnreachable, ConfigInvalid
from sync.client.transport import MAX_REPLY_BYTES, CityTimeout, HttpTransport
from sync.compression import gzip_bytes
from sync.wire_form import MAX_INFLATED_BYTES


class Stranger(BaseAdapter):
    """Answers with whatever a test wants."""

    def __init__(self, body=b"", headers=None, error=None):
        super().__init__()
        self.body, self.headers, self.error = body, headers or {}, error
        self.asked = []

    def send(self, request, **options):
        self.asked.append((request, options))
        if self.error is not None and not isinstance(self.error, _InTheBody):
            raise self.error
        stream = _Broken(self.error.error) if self.error else io.BytesIO(self.body)
        response = requests.Response()
        response.status_code = 200
        response.headers = requests.structures.CaseInsensitiveDict(self.headers)
        response.raw = HTTPResponse(
            body=stream, headers=self.headers, status=200, preload_content=False
        )
        return response

    def close(self):
        pass


class _InTheBody:
    def __init__(self, error):
        self.error = error


class _Broken(io.BytesIO):
    def __init__(self, error):
        super().__init__(b"begun")
        self._error = error

    def read(self, *_args):
        raise self._error


def way_to(stranger):
    session = requests.Session()
    session.mount("https://", stranger)
    return HttpTransport("https://city.test/", session)


def test_headers_are_few_and_redirects_are_not_followed():
    stranger = Stranger(b"{}", {"content-type": "A/B; charset=x"})

    answer = way_to(stranger).post("/v1/sync", b"body", {"sixieme-device": "d"})

    (request, options) = stranger.asked[0]
    assert request.url == "https://city.test/v1/sync"
    assert {name.lower() for name in request.headers} == {
        "user-agent",
        "accept-encoding",
        "sixieme-device",
        "content-length",
    }
    assert options["stream"] is True
    assert answer.content_type == "a/b"


def test_a_body_without_end_is_given_up():
    with pytest.raises(CityUnreachable, match="trop grande"):
        way_to(Stranger(b"x" * (MAX_REPLY_BYTES + 1))).get("/")


def test_a_bomb_is_given_up():
    bomb = gzip_bytes(b"x" * (MAX_INFLATED_BYTES + 1))

    with pytest.raises(CityUnreachable):
        way_to(Stranger(bomb, {"content-encoding": "gzip"})).get("/")


def test_a_cut_gzip_is_given_up():
    with pytest.raises(CityUnreachable):
        way_to(Stranger(gzip_bytes(b"abc")[:-3], {"content-encoding": "gzip"})).get("/")


@pytest.mark.parametrize(
    "error",
    [
        requests.ConnectionError("x"),
        requests.exceptions.SSLError("x"),
        requests.exceptions.ProxyError("x"),
        requests.exceptions.InvalidHeader("x"),
        OSError("x"),
        _InTheBody(ProtocolError("cut")),
    ],
)
def test_every_fault_of_the_network_is_one_error_of_ours(error):
    with pytest.raises(CityUnreachable) as told:
        way_to(Stranger(error=error)).get("/")

    assert not isinstance(told.value, CityTimeout)


@pytest.mark.parametrize(
    "error",
    [
        requests.ConnectTimeout("x"),
        requests.ReadTimeout("x"),
        _InTheBody(ReadTimeoutError(None, "/", "x")),
    ],
)
def test_a_fault_of_time_is_told_apart(error):
    with pytest.raises(CityTimeout):
        way_to(Stranger(error=error)).get("/")


@pytest.mark.parametrize("url", ["", "city.test", "ftp://city.test", "file:///etc/passwd"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(ConfigInvalid):
        HttpTransport(url)


def test_nothing_listens_is_unreachable_and_quick():
    transport = HttpTransport("http://127.0.0.1:9")

    with pytest.raises(CityUnreachable):
        transport.get("/health")
    transport.close()
