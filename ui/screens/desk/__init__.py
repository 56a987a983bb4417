# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mediator's post: the day, the queue, the record of a visit."""
