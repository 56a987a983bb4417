# SPDX-License-Identifier: AGPL-3.0-or-later
"""The settings of a machine: ``kiosk.toml`` and ``KIOSK__SECTION__KEY`` in the environment.

An unknown key, a wrong type or a number out of its bounds is refused by name, at the start:
a terminal that guesses would be wrong in front of everybody. Each setting has a heading in
docs/operations.md.
"""

from __future__ import annotations

import json
import os
import re
import string
import tomllib
import unicodedata
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from kiosk.foundation.errors import ConfigInvalid
from kiosk.foundation.translation import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

SETTINGS_NAME = "kiosk.toml"
PREFIX = "KIOSK__"
_MEANING = "meaning"
_WHOLE = re.compile(r"[0-9]{1,9}")
# what CUPS takes for a name: lpadmin(8)
DESK_MAX = 24
_QUEUE = re.compile(r"(?:[^\s/#\"'-][^\s/#\"']{0,126})?")
# a host name in small letters, with a point before it for all that lies below: RFC 1123
_HOST = re.compile(r"\.?(?=.{4,253}$)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}")
_UNITS = {"_s": "secondes", "_days": "jours", "_min": "minutes", "_wpm": "mots par minute"}


def _number(default: int, low: int, high: int) -> Any:
    return field(default=default, metadata={_MEANING: (low, high)})


def _choice(default: str, *values: str) -> Any:
    return field(default=default, metadata={_MEANING: values})


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone to call when it is urgent.

    Attributes:
        name: Who, in French.
        phone: Number, as it is dialled.
        when: For what, in French.
    """

    name: str
    phone: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class MachineSettings:
    """What the machine is for.

    Attributes:
        role: ``borne`` for residents, ``poste`` for a mediator.
        languages: Codes shown on the home screen, in this order.
        letter: Before the numbers of the queue, so that two machines of a centre differ.
        desk: Where the mediator of this post receives, such as « Bureau 2 »; said with a call.
        calling: Where the room's calling screen is shown on this machine; empty for nowhere.
    """

    role: str = _choice("borne", "borne", "poste")
    languages: tuple[str, ...] = tuple(language.code for language in LANGUAGES)
    letter: str = _choice("", "", *string.ascii_uppercase)
    desk: str = ""
    calling: str = _choice("", "", "second_screen", "whole_screen")


@dataclass(frozen=True, slots=True)
class IdleSettings:
    """When a session that nobody touches ends.

    Attributes:
        after_s: Seconds without touch, key, speech or loading before the question.
        erase_after_s: Seconds that the question waits before everything is erased.
        end_s: Seconds that the last screen stays before the home screen.
    """

    after_s: int = _number(180, 60, 900)
    erase_after_s: int = _number(60, 20, 300)
    end_s: int = _number(20, 5, 120)


@dataclass(frozen=True, slots=True)
class StaffSettings:
    """The screens of the staff.

    Attributes:
        lock_after_s: Seconds without touch before they lock themselves.
        pin_days: Days before a code must be changed.
    """

    lock_after_s: int = _number(180, 30, 3600)
    pin_days: int = _number(90, 1, 366)


@dataclass(frozen=True, slots=True)
class ClockSettings:
    """When the clock of the machine is believed.

    Attributes:
        longest_gap_days: Days that a machine may be switched off without a doubt.
    """

    longest_gap_days: int = _number(7, 1, 60)


@dataclass(frozen=True, slots=True)
class BookingSettings:
    """Limits of appointments.

    Attributes:
        per_hour: Appointments sold in an hour on this machine, at most.
        first_ratio: After how many people who come first (appointments, priority cards) one of
            the others is received; 0 while nobody who comes first waits.
        hand_back_hours: Hours before a time at which the machine gives it back to the city
            while it is online, if nobody took it; 0 keeps all of tomorrow.
        hand_back_most: Five-minute cells given back so in one exchange, at most.
    """

    per_hour: int = _number(12, 1, 100)
    first_ratio: int = _number(3, 0, 20)
    hand_back_hours: int = _number(0, 0, 72)
    hand_back_most: int = _number(288, 1, 4000)


@dataclass(frozen=True, slots=True)
class PrintingSettings:
    """The printer.

    Attributes:
        queue: Name of the print queue; empty for the default of the system.
    """

    queue: str = ""


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """Reading aloud.

    Attributes:
        enabled: Whether the machine has a voice.
        pace_wpm: Words a minute.
        volume_percent: Loudness of the system after each session; 0 leaves it alone.
    """

    enabled: bool = True
    pace_wpm: int = _number(150, 80, 300)
    volume_percent: int = _number(50, 0, 100)


@dataclass(frozen=True, slots=True)
class BrowserSettings:
    """The official site beside the guide.

    Attributes:
        enabled: Whether sites open on this machine.
        hosts: Hosts that the centre opens besides, such as ``www.caf.fr`` or ``.caf.fr``.
    """

    enabled: bool = True
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncSettings:
    """The exchanges with the city.

    Attributes:
        every_s: Seconds between two exchanges when all goes well.
    """

    every_s: int = _number(300, 10, 86_400)


@dataclass(frozen=True, slots=True)
class UrgentSettings:
    """Whom to call at once.

    Attributes:
        contacts: Shown in this order by « c’est urgent ».
    """

    contacts: tuple[Contact, ...] = (
        Contact("Samu social", "115", "Dormir ce soir."),
        Contact("Violences Femmes Info", "3919", "Parler, être aidée, en secret."),
        Contact("Police", "17", "Un danger, maintenant."),
        Contact("Urgences par SMS", "114", "Écrire sans parler."),
        Contact("Enfance en danger", "119", "Un enfant est en danger."),
        Contact("Souffrance, idées de mort", "3114", "Parler à quelqu’un, jour et nuit."),
        Contact("Samu", "15", "Un problème de santé grave."),
        Contact("Pompiers", "18", "Un feu, un accident."),
        Contact("Toutes les urgences", "112", "Partout en Europe."),
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a machine."""

    machine: MachineSettings = MachineSettings()
    idle: IdleSettings = IdleSettings()
    staff: StaffSettings = StaffSettings()
    clock: ClockSettings = ClockSettings()
    booking: BookingSettings = BookingSettings()
    printing: PrintingSettings = PrintingSettings()
    speech: SpeechSettings = SpeechSettings()
    browser: BrowserSettings = BrowserSettings()
    sync: SyncSettings = SyncSettings()
    urgent: UrgentSettings = UrgentSettings()


def setting_names() -> tuple[str, ...]:
    """Return the name of every setting, such as ``idle.after_s``."""
    blank = Settings()
    return tuple(
        f"{section.name}.{setting.name}"
        for section in fields(Settings)
        for setting in fields(getattr(blank, section.name))
    )


def load_settings(folder: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of a data folder.

    Args:
        folder: Data folder; without ``kiosk.toml`` every setting has its default.
        environment: Where ``KIOSK__SECTION__KEY`` is looked for; it wins over the file.

    Raises:
        ConfigInvalid: Naming the setting, what was wrong and what is expected.
    """
    given = _from_file(folder / SETTINGS_NAME)
    for name, text in _from_environment(environment).items():
        section, _, key = name.partition(".")
        given.setdefault(section, {})[key] = text
    blank = Settings()
    known_sections = {section.name for section in fields(Settings)}
    for section in given:
        if section not in known_sections:
            raise ConfigInvalid(
                f"Réglage inconnu : [{section}]. Sections connues : "
                f"{', '.join(sorted(known_sections))}."
            )
    return Settings(
        **{
            name: _section(name, getattr(blank, name), given.get(name, {}))
            for name in known_sections
        }
    )


def _from_file(path: Path) -> dict[str, dict[str, Any]]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigInvalid(f"{path} ne peut pas être lu : vérifiez ses droits.") from error
    except (ValueError, RecursionError) as error:
        raise ConfigInvalid(f"{path} n’est pas du TOML : {error}.") from error
    for name, section in content.items():
        if not isinstance(section, dict):
            raise ConfigInvalid(f"Réglage inconnu : {name}. Placez-le dans une [section].")
    return content


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for variable, text in environment.items():
        if not variable.startswith(PREFIX):
            continue
        section, separator, key = variable.removeprefix(PREFIX).lower().partition("__")
        if not separator or not key:
            raise ConfigInvalid(f"Réglage inconnu : {variable}. Écrivez {PREFIX}SECTION__CLE.")
        found[f"{section}.{key}"] = text
    return found


def _section(name: str, blank: Any, given: Mapping[str, Any]) -> Any:
    known = {setting.name: setting for setting in fields(blank)}
    for key in given:
        if key not in known:
            raise ConfigInvalid(
                f"Réglage inconnu : {name}.{key}. Réglages de [{name}] : "
                f"{', '.join(sorted(known))}."
            )
    values = {
        key: _value(f"{name}.{key}", getattr(blank, key), value, known[key].metadata)
        for key, value in given.items()
    }
    return type(blank)(**values)


def _value(name: str, default: object, given: object, metadata: Mapping[str, Any]) -> object:
    """Return a value of the type of its default, or refuse it by name."""
    match default:
        case bool():
            return _boolean(name, given)
        case int():
            return _whole(name, given, metadata[_MEANING])
        case str():
            return _text(name, given, metadata.get(_MEANING))
        case _ if name == "browser.hosts":
            return _hosts(name, given)
        case _ if name == "urgent.contacts":
            return _contacts(name, given)
        case _:
            return _languages(name, given)


def _boolean(name: str, given: object) -> bool:
    if isinstance(given, bool):
        return given
    if isinstance(given, str) and given in {"true", "false"}:
        return given == "true"
    raise ConfigInvalid(f"{name} : true ou false est attendu.")


def _whole(name: str, given: object, bounds: tuple[int, int]) -> int:
    low, high = bounds
    unit = next((text for end, text in _UNITS.items() if name.endswith(end)), "")
    expected = f"un nombre entier{f' de {unit}' if unit else ''}, de {low} à {high}, est attendu"
    if isinstance(given, str) and _WHOLE.fullmatch(given.strip()):
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, int):
        raise ConfigInvalid(f"{name} : {expected}, sans unité écrite.")
    if not low <= given <= high:
        raise ConfigInvalid(f"{name} = {given} : {expected}.")
    return given


def _text(name: str, given: object, choices: tuple[str, ...] | None) -> str:
    if not isinstance(given, str):
        raise ConfigInvalid(f"{name} : un texte entre guillemets est attendu.")
    if choices is not None and given not in choices:
        raise ConfigInvalid(f"{name} : {' ou '.join(filter(None, choices))} est attendu.")
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in given):
        raise ConfigInvalid(f"{name} : un texte sans signe de commande est attendu.")
    if name == "machine.desk" and len(given) > DESK_MAX:
        raise ConfigInvalid(f"{name} : {DESK_MAX} signes au plus, comme « Bureau 2 ».")
    if name == "printing.queue" and not _QUEUE.fullmatch(given):
        raise ConfigInvalid(f"{name} : le nom d’une file est attendu, comme « lpstat -e » le dit.")
    return given


def _languages(name: str, given: object) -> tuple[str, ...]:
    known = {language.code for language in LANGUAGES}
    codes = [code.strip() for code in given.split(",")] if isinstance(given, str) else given
    if not isinstance(codes, list) or not codes or not all(map(_is_in(known), codes)):
        raise ConfigInvalid(f"{name} : une liste parmi {', '.join(sorted(known))} est attendue.")
    if codes[0] != "fr":
        raise ConfigInvalid(f"{name} : « fr » vient en premier.")
    return tuple(dict.fromkeys(codes))


def _hosts(name: str, given: object) -> tuple[str, ...]:
    hosts = [host.strip() for host in given.split(",")] if isinstance(given, str) else given
    if not isinstance(hosts, list) or not all(map(_is_host, hosts)):
        raise ConfigInvalid(f"{name} : une liste de noms est attendue, comme « .caf.fr ».")
    return tuple(dict.fromkeys(hosts))


def _is_host(text: object) -> bool:
    return isinstance(text, str) and _HOST.fullmatch(text) is not None


def _is_in(known: set[str]) -> Callable[[object], bool]:
    return lambda code: isinstance(code, str) and code in known


def _contacts(name: str, given: object) -> tuple[Contact, ...]:
    expected = f"{name} : une liste de {{ name, phone, when }} est attendue, au moins une."
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except (ValueError, RecursionError) as error:
            raise ConfigInvalid(expected) from error
    if not isinstance(given, list) or not given:
        raise ConfigInvalid(expected)
    found = []
    for entry in given:
        is_good = isinstance(entry, dict) and {"name", "phone"} <= set(entry)
        if not is_good or not set(entry) <= {"name", "phone", "when"}:
            raise ConfigInvalid(expected)
        found.append(Contact(**{key: _text(name, text, None) for key, text in entry.items()}))
    return tuple(found)
