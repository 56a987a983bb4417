# SPDX-License-Identifier: AGPL-3.0-or-later
"""How Chromium is started, once: closed to every network but our proxy, deaf to the environment.

The switches are read when the first profile is made, so `close_engine` comes before. They are a
second wall: what counts is the egress process, which refuses whatever gets past them.

Source: Chromium, ``net/docs/proxy.md`` and ``components/network_session_configurator``; Qt
WebEngine Debugging and Profiling, "QTWEBENGINE_CHROMIUM_FLAGS".
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtNetwork import QNetworkProxy

if TYPE_CHECKING:
    from collections.abc import MutableMapping

# While the proxy is not there, everything leads to a port where nobody listens.
_CLOSED_PORT = 1
_PREFIX = "QTWEBENGINE"
_FLAGS = "QTWEBENGINE_CHROMIUM_FLAGS"
# Chromium goes past every proxy to 127.0.0.1, so that this address leads nowhere either: the proxy
# alone is found, under a name that no page can use, as it leads through the proxy (RFC 6761).
PROXY_NAME = "sortie.invalid"
# What speaks to the network by itself, or to things beside the machine.
_FEATURES = (
    "AsyncDns",
    "CertificateTransparencyComponentUpdater",
    "DnsOverHttpsUpgrade",
    "MediaRouter",
    "OptimizationHints",
    "PermissionElement",
    "Prerender2",
    "SpeculationRules",
    "Translate",
    "WebBluetooth",
    "WebOTP",
    "WebPayments",
    "WebUSB",
)
# No name is resolved here, nothing goes by UDP, nothing is fetched in advance or for Chromium.
SWITCHES = (
    f'--host-resolver-rules="MAP {PROXY_NAME} 127.0.0.1, MAP * ~NOTFOUND"',
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--dns-prefetch-disable",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-default-apps",
    "--no-default-browser-check",
    "--no-pings",
    "--disable-speech-api",
    "--disable-blink-features=WebTransport,DirectSockets",
    f"--disable-features={','.join(_FEATURES)}",
    "--process-per-site",
    "--js-flags=--max-old-space-size=512",
)


def close_engine(environment: MutableMapping[str, str] = os.environ) -> None:
    """Set Chromium's switches and drop every variable that could open a door of it."""
    for name in [name for name in environment if name.startswith(_PREFIX)]:
        del environment[name]
    environment[_FLAGS] = " ".join(SWITCHES)


def lead_through(port: int, token: str) -> None:
    """Lead every connection of the program's web view through the proxy on `port`."""
    proxy = QNetworkProxy(
        QNetworkProxy.ProxyType.HttpProxy, PROXY_NAME, port or _CLOSED_PORT, "borne", token
    )
    QNetworkProxy.setApplicationProxy(proxy)
