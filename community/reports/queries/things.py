"""What can be reported, each by its number, for who may see it; and how a thing of a case is shown to who decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload, undefer

from community import policy
from community.accounts.models import Member
from community.content.models import Attachment, Comment, ContentItem
from community.groups.models import GroupMessage, GroupPicture
from community.policy import Actor, Permission, allows
from community.reports.models import SNAPSHOT_LENGTH, ReportCase
from community.richtext import text, to_plain

# The text of an item and how it stood, for the page of one case.
WITH_TEXT = (joinedload(ReportCase.item).undefer(ContentItem.body), undefer(ReportCase.snapshot))
EXCERPT = 300

# What each kind of thing is called, by the beginning of its key. Mails are written in the language of their reader.
KIND_WORDS: dict[str, Any] = {
    "comment": _l("Een reactie"),
    "item": _l("Een stuk"),
    "attachment": _l("Een foto of bijlage"),
    "message": _l("Een bericht aan een werkgroep"),
    "picture": _l("De foto van een werkgroep"),
    "member": _l("Een profiel"),
}

# What a thing of a case needs to be shown and judged, in one query.
WITH_THING = (
    joinedload(ReportCase.item).joinedload(ContentItem.group),
    joinedload(ReportCase.comment).joinedload(Comment.item).joinedload(ContentItem.group),
    joinedload(ReportCase.attachment).joinedload(Attachment.item).joinedload(ContentItem.group),
    joinedload(ReportCase.message).joinedload(GroupMessage.group),
    joinedload(ReportCase.picture).joinedload(GroupPicture.group),
    joinedload(ReportCase.profile).joinedload(Member.profile),
    joinedload(ReportCase.group),
    joinedload(ReportCase.about),
    joinedload(ReportCase.decided_by),
)


@dataclass(frozen=True, slots=True)
class ShownThing:
    """A thing as somebody sees it who may: what it is, its name, its words without mark-up, and where it stands."""

    what: Any
    title: str = ""
    words: str = ""
    address: str = ""


def item_to_report(actor: Actor, item_id: int) -> ContentItem:
    """Give an item with its text, or raise `Absent`."""
    options = (joinedload(ContentItem.group), undefer(ContentItem.body))
    return policy.get(actor, ContentItem, ContentItem.id == item_id, options=options)


def comment_to_report(actor: Actor, comment_id: int) -> Comment:
    """Give a comment with its item, or raise `Absent`."""
    options = (joinedload(Comment.item).joinedload(ContentItem.group), joinedload(Comment.author))
    return policy.get(actor, Comment, Comment.id == comment_id, options=options)


def member_to_report(actor: Actor, member_id: int) -> Member:
    """Give a person, or raise `Absent`."""
    return policy.get(actor, Member, Member.id == member_id, options=(joinedload(Member.profile),))


def attachment_to_report(actor: Actor, attachment_id: int) -> Attachment:
    """Give a file with its item, or raise `Absent`."""
    options = (joinedload(Attachment.item).joinedload(ContentItem.group),)
    return policy.get(actor, Attachment, Attachment.id == attachment_id, options=options)


def message_to_report(actor: Actor, message_id: int) -> GroupMessage:
    """Give a message to all members of a group, or raise `Absent`."""
    return policy.get(actor, GroupMessage, GroupMessage.id == message_id, options=(joinedload(GroupMessage.group),))


def picture_to_report(actor: Actor, picture_id: int) -> GroupPicture:
    """Give the picture of a group, or raise `Absent`."""
    return policy.get(actor, GroupPicture, GroupPicture.id == picture_id, options=(joinedload(GroupPicture.group),))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How a thing stood when it was reported: its words, whether they were cut, and whether they are the same now."""

    words: str
    is_cut: bool
    is_same: bool


def snapshot_in(actor: Actor, case: ReportCase, now: ShownThing) -> Snapshot | None:
    """Give how the thing of a case stood, for who decides; of a group, for who may be in it: a report opens none."""
    if not case.snapshot or not allows(actor, Permission.CASE_OVERSEE, case):
        return None
    if case.group is not None and not allows(actor, Permission.GROUP_MEMBERS_READ, case.group):
        return None
    is_same = bool(now.address) and case.snapshot == words_to_keep(now)
    return Snapshot(case.snapshot[:SNAPSHOT_LENGTH], len(case.snapshot) > SNAPSHOT_LENGTH, is_same)


def words_to_keep(thing: ShownThing) -> str:
    """Give the words of a thing as a case keeps them; one sign more than is shown tells that there were more."""
    return f"{thing.title}\n\n{thing.words}".strip()[: SNAPSHOT_LENGTH + 1]


def shown_thing(actor: Actor, case: ReportCase, *, with_text: bool = False) -> ShownThing:
    """Give the thing of a case as far as the actor may read it now: a moderator opens a group first."""
    if case.comment is not None and allows(actor, Permission.COMMENT_READ, case.comment):
        return shown_comment(case.comment)
    if case.item is not None and allows(actor, Permission.ITEM_READ, case.item):
        return shown_item(case.item, with_text=with_text)
    if case.attachment is not None and allows(actor, Permission.ATTACHMENT_READ, case.attachment):
        return shown_attachment(case.attachment)
    if case.message is not None and allows(actor, Permission.GROUP_MESSAGE_READ, case.message):
        return shown_message(case.message)
    if case.picture is not None and allows(actor, Permission.GROUP_PICTURE_READ, case.picture):
        return shown_picture(case.picture)
    if case.profile is not None and allows(actor, Permission.MEMBER_READ, case.profile):
        return shown_member(case.profile)
    return ShownThing(what_of(case))


def what_of(case: ReportCase) -> Any:
    """Say what kind of thing a case is about, without telling which."""
    return KIND_WORDS[case.thing.partition(":")[0]]


def shown_comment(comment: Comment) -> ShownThing:
    """Give a comment with the item that it stands under."""
    place = f"{comment.item.address}?reactie={comment.id}#reactie-{comment.id}"
    return ShownThing(KIND_WORDS["comment"], comment.item.title, to_plain(comment.html), place)


def shown_item(item: ContentItem, *, with_text: bool = False) -> ShownThing:
    """Give an item by its title and its lead, and with its text where that was loaded."""
    words = f"{item.lead}\n\n{text(item.body)}".strip() if with_text else item.lead
    return ShownThing(KIND_WORDS["item"], item.title, words, item.address)


def shown_attachment(attachment: Attachment) -> ShownThing:
    """Give a file by its name and what is said of it."""
    return ShownThing(KIND_WORDS["attachment"], attachment.file_name, attachment.alt, attachment.item.address)


def shown_message(message: GroupMessage) -> ShownThing:
    """Give a message with its words."""
    return ShownThing(KIND_WORDS["message"], message.title, message.text, message.address)


def shown_picture(picture: GroupPicture) -> ShownThing:
    """Give the picture of a group by what is to be seen on it."""
    return ShownThing(KIND_WORDS["picture"], picture.group.name, picture.alt, picture.group.address)


def shown_member(member: Member) -> ShownThing:
    """Give a person by name, with what they say of themselves; what they hide, nobody can have seen."""
    is_shown = member.profile is not None and member.profile.shows_about
    words = f"{member.function}\n\n{member.about if is_shown else ''}".strip()
    return ShownThing(KIND_WORDS["member"], member.name, words, member.address)


def excerpt(words: str) -> str:
    """Give the first words of a text, for a list."""
    return words if len(words) <= EXCERPT else words[:EXCERPT].rsplit(" ", 1)[0] + " …"
