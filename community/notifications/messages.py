"""How a notification reads, on the site and in a mail: what happened, why one hears of it, and where it is."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from community.groups.models import GroupRequest, RequestState
from community.notifications.models import Follow, Kind, Notification
from community.reports.models import CaseState, ReportCase
from community.reports.queries.things import what_of
from community.richtext import text

EXCERPT = 600

# What one hears of because one follows something.
FOLLOWED = (Kind.COMMENT, Kind.DISCUSSION, Kind.NEWS, Kind.VOTE, Kind.RESULT, Kind.ACTION_DONE)
# What each kind is called where mail is chosen.
KIND_WORDS: dict[Kind, Any] = {
    Kind.MENTION: _l("Iemand noemt je in een gesprek of reactie"),
    Kind.REPLY: _l("Iemand antwoordt op jouw reactie"),
    Kind.COMMENT: _l("Een reactie bij iets wat je volgt"),
    Kind.DISCUSSION: _l("Een nieuw gesprek in een werkgroep die je volgt"),
    Kind.NEWS: _l("Nieuws over een regio of thema dat je volgt"),
    Kind.REQUEST: _l("Iemand wil meedoen met een werkgroep waarover jij beslist"),
    Kind.DECIDED: _l("Er is beslist over jouw verzoek om mee te doen"),
    Kind.INVITATION: _l("Iemand nodigt je uit voor een werkgroep"),
    Kind.VOTE: _l("Een voorstel of peiling in een werkgroep die je volgt"),
    Kind.RESULT: _l("Een uitslag of besluit in een werkgroep die je volgt"),
    Kind.ACTION: _l("Je krijgt een actiepunt"),
    Kind.DUE: _l("Een actiepunt van jou moet bijna klaar zijn"),
    Kind.ACTION_DONE: _l("Een actiepunt dat je volgt is afgerond"),
    Kind.MESSAGE: _l("Een bericht van een coördinator aan een hele werkgroep"),
}


# What is said of an action item; by whom stands in the log and on its page.
OF_ACTION: dict[Kind, Any] = {
    Kind.ACTION: _l("Dit actiepunt is nu van jou"),
    Kind.DUE: _l("Dit actiepunt moet bijna klaar zijn, of had al klaar moeten zijn"),
    Kind.ACTION_DONE: _l("Dit actiepunt is afgerond"),
    Kind.COORDINATE: _l("Een werkgroep zoekt een coördinator en vraagt jou"),
}


def headline(notification: Notification) -> str:
    """Say in one sentence what happened."""
    request, invitation, comment = notification.request, notification.invitation, notification.comment
    if request is not None:
        return of_request(notification.kind, request)
    if invitation is not None:
        return str(_("%(name)s nodigt je uit om mee te doen", name=invitation.invited_by.name))
    if notification.offer is not None:
        return str(_("Wil je coördinator worden?"))
    if notification.message is not None:
        said = notification.message
        return str(_("%(name)s stuurde de groep een bericht: %(subject)s", name=said.author.name, subject=said.title))
    if notification.case is not None:
        return of_case(notification.kind, notification.case)
    if notification.report is not None:
        return str(_("Er is beslist over je signaal"))
    if comment is not None:
        return of_comment(notification.kind, comment.author.name)
    return of_item(notification)


def of_case(kind: Kind, case: ReportCase) -> str:
    """Say that a case or an objection waits, or what came of one about something of one's own."""
    if kind == Kind.CASE:
        waits = _("Er is bezwaar gemaakt tegen een besluit"), _("Er is een signaal waarover jij beslist")
        return str(waits[0] if case.state == CaseState.OBJECTED else waits[1])
    if case.state == CaseState.SETTLED:
        return str(_("Er is beslist over je bezwaar"))
    return str(_("Er is iets besloten over iets van jou"))


def of_request(kind: Kind, request: GroupRequest) -> str:
    """Say that somebody asked to come in, or how that ended."""
    if kind == Kind.REQUEST:
        return str(_("%(name)s wil meedoen", name=request.member.name))
    if request.state == RequestState.ACCEPTED:
        return str(_("Je doet nu mee"))
    return str(_("Je verzoek om mee te doen is afgewezen"))


def of_comment(kind: Kind, name: str) -> str:
    """Say what somebody did in a comment."""
    if kind == Kind.MENTION:
        return str(_("%(name)s noemde je in een reactie", name=name))
    if kind == Kind.REPLY:
        return str(_("%(name)s antwoordde op jouw reactie", name=name))
    return str(_("%(name)s reageerde", name=name))


def of_item(notification: Notification) -> str:
    """Say that something new was written."""
    assert notification.item is not None
    name = notification.item.author.name
    if notification.kind == Kind.MENTION:
        return str(_("%(name)s noemde je in een gesprek", name=name))
    if notification.kind == Kind.DISCUSSION:
        return str(_("%(name)s begon een gesprek", name=name))
    if notification.kind == Kind.VOTE:
        return str(_("%(name)s legde iets voor: je kunt stemmen", name=name))
    if notification.kind == Kind.RESULT:
        return str(_("De uitslag of het besluit staat er"))
    if notification.kind in OF_ACTION:
        return str(OF_ACTION[notification.kind])
    return str(_("Nieuw bericht van %(name)s", name=name))


def title(notification: Notification) -> str:
    """Give the name of the thing that it is about."""
    if notification.item is not None:
        return notification.item.title
    if notification.case is not None:
        return str(what_of(notification.case))
    if notification.report is not None:
        return str(what_of(notification.report.case))
    asked = notification.request or notification.invitation or notification.offer or notification.message
    assert asked is not None
    return asked.group.name


def address(notification: Notification) -> str:
    """Give the path at which one sees what happened."""
    if notification.invitation is not None:
        return f"/werkgroepen/uitnodigingen/{notification.invitation.id}"
    if notification.message is not None:
        return notification.message.address
    if notification.report is not None or notification.case is not None:
        return address_of_case(notification.kind, notification.case)
    if notification.request is not None:
        group = notification.request.group
        if notification.kind == Kind.REQUEST:
            return f"{group.address}/beheer"
        is_in = notification.request.state == RequestState.ACCEPTED
        return f"{group.address}/welkom" if is_in and group.welcome else group.address
    if notification.offer is not None:
        return f"{notification.offer.group.address}/coordinator-worden"
    assert notification.item is not None
    if notification.comment_id is None:
        return notification.item.address
    return f"{notification.item.address}?reactie={notification.comment_id}#reactie-{notification.comment_id}"


def address_of_case(kind: Kind, case: ReportCase | None) -> str:
    """Give where a case is decided, in its group where it stands in one, or where one reads what was decided."""
    if case is None:
        return "/mijn/signalen"
    if kind != Kind.CASE:
        return case.own_address
    return case.address if case.group is None else f"{case.group.address}/signalen/{case.id}"


def why(notification: Notification) -> str:
    """Say why somebody hears of it, as the end of a sentence: "omdat je dit gesprek volgt"."""
    if notification.follow is not None and notification.kind in FOLLOWED:
        return because_of(notification.follow)
    words: dict[Kind, str] = {
        Kind.MENTION: _("omdat iemand je noemde"),
        Kind.REPLY: _("omdat iemand op jou antwoordde"),
        Kind.REQUEST: _("omdat je beslist wie meedoet met deze werkgroep"),
        Kind.DECIDED: _("omdat je vroeg of je mee mag doen"),
        Kind.INVITATION: _("omdat een ander lid je uitnodigt"),
        Kind.MESSAGE: _("omdat je meedoet met deze werkgroep"),
        Kind.ACTION: _("omdat dit actiepunt van jou is"),
        Kind.DUE: _("omdat dit actiepunt van jou is"),
        Kind.COORDINATE: _("omdat de werkgroep geen coördinator heeft"),
        Kind.CASE: _("omdat jij over signalen beslist"),
        Kind.VERDICT: _("omdat het over iets van jou gaat"),
        Kind.ANSWER: _("omdat je een signaal gaf"),
    }
    return words.get(notification.kind, str(_("omdat je dit eerder volgde")))


def because_of(follow: Follow) -> str:
    """Say which follow makes somebody hear of something."""
    if follow.group is not None:
        return str(_("omdat je de werkgroep %(name)s volgt", name=follow.group.name))
    if follow.region is not None:
        return str(_("omdat je de regio %(name)s volgt", name=follow.region.name))
    if follow.theme is not None:
        return str(_("omdat je het thema %(name)s volgt", name=follow.theme.name))
    return str(_("omdat je dit volgt") if follow.is_chosen else _("omdat je hier meedoet"))


def excerpt(notification: Notification) -> str:
    """Give the first words of the comment that it is about; a mail of an item says no more than its title."""
    if notification.comment is None:
        return ""
    words = text(notification.comment.html)
    return words if len(words) <= EXCERPT else words[:EXCERPT].rsplit(" ", 1)[0] + " …"
