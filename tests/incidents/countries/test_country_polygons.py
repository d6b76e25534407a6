"""Points and countries, by the capitals of the world."""

import json

import pytest

from ctplatform.ops.bootstrap import VENDOR
from incidents.countries import countries, country_polygons
from incidents.countries.disputed_places import is_contested

pytestmark = pytest.mark.pure
WORLD = VENDOR / "world-atlas" / "countries-50m.json"
CAPITALS = """
AF 34.53 69.17, AL 41.33 19.82, DZ 36.75 3.04, AO -8.84 13.23, AR -34.60 -58.38, AM 40.18 44.51,
AU -35.28 149.13, AT 48.21 16.37, AZ 40.41 49.87, BD 23.81 90.41, BY 53.90 27.57, BE 50.85 4.35,
BJ 6.50 2.60, BT 27.47 89.64, BO -16.50 -68.15, BA 43.86 18.41, BW -24.65 25.91, BR -15.79 -47.88,
BG 42.70 23.32, BF 12.37 -1.52, BI -3.43 29.93, KH 11.56 104.92, CM 3.87 11.52, CA 45.42 -75.70,
CF 4.36 18.55, TD 12.11 15.04, CL -33.45 -70.67, CN 39.90 116.41, CO 4.71 -74.07, CG -4.26 15.24,
CD -4.44 15.27, CR 9.93 -84.08, CI 6.83 -5.29, HR 45.81 15.98, CU 23.11 -82.37, CY 35.17 33.36,
CZ 50.08 14.44, DK 55.68 12.57, DJ 11.59 43.15, DO 18.49 -69.93, EC -0.18 -78.47, EG 30.04 31.24,
SV 13.69 -89.22, GQ 3.75 8.78, ER 15.32 38.93, EE 59.44 24.75, ET 9.03 38.74, FJ -18.14 178.44,
FI 60.17 24.94, FR 48.86 2.35, GA 0.42 9.47, GM 13.45 -16.58, GE 41.72 44.79, DE 52.52 13.41,
GH 5.60 -0.19, GR 37.98 23.73, GT 14.63 -90.51, GN 9.64 -13.58, GW 11.86 -15.58, GY 6.80 -58.16,
HT 18.54 -72.34, HN 14.07 -87.19, HU 47.50 19.04, IS 64.15 -21.94, IN 28.61 77.21, ID -6.21 106.85,
IR 35.69 51.39, IQ 33.31 44.36, IE 53.35 -6.26, IL 31.78 35.22, IT 41.90 12.50, JM 18.02 -76.80,
JP 35.68 139.69, JO 31.95 35.93, KZ 51.17 71.43, KE -1.29 36.82, KP 39.04 125.76, KR 37.57 126.98,
KW 29.38 47.99, KG 42.87 74.57, LA 17.97 102.63, LV 56.95 24.11, LB 33.89 35.50, LS -29.31 27.48,
LR 6.30 -10.80, LY 32.89 13.19, LT 54.69 25.28, LU 49.61 6.13, MG -18.88 47.51, MW -13.96 33.77,
MY 3.14 101.69, MV 4.18 73.51, ML 12.64 -8.00, MT 35.90 14.51, MR 18.08 -15.98, MU -20.16 57.50,
MX 19.43 -99.13, MD 47.01 28.86, MN 47.89 106.91, ME 42.44 19.26, MA 34.02 -6.83, MZ -25.97 32.57,
MM 19.76 96.08, NA -22.56 17.08, NP 27.72 85.32, NL 52.37 4.90, NZ -41.29 174.78, NI 12.11 -86.24,
NE 13.51 2.13, NG 9.08 7.40, MK 42.00 21.43, NO 59.91 10.75, OM 23.59 58.41, PK 33.68 73.05,
PA 8.98 -79.52, PG -9.44 147.18, PY -25.26 -57.58, PE -12.05 -77.04, PH 14.60 120.98,
PL 52.23 21.01, PT 38.72 -9.14, QA 25.29 51.53, RO 44.43 26.10, RU 55.76 37.62,
RW -1.94 30.06, SA 24.71 46.68,
SN 14.72 -17.47, RS 44.79 20.45, SL 8.47 -13.23, SG 1.35 103.82, SK 48.15 17.11, SI 46.06 14.51,
SO 2.05 45.32, ZA -25.75 28.19, SS 4.85 31.58, ES 40.42 -3.70, LK 6.93 79.86, SD 15.50 32.56,
SR 5.85 -55.20, SE 59.33 18.07, CH 46.95 7.45, SY 33.51 36.28, TJ 38.56 68.79, TZ -6.16 35.75,
TH 13.76 100.50, TL -8.56 125.56, TG 6.13 1.22, TN 36.81 10.18, TR 39.93 32.86, TM 37.96 58.33,
UG 0.35 32.58, UA 50.45 30.52, AE 24.45 54.38, GB 51.51 -0.13, US 38.91 -77.04, UY -34.90 -56.16,
UZ 41.30 69.24, VE 10.48 -66.90, VN 21.03 105.85, YE 15.37 44.19, ZM -15.39 28.32, ZW -17.83 31.05
"""
"""Alpha-2, latitude, longitude, to a hundredth of a degree."""
POINTS = [
    (code, float(lat), float(lon))
    for code, lat, lon in (each.split() for each in CAPITALS.replace("\n", " ").split(","))
]

needs_atlas = pytest.mark.skipif(not WORLD.exists(), reason="world-atlas is not fetched")


def outside(code, lat, lon, uncertainty_m=None):
    return country_polygons.outside_km(
        str(WORLD), countries.numeric_of(code), lon, lat, uncertainty_m
    )


@needs_atlas
@pytest.mark.parametrize(("code", "lat", "lon"), POINTS, ids=[code for code, *_ in POINTS])
def test_every_capital_lies_in_its_country_and_in_no_distant_one(code, lat, lon):
    assert outside(code, lat, lon) == 0
    other = (
        "BR" if code not in ("BR", "GY", "VE", "CO", "PE", "BO", "PY", "UY", "AR", "SR") else "JP"
    )
    assert outside(other, lat, lon) > 100


@needs_atlas
def test_a_point_over_the_border_is_told_with_its_distance():
    assert 150 < outside("AF", 33.68, 73.05) < 220  # Islamabad
    assert outside("AF", 33.68, 73.05, uncertainty_m=300_000) == 0


@needs_atlas
def test_islands_beyond_the_date_line_belong_to_their_country():
    assert outside("RU", 66.32, -179.12) == 0
    assert outside("FJ", -16.8, -179.9) == 0
    assert outside("RU", 64.0, -164.0) > 100  # Alaska


@needs_atlas
def test_what_the_atlas_does_not_know_is_not_judged():
    assert outside("XK", 42.66, 21.16) is None
    assert outside("", 0, 0) is None


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (34.08, 74.80),
        (35.92, 72.9),
        (44.95, 34.10),
        (31.50, 34.45),
        (9.56, 44.06),
        (35.19, 33.36),
        (42.66, 21.16),
    ],
)
def test_contested_places_are_known(lat, lon):
    assert is_contested(lon, lat)


def test_kabul_and_moscow_are_not_contested():
    assert not is_contested(69.17, 34.53)
    assert not is_contested(37.62, 55.76)


def test_a_small_atlas_is_read_to_the_letter(tmp_path):
    square = {
        "transform": {"scale": [0.5, 0.5], "translate": [0, 0]},
        "arcs": [[[0, 0], [20, 0], [0, 20]], [[0, 0], [0, 20], [20, 0]]],
        "objects": {
            "countries": {"geometries": [{"type": "Polygon", "id": "001", "arcs": [[0, ~1]]}]}
        },
    }
    path = tmp_path / "square.json"
    path.write_text(json.dumps(square))
    rings = country_polygons.polygons_by_country(str(path))["001"]
    assert rings == [[(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]]
    assert country_polygons.polygon_contains(rings, 5, 5)
    assert not country_polygons.polygon_contains(rings, 11, 5)
    assert country_polygons.distance_km(rings, 11, 5) == pytest.approx(110.8, abs=0.5)
