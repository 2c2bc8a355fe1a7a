"""What happens after a deed: an outbox in the same transaction, drained by a worker that may do a thing twice."""

from community.jobs.drain import running_id
from community.jobs.outbox import enqueue
from community.jobs.registry import every, task

__all__ = ["enqueue", "every", "running_id", "task"]
