"""Somebody who reads in a browser: what she does with hand and keys, and what she then sees."""

from unicodedata import bidirectional

from playwright.sync_api import expect

from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, member

FAMILIES = {
    ("Event", "madder"): {"attack": "T", "threat": "R"},
    ("Detail", "ochre"): {"time": "T", "casualties": "N"},
    ("Actor", "azure"): {"mention": "M"},
}

# Where a range of words stands in the window: [left, top, right, bottom] of its ends.
BOXES = """([words, nth]) => {
  const root = document.querySelector("[data-text]");
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest("[data-start]")) continue;
    let at = -1;
    for (let n = 0; n <= nth; n += 1) at = node.data.indexOf(words, at + 1);
    if (at < 0) continue;
    node.parentElement.scrollIntoView({ block: "center" });
    const box = (from, to) => {
      const range = document.createRange();
      range.setStart(node, from);
      range.setEnd(node, to);
      const { left, right, top, height } = range.getClientRects()[0];
      return { left, right, middle: top + height / 2 };
    };
    return [box(at, at + 1), box(at + words.length - 1, at + words.length)];
  }
  return null;
}"""


def project_with_codes(slug="sahel", role="annotator"):
    """A project with a published codebook of three families, and a member of it."""
    project = ProjectFactory(slug=slug, title="Sahel & Maghreb")
    editor = member(project, "editor", username="editor", name="Edda Torre")
    book = make.codebook(project=project, by=editor, slug="own", title="Own")
    for number, ((label, colour), children) in enumerate(FAMILIES.items(), 1):
        values = {"colour": colour, "is_codable": False, "sort": number * 10}
        family = make.code(book, editor, slug=label.upper(), label=label, **values)
        for place, (child, key) in enumerate(children.items(), 1):
            make.code(
                book,
                editor,
                slug=f"{label}.{child}",
                label=child,
                parent=family,
                colour=colour,
                key=key,
                sort=number * 10 + place,
            )
    return project, member(project, role, username="lena", name="Lena Harcourt")


def before(box, letter):
    """Where a pointer must stand to be before a letter: at its right in Arabic script."""
    return box["right"] - 0.5 if bidirectional(letter) in ("R", "AL") else box["left"] + 0.5


def after(box, letter):
    return box["left"] + 0.5 if bidirectional(letter) in ("R", "AL") else box["right"] - 0.5


class Reader:
    """A tab on the reading page of one article."""

    def __init__(self, page, article):
        self.page, self.article = page, article
        self.panel = page.locator(".passage-panel")
        self.quote = page.locator("#panel-quote")
        self.problem = page.locator(".passage-problem")
        self.said = page.locator("#announcements")
        self.notes = page.locator(".note")

    def open(self, tail=""):
        self.page.goto(f"/articles/{self.article.pk}/{tail}")
        self.page.locator("[data-painted]").wait_for()
        return self

    def boxes(self, words, nth=0):
        found = self.page.evaluate(BOXES, [words, nth])
        assert found, f"{words!r} is not in the text"
        return found

    def drag(self, first, last=None):
        """Select from the beginning of `first` to the end of `last` with the mouse."""
        start, end = self.boxes(first)[0], self.boxes(last or first)[1]
        start = self.boxes(first)[0] if last is None else start
        mouse = self.page.mouse
        mouse.move(before(start, first[0]), start["middle"])
        mouse.down()
        mouse.move(after(end, (last or first)[-1]), end["middle"], steps=6)
        mouse.up()
        self.panel.wait_for()

    def middle(self, words, nth=0):
        start = self.boxes(words, nth)[0]
        return (start["left"] + start["right"]) / 2, start["middle"]

    def top(self, words):
        """Where words stand now, without scrolling to them: y in the window."""
        return self.page.evaluate(BOXES.replace("scrollIntoView", "checkVisibility"), [words, 0])[
            0
        ]["middle"]

    def click(self, words, nth=0):
        self.page.mouse.click(*self.middle(words, nth))

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def save(self):
        self.press("Control+Enter")
        expect(self.panel).to_be_hidden()

    def marks(self):
        """How many marks the browser paints lines for, by the names of its highlights."""
        return self.page.evaluate(
            "() => Object.fromEntries([...CSS.highlights].map(([n, h]) => [n, h.size]))"
        )

    def here(self):
        """The place of the paragraph being read among all blocks, headings included."""
        return self.page.evaluate(
            "() => [...document.querySelectorAll('.block')].findIndex((b) => 'here' in b.dataset)"
        )

    def paragraph_of(self, words):
        return self.page.evaluate(
            """(words) => [...document.querySelectorAll(".block")].findIndex(
              (block) => block.querySelector("[data-start]").textContent.includes(words),
            )""",
            words,
        )

    def selected(self):
        """The selection in its paragraph, in UTF-16 units: [start, end]."""
        return self.page.evaluate(
            "() => [getSelection().anchorOffset, getSelection().focusOffset].sort((a, b) => a - b)"
        )

    def grow_to(self, words):
        """From the first word of a paragraph, move and grow the selection to `words` by keys."""
        start = self.page.evaluate(
            "(words) => getSelection().anchorNode.data.indexOf(words)", words
        )
        end = start + len(words)  # the words of this test hold no astral characters
        while self.selected()[1] <= start:
            self.press("ArrowRight")
        while self.selected()[0] < start:
            self.press("Alt+ArrowRight")
        while self.selected()[0] > start:
            self.press("Alt+ArrowLeft")
        while self.selected()[1] < end:
            self.press("Shift+ArrowRight")
        while self.selected()[1] > end:
            self.press("Alt+Shift+ArrowLeft")
