"""What the worker does about sign-ins: forgets those that have run out, with what the provider said of the person.

So it does with notices of sign-outs that are too old to be heard again.
"""

from sqlalchemy import delete

from community.accounts.models import HeardNotice, LoginSession
from community.core.clock import now
from community.core.db import begin_writing, db
from community.jobs import every


@every(seconds=3600)
def forget_old_sign_ins() -> None:
    """Delete sign-ins that have run out, and notices that have."""
    begin_writing()
    for kind, ends_at in ((LoginSession, LoginSession.expires_at), (HeardNotice, HeardNotice.ends_at)):
        db.session.execute(delete(kind).where(ends_at < now()))
