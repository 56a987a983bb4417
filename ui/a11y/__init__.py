# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names, announcements, speech and the accessibility audit."""
