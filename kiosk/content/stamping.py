# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes in each translation from which French texts it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content.layout import STRUCTURE_FILE, languages_in, text_file_name
from kiosk.content.registry_reading import read_registries
from kiosk.content.translation_hashes import stamped
from kiosk.content.walkthrough_reading import read_walkthrough
from kiosk.content.yaml_tree import YamlUnreadable, parse_yaml
from kiosk.domain.walkthroughs import SOURCE_LANGUAGE
from kiosk.foundation.errors import ContentUnreadable

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.problems import ContentProblem


def stamp_translations(path: Path) -> tuple[Path, ...]:
    """Write the ``source_hash`` block of the translations in `path` and return their files.

    To be run once a person, or a new machine translation, has followed the French.

    Args:
        path: The folder of one walkthrough, or of all.

    Raises:
        ContentUnreadable: If a walkthrough has a problem; its sentence says where.
    """
    is_single = (path / STRUCTURE_FILE).is_file()
    root = path.resolve().parent if is_single else path
    folders = [path] if is_single else sorted(p.parent for p in path.glob(f"*/{STRUCTURE_FILE}"))
    problems: list[ContentProblem] = []
    registries = read_registries(root, problems)
    written: list[Path] = []
    for folder in folders:
        source = read_walkthrough(folder, registries, content_hash="", problems=problems)
        if source.walkthrough is None:
            raise ContentUnreadable(problems[-1].sentence())
        french = source.walkthrough.texts[SOURCE_LANGUAGE]
        for language in languages_in(folder):
            file = folder / text_file_name(language)
            if language == SOURCE_LANGUAGE:
                continue
            _write(file, stamped(file.read_text(encoding="utf-8"), french))
            written.append(file)
    return tuple(written)


def _write(file: Path, text: str) -> None:
    try:
        parse_yaml(text, file.name)
    except YamlUnreadable as error:
        message = f"{file.name} : écrire les clés une par ligne, sans accolade autour du fichier"
        raise ContentUnreadable(message) from error
    file.write_text(text, encoding="utf-8")
