"""HTML, entities and tricks in, plain Unicode text out."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from watch.crawl.article import LONGEST_SUMMARY, LONGEST_TITLE, make_text
from watch.crawl.clean import clean_text, shorten


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("", ""),
        ("Plain text", "Plain text"),
        ("  many \n\t spaces\u00a0here\u202f! ", "many spaces here !"),
        # entities, once
        ("R&amp;D &eacute;t&eacute; &#8217; &#x20AC;", "R&D été ’ €"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("&lt;b&gt;bold&lt;/b&gt;", "<b>bold</b>"),
        ("AT&T & Co", "AT&T & Co"),
        ("&#150; &#x92;", "– ’"),
        ("&nonsense; &", "&nonsense; &"),
        # tags
        ("a<b>b</b>c", "abc"),
        ("<p>One</p><p>Two</p>", "One Two"),
        ("one<br>two<br/>three", "one two three"),
        ("<ul><li>a<li>b</ul>c", "a b c"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1 2"),
        ('<a href="x" title="a > b">link</a>', "link"),
        ("<!-- comment -->after", "after"),
        ("<![CDATA[inside]]>", "inside"),
        ("<unknown-tag>kept</unknown-tag>", "kept"),
        # no tags
        ("I <3 you", "I <3 you"),
        ("a < b > c", "a < b > c"),
        ("x <y and no end", "x <y and no end"),
        ("5<6", "5<6"),
        # what is not for readers
        ("a<script>alert('<b>')</script>b", "ab"),
        ("a<style>p { color: red }</style>b", "ab"),
        ("a<iframe><p>x</p></iframe>b", "ab"),
        ("<svg><script>alert(1)</script></svg>b", "b"),
        ("<textarea><script>x</script></textarea>b", "b"),
        ("a<script>never closed", "a"),
        ("<img src=x onerror=alert(1)>", ""),
        ("<scr<script>ipt>alert(1)</script>", "<scr"),
        # invisible and misleading characters
        ("zero\u200bwidth\u200d\ufeff", "zerowidth"),
        ("\u202eright to left\u202c \u2066x\u2069", "right to left x"),
        ("chewing\u00adgum", "chewinggum"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("nul\x00 bell\x07 c1\x81", "nul bell c1"),
        # Windows-1252 taken for Latin-1, UTF-8 taken for Windows-1252
        ("don\x92t \x93stop\x94 \x85", "don’t “stop” …"),
        ("Lâ€™Ã©tÃ© Ã\u00a0 5Â\u00a0â‚¬", "L’été à 5 €"),
        ("São Tomé, Ãvila, l’été", "São Tomé, Ãvila, l’été"),
        ("half \ud800 surrogate", "half surrogate"),
        # one form
        ("cafe\u0301", "café"),
        ("\u212b", "Å"),
    ],
)
def test_markup_becomes_text(markup: str, expected: str) -> None:
    """What a reader would see stays, on one line."""
    assert clean_text(markup) == expected


@given(
    st.one_of(
        st.text(),
        st.text(alphabet="<>/!-&;#ab \"'=[]pscriptCDATA\u200b\ud800", max_size=60),
    )
)
@example("<")
@example("<frameset>")
@example("</body>x")
@example("<plaintext>&amp;")
def test_any_text_becomes_clean(markup: str) -> None:
    """The result is NFC, on one line, can be stored, and nothing fails."""
    text = clean_text(markup)
    assert text == unicodedata.normalize("NFC", text)
    assert text == " ".join(text.split())
    text.encode()
    assert not {"Cc", "Cf", "Cs"} & {unicodedata.category(letter) for letter in text}


@given(st.text(alphabet="ab &<>;é", max_size=30))
def test_plain_text_survives_escaping(plain: str) -> None:
    """A text that was escaped as HTML comes back as it was."""
    escaped = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert clean_text(escaped) == " ".join(plain.split())


_PIECES = [
    "<p>", "</p>", "<br/>", "<BR />", "<b>", "</b>", "<i/>", "<div class=x>", "</li>",
    "<a href='/?a&b' title=\"x's\">", "</a>", "<a title='a > b'>", "<img src=x alt>",
    '<img alt="<b>">', "<span", "<pre>", "<p/>x>", "<script>", "<!-- p -->", "<bé>",
    "word", " ", "\n", "&eacute;", "&amp;lt;", "&#x92;", "&nbsp;", "&copy", "&", "<",
    ">", "é", "\x80", "\u200b", "\xa0", "5 < 6", '"', "'",
]  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=8))
@settings(max_examples=300)
def test_simple_markup_reads_as_a_parser_reads_it(pieces: list[str]) -> None:
    """Text whose tags are simple needs no parser, and comes out the same."""
    markup = "".join(pieces)
    # A tag that is not simple brings in the parser. It must not change the rest.
    assert clean_text(markup) == clean_text("<x></x>" + markup)


@given(st.text(alphabet="ab ", max_size=40), st.integers(1, 40))
def test_shortened_texts_fit(text: str, limit: int) -> None:
    """A text is cut to the limit, mostly at a word, and marked."""
    short = shorten(text, limit)
    assert len(short) <= max(limit, 1)
    assert short == text or short.endswith("…")


@pytest.mark.parametrize(
    ("title", "summary", "expected"),
    [
        ("Title", "<p>Summary</p>", ("Title", "Summary")),
        ("", "Only a summary", ("Only a summary", "Only a summary")),
        (
            "",
            "word " * 50,
            (" ".join(["word"] * 20) + "…", " ".join(["word"] * 50)),
        ),
        ("", "", ("", "")),
    ],
)
def test_a_missing_title_is_the_summary(
    title: str, summary: str, expected: tuple[str, str]
) -> None:
    """An entry without a title is shown by the beginning of its summary."""
    text = make_text(title, summary, lang="en")
    assert (text.title, text.summary) == expected


def test_whole_articles_are_not_kept() -> None:
    """Long titles and contents are cut, not inside a tag."""
    content = "<p>word</p>" * 10_000 + "<a href='" + "x" * 10_000
    text = make_text("title " * 500, content, lang="en")
    assert len(text.title) <= LONGEST_TITLE
    assert len(text.summary) <= LONGEST_SUMMARY
    assert set(text.summary.removesuffix("…").split()) == {"word"}
