# SPDX-License-Identifier: AGPL-3.0-or-later
"""Compile the gettext catalogues: every ``assets/locale/<language>/*.po`` into one ``.mo``.

Run by the set-up and by the bundle; does nothing when the compiled file is younger than its
parts. Two parts that translate one sentence differently are an error, so that a screen never
depends on the order of files.
"""

from __future__ import annotations

import sys
from pathlib import Path

LOCALE = Path(__file__).resolve().parents[1] / "assets" / "locale"
DOMAIN = "sixieme"


def parts_of(language: Path) -> list[Path]:
    """Return the catalogue's parts, in order of name."""
    return sorted(language.glob("*.po"))


def is_fresh(target: Path, parts: list[Path]) -> bool:
    """Say whether `target` is younger than all its parts."""
    if not target.exists():
        return False
    made = target.stat().st_mtime
    return all(part.stat().st_mtime <= made for part in parts)


def compile_language(language: Path) -> list[str]:
    """Write the language's ``.mo``; return what stands in the way."""
    parts = parts_of(language)
    target = language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    if not parts or is_fresh(target, parts):
        return []
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    merged = Catalog(locale=language.name.split("_")[0])
    problems: list[str] = []
    for part in parts:
        with part.open("rb") as stream:
            catalogue = read_po(stream, locale=merged.locale)
        for message in catalogue:
            if not message.id:
                continue
            known = merged.get(message.id)
            if known is not None and known.string != message.string:
                problems.append(f"{part}:{message.lineno}: deux traductions pour {message.id!r}")
            elif known is None:
                merged[message.id] = message
    if problems:
        # A compiled file would look fresh, and the next run would say nothing.
        return problems
    target.parent.mkdir(exist_ok=True)
    with target.open("wb") as stream:
        write_mo(stream, merged)
    return []


def main() -> int:
    """Compile every language; 1 when two parts disagree."""
    problems = [
        problem
        for language in sorted(LOCALE.iterdir())
        if language.is_dir()
        for problem in compile_language(language)
    ]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
