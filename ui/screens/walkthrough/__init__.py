# SPDX-License-Identifier: AGPL-3.0-or-later
"""One walkthrough, one question a page."""
