# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mediator's absence: whom it displaces is shown before anything is saved."""
