# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two lanes: in order, apart from each other, results on the GUI thread."""

from __future__ import annotations

import threading

import pytest

from kiosk.foundation.errors import StorageFull
from kiosk.foundation.tasks import Lane, Scope
from ui.tasks import QtTasks


@pytest.fixture
def tasks(qapp):
    made = QtTasks()
    yield made
    made.close()


def test_jobs_of_the_store_stay_in_order_while_the_network_waits(tasks, qtbot):
    told, gate = [], threading.Event()
    tasks.run(Lane.NETWORK, gate.wait, done=lambda _: told.append("network"))
    for n in range(7):
        tasks.run(Lane.STORE, lambda n=n: n, done=told.append)
    qtbot.waitUntil(lambda: len(told) == 7)
    gate.set()
    qtbot.waitUntil(lambda: len(told) == 8)

    assert told == [*range(7), "network"]


def test_results_and_errors_arrive_on_the_gui_thread(tasks, qtbot):
    threads, errors = [], []

    def fail():
        raise StorageFull("Le disque est plein.")

    tasks.run(Lane.STORE, lambda: 1, done=lambda _: threads.append(threading.current_thread()))
    tasks.run(Lane.STORE, fail, failed=errors.append)
    qtbot.waitUntil(lambda: bool(errors))

    assert threads == [threading.main_thread()]
    assert isinstance(errors[0], StorageFull)


def test_a_late_result_is_dropped_but_the_job_is_done(tasks, qtbot):
    scope, done, told = Scope(), [], []
    scope.close()
    tasks.run(Lane.STORE, lambda: done.append(1), done=told.append, scope=scope)
    tasks.run(Lane.STORE, lambda: None, done=lambda _: told.append("after"))
    qtbot.waitUntil(lambda: bool(told))

    assert (done, told) == ([1], ["after"])


def test_closing_lets_the_store_end_and_takes_nothing_more(qapp):
    tasks, done = QtTasks(), []
    tasks.run(Lane.STORE, lambda: done.append(1))
    tasks.close()
    tasks.run(Lane.STORE, lambda: done.append(2))

    assert done == [1]
