# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record of a visit as a form, at the mediator's post and at the end of an assisted session."""
