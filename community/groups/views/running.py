"""What who runs a group says and does to keep it going: messages to all, the welcome, and muting a member."""

from __future__ import annotations

from flask import flash, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.core.ids import new_id
from community.groups.forms import GroupMessageForm, MuteForm, WelcomeForm
from community.groups.queries.group_messages import message_to_read, messages_of
from community.groups.queries.mutes import place_in
from community.groups.services import group_messages, mutes
from community.groups.services.group_messages import Said
from community.groups.views.arrival import arrive, blueprint, head, needs_opening, opening_page, place_in_list
from community.policy import Permission, allows, demand
from community.web import current
from community.web.answers import invalid, page, see_other


@blueprint.get("/<slug>/berichten")
def messages(slug: str) -> Response:
    """Show what was said to all members."""
    actor = current.actor()
    group = arrive(actor, slug)
    if needs_opening(actor, group):
        return opening_page(actor, group)
    demand(actor, Permission.GROUP_WELCOME_READ, group)
    may_send = allows(actor, Permission.GROUP_MESSAGE_SEND, group)
    found = messages_of(actor, group, place_in_list())
    return page("groups/messages.html", **head(actor, group), messages=found, may_send=may_send)


@blueprint.route("/<slug>/berichten/nieuw", methods=["GET", "POST"])
def send_message(slug: str) -> Response:
    """Say something to everybody in a group."""
    form = GroupMessageForm()
    is_good = request.method == "POST" and form.validate()
    actor = current.begin_writing() if is_good else current.actor()
    group = arrive(actor, slug)
    demand(actor, Permission.GROUP_MESSAGE_SEND, group)
    if is_good:
        said = Said(form.subject.data or "", form.text.data or "", bool(form.is_mailed.data))
        key = f"{actor.id}-{form.key.data or new_id()}"
        group_messages.send_message(actor, group, said=said, submit_key=key)
        flash(_("Je bericht gaat naar iedereen die meedoet."), "success")
        return see_other(f"{group.address}/berichten")
    if request.method == "POST":
        return invalid("groups/send_message.html", form, **head(actor, group))
    form.key.data = str(new_id())
    return page("groups/send_message.html", form=form, **head(actor, group))


@blueprint.get("/<slug>/berichten/<int(max=9223372036854775807):message_id>")
def message(slug: str, message_id: int) -> Response:
    """Show one message to all members."""
    actor = current.actor()
    group = arrive(actor, slug)
    if needs_opening(actor, group):
        return opening_page(actor, group)
    found = message_to_read(actor, group, message_id)
    may_report = allows(actor, Permission.GROUP_MESSAGE_REPORT, found)
    return page("groups/message.html", **head(actor, group), message=found, may_report=may_report)


@blueprint.get("/<slug>/welkom")
def welcome(slug: str) -> Response:
    """Show what who comes in reads first."""
    actor = current.actor()
    group = arrive(actor, slug)
    if needs_opening(actor, group):
        return opening_page(actor, group)
    demand(actor, Permission.GROUP_WELCOME_READ, group)
    if not group.welcome:
        return see_other(group.address)
    return page("groups/welcome.html", **head(actor, group))


@blueprint.route("/<slug>/welkom/wijzig", methods=["GET", "POST"])
def change_welcome(slug: str) -> Response:
    """Set what who comes in reads first."""
    form = WelcomeForm()
    is_good = request.method == "POST" and form.validate()
    actor = current.begin_writing() if is_good else current.actor()
    group = arrive(actor, slug)
    if not is_good and needs_opening(actor, group):
        return opening_page(actor, group)
    demand(actor, Permission.GROUP_MANAGE, group)
    demand(actor, Permission.GROUP_WELCOME_READ, group)
    if is_good:
        group_messages.change_welcome(actor, group, text=form.welcome.data or "")
        flash(_("Het welkomstbericht is bewaard."), "success")
        return see_other(f"{group.address}/beheer")
    if request.method == "POST":
        return invalid("groups/change_welcome.html", form, **head(actor, group))
    form.welcome.data = group.welcome
    return page("groups/change_welcome.html", form=form, **head(actor, group))


@blueprint.route("/<slug>/leden/<member_slug>/dempen", methods=["GET", "POST"])
def mute(slug: str, member_slug: str) -> Response:
    """Let a member only read in a group, with a reason."""
    form = MuteForm()
    is_good = request.method == "POST" and form.validate()
    actor = current.begin_writing() if is_good else current.actor()
    group = arrive(actor, slug)
    demand(actor, Permission.GROUP_MANAGE, group)
    place = place_in(actor, group, member_slug)
    demand(actor, Permission.GROUP_MEMBERSHIP_MUTE, place)
    if is_good:
        mutes.mute(actor, place, reason=form.reason.data or "", until=form.until())
        flash(_("%(name)s leest nu mee, maar schrijft niet mee.", name=place.member.name), "success")
        return see_other(f"{group.address}/leden")
    answer = invalid if request.method == "POST" else page
    return answer("groups/mute.html", form=form, member=place.member, **head(actor, group))


@blueprint.post("/<slug>/leden/<member_slug>/dempen/beeindigen")
def unmute(slug: str, member_slug: str) -> Response:
    """Let a member write in a group again."""
    actor = current.begin_writing()
    group = arrive(actor, slug)
    demand(actor, Permission.GROUP_MANAGE, group)
    place = place_in(actor, group, member_slug)
    mutes.unmute(actor, place)
    flash(_("%(name)s kan weer meeschrijven.", name=place.member.name), "success")
    return see_other(f"{group.address}/leden")
