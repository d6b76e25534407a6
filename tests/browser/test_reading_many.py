"""Two thousand overlapping marks: all of them drawn or counted, and soon."""

import random
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from annotations.annotations.services import annotate_many
from annotations.models import Code
from tests.browser.reader import Reader, project_with_codes
from tests.factories import annotations as make

SENTENCE = "the group claimed an attack on a convoy near the border after months of calm"
WORDS = SENTENCE.split()
READY = "() => performance.getEntriesByName('annotations-painted')[0].startTime"


def text_of(words, paragraphs):
    dice = random.Random(4)
    return "\n\n".join(
        " ".join(dice.choice(WORDS) for _ in range(words // paragraphs)).capitalize() + "."
        for _ in range(paragraphs)
    )


def marked(words, paragraphs, count=2000):
    project, lena = project_with_codes()
    article = make.article(project=project, by=lena, text=text_of(words, paragraphs))
    version, dice = article.current_version, random.Random(5)
    codes = list(Code.objects.filter(is_codable=True))
    rows = {}
    while len(rows) < count:
        start = dice.randrange(version.length - 200)
        end = start + 5 + int(dice.random() ** 3 * 180)
        quote = version.text[start:end]
        if quote.strip() == quote:
            code = dice.choice(codes)
            rows[start, end, code.pk] = {
                "article_version": version,
                "start": start,
                "end": end,
                "quote": quote,
                "code": code,
                "note": "Said twice." if dice.random() < 0.5 else "",
            }
    annotate_many(list(rows.values()), by=lena)
    return lena, article


@pytest.mark.parametrize(("words", "paragraphs", "seconds"), [(1_800, 22, 0.5), (20_000, 220, 1)])
def test_page_is_ready_soon(page, sign_in, shot, words, paragraphs, seconds):
    lena, article = marked(words, paragraphs)
    reader = Reader(sign_in(page, lena), article)
    times = []
    for _ in range(3):
        reader.open()
        times.append(page.evaluate(READY) / 1000)
    shot(page, f"reading-{words}-words")
    print(f"{words} words, 2000 marks: ready after {sorted(times)} s")
    # The figure itself is measured by the bench on an idle machine; here a shared one serves
    # every file afresh, so that only a collapse fails.
    assert min(times) < 3 * seconds
    painted = page.evaluate("() => document.querySelector('[data-painted]').dataset.painted")
    assert painted == "2000"
    lines = sum(n for name, n in reader.marks().items() if name.startswith("line-"))
    counted = page.locator(".block-over:visible").evaluate_all(
        "found => found.reduce((sum, { textContent }) => sum + parseInt(textContent, 10), 0)"
    )
    assert lines + counted >= 2000


def test_more_notes_than_fit_are_counted_and_unfolded(page, sign_in):
    lena, article = marked(1_800, 22)
    Reader(sign_in(page, lena), article).open()
    first = page.locator(".block", has=page.locator("#p1"))
    expect(first.locator(".note")).to_have_count(5)
    more = first.locator(".note-more")
    expect(more).to_contain_text("more in ¶1")
    held = int(more.text_content().split()[0])
    more.get_by_role("button").click()
    expect(first.locator(".note")).to_have_count(5 + held)


def test_notes_never_overlap(page, sign_in):
    lena, article = marked(1_800, 22, count=300)
    Reader(sign_in(page, lena), article).open()
    boxes = page.locator(".notes > li").evaluate_all(
        """found => found.map((item) => {
          const { top, bottom } = item.getBoundingClientRect();
          return [top, bottom];
        })"""
    )
    gaps = [after[0] - before[1] for before, after in pairwise(boxes)]
    assert min(gaps) >= 3.5  # as near as the shortest notes lie
