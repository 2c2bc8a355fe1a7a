"""The world of the canary: every person and thing of the policy's table, with secret words, and a browser for each."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import insert

from community.accounts.models import LoginSession, Member
from community.content.models import Audience
from community.core.db import db
from community.discussions.models import Discussion
from community.groups.models import Access, GroupInspection
from community.organisations.models import Layer, organisation_region
from tests.builders.fixtures import submit
from tests.builders.world import World
from tests.canary.crawl import Crawler
from tests.canary.secrets import PEOPLE, Secret, spread
from tests.policy.things import Cast, make_things


class Stage:
    """The world with its secrets, and a browser for each person."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cast = Cast(world)
        self.things = make_things(world, self.cast)
        self.clients: dict[str, FlaskClient] = {
            name: world.client(None if name == "visitor" else self.cast.rows[name]) for name in PEOPLE
        }
        self.open_groups_for_inspector()
        self.let_two_work_together()
        self.seat_an_organisation_behind_a_door()
        self.secrets: dict[str, Secret] = spread(self.cast, self.things)
        self.let_the_employee_comment()
        self.hide_a_page_at_the_foot()
        self.let_a_closed_group_talk()
        self.crawler = Crawler(world)

    def open_groups_for_inspector(self) -> None:
        """Open every group in the sign-in of the inspector, as they have done in the table of the policy."""
        sign_in = self.world.one(LoginSession, LoginSession.member_id == self.cast.rows["inspector"].id)
        for group in (*self.cast.groups.values(), self.cast.archived):
            self.world.keep(GroupInspection(login_session_id=sign_in.id, group_id=group.id))

    def let_the_employee_comment(self) -> None:
        """Let somebody whose organisation nobody confirmed write what all may read."""
        row = Member.id == self.things["an_employee"][1]
        browser, post = self.world.client(self.world.one(Member, row)), self.things["public_post"][1]
        words = {"text": "Dat zien wij ook.", "key": "van-een-werknemer"}
        assert submit(browser, f"/reacties/bij/{post}", words).status_code == 303

    def hide_a_page_at_the_foot(self) -> None:
        """Make a page for members alone of one to which the foot of every page leads where it is there for all."""
        self.world.page("Colofon", slug="colofon", audience=Audience.MEMBERS)

    def let_a_closed_group_talk(self) -> None:
        """Let so much be said in a closed group that whoever estimates by it comes to another number of mails."""
        talk = self.world.one(Discussion, Discussion.id == self.things["closed_discussion"][1])
        self.world.comments(talk, 8, author=self.cast.rows["author"])

    def let_two_work_together(self) -> None:
        """Let a member of the closed group and somebody who was in it before have the same organisation."""
        with self.world.context():
            for name in ("group_member", "suspended"):
                person = db.session.get_one(Member, self.cast.rows[name].id)
                person.organisation_id = self.things["an_organisation"][1]

    def seat_an_organisation_behind_a_door(self) -> None:
        """Let an organisation of the region sit nowhere but in a closed group there, of which its page may not tell."""
        organisation = self.world.organisation("Waterschap Achterom", layer=Layer.WATER_BOARD)
        place = {"organisation_id": organisation.id, "region_id": self.cast.region.id}
        with self.world.context():
            db.session.execute(insert(organisation_region).values(place))
        seated = self.world.member("Achter Deur", organisation_id=organisation.id)
        region_id = self.cast.region.id
        self.world.group("Achter de deur", access=Access.CLOSED, coordinator=seated, region_id=region_id)

    def may_read(self, person: str, word: str) -> bool:
        """Whether a word is for this person."""
        return person in self.secrets[word].readers
