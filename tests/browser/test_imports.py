"""An import by the keyboard alone; its pages light, dark, on a phone."""

import pytest
from playwright.sync_api import expect

from incidents.models import Actor, Incident
from tests.all_jobs import do_all_work
from tests.factories.accounts import ProjectFactory, member

TABLE = """Ref,When,Where,Who,Dead,A column with a long name that nobody reads to its very end
1,22.03.2024,Kabul,Taliban or Islamic State,18 (+1),remarks
2,around Easter,غاو,جماعة نصرة الإسلام والمسلمين (suspected),many,
"""


@pytest.fixture
def lucia(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "attacks.csv").write_text(TABLE, encoding="utf-8")
    lucia = member(ProjectFactory(slug="sahel", title="Sahel"), "annotator", name="Lucía Ferro")
    lucia.file = tmp_path / "attacks.csv"
    return lucia


def chosen(page, lucia):
    page.goto("/imports/?project=sahel")
    page.get_by_label("Files").set_input_files(lucia.file)
    page.get_by_role("button", name="Dry run").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What the columns mean")


def test_a_table_comes_in_by_keyboard(page, sign_in, lucia):
    sign_in(page, lucia)
    chosen(page, lucia)
    expect(page.get_by_label("When")).to_have_value("date")
    page.get_by_label("Ref").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("When")).to_be_focused()
    page.get_by_label("Keep this mapping as").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/imports/*/")
    do_all_work()
    expect(page.get_by_text("Dry run: nothing was written.")).to_be_visible()
    page.get_by_role("button", name="Import 2 rows").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("attacks.csv")
    do_all_work()
    expect(page.get_by_text("Imported.")).to_be_visible()
    assert Incident.objects.count() == 2


def test_import_pages_are_accessible_and_fit(page, sign_in, looks_right, lucia):
    sign_in(page, lucia)
    page.goto("/imports/?project=sahel")
    looks_right(page, "imports")
    page.get_by_text("Options", exact=True).click()
    looks_right(page, "imports-settings")
    chosen(page, lucia)
    looks_right(page, "import-mapping")
    page.get_by_role("button", name="Dry run").click()
    page.wait_for_url("**/imports/*/")
    do_all_work()
    expect(page.get_by_role("heading", name="2 warnings")).to_be_visible()
    looks_right(page, "import")


def test_a_constant_is_chosen_by_keyboard_with_the_values_of_its_field(
    page, sign_in, looks_right, lucia
):
    sign_in(page, lucia)
    chosen(page, lucia)
    page.locator("[name=constant-0-field]").select_option("suicide")
    picker = page.locator("select[name=constant-0-value]")
    expect(picker).to_be_visible()
    picker.select_option("no")
    page.get_by_role("button", name="Add a constant").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name=constant-1-field]")).to_be_focused()
    page.locator("[name=constant-1-field]").select_option("admin1")
    expect(page.locator("input[name=constant-1-value]")).to_be_visible()
    page.get_by_role("button", name="Dry run").click()
    expect(page.get_by_text("Give the value for all rows.")).to_be_visible()
    looks_right(page, "import-mapping-error")
    page.locator("[name=constant-1-value]").fill("Kidal")
    page.get_by_role("button", name="Dry run").click()
    page.wait_for_url("**/imports/*/")
    do_all_work()
    page.get_by_label("Replacement for many").fill("12")
    page.get_by_role("button", name="Dry run with these values").click()
    page.wait_for_url("**/imports/*/")
    do_all_work()
    expect(page.get_by_text("Dry run: nothing was written.")).to_be_visible()
    page.get_by_label("Keep this mapping as").fill("Ours, with a name that is long " * 3)
    page.get_by_role("button", name="Keep the mapping").click()
    expect(page.get_by_text("Kept as")).to_be_visible()
    page.get_by_role("link", name="Change the mapping").click()
    expect(page.get_by_role("heading", name="Replaced values")).to_be_visible()
    looks_right(page, "import-mapping-values")


ACTORS = """Group,aka,Sort,Where based
جماعة نصرة الإسلام والمسلمين,JNIM; GSIM,armed group,ML
Islamic State in the Greater Sahara,ISGS,gang,NE
"""


def test_a_table_of_actors_comes_in(page, sign_in, looks_right, lucia):
    lucia.file.write_text(ACTORS, encoding="utf-8")
    sign_in(page, lucia)
    page.goto("/imports/?project=sahel")
    page.get_by_text("Options", exact=True).click()
    page.get_by_label("Format").select_option("actors")
    chosen(page, lucia)
    expect(page.get_by_label("Group", exact=True)).to_have_value("name")
    page.get_by_label("Sort").select_option("kind")
    page.get_by_label("Where based").select_option("country")
    looks_right(page, "import-mapping-actors")
    page.get_by_role("button", name="Dry run").click()
    page.wait_for_url("**/imports/*/")
    do_all_work()
    page.reload()
    expect(page.get_by_role("heading", name="Not understood")).to_be_visible()
    looks_right(page, "import-actors-not-understood")
    page.get_by_label("Replacement for gang").select_option("armed_group")
    page.get_by_role("button", name="Dry run with these values").click()
    do_all_work()
    page.reload()
    looks_right(page, "import-actors-dry-run")
    page.get_by_role("button", name="Import 2 rows").click()
    do_all_work()
    page.reload()
    expect(page.get_by_text("Imported.")).to_be_visible()
    looks_right(page, "import-actors-done")
    assert Actor.objects.filter(kind="armed_group").count() == 2
