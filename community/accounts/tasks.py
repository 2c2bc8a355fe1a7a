"""What the worker does about sign-ins: forgets those that have run out, with what the provider said of the person.

So it does with notices of sign-outs that are too old to be heard again. And it mails who can sign in by another way.
"""

from flask import current_app
from sqlalchemy import delete

from community.accounts.models import EndedSignIn, HeardNotice, LoginSession, Member
from community.accounts.oidc import load_providers
from community.accounts.queries import is_live
from community.accounts.services import SIGN_IN_LASTS
from community.core.clock import now
from community.core.db import begin_writing, db
from community.jobs import every, task
from community.mail import compose, deliver


@every(seconds=3600)
def forget_old_sign_ins() -> None:
    """Delete sign-ins that have run out, notices that have, and reasons that no browser can ask for any more."""
    begin_writing()
    db.session.execute(delete(EndedSignIn).where(EndedSignIn.ended_at < now() - SIGN_IN_LASTS))
    db.session.execute(delete(LoginSession).where(~is_live()))
    db.session.execute(delete(HeardNotice).where(HeardNotice.ends_at < now()))


@task("accounts.tell_linked")
def tell_linked(member_id: int, provider: str) -> None:
    """Tell a member that they can sign in by one more account, in case somebody else added it."""
    member = db.session.get(Member, member_id)
    if member is None or not member.email:
        return
    known = load_providers(current_app.config["SETTINGS"])
    label = known[provider].label if provider in known else provider
    values = {"name": member.name, "email": member.email, "language": member.language, "provider": label}
    message = compose("account_linked", **values)
    db.session.rollback()
    deliver(message)
