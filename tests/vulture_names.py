# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names that only a framework calls, for vulture."""
