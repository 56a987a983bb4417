# SPDX-License-Identifier: AGPL-3.0-or-later
"""A page of the official site: goes where the list allows, asks nothing, opens nothing.

What a page may want of the machine is refused without a question: windows, permissions, full
screen, other programs. What it may want of the resident (a question, a file) comes out as a
question of ours, in words of ours.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtWebEngineCore import QWebEnginePage

from ui.browser.addresses import AddressRefused, Allowed, Refusal, check_address, secured
from ui.browser.engine import PROXY_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtNetwork import QAuthenticator
    from PySide6.QtWebEngineCore import (
        QWebEngineCertificateError,
        QWebEngineDesktopMediaRequest,
        QWebEngineFileSystemAccessRequest,
        QWebEngineFullScreenRequest,
        QWebEngineNewWindowRequest,
        QWebEnginePermission,
        QWebEngineProfile,
        QWebEngineRegisterProtocolHandlerRequest,
        QWebEngineWebAuthUxRequest,
    )

_log = logging.getLogger(__name__)
N_QUESTIONS = 3
N_WINDOWS = 3
_INNER = frozenset({"about", "blob", "data"})
_USER = "borne"


class Asker(Protocol):
    """Who asks the resident in the place of the site's own dialogs."""

    def tell(self, text: str) -> None:
        """Show what a page says; does not wait."""

    def confirm(self, text: str) -> bool:
        """Ask yes or no and wait; False once nobody is there."""

    def choose_files(self, *, many: bool) -> list[str]:
        """Have files of the session chosen and wait; none once nobody is there."""


class SitePage(QWebEnginePage):
    """One page in the profile of the session.

    Signals:
        refused: Where it wanted to go is not allowed; carries the kind of refusal.
        is_unsafe: The certificate of a site is not right.
    """

    refused = Signal(str)
    is_unsafe = Signal()

    def __init__(
        self,
        profile: QWebEngineProfile,
        parent: QObject,
        *,
        allowed: Allowed,
        token: str,
        asker: Asker,
    ) -> None:
        """Go only where `allowed` says, through the proxy that wants `token`."""
        super().__init__(profile, parent)
        self._allowed, self._token, self._asker = allowed, token, asker
        self._n_questions = self._n_windows = 0
        self._has_shown_token = False
        self._join()

    def _join(self) -> None:
        self.newWindowRequested.connect(self._window_wanted)
        self.permissionRequested.connect(_deny)
        self.fullScreenRequested.connect(_reject)
        self.registerProtocolHandlerRequested.connect(_reject)
        self.fileSystemAccessRequested.connect(_reject)
        self.desktopMediaRequested.connect(_cancel)
        self.webAuthUxRequested.connect(_cancel)
        self.certificateError.connect(self._certificate_is_wrong)
        self.proxyAuthenticationRequired.connect(self._show_token)
        self.loadStarted.connect(self._count_anew)

    def _count_anew(self) -> None:
        self._n_questions = 0
        self._n_windows = 0

    def allows(self, url: QUrl) -> bool:
        """Say whether the list has an address."""
        try:
            check_address(_written(url), self._allowed)
        except AddressRefused:
            return False
        return True

    # Where it goes

    def go(self, address: str) -> None:
        """Show an address, if the list has it."""
        if self._may_go(QUrl(address)):
            self.load(QUrl(address))

    def acceptNavigationRequest(
        self,
        url: QUrl | str,
        type: QWebEnginePage.NavigationType,  # noqa: A002 - Qt's name
        isMainFrame: bool,  # noqa: FBT001, N803 - Qt's signature
    ) -> bool:
        """Decide on each step, redirections too."""
        del type
        wanted = QUrl(url)
        if isMainFrame:
            return self._may_go(wanted)
        if wanted.scheme() in _INNER:
            return True
        try:
            check_address(_written(wanted), self._allowed)
        except AddressRefused as refused:
            _log.info("a frame was refused: %s", refused.kind.value)
            return False
        return True

    def _may_go(self, url: QUrl) -> bool:
        try:
            check_address(_written(url), self._allowed)
        except AddressRefused as refused:
            self._turn_away(url, refused.kind)
            return False
        return True

    def _turn_away(self, url: QUrl, kind: Refusal) -> None:
        if url.scheme() == "http":
            try:
                better = secured(_written(url), self._allowed)
            except AddressRefused as refused:
                kind = refused.kind
            else:
                QTimer.singleShot(0, self, lambda: self.load(QUrl(better)))
                return
        _log.info("a page was refused: %s", kind.value)
        self.refused.emit(kind.value)

    def _window_wanted(self, request: QWebEngineNewWindowRequest) -> None:
        # Only what a touch asked for, here, in the same view; a storm of them goes nowhere.
        if not request.isUserInitiated() or self._n_windows >= N_WINDOWS:
            return
        self._n_windows += 1
        # The page opens nothing of its own: only the address is taken, later, in the same view.
        address = _written(request.requestedUrl())
        QTimer.singleShot(0, self, lambda: self.go(address))

    # What it asks

    def _show_token(self, url: QUrl, authenticator: QAuthenticator, host: str) -> None:
        del url
        if host == PROXY_NAME and not self._has_shown_token:
            self._has_shown_token = True
            authenticator.setUser(_USER)
            authenticator.setPassword(self._token)

    def _certificate_is_wrong(self, error: QWebEngineCertificateError) -> None:
        error.rejectCertificate()
        if error.isMainFrame():
            _log.info("a certificate was refused")
            self.is_unsafe.emit()

    def _may_ask(self) -> bool:
        self._n_questions += 1
        return self._n_questions <= N_QUESTIONS

    def javaScriptAlert(self, securityOrigin: QUrl | str, msg: str) -> None:  # noqa: N803
        """Tell what the page says, without stopping anything."""
        del securityOrigin
        if self._may_ask():
            self._asker.tell(msg)

    def javaScriptConfirm(self, securityOrigin: QUrl | str, msg: str) -> bool:  # noqa: N803
        """Ask what the page asks, a few times at most."""
        del securityOrigin
        return self._may_ask() and self._asker.confirm(msg)

    def javaScriptPrompt(
        self,
        securityOrigin: QUrl | str,  # noqa: N803 - Qt's name
        msg: str,
        defaultValue: str,  # noqa: N803 - Qt's name
    ) -> tuple[bool, str]:
        """Answer nothing: no site needs it."""
        del securityOrigin, msg, defaultValue
        return False, ""

    def javaScriptConsoleMessage(
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        lineNumber: int,  # noqa: N803 - Qt's name
        sourceID: str,  # noqa: N803 - Qt's name
    ) -> None:
        """Keep what a page prints out of every log."""
        del level, message, lineNumber, sourceID

    def chooseFiles(
        self,
        mode: QWebEnginePage.FileSelectionMode,
        oldFiles: Sequence[str],  # noqa: N803 - Qt's name
        acceptedMimeTypes: Sequence[str],  # noqa: N803 - Qt's name
    ) -> list[str]:
        """Have files of the session chosen with our own picker."""
        del oldFiles, acceptedMimeTypes
        if mode is QWebEnginePage.FileSelectionMode.FileSelectUploadFolder or not self._may_ask():
            return []
        many = mode is QWebEnginePage.FileSelectionMode.FileSelectOpenMultiple
        return self._asker.choose_files(many=many)


def _written(url: QUrl) -> str:
    return url.toString(QUrl.ComponentFormattingOption.FullyEncoded)


def _deny(permission: QWebEnginePermission) -> None:
    permission.deny()


def _reject(
    request: QWebEngineFullScreenRequest
    | QWebEngineRegisterProtocolHandlerRequest
    | QWebEngineFileSystemAccessRequest,
) -> None:
    request.reject()


def _cancel(request: QWebEngineDesktopMediaRequest | QWebEngineWebAuthUxRequest) -> None:
    request.cancel()
