"""What happens after a deed: an outbox in the same transaction, drained by a worker that may do a thing twice."""

from community.jobs.outbox import enqueue

__all__ = ["enqueue"]
