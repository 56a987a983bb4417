# SPDX-License-Identifier: AGPL-3.0-or-later
"""Takes typed values out of a YAML tree and notes what is missing, unknown or of a wrong type.

A `Fields` reads one map. Each taking method returns a usable value even after noting a problem,
so that one reading finds all the problems of a file; the caller refuses the whole when there
are any.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

from kiosk.content.problems import ContentProblem, Severity
from kiosk.domain.walkthroughs import CONTENT_LANGUAGES, REQUIRED_LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

    from kiosk.content.yaml_tree import Node

    Member = TypeVar("Member", bound=StrEnum)
else:
    Member = TypeVar("Member")

NO_DAY = date.min
KEYWORD_LISTS = (*(code for code in CONTENT_LANGUAGES if code != "fr-falc"), "erreurs")


class Notes:
    """The problems of one file, as they are found."""

    def __init__(self, file: str, problems: list[ContentProblem]) -> None:
        """Add what is found to `problems`, under the name `file`."""
        self.file = file
        self.problems = problems

    def add(
        self, line: int, code: str, message: str, *, severity: Severity = Severity.REFUSED
    ) -> None:
        """Note one problem."""
        self.problems.append(ContentProblem(self.file, line, code, message, severity))


class Fields:
    """The keys of one map, taken one by one; `close` notes those that nobody took."""

    def __init__(self, node: Node, notes: Notes, name: str) -> None:
        """Read the map at `node`, called `name` in messages; note it if it is no map."""
        self.line = node.line
        self.notes = notes
        self.name = name
        self._taken: set[str] = set()
        if isinstance(node.value, dict):
            self._nodes = node.value
        else:
            self._nodes = {}
            notes.add(node.line, "E112", f"{name} : il faut des clés et des valeurs ici")

    def node(self, key: str) -> Node | None:
        """Return the node under `key`, None when it is absent or null."""
        self._taken.add(key)
        found = self._nodes.get(key)
        return None if found is None or found.value is None else found

    def line_of(self, key: str) -> int:
        """Return the line of `key`, that of the map when the key is absent."""
        found = self._nodes.get(key)
        return found.line if found else self.line

    def needed(self, key: str) -> Node | None:
        """Return the node under `key`; note its absence."""
        found = self.node(key)
        if found is None:
            self.notes.add(self.line, "E113", f"{self.name} : il manque la clé « {key} »")
        return found

    def text(self, key: str, default: str | None = None) -> str:
        """Return the text under `key`; it is needed unless there is a default."""
        found = self.needed(key) if default is None else self.node(key)
        if found is None:
            return default or ""
        return self.as_text(found, key)

    def number(self, key: str) -> int:
        """Return the whole number, 0 or more, under `key`."""
        found = self.needed(key)
        if found is None:
            return 0
        if isinstance(found.value, int) and not isinstance(found.value, bool) and found.value >= 0:
            return found.value
        self.notes.add(found.line, "E112", f"« {key} » : il faut un nombre entier positif")
        return 0

    def flag(self, key: str) -> bool:
        """Return the truth under `key`, false when absent."""
        found = self.node(key)
        if found is None:
            return False
        if isinstance(found.value, bool):
            return found.value
        self.notes.add(found.line, "E112", f"« {key} » : écrire true ou false")
        return False

    def day(self, key: str) -> date | None:
        """Return the day under `key`, None when absent or null."""
        found = self.node(key)
        if found is None:
            return None
        try:
            return date.fromisoformat(str(found.value))
        except ValueError:
            self.notes.add(found.line, "E112", f"« {key} » : écrire le jour comme 2027-03-01")
            return NO_DAY

    def needed_day(self, key: str) -> date:
        """Return the day under `key`; note its absence."""
        self.needed(key)
        return self.day(key) or NO_DAY

    def member(self, key: str, kind: type[Member], default: Member) -> Member:
        """Return the word under `key` as a member of a closed list."""
        found = self.needed(key)
        if found is None:
            return default
        for member in kind:
            if member.value == found.value:
                return member
        known = ", ".join(member.value for member in kind)
        self.notes.add(found.line, "E112", f"« {key} » : {found.value!r} n’est pas dans : {known}")
        return default

    def items(self, key: str) -> list[Node]:
        """Return the list under `key`, empty when absent."""
        found = self.node(key)
        if found is None:
            return []
        if isinstance(found.value, list):
            return found.value
        self.notes.add(found.line, "E112", f"« {key} » : il faut une liste, entre crochets")
        return []

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of texts under `key`, empty when absent."""
        return tuple(self.as_text(item, key) for item in self.items(key))

    def keywords(self, key: str) -> dict[str, tuple[str, ...]]:
        """Return the lists of search words under `key`, by language; note their absence."""
        found = self.needed(key)
        if found is None:
            return {}
        words = Fields(found, self.notes, f"{self.name}, {key}")
        lists = {name: words.texts(name) for name in KEYWORD_LISTS}
        words.close()
        return lists

    def check_schema(self, wanted: str) -> None:
        """Note a file that is written for another reading than `wanted`."""
        if self.text("schema") not in {wanted, ""}:
            self.notes.add(self.line_of("schema"), "E112", f"schema : écrire {wanted}")

    def entries(self, key: str) -> dict[str, Node]:
        """Return the map under `key`, empty when absent."""
        found = self.node(key)
        if found is None:
            return {}
        if isinstance(found.value, dict):
            return found.value
        self.notes.add(found.line, "E112", f"« {key} » : il faut des clés et des valeurs")
        return {}

    def text_map(self, key: str) -> dict[str, str]:
        """Return the map of texts under `key`, empty when absent."""
        return {name: self.as_text(node, name) for name, node in self.entries(key).items()}

    def in_languages(self, key: str, *, is_needed: bool = True) -> dict[str, str]:
        """Return the texts by language under `key`; note each needed language that is missing."""
        found = self.needed(key) if is_needed else self.node(key)
        if found is None:
            return dict.fromkeys(REQUIRED_LANGUAGES, "") if is_needed else {}
        fields = Fields(found, self.notes, f"{self.name}, {key}")
        texts = fields.language_texts()
        fields.close()
        return texts

    def language_texts(self) -> dict[str, str]:
        """Return the texts under language codes; note each needed language that is missing.

        A language that may be missing and is missing has no entry: French is shown for it.
        """
        texts = {}
        for language in CONTENT_LANGUAGES:
            found = self.node(language)
            if found is not None:
                texts[language] = self.as_text(found, language)
            elif language in REQUIRED_LANGUAGES:
                message = f"{self.name} : il manque la langue « {language} »"
                self.notes.add(self.line, "E202", message)
                texts[language] = ""
        return texts

    def as_text(self, node: Node, key: str) -> str:
        """Return the text of `node`; note any other type, and an empty text."""
        if not isinstance(node.value, str):
            self.notes.add(node.line, "E112", f"« {key} » : il faut un texte, entre guillemets")
            return ""
        if not node.value.strip() and key not in {"auteur", "relecteur"}:
            self.notes.add(node.line, "E201", f"« {key} » : le texte est vide")
        return node.value

    def close(self, also: Callable[[str], bool] | None = None) -> None:
        """Note every key that was not taken and that `also` does not accept."""
        for key, node in self._nodes.items():
            if key not in self._taken and not (also and also(key)):
                self.notes.add(
                    node.line, "E101", f"{self.name} : clé inconnue « {key} », l’enlever"
                )
