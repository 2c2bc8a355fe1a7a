"""What the worker does about sign-ins: forgets those that have run out, with what the provider said of the person."""

from sqlalchemy import delete

from community.accounts.models import LoginSession
from community.core.clock import now
from community.core.db import begin_writing, db
from community.jobs import every


@every(seconds=3600)
def forget_old_sign_ins() -> None:
    """Delete sign-ins that have run out."""
    begin_writing()
    db.session.execute(delete(LoginSession).where(LoginSession.expires_at < now()))
