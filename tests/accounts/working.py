"""A worker in the test's own process; starting another one takes seconds."""

from __future__ import annotations

from django_tasks_db.management.commands.db_worker import Worker


def work_off_the_queue(name="one of many"):
    """Let a worker do what waits, also what has become due meanwhile."""
    Worker(
        queue_names=["default"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
    ).run()
