"""Downloads of a network: other programs read them, and they hold what their reader may export."""

import io

import networkx
import pytest

from tests.factories import incidents as make
from tests.factories.accounts import UserFactory, member
from tests.incidents.conftest import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NAMES = ['Ansar & "Friends" <AF>', "ولاية خراسان", "Bell\x07 and \ufffe"]
READERS = {"gexf": networkx.read_gexf, "graphml": networkx.read_graphml}


@pytest.fixture
def ties(project):
    ends = [make.ActorFactory(project=project, name=name, country="AF") for name in NAMES]
    first, second, third = ends
    values = {"status": "alleged", "claimant_words": "<media> & others", "date": "2021/2023"}
    return [
        make.ActorRelationFactory(subject=first, object=second, kind="sponsors", **values),
        make.ActorRelationFactory(subject=first, object=second, kind="allied_with"),
        make.ActorRelationFactory(subject=second, object=third, kind="hosts", polarity="denies"),
    ]


def download(client, form, query=""):
    answer = client.get(f"/api/v1/network/export/?project=sahel&format={form}{query}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("form", READERS)
def test_networkx_reads_it(api, ties, form):
    graph = READERS[form](io.BytesIO(download(api, form)))
    assert {values["label"] for _pk, values in graph.nodes(data=True)} == {*NAMES[:2], "Bell and "}
    assert graph.number_of_edges() == 3
    edges = {
        values["relation"]: (one, other, values) for one, other, values in graph.edges(data=True)
    }
    one, other, alleged = edges["sponsors"]
    assert (one, other) == (str(ties[0].subject_id), str(ties[0].object_id))
    assert alleged["status"] == "alleged"
    assert alleged["said_by"] == "<media> & others"
    assert (alleged["first_day"], alleged["last_day"]) == ("2021-01-01", "2023-12-31")
    assert alleged["negative"] is False
    assert edges["hosts"][2]["negative"] is True
    assert edges["hosts"][2]["label"] == "does not host"
    assert edges["allied_with"][2]["directed"] is False


def test_tables_have_the_names_of_both_ends(api, ties):
    lines = download(api, "csv").decode().splitlines()
    assert lines[0] == (
        "id,subject,subject_name,object,object_name,relation,label,status,negative,directed,"
        "said_by,date,first_day,last_day"
    )
    assert len(lines) == 4
    assert NAMES[1] in lines[1]
    assert ",sponsors,sponsors,alleged,false,true," in lines[1]


@pytest.mark.parametrize("form", ["gexf", "graphml", "csv", "jsonl"])
def test_filters_narrow_a_download(api, ties, form):
    found = download(api, form, "&certainty=alleged").decode()
    assert str(ties[0].pk) in found
    assert str(ties[1].pk) not in found


@pytest.mark.parametrize("form", ["gexf", "graphml", "csv", "jsonl"])
def test_who_may_not_export_an_actor_gets_none_of_its_ties(project, ties, form):
    """An actor marked GREEN may be read by anybody signed in, and exported by members alone."""
    type(project).objects.filter(pk=project.pk).update(visibility="public")
    marked = make.ActorFactory(project=project, name="Marked", marking="green")
    tie = make.ActorRelationFactory(subject=marked, object=ties[0].subject)
    merged = make.ActorFactory(project=project, name="Merged", merged_into=marked)
    through = make.ActorRelationFactory(subject=merged, object=ties[0].subject, kind="hosts")
    found = download(client_of(UserFactory()), form).decode()
    assert "Marked" not in found
    assert str(tie.pk) not in found
    assert str(through.pk) not in found
    own = download(client_of(member(project, "reader")), form).decode()
    assert str(tie.pk) in own
    assert str(through.pk) in own
