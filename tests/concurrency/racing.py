"""Runs several operations in the same moment, each in a thread with a connection of its own."""

from __future__ import annotations

import threading

from django.db import connection, transaction

from courses.models import CourseRun

PATIENCE = 60


def race(*actions):
    """Start every action at once; return what each returned, or the error it raised."""
    start = threading.Barrier(len(actions))
    answers = [None] * len(actions)

    def run(number, action):
        start.wait()
        try:
            answers[number] = action()
        except Exception as error:  # noqa: BLE001 -- the test looks at every answer
            answers[number] = error
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(number, action)) for number, action in enumerate(actions)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    return answers


def plain_read(meet):
    """Return what stands in for ``lock_run`` in a control: it reads, and locks nothing.

    Whoever has read waits for the others for a moment, as happens by itself now and then.
    """

    def read(run_id):
        assert transaction.get_connection().in_atomic_block
        run = CourseRun.objects.select_related("term").get(pk=run_id)
        try:
            meet.wait(timeout=0.5)
        except threading.BrokenBarrierError:
            meet.reset()
        return run

    return read
