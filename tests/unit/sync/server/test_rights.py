# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.lease_ledger import CellState, LedgerRow
from kiosk.domain.slots import Cell, all_slots, slot_cells
from sync.server.rights import chosen_cells, whole_blocks
from sync.translation import agenda_of
from sync.wire_down import Agenda, WireMediator, WireMotif, WireOpening

WEEK = (date(2026, 11, 24), date(2026, 12, 7))
HOLDER = ("device", "a" * 16)


def an_agenda(durations=(30, 45), *, before=0):
    return agenda_of(
        Agenda(
            mediators=[WireMediator(mediator_id="m", first_name="Samira")],
            motifs=[
                WireMotif(
                    motif_id=f"n{minutes}",
                    labels={"fr": "x"},
                    duration_min=minutes,
                    before_min=before,
                )
                for minutes in durations
            ],
            openings=[
                WireOpening(
                    opening_id="o",
                    mediator_id="m",
                    first_day="2026-11-02",
                    weekdays=[0, 1, 2, 3, 4],
                    start="09:00",
                    end="12:00",
                )
            ],
        ),
        "",
        None,
    )


@given(st.sets(st.sampled_from([15, 20, 30, 45, 60]), min_size=1), st.sampled_from([0, 5]))
def test_no_slot_of_any_need_is_cut_between_two_blocks(durations, before):
    agenda = an_agenda(tuple(durations), before=before)
    blocks = [set(block) for block in whole_blocks(agenda, WEEK)]

    for motif in agenda.motifs:
        for slot in all_slots(agenda, motif, *WEEK):
            cells = set(slot_cells(slot, motif))
            assert sum(bool(cells & block) for block in blocks) == 1


@given(st.floats(0.1, 0.9), st.integers(0, 40))
def test_a_machine_never_holds_much_more_than_its_share(share, n_taken):
    blocks = whole_blocks(an_agenda(), WEEK)
    rows = {
        cell: LedgerRow(cell, 1, CellState.SOLD, "other")
        for block in blocks[: n_taken % len(blocks)]
        for cell in block
    }
    n_free = sum(len(block) for block in blocks) - len(rows)

    chosen = chosen_cells(blocks, rows, share=share, holder=HOLDER)

    assert not set(chosen) & set(rows)
    assert len(chosen) <= share * n_free + len(blocks[0])
    assert len(set(chosen)) == len(chosen)


def test_what_a_machine_holds_counts_in_its_share():
    blocks = whole_blocks(an_agenda(), WEEK)
    first = chosen_cells(blocks, {}, share=0.4, holder=HOLDER)
    rows = {cell: LedgerRow(cell, 1, CellState.LEASED, *HOLDER) for cell in first}

    assert chosen_cells(blocks, rows, share=0.4, holder=HOLDER) == []


def test_rights_are_spread_over_the_days():
    blocks = whole_blocks(an_agenda(), WEEK)

    chosen = chosen_cells(blocks, {}, share=0.4, holder=HOLDER)

    days = {cell.start_utc.date() for cell in chosen}
    assert len(days) >= 7


def test_an_agenda_without_openings_grants_nothing():
    assert whole_blocks(agenda_of(Agenda(), "", None), WEEK) == []
    assert chosen_cells([], {}, share=0.4, holder=HOLDER) == []


def test_a_block_with_one_cell_taken_is_not_granted():
    blocks = [(Cell("m", 6_000_000), Cell("m", 6_000_001))]
    rows = {blocks[0][0]: LedgerRow(blocks[0][0], 1, CellState.BLOCKED)}

    assert chosen_cells(blocks, rows, share=1.0, holder=HOLDER) == []
