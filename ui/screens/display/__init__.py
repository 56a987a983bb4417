# SPDX-License-Identifier: AGPL-3.0-or-later
"""Display and sound, and the languages: two panels over the page."""
