# SPDX-License-Identifier: AGPL-3.0-or-later
"""A web view with Qt's own defaults: what the terminal's view is measured against.

``python bare_view.py ADDRESS HOST PORT``: shows the address, HOST at 127.0.0.1:PORT, until the page
calls itself « fini ».
"""

from __future__ import annotations

import os
import sys

address, host, port = sys.argv[1:4]
rules = f"MAP {host} 127.0.0.1:{port}, MAP www.ailleurs.test 127.0.0.1"
os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = f'--host-resolver-rules="{rules}"'

from PySide6.QtCore import QTimer, QUrl  # noqa: E402 - after the environment
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile  # noqa: E402
from PySide6.QtWebEngineWidgets import QWebEngineView  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

app = QApplication(["bare"])
profile = QWebEngineProfile()
view = QWebEngineView()
page = QWebEnginePage(profile, view)
page.certificateError.connect(lambda error: error.acceptCertificate())
page.titleChanged.connect(lambda title: title == "fini" and QTimer.singleShot(200, app.quit))
view.setPage(page)
view.show()
page.load(QUrl(address))
QTimer.singleShot(40_000, app.quit)
app.exec()
os._exit(0)
