"""The columns of the exports of places."""

from incidents.exports.columns import column_paths

PLACES = column_paths(
    "name", "kind", "parent", "parent_name", "names", "country", "iso_alpha2", "iso_alpha3",
    "iso_numeric", "iso_3166_2", "un_m49", "geonames_id", "wikidata", "gazetteer", "geometry",
    "lat", "lon", "uncertainty_m", "disputed", "disputed_note", "public_precision", "borders",
    parent="parent_id", parent_name="parent__name",
)  # fmt: skip
