# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mediator helps inside the resident's session."""
