"""Queries whose own filter, taken away alone, shows nobody a word, each with the reason: something else narrows it too.

They are left out where one query at a time forgets its filter; where a whole model does, they forget theirs with it.
"""

OWN = "asks for the actor's own rows only"
AGAIN = "what it gives hangs on, or is read once more through, another query with a filter of its own"
LESS = "asks for less than may be read: what is published, admitted, waiting, or in hand"
NARROWS = "narrows a list of something else; tests/members tells what it leaves out"
NUMBERS = "gives numbers, no words"
ADDRESS = "gives an address or a file; both are read again through the item that they belong to"

GUARDED: dict[str, str] = {
    "members.queries.identities_of reads Identity": OWN,
    "groups.queries.people.coordinating reads GroupMembership": OWN,
    "groups.queries.people.my_invitations reads GroupInvitation": OWN,
    "groups.queries.people.my_last_request reads GroupRequest": OWN,
    "groups.queries.people.my_requests reads GroupRequest": OWN,
    "members.queries.own_page reads Member": OWN,
    "members.queries.waiting_requests reads GroupRequest": OWN,
    "membership.queries.applications.applications_of reads Application": OWN,
    "membership.queries.applications.earlier_refusals reads Application": OWN,
    "membership.queries.applications.last_application reads Application": OWN,
    "membership.queries.people.running_suspension reads Suspension": OWN,
    "membership.queries.people.suspensions_of reads Suspension": OWN,
    "audit.queries.entries_to_read reads AuditEntry": AGAIN,
    "audit.queries.items_in reads ContentItem": AGAIN,
    "audit.queries.people_in reads Member": AGAIN,
    "audit.queries.words_of reads AuditDetail": AGAIN,
    "content.queries.attachments.attachments_of reads Attachment": AGAIN,
    "content.queries.attachments.lead_pictures reads Attachment": AGAIN,
    "content.queries.comments.earlier_texts reads CommentText": AGAIN,
    "content.queries.comments.filled reads Reaction": AGAIN,
    "content.queries.revisions.item_with_revisions reads ContentItem": AGAIN,
    "content.queries.revisions.item_with_revisions reads Revision": AGAIN,
    "content.queries.revisions.revision_to_read reads Revision": AGAIN,
    "content.queries.revisions.revisions_to_read reads Revision": AGAIN,
    "groups.queries.activity.new_comments reads Comment": AGAIN,
    "groups.queries.people.coordinators_of reads GroupMembership": AGAIN,
    "groups.queries.people.member_in reads GroupMembership": AGAIN,
    "groups.queries.people.members_of reads GroupMembership": AGAIN,
    "groups.queries.people.organisations_in reads GroupMembership": AGAIN,
    "groups.queries.people.organisations_in reads Member": AGAIN,
    "groups.queries.people.waiting_invitations reads GroupInvitation": AGAIN,
    "members.queries.groups_of reads Group": AGAIN,
    "members.queries.groups_of reads GroupMembership": AGAIN,
    "pages.queries.front_news reads NewsPost": AGAIN,
    "content.queries.items.item_to_read reads Page": LESS,
    "content.queries.comments.comment_with_history reads Comment": LESS,
    "members.queries.member_to_read reads Member": LESS,
    "members.queries.members_to_read reads Organisation": NARROWS,
    "members.queries.members_to_read reads Member": LESS,
    "membership.queries.invitations.invitation_in_hand reads Invitation": LESS,
    "news.queries.unpublished_posts reads NewsPost": LESS,
    "organisations.queries.organisations_to_choose reads Organisation": LESS,
    "organisations.queries.organisations_to_confirm reads Member": LESS,
    "organisations.queries.unconfirmed_count reads Organisation": NUMBERS,
    "regions.queries.organisations_by_layer reads Organisation": LESS,
    "pages.queries.pages_to_read reads Page": LESS,
    "site.queries.site_to_show reads Page": LESS,
    "themes.queries.other_items_on reads ContentItem": LESS,
    "themes.queries.other_items_on reads Group": LESS,
    "membership.queries.applications.waiting_count reads Application": NUMBERS,
    "membership.queries.estimates.recent_comments reads Comment": NUMBERS,
    "membership.queries.estimates.recent_items reads ContentItem": NUMBERS,
    "news.queries.years_of_news reads NewsPost": NUMBERS,
    "content.queries.attachments.attachment_to_change reads Attachment": ADDRESS,
    "content.queries.attachments.attachment_to_read reads Attachment": ADDRESS,
    "content.queries.items.moved_item reads OldAddress": ADDRESS,
    "groups.queries.groups.moved_group reads GroupOldAddress": ADDRESS,
}
