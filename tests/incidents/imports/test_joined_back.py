"""Real files of UCDP GED come in, are counted, go out and are joined back by the dataset's ids.

Everything is compared with a count from the file itself, made with the standard library alone.
"""

import csv
import datetime as dt
import io
import json
import os
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from rest_framework.test import APIClient

from incidents.imports.formats.loading import load_file
from incidents.imports.services import RowDestination
from incidents.services import load_gazetteer
from tests.factories.curation import Team

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SHARED = Path(os.environ.get("CTPLATFORM_SHARED", settings.BASE_DIR.parent / "shared")) / "data"
FILES = sorted(SHARED.glob("inc-ucdp-*/*.[cg]*"))
SIDES = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")
CODES = {
    "Bosnia-Herzegovina": "BA",
    "Cambodia (Kampuchea)": "KH",
    "Congo": "CG",
    "Guinea": "GN",
    "DR Congo (Zaire)": "CD",
    "Guinea-Bissau": "GW",
    "Ivory Coast": "CI",
    "Niger": "NE",
    "Kingdom of eSwatini (Swaziland)": "SZ",
    "Macedonia, FYR": "MK",
    "North Macedonia": "MK",
    "Madagascar (Malagasy)": "MG",
    "Myanmar (Burma)": "MM",
    "Nigeria": "NG",
    "Sudan": "SD",
    "Papua New Guinea": "PG",
    "Russia (Soviet Union)": "RU",
    "Serbia (Yugoslavia)": "RS",
    "South Sudan": "SS",
    "United States of America": "US",
    "Vietnam (North Vietnam)": "VN",
    "Yemen (North Yemen)": "YE",
    "Zimbabwe (Rhodesia)": "ZW",
}
"""Names of UCDP that are easily taken for another country."""


def whole(text):
    return None if text in ("", None) else int(float(text))


def rows_of(path):
    """{id: row of the file, the cells as text, with lon and lat}."""
    if path.suffix == ".csv":
        rows = list(csv.DictReader(io.StringIO(path.read_text())))
        for row in rows:
            row["point"] = [float(row["longitude"]), float(row["latitude"])]
    else:
        rows = []
        for each in json.loads(path.read_text())["features"]:
            texts = {n: "" if v is None else str(v) for n, v in each["properties"].items()}
            rows.append(texts | {"point": each["geometry"]["coordinates"][:2]})
    return {str(whole(row["id"])): row for row in rows}


def parts_of(row):
    """{(name of the side, role)}: who attacks whom is known of type 3 alone."""
    one_sided = whole(row.get("type_of_violence")) == 3
    roles = ("perpetrator", "target") if one_sided else ("belligerent",) * 2
    return {(row["side_a"].strip(), roles[0]), (row["side_b"].strip(), roles[1])}


def days_of(row):
    """(first, last) day that the row leaves possible."""
    first, last = (dt.date.fromisoformat(row[name][:10]) for name in ("date_start", "date_end"))
    if first == last and whole(row.get("date_prec")) == 4:
        first = first.replace(day=1)
        last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    elif first == last and whole(row.get("date_prec")) == 5:
        first, last = first.replace(month=1, day=1), last.replace(month=12, day=31)
    return first.isoformat(), last.isoformat()


class Imported:
    """A file that came in, and the API as a member of the project asks it."""

    def __init__(self, path):
        self.team, self.rows = Team(), rows_of(path)
        load_gazetteer()
        target = RowDestination(self.team.project, "ucdp-ged", "attribution")
        self.summary = load_file(
            path, "ucdp", {}, target, by=self.team.author, report=lambda done, total: None
        )
        self.client = APIClient()
        self.client.force_authenticate(self.team.author)

    def get(self, resource, **query):
        query |= {"project": self.team.project.slug}
        return self.client.get(f"/api/v1/{resource}/", query)

    def count(self, **query):
        return self.get("incidents/facets", **query).json()["total"]

    def ids(self):
        """{id of the incident here: id in the dataset}."""
        return {row["id"]: row["dataset_id"] for row in self.table("incidents")}

    def export(self, resource, name, **query):
        answer = self.get(f"{resource}/export", format=name, **query)
        assert answer.status_code == 200, answer
        return b"".join(answer.streaming_content).decode()

    def table(self, resource, **query):
        return list(csv.DictReader(io.StringIO(self.export(resource, "csv", **query))))


@pytest.fixture(
    scope="module", params=FILES or [None], ids=lambda path: path.parent.name if path else "none"
)
def imported(request, django_db_setup, django_db_blocker):
    """Each file is read once; what its tests leave behind is undone after the last of them."""
    if request.param is None:
        pytest.skip("the shared data do not lie beside the project")
    with django_db_blocker.unblock(), transaction.atomic():
        yield Imported(request.param)
        transaction.set_rollback(True)


def test_every_row_becomes_one_incident_that_its_id_in_the_dataset_finds(imported):
    assert imported.summary["made"] == len(imported.rows)
    for key in list(imported.rows)[:5]:
        for query in ({"dataset": "ucdp-ged", "dataset_id": key}, {"search": f"UCDP {key}"}):
            (found,) = imported.get("incidents", **query).json()["results"]
            assert found["dataset_id"] == key


def test_all_three_exports_join_back_by_the_ids(imported):
    table = {row["dataset_id"]: row for row in imported.table("incidents")}
    lines = map(json.loads, imported.export("incidents", "jsonl").splitlines())
    lines = {row["dataset_id"]: row for row in lines}
    features = json.loads(imported.export("incidents", "geojson"))["features"]
    features = {each["properties"]["dataset_id"]: each for each in features}
    assert table.keys() == lines.keys() == features.keys() == imported.rows.keys()
    for key, row in imported.rows.items():
        cells, line, feature = table[key], lines[key], features[key]
        assert [float(cells["lon"]), float(cells["lat"])] == row["point"], key
        assert [line["lon"], line["lat"]] == row["point"], key
        assert feature["geometry"]["coordinates"] == row["point"], key
        for each in (cells, line, feature["properties"]):
            assert (each["date_earliest"], each["date_latest"]) == days_of(row), key
            assert each["dataset"] == "ucdp-ged"
            sides = {tuple(words.split(": ")) for words in each["actors"].split("; ")}
            assert {role for _name, role in sides} == {role for _name, role in parts_of(row)}, key
        assert line["actors"] == cells["actors"] == feature["properties"]["actors"]
        if "where_prec" in row:
            assert line["ucdp_where_prec"] == whole(row["where_prec"]), key
            assert line["ucdp_date_prec"] == whole(row["date_prec"]), key
            assert line["ucdp_type_of_violence"] == whole(row["type_of_violence"]), key


def test_figures_join_back_and_contradictory_ones_are_not_put_right(imported):
    found = imported.table("casualties", kind="killed")
    ids, contradictory = imported.ids(), []
    totals = {ids[row["incident"]]: row for row in found if not row["group"]}
    groups = {}
    for row in found:
        if row["group"]:
            groups[ids[row["incident"]]] = groups.get(ids[row["incident"]], 0) + int(row["best"])
    lines = map(json.loads, imported.export("incidents", "jsonl").splitlines())
    lines = {row["dataset_id"]: row for row in lines}
    for key, row in imported.rows.items():
        stated = [whole(row.get(name)) for name in ("low", "best", "high")]
        kept = [lines[key][name] for name in ("killed_low", "killed", "killed_high")]
        if stated == [None] * 3:  # then the sides are all that is known
            assert kept[1] == sum(whole(row.get(name)) or 0 for name in SIDES), key
        elif stated == sorted(stated):
            assert kept == stated, key
            assert [int(totals[key][name]) for name in ("low", "best", "high")] == stated
        else:
            contradictory.append(key)
            assert kept == [None] * 3, key
            assert totals[key]["qualifier"] == "contradictory"
        if key in totals:
            words = dict(zip(("low", "best", "high"), stated, strict=True))
            assert totals[key]["stated"] == ", ".join(f"{n} {v}" for n, v in words.items())
        assert groups.get(key, 0) == sum(whole(row.get(name)) or 0 for name in SIDES), key
    assert len([n for n in imported.summary["warned"] if "contradict" in n["message"]]) == len(
        contradictory
    )


def test_counts_by_actor_and_role_are_those_of_the_file(imported):
    ids = imported.ids()
    actors = {row["id"]: row for row in imported.table("actors")}
    is_numbered = "side_a_new_id" in next(iter(imported.rows.values()))

    def number_of(actor):
        return actor["ucdp_actor_id"] if is_numbered else actor["name"]

    found = Counter()
    for part in imported.table("participations"):
        assert part["incident"] in ids
        assert part["certainty"] == ""
        found[number_of(actors[part["actor"]]), part["role"]] += 1
    wanted = Counter()
    for row in imported.rows.values():
        name = "side_{}_new_id" if is_numbered else "side_{}"
        one, other = row[name.format("a")].strip(), row[name.format("b")].strip()
        if is_numbered:
            one, other = str(whole(one)), str(whole(other))
        roles = sorted({role for _name, role in parts_of(row)})
        if len(roles) == 1:
            wanted.update({(each, roles[0]): 1 for each in {one, other}})
        else:
            wanted.update([(one, "perpetrator"), (other, "target")])
    assert found == wanted
    by_number = {number_of(actor): pk for pk, actor in actors.items()}
    assert len(by_number) == len(actors)
    for (number, role), count in wanted.most_common(6) + wanted.most_common()[-3:]:
        assert imported.count(actor=by_number[number], role=role) == count
    everything = Counter()
    for (number, _role), count in wanted.items():
        everything[number] += count
    busiest, count = everything.most_common(1)[0]
    assert imported.count(actor=by_number[busiest]) == count


def test_counts_by_country_are_those_of_the_file(imported):
    if "country" not in next(iter(imported.rows.values())):
        pytest.skip("this file names no countries")
    codes = {row["dataset_id"]: row["country"] for row in imported.table("incidents")}
    by_name = {}
    for key, row in imported.rows.items():
        by_name.setdefault(row["country"], set()).add(codes[key])
    assert all(len(found) == 1 and "" not in found for found in by_name.values())
    code_of = {name: found.pop() for name, found in by_name.items()}
    assert len(set(code_of.values())) == len(code_of)
    assert {n: c for n, c in code_of.items() if n in CODES} == {
        n: c for n, c in CODES.items() if n in code_of
    }
    wanted = Counter(code_of[row["country"]] for row in imported.rows.values())
    facets = imported.get("incidents/facets").json()["facets"]["country"]
    assert {each["value"]: each["count"] for each in facets} == wanted
    for code in list(wanted)[:3]:
        assert imported.count(country=code) == wanted[code]


def test_no_incident_lies_in_a_place_of_another_country(imported):
    places = {row["id"]: row for row in imported.table("places")}
    for row in imported.table("incidents"):
        if place := places.get(row["place"]):
            assert place["country"] in ("", row["country"]), (row["dataset_id"], place["name"])
