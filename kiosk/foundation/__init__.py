# SPDX-License-Identifier: AGPL-3.0-or-later
"""Clock, errors, events, tasks, settings, secrets, translation, resources, logging."""
