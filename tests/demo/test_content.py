"""Whether the demo's content is whole, varied and decent. How it is read stands in `test_reader`."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator

import pytest
from PIL import Image

from community.demo.faults import every_comment, written
from community.demo.reader import PICTURES, read_demo
from community.demo.shapes import Demo

# Officials whom the sources of the programme name: a fact may mention them; nobody bears their name or quotes them.
OFFICIALS = (
    "Meijer",
    "Sikkema",
    "Weterings",
    "Seuren",
    "Van der Maas",
    "Waanders",
    "De Heer",
    "Plasterk",
    "Van Zwol",
    "Velderman",
    "Van Zwet",
    "Kriens",
    "Stam",
    "Schoenmaker",
    "Jansen",
    "Van der Valk",
    "Burgers",
    "Van der Kaaij",
)
SHORTEST_SENTENCE = 5
THREE_YEARS = 3 * 365 + 1


@pytest.fixture(scope="module")
def demo() -> Demo:
    return read_demo()


def texts(demo: Demo) -> Iterator[tuple[str, str]]:
    for item in written(demo):
        yield item.slug, item.body
        yield from ((item.slug, comment.text) for comment in every_comment(item.comments))
    for page in demo.pages:
        yield page.slug, page.body
    for region in demo.regions:
        yield region.slug, region.body


def test_there_are_six_regions_and_eight_themes(demo: Demo) -> None:
    assert len(demo.regions) == 6
    assert len(demo.themes) == 8
    assert all(len(region.body.split()) >= 150 and region.facts for region in demo.regions)


def test_the_news_covers_three_years_in_every_kind_and_state(demo: Demo) -> None:
    days = [post.posted.days for post in demo.posts if post.state in ("published", "archived")]
    assert len(days) >= 18
    assert max(days) - min(days) >= THREE_YEARS
    assert max(post.posted.days for post in demo.posts if post.state == "published") >= THREE_YEARS
    assert all(any(low <= day < low + 130 for day in days) for low in range(0, 1040, 130)), "a long silence"
    assert {post.kind for post in demo.posts} == {"news", "interview", "publication", "report"}
    assert {post.state for post in demo.posts} == {"published", "draft", "scheduled", "archived"}
    audiences = Counter(post.audience for post in demo.posts)
    assert audiences["public"] and audiences["members"] >= 3 and audiences["group"] >= 2


def test_every_region_and_theme_has_news(demo: Demo) -> None:
    assert {post.region for post in demo.posts} >= {region.slug for region in demo.regions}
    assert {slug for post in demo.posts for slug in post.themes} == {theme.slug for theme in demo.themes}


def test_articles_are_long_enough(demo: Demo) -> None:
    assert statistics.median(len(post.body.split()) for post in demo.posts) >= 250
    assert min(len(post.body.split()) for post in demo.posts if post.state == "published") >= 200


def test_no_sentence_is_said_twice(demo: Demo) -> None:
    said: Counter[str] = Counter()
    for _, body in texts(demo):
        sentences = re.split(r"(?<=[.?!])\s+", re.sub(r"[*#>|]", " ", body))
        said.update({one.strip().lower() for one in sentences if len(one.split()) >= SHORTEST_SENTENCE})
    assert [sentence for sentence, count in said.items() if count > 1] == []


def test_no_two_articles_begin_or_are_titled_alike(demo: Demo) -> None:
    assert len({post.title for post in demo.posts}) == len(demo.posts)
    openings = Counter(" ".join(post.body.split()[:2]).lower() for post in demo.posts)
    assert [words for words, count in openings.items() if count > 1] == []


def test_there_is_a_group_of_each_access_and_conversations_live(demo: Demo) -> None:
    groups = {group.access: group for group in demo.groups}
    assert set(groups) == {"open", "closed", "hidden"}
    for group in demo.groups:
        talks = [talk for talk in demo.discussions if talk.group == group.slug]
        if group.archived:
            assert talks, group.slug
            continue
        assert len(talks) >= (2 if group.access == "hidden" else 3), group.slug
        authors = {comment.by for talk in talks for comment in every_comment(talk.comments)}
        assert len(authors) >= 3, group.slug
        assert any(comment.reply for talk in talks for comment in talk.comments), group.slug


def test_the_demo_people_stand_where_the_interface_promises(demo: Demo) -> None:
    members = {group.slug: {member.person: member.role for member in group.members} for group in demo.groups}
    hidden = next(group.slug for group in demo.groups if group.access == "hidden")
    assert "lid" in members["zeeland"]
    assert "lid" in members["regio-zwolle"]
    assert members["zeeland"]["trekker"] == "coordinator"
    assert "trekker" in members[hidden]
    assert not {"lid", "buitenstaander"} & members[hidden].keys()
    assert not any("buitenstaander" in group for group in members.values())
    assert next(person for person in demo.people if person.key == "geschorst").suspended
    assert "nieuw" not in {person.key for person in demo.people}
    assert "aanvrager" in {application.person for application in demo.applications}


def test_nobody_writes_before_coming_in(demo: Demo) -> None:
    came = {person.key: person.days_ago for person in demo.people}
    for item in written(demo):
        if item.slug in {post.slug for post in demo.posts if post.state == "scheduled"}:
            continue
        assert item.posted.days <= came[item.by], (item.slug, item.by)
        for comment in every_comment(item.comments):
            day = item.posted.days - comment.after.days
            for key in (comment.by, *comment.agree, *comment.useful, *comment.question):
                assert day <= came[key], (item.slug, key)


def test_nobody_values_their_own_comment(demo: Demo) -> None:
    for item in written(demo):
        for comment in every_comment(item.comments):
            assert comment.by not in (*comment.agree, *comment.useful, *comment.question), item.slug


def test_who_reacts_in_a_group_can_read_it(demo: Demo) -> None:
    members = {group.slug: {member.person for member in group.members} for group in demo.groups}
    for item in written(demo):
        if item.audience == "group":
            for comment in every_comment(item.comments):
                assert {comment.by, *comment.agree, *comment.useful, *comment.question} <= members[item.group], (
                    item.slug
                )


def test_no_invented_person_bears_the_name_of_an_official(demo: Demo) -> None:
    names = [*(account.name for account in demo.accounts), *(one.name for one in demo.applications)]
    for name in names:
        assert not any(re.search(rf"\b{official}\b", name, re.IGNORECASE) for official in OFFICIALS), name


def test_no_official_is_quoted(demo: Demo) -> None:
    speech = "zegt|vertelt|vindt|lacht|zei|aldus"
    for where, body in texts(demo):
        for official in OFFICIALS:
            said = rf"(?:{speech}) (?:\w+ ){{0,3}}{official}\b|\b{official}\W+(?:{speech})\b"
            assert not re.search(said, body), (where, official)


def test_what_was_not_public_has_an_address_that_nobody_guesses(demo: Demo) -> None:
    hidden = {group.slug for group in demo.groups if group.access == "hidden"}
    private = {item.slug for item in written(demo) if item.audience != "public"} | hidden
    assert {slug for slug in private if not re.search(r"-[a-z0-9]{5}$", slug)} == set()


def test_every_picture_is_used_and_fits(demo: Demo) -> None:
    used = {post.picture.file for post in demo.posts if post.picture}
    files = sorted(PICTURES.glob("*.webp"))
    assert len(files) >= 14
    assert used == {file.name for file in files}
    for file in files:
        assert file.stat().st_size <= 120 * 1024, file.name
        with Image.open(file) as picture:
            assert picture.size == (1600, 900), file.name


def test_every_picture_says_what_it_is_and_who_made_it(demo: Demo) -> None:
    credits = {post.picture.file: post.picture.credit for post in demo.posts if post.picture}
    makers = {f"redactie {demo.site.name}", *(account.name for account in demo.accounts)}
    for file, credit in credits.items():
        maker, _, kind = credit.partition(" (")
        assert kind in ("tekening)", "kaart)") and maker in makers, file
        assert {post.picture.credit for post in demo.posts if post.picture and post.picture.file == file} == {credit}
    assert len(set(credits.values())) >= 6


def test_pages_of_the_site_say_je(demo: Demo) -> None:
    for page in demo.pages:
        assert not re.search(r"\b(?:u|uw)\b", page.body), page.slug


def test_what_coordinators_do_to_run_a_group_is_shown_in_at_least_two_groups(demo: Demo) -> None:
    shown = {
        "archived": [group for group in demo.groups if group.archived],
        "a member only reads": [group for group in demo.groups if any(member.muted for member in group.members)],
        "invited by e-mail": [group for group in demo.groups if group.mail_invitations],
        "message to all": [group for group in demo.groups if group.messages],
        "welcome": [group for group in demo.groups if group.welcome],
        "deputy": [group for group in demo.groups if any(member.deputy for member in group.members)],
        "picture": [group for group in demo.groups if group.picture],
        "request": [group for group in demo.groups if group.requests],
    }
    assert {what: len(groups) for what, groups in shown.items() if len(groups) < 2} == {}
