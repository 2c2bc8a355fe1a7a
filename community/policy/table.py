"""Who may do what: the one table, read as a filter by every list and as a question by every deed.

`READ` says which permission makes the rows of a model visible; what is not in it cannot be listed at all.
"""

from flask_babel import lazy_gettext as _l

from community.accounts.models import Identity, LoginSession, Member
from community.audit.models import AuditDetail, AuditEntry
from community.content.models import (
    Attachment,
    Comment,
    CommentText,
    ContentItem,
    ItemAnswer,
    ItemLink,
    ItemVisit,
    OldAddress,
    Reaction,
    Revision,
)
from community.decisions.models import Ballot, DecisionOption, Voter
from community.documents.models import DocumentVersion, Folder, Upload
from community.groups.models import (
    CoordinatorOffer,
    Group,
    GroupInvitation,
    GroupMailInvitation,
    GroupMembership,
    GroupMessage,
    GroupOldAddress,
    GroupPicture,
    GroupRequest,
    GroupVisit,
)
from community.members.models import Expertise, Portrait, Profile
from community.membership.models import Application, ApplicationQuestion, Invitation, MemberNote, Objection, Suspension
from community.notifications.models import Follow, Notification
from community.organisations.models import Organisation
from community.policy import facts as f
from community.policy.permission import Permission
from community.policy.rule import Rule, named, through
from community.privacy.models import DataCopy, Erasure
from community.regions.models import Region
from community.reports.models import Report, ReportCase
from community.review.models import HeldText
from community.themes.models import Theme
from community.trail.models import TrailPlace

# Being the author unlocks a state (one's own draft), never an audience.
OPEN_TO_ME = f.for_everyone | (f.member & f.for_members) | (f.member & f.for_group & f.in_my_group)
UNDER_MY_HAND = (f.member & f.own) | (f.editor & f.site_wide)
# A moderator reads what is for a group only after opening that group, which is logged.
OVERSEEN = f.moderator & (~f.for_group | f.in_my_group | f.in_an_opened_group)
READ_ITEM: Rule = named(
    _l("je mag het stuk lezen"),
    OVERSEEN | ((f.published | UNDER_MY_HAND | (f.waiting_for_review & f.coordinated_by_me)) & ~f.removed & OPEN_TO_ME),
)

READ_GROUP: Rule = named(_l("je mag van de groep weten"), ~f.hidden_group | f.moderator | (f.member & f.my_group))
MANAGE_GROUP: Rule = named(_l("je mag de groep beheren"), f.moderator | (f.member & f.my_coordination))
GROUP_MEMBERS: Rule = named(
    _l("je mag de leden van de groep zien"), f.member & (f.open_group | (f.moderator & f.opened_group) | f.my_group)
)
# Who runs a group is known to all who know the group.
COORDINATORS: Rule = f.a_coordinator & through("member", f.admitted) & through("group", READ_GROUP)

# In an archived group all is only read, and so is everything for who was muted in the group.
NOT_QUIET: Rule = f.site_wide | ~f.quiet_here
MAY_SPEAK: Rule = f.member & ~f.muted & NOT_QUIET & ~f.frozen
WRITE_ITEM: Rule = MAY_SPEAK & ~f.removed & READ_ITEM
HAND_ON_ITEM: Rule = ~f.a_proposal & ((f.editor & f.site_wide) | ((f.own | f.written_together) & f.in_my_group))
EDIT_ITEM: Rule = named(_l("je mag het stuk wijzigen"), WRITE_ITEM & HAND_ON_ITEM)
# What it said before stays to be read, also in an archived group.
SEE_REVISIONS: Rule = (f.member & ~f.muted & ~f.removed & READ_ITEM & HAND_ON_ITEM) | (OVERSEEN & ~f.removed)
PUBLISH_ITEM: Rule = WRITE_ITEM & f.editor & f.site_wide
MODERATE_ITEM: Rule = f.member & READ_ITEM & (f.moderator | f.coordinated_by_me | (f.editor & f.site_wide))
REMOVE_ITEM: Rule = MODERATE_ITEM | (f.member & READ_ITEM & f.own & f.in_my_group & ~f.frozen)

# Who runs a group sees all that was removed in it, but not what nobody else ever saw; others see what is their own. Who
# removed what they wrote can put it back; what a coordinator removed, only a coordinator or a moderator can.
IN_MY_TRASH: Rule = f.member & f.in_my_group & f.removed & (f.own | (f.coordinated_by_me & f.was_on_view))
RESTORE_ITEM: Rule = (f.moderator & OVERSEEN) | (
    IN_MY_TRASH & ~f.muted & NOT_QUIET & ((f.removed_by_me & ~f.frozen) | (f.coordinated_by_me & f.was_on_view))
)

SEE_COMMENT: Rule = f.comments_shown & through("item", READ_ITEM)
READ_COMMENT: Rule = named(
    _l("je mag de reactie lezen"),
    SEE_COMMENT & (~f.hidden | (f.member & f.own) | f.moderator | through("item", f.member & f.coordinated_by_me)),
)
WRITE_COMMENT: Rule = f.member & ~f.muted & ~f.taken_back & READ_COMMENT & through("item", MAY_SPEAK)
SEE_HISTORY: Rule = f.moderator & READ_COMMENT
HIDE_COMMENT: Rule = (
    SEE_COMMENT & ~f.taken_back & ~f.held_back & (f.moderator | through("item", f.member & f.coordinated_by_me))
)

COMMENT_IN_TRASH: Rule = SEE_COMMENT & f.taken_back & ~f.gone_for_good
# To put one's own words back is to write.
RESTORE_COMMENT: Rule = (
    f.member & ~f.muted & COMMENT_IN_TRASH & f.removed_by_me & ((f.own & through("item", MAY_SPEAK)) | f.moderator)
)

# An answer goes with the comment: hidden or taken back, it answers nothing any more.
READ_ANSWER: Rule = through("item", READ_ITEM) & through("comment", f.comments_shown & ~f.hidden & ~f.taken_back)
# Who moves a conversation is known in both groups: a coordinator of the one, or a moderator who opened it.
MOVE_FROM: Rule = f.coordinated_by_me | (f.moderator & (f.in_my_group | f.in_an_opened_group))

# What is begun in a group is begun by who is in it, while it lives.
WRITE_IN_GROUP: Rule = f.member & ~f.muted & ~f.archived_group & f.my_group & ~f.quiet_group
# Documents are the group's: whoever takes part may add, and renew what another added.
ADD_DOCUMENT: Rule = WRITE_IN_GROUP
READ_FOLDER: Rule = named(_l("je mag de map zien"), ~f.put_away & (OVERSEEN | OPEN_TO_ME))
IN_LIVING_GROUP: Rule = f.member & ~f.muted & NOT_QUIET & f.in_my_group & through("group", ~f.archived_group)
MY_HAND: Rule = f.own | f.coordinated_by_me
FOLDER_IN_TRASH: Rule = f.put_away & ((f.moderator & OVERSEEN) | (f.member & f.in_my_group & MY_HAND))
RESTORE_FOLDER: Rule = f.put_away & IN_LIVING_GROUP & (f.coordinated_by_me | (f.own & f.removed_by_me))
# Who takes part in a vote is known to those who know who is in the group.
READ_VOTER: Rule = through("decision", READ_ITEM) & (
    (f.member & f.mine) | through("decision", through("group", GROUP_MEMBERS))
)
READ_BALLOT: Rule = READ_VOTER & (f.mine | through("decision", f.voting_closed | f.shown_early))
# Who was in the group when voting opened has a place as a voter; who left the group since then has no say any more.
CAST_BALLOT: Rule = (
    f.member & ~f.muted & f.mine & through("decision", READ_ITEM & f.published & f.in_my_group & f.voting_open)
)
RUN_VOTE: Rule = f.member & READ_ITEM & f.coordinated_by_me & ~f.frozen
WITHDRAW: Rule = f.member & READ_ITEM & ((f.own & f.in_my_group) | f.coordinated_by_me) & f.voting_not_over

# That a group decided something is known where it was made public; then it stands in the trail without its words.
READ_TRAIL: Rule = through("item", READ_ITEM) | (
    through("announcement", f.published & READ_ITEM) & through("item", f.published & through("group", ~f.hidden_group))
)

# That something was done in a group is known to moderators; about whom and why only after opening that group.
READ_LOGGED_WORDS: Rule = (
    (f.moderator & (f.site_wide | f.in_my_group | f.in_an_opened_group))
    | (f.signed_in & f.done_by_me)
    | (f.signed_in & f.mine & f.told_why)
)

# Who is out of the group is asked nothing about it any more.
MY_OFFER: Rule = f.mine & f.in_my_group & f.waiting_offer

# What somebody was told of is asked again each time it is shown, counted or mailed.
HEAR_OF_ITEM: Rule = f.published & READ_ITEM
HEAR_OF_COMMENT: Rule = ~f.hidden & ~f.taken_back & READ_COMMENT & through("item", f.published)
HEAR_OF_REQUEST: Rule = (f.waiting_request & through("group", MANAGE_GROUP)) | (f.mine & through("group", READ_GROUP))
READ_MESSAGE: Rule = f.member & (f.in_my_group | (f.moderator & f.in_an_opened_group))
# What is not right is for whoever watches over it, but never for who made it: they would learn who reported.
OVERSEE_CASE: Rule = ~f.about_me & (f.moderator | (f.member & f.coordinated_by_me))
# Nobody lets their own text through. A moderator opens a group before reading, and so before deciding.
OVERSEE_TEXT: Rule = ~f.own & (f.moderator | (f.member & f.coordinated_by_me))
HEAR_OF_CASE: Rule = (OVERSEE_CASE & (f.waiting_case | f.objected)) | (f.about_me & f.told_to_author)
READ_FOLLOW: Rule = (
    f.member
    & f.mine
    & (
        through("item", HEAR_OF_ITEM)
        | through("group", READ_GROUP)
        | through("region", f.everyone)
        | through("theme", f.everyone)
    )
)
READ_NOTIFICATION: Rule = (
    f.member
    & f.mine
    & (
        (f.without_comment & through("item", HEAR_OF_ITEM))
        | through("comment", HEAR_OF_COMMENT)
        | through("request", HEAR_OF_REQUEST)
        | through("invitation", f.mine & f.waiting_request)
        | through("offer", MY_OFFER)
        | through("message", READ_MESSAGE)
        | through("case", HEAR_OF_CASE)
        | through("report", f.mine)
    )
)


# What somebody tells of themselves is for themselves, and for members as far as they chose; no role sees more.
def chosen(fact: Rule) -> Rule:
    """The rule of a part of somebody's page that they show or hide."""
    return f.member & (f.myself | (f.admitted & through("profile", fact)))


SEE_EXPERTISE: Rule = chosen(f.shows_expertise)
SEE_PICTURE: Rule = chosen(f.shows_picture)

# One's own things one changes or takes away oneself.
REPORT_ITEM: Rule = f.member & ~f.own & f.published & READ_ITEM

RULES: dict[Permission, Rule] = {
    Permission.ITEM_READ: READ_ITEM,
    Permission.ITEM_COMMENT: WRITE_ITEM & f.published & f.comments_open,
    Permission.ITEM_EDIT: EDIT_ITEM,
    Permission.ITEM_PUBLISH: PUBLISH_ITEM,
    Permission.ITEM_PUBLISH_DUE: f.clock & f.scheduled,
    Permission.ITEM_REMOVE: REMOVE_ITEM,
    Permission.ITEM_RESTORE: RESTORE_ITEM,
    Permission.ITEM_TRASH_READ: f.removed & ((f.moderator & OVERSEEN) | IN_MY_TRASH),
    Permission.ITEM_PURGE_DUE: f.clock & f.removed,
    Permission.ITEM_MODERATE: MODERATE_ITEM,
    Permission.REVISION_READ: through("item", SEE_REVISIONS),
    Permission.ATTACHMENT_READ: through("item", READ_ITEM),
    Permission.ATTACHMENT_EDIT: through("item", EDIT_ITEM),
    Permission.ATTACHMENT_REMOVE: through("item", EDIT_ITEM | MODERATE_ITEM),
    Permission.COMMENT_READ: READ_COMMENT,
    Permission.COMMENT_EDIT: WRITE_COMMENT & f.own & ~f.hidden & through("item", f.comments_open),
    Permission.COMMENT_REMOVE: f.member & ~f.taken_back & READ_COMMENT & (f.own | f.moderator),
    Permission.COMMENT_RESTORE: RESTORE_COMMENT,
    Permission.COMMENT_TRASH_READ: f.member
    & COMMENT_IN_TRASH
    & (f.own | f.moderator | through("item", f.coordinated_by_me)),
    Permission.COMMENT_PURGE_DUE: f.clock & f.taken_back & ~f.gone_for_good,
    Permission.COMMENT_HIDE: HIDE_COMMENT,
    Permission.COMMENT_REACT: WRITE_COMMENT & ~f.hidden & through("item", f.published),
    Permission.COMMENT_HISTORY_READ: SEE_HISTORY,
    Permission.COMMENT_TEXT_READ: through("comment", SEE_HISTORY),
    Permission.REACTION_READ: through("comment", READ_COMMENT & ~f.taken_back),
    Permission.OLD_ADDRESS_READ: through("item", READ_ITEM),
    Permission.NEWS_CREATE: f.editor & ~f.muted,
    Permission.PAGE_CREATE: f.editor & ~f.muted,
    Permission.NEWS_DRAFTS_READ: f.moderator | f.editor,
    Permission.ITEM_ANSWER: WRITE_ITEM & f.published & ((f.own & f.in_my_group) | f.coordinated_by_me),
    Permission.ANSWER_READ: READ_ANSWER,
    Permission.ITEM_VISIT: f.member & READ_ITEM,
    Permission.VISIT_READ: f.member & f.mine,
    Permission.LINK_READ: through("from_item", READ_ITEM)
    & through("to_item", READ_ITEM)
    & (f.in_the_text | f.comments_shown),
    Permission.DISCUSSION_MOVE: WRITE_ITEM & f.published & MOVE_FROM,
    Permission.DISCUSSION_RECEIVE: f.member
    & ~f.muted
    & ~f.archived_group
    & ~f.quiet_group
    & (f.my_group | (f.moderator & f.opened_group)),
    Permission.GROUP_VISIT: f.member & f.my_group,
    Permission.GROUP_VISIT_READ: f.member & f.mine,
    Permission.DISCUSSION_START: WRITE_IN_GROUP,
    Permission.WIKI_CREATE: WRITE_IN_GROUP,
    Permission.DOCUMENT_ADD: ADD_DOCUMENT,
    Permission.DOCUMENT_MOVE: IN_LIVING_GROUP & f.published & READ_ITEM & MY_HAND,
    Permission.DOCUMENT_REPLACE: IN_LIVING_GROUP & f.published & READ_ITEM,
    # What a document said before may have been meant for fewer people.
    Permission.DOCUMENT_VERSION_READ: through("document", READ_ITEM)
    & (f.newest_version | f.moderator | through("document", f.member & f.in_my_group)),
    Permission.FOLDER_READ: READ_FOLDER,
    Permission.FOLDER_EDIT: IN_LIVING_GROUP & READ_FOLDER & MY_HAND,
    Permission.FOLDER_RESTORE: RESTORE_FOLDER,
    Permission.FOLDER_TRASH_READ: FOLDER_IN_TRASH,
    Permission.FOLDER_PURGE_DUE: f.clock & f.put_away,
    Permission.TRASH_OPEN: f.member & (f.my_group | (f.moderator & f.opened_group)),
    Permission.UPLOAD_USE: f.member & f.mine & through("group", ADD_DOCUMENT),
    Permission.DECISION_PROPOSE: WRITE_IN_GROUP,
    Permission.DECISION_OPEN_DUE: f.clock & f.voting_planned,
    Permission.DECISION_CLOSE_DUE: f.clock & f.voting_open,
    Permission.DECISION_CLOSE: RUN_VOTE & f.voting_open,
    Permission.DECISION_WITHDRAW: WITHDRAW,
    Permission.DECISION_CONCLUDE: RUN_VOTE & ~f.muted & f.voting_closed,
    Permission.ACTION_ADD: WRITE_IN_GROUP,
    # Everybody in the group keeps the list: who did something for another can say so.
    Permission.ACTION_CHANGE: IN_LIVING_GROUP & f.published & READ_ITEM,
    Permission.ACTION_REMIND_DUE: f.clock & f.published & f.still_to_do,
    # Only a group that everybody may know of can be named on a public page.
    Permission.DECISION_ANNOUNCE: RUN_VOTE
    & ~f.muted
    & f.published
    & f.voting_closed
    & ~f.without_outcome
    & ~f.without_region
    & through("group", ~f.hidden_group),
    Permission.ANNOUNCEMENT_WITHDRAW: f.member & READ_ITEM & (f.moderator | through("decision", f.coordinated_by_me)),
    Permission.TRAIL_READ: READ_TRAIL,
    Permission.TRAIL_CONTINUE: WRITE_ITEM & f.published & (f.in_my_group | f.editor),
    Permission.TRAIL_CHANGE: WRITE_ITEM
    & ((f.editor & f.site_wide) | ((f.own | f.written_together) & f.in_my_group) | f.coordinated_by_me),
    Permission.DECISION_OPTION_READ: through("decision", READ_ITEM),
    Permission.VOTER_READ: READ_VOTER,
    Permission.BALLOT_READ: READ_BALLOT,
    Permission.BALLOT_CAST: CAST_BALLOT,
    Permission.GROUP_READ: READ_GROUP,
    Permission.GROUP_CREATE: f.moderator,
    Permission.GROUP_EDIT: MANAGE_GROUP,
    # Its figures tell what is in the group, so a moderator opens the group first.
    Permission.GROUP_CHANGE_ACCESS: MANAGE_GROUP & GROUP_MEMBERS & ~f.archived_group,
    Permission.GROUP_MEMBERS_READ: GROUP_MEMBERS,
    # Of an open group everybody may know which organisations take part; of whom they are, members only.
    Permission.GROUP_TABLE_READ: f.open_group | GROUP_MEMBERS,
    # Who does not read all that is written in a group would call an organisation silent that is not.
    Permission.GROUP_SILENCE_READ: f.member & (f.my_group | (f.moderator & f.opened_group)),
    Permission.GROUP_JOIN: f.member & ~f.my_group & ~f.archived_group & f.open_group,
    Permission.GROUP_REQUEST: f.member & ~f.my_group & ~f.archived_group & f.closed_group,
    Permission.GROUP_INSPECT: f.moderator & ~f.my_group,
    # Who looks as somebody else sees less than they do, never more.
    Permission.VIEW_AS: f.member & (f.editor | f.moderator | f.a_coordinator_somewhere),
    Permission.GROUP_VIEW_AS_MEMBER: f.member & f.my_coordination,
    Permission.GROUP_LEAVE: f.member & f.my_group,
    Permission.GROUP_MANAGE: MANAGE_GROUP & ~f.archived_group,
    Permission.GROUP_HAND_OVER: f.member & f.my_coordination,
    Permission.GROUP_APPOINT: f.moderator & ~f.archived_group,
    Permission.GROUP_ASK_DUE: f.clock,
    Permission.COORDINATOR_OFFER_READ: (f.member & MY_OFFER) | f.moderator,
    Permission.COORDINATOR_OFFER_ANSWER: f.member & ~f.muted & MY_OFFER,
    Permission.GROUP_MEMBERSHIP_READ: COORDINATORS | (f.member & (f.mine | through("group", GROUP_MEMBERS))),
    Permission.GROUP_REQUEST_READ: f.member
    & ((f.mine & through("group", READ_GROUP)) | through("group", MANAGE_GROUP)),
    Permission.GROUP_REQUEST_DECIDE: f.waiting_request & through("group", MANAGE_GROUP),
    Permission.GROUP_REQUEST_WITHDRAW: f.member & f.mine & f.waiting_request,
    # An invitation alone makes a hidden group known, and only while it waits for an answer.
    Permission.GROUP_INVITATION_READ: f.member & ((f.mine & f.waiting_request) | through("group", MANAGE_GROUP)),
    Permission.GROUP_INVITATION_ANSWER: f.member & f.mine & f.waiting_request,
    Permission.GROUP_INVITATION_WITHDRAW: f.waiting_request & through("group", MANAGE_GROUP),
    # Whoever holds the link may know the group; nothing tells whether the address is that of a member.
    Permission.GROUP_MAIL_INVITATION_READ: f.in_hand | (f.member & through("group", MANAGE_GROUP)),
    Permission.GROUP_MAIL_INVITATION_ACCEPT: f.member
    & f.in_hand
    & f.waiting_mail_invitation
    & through("group", ~f.archived_group),
    Permission.GROUP_MAIL_INVITATION_CLAIM: f.signed_in & f.outside & f.in_hand & f.waiting_mail_invitation,
    Permission.GROUP_MAIL_INVITATION_WITHDRAW: (f.waiting_mail_invitation | f.claimed_mail_invitation)
    & through("group", MANAGE_GROUP),
    Permission.GROUP_MAIL_INVITATION_KEEP: f.clock & f.claimed_mail_invitation,
    Permission.GROUP_MAIL_INVITATION_EXPIRE: f.clock & f.waiting_mail_invitation,
    # Who runs a group speaks in it; another coordinator, or a moderator, makes them a member first.
    Permission.GROUP_MEMBERSHIP_MUTE: ~f.mine & ~f.a_coordinator & through("group", MANAGE_GROUP & ~f.archived_group),
    Permission.GROUP_MEMBERSHIP_UNMUTE_DUE: f.clock & f.muted_place,
    Permission.GROUP_MESSAGE_SEND: f.member & ~f.muted & f.my_coordination & ~f.archived_group,
    Permission.GROUP_MESSAGE_READ: READ_MESSAGE,
    Permission.GROUP_WELCOME_READ: f.member & (f.my_group | (f.moderator & f.opened_group)),
    Permission.GROUP_PICTURE_READ: through("group", READ_GROUP),
    Permission.GROUP_ARCHIVE: MANAGE_GROUP & ~f.archived_group,
    Permission.GROUP_REOPEN: MANAGE_GROUP & f.archived_group,
    # Names of folders and pages are copied, so the moderator must be able to read them.
    Permission.GROUP_COPY: f.moderator & (f.my_group | f.opened_group),
    Permission.GROUP_OLD_ADDRESS_READ: through("group", READ_GROUP),
    Permission.REGION_READ: f.everyone,
    Permission.THEME_READ: f.everyone,
    Permission.ORGANISATION_READ: f.confirmed | f.moderator,
    Permission.ORGANISATION_NAME: f.signed_in,
    Permission.ORGANISATION_MANAGE: f.moderator,
    Permission.MEMBER_READ: (f.member & f.admitted) | (f.signed_in & f.myself) | f.moderator,
    Permission.MEMBER_ABOUT_READ: chosen(f.shows_about),
    Permission.MEMBER_PICTURE_READ: SEE_PICTURE,
    Permission.MEMBER_REGION_READ: chosen(f.shows_region),
    Permission.MEMBER_THEMES_READ: chosen(f.shows_themes),
    Permission.MEMBER_EXPERTISE_READ: SEE_EXPERTISE,
    Permission.MEMBER_CONTACT_READ: chosen(f.shows_contact),
    Permission.MEMBER_GROUPS_READ: chosen(f.shows_groups),
    Permission.MEMBER_CONTRIBUTIONS_READ: chosen(f.shows_contributions),
    Permission.PROFILE_READ: f.member & (f.mine | (f.shows_contact & through("member", f.admitted))),
    Permission.EXPERTISE_READ: through("member", SEE_EXPERTISE),
    Permission.PORTRAIT_READ: through("member", SEE_PICTURE),
    # Who sees a picture that must not be there takes it away, or asks a moderator by a report.
    Permission.PORTRAIT_REMOVE: (f.member & f.myself) | (f.moderator & f.admitted),
    Permission.MEMBER_MANAGE: f.moderator,
    Permission.MEMBER_SUSPEND: f.moderator & f.admitted & ~f.myself & (f.administrator | ~f.a_moderator),
    Permission.MEMBER_REINSTATE: f.moderator & f.suspended & (f.administrator | ~f.a_moderator),
    Permission.MEMBER_SET_ROLE: f.administrator & f.admitted & ~f.myself,
    Permission.MEMBER_MERGE: f.administrator & f.undecided & f.without_role & ~f.myself,
    # What moderators write to each other about a person is not for that person, moderator or not.
    Permission.MEMBER_NOTE_READ: f.moderator & ~f.mine,
    Permission.MEMBER_NOTE_WRITE: f.moderator & ~f.myself,
    Permission.PROFILE_EDIT: f.member & f.myself,
    Permission.ABSENCE_ASK_DUE: f.clock & f.admitted,
    # The site must not lose who runs it because the clock says so.
    Permission.ABSENCE_END_DUE: f.clock & f.admitted & ~f.an_administrator,
    Permission.SUSPENSION_READ: (f.signed_in & f.mine) | f.moderator,
    Permission.SUSPENSION_END_DUE: f.clock,
    Permission.SESSION_READ: f.signed_in & f.mine,
    Permission.SESSION_END: f.signed_in & f.mine,
    Permission.SESSION_FRESHEN: f.signed_in & f.mine,
    Permission.IDENTITY_READ: f.signed_in & f.mine,
    Permission.IDENTITY_LINK: f.member & f.myself,
    Permission.IDENTITY_REMOVE: f.member & f.mine,
    Permission.APPLICATION_MAKE: f.signed_in & f.myself & f.may_apply,
    Permission.APPLICATION_READ: (f.signed_in & f.mine) | f.moderator,
    Permission.APPLICATION_DECIDE: f.moderator & f.waiting_application,
    Permission.APPLICATION_WITHDRAW: f.signed_in & f.mine & f.waiting_application,
    Permission.APPLICATION_ASK: f.moderator & f.waiting_application,
    Permission.APPLICATION_QUESTION_READ: (f.signed_in & f.mine) | f.moderator,
    Permission.APPLICATION_QUESTION_ANSWER: f.signed_in
    & f.mine
    & f.unanswered
    & through("application", f.waiting_application),
    Permission.APPLICATION_OBJECT: f.signed_in & f.mine & f.refused_application & through("member", f.kept_out),
    Permission.OBJECTION_READ: (f.signed_in & f.mine) | f.moderator,
    # Who refused does not judge the refusal; who came in by another way needs no judgement any more.
    Permission.OBJECTION_DECIDE: f.moderator & ~f.refused_by_me & f.waiting_objection & through("member", f.kept_out),
    Permission.INVITATION_MAKE: f.moderator,
    Permission.INVITATION_WITH_ROLE: f.administrator,
    Permission.INVITATION_ACCEPT: f.signed_in & f.outside & f.in_hand & f.unused,
    Permission.INVITATION_READ: f.moderator | f.in_hand,
    Permission.ADMINISTRATION_OPEN: f.moderator,
    # Sums only: they tell of nobody, and of closed and hidden groups no more than that they are counted.
    Permission.FIGURES_READ: f.moderator,
    Permission.AUDIT_ENTRY_READ: f.moderator | (f.member & f.coordinated_by_me),
    # Everybody reads what they did themselves, and what others did about them.
    Permission.AUDIT_ENTRY_READ: f.moderator
    | (f.member & f.coordinated_by_me)
    | (f.signed_in & f.done_by_me)
    | (f.signed_in & f.mine & ~f.kept_from_subject),
    Permission.AUDIT_WORDS_READ: READ_LOGGED_WORDS,
    Permission.AUDIT_DETAIL_READ: through("entry", READ_LOGGED_WORDS),
    Permission.AUDIT_EXPORT: f.moderator,
    Permission.SITE_CONFIGURE: f.administrator,
    # Data of one's own.
    Permission.DATA_COPY_ASK: f.signed_in & f.myself,
    Permission.DATA_COPY_READ: f.signed_in & f.mine,
    Permission.DATA_COPY_MAKE_DUE: f.clock,
    # Who is suspended asks a moderator, or leaving and coming anew would end every suspension.
    Permission.ERASURE_ASK: f.signed_in & f.myself & ~f.suspended,
    Permission.ERASURE_ASK_FOR: f.moderator & ~f.myself & (f.administrator | ~f.a_moderator),
    Permission.ERASURE_READ: (f.signed_in & f.mine) | f.moderator,
    Permission.ERASURE_WITHDRAW: f.signed_in & f.mine & f.not_erased,
    Permission.ERASURE_DUE: f.clock & f.not_erased,
    Permission.TERMS_KEEP_DUE: f.clock,
    # Reports.
    Permission.ITEM_REPORT: REPORT_ITEM,
    Permission.COMMENT_REPORT: f.member & ~f.own & ~f.taken_back & ~f.hidden & READ_COMMENT,
    Permission.MEMBER_REPORT: f.member & ~f.myself & f.admitted,
    Permission.ATTACHMENT_REPORT: through("item", REPORT_ITEM),
    Permission.GROUP_MESSAGE_REPORT: ~f.own & READ_MESSAGE,
    Permission.GROUP_PICTURE_REPORT: f.member & ~f.uploaded_by_me & through("group", READ_GROUP),
    Permission.REPORT_READ: (f.member & f.mine) | through("case", OVERSEE_CASE),
    Permission.CASE_READ: (f.signed_in & f.about_me & f.told_to_author) | OVERSEE_CASE,
    Permission.CASE_OVERSEE: OVERSEE_CASE,
    Permission.CASE_DECIDE: OVERSEE_CASE & f.waiting_case,
    Permission.CASE_DECIDE_ON_PERSON: f.moderator & ~f.about_me & f.waiting_case,
    Permission.CASE_OBJECT: f.signed_in & f.about_me & f.open_to_objection,
    Permission.CASE_RULE: f.moderator & ~f.about_me & f.objected & ~f.decided_by_me,
    # Review.
    Permission.HELD_TEXT_READ: OVERSEE_TEXT,
    Permission.HELD_TEXT_DECIDE: OVERSEE_TEXT
    & f.undecided_text
    & (through("comment", READ_COMMENT) | through("item", READ_ITEM)),
    # Hearing of things.
    Permission.FOLLOW_READ: READ_FOLLOW,
    Permission.FOLLOW_CHANGE: f.member & f.mine,
    Permission.ITEM_FOLLOW: f.member & HEAR_OF_ITEM,
    Permission.GROUP_FOLLOW: f.member & (f.open_group | f.my_group) & ~f.archived_group,
    Permission.REGION_FOLLOW: f.member,
    Permission.THEME_FOLLOW: f.member,
    Permission.NOTIFICATION_READ: READ_NOTIFICATION,
    Permission.MEMBER_CHOOSE_MAIL: f.signed_in & f.myself,
}

READ: dict[type, Permission] = {
    ContentItem: Permission.ITEM_READ,
    Comment: Permission.COMMENT_READ,
    CommentText: Permission.COMMENT_TEXT_READ,
    Reaction: Permission.REACTION_READ,
    Revision: Permission.REVISION_READ,
    Attachment: Permission.ATTACHMENT_READ,
    OldAddress: Permission.OLD_ADDRESS_READ,
    ItemAnswer: Permission.ANSWER_READ,
    ItemLink: Permission.LINK_READ,
    ItemVisit: Permission.VISIT_READ,
    GroupVisit: Permission.GROUP_VISIT_READ,
    DocumentVersion: Permission.DOCUMENT_VERSION_READ,
    Folder: Permission.FOLDER_READ,
    Upload: Permission.UPLOAD_USE,
    DecisionOption: Permission.DECISION_OPTION_READ,
    TrailPlace: Permission.TRAIL_READ,
    Voter: Permission.VOTER_READ,
    Ballot: Permission.BALLOT_READ,
    Group: Permission.GROUP_READ,
    GroupMembership: Permission.GROUP_MEMBERSHIP_READ,
    GroupRequest: Permission.GROUP_REQUEST_READ,
    GroupInvitation: Permission.GROUP_INVITATION_READ,
    CoordinatorOffer: Permission.COORDINATOR_OFFER_READ,
    GroupMailInvitation: Permission.GROUP_MAIL_INVITATION_READ,
    GroupMessage: Permission.GROUP_MESSAGE_READ,
    GroupPicture: Permission.GROUP_PICTURE_READ,
    GroupOldAddress: Permission.GROUP_OLD_ADDRESS_READ,
    Region: Permission.REGION_READ,
    Theme: Permission.THEME_READ,
    Organisation: Permission.ORGANISATION_READ,
    Member: Permission.MEMBER_READ,
    Profile: Permission.PROFILE_READ,
    Expertise: Permission.EXPERTISE_READ,
    Portrait: Permission.PORTRAIT_READ,
    Suspension: Permission.SUSPENSION_READ,
    LoginSession: Permission.SESSION_READ,
    Identity: Permission.IDENTITY_READ,
    Application: Permission.APPLICATION_READ,
    ApplicationQuestion: Permission.APPLICATION_QUESTION_READ,
    Objection: Permission.OBJECTION_READ,
    MemberNote: Permission.MEMBER_NOTE_READ,
    Invitation: Permission.INVITATION_READ,
    AuditEntry: Permission.AUDIT_ENTRY_READ,
    AuditDetail: Permission.AUDIT_DETAIL_READ,
    DataCopy: Permission.DATA_COPY_READ,
    Erasure: Permission.ERASURE_READ,
    Report: Permission.REPORT_READ,
    ReportCase: Permission.CASE_READ,
    HeldText: Permission.HELD_TEXT_READ,
    Follow: Permission.FOLLOW_READ,
    Notification: Permission.NOTIFICATION_READ,
}
