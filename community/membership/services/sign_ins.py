"""Signing a person out on all their devices, by who watches over the site: a phone was lost, or an account taken."""

from __future__ import annotations

from community import audit
from community.accounts.models import LoginSession, Member, SignInEnd
from community.accounts.services import end_sign_ins
from community.audit.member_events import SignedOutByModerator
from community.policy import Actor, Permission, requires


@requires(Permission.MEMBER_SUSPEND)
def sign_out_everywhere(actor: Actor, member: Member) -> None:
    """End all sign-ins of a member, who may sign in again at once; of the two deeds the harder one gives the right."""
    if end_sign_ins(LoginSession.member_id == member.id, reason=SignInEnd.MODERATOR):
        audit.record(actor, SignedOutByModerator(member_id=member.id))
