"""The small named predicates of which the table of rights is made: traits of an actor, facts of a thing.

A fact is one plain comparison (a test reads its source). What the clock changes is never compared here: the worker
changes the row when its time has come.
"""

from typing import Any

from flask_babel import lazy_gettext as _l

from community.accounts.models import MemberState, Role
from community.actions.models import UNDER_WAY
from community.audit.models import TOLD_WHY, UNTOLD
from community.content.models import Audience, State
from community.decisions.models import Phase
from community.groups.models import Access, GroupRole, MailInvitationState, OfferState, RequestState
from community.membership.models import ApplicationState
from community.policy.actor import Actor
from community.policy.rule import fact, is_absent, one_of, trait
from community.reports.models import TOLD, CaseState
from community.review.models import HeldState

MEMBERS_ONLY = _l("Dit is alleen voor leden.")


@trait(_l("iedereen"))
def everyone(actor: Actor) -> bool:
    """Anybody at all."""
    return True


@trait(_l("je bent aangemeld"), _l("Meld je eerst aan."))
def signed_in(actor: Actor) -> bool:
    """A known person, admitted or not."""
    return actor.id != 0


@trait(_l("je bent lid"), MEMBERS_ONLY)
def member(actor: Actor) -> bool:
    """An admitted member, not suspended."""
    return actor.is_member


@trait(_l("je bent redacteur"), _l("Dit is alleen voor de redactie."))
def editor(actor: Actor) -> bool:
    """Who publishes for the whole site."""
    return actor.is_editor


@trait(_l("je bent moderator"), _l("Dit is alleen voor moderatoren."))
def moderator(actor: Actor) -> bool:
    """Who decides on members and watches over what is said."""
    return actor.is_moderator


@trait(_l("je bent beheerder"), _l("Dit is alleen voor beheerders."))
def administrator(actor: Actor) -> bool:
    """Who sets the site up."""
    return actor.is_administrator


@trait(_l("je coördineert een werkgroep"), _l("Dit is alleen voor coördinatoren, redacteuren en moderatoren."))
def a_coordinator_somewhere(actor: Actor) -> bool:
    """Who runs at least one group."""
    return bool(actor.coordinated_ids)


@trait(
    _l("een moderator heeft je het schrijven ontzegd"),
    refusal_when_true=_l("Je kunt nu niet schrijven. Een moderator heeft dat beperkt."),
)
def muted(actor: Actor) -> bool:
    """Who may read but not write."""
    return actor.is_muted


@trait(_l("reacties zijn voor jou te lezen"), _l("Reacties zijn op deze site alleen voor leden."))
def comments_shown(actor: Actor) -> bool:
    """Whether the site lets this actor read comments at all."""
    return actor.may_read_comments


@trait(_l("het is zover"))
def clock(actor: Actor) -> bool:
    """The worker, carrying out what was planned."""
    return actor.is_clock


# --- of an item ---


@fact(_l("het is gepubliceerd"), _l("Dit is nog niet gepubliceerd."))
def published(item: Any, actor: Actor) -> Any:
    """Published, or archived after that."""
    return one_of(item.state, (State.PUBLISHED, State.ARCHIVED))


@fact(_l("het is ingepland"), _l("Dit is niet ingepland."))
def scheduled(item: Any, actor: Actor) -> Any:
    """Waiting for its moment."""
    return item.state == State.SCHEDULED


@fact(_l("het wacht op een moderator"), _l("Dit wacht niet op een moderator."))
def waiting_for_review(item: Any, actor: Actor) -> Any:
    """Not on view until somebody else has looked at it."""
    return item.state == State.HELD


@fact(_l("het is verwijderd"), refusal_when_true=_l("Dit is verwijderd."))
def removed(item: Any, actor: Actor) -> Any:
    """Taken away, to be restored only by those who may."""
    return item.state == State.REMOVED


@fact(_l("je hebt het zelf verwijderd"), _l("Dit kan alleen terugzetten wie het verwijderde."))
def removed_by_me(thing: Any, actor: Actor) -> Any:
    """Taken away by the actor."""
    return thing.removed_by_id == actor.id


@fact(_l("het was gepubliceerd"), _l("Dit was nog niet gepubliceerd."))
def was_on_view(item: Any, actor: Actor) -> Any:
    """Published, or archived after that, when it was taken away."""
    return one_of(item.removed_from, (State.PUBLISHED, State.ARCHIVED))


@fact(_l("je hebt het zelf geschreven"), _l("Dit kan alleen met wat je zelf schreef."))
def own(thing: Any, actor: Actor) -> Any:
    """Written by the actor."""
    return thing.author_id == actor.id


@fact(_l("het is openbaar"))
def for_everyone(item: Any, actor: Actor) -> Any:
    """Meant for everybody."""
    return item.audience == Audience.PUBLIC


@fact(_l("het is voor leden"))
def for_members(item: Any, actor: Actor) -> Any:
    """Meant for all members."""
    return item.audience == Audience.MEMBERS


@fact(_l("het is voor de groep"))
def for_group(item: Any, actor: Actor) -> Any:
    """Meant for the members of its group."""
    return item.audience == Audience.GROUP


@fact(_l("je zit in de groep"), _l("Dit is alleen voor leden van de werkgroep."))
def in_my_group(item: Any, actor: Actor) -> Any:
    """In a group that the actor is in."""
    return one_of(item.group_id, actor.group_ids)


@fact(_l("je bent coördinator van de groep"), _l("Dit is alleen voor coördinatoren van de werkgroep."))
def coordinated_by_me(item: Any, actor: Actor) -> Any:
    """In a group that the actor coordinates."""
    return one_of(item.group_id, actor.coordinated_ids)


@fact(
    _l("je keek als moderator in de groep, wat in het logboek staat"),
    _l("Open eerst de werkgroep als moderator. Dat komt in het logboek van de groep."),
)
def in_an_opened_group(item: Any, actor: Actor) -> Any:
    """In a group that the actor opened as a moderator, in this sign-in."""
    return one_of(item.group_id, actor.opened_ids)


@fact(_l("het hoort niet bij een groep"), _l("De redactie gaat niet over stukken van een werkgroep."))
def site_wide(item: Any, actor: Actor) -> Any:
    """Of the whole site rather than of a group."""
    return is_absent(item.group_id)


@fact(_l("reageren staat open"), _l("Reageren is hier gesloten."))
def comments_open(item: Any, actor: Actor) -> Any:
    """Open for comments."""
    return item.comments_open


@fact(_l("de groep schrijft er samen aan"), _l("Dit kan alleen de schrijver wijzigen."))
def written_together(item: Any, actor: Actor) -> Any:
    """Changed by everybody in its group, as a page of a wiki is."""
    return item.is_written_together


@fact(
    _l("een coördinator heeft je het schrijven in de groep ontzegd"),
    refusal_when_true=_l("Je kunt in deze werkgroep nu niet schrijven. Een coördinator heeft dat beperkt."),
)
def quiet_here(item: Any, actor: Actor) -> Any:
    """In a group in which the actor was muted."""
    return one_of(item.group_id, actor.quiet_ids)


@fact(
    _l("de groep is gearchiveerd"),
    refusal_when_true=_l("Deze werkgroep is gearchiveerd. Je kunt lezen wat er staat, maar niets meer toevoegen."),
)
def frozen(item: Any, actor: Actor) -> Any:
    """In an archived group."""
    return item.is_frozen


# --- of a comment ---


@fact(_l("de reactie is verborgen"), refusal_when_true=_l("Deze reactie is verborgen door een moderator."))
def hidden(comment: Any, actor: Actor) -> Any:
    """Hidden by a moderator or coordinator."""
    return comment.is_hidden


@fact(_l("de reactie wacht op een moderator"), refusal_when_true=_l("Deze reactie wacht nog op een moderator."))
def held_back(comment: Any, actor: Actor) -> Any:
    """Hidden until somebody else has looked at it."""
    return comment.is_held


@fact(_l("de reactie is verwijderd"), refusal_when_true=_l("Deze reactie is verwijderd."))
def taken_back(comment: Any, actor: Actor) -> Any:
    """Removed; its placeholder stays."""
    return comment.is_removed


@fact(_l("wat er stond is weg"), refusal_when_true=_l("Wat hier stond, is voorgoed weg."))
def gone_for_good(comment: Any, actor: Actor) -> Any:
    """Of which nothing is left to put back."""
    return is_absent(comment.removed_at)


@fact(_l("de map is verwijderd"), refusal_when_true=_l("Deze map is verwijderd."))
def put_away(folder: Any, actor: Actor) -> Any:
    """A folder in the trash."""
    return folder.is_removed


@fact(_l("het gaat om jou"), _l("Dit is van iemand anders."))
def mine(thing: Any, actor: Actor) -> Any:
    """Belonging to the actor."""
    return thing.member_id == actor.id


@fact(_l("je hebt het zelf gedaan"))
def done_by_me(entry: Any, actor: Actor) -> Any:
    """A deed of the actor."""
    return entry.actor_id == actor.id


@fact(_l("het is niet voor wie het gaat"))
def kept_from_subject(entry: Any, actor: Actor) -> Any:
    """Which is not told to whom it is about."""
    return one_of(entry.event, UNTOLD)


@fact(_l("je kreeg toen ook te horen waarom"))
def told_why(entry: Any, actor: Actor) -> Any:
    """Of which whom it is about was told why."""
    return one_of(entry.event, TOLD_WHY)


@fact(_l("je hebt het zelf geüpload"))
def uploaded_by_me(attachment: Any, actor: Actor) -> Any:
    """Brought in by the actor."""
    return attachment.uploaded_by_id == actor.id


@fact(_l("de verwijzing staat in de tekst"))
def in_the_text(link: Any, actor: Actor) -> Any:
    """A link that stands in the text of an item rather than in a comment below it."""
    return is_absent(link.comment_id)


# --- of a document ---


@fact(_l("het is de nieuwste versie"), _l("Eerdere versies zijn alleen voor de werkgroep."))
def newest_version(version: Any, actor: Actor) -> Any:
    """What is in a document now."""
    return version.is_current


# --- of a group ---


@fact(_l("de groep is open"), _l("Deze werkgroep is niet open: vraag of je erbij mag."))
def open_group(group: Any, actor: Actor) -> Any:
    """Which a member may join at once."""
    return group.access == Access.OPEN


@fact(_l("de groep is besloten"), _l("Bij deze werkgroep vraag je geen toegang aan."))
def closed_group(group: Any, actor: Actor) -> Any:
    """Which a member may ask to join."""
    return group.access == Access.CLOSED


@fact(_l("de groep is verborgen"))
def hidden_group(group: Any, actor: Actor) -> Any:
    """Which only its members know."""
    return group.access == Access.HIDDEN


@fact(
    _l("je zit in deze groep"),
    _l("Dit is alleen voor leden van de werkgroep."),
    refusal_when_true=_l("Je zit al in deze werkgroep."),
)
def my_group(group: Any, actor: Actor) -> Any:
    """Which the actor is in."""
    return one_of(group.id, actor.group_ids)


@fact(_l("je coördineert deze groep"), _l("Dit is alleen voor coördinatoren van de werkgroep."))
def my_coordination(group: Any, actor: Actor) -> Any:
    """Which the actor coordinates."""
    return one_of(group.id, actor.coordinated_ids)


@fact(
    _l("je keek als moderator in deze groep, wat in het logboek staat"),
    _l("Open eerst de werkgroep als moderator. Dat komt in het logboek van de groep."),
)
def opened_group(group: Any, actor: Actor) -> Any:
    """Which the actor opened as a moderator, in this sign-in."""
    return one_of(group.id, actor.opened_ids)


@fact(
    _l("een coördinator heeft je het schrijven in deze groep ontzegd"),
    refusal_when_true=_l("Je kunt in deze werkgroep nu niet schrijven. Een coördinator heeft dat beperkt."),
)
def quiet_group(group: Any, actor: Actor) -> Any:
    """In which the actor was muted."""
    return one_of(group.id, actor.quiet_ids)


@fact(_l("deze persoon is in de groep gedempt"), _l("Deze persoon is in de groep niet gedempt."))
def muted_place(membership: Any, actor: Actor) -> Any:
    """The place of somebody who was muted in the group."""
    return membership.is_muted


@fact(_l("de uitnodiging wacht op antwoord"), _l("Deze uitnodiging werkt niet meer."))
def waiting_mail_invitation(invitation: Any, actor: Actor) -> Any:
    """Which nobody used yet, and which is still good."""
    return invitation.state == MailInvitationState.WAITING


@fact(_l("iemand nam de uitnodiging mee naar de aanvraag"), _l("Deze uitnodiging werkt niet meer."))
def claimed_mail_invitation(invitation: Any, actor: Actor) -> Any:
    """Taken along by somebody who must become a member of the site first."""
    return invitation.state == MailInvitationState.CLAIMED


@fact(_l("deze persoon coördineert de groep"))
def a_coordinator(membership: Any, actor: Actor) -> Any:
    """The place of somebody who runs the group."""
    return membership.role == GroupRole.COORDINATOR


@fact(_l("de groep is gearchiveerd"), refusal_when_true=_l("Deze werkgroep is gearchiveerd."))
def archived_group(group: Any, actor: Actor) -> Any:
    """Closed for good."""
    return group.is_archived


# --- of a decision ---


@fact(
    _l("het is een voorstel waarover wordt gestemd"),
    refusal_when_true=_l("Over dit voorstel wordt gestemd, dus de tekst blijft zoals die is."),
)
def a_proposal(item: Any, actor: Actor) -> Any:
    """Something people vote on, which must not change below their hands."""
    return item.kind == "decision"


@fact(_l("de stemming wacht op haar opening"), _l("Deze stemming is al open geweest."))
def voting_planned(decision: Any, actor: Actor) -> Any:
    """To be opened at its moment."""
    return decision.phase == Phase.PLANNED


@fact(_l("de stemming is open"), _l("De stemming is niet open."))
def voting_open(decision: Any, actor: Actor) -> Any:
    """On which people vote now."""
    return decision.phase == Phase.OPEN


@fact(_l("de stemming is nog niet gesloten"), _l("De stemming is al voorbij."))
def voting_not_over(decision: Any, actor: Actor) -> Any:
    """On which people vote now or soon."""
    return one_of(decision.phase, (Phase.PLANNED, Phase.OPEN))


@fact(_l("de stemmen zijn geteld"), _l("De stemmen zijn nog niet geteld."))
def voting_closed(decision: Any, actor: Actor) -> Any:
    """Closed and counted."""
    return decision.phase == Phase.CLOSED


@fact(_l("de tussenstand is te zien"))
def shown_early(decision: Any, actor: Actor) -> Any:
    """Of which the votes are shown before they are counted."""
    return decision.is_shown_early


@fact(_l("er staat nog niet wat er is besloten"), refusal_when_true=_l("Schrijf eerst op wat er is besloten."))
def without_outcome(decision: Any, actor: Actor) -> Any:
    """Of which nobody wrote down what was decided."""
    return is_absent(decision.outcome_at)


@fact(_l("het hoort niet bij een regio"), refusal_when_true=_l("Deze werkgroep hoort niet bij een regio."))
def without_region(item: Any, actor: Actor) -> Any:
    """Of no region, so that there is no public page on which it could stand."""
    return is_absent(item.region_id)


# --- of an action item ---


@fact(_l("het actiepunt is nog niet af"), _l("Dit actiepunt is al af."))
def still_to_do(action: Any, actor: Actor) -> Any:
    """Which somebody has to do something about."""
    return one_of(action.progress, UNDER_WAY)


# --- of a person, an application, a request ---


@fact(_l("deze persoon is lid"), _l("Deze persoon is geen lid."))
def admitted(person: Any, actor: Actor) -> Any:
    """Admitted, and not suspended."""
    return person.state == MemberState.MEMBER


@fact(_l("deze persoon is geschorst"), _l("Deze persoon is niet geschorst."))
def suspended(person: Any, actor: Actor) -> Any:
    """Kept out for a time."""
    return person.state == MemberState.SUSPENDED


@fact(_l("je bent het zelf"), _l("Dit is van iemand anders."), refusal_when_true=_l("Dit kun je niet bij jezelf doen."))
def myself(person: Any, actor: Actor) -> Any:
    """The actor's own row."""
    return person.id == actor.id


@fact(_l("deze persoon laat de tekst over zichzelf zien"))
def shows_about(profile: Any, actor: Actor) -> Any:
    """Of which the member lets others see what they wrote of themselves."""
    return profile.shows_about


@fact(_l("deze persoon laat de foto zien"))
def shows_picture(profile: Any, actor: Actor) -> Any:
    """Of which the member lets others see the picture."""
    return profile.shows_picture


@fact(_l("deze persoon laat de regio zien"))
def shows_region(profile: Any, actor: Actor) -> Any:
    """Of which the member lets others see the region."""
    return profile.shows_region


@fact(_l("deze persoon laat de thema’s zien"))
def shows_themes(profile: Any, actor: Actor) -> Any:
    """Of which the member lets others see the themes."""
    return profile.shows_themes


@fact(_l("deze persoon laat zien waarvoor je kunt bellen"))
def shows_expertise(profile: Any, actor: Actor) -> Any:
    """Of which the member lets others see what they can be called for."""
    return profile.shows_expertise


@fact(_l("deze persoon laat de contactgegevens zien"))
def shows_contact(profile: Any, actor: Actor) -> Any:
    """Of which the member lets others see how to reach them."""
    return profile.shows_contact


@fact(_l("deze persoon laat de werkgroepen zien"))
def shows_groups(profile: Any, actor: Actor) -> Any:
    """Of which the member lets others see the groups."""
    return profile.shows_groups


@fact(_l("deze persoon laat de bijdragen zien"))
def shows_contributions(profile: Any, actor: Actor) -> Any:
    """Of which the member lets others see what they wrote elsewhere."""
    return profile.shows_contributions


@fact(_l("deze persoon modereert"), refusal_when_true=_l("Dit kan alleen een beheerder doen."))
def a_moderator(person: Any, actor: Actor) -> Any:
    """Somebody with a moderator's rights."""
    return one_of(person.role, (Role.MODERATOR, Role.ADMINISTRATOR))


@fact(
    _l("deze persoon is lid, of nog niet"),
    _l("Dit account kan niet opgaan in een ander: het is geschorst, geweigerd of gesloten."),
)
def undecided(person: Any, actor: Actor) -> Any:
    """Somebody of whom nothing is decided that would be undone by becoming part of another."""
    return one_of(person.state, (MemberState.MEMBER, MemberState.NEW, MemberState.APPLICANT))


@fact(_l("deze persoon heeft geen rol"), _l("Neem eerst de rol van dit account weg."))
def without_role(person: Any, actor: Actor) -> Any:
    """Somebody who does nothing for the whole site."""
    return person.role == Role.MEMBER


@fact(_l("deze persoon is beheerder"), refusal_when_true=_l("Dit kan niet met een beheerder."))
def an_administrator(person: Any, actor: Actor) -> Any:
    """Somebody who sets the site up."""
    return person.role == Role.ADMINISTRATOR


@fact(_l("je mag een aanvraag doen"), _l("Je kunt nu geen aanvraag doen."))
def may_apply(person: Any, actor: Actor) -> Any:
    """Somebody not yet in, who is not waiting either."""
    return one_of(person.state, (MemberState.NEW, MemberState.REFUSED, MemberState.LEFT))


@trait(_l("je bent nog geen lid"), _l("Je kunt nu geen lid worden."))
def outside(actor: Actor) -> bool:
    """Somebody who may still come in: not a member, and not suspended."""
    return actor.state in (MemberState.NEW, MemberState.APPLICANT, MemberState.REFUSED, MemberState.LEFT)


@fact(_l("je hebt de uitnodiging in handen"))
def in_hand(invitation: Any, actor: Actor) -> Any:
    """The one that the actor holds the secret link of."""
    return invitation.token_hash == actor.invitation_hash


@fact(_l("de uitnodiging is nog niet gebruikt"), _l("Deze uitnodiging is al gebruikt."))
def unused(invitation: Any, actor: Actor) -> Any:
    """Not used yet."""
    return is_absent(invitation.used_at)


@fact(_l("de organisatie is bevestigd"))
def confirmed(organisation: Any, actor: Actor) -> Any:
    """Known to the moderators, rather than only named by an applicant."""
    return organisation.is_confirmed


@fact(_l("de aanvraag wacht"), _l("Over deze aanvraag is al beslist."))
def waiting_application(application: Any, actor: Actor) -> Any:
    """Not decided yet."""
    return application.state == ApplicationState.WAITING


@fact(_l("de aanvraag is geweigerd"), _l("Deze aanvraag is niet geweigerd."))
def refused_application(application: Any, actor: Actor) -> Any:
    """Decided, and not as the applicant wished."""
    return application.state == ApplicationState.REFUSED


@fact(_l("deze persoon is geweigerd"), _l("Deze persoon is inmiddels niet meer geweigerd."))
def kept_out(person: Any, actor: Actor) -> Any:
    """Refused, and neither in nor waiting again since then."""
    return person.state == MemberState.REFUSED


@fact(_l("de vraag is nog niet beantwoord"), _l("Deze vraag is al beantwoord."))
def unanswered(question: Any, actor: Actor) -> Any:
    """Not answered yet."""
    return is_absent(question.answered_at)


@fact(_l("het bezwaar wacht"), _l("Over dit bezwaar is al beslist."))
def waiting_objection(objection: Any, actor: Actor) -> Any:
    """Not decided yet."""
    return is_absent(objection.decided_at)


@fact(
    _l("jij weigerde de aanvraag"),
    refusal_when_true=_l("Jij hebt deze aanvraag geweigerd. Een andere moderator beslist over het bezwaar."),
)
def refused_by_me(objection: Any, actor: Actor) -> Any:
    """Against what the actor decided."""
    return objection.refused_by_id == actor.id


@fact(_l("het verzoek wacht"), _l("Hierover is al beslist."))
def waiting_request(request: Any, actor: Actor) -> Any:
    """Not decided yet."""
    return request.state == RequestState.WAITING


@fact(_l("de vraag wacht op antwoord"), _l("Deze vraag staat niet meer open."))
def waiting_offer(offer: Any, actor: Actor) -> Any:
    """Not answered yet."""
    return offer.state == OfferState.WAITING


# --- of a case, made of reports ---


@fact(
    _l("het gaat over iets van jou"),
    _l("Dit gaat over iets van iemand anders."),
    refusal_when_true=_l("Dit gaat over iets van jezelf: daarover beslist iemand anders."),
)
def about_me(case: Any, actor: Actor) -> Any:
    """About something that the actor wrote, or their profile."""
    return case.about_id == actor.id


@fact(_l("het signaal wacht op een besluit"), _l("Hierover is al beslist."))
def waiting_case(case: Any, actor: Actor) -> Any:
    """Not decided yet."""
    return case.state == CaseState.OPEN


@fact(_l("er is een maatregel genomen"), _l("Hierover is niets besloten dat jou aangaat."))
def told_to_author(case: Any, actor: Actor) -> Any:
    """In which something was done, so that its author knows of it."""
    return one_of(case.state, TOLD)


@fact(_l("er is nog geen bezwaar gemaakt"), _l("Je kunt hier geen bezwaar meer maken."))
def open_to_objection(case: Any, actor: Actor) -> Any:
    """In which something was done, and to which nobody objected yet."""
    return case.state == CaseState.DECIDED


@fact(_l("er is bezwaar gemaakt"), _l("Er wacht hier geen bezwaar."))
def objected(case: Any, actor: Actor) -> Any:
    """To which its author objected."""
    return case.state == CaseState.OBJECTED


@fact(
    _l("je hebt er zelf over beslist"),
    refusal_when_true=_l("Jij nam het eerste besluit. Over het bezwaar beslist een andere moderator."),
)
def decided_by_me(case: Any, actor: Actor) -> Any:
    """Which the actor decided at first; never asked of a case that nobody decided."""
    return case.decided_by_id == actor.id


# --- of a text that was held ---


@fact(_l("de tekst wacht nog"), _l("Over deze tekst is al beslist."))
def undecided_text(held: Any, actor: Actor) -> Any:
    """Neither released nor refused."""
    return held.state == HeldState.WAITING


# --- of a notification ---


@fact(_l("het gaat niet over een reactie"))
def without_comment(notification: Any, actor: Actor) -> Any:
    """About an item itself, rather than a comment on it."""
    return is_absent(notification.comment_id)


@fact(_l("de gegevens zijn nog niet gewist"), _l("De gegevens zijn al gewist."))
def not_erased(erasure: Any, actor: Actor) -> Any:
    """Still to be done."""
    return is_absent(erasure.done_at)
