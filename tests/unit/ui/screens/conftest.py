# SPDX-License-Identifier: AGPL-3.0-or-later
"""A kiosk for the presenters of one test."""

from __future__ import annotations

import pytest

from tests.support.compiled_content import keep_compiled, lend_compiled
from tests.support.selling_kiosk import a_kiosk


@pytest.fixture
def post(tmp_path):
    """A mediator's post, which may call people and ask for cells."""
    (tmp_path / "kiosk.toml").write_text('[machine]\nrole = "poste"\n')
    lend_compiled(tmp_path)
    post = a_kiosk(tmp_path)
    yield post
    post.close()
    keep_compiled(tmp_path)


@pytest.fixture
def kiosk(tmp_path):
    lend_compiled(tmp_path)
    kiosk = a_kiosk(tmp_path)
    yield kiosk
    kiosk.close()
    keep_compiled(tmp_path)
