"""An actor's page and the web of a project's relations, as each person may see them."""

import pytest
from django.test import Client

from tests.factories import incidents as make
from tests.factories.accounts import ProjectFactory, member
from tests.incidents.records.test_pages import page_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(author):
    return signed_in(author)


@pytest.fixture
def iskp(project, author):
    actor = make.ActorFactory(
        project=project, created_by=author, name="ISKP", country="AF", founded="2015"
    )
    make.ActorAliasFactory(actor=actor, text="ولاية خراسان", language="ar", script="Arab")
    make.ActorAliasFactory(actor=actor, text="Вилаят Хорасан", language="ru", kind="exonym")
    make.ActorAliasFactory(actor=actor, text="Khorasan", ambiguous=True)
    make.ActorKindPeriodFactory(actor=actor, kind="armed_group", date="2015/2019")
    make.ActorSizeEstimateFactory(actor=actor, stated="more than 3,000", date="2024")
    return actor


def relate(one, other, **values):
    return make.ActorRelationFactory(subject=one, object=other, **values)


def test_page_tells_names_kinds_sizes_and_dates(browser, iskp):
    page = page_of(browser.get(f"/actors/{iskp.pk}/"))

    for words in (
        'lang="ar">ولاية خراسان',
        "Arabic",
        'lang="ru">Вилаят Хорасан',
        "Russian",
        "ambiguous name",
        "Armed group",
        "2015 to 2019",
        "more than 3000",
        "more than 3,000",
        "Timeline of ISKP",
        "Founded",
    ):
        assert words in page, words


def test_alleged_relations_are_never_drawn_as_plain_ones(browser, project, iskp):
    accuser = make.ActorFactory(project=project, name="Ministry")
    state = make.ActorFactory(project=project, name="Neighbour")
    sponsored = relate(
        state, iskp, kind="sponsors", status="alleged", claimant=accuser, date="2021/2023"
    )
    charge = make.AllegationFactory(project=project, relation=sponsored)
    make.VerdictFactory(allegation=charge, rating="dubious", scope_note="money alone")
    relate(state, iskp, kind="hosts", status="rejected", claimant_words="media")
    relate(iskp, state, kind="targets")
    relate(iskp, state, kind="unrelated_to")
    relate(iskp, None, kind="operates_in", place=make.PlaceFactory(project=project, name="Kunar"))

    page = page_of(browser.get(f"/actors/{iskp.pk}/"))

    for words in (
        'class="tie tie-alleged"',
        "alleged by Ministry",
        'class="tie tie-rejected"',
        "tie-struck",
        "alleged by media, rejected",
        "tie-negative",
        'class="node-place"',
        "alleged: Neighbour sponsors",
        "<s>hosts</s>",
        ">verdict: dubious</text>",
        ">alleged by Ministry, verdict: dubious</text>",
        "2021 to 2023 · alleged by Ministry, verdict: dubious</small>",
        ">no verdict yet</text>",
        "<b>dubious</b> (money alone)",
        "<b>no verdict yet</b>",
        f"/allegations/{charge.pk}/",
    ):
        assert words in page, words
    assert page.count('class="tie tie-asserted"') == 2 * 2  # wide and narrow: targets, operates in
    web = page_of(browser.get("/network/"))
    for words in (
        ">alleged by Ministry</text>",
        ">verdict: dubious</text>",
        ">alleged by media</text>",
        ">rejected, no verdict yet</text>",
        "<b>dubious</b> (money alone)",
    ):
        assert words in web, words
    told = page_of(browser.get(f"/allegations/{charge.pk}/"))
    assert "<b>Alleged by Ministry</b>" in told
    assert "<b>alleged</b>, alleged" not in told


def test_what_was_found_is_told_to_those_alone_who_may_see_the_allegation(project, author, iskp):
    state = make.ActorFactory(project=project, name="Neighbour")
    told = relate(state, iskp, kind="sponsors", status="alleged", claimant_words="media")
    for marking, rating in (("red", "mostly_true"), ("clear", "unfounded")):
        charge = make.AllegationFactory(
            project=project,
            relation=told,
            created_by=author,
            subject=make.ActorFactory(
                project=project, marking=marking, created_by=author, name="Subject"
            ),
        )
        make.VerdictFactory(allegation=charge, rating=rating)

    def shown(client):
        paths = (
            f"/actors/{iskp.pk}/",
            "/network/?project=sahel",
            "/api/v1/actor-relations/",
            "/api/v1/actor-relations/export/?format=csv",
        )
        answers = [client.get(path) for path in paths]
        pages = [b"".join(each).decode() for each in answers]
        return ["mostly" in page for page in pages], ["unfounded" in page for page in pages]

    assert shown(signed_in(author)) == ([True] * 4, [True] * 4)
    assert shown(signed_in(member(project, "reader"))) == ([False] * 4, [True] * 4)


def test_relations_of_hidden_actors_are_absent(project, iskp):
    type(project).objects.filter(pk=project.pk).update(visibility="public")
    hidden = make.ActorFactory(
        project=project, name="Jane Roe", kind="individual", person_sensitivity="victim"
    )
    shown = make.ActorFactory(project=project, name="Neighbour")
    relate(iskp, hidden, kind="restrains")
    relate(shown, iskp, kind="sponsors", status="alleged", claimant=hidden)
    incident = make.IncidentFactory(project=project, title="Raid", created_by=None)
    make.ParticipationFactory(incident=incident, actor=hidden, role="target")

    def sees(client):
        pages = [client.get(path) for path in (f"/actors/{iskp.pk}/", f"/incidents/{incident.pk}/")]
        pages.append(client.get("/network/?project=sahel"))
        return [page_of(page) for page in pages]

    for page in sees(Client()):
        assert "Jane Roe" not in page
        assert str(hidden.pk) not in page
        assert "restrains" not in page
        assert "sponsors" not in page
    assert "a person" in sees(Client())[1]
    assert all("Jane Roe" in page for page in sees(signed_in(member(project, "reader"))))
    assert Client().get(f"/actors/{hidden.pk}/").status_code == 404


def test_incidents_are_counted_by_role_and_year(browser, project, iskp):
    for date in ("2020-05", "2020-06-01", "2021/2022", "2022", None, "../2023"):
        incident = make.IncidentFactory(project=project, date=date)
        make.ParticipationFactory(incident=incident, actor=iskp)
    gone = make.IncidentFactory(project=project, date="2020", state="withdrawn")
    make.ParticipationFactory(incident=gone, actor=iskp, role="facilitator")

    page = page_of(browser.get(f"/actors/{iskp.pk}/"))

    for words in ("2020: 2 events", "2021: 0 to 1 event", "2022: 1 to 2 events"):
        assert f"<title>{words}</title>" in page
    assert "perpetrator 6" in page
    assert "facilitator" not in page
    assert "2 are not known to the year" in page
    assert f"/incidents/?project=sahel&amp;actor={iskp.pk}" in page


def test_an_empty_actor_says_what_is_missing(browser, project):
    actor = make.ActorFactory(project=project, kind=None)

    page = page_of(browser.get(f"/actors/{actor.pk}/"))

    assert "Nothing has a date yet." in page
    assert "It is not in any incident" in page
    assert "<svg class=" not in page.split('id="relations-head"')[1]


def test_query_count_of_the_page_does_not_grow(
    browser, project, iskp, django_assert_max_num_queries
):
    def count(more):
        for _ in range(more):
            other = make.ActorFactory(project=project)
            relate(iskp, other, kind="targets")
            charged = relate(other, iskp, status="alleged", claimant=other, date="2020")
            make.AllegationFactory(project=project, subject=iskp)
            make.VerdictFactory(
                allegation=make.AllegationFactory(project=project, relation=charged), reviewer=other
            )
            make.ActorAliasFactory(actor=iskp)
            source = make.SourceFactory(project=project)
            make.ActorSizeEstimateFactory(actor=iskp, source=source)
            make.ActorKindPeriodFactory(actor=iskp)
            incident = make.IncidentFactory(project=project, date="2020")
            make.ParticipationFactory(incident=incident, actor=iskp)
            make.ResponsibilityFactory(incident=incident, speaker=iskp, about=other)
        with django_assert_max_num_queries(45) as queries:
            page_of(browser.get(f"/actors/{iskp.pk}/"))
        with django_assert_max_num_queries(45) as web:
            page_of(browser.get("/network/"))
        return len(queries), len(web)

    assert count(2) == count(10)


def test_what_is_alleged_of_an_actor_stands_with_its_claimant_and_verdict(browser, project, iskp):
    again = make.ActorFactory(project=project, name="ISIS-K", merged_into=iskp)
    first = make.AllegationFactory(project=project, subject=again, proposition="It is a front.")
    make.ClaimantFactory(allegation=first, name="officials")
    make.VerdictFactory(allegation=first, rating="unfounded")
    make.AllegationFactory(project=project, target=iskp, proposition="They pay it.")
    make.AllegationFactory(project=project, subject=iskp, proposition="GONE", state="withdrawn")

    page = page_of(browser.get(f"/actors/{iskp.pk}/"))
    told = page[page.index("charges-head") :]

    for words in (
        "It is a front.",
        "officials",
        "<b>unfounded</b>",
        "They pay it.",
        "nobody named yet",
        "no verdict yet",
    ):
        assert words in told, words
    assert "GONE" not in page


def test_the_web_draws_what_the_filters_leave(browser, project, iskp):
    pakistan = make.ActorFactory(project=project, name="Pakistan", kind="state")
    lone = make.ActorFactory(project=project, name="Lone wolf")
    relate(iskp, pakistan, kind="targets")
    relate(make.ActorFactory(), make.ActorFactory(), kind="targets")

    page = page_of(browser.get("/network/"))
    assert "ISKP targets Pakistan" in page
    assert str(lone.pk) not in page
    assert page.count("<title>") == 4  # of the page, of the one chord and of its two ends
    assert "Nothing matches" in page_of(browser.get("/network/?actor_kind=movement"))


def test_a_project_without_ties_says_so(browser, iskp):
    assert "No relation between two actors is recorded" in page_of(browser.get("/network/"))


def test_the_web_passes_through_merged_actors(browser, project, iskp):
    pakistan = make.ActorFactory(project=project, name="Pakistan", kind="state")
    again = make.ActorFactory(project=project, name="ISIS-K", merged_into=iskp)
    relate(again, pakistan, kind="targets")
    relate(again, iskp, kind="same_as")

    page = page_of(browser.get("/network/"))

    assert "ISKP targets Pakistan" in page
    assert "ISIS-K" not in page
    assert page.count('class="network-node mark"') == 2


def test_of_many_actors_only_a_script_draws_the_web(browser, project):
    hub = make.ActorFactory(project=project, name="Hub")
    for _ in range(85):
        relate(make.ActorFactory(project=project), hub, kind="targets")

    page = page_of(browser.get("/network/"))

    assert 'class="network-node mark"' not in page
    assert "The drawing of so many actors needs scripts" in page
    assert page.split('id="measures-head"')[1].count('href="/actors/') == 86 + 2 * 85


def test_forms_take_no_actor_for_a_name_that_several_share(browser, project, iskp):
    make.ActorFactory(project=project, name="Taliban", kind="state", country="AF")
    other = make.ActorFactory(project=project, name="TTP", kind="armed_group", country="PK")
    make.ActorAliasFactory(actor=other, text="Taliban")
    other.save()
    values = {"kind": "targets", "polarity": "asserts", "status": "asserted", "object": "taliban"}

    page = page_of(browser.post(f"/actors/{iskp.pk}/relations/new/", values))

    assert "Several match “taliban”" in page
    assert "Taliban (state · Afghanistan)" in page
    assert "TTP (armed group · Pakistan)" in page
    assert not iskp.relations.exists()
    found = browser.get("/register/find/actor/?project=sahel&q=taliban").json()["results"]
    assert {each["label"] for each in found} == {"Taliban", "TTP"}
    assert all(each["hint"] for each in found)


def test_rows_are_added_by_forms(browser, project, iskp):
    other = make.ActorFactory(project=project)
    kind = {"kind": "de_facto_authority", "date": "since August 2021"}
    page_of(browser.post(f"/actors/{iskp.pk}/kinds/new/", kind, follow=True))
    size = {"stated": "some 2,200", "unit": "fighters", "date": "2020"}
    page_of(browser.post(f"/actors/{iskp.pk}/sizes/new/", size, follow=True))
    relation = {"kind": "sponsors", "object": other.pk, "polarity": "asserts", "status": "alleged"}

    page = page_of(browser.post(f"/actors/{iskp.pk}/relations/new/", relation))
    assert "Say who alleges it" in page
    page = page_of(
        browser.post(
            f"/actors/{iskp.pk}/relations/new/", relation | {"claimant_words": "media"}, follow=True
        )
    )
    for words in ("from August 2021, onwards", "about 2200", "alleged by media"):
        assert words in page, words


def test_a_stranger_sees_no_actor_of_a_private_project(iskp):
    stranger = signed_in(member(ProjectFactory(), "owner"))

    assert stranger.get(f"/actors/{iskp.pk}/").status_code == 404
    assert stranger.get("/network/?project=sahel").status_code == 404
