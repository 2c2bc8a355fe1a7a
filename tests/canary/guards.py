"""Queries whose own filter, taken away alone, changes nobody's answer, each with the reason: something else narrows it.

They are left out where one query at a time forgets its filter. Each reason is held by the code that it names; one whose
filter is found out after all must go from this list. Where all queries of a model forget theirs, these do so too.
"""

OWN = "asks by the actor's own id, and everybody may read their own"
PARENT = "asks for what hangs on rows that were read by a filter of their own, and is for whoever those are for"
NARROWER = "another filter in the same query lets nothing through that this one would not"
AGAIN = "only chooses ids; what is shown of them is read by the filter of the query around it"
ADMITTED = "asks for admitted members from a page for members, who may read all of these"
CONFIRMED = "asks for confirmed organisations, which are for everybody"
PERSON = "asks for a person who was read by the filter for moderators, and these may read it of anybody"
PUBLIC = "asks for what is on view and was made to be read by everybody"
ALL_READ = "asks in groups in which the reader reads everything that is on view"
DECIDING = "asks for what waits only for who decides on it, and for the rest by the actor's own id"
RUNNING = "asks on behalf of who runs the group, and these may read it all"
WATCHED = "leaves out, for who watches over all the rest, only what they wrote themselves and so read anyhow"
FOUND_BY = "narrows what a search finds, and the canary searches for no such word; tests of its own slice do"
LINK = "asks by the secret link, and who holds that may read it"

GUARDED: dict[str, str] = {
    "audit.queries.branches reads AuditEntry": FOUND_BY,
    "audit.queries.my_entries reads Group": "names the groups of one's own lines, and in the canary one knows them all",
    "content.queries.comments.answer_of reads ItemAnswer": PARENT,
    "members.queries.directory._chosen reads Expertise": FOUND_BY,
    "members.queries.directory._said reads Expertise": FOUND_BY,
    "members.queries.directory._whole reads Member": "reads whom the list found by its own filter",
    "members.queries.profiles.moved_member reads Member": "leads to who has two accounts, and in the canary nobody has",
    "membership.queries.people.members_to_merge_into reads Member": FOUND_BY,
    "membership.queries.people.ways_in reads Member": PERSON,
    "members.queries.profiles.groups_to_invite_to reads GroupMembership": RUNNING,
    "privacy.queries.own.copies_of reads DataCopy": OWN,
    "privacy.queries.own.oneself reads Member": OWN,
    "privacy.queries.own.waiting_erasure reads Erasure": OWN,
    "reports.queries.cases.cases_about_me reads ReportCase": OWN,
    "reports.queries.cases.earlier_suspensions reads Suspension": PERSON,
    "access.queries.reader_counts reads GroupMembership": "counts the members of a group for who is in it",
    "access.queries.reader_counts reads Member": ADMITTED,
    "actions.queries.people_in reads Member": ADMITTED,
    "announcements.queries.announcement_of reads Announcement": PUBLIC,
    "announcements.queries.of_region reads Announcement": PUBLIC,
    "accounts.queries.member_of reads Member": OWN,
    "content.queries.visits.news_in reads Comment": PARENT,
    "content.queries.visits.visit_to reads ItemVisit": OWN,
    "groups.queries.activity.unseen_among reads GroupVisit": OWN,
    "groups.queries.activity.unseen_among reads ItemVisit": OWN,
    "decisions.queries.my_ballot reads Ballot": OWN,
    "decisions.queries.my_voter reads Voter": OWN,
    "decisions.queries.named_ballots reads Ballot": NARROWER,
    "decisions.queries.options_of reads DecisionOption": PARENT,
    "groups.queries.continuity.groups_run_alone reads Group": NARROWER,
    "groups.queries.continuity.offers_of reads CoordinatorOffer": PARENT,
    "groups.queries.continuity.successors reads Member": ADMITTED,
    "groups.queries.people.my_invitations reads GroupInvitation": OWN,
    "groups.queries.activity.new_in_group reads GroupVisit": OWN,
    "groups.queries.activity.new_in_group reads ItemVisit": OWN,
    "groups.queries.people.my_requests reads GroupRequest": OWN,
    "accounts.queries.identities_of reads Identity": OWN,
    "members.queries.own.own_page reads Member": OWN,
    "members.queries.own.waiting_requests reads GroupRequest": OWN,
    "membership.queries.applications.last_application reads Application": OWN,
    "membership.queries.people.running_suspension reads Suspension": OWN,
    "content.queries.attachments.attachments_of reads Attachment": PARENT,
    "content.queries.attachments.lead_pictures reads Attachment": PARENT,
    "content.queries.comments.earlier_texts reads CommentText": PARENT,
    "content.queries.comments.filled reads Reaction": PARENT,
    "content.queries.revisions.item_with_revisions reads ContentItem": NARROWER,
    "content.queries.revisions.revision_to_read reads Revision": PARENT,
    "content.queries.revisions.revisions_to_read reads Revision": PARENT,
    "groups.queries.activity.new_comments reads Comment": PARENT,
    "groups.queries.people.coordinating reads GroupMembership": PARENT,
    "groups.queries.people.coordinators_of reads GroupMembership": PARENT,
    "groups.queries.people.names_of_coordinators reads GroupMembership": PARENT,
    "groups.queries.people.counts_of_organisations reads GroupMembership": NARROWER,
    "groups.queries.people.requests_on_page reads GroupRequest": DECIDING,
    "groups.queries.copying.pages_to_copy reads WikiPage": ALL_READ,
    "groups.queries.group_messages.messages_of reads GroupMessage": PARENT,
    "groups.queries.mail_invitations.mail_invitation_in_hand reads GroupMailInvitation": LINK,
    "groups.queries.mutes.muted_among reads GroupMembership": PARENT,
    "groups.queries.pictures.picture_to_read reads GroupPicture": PARENT,
    "reports.queries.cases.has_reported reads Report": OWN,
    "reports.queries.cases.reports_of reads Report": OWN,
    "reports.queries.cases.reports_in reads Report": PARENT,
    "reports.queries.cases.report_counts reads Report": PARENT,
    "review.queries.held.held_text reads HeldText": WATCHED,
    "review.queries.held.items_called reads ContentItem": "names where the same words stand, and in the canary none do",
    "seating.queries.active_in reads ContentItem": ALL_READ,
    "seating.queries.invited_organisations reads GroupInvitation": RUNNING,
    "groups.queries.people.to_invite reads Member": ADMITTED,
    "members.queries.profiles.groups_of reads Group": NARROWER,
    "notifications.queries.mentions.people_to_mention reads Member": ADMITTED,
    "notifications.queries.mentions.namesakes_of reads Member": ADMITTED,
    "members.queries.profiles.member_to_read reads Member": ADMITTED,
    "members.queries.directory.members_to_read reads Member": ADMITTED,
    "membership.queries.applications.applications_of reads Application": PERSON,
    "membership.queries.applications.earlier_refusals reads Application": PERSON,
    "membership.queries.questions.questions_about reads ApplicationQuestion": PARENT,
    "membership.queries.invitations.invitation_in_hand reads Invitation": LINK,
    "organisations.queries.organisations_to_choose reads Organisation": CONFIRMED,
    "organisations.queries.organisations_to_confirm reads Member": "counts the people of organisations for moderators",
    "organisations.queries.organisation_called reads Organisation": CONFIRMED,
    "seating.queries.organisations reads Organisation": CONFIRMED,
    "pages.queries.front_news reads NewsPost": AGAIN,
    "themes.queries.other_items_on reads Group": AGAIN,
}

# Models of which even all queries together change nobody's answer: each of their queries stands above.
GUARDED_MODELS = {
    *("ApplicationQuestion", "CommentText", "DataCopy", "DecisionOption", "Erasure", "GroupVisit"),
    *("Identity", "ItemVisit", "Reaction", "Report", "Suspension"),
}

# What is for everybody has a filter that leaves nothing out.
FOR_ALL = ("Region", "Theme")
