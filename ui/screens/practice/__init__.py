# SPDX-License-Identifier: AGPL-3.0-or-later
"""« S'entraîner »: a form that is no form, where nothing is sent and no own data is taken."""
