# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small sheets written by hand, imported, and read back as the program reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content.problems import Severity
from kiosk.content.registry_reading import read_registries
from kiosk.content.service_public.importing import import_sheets
from kiosk.content.walkthrough_reading import read_walkthrough
from tests.support.sheet_mutator import SHEETS

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.problems import ContentProblem
    from kiosk.content.service_public.report import SheetReport
    from kiosk.domain.walkthroughs import Walkthrough

HEAD = (
    '<Publication xmlns:dc="http://purl.org/dc/elements/1.1/" ID="F1" type="Fiche">'
    "<dc:title>Une fiche</dc:title><dc:date>modified 2026-01-15</dc:date>"
    '<Theme ID="N1"><Titre>Logement</Titre></Theme>'
)


def sheet(body: str) -> str:
    """Return a sheet with this body."""
    return f"{HEAD}{body}</Publication>"


def imported(tmp_path: Path, body: str) -> tuple[SheetReport, dict[str, Walkthrough]]:
    """Import a sheet with this body and return its report and its walkthroughs."""
    file = tmp_path / "F1.xml"
    file.write_text(sheet(body), encoding="utf-8")
    report = import_sheets([file], tmp_path / "out")
    return report.sheets[0], walkthroughs(tmp_path / "out")


def imported_real(tmp_path: Path, *names: str) -> tuple[list[SheetReport], dict[str, Walkthrough]]:
    """Import real sheets and return their reports and walkthroughs."""
    report = import_sheets([SHEETS / f"{name}.xml" for name in names], tmp_path / "out")
    return list(report.sheets), walkthroughs(tmp_path / "out")


def walkthroughs(root: Path) -> dict[str, Walkthrough]:
    """Return the walkthroughs at `root`; each must be accepted."""
    found = {}
    for folder in sorted(path.parent for path in root.glob("*/parcours.yaml")):
        problems: list[ContentProblem] = []
        registries = read_registries(root, problems)
        source = read_walkthrough(folder, registries, content_hash="", problems=problems)
        assert [problem.sentence() for problem in problems if problem.is_error] == []
        assert source.walkthrough is not None
        found[folder.name] = source.walkthrough
    return found


def structure_problems(root: Path) -> list[str]:
    """Return what is wrong with the shape of the drafts at `root` and its lots."""
    found: list[ContentProblem] = []
    for lot in (root, *sorted(root.glob("lot-*"))):
        registries = read_registries(lot, found)
        for path in sorted(lot.glob("*/parcours.yaml")):
            read_walkthrough(path.parent, registries, content_hash="", problems=found)
    return [
        problem.sentence()
        for problem in found
        if problem.code.startswith("E1") or problem.severity is Severity.REFUSED
    ]
