"""The shapes of the demo content, as its files hold it. Not the site's models: `loader` turns the one into the other.

Field names are the keys of the files, so a key that stands here and a key that an author may write are the same thing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from community.core.slugs import slugify

ZONE = ZoneInfo("Europe/Amsterdam")
MOMENT = re.compile(r"(?P<days>\d{1,4}) (?P<hour>[0-2]\d):(?P<minute>[0-5]\d)")


@dataclass(frozen=True, slots=True)
class Moment:
    """A number of days, and the time on the clock in Amsterdam: `"191 09:40"`."""

    days: int
    at: time

    @classmethod
    def parse(cls, text: str) -> Moment:
        """Read a moment as an author writes it."""
        found = MOMENT.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is no moment such as '191 09:40'")
        return cls(int(found["days"]), time(int(found["hour"]), int(found["minute"])))

    def before(self, today: date) -> datetime:
        """Give the moment that many days before a day."""
        return datetime.combine(today - timedelta(days=self.days), self.at, ZONE)

    def after(self, day: date) -> datetime:
        """Give the moment that many days after a day."""
        return datetime.combine(day + timedelta(days=self.days), self.at, ZONE)


@dataclass(frozen=True, slots=True)
class Site:
    """What the site calls itself."""

    name: str
    tagline: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject."""

    slug: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation and the regions in which it works."""

    name: str
    layer: str
    regions: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure of a region, with where it was taken from."""

    label: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Region:
    """A region, its area on the map in the coordinates of `@svg-maps/netherlands`, and its introduction."""

    slug: str
    position: int
    name: str
    summary: str
    themes: tuple[str, ...]
    map_area: str
    label: tuple[int, ...]
    body: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Suspended:
    """How somebody came to be kept out."""

    by: str
    days_ago: int
    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class Person:
    """What the demo adds to a person of the development identity provider."""

    key: str
    region: str = ""
    about: str = ""
    days_ago: int = 0
    notify: str = "daily"
    # How many days ago they last signed in, and were asked whether they want to stay; nothing for who was not asked.
    seen_days_ago: int = 2
    asked_days_ago: int = 0
    suspended: Suspended | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person tells of themselves: by which themes and words, how to reach them, and what others see of it."""

    key: str
    shows: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    expertise: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    link: str = ""
    # A picture of the demo, cut square.
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A person as the development identity provider knows them."""

    key: str
    subject: str
    name: str
    email: str
    function: str
    organisation: str
    role_hint: str


@dataclass(frozen=True, slots=True)
class Application:
    """A request to become a member. `person` is a key of the provider; others have an account of their own here."""

    person: str
    applied: Moment
    motivation: str
    region: str = ""
    notify: str = "daily"
    name: str = ""
    email: str = ""
    subject: str = ""
    function: str = ""
    organisation: str = ""
    refused_by: str = ""
    refused: Moment | None = None
    reason: str = ""
    # What a moderator asked, with the answer where it came.
    asked_by: str = ""
    asked: Moment | None = None
    question: str = ""
    answered: Moment | None = None
    answer: str = ""
    # What the applicant has against the refusal.
    objected: Moment | None = None
    objection: str = ""
    # What a moderator wrote down for the others.
    noted_by: str = ""
    noted: Moment | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with what it shows, who made it, and where the eye should stay, in tenths."""

    file: str
    alt: str
    credit: str
    focal: tuple[int, ...] = (5, 5)


@dataclass(frozen=True, slots=True)
class File:
    """A small file that is offered with a post; its text stands in the content."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said, so many days after the item, with the answers and who reacted."""

    by: str
    after: Moment
    text: str
    agree: tuple[str, ...] = ()
    useful: tuple[str, ...] = ()
    question: tuple[str, ...] = ()
    edited: bool = False
    hidden_by: str = ""
    hidden_reason: str = ""
    # Whether who began the discussion called it the answer.
    answer: bool = False
    reply: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """A news post; `slug` is the name of its file."""

    slug: str
    title: str
    kind: str
    by: str
    lead: str
    body: str
    posted: Moment
    state: str = "published"
    audience: str = "public"
    group: str = ""
    region: str = ""
    themes: tuple[str, ...] = ()
    featured: bool = False
    comments_open: bool = True
    picture: Picture | None = None
    files: tuple[File, ...] = ()
    revision_note: str = ""
    first_lead: str = ""
    comes_from: str = ""
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Muted:
    """That somebody only reads in a group, and for how many days; 0 is until a coordinator ends it."""

    by: str
    at: Moment
    reason: str
    days: int = 0


@dataclass(frozen=True, slots=True)
class GroupMember:
    """Somebody's place in a group."""

    person: str
    days_ago: int
    role: str = "member"
    deputy: bool = False
    # How many days ago they last looked at the group; nothing for who was here only just now.
    seen_days_ago: int = 0
    muted: Muted | None = None


@dataclass(frozen=True, slots=True)
class GroupRequest:
    """A request for a place in a group that waits for its coordinator."""

    person: str
    asked: Moment
    motivation: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who was asked to run a group that nobody runs, and what they said."""

    person: str
    asked: Moment
    state: str = "waiting"


@dataclass(frozen=True, slots=True)
class GroupMessage:
    """What a coordinator said to everybody in a group."""

    by: str
    posted: Moment
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class MailInvited:
    """An e-mail address that was invited into a group."""

    email: str
    by: str
    sent: Moment
    message: str = ""
    state: str = "waiting"


@dataclass(frozen=True, slots=True)
class Archived:
    """Who archived a group, and when."""

    by: str
    at: Moment


@dataclass(frozen=True, slots=True)
class Group:
    """A working group; its text is its purpose."""

    slug: str
    name: str
    access: str
    days_ago: int
    body: str
    region: str = ""
    theme: str = ""
    members: tuple[GroupMember, ...] = ()
    requests: tuple[GroupRequest, ...] = ()
    asked: tuple[Asked, ...] = ()
    # What who comes in reads first.
    welcome: str = ""
    messages: tuple[GroupMessage, ...] = ()
    picture: Picture | None = None
    mail_invitations: tuple[MailInvited, ...] = ()
    archived: Archived | None = None


@dataclass(frozen=True, slots=True)
class Discussion:
    """A conversation in a group; its folder is the group."""

    slug: str
    group: str
    title: str
    by: str
    body: str
    posted: Moment
    audience: str = "group"
    themes: tuple[str, ...] = ()
    pinned: bool = False
    comments_open: bool = True
    # Who put it in the trash, and how many days ago.
    removed_by: str = ""
    removed: Moment | None = None
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Ballot:
    """What somebody voted, in the numbers that the site counts."""

    by: str
    choice: tuple[int, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A proposal or poll in a group; its folder is the group. It closes so many days from today, or did so."""

    slug: str
    group: str
    title: str
    by: str
    body: str
    posted: Moment
    closes: int
    method: str
    audience: str = "group"
    themes: tuple[str, ...] = ()
    poll: bool = False
    anonymous: bool = False
    early: bool = False
    quorum: int = 50
    dots: int = 0
    options: tuple[str, ...] = ()
    lot: tuple[int, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    outcome: str = ""
    outcome_by: str = ""
    concluded: Moment | None = None
    review_in: int = 0
    # When it was made public on the page of its region.
    announced: Moment | None = None
    comes_from: str = ""
    comments_open: bool = True
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """Something to be done in a group, so many days from today, or before; `comes_from` is what it came out of."""

    slug: str
    group: str
    title: str
    by: str
    posted: Moment
    owner: str = ""
    due: int | None = None
    busy: bool = False
    done: Moment | None = None
    comes_from: str = ""
    audience: str = "group"
    text: str = ""
    themes: tuple[str, ...] = ()
    comment: tuple[Comment, ...] = ()

    @property
    def body(self) -> str:
        """What it says beside its title."""
        return self.text

    @property
    def comments(self) -> tuple[Comment, ...]:
        """What was said of it."""
        return self.comment


@dataclass(frozen=True, slots=True)
class ActionList:
    """What is to be done in a group; its file bears the group's name."""

    action: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class WikiPage:
    """A page of a group's wiki; its folder is the group, and `below` the page below which it stands."""

    slug: str
    group: str
    title: str
    by: str
    body: str
    posted: Moment
    below: str = ""
    audience: str = "group"
    themes: tuple[str, ...] = ()
    # What it said at first, who changed that, and why.
    first_body: str = ""
    changed_by: str = ""
    note: str = ""
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of a group; `above` is the key of the one it stands in."""

    key: str
    name: str
    by: str
    above: str = ""
    audience: str = "group"


@dataclass(frozen=True, slots=True)
class Version:
    """What was in a document from a moment on: a text, which becomes a paper in a PDF, or a drawing of the demo."""

    by: str
    posted: Moment
    content: str = ""
    picture: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file that a group keeps."""

    name: str
    by: str
    text: str
    version: tuple[Version, ...]
    folder: str = ""
    audience: str = "group"
    comment: tuple[Comment, ...] = ()

    @property
    def slug(self) -> str:
        """Its address, with five letters as every document has."""
        return f"{slugify(self.name)}-w2k8p"

    @property
    def versions(self) -> tuple[Version, ...]:
        """Its versions, the oldest first."""
        return self.version

    @property
    def comments(self) -> tuple[Comment, ...]:
        """What was said of it."""
        return self.comment


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folders and documents of a group; its file bears the group's name."""

    group: str
    folder: tuple[Folder, ...] = ()
    document: tuple[Document, ...] = ()

    @property
    def folders(self) -> tuple[Folder, ...]:
        """Its folders, each after the one that it stands in."""
        return self.folder

    @property
    def documents(self) -> tuple[Document, ...]:
        """Its documents."""
        return self.document


@dataclass(frozen=True, slots=True)
class Page:
    """A page about the programme or the site."""

    slug: str
    title: str
    by: str
    posted: Moment
    body: str
    lead: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class Demo:
    """All of it."""

    site: Site
    themes: tuple[Theme, ...]
    organisations: tuple[Organisation, ...]
    regions: tuple[Region, ...]
    accounts: tuple[Account, ...]
    people: tuple[Person, ...]
    applications: tuple[Application, ...]
    groups: tuple[Group, ...]
    posts: tuple[Post, ...]
    discussions: tuple[Discussion, ...]
    wiki: tuple[WikiPage, ...]
    decisions: tuple[Decision, ...]
    pages: tuple[Page, ...]
    shelves: tuple[Shelf, ...] = ()
    actions: tuple[Action, ...] = ()
    profiles: tuple[Profile, ...] = ()
