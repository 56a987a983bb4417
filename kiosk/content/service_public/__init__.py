# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes drafts of walkthroughs from the public sheets of Service-Public (DILA).

A sheet is read by `sheet_xml`, turned into blocks by `sheet_reading`, laid out as steps by
`layout_of_steps`, cut into walkthroughs by `cutting`, written by `writing`; `importing` does it
for many files and `merging` for those that were imported before. docs/importing_sheets.md tells
what becomes of each element.
"""
