"""Text in its other shapes: plain, Markdown, and two versions compared."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.richtext import (
    clean,
    compare,
    from_markdown,
    from_plain,
    lost_in_markdown,
    own_words,
    text,
    to_markdown,
    to_plain,
)

WORDS = st.text(alphabet="abc é1.-*_#>|[]()`\\&<~+=!:/\n", max_size=60)


def visible(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_the_own_words_of_a_comment_leave_out_what_it_quotes() -> None:
    assert own_words(from_plain("> An schreef:\n> Hoeveel meter?\n\nDrie meter.\n\n- of vier")) == "Drie meter. of vier"
    assert own_words(from_plain("> Alleen dit")) == "Alleen dit"


def test_plain_text_becomes_paragraphs_lists_and_links() -> None:
    html = from_plain("Dag allen,\nkort:\n\n- een\n- twee <b>\n1. drie\n\nzie www.zeeland.nl")
    assert html == (
        "<p>Dag allen,<br>kort:</p><ul><li>een</li><li>twee &lt;b&gt;</li></ul><ol><li>drie</li></ol>"
        '<p>zie <a href="https://www.zeeland.nl" rel="nofollow ugc noopener noreferrer">www.zeeland.nl</a></p>'
    )


@settings(max_examples=300, deadline=None)
@given(WORDS)
def test_a_comment_that_is_opened_and_saved_unchanged_stays_the_same(words: str) -> None:
    html = from_plain(words)
    assert from_plain(to_plain(html)) == html


def test_an_empty_comment_is_empty() -> None:
    assert from_plain(" \n\t\n ") == ""
    assert text(from_plain("")) == ""


def test_the_words_of_an_article_come_a_line_per_paragraph() -> None:
    html = clean(
        "<h2>Kop &amp; staart</h2><p>Een <strong>vet</strong>\n woord.</p><ul><li><p>a</p></li><li>b</li></ul>"
    )
    assert text(html) == "Kop & staart\nEen vet woord.\na\nb"


def test_cells_of_a_table_stay_apart_in_the_words() -> None:
    assert text("<table>\n<tr>\n<td>14.00</td>\n<td>Welkom</td>\n</tr>\n</table>") == "14.00 | Welkom"


ARTICLES = [
    "<h2>Kop</h2>\n<p>Een <em>schuin</em> en <strong>vet</strong> woord, <code>a`b</code>.</p>",
    "<ul>\n<li>een</li>\n<li>twee\n<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n</li>\n</ul>",
    "<blockquote>\n<p>Eerst.</p>\n<p>Dan.</p>\n</blockquote>\n<hr>\n<p>Slot</p>",
    '<p><a href="https://a.nl/?x=1&amp;y=(2)" rel="noopener noreferrer">een * ster_</a> &lt;b&gt; 1. &amp;amp;</p>',
    "<table>\n<thead>\n<tr>\n<th>a|b</th>\n<th>c</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n"
    "</tbody>\n</table>",
    '<p><img src="/bijlagen/12/dijk.webp" alt="Een [dijk] *bij* Yerseke"></p>',
    "<p># geen kop</p>\n<p>1. geen lijst</p>\n<p>- ook niet<br>\n&gt; en dit niet<br>\n===</p>",
]


@pytest.mark.parametrize("html", ARTICLES)
def test_an_article_opened_as_markdown_and_saved_unchanged_stays_the_same(html: str) -> None:
    cleaned = clean(html)
    assert from_markdown(to_markdown(cleaned)) in (cleaned, cleaned + "\n")
    assert lost_in_markdown(cleaned) == []


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=4))
def test_no_word_is_lost_on_the_way_through_markdown(paragraphs: list[str]) -> None:
    html = clean("".join(f"<p>{words.replace('&', '&amp;').replace('<', '&lt;')}</p>" for words in paragraphs))
    assert visible(from_markdown(to_markdown(html))).replace(" ", "") == visible(html).replace(" ", "")


@pytest.mark.parametrize(
    ("html", "about"),
    [
        ('<table><thead><tr><th colspan="2">a</th></tr></thead></table>', "cellen"),
        ("<table><tr><td>a</td></tr></table>", "kop"),
        ("<table><thead><tr><th><ul><li>a</li></ul></th></tr></thead></table>", "regel"),
        ("<figure><img src='/bijlagen/1/a' alt='x'><figcaption>b</figcaption></figure>", "bijschrift"),
    ],
)
def test_the_author_is_told_what_markdown_would_lose(html: str, about: str) -> None:
    sentences = lost_in_markdown(clean(html))
    assert len(sentences) == 1
    assert about in sentences[0]


def test_markdown_cannot_bring_in_raw_markup() -> None:
    assert "<b>" not in from_markdown("<b onclick=alert(1)>x</b>\n\n<div>y</div>")
    assert "&lt;b" in from_markdown("<b onclick=alert(1)>x</b>")


def shown(html: str, tag: str) -> list[str]:
    found = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
    return [visible(re.sub(r'<span class="visually-hidden">.*?</span>', "", part)) for part in found]


def test_a_comparison_marks_words_within_paragraphs() -> None:
    html = compare(
        "<h2>Kop</h2><p>Wij gaan morgen naar Zwolle.</p><p>Blijft.</p>",
        "<h2>Kop</h2><p>Wij gaan vandaag naar Zwolle.</p><p>Blijft.</p>",
    )
    assert (shown(html, "del"), shown(html, "ins")) == (["morgen"], ["vandaag"])
    assert html.startswith("<h2>Kop</h2>")
    assert html.endswith("<p>Blijft.</p>")


def test_a_comparison_can_be_heard() -> None:
    html = compare("<p>een</p>", "<p>een twee</p>")
    assert visible(html) == "een toegevoegd: twee einde toevoeging"
    assert "verwijderd: twee einde verwijdering" in visible(compare("<p>een twee</p>", "<p>een</p>"))


def test_new_and_gone_paragraphs_are_marked_as_a_whole() -> None:
    html = compare("<p>Weg hiermee.</p><p>Blijft gelijk.</p>", "<p>Blijft gelijk.</p><p>Helemaal nieuw.</p>")
    assert (shown(html, "del"), shown(html, "ins")) == (["Weg hiermee."], ["Helemaal nieuw."])


def test_a_link_that_leads_elsewhere_counts_as_changed() -> None:
    html = compare("<p>zie <a href='/a'>hier</a></p>", "<p>zie <a href='/b'>hier</a></p>")
    assert (shown(html, "del"), shown(html, "ins")) == (["hier"], ["hier"])


def test_equal_versions_show_no_change_and_comparing_escapes_what_it_shows() -> None:
    html = clean("<p>a &lt;script&gt; b</p><ul><li>c</li></ul>")
    assert compare(html, html) == "<p>a &lt;script&gt; b</p><ul><li>c</li></ul>"
    assert compare("", "") == ""


def test_comparing_two_long_strangers_is_bounded_and_still_shows_both() -> None:
    old = "<p>" + " ".join(f"oud{number}" for number in range(20_000)) + "</p>"
    new = "<p>" + " ".join(f"nieuw{number}" for number in range(20_000)) + "</p>"
    html = compare(old * 3, new * 3)
    assert "oud19999" in html
    assert "nieuw19999" in html
