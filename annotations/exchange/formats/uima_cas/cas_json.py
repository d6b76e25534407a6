"""UIMA JSON CAS 0.4: a list of feature structures, and types where they are declared.

Format: https://github.com/apache/uima-uimaj-io-jsoncas. Positions are UTF-16 code units.
"""

from collections import Counter

from annotations.exchange.files.json_text import check_fields, parse_json, write_json
from annotations.exchange.formats.uima_cas.structures import (
    ARRAY,
    SOFA,
    Cas,
    FeatureStructure,
    View,
)
from ctplatform.exchange.limits import Unreadable


def read_cas_json(name: str, data: bytes) -> Cas:
    """The CAS in a JSON file. Raises Unreadable with the feature structure."""
    shape = {"%FEATURE_STRUCTURES": (list, dict), "%VIEWS": dict, "%TYPES": dict}
    content = check_fields(parse_json(data, name), shape, name)
    if not content.get("%FEATURE_STRUCTURES") and "%VIEWS" not in content:
        raise Unreadable(f"{name} is not a JSON CAS: it has no “%FEATURE_STRUCTURES”.")
    structures, sofas, arrays = {}, {}, {}
    for item in _items(content.get("%FEATURE_STRUCTURES") or [], name):
        each, elements = _structure(item, name)
        if each.type_name == SOFA:
            sofas[each.identifier] = each
        elif elements is not None:
            arrays[each.identifier] = elements
        else:
            structures[each.identifier] = each
    for each in structures.values():
        _open_arrays(each, arrays)
    views = tuple(_views(content.get("%VIEWS") or {}, sofas, name))
    return Cas(structures, views, Counter())


def _items(found, name):
    if isinstance(found, dict):
        pairs = [
            (key, check_fields(item, {}, f"{name}, feature structure {key[:20]}"))
            for key, item in found.items()
        ]
        return [{"%ID": int(key) if key.isdecimal() else key, **item} for key, item in pairs]
    return found


def _structure(item, name):
    """(FeatureStructure, its elements if it is an array of references)."""
    shape = {"%ID": int, "%TYPE": str, "begin": int, "end": int}
    place = f"{name}, a feature structure"
    check_fields(item, shape, place)
    identifier, type_name = item.get("%ID"), item.get("%TYPE")
    if identifier is None or not type_name:
        raise Unreadable(f"{place} has no “%ID” or “%TYPE”.")
    each = FeatureStructure(identifier, type_name)
    for key, value in item.items():
        if key.startswith("@"):
            each.references[key[1:]] = [value] if isinstance(value, int) else []
        elif not key.startswith(("%", "^", "#")):
            each.features[key] = value
    elements = item.get("%ELEMENTS")
    if type_name == ARRAY or type_name.endswith("[]"):
        return each, [value for value in elements or [] if isinstance(value, int)]
    if elements is not None:
        each.features["elements"] = elements
    return each, None


def _open_arrays(each, arrays):
    """Let a reference to an array name the elements of the array."""
    for name, targets in each.references.items():
        if len(targets) == 1 and targets[0] in arrays:
            each.references[name] = arrays[targets[0]]


def _views(views, sofas, name):
    for view_name, view in views.items():
        check_fields(view, {"%SOFA": int, "%MEMBERS": list}, f"{name}, view {view_name[:60]}")
        sofa = sofas.get(view.get("%SOFA"))
        text = sofa.features.get("sofaString") if sofa else None
        if text is not None and not isinstance(text, str):
            raise Unreadable(f"{name}: the “sofaString” of view {view_name[:60]} must be a text.")
        members = view.get("%MEMBERS") or []
        yield View(
            view_name,
            view.get("%SOFA") or 0,
            text,
            tuple(key for key in members if isinstance(key, int)),
        )


def write_cas_json(structures, view: View, types) -> bytes:
    """A JSON CAS with one view and the WrittenTypes that it uses."""
    written, arrays = [], []
    following = max([view.sofa, *(each.identifier for each in structures)]) + 1
    for each in structures:
        item = {"%ID": each.identifier, "%TYPE": each.type_name, **each.features}
        for name, targets in each.references.items():
            if name == "members":
                arrays.append(
                    {
                        "%ID": following,
                        "%TYPE": "custom.GroupMember[]",
                        "%ELEMENTS": targets,
                    }
                )
                targets = [following]
                following += 1
            item[f"@{name}"] = targets[0]
        written.append(item)
    sofa = {
        "%ID": view.sofa,
        "%TYPE": SOFA,
        "sofaNum": 1,
        "sofaID": view.name,
        "mimeType": "text/plain",
        "sofaString": view.text,
    }
    return write_json(
        {
            "%TYPES": {each.name: _written_type(each) for each in types},
            "%FEATURE_STRUCTURES": [sofa, *written, *arrays],
            "%VIEWS": {view.name: {"%SOFA": view.sofa, "%MEMBERS": list(view.members)}},
        }
    )


def _written_type(each):
    features = {
        name: {"%NAME": name, "%RANGE": "custom.GroupMember[]" if range_ == ARRAY else range_}
        for name, range_ in each.features.items()
    }
    return {"%NAME": each.name, "%SUPER_TYPE": each.parent, **features}
