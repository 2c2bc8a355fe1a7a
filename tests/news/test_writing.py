"""What editors do while a post is not published yet, or is changed: no text is lost, and nothing unsafe gets in."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member, MemberState, Role
from community.audit.models import AuditEntry
from community.content.models import AttachmentUse, Audience, OldAddress, Revision, State
from community.core.db import db
from community.news.models import NewsPost
from tests.builders.fixtures import submit, token_of
from tests.builders.world import World
from tests.news.forms import WRITTEN, change, press, write

SignIn = Callable[[Member], FlaskClient]


def body_of(world: World, post: NewsPost) -> str:
    """Give what the newest revision of a post says."""
    return max(world.all(Revision, Revision.item_id == post.id), key=lambda each: each.number).body


class Tags(HTMLParser):
    """Collects the tags and attributes of a text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(attrs)


def test_a_new_post_is_a_draft_that_only_the_editors_see(world: World, visitor: FlaskClient, sign_in: SignIn) -> None:
    organisation = world.organisation("Gemeente Proef")
    editor = world.member("Eva", role=Role.EDITOR, function="redacteur", organisation_id=organisation.id)
    client = sign_in(editor)
    answer = write(client)
    assert answer.status_code == 303
    post = world.one(NewsPost)
    assert (post.state, post.slug, post.comments_open) == (State.DRAFT, "een-brug-over-de-linge", True)
    assert (post.author_function, post.author_organisation) == ("redacteur", "Gemeente Proef")
    assert visitor.get(post.address).status_code == 404
    assert post.title in client.get("/nieuws/concepten").text
    assert world.count(AuditEntry, AuditEntry.event == "ItemCreated") == 1
    assert world.one(Revision).number == 1


def test_a_form_that_is_sent_twice_begins_one_post(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.editor())
    first, second = write(client), write(client)
    assert first.location == second.location
    assert world.count(NewsPost) == world.count(Revision) == 1
    # Somebody else may well begin with the same words.
    write(sign_in(world.editor("Ander")))
    assert world.count(NewsPost) == 2


def test_a_member_cannot_write_news(world: World, visitor: FlaskClient, sign_in: SignIn) -> None:
    client = sign_in(world.member())
    assert client.get("/nieuws/nieuw").status_code == 403
    assert client.get("/nieuws/concepten").status_code == 403
    assert "Dit is alleen voor de redactie." in client.get("/nieuws/nieuw").text
    assert visitor.get("/nieuws/nieuw").status_code == 303
    assert visitor.get("/nieuws/concepten").status_code == 303


def test_a_member_may_read_a_post_but_not_change_it(world: World, sign_in: SignIn) -> None:
    post, client = world.post(), sign_in(world.member())
    assert client.get(post.edit_address).status_code == 403
    assert press(client, post, "archiveer").status_code == 403
    assert press(client, post, "verwijder").status_code == 403
    assert world.one(NewsPost).state == State.PUBLISHED


def test_a_hidden_post_cannot_be_told_from_an_absent_one_by_its_buttons(world: World, sign_in: SignIn) -> None:
    draft, client = world.post(state=State.DRAFT), sign_in(world.member())
    for word in ("wijzig", "voorbeeld"):
        assert client.get(f"{draft.address}/{word}").status_code == 404
    for word in ("publiceer", "verwijder", "terugzetten"):
        assert press(client, draft, word).status_code == 404


def test_a_post_without_title_is_not_saved_and_its_text_is_kept(world: World, sign_in: SignIn) -> None:
    answer = write(sign_in(world.editor()), title=" \0 ", body="Een hele lap tekst")
    assert answer.status_code == 422
    assert "Geef het bericht een titel." in answer.text and "Een hele lap tekst" in answer.text
    assert world.count(NewsPost) == 0


@pytest.mark.parametrize(
    "more",
    [
        {"genre": "roddel"},
        {"audience": "group"},
        {"audience": ""},
        {"region_id": "999"},
        {"theme_ids": ["1", "x"]},
        {"format": "exe"},
        {"title": "x" * 201},
        {"lead": "x" * 1001},
        {"body": "x" * 300_001},
        {"revision_number": "-1"},
        {"revision_number": "9" * 30},
    ],
)
def test_what_the_form_does_not_offer_is_refused(world: World, sign_in: SignIn, more: dict[str, str]) -> None:
    answer = write(sign_in(world.editor()), **more)
    assert answer.status_code == 422
    assert world.count(NewsPost) == 0


def test_markdown_becomes_clean_html_and_comes_back_as_markdown(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.editor())
    write(client, body="## Kop\n\nMet **nadruk** en <script>alert(1)</script> [een link](https://voorbeeld.example).")
    post = world.one(NewsPost)
    html = body_of(world, post)
    assert "<h2>Kop</h2>" in html and "<strong>nadruk</strong>" in html and "<script" not in html
    page = client.get(post.edit_address).text
    assert "## Kop" in page and "**nadruk**" in page


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">klik</a>',
        '<iframe src="https://elders.example"></iframe>',
        "<svg><script>alert(1)</script></svg>",
        '<p style="position:fixed" onclick="alert(1)">x</p>',
        '<img src="https://elders.example/spion.gif" alt="">',
        '<form action="/uitloggen"><button>x</button></form>',
    ],
)
@pytest.mark.parametrize("written_as", ["html", "markdown"])
def test_nothing_unsafe_gets_in(
    world: World, visitor: FlaskClient, sign_in: SignIn, attack: str, written_as: str
) -> None:
    client = sign_in(world.editor())
    write(client, title="Titel <b>vet</b>", lead="<i>lead</i>", body=f"<p>Goed</p>{attack}", format=written_as)
    found = Tags(body_of(world, world.one(NewsPost)))
    assert found.tags <= {"p", "a", "br"}
    assert all(name in ("href", "rel") and "javascript:" not in (value or "") for name, value in found.attributes)
    press(client, world.one(NewsPost), "publiceer")
    page = visitor.get(world.one(NewsPost).address).text
    assert "Titel &lt;b&gt;vet&lt;/b&gt;" in page and "&lt;i&gt;lead" in page


def test_who_has_no_javascript_is_warned_of_what_markdown_would_lose(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.editor())
    table = '<table><tbody><tr><th colspan="2">Kop</th></tr><tr><td>a</td><td>b</td></tr></tbody></table>'
    write(client, body=table, format="html")
    page = client.get(world.one(NewsPost).edit_address).text
    assert "Dit gaat verloren als je hier opslaat" in page
    write(client, title="Zonder", body="<p>Gewoon</p>", format="html")
    page = client.get(world.one(NewsPost, NewsPost.title == "Zonder").edit_address).text
    assert "Dit gaat verloren" not in page


def test_each_change_of_the_text_is_a_revision_and_no_change_is_none(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.editor())
    write(client)
    post = world.one(NewsPost)
    assert change(client, post.address, body="Twee alinea’s.", note="Aangevuld").status_code == 303
    assert change(client, post.address, body="Twee alinea’s.").status_code == 303
    assert change(client, post.address, body="Twee alinea’s.", audience="members").status_code == 303
    revisions = world.all(Revision)
    assert [(each.number, each.note) for each in revisions] == [(1, ""), (2, "Aangevuld")]
    assert world.one(NewsPost).audience == Audience.MEMBERS
    assert world.one(NewsPost).revision_number == 2


def test_what_was_written_before_there_were_revisions_is_kept_too(world: World, sign_in: SignIn) -> None:
    post, client = world.post("Oud", body="<p>Oude tekst</p>"), sign_in(world.editor())
    change(client, post.address, title="Oud", body="Nieuwe tekst")
    assert [each.body.strip() for each in world.all(Revision)] == ["<p>Oude tekst</p>", "<p>Nieuwe tekst</p>"]


def test_who_saves_over_somebody_elses_text_is_told_and_both_texts_are_on_the_page(
    world: World, sign_in: SignIn
) -> None:
    first, second = sign_in(world.editor("Een")), sign_in(world.editor("Twee"))
    write(first, body="Het begin.")
    post = world.one(NewsPost)
    assert change(first, post.address, body="De tekst van de één.").status_code == 303
    answer = change(second, post.address, body="De tekst van de ander.", revision_number="1")
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert "Iemand anders heeft dit gewijzigd" in page
    assert "De tekst van de één." in page and "De tekst van de ander." in page
    assert world.one(NewsPost).revision_number == 2
    # The form on that page is of the newest revision, so that who has read both can save.
    assert re.search(r'name="revision_number"\s+value="2"', answer.text)
    assert change(second, post.address, body="Van beiden.", revision_number="2").status_code == 303
    assert [each.number for each in world.all(Revision)] == [1, 2, 3]


def test_a_draft_gets_the_address_of_its_new_title_without_a_trace_of_the_old(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.editor())
    write(client)
    change(client, world.one(NewsPost).address, title="Toch een tunnel")
    assert world.one(NewsPost).slug == "toch-een-tunnel"
    assert world.count(OldAddress) == 0


def test_a_published_post_that_is_renamed_redirects_from_each_of_its_old_addresses(
    world: World, visitor: FlaskClient, sign_in: SignIn
) -> None:
    client = sign_in(world.editor())
    write(client)
    press(client, world.one(NewsPost), "publiceer")
    for title in ("Toch een tunnel", "Of een veerpont", "Toch een tunnel"):
        assert change(client, world.one(NewsPost).address, title=title).status_code == 303
    assert world.one(NewsPost).slug == "toch-een-tunnel"
    for old in ("een-brug-over-de-linge", "of-een-veerpont"):
        assert visitor.get(f"/nieuws/{old}").location == "/nieuws/toch-een-tunnel"
    assert visitor.get("/nieuws/toch-een-tunnel").status_code == 200


def test_no_post_takes_an_address_that_leads_to_another(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.editor())
    post = world.post("Iets", slug="iets-nieuws")
    world.keep(OldAddress(kind="news", slug="een-brug-over-de-linge", item_id=post.id))
    write(client)
    write(client, title="Iets nieuws")
    write(client, title="Nieuw")
    slugs = {each.slug for each in world.all(NewsPost)}
    assert len(slugs) == 4 and not slugs & {"een-brug-over-de-linge", "nieuw"}


def test_what_is_for_members_gets_an_address_that_cannot_be_guessed(world: World, sign_in: SignIn) -> None:
    write(sign_in(world.editor()), audience="members")
    assert world.one(NewsPost).slug.startswith("een-brug-over-de-linge-")


def test_the_preview_shows_the_form_as_a_page_and_keeps_nothing(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.editor())
    write(client)
    post = world.one(NewsPost)
    sent = WRITTEN | {"title": "Zo wordt het", "body": "Met *nadruk*", "revision_number": "1"}
    answer = submit(client, f"{post.address}/voorbeeld", sent, form_at=post.edit_address)
    assert answer.status_code == 200
    assert "<h1>Zo wordt het</h1>" in answer.text and "<em>nadruk</em>" in answer.text
    assert 'id="reageer"' not in answer.text
    assert world.one(NewsPost).title == "Een brug over de Linge"
    saved = client.get(f"{post.address}/voorbeeld")
    assert "<h1>Een brug over de Linge</h1>" in saved.text


def test_an_editor_suspended_while_writing_saves_nothing(world: World, sign_in: SignIn) -> None:
    editor = world.editor()
    client = sign_in(editor)
    write(client)
    post = world.one(NewsPost)
    form = client.get(post.edit_address)
    assert form.status_code == 200
    with world.context():
        db.session.get_one(Member, editor.id).state = MemberState.SUSPENDED
    answer = client.post(post.edit_address, data={"csrf_token": token_of(form), "title": "Wraak", "body": "x"})
    assert answer.status_code in (401, 403)
    assert world.one(NewsPost).title == "Een brug over de Linge"


def test_publishing_refuses_a_picture_that_readers_may_not_see(world: World, sign_in: SignIn) -> None:
    client, author = sign_in(world.editor()), world.editor("Ander")
    hidden, public = world.post("Voor leden", author=author, audience=Audience.MEMBERS), world.post(author=author)
    picture = {"use": AttachmentUse.PICTURE, "alt": "Een dijk", "media_type": "image/jpeg", "file_name": "dijk.jpg"}
    of_members, of_public = world.attachment(hidden, **picture), world.attachment(public, **picture)
    write(client, body=f'<p>x</p><img src="/bijlagen/{of_members.id}/dijk.jpg" alt="dijk">', format="html")
    post = world.one(NewsPost, NewsPost.title == "Een brug over de Linge")
    answer = press(client, post, "publiceer")
    assert answer.status_code == 422 and "In de tekst staat een foto die lezers niet mogen zien" in answer.text
    assert world.one(NewsPost, NewsPost.id == post.id).state == State.DRAFT
    seen_by_all = f'<p>x</p><img src="/bijlagen/{of_public.id}/dijk.jpg" alt="dijk">'
    change(client, post.address, body=seen_by_all, format="html")
    assert press(client, post, "publiceer").status_code == 303
    # Once it is on view, no picture that readers may not see gets in either.
    answer = change(
        client, post.address, body=f'<img src="/bijlagen/{of_members.id}/dijk.jpg" alt="dijk">', format="html"
    )
    assert answer.status_code == 422 and "In de tekst staat een foto" in answer.text
    answer = change(client, post.address, body='<img src="/bijlagen/424242/x.jpg" alt="weg">', format="html")
    assert answer.status_code == 422
