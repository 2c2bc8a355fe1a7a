"""What can be allowed, by name. Which rule each has stands in `community.policy.table`."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l


class Permission(StrEnum):
    """Everything that a person may be allowed to do; the value is its name in the tests and the command line."""

    label: Any

    def __new__(cls, value: str, label: Any) -> "Permission":
        """Keep the Dutch words beside the name."""
        each = str.__new__(cls, value)
        each._value_ = value
        each.label = label
        return each

    ITEM_READ = "ITEM_READ", _l("een stuk lezen")
    ITEM_COMMENT = "ITEM_COMMENT", _l("reageren op een stuk")
    ITEM_EDIT = "ITEM_EDIT", _l("een stuk wijzigen")
    ITEM_PUBLISH = "ITEM_PUBLISH", _l("een stuk publiceren, inplannen, uitlichten of archiveren")
    ITEM_PUBLISH_DUE = "ITEM_PUBLISH_DUE", _l("een ingepland stuk op tijd publiceren")
    ITEM_REMOVE = "ITEM_REMOVE", _l("een stuk verwijderen of terugzetten")
    ITEM_MODERATE = "ITEM_MODERATE", _l("reageren op een stuk sluiten of openen")
    REVISION_READ = "REVISION_READ", _l("eerdere versies van een stuk lezen")
    ATTACHMENT_READ = "ATTACHMENT_READ", _l("een bijlage of foto openen")
    ATTACHMENT_EDIT = "ATTACHMENT_EDIT", _l("een bijlage of foto wijzigen of weghalen")
    COMMENT_READ = "COMMENT_READ", _l("een reactie lezen")
    COMMENT_EDIT = "COMMENT_EDIT", _l("een eigen reactie wijzigen")
    COMMENT_REMOVE = "COMMENT_REMOVE", _l("een reactie verwijderen")
    COMMENT_HIDE = "COMMENT_HIDE", _l("een reactie verbergen of weer tonen")
    COMMENT_REACT = "COMMENT_REACT", _l("een reactie waarderen")
    COMMENT_HISTORY_READ = "COMMENT_HISTORY_READ", _l("eerdere teksten van een reactie lezen")
    COMMENT_TEXT_READ = "COMMENT_TEXT_READ", _l("een tekst lezen die een reactie eerder had")
    REACTION_READ = "REACTION_READ", _l("waarderingen bij een reactie zien")
    OLD_ADDRESS_READ = "OLD_ADDRESS_READ", _l("via een oud adres bij een stuk komen")
    NEWS_CREATE = "NEWS_CREATE", _l("nieuws schrijven")
    NEWS_DRAFTS_READ = "NEWS_DRAFTS_READ", _l("zien welk nieuws in concept, ingepland, gearchiveerd of verwijderd is")
    DISCUSSION_START = "DISCUSSION_START", _l("een gesprek beginnen in een werkgroep")
    GROUP_READ = "GROUP_READ", _l("weten dat een werkgroep bestaat")
    GROUP_CREATE = "GROUP_CREATE", _l("een werkgroep oprichten")
    GROUP_EDIT = "GROUP_EDIT", _l("een werkgroep instellen")
    GROUP_MEMBERS_READ = "GROUP_MEMBERS_READ", _l("de ledenlijst van een werkgroep zien")
    GROUP_JOIN = "GROUP_JOIN", _l("meteen meedoen met een werkgroep")
    GROUP_REQUEST = "GROUP_REQUEST", _l("vragen of je mee mag doen met een werkgroep")
    GROUP_INSPECT = "GROUP_INSPECT", _l("als moderator in een werkgroep kijken")
    GROUP_LEAVE = "GROUP_LEAVE", _l("een werkgroep verlaten")
    GROUP_MANAGE = "GROUP_MANAGE", _l("leden van een werkgroep toelaten, uitnodigen en een rol geven")
    GROUP_MEMBERSHIP_READ = "GROUP_MEMBERSHIP_READ", _l("zien wie in een werkgroep zit")
    GROUP_REQUEST_READ = "GROUP_REQUEST_READ", _l("een verzoek aan een werkgroep zien")
    GROUP_REQUEST_DECIDE = "GROUP_REQUEST_DECIDE", _l("over een verzoek aan een werkgroep beslissen")
    GROUP_REQUEST_WITHDRAW = "GROUP_REQUEST_WITHDRAW", _l("een eigen verzoek intrekken")
    GROUP_INVITATION_READ = "GROUP_INVITATION_READ", _l("een uitnodiging voor een werkgroep zien")
    GROUP_INVITATION_ANSWER = "GROUP_INVITATION_ANSWER", _l("een uitnodiging voor een werkgroep beantwoorden")
    GROUP_INVITATION_WITHDRAW = "GROUP_INVITATION_WITHDRAW", _l("een uitnodiging voor een werkgroep intrekken")
    GROUP_OLD_ADDRESS_READ = "GROUP_OLD_ADDRESS_READ", _l("via een oud adres bij een werkgroep komen")
    REGION_READ = "REGION_READ", _l("een regio bekijken")
    THEME_READ = "THEME_READ", _l("een thema bekijken")
    ORGANISATION_READ = "ORGANISATION_READ", _l("een organisatie zien")
    ORGANISATION_NAME = "ORGANISATION_NAME", _l("een organisatie noemen die nog niet in de lijst staat")
    ORGANISATION_MANAGE = "ORGANISATION_MANAGE", _l("organisaties bevestigen, wijzigen en samenvoegen")
    MEMBER_READ = "MEMBER_READ", _l("een lid bekijken")
    MEMBER_MANAGE = "MEMBER_MANAGE", _l("leden beheren, ook wie niet is toegelaten")
    MEMBER_SUSPEND = "MEMBER_SUSPEND", _l("een lid schorsen")
    MEMBER_REINSTATE = "MEMBER_REINSTATE", _l("een schorsing beëindigen")
    MEMBER_SET_ROLE = "MEMBER_SET_ROLE", _l("een lid een rol geven")
    PROFILE_EDIT = "PROFILE_EDIT", _l("een profiel en instellingen wijzigen")
    MEMBERSHIP_LEAVE = "MEMBERSHIP_LEAVE", _l("het lidmaatschap opzeggen")
    SUSPENSION_READ = "SUSPENSION_READ", _l("een schorsing en de reden lezen")
    SUSPENSION_END_DUE = "SUSPENSION_END_DUE", _l("een verlopen schorsing beëindigen")
    SESSION_READ = "SESSION_READ", _l("zien waar je bent aangemeld")
    SESSION_END = "SESSION_END", _l("een aanmelding beëindigen")
    IDENTITY_READ = "IDENTITY_READ", _l("zien met welke accounts je je aanmeldt")
    APPLICATION_MAKE = "APPLICATION_MAKE", _l("lidmaatschap aanvragen")
    APPLICATION_READ = "APPLICATION_READ", _l("een aanvraag lezen")
    APPLICATION_DECIDE = "APPLICATION_DECIDE", _l("over een aanvraag beslissen")
    APPLICATION_WITHDRAW = "APPLICATION_WITHDRAW", _l("een eigen aanvraag intrekken")
    INVITATION_MAKE = "INVITATION_MAKE", _l("iemand uitnodigen om lid te worden")
    INVITATION_ACCEPT = "INVITATION_ACCEPT", _l("met een uitnodiging lid worden")
    INVITATION_READ = "INVITATION_READ", _l("uitnodigingen bekijken")
    ADMINISTRATION_OPEN = "ADMINISTRATION_OPEN", _l("het beheer openen")
    AUDIT_ENTRY_READ = "AUDIT_ENTRY_READ", _l("zien wat er in een werkgroep is gedaan en door wie")
    AUDIT_WORDS_READ = "AUDIT_WORDS_READ", _l("in het logboek lezen om wie het ging en waarom")
    AUDIT_DETAIL_READ = "AUDIT_DETAIL_READ", _l("de gegevens bij een regel in het logboek lezen")
    SITE_CONFIGURE = "SITE_CONFIGURE", _l("de site instellen")
