# SPDX-License-Identifier: AGPL-3.0-or-later
"""From `requests` to an ASGI application without a port, through a plan of faults."""

from __future__ import annotations

import asyncio
import io
from collections import deque
from dataclasses import dataclass, field
from enum import Enum, auto
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse

from sync.wire_form import SYNC_PATH

PORTAL = b"<html><body>Bienvenue sur le reseau public. Acceptez les conditions.</body></html>"


class Fault(Enum):
    """What may happen to one exchange."""

    LOST_BEFORE = auto()
    LOST_AFTER = auto()
    TIMEOUT_BEFORE = auto()
    TIMEOUT_AFTER = auto()
    DUPLICATE = auto()
    TRUNCATED = auto()
    PORTAL = auto()
    REDIRECT = auto()
    ERROR_500 = auto()
    TOO_LARGE = auto()
    GARBAGE = auto()
    WRONG_SIGNATURE = auto()
    WRONG_TYPE = auto()
    CHANGED_BODY = auto()
    REPLAYED = auto()
    UNAVAILABLE = auto()


@dataclass
class Reply:
    """An answer on its way back."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class FaultPlan:
    """Faults for the next exchanges, first come first served; then all goes well."""

    faults: deque[Fault] = field(default_factory=deque)
    kept: Reply | None = None
    n_exchanges: int = 0
    retry_after: str = ""

    def add(self, *faults: Fault) -> None:
        self.faults.extend(faults)


class CityAdapter(BaseAdapter):
    """Drives an ASGI application from `requests`, through a fault plan."""

    def __init__(self, app, plan: FaultPlan) -> None:
        super().__init__()
        self._app = app
        self._plan = plan
        self.sizes: list[tuple[int, int]] = []

    def send(self, request, **options):
        fault = None
        if urlsplit(request.url).path == SYNC_PATH:
            self._plan.n_exchanges += 1
            if self._plan.faults:
                fault = self._plan.faults.popleft()
        if fault is Fault.LOST_BEFORE:
            raise requests.ConnectionError("lost before the server acted")
        if fault is Fault.TIMEOUT_BEFORE:
            raise requests.ConnectTimeout("nothing came")
        if fault is Fault.DUPLICATE:
            self._call(request)
        spoiled = _spoiled_alone(fault, self._plan)
        reply = spoiled or self._call(request)
        if fault is Fault.LOST_AFTER:
            raise requests.ConnectionError("lost after the server acted")
        if fault is Fault.TIMEOUT_AFTER:
            raise requests.ReadTimeout("nothing came back")
        if fault is Fault.REPLAYED and self._plan.kept is not None:
            return _response(request, self._plan.kept)
        if fault is None and urlsplit(request.url).path == SYNC_PATH:
            self._plan.kept = reply
        self.sizes.append((len(request.body or b""), len(reply.body)))
        return _response(request, _spoiled(fault, reply))

    def close(self) -> None:
        pass

    def _call(self, request) -> Reply:
        return asyncio.run(_called(self._app, request))


def _spoiled_alone(fault: Fault | None, plan: FaultPlan) -> Reply | None:
    """Return what stands in the city's place, the city never being asked."""
    ours = "application/vnd.sixieme+json"
    in_its_place = {
        Fault.PORTAL: Reply(200, {"content-type": "text/html"}, PORTAL),
        Fault.REDIRECT: Reply(302, {"location": "https://portal.test/", "content-type": ours}, b""),
        Fault.ERROR_500: Reply(500, {"content-type": "text/plain"}, b"Internal Server Error"),
        Fault.TOO_LARGE: Reply(413, {"content-type": "text/html"}, b"too large"),
        Fault.UNAVAILABLE: Reply(503, {"retry-after": plan.retry_after}, b""),
        Fault.GARBAGE: Reply(200, {"content-type": ours}, b"\x00\xff{not json"),
    }
    return in_its_place.get(fault) if fault else None


def _spoiled(fault: Fault | None, reply: Reply) -> Reply:
    headers = dict(reply.headers)
    match fault:
        case Fault.TRUNCATED:
            return Reply(reply.status, headers, reply.body[: len(reply.body) // 2])
        case Fault.WRONG_SIGNATURE:
            headers["sixieme-signature"] = "A" * 86 + "=="
        case Fault.WRONG_TYPE:
            headers["content-type"] = "text/html"
        case Fault.CHANGED_BODY:
            headers.pop("content-encoding", None)
            return Reply(200, headers, b'{"verdicts":{}}')
    return Reply(reply.status, headers, reply.body)


async def _called(app, request) -> Reply:
    parts = urlsplit(request.url)
    body = request.body or b""
    body = body.encode() if isinstance(body, str) else body
    headers = [(k.lower().encode(), v.encode()) for k, v in request.headers.items()]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": parts.scheme,
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(b"host", parts.netloc.encode()), *headers],
        "client": ("127.0.0.1", 1),
        "server": (parts.hostname, 443),
    }
    sent: list[dict] = []
    waiting = deque([{"type": "http.request", "body": body, "more_body": False}])

    async def receive():
        return waiting.popleft() if waiting else {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    start = next(message for message in sent if message["type"] == "http.response.start")
    whole = b"".join(m.get("body", b"") for m in sent if m["type"] == "http.response.body")
    names: dict[str, str] = {}
    for key, value in start["headers"]:  # of several cookies, requests makes one line
        name, told = key.decode(), value.decode()
        names[name] = f"{names[name]}, {told}" if name in names else told
    return Reply(start["status"], names, whole)


def _response(request, reply: Reply) -> requests.Response:
    headers = {k: v for k, v in reply.headers.items() if k != "content-length"}
    response = requests.Response()
    response.status_code = reply.status
    response.headers = requests.structures.CaseInsensitiveDict(headers)
    response.raw = HTTPResponse(
        body=io.BytesIO(reply.body), headers=headers, status=reply.status, preload_content=False
    )
    response.url = request.url
    response.request = request
    return response
