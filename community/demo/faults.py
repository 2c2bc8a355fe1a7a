"""What can be wrong with demo content that has the right shape: a name that nobody bears, a picture without alt text.

Each check gives sentences; an author gets all of them at once. It reads no file except to see that a picture is there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from community.core.slugs import slugify
from community.demo.shapes import (
    Action,
    Comment,
    Decision,
    Demo,
    Discussion,
    Group,
    Moment,
    Post,
    Shelf,
    WikiPage,
)

Written = Post | Discussion | WikiPage | Decision | Action

KINDS = {"news", "interview", "publication", "report"}
STATES = {"published", "draft", "scheduled", "archived"}
AUDIENCES = {"public", "members", "group"}
ACCESS = {"open", "closed", "hidden"}
NOTIFY = {"at_once", "daily", "off"}
METHODS = {"consent", "majority", "ranked", "dots"}
LONGEST_PURPOSE = 600
LINK = re.compile(r"\]\((/[^)#\s]*)")


def faults_of(demo: Demo, *, pictures: Path) -> tuple[str, ...]:
    """Say everything that is wrong."""
    return tuple(
        fault
        for check in (
            twice,
            unknown_people,
            unknown_places,
            unknown_words,
            wrong_audiences,
            wrong_comments,
            wrong_votes,
            wrong_trails,
            dead_links,
        )
        for fault in check(demo)
    ) + tuple(wrong_pictures(demo, pictures))


def twice(demo: Demo) -> Iterator[str]:
    """Find names that should be unique and are not."""
    names = {
        "account": [account.key for account in demo.accounts],
        "person": [person.key for person in demo.people],
        "organisation": [organisation.name for organisation in demo.organisations],
        "theme": [theme.slug for theme in demo.themes],
        "discussion": [discussion.slug for discussion in demo.discussions],
        "subject": [account.subject for account in demo.accounts]
        + [application.subject for application in demo.applications if application.subject],
    }
    for what, values in names.items():
        for value, count in Counter(values).items():
            if count > 1:
                yield f"{what} {value!r} stands there {count} times"


def unknown_people(demo: Demo) -> Iterator[str]:
    """Find names of people whom the development identity provider does not know."""
    known = {account.key for account in demo.accounts}
    applicants = {application.person for application in demo.applications if application.name}
    for where, key in people_named(demo):
        if key and key not in known | (applicants if where == "applications.toml" else set()):
            yield f"{where}: nobody is called {key!r}"


def people_named(demo: Demo) -> Iterator[tuple[str, str]]:
    """Give each place where a person is named by key."""
    for person in demo.people:
        yield "people.toml", person.key
    yield from (("profiles.toml", profile.key) for profile in demo.profiles)
    for application in demo.applications:
        keys = (application.person, application.refused_by, application.asked_by, application.noted_by)
        yield from (("applications.toml", key) for key in keys)
    for group in demo.groups:
        yield from ((f"groups/{group.slug}", key) for key in people_of_group(group))
    for item in written(demo):
        yield item.slug, item.by
        for comment in every_comment(item.comments):
            named = (comment.by, comment.hidden_by, *comment.agree, *comment.useful, *comment.question)
            yield from ((item.slug, key) for key in named)
    yield from ((f"pages/{page.slug}", page.by) for page in demo.pages)
    yield from people_at_work(demo)


def people_of_group(group: Group) -> Iterator[str]:
    """Give everybody who is named in what a group is and how it is run."""
    for member in group.members:
        yield from (member.person, member.muted.by if member.muted else "")
    yield from (request.person for request in group.requests)
    yield from (asked.person for asked in group.asked)
    yield from (message.by for message in group.messages)
    yield from (invited.by for invited in group.mail_invitations)
    yield group.archived.by if group.archived else ""


def people_at_work(demo: Demo) -> Iterator[tuple[str, str]]:
    """Give each place where somebody is named in what groups decide, write together and keep."""
    yield from ((talk.slug, talk.removed_by) for talk in demo.discussions)
    for vote in demo.decisions:
        yield from ((vote.slug, key) for key in (*(ballot.by for ballot in vote.ballots), vote.outcome_by))
    yield from ((action.slug, action.owner) for action in demo.actions)
    yield from ((page.slug, page.changed_by) for page in demo.wiki)
    for shelf in demo.shelves:
        yield from ((f"documents/{shelf.group}", key) for key in people_of_shelf(shelf))


def people_of_shelf(shelf: Shelf) -> Iterator[str]:
    """Give everybody who is named in the documents of a group."""
    yield from (folder.by for folder in shelf.folders)
    for document in shelf.documents:
        yield from (document.by, *(version.by for version in document.versions))
        for comment in every_comment(document.comments):
            yield from (comment.by, *comment.agree, *comment.useful, *comment.question)


def unknown_places(demo: Demo) -> Iterator[str]:
    """Find regions, themes, groups and organisations that are named and not there."""
    regions, themes = {region.slug for region in demo.regions}, {theme.slug for theme in demo.themes}
    above = {page.slug for page in demo.wiki}
    groups, organisations = {group.slug for group in demo.groups}, {one.name for one in demo.organisations}
    named = [
        *(("region", regions, post.slug, post.region) for post in demo.posts),
        *(("region", regions, group.slug, group.region) for group in demo.groups),
        *(("region", regions, person.key, person.region) for person in demo.people),
        *(("region", regions, one.name, slug) for one in demo.organisations for slug in one.regions),
        *(("theme", themes, item.slug, slug) for item in written(demo) for slug in item.themes),
        *(("theme", themes, region.slug, slug) for region in demo.regions for slug in region.themes),
        *(("theme", themes, group.slug, group.theme) for group in demo.groups),
        *(("group", groups, one.slug, one.group) for one in written(demo)),
        *(("page", above, page.slug, page.below) for page in demo.wiki),
        *(("group", groups, "documents", shelf.group) for shelf in demo.shelves),
        *(("organisation", organisations, account.key, account.organisation) for account in demo.accounts),
    ]
    yield from (f"{where}: no {what} {name!r}" for what, known, where, name in named if name and name not in known)


def unknown_words(demo: Demo) -> Iterator[str]:
    """Find states, kinds and the like that the site does not know."""
    named = [
        *((KINDS, post.slug, post.kind) for post in demo.posts),
        *((STATES, post.slug, post.state) for post in demo.posts),
        *((AUDIENCES, one.slug, one.audience) for one in written(demo)),
        *((ACCESS, group.slug, group.access) for group in demo.groups),
        *((NOTIFY, person.key, person.notify) for person in demo.people),
        *((NOTIFY, application.person, application.notify) for application in demo.applications),
    ]
    yield from (
        f"{where}: {word!r} is none of {', '.join(sorted(known))}" for known, where, word in named if word not in known
    )


def wrong_audiences(demo: Demo) -> Iterator[str]:
    """Find items that would be read by more people than their group allows, and groups that nobody coordinates."""
    groups = {group.slug: group for group in demo.groups}
    for item in written(demo):
        group = groups.get(item.group)
        if group is None and item.audience == "group":
            yield f"{item.slug}: is for a group and has none"
        if group is not None and group.access != "open" and item.audience != "group":
            yield f"{item.slug}: is wider than its group {group.slug}"
    for group in demo.groups:
        yield from wrong_group(group)


def wrong_group(group: Group) -> Iterator[str]:
    """Find what a group lacks."""
    if not any(member.role == "coordinator" for member in group.members):
        yield f"groups/{group.slug}: has no coordinator"
    if len(group.body) > LONGEST_PURPOSE:
        yield f"groups/{group.slug}: its purpose is longer than {LONGEST_PURPOSE} characters"


def wrong_comments(demo: Demo) -> Iterator[str]:
    """Find comments that are made out of order, in the future, or by somebody who is not in the group."""
    members = {group.slug: {member.person for member in group.members} for group in demo.groups}
    for item in written(demo):
        start = total_minutes(Moment(0, item.posted.at))
        for comment in item.comments:
            yield from out_of_order(item, comment, start)
            start = total_minutes(comment.after)
        if item.audience == "group":
            authors = {item.by, *(comment.by for comment in every_comment(item.comments))}
            yield from (
                f"{item.slug}: {key} is not in {item.group}" for key in sorted(authors - members.get(item.group, set()))
            )


def out_of_order(item: Written, comment: Comment, start: int) -> Iterator[str]:
    """Find a comment that comes before what it follows, or after the day of loading."""
    previous = total_minutes(comment.after)
    if previous < start:
        yield f"{item.slug}: {comment.by} comments too early, at {comment.after.days} days"
    for reply in comment.reply:
        if reply.reply:
            yield f"{item.slug}: {reply.by} is answered two levels deep"
        if total_minutes(reply.after) < previous:
            yield f"{item.slug}: {reply.by} answers too early, at {reply.after.days} days"
        previous = total_minutes(reply.after)
    if any(one.after.days >= item.posted.days for one in (comment, *comment.reply)):
        yield f"{item.slug}: {comment.by} or an answer comes after yesterday"


def wrong_votes(demo: Demo) -> Iterator[str]:
    """Find votes of who is not in the group, ways of voting that are not known, and ends without a beginning."""
    members = {group.slug: {member.person for member in group.members} for group in demo.groups}
    for vote in demo.decisions:
        outside = {ballot.by for ballot in vote.ballots} - members.get(vote.group, set())
        yield from (f"{vote.slug}: {key} votes and is not in {vote.group}" for key in sorted(outside))
        if vote.method not in METHODS:
            yield f"{vote.slug}: {vote.method!r} is none of {', '.join(sorted(METHODS))}"
        if -vote.closes >= vote.posted.days:
            yield f"{vote.slug}: closes before it was proposed"
        if vote.anonymous and vote.closes <= 0:
            yield f"{vote.slug}: an anonymous vote that is over has no ballots any more"


def wrong_trails(demo: Demo) -> Iterator[str]:
    """Find what comes out of nothing, owners who are not in the group, and what was done before it was agreed."""
    members = {group.slug: {member.person for member in group.members} for group in demo.groups}
    known = {talk.slug for talk in demo.discussions} | {vote.slug for vote in demo.decisions}
    come: list[Post | Decision | Action] = [*demo.posts, *demo.decisions, *demo.actions]
    for each in come:
        if each.comes_from and each.comes_from not in known:
            yield f"{each.slug}: comes out of {each.comes_from!r}, which is not there"
    for action in demo.actions:
        if action.owner and action.owner not in members.get(action.group, set()):
            yield f"{action.slug}: {action.owner} is not in {action.group}"
        if action.done and action.done.days >= action.posted.days:
            yield f"{action.slug}: is done before it was agreed"
    for vote in demo.decisions:
        if vote.announced and (vote.concluded is None or vote.announced.days >= vote.concluded.days):
            yield f"{vote.slug}: is made public before it was concluded"


def wrong_pictures(demo: Demo, pictures: Path) -> Iterator[str]:
    """Find pictures that are not there or that say nothing to who cannot see them."""
    shown: list[Post | Group] = [*demo.posts, *demo.groups]
    for post in shown:
        if post.picture is None:
            continue
        if not (pictures / post.picture.file).is_file():
            yield f"{post.slug}: there is no picture {post.picture.file}"
        if not post.picture.alt or not post.picture.credit:
            yield f"{post.slug}: its picture needs alt text and a credit"
        if len(post.picture.focal) != 2 or not all(0 <= tenth <= 10 for tenth in post.picture.focal):
            yield f"{post.slug}: a focal point is two tenths"


def dead_links(demo: Demo) -> Iterator[str]:
    """Find links to pages of the demo that are not there, or that the reader of the page may not open."""
    known = {f"/nieuws/{post.slug}" for post in demo.posts if post.audience == "public" and post.state == "published"}
    known |= {f"/proeftuinen/{region.slug}" for region in demo.regions}
    known |= {f"/werkgroepen/{group.slug}" for group in demo.groups if group.access != "hidden"}
    known |= {f"/over/{page.slug}" for page in demo.pages} | {"/lid-worden", "/nieuws", "/werkgroepen", "/proeftuinen"}
    known |= {"/over/rechten"}
    # To members lead mentions only; a visitor is asked to sign in there.
    known |= {f"/leden/{slugify(account.name)}" for account in demo.accounts}
    group_of = {each.slug: each.group for each in demo.discussions}
    for where, body in bodies(demo):
        # Who reads a discussion may read the others of its group.
        near = {
            f"/werkgroepen/{group}/gesprekken/{slug}"
            for slug, group in group_of.items()
            if group == group_of.get(where)
        }
        yield from (f"{where}: links to {path}" for path in LINK.findall(body) if path not in known | near)


def bodies(demo: Demo) -> Iterator[tuple[str, str]]:
    """Give every text with the name of what it stands in."""
    yield from ((region.slug, region.body) for region in demo.regions)
    yield from ((page.slug, page.body) for page in demo.pages)
    for item in written(demo):
        yield item.slug, item.body
        yield from ((item.slug, comment.text) for comment in every_comment(item.comments))


def written(demo: Demo) -> tuple[Written, ...]:
    """Give all that can be commented on."""
    return (*demo.posts, *demo.discussions, *demo.wiki, *demo.decisions, *demo.actions)


def every_comment(comments: Iterable[Comment]) -> Iterator[Comment]:
    """Give comments and the answers to them, in reading order."""
    for comment in comments:
        yield comment
        yield from comment.reply


def total_minutes(moment: Moment) -> int:
    """Give how far a moment lies from the beginning of day 0, in minutes."""
    return moment.days * 1440 + moment.at.hour * 60 + moment.at.minute
