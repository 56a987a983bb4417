# SPDX-License-Identifier: AGPL-3.0-or-later
"""The family of errors.

KioskError
├── KnownError            the world: show a calm sentence and go on
│   ├── StorageFull       no room left on the disk
│   ├── StorageReadOnly   the folder cannot be written
│   ├── StorageDamaged    the database cannot be read
│   ├── FolderInUse       another process holds the data folder
│   ├── ContentUnreadable a walkthrough cannot be used
│   ├── ConfigInvalid     a setting is unknown or wrong
│   ├── SecretsUnavailable the key store is absent or changed
│   ├── PrinterUnavailable the paper did not come out
│   └── CityUnreachable   offline is normal: never shown to residents
├── Refused               a rule said no; carries a text key and values
├── CityRefused           the server said no to one event or to this kiosk
└── BugError              ours: logged with a short reference

Messages are sentences for technicians, in French; they never hold personal data.
"""

from __future__ import annotations


class KioskError(Exception):
    """Any error that the program raises by itself."""


class KnownError(KioskError):
    """The world's fault: a calm sentence, and the program goes on."""


class StorageFull(KnownError):
    """There is no room left on the disk."""


class StorageReadOnly(KnownError):
    """The data folder cannot be written."""


class StorageDamaged(KnownError):
    """The database cannot be read, wholly or in part."""


class FolderInUse(KnownError):
    """Another process holds the lock of the data folder."""


class ContentUnreadable(KnownError):
    """A walkthrough or a registry cannot be used; the others still can."""


class ConfigInvalid(KnownError):
    """A setting is unknown, of the wrong type or out of its bounds."""


class SecretsUnavailable(KnownError):
    """The key store is absent, locked or has changed."""


class PrinterUnavailable(KnownError):
    """The print system did not take the page."""


class CityUnreachable(KnownError):
    """The city server did not answer as itself; tried again later."""


class Refused(KioskError):
    """A rule said no.

    Attributes:
        reason: Stable name of the rule, such as ``slot_taken``; screens turn it into a sentence.
        values: What the sentence needs, never personal data.
    """

    def __init__(self, reason: str, **values: object) -> None:
        """Keep the rule's name and the values of its sentence."""
        super().__init__(reason)
        self.reason = reason
        self.values = values


class CityRefused(KioskError):
    """The city server said no to one event or to this kiosk.

    Attributes:
        code: Stable code of the wire protocol, such as ``device_revoked``.
    """

    def __init__(self, code: str) -> None:
        """Keep the server's code."""
        super().__init__(code)
        self.code = code


class BugError(KioskError):
    """A fault of the program itself."""
