# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a sheet gives to the shared registries: addresses, contacts and papers, none checked."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from urllib.parse import urlsplit

MAX_NAME = 300
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_ADDRESS = re.compile(r"https://[a-z0-9.-]+\.[a-z]{2,}(/[^\s\"<>{}]*)?")
_GAP = "[ .\u00a0\u202f]?"
_PHONE = re.compile(
    rf"(?<![\d+])(?:\+33{_GAP}|0{_GAP})"
    rf"(?:8\d\d(?:{_GAP}\d{{3}}){{2}}|[1-9](?:{_GAP}\d\d){{4}})(?!\d)"
)
_SHORT_PHONE = re.compile(r"(?<![\d ,.+])(?:3\d{3}|3\d \d\d|11\d|1[578])(?![\d ,.]*\d)")
_LONGEST_SLUG = 30


@dataclass(frozen=True, slots=True)
class SiteDraft:
    """An address for ``urls.yaml``, which nobody has opened."""

    address: str
    name: str

    @property
    def shown(self) -> str:
        """The host, as it is typed."""
        return (urlsplit(self.address).hostname or "").removeprefix("www.")

    @property
    def spoken(self) -> str:
        """The host in words."""
        return self.shown.replace("-", ", tiret, ").replace(".", " point ")


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """A place or phone for ``contacts.yaml``, which nobody has checked."""

    name: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """A paper for ``pieces.yaml``: its words in the sheet, and the sheet."""

    name: str
    sheet_id: str


@dataclass(slots=True)
class Materials:
    """Entries for the registries, by key."""

    sites: dict[str, SiteDraft] = field(default_factory=dict)
    contacts: dict[str, ContactDraft] = field(default_factory=dict)
    papers: dict[str, PaperDraft] = field(default_factory=dict)


def slug(text: str, most: int = _LONGEST_SLUG) -> str:
    """Return `text` as a key: small letters without accents, digits, underscores."""
    opened = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in opened if not unicodedata.combining(sign))
    return _NOT_PLAIN.sub("_", plain).strip("_")[:most].strip("_") or "x"


def marked_slug(prefix: str, text: str) -> str:
    """Return a key that tells `text` from any other: its slug and a piece of its hash."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:6]
    return f"{prefix}_{slug(text)}_{digest}"


def safe_address(address: str) -> str | None:
    """Return an address that the registry can hold, None when there is none in it.

    An old ``http:`` becomes ``https:``: nothing else may be named, and nobody has checked it.
    """
    try:
        parts = urlsplit(address.strip())
        host, is_plain = parts.hostname or "", parts.port is None and parts.username is None
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not is_plain or len(address) > MAX_NAME:
        return None
    rest = parts.path + (f"?{parts.query}" if parts.query else "")
    whole = f"https://{host}{rest if rest.startswith('/') or not rest else '/' + rest}"
    return whole if _ADDRESS.fullmatch(whole) else None


def phone_in(text: str) -> str | None:
    """Return the first French phone number in `text`, None for none."""
    found = _PHONE.search(text) or _SHORT_PHONE.search(text)
    return re.sub(r"[.\u00a0\u202f]", " ", found.group()) if found else None
