"""Who is asking: a snapshot of ids and traits, without a database row behind it. Made by `community.accounts`."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, or nobody, as the rules see them. A person who is not admitted has an id but no trait.

    `id` is 0 for nobody, never None, so that no comparison ever becomes IS NULL.
    """

    id: int = 0
    name: str = ""
    slug: str = ""
    state: str = ""
    is_member: bool = False
    is_editor: bool = False
    is_moderator: bool = False
    is_administrator: bool = False
    is_muted: bool = False
    # A site setting may keep comments for members.
    may_read_comments: bool = True
    group_ids: frozenset[int] = frozenset()
    coordinated_ids: frozenset[int] = frozenset()
    # The groups in which a coordinator muted this person: they read there, and do not write.
    quiet_ids: frozenset[int] = frozenset()
    # The hash of the invitation that this person holds in the hand; empty for nearly everybody.
    invitation_hash: str = ""
    # The groups that a moderator opened in this sign-in without being in them; each opening stands in the log.
    opened_ids: frozenset[int] = frozenset()
    # The worker, when it carries out what somebody planned: a publication, the end of a suspension.
    is_clock: bool = False

    @property
    def is_signed_in(self) -> bool:
        """Whether this is a known person, admitted or not."""
        return self.id != 0

    def within(self, group_id: int | None) -> Actor:
        """Give the same person with their rights in one group only, or in none: never more than they have."""
        only = frozenset() if group_id is None else frozenset((group_id,))
        return replace(
            self,
            group_ids=self.group_ids & only,
            coordinated_ids=self.coordinated_ids & only,
            opened_ids=self.opened_ids & only,
            quiet_ids=self.quiet_ids & only,
            invitation_hash="",
        )


VISITOR = Actor()
CLOCK = Actor(is_clock=True)
# Any member, in no group: as whom one looks at one's own page to see what others see.
SOMEBODY = Actor(id=-1, is_member=True)
