"""Annotated HTML: the text is whole, marks nest, nothing in it is run or fetched."""

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from hypothesis import given

from annotations.exchange.documents import (
    AnnotatedCorpus,
    AnnotatedDocument,
    CodeDefinition,
    TextAnnotation,
    document_formats,
)
from annotations.exchange.formats.annotated_html import write_html
from tests.annotations.exchange.formats.corpora import SAMPLE, corpora, few

pytestmark = pytest.mark.pure
VOID = {"meta", "br"}


class Reader(HTMLParser):
    """Collects the lines of the text, the words under each class of mark, ids and targets."""

    def __init__(self, content):
        super().__init__()
        self.open, self.lines, self.marks, self.depth = [], [], [], 0
        self.ids, self.targets, self.tags = [], [], set()
        self.feed(content)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.add(tag)
        assert not any(name.startswith("on") or name in ("style", "src") for name in found)
        self.ids += [found["id"]] if "id" in found else []
        self.targets += [found["href"]] if "href" in found else []
        if tag not in VOID:
            self.open.append((tag, found.get("class", "")))
        if self._inside("main") and tag == "p":
            self.lines.append("")
        self.depth = max(self.depth, sum(name == "mark" for name, _class in self.open))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        if self._inside("p") and not self._inside("sup"):
            self.lines[-1] += data
            marks = [classes.split()[0] for name, classes in self.open if name == "mark"]
            self.marks += [(name, data) for name in marks]

    def _inside(self, tag):
        return tag in [name for name, _class in self.open]


def page(document, codes=()):
    ((_name, content),) = write_html(AnnotatedCorpus((document,), tuple(codes)))
    return content.decode()


@few
@given(corpus=corpora("annotated-html", most=1))
def test_text_is_whole_and_every_target_is_there(corpus):
    (document,) = corpus.documents
    found = Reader(page(document))
    expected = [line.removesuffix("\r") for line in document.text.split("\n")]
    assert "".join(found.lines) == "".join(expected).replace("\r", "")
    assert len(found.ids) == len({*found.ids})
    assert {target.removeprefix("#") for target in found.targets} <= {*found.ids}
    assert not {"script", "img", "link", "iframe"} & found.tags


def test_overlapping_passages_are_marked_whole():
    text = "one two three\nfour"
    document = AnnotatedDocument(
        "x",
        text,
        (
            TextAnnotation("a", ((0, 7),), ("A",)),
            TextAnnotation("b", ((4, 18),), ("B",)),
            TextAnnotation("c", ((4, 7),), ("C",)),
        ),
    )
    found = Reader(page(document))
    words = {}
    for name, data in found.marks:
        words[name] = words.get(name, "") + data
    assert words == {"c0": "one two", "c1": "two threefour", "c2": "two"}
    assert found.depth == 3


def test_policy_permits_the_style_alone_and_hostile_text_is_text():
    codes = [CodeDefinition(("<b>",), "</style><script>alert(1)</script>", "red;} x{")]
    annotation = TextAnnotation("a", ((0, 5),), ("<b>",), note="<img src=x onerror=alert(1)>")
    content = page(AnnotatedDocument("<script>", "<i>x</i>", (annotation,), language='"x'), codes)
    style = re.search("<style>(.*)</style>", content, re.DOTALL)[1]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in content
    assert "red;" not in content
    found = Reader(content)
    assert found.lines == ["<i>x</i>"]
    assert not {"script", "i", "img"} & found.tags


def test_what_is_known_of_an_annotation_is_shown():
    content = page(SAMPLE.documents[0], [CodeDefinition(("Actor",), "Who acts", "#AA0000")])
    for words in ("Who acts", "--colour: #AA0000", "amina", "n: [1]", "no code", "Arg1"):
        assert words in content
    assert '<p dir="auto">' in content
    assert document_formats()["annotated-html"].read is None
