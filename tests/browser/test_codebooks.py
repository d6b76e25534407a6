"""Codebooks in a browser: read, extended by keys; light, dark, phone."""

import pytest
from playwright.sync_api import expect

from annotations.codebooks import services as codebooks
from tests.factories import annotations as make
from tests.factories.accounts import ProjectFactory, member

TREE = [("Event", "madder"), ("Detail", "ochre"), ("Responsibility", "plum")]


@pytest.fixture
def edith():
    project = ProjectFactory(slug="sahel", title="Sahel & Maghreb")
    edith = member(project, "editor", name="Edith Oduya")
    edith.book = codebooks.create_codebook(
        by=edith,
        project=project,
        slug="own",
        title="Codes of the Sahel team",
        edition="1.1",
        description="What we mark when we read about attacks and who answers for them.",
    )
    for number, (label, colour) in enumerate(TREE, start=1):
        top = make.code(
            edith.book,
            edith,
            label=label,
            slug=label.lower(),
            colour=colour,
            key=str(number),
            definition=f"{label}: the passage says that something of the kind took place.",
        )
        make.code(edith.book, edith, label=f"{label}, planned", parent=top, sort=number)
    return edith


def test_codebooks_are_accessible_and_fit(page, sign_in, looks_right, edith):
    sign_in(page, edith)
    places = {
        "codebooks": "/codebooks/?project=sahel",
        "codebook": f"/codebooks/{edith.book.pk}/",
        "code-form": f"/codebooks/{edith.book.pk}/codes/new",
    }
    for name, path in places.items():
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        looks_right(page, name)


def test_code_is_added_by_keyboard(page, sign_in, edith):
    sign_in(page, edith).goto(f"/codebooks/{edith.book.pk}/")
    page.keyboard.press("a")
    page.get_by_label("Label").fill("Denial")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("Saved.")
    expect(page.locator("[data-row]", has_text="Denial")).to_be_visible()
