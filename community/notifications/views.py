"""What one was told of, what one follows, and of what one wants a mail.

Nothing is marked as read by looking: a notification is opened with a button, which marks it and leads on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, flash, jsonify, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts.queries import actor_for, member_of
from community.content.queries.items import item_by_id
from community.core.ids import read_id
from community.core.pagination import Place
from community.notifications import messages, services
from community.notifications.forms import MailForm
from community.notifications.messages import KIND_WORDS
from community.notifications.models import PERSONAL, Follow, Kind, Mail, Notification, mail_choice
from community.notifications.queries import mentions
from community.notifications.queries import told as queries
from community.notifications.unsubscribe import read_token
from community.policy import Absent
from community.web import current
from community.web.answers import local_path, page, see_other
from community.web.gate import public, without_token

blueprint = Blueprint("notifications", __name__)

MOST_LINES = 5
HERE = "/mijn/meldingen"
MAIL = "/mijn/meldingen/mail"


@dataclass(slots=True)
class ToldOfThing:
    """What somebody was told of one thing, the newest first."""

    title: str
    told: list[Notification] = field(default_factory=list)

    @property
    def newest(self) -> Notification:
        """The last that was told."""
        return self.told[0]

    @property
    def unread(self) -> list[Notification]:
        """What was not read yet."""
        return [each for each in self.told if each.read_at is None]

    @property
    def next_to_read(self) -> Notification:
        """Where one goes on reading: at the first that is unread."""
        return self.unread[-1] if self.unread else self.newest

    @property
    def lines(self) -> list[Notification]:
        """Those that are written out."""
        return self.told[:MOST_LINES]

    @property
    def more_count(self) -> int:
        """How many are not written out."""
        return len(self.told) - len(self.lines)

    @property
    def follow(self) -> Follow | None:
        """The follow that made somebody hear of it, where it was one."""
        return None if self.newest.kind in PERSONAL else self.newest.follow


def by_thing(told: Iterable[Notification]) -> list[ToldOfThing]:
    """Put together what is about the same thing, where its newest stands."""
    things: dict[int, ToldOfThing] = {}
    for each in told:
        things.setdefault(each.thing_id, ToldOfThing(messages.title(each))).told.append(each)
    return list(things.values())


@blueprint.get("/mijn/meldingen")
def index() -> Response:
    """Show what one was told of."""
    actor = current.actor()
    member = member_of(actor)
    found = queries.notifications_of(actor, place_in_list())
    return page(
        "notifications/index.html",
        things=by_thing(found.rows),
        newest_id=found.rows[0].id if found.rows else None,
        has_unread=any(each.read_at is None for each in found.rows),
        mailed={kind for kind in Kind if mail_choice(member, kind) == Mail.AT_ONCE},
        says=messages,
        words=KIND_WORDS,
        older=f"{HERE}?na={found.next}" if found.next else None,
        newer=f"{HERE}?voor={found.previous}" if found.previous else None,
    )


def place_in_list() -> Place:
    """Read from the address where in a list the reader is."""
    return Place(request.args.get("na"), request.args.get("voor"))


@blueprint.post("/mijn/meldingen/gelezen")
def read_all() -> Response:
    """Mark as read what stood on the page and before."""
    actor = current.begin_writing()
    services.read_all(actor, member_of(actor), newest_id=read_id(request.form.get("tot")) or 0)
    flash(_("Alles staat nu op gelezen."), "success")
    return see_other(HERE)


@blueprint.post("/mijn/meldingen/<int:notification_id>/<any(openen, gelezen):deed>")
def read(notification_id: int, deed: str) -> Response:
    """Mark what one was told of a thing as read, and go there."""
    actor = current.begin_writing()
    found = queries.notification_of(actor, notification_id)
    services.read_thing(actor, found)
    return see_other(messages.address(found) if deed == "openen" else HERE)


@blueprint.route("/mijn/meldingen/mail", methods=["GET", "POST"])
def mail() -> Response:
    """Choose of what one wants a mail."""
    form = MailForm()
    form.offer()
    if request.method == "POST" and form.validate():
        actor = current.begin_writing()
        services.choose_mail(actor, member_of(actor), choices=form.chosen())
        flash(_("Je keuze is bewaard."), "success")
        return see_other(MAIL)
    form.show(member_of(current.actor()))
    return page("notifications/mail.html", form=form)


@blueprint.post("/mijn/meldingen/mail/<any(aan, uit):choice>")
def choose_mail(choice: str) -> Response:
    """Choose of one kind whether a mail comes."""
    kind = kind_in(request.form.get("kind"))
    actor = current.begin_writing()
    chosen = Mail.AT_ONCE if choice == "aan" else Mail.OFF
    services.choose_mail(actor, member_of(actor), choices={kind: chosen})
    said = _("Hierover krijg je weer mail.") if chosen == Mail.AT_ONCE else _("Hierover krijg je geen mail meer.")
    flash(said, "success")
    return see_other(HERE)


def kind_in(word: str | None) -> Kind:
    """Read a kind of notification from a form, or raise `Absent`."""
    try:
        return Kind(word or "")
    except ValueError as error:
        raise Absent from error


@blueprint.get("/mijn/volgt")
def follows() -> Response:
    """Show what one follows."""
    found = queries.follows_of(current.actor(), place_in_list())
    return page(
        "notifications/follows.html",
        follows=found.rows,
        older=f"/mijn/volgt?na={found.next}" if found.next else None,
        newer=f"/mijn/volgt?voor={found.previous}" if found.previous else None,
    )


DEEDS = {"stop": services.unfollow, "demp": services.mute, "hoor": services.unmute}


@blueprint.post("/mijn/volgt/<int:follow_id>/<any(stop, demp, hoor):deed>")
def change_follow(follow_id: int, deed: str) -> Response:
    """Stop following something, mute it, or hear of it again."""
    actor = current.begin_writing()
    DEEDS[deed](actor, queries.follow_of(actor, follow_id))
    said = {
        "stop": _("Je volgt dit niet meer."),
        "demp": _("Gedempt. Je hoort hier niets meer over."),
        "hoor": _("Je hoort hier weer over."),
    }
    flash(said[deed], "success")
    return see_other(local_path(request.form.get("terug"), "/mijn/volgt"))


FOLLOWABLE: dict[str, tuple[Any, Any, str]] = {
    "stuk": (item_by_id, services.follow_item, "item_id"),
    "werkgroep": (queries.group_to_follow, services.follow_group, "group_id"),
    "regio": (queries.region_to_follow, services.follow_region, "region_id"),
    "thema": (queries.theme_to_follow, services.follow_theme, "theme_id"),
}


@blueprint.post("/volgen/<any(stuk, werkgroep, regio, thema):word>/<int:thing_id>")
def follow(word: str, thing_id: int) -> Response:
    """Follow a thing from its page, or stop doing so."""
    find, deed, key = FOLLOWABLE[word]
    actor = current.begin_writing()
    thing = find(actor, thing_id)
    if request.form.get("deed") != "stop":
        deed(actor, thing)
        flash(_("Je volgt dit nu. Nieuws hierover staat bij je meldingen."), "success")
        return see_other(thing.address)
    state = queries.follow_state(actor, key, thing.id)
    if state.id:
        services.unfollow(actor, queries.follow_of(actor, state.id))
    flash(_("Je volgt dit niet meer."), "success")
    return see_other(thing.address)


@blueprint.get("/afmelden/<token>")
@public
def unsubscribe(token: str) -> Response:
    """Ask whether mail of one kind should end; nothing ends by following the link alone."""
    return unsubscribe_page(token, is_done=False)


@blueprint.post("/afmelden/<token>")
@without_token
def end_mail(token: str) -> Response:
    """End mail of one kind: the address proves whose, as mail programs do it by themselves."""
    found = read_token(token)
    current.begin_writing()
    member = queries.member_by_id(found[0]) if found else None
    if found is None or member is None:
        raise Absent
    services.choose_mail(actor_for(member), member, choices={found[1]: Mail.OFF})
    return unsubscribe_page(token, is_done=True)


def unsubscribe_page(token: str, *, is_done: bool) -> Response:
    """Show what a signed address ends, or has ended; one that was not signed here leads nowhere."""
    found = read_token(token)
    if found is None:
        raise Absent
    return page("notifications/unsubscribe.html", words=KIND_WORDS[found[1]], is_done=is_done, token=token)


@blueprint.get("/noemen")
def people_to_mention() -> Response:
    """Give those who can be mentioned below an item or in a new discussion of a group, by the beginning of a name."""
    actor = current.actor()
    words = request.args.get("q", "")[:100].replace("\0", "")
    item_id, group_id = read_id(request.args.get("bij")), read_id(request.args.get("groep"))
    about = mentions.item_spoken_in(actor, item_id) if item_id else mentions.group_spoken_in(actor, group_id or 0)
    found = [
        {"name": each.name, "function": each.function, "insert": each.written}
        for each in mentions.people_to_mention(actor, about, words)
    ]
    return jsonify(people=found)
