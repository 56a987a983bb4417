# SPDX-License-Identifier: AGPL-3.0-or-later
"""A person waits for help; the page below is kept and hidden."""
