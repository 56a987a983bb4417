# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page that authors read tells the truth: its example is sound, its codes are ours."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

from kiosk.content.linter import lint
from kiosk.content.stamping import stamp_translations
from kiosk.domain.walkthroughs import StepKind
from tests.support.walkthroughs import REGISTRIES, changed, translated, write_content, write_yaml

ROOT = Path(__file__).resolve().parents[4]
PAGE = (ROOT / "docs" / "content_format.md").read_text(encoding="utf-8")
_CODE = re.compile(r"\b[EW][1-6]\d\d\b")


def example_blocks():
    section = PAGE.split("## 6. ")[1].split("## 7. ")[0]
    return re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)


def test_the_example_of_the_page_passes_the_check(tmp_path):
    from ruamel.yaml import YAML

    registries = changed(
        REGISTRIES, "pieces", "piece_identite", to=REGISTRIES["pieces"]["identite"]
    )
    contact = REGISTRIES["contacts"]["mairie"]
    registries = changed(registries, "contacts", "mairie_roubaix", to=contact)
    registries = changed(registries, "themes", "apprendre", to=REGISTRIES["themes"]["social"])
    write_content(tmp_path, registries=registries)
    structure, french, tests = example_blocks()
    folder = tmp_path / "exemple"
    folder.mkdir()
    (folder / "parcours.yaml").write_text(structure, "utf-8")
    (folder / "tests.yaml").write_text(tests, "utf-8")
    (folder / "textes.fr.yaml").write_text(french, "utf-8")
    texts = YAML(typ="safe", pure=True).load(french)
    for language in ("fr-falc", "en", "ar"):
        other = translated(texts, language)
        if language != "fr-falc":
            other["etapes"]["aller_site"]["mots"] = ["My account"]
        write_yaml(folder / f"textes.{language}.yaml", other)
    stamp_translations(folder)

    report = lint(folder, date(2026, 11, 23))

    assert [problem.sentence() for problem in report.problems if problem.is_error] == []
    assert report.paths["exemple"].missed == ()


def test_every_code_of_the_check_is_told_and_no_other():
    sources = (ROOT / "kiosk" / "content").glob("*.py")
    ours = {code for path in sources for code in _CODE.findall(path.read_text("utf-8"))}

    assert set(_CODE.findall(PAGE)) == ours


def test_every_step_type_is_told():
    table = PAGE.split("## 2. ")[1].split("## 3. ")[0]

    assert all(f"| `{kind.value}` |" in table for kind in StepKind)


def test_the_example_of_the_french_page_passes_the_check_with_the_shipped_registries(tmp_path):
    page = (ROOT / "docs" / "fr" / "ecrire_un_parcours.md").read_text(encoding="utf-8")
    shutil.copytree(ROOT / "assets" / "content" / "registres", tmp_path / "registres")
    files = re.findall(r"```yaml\n# (jardin-partage/\S+)\n(.*?)```", page, re.DOTALL)
    for name, text in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    stamp_translations(tmp_path / "jardin-partage")

    report = lint(tmp_path / "jardin-partage", date(2026, 11, 23))

    assert len(files) == 4
    assert [problem.sentence() for problem in report.problems] == []
    assert report.paths["jardin-partage"].missed == ()
