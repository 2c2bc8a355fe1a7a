"""What may be kept of what people write, and that nothing that harms a reader is."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.richtext import LONGEST, Profile, TooLong, attachment_ids, clean, compare, from_markdown, from_plain

ATTACKS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src='/bijlagen/1/a.png' onload=alert(1) style='x:expression(1)'>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href=' &#1; java&#10;script:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#x6A;avascript:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<a href='//elders.example/x'>x</a>",
    "<a href='/\\elders.example/x'>x</a>",
    "<a href='\\\\elders.example'>x</a>",
    "<a href='https://a.nl' onclick='alert(1)' target='_blank' style='position:fixed' id='x' class='y'>x</a>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='&lt;script&gt;alert(1)&lt;/script&gt;'></iframe>",
    "<object data='javascript:alert(1)'><embed src='javascript:alert(1)'>",
    "<form action='https://kwaad.example'><input name=wachtwoord><button formaction='javascript:alert(1)'>ok",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href='https://kwaad.example/'>",
    "<link rel=stylesheet href='https://kwaad.example/x.css'>",
    "<style>@import 'https://kwaad.example/x.css';</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea></p><script>alert(1)</script></textarea>",
    "<title><a title='</title><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<body onload=alert(1)><p>x",
    "<table background='javascript:alert(1)'><td background='javascript:alert(1)'>x",
    "<td colspan='2\" onclick=\"alert(1)'>x</td>",
    "<img alt='<script>alert(1)</script>' src='/bijlagen/1/a.png'>",
    "<img alt='&quot; onerror=&quot;alert(1)' src='/bijlagen/1/a.png'>",
    "<img src='/bijlagen/../beheer'>",
    "<img src='https://elders.example/volg.gif'>",
    "<p>\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<<script>alert(1)//<</script>",
    "<a href='https://a.nl/?x=\"><script>alert(1)</script>'>x</a>",
    'https://a.nl/"onmouseover="alert(1)',
    "www.a.nl/'><script>alert(1)</script>",
    "http://javascript:alert(1)@a.nl",
]
TAGS = {
    Profile.ARTICLE: {
        *("p", "h2", "h3", "ul", "ol", "li", "a", "blockquote", "strong", "em", "code", "br", "hr"),
        *("table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "img"),
    },
    Profile.COMMENT: {"p", "ul", "ol", "li", "a", "br", "blockquote"},
}


class Reader(HTMLParser):
    """Collects every tag and attribute that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


def assert_harmless(html: str, profile: Profile = Profile.ARTICLE) -> None:
    for tag, attributes in Reader(html).tags:
        assert tag in TAGS[profile], html
        assert set(attributes) <= {
            "a": {"href", "rel"},
            "img": {"src", "alt"},
            "td": {"colspan", "rowspan"},
            "th": {"scope", "colspan", "rowspan"},
        }.get(tag, set()), html
        if "href" in attributes:
            assert re.match(r"(https?:|mailto:|tel:|#|/(?![/\\]))", attributes["href"], re.I), html
            assert "noopener" in attributes["rel"], html
        if tag == "img":
            assert re.match(r"/bijlagen/\d+", attributes["src"]), html
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", html)


FRAGMENTS = st.sampled_from(
    [
        *ATTACKS,
        "<p>",
        "</p>",
        "<ul>",
        "<li>",
        "</ul>",
        "<ol>",
        "<table>",
        "<tr>",
        "<td colspan=2>",
        "<th scope=col>",
        "<a href=",
        "'https://a.nl/x'",
        "<a href='/nieuws'>",
        "</a>",
        "<b>",
        "</b>",
        "<i>",
        "<em>",
        "<strong>",
        "</strong>",
        "<code>",
        "</code>",
        "<h1>",
        "<h2>",
        "</h2>",
        "<blockquote>",
        "</blockquote>",
        "<br>",
        "<hr>",
        "<figure>",
        "<figcaption>",
        "www.zeeland.nl",
        "zwolle.nl/a?b=1&c=2",
        "https://",
        "a@b.nl",
        "&lt;",
        "&amp;",
        "&",
        "&#0;",
        "&#xD800;",
        "&nbsp;",
        "<",
        ">",
        '"',
        "'",
        "woord",
        " ",
        "\n",
        "\x00",
        "\ud800",
        "(",
        ")",
        ".",
        "<p",
        "<!--",
        "-->",
        "</",
        "<svg>",
        "<math>",
        "<select>",
        "<option>",
        "</table>",
        "<pre>",
        "<div>",
        "<span>",
        "<b",
        "/>",
    ]
)
HOSTILE = st.lists(st.one_of(FRAGMENTS, st.text(max_size=6)), max_size=25).map("".join)


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_of_the_collection_gets_through(attack: str, profile: Profile) -> None:
    for dressed in (attack, f"<p>{attack}</p>", f"<table><tr><td>{attack}", f"{attack}{attack}"):
        assert_harmless(clean(dressed, profile), profile)
    assert_harmless(from_plain(attack), Profile.COMMENT)
    assert_harmless(from_markdown(attack))


@settings(max_examples=400, deadline=None)
@given(HOSTILE, st.sampled_from(Profile))
def test_whatever_is_written_becomes_harmless_and_stays_as_it_is_when_cleaned_again(
    html: str, profile: Profile
) -> None:
    once = clean(html, profile)
    assert_harmless(once, profile)
    assert clean(once, profile) == once


@settings(max_examples=150, deadline=None)
@given(HOSTILE)
def test_markdown_and_plain_text_become_harmless(words: str) -> None:
    assert_harmless(from_markdown(words))
    assert_harmless(from_plain(words), Profile.COMMENT)


@settings(max_examples=100, deadline=None)
@given(HOSTILE, HOSTILE)
def test_a_comparison_holds_only_its_own_tags_and_safe_links(old: str, new: str) -> None:
    for tag, attributes in Reader(compare(clean(old), clean(new))).tags:
        assert tag in {
            "p",
            "h2",
            "h3",
            "ul",
            "ol",
            "li",
            "blockquote",
            "ins",
            "del",
            "span",
            "a",
            "strong",
            "em",
            "code",
            "br",
        }
        assert set(attributes) <= {"a": {"href", "rel"}, "span": {"class"}}.get(tag, set())
        assert re.match(r"(https?:|mailto:|tel:|#|/(?![/\\])|$)", attributes.get("href", ""), re.I)


def test_the_words_of_scripts_and_styles_are_gone_too() -> None:
    assert clean("<p>voor<script>alert('x')</script><style>p{}</style>na</p>") == "<p>voorna</p>"


def test_markup_that_is_allowed_stays() -> None:
    html = (
        "<h2>Kop</h2><p><strong>vet</strong> <em>schuin</em> <code>x</code><br>nieuw</p>"
        "<blockquote><p>citaat</p></blockquote>"
        '<table><thead><tr><th scope="col" colspan="2">a</th></tr></thead>'
        "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
        '<figure><img src="/bijlagen/12/foto.webp" alt="Een dijk"><figcaption>Bij Yerseke</figcaption></figure><hr>'
    )
    assert clean(html) == html
    assert attachment_ids(html) == {12}


def test_old_names_of_markup_get_the_new_ones() -> None:
    assert (
        clean("<h1>a</h1><h4>b</h4><p><b>c</b><i>d</i></p>")
        == "<h2>a</h2><h3>b</h3><p><strong>c</strong><em>d</em></p>"
    )


def test_a_picture_from_elsewhere_goes_and_the_words_around_it_stay() -> None:
    assert clean("<p>a<img src='https://elders.nl/x.png' alt='x'>b</p>") == "<p>ab</p>"


def test_a_comment_keeps_paragraphs_links_and_lists_only() -> None:
    html = "<h2>a</h2><p><strong>b</strong></p><ul><li>c</li></ul><table><tr><td>d</table><img src='/bijlagen/1/x'>"
    assert {tag for tag, _ in Reader(clean(html, Profile.COMMENT)).tags} == {"p", "ul", "li"}


@pytest.mark.parametrize(
    ("words", "address", "shown"),
    [
        ("kijk op www.zeeland.nl.", "https://www.zeeland.nl", "www.zeeland.nl"),
        ("(zie https://a.nl/b_(c))", "https://a.nl/b_(c)", "https://a.nl/b_(c)"),
        ("http://oud.example/x, en", "http://oud.example/x", "http://oud.example/x"),
        ("https://a.nl/?a=1&amp;b=2", "https://a.nl/?a=1&b=2", "https://a.nl/?a=1&amp;b=2"),
        ("zwolle.nl/nieuws!", "https://zwolle.nl/nieuws", "zwolle.nl/nieuws"),
    ],
)
def test_addresses_in_the_text_become_links_and_bare_domains_go_by_https(words: str, address: str, shown: str) -> None:
    html = clean(f"<p>{words}</p>")
    assert [attributes["href"] for tag, attributes in Reader(html).tags if tag == "a"] == [address]
    assert f">{shown}</a>" in html


@pytest.mark.parametrize(
    "words", ["notulen.md", "jan@zeeland.nl", "art. 3.nl-norm", "v1.2.3", "https://", "<code>www.a.nl</code>"]
)
def test_what_only_looks_like_an_address_stays_words(words: str) -> None:
    assert "<a" not in clean(f"<p>{words}</p>")


def test_null_bytes_and_broken_unicode_leave_readable_text() -> None:
    assert clean("<p>a\x00b\ud800c\x1bd</p>") == "<p>ab\ufffdcd</p>"


@pytest.mark.parametrize(
    "piece",
    [
        "woord <b>x</b> ",
        "&",
        "<",
        "<b>",
        "(",
        "<p>",
        "<ul><li>",
        "<!--",
        "a-",
        "https://",
        "<a href=x>",
        "[",
        "> ",
        "<script>",
    ],
)
def test_the_longest_text_takes_bounded_time_or_is_refused(piece: str) -> None:
    words = piece * (LONGEST // len(piece))
    started = time.process_time()
    for make in (clean, from_plain, from_markdown):
        with suppress(TooLong):
            assert_harmless(make(words), Profile.COMMENT if make is from_plain else Profile.ARTICLE)
    assert time.process_time() - started < 40


def test_a_megabyte_is_refused_before_any_work() -> None:
    for make in (clean, from_plain, from_markdown):
        with pytest.raises(TooLong):
            make("a" * 1_000_000)


def test_threads_do_not_disturb_each_other() -> None:
    texts = [f"<p>{number} <em>{'x' * number}</em> www.a{number}.nl</p>" for number in range(60)]
    alone = [clean(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(clean, texts * 4)) == alone * 4
