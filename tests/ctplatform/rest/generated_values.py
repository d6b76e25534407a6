"""Hypothesis strategies of the JSON values that a schema describes, and some of others."""

import string

from hypothesis import strategies as st

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)
"""Any JSON value: now and then one stands where the schema wants another."""


class Values:
    """The values of one OpenAPI document; `ids` are those of rows that exist, `slugs` likewise."""

    def __init__(self, schema, ids, slugs):
        self.components = schema["components"]["schemas"]
        self.ids, self.slugs = st.sampled_from(sorted(ids)), st.sampled_from(sorted(slugs))

    def of(self, shape, name="", depth=0):
        """A strategy of the values of a shape; `name` is that of its property."""
        shape = self._resolved(shape)
        for several in ("anyOf", "oneOf"):
            if several in shape:
                return st.one_of([self.of(each, name, depth) for each in shape[several]])
        if "enum" in shape:
            return st.sampled_from(shape["enum"])
        kinds = shape.get("type", "object")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        return st.one_of([self._of_kind(kind, shape, name, depth) for kind in kinds])

    def _resolved(self, shape):
        found = dict(shape)
        while "$ref" in found:
            found |= self.components[found.pop("$ref").rpartition("/")[2]]
        for each in found.pop("allOf", ()):
            found = self._resolved(each) | found
        return found

    def _of_kind(self, kind, shape, name, depth):
        if kind == "object":
            return self._object(shape, depth)
        if kind == "array":
            least, most = shape.get("minItems", 0), min(shape.get("maxItems", 3), 3)
            return st.lists(
                self.of(shape.get("items", {}), name, depth + 1),
                min_size=least,
                max_size=max(least, most),
            )
        if kind == "string":
            return self._text(shape, name)
        simple = {
            "null": st.none(),
            "boolean": st.booleans(),
            "integer": st.integers(shape.get("minimum", -(2**40)), shape.get("maximum", 2**40)),
            "number": st.floats(-1e6, 1e6),
        }
        return simple[kind]

    def _object(self, shape, depth):
        if depth > 3:
            return st.just({})
        needed = set(shape.get("required", ()))
        fields = {
            name: st.one_of(*[self.of(each, name, depth + 1)] * 8, ODD)
            for name, each in shape.get("properties", {}).items()
            if not each.get("readOnly")
        }
        if not fields:
            return st.dictionaries(st.text(string.ascii_lowercase, max_size=8), ODD, max_size=2)
        always = {name: each for name, each in fields.items() if name in needed}
        beside = {name: each for name, each in fields.items() if name not in needed}
        return st.fixed_dictionaries(always, optional=beside)

    def _text(self, shape, name):
        match shape.get("format"):
            case "uuid":
                return self.ids
            case "date-time":
                return st.datetimes().map(lambda moment: moment.isoformat() + "Z")
            case "date":
                return st.dates().map(str)
        if name == "project":
            return self.slugs
        return st.text(max_size=min(shape.get("maxLength", 20), 20))
