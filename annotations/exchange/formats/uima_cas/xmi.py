"""CAS XMI 1.0: XML in which each feature structure is an element.

Format: UIMA References 8, "XMI CAS Serialization". Positions are UTF-16 code units.
"""

import re
from collections import Counter

from annotations.exchange.files.xml_text import Element, parse_xml, write_attributes, write_text
from annotations.exchange.formats.uima_cas.structures import (
    ARRAY,
    DEPENDENT,
    GOVERNOR,
    NO_NAMESPACE,
    SOFA,
    Cas,
    FeatureStructure,
    View,
)
from ctplatform.exchange.limits import Unreadable

XMI = "http://www.omg.org/XMI"
NUMBER = re.compile(r"-?\d{1,15}")
NUMBERS = re.compile(r"\d{1,15}(?: \d{1,15})*")
VIEW, NULL = "uima.cas.View", "uima.cas.NULL"


def read_xmi(name: str, data: bytes) -> Cas:
    """The CAS in an XMI file. A type system is not needed. Raises Unreadable with the line."""
    root = parse_xml(data, name)
    if root.tag != f"{{{XMI}}}XMI":
        raise Unreadable(f"{name} is not XMI: its first element is {root.name}.", root.line)
    structures, views, sofas = {}, {}, []
    for element in root.children:
        type_name = _type_name(element)
        if type_name == NULL:
            continue
        if type_name == VIEW:
            if "sofa" in element.attributes:  # the view of an empty CAS has none
                views[_number(element, "sofa")] = _ids(element, "members")
        elif type_name == SOFA:
            sofas.append(element)
        else:
            each = _structure(element, type_name)
            structures[each.identifier] = each
    _resolve(structures)
    found = tuple(_view(element, views) for element in sofas)
    return Cas(structures, found, Counter({"files without a text": 0 if found else 1}))


def _type_name(element):
    """de.tudarmstadt.X for {http:///de/tudarmstadt.ecore}X."""
    namespace, _brace, name = element.tag[1:].rpartition("}")
    package = namespace.removeprefix("http:///").removesuffix(".ecore").replace("/", ".")
    return f"{package}.{name}".removeprefix(NO_NAMESPACE)


def _structure(element: Element, type_name: str):
    each = FeatureStructure(_number(element, f"{{{XMI}}}id"), type_name, row=element.line)
    for name, value in element.attributes.items():
        if name.startswith("{"):
            continue
        if name in ("begin", "end"):
            each.features[name] = _number(element, name)
        elif name == "sofa":
            each.references[name] = [_number(element, name)]
        else:
            each.features[name] = value
    for child in element.children:
        each.features.setdefault(child.name, []).append(child.text)
    return each


def _resolve(structures):
    """Turn features that name other structures into references.

    Without a type system a feature is a reference if its name says so (Governor, Dependent,
    target), or if all of its numbers are ids of structures that have a target.
    """
    links = {key for key, each in structures.items() if "target" in each.features}
    for each in structures.values():
        for name, value in list(each.features.items()):
            if not isinstance(value, str) or not NUMBERS.fullmatch(value):
                continue
            ids = [int(part) for part in value.split(" ")]
            named = name in (GOVERNOR, DEPENDENT, "target") and len(ids) == 1
            if (named and ids[0] in structures) or links.issuperset(ids):
                del each.features[name]
                each.references[name] = ids


def _view(element, views):
    sofa = _number(element, f"{{{XMI}}}id")
    members = views.get(sofa)
    text = element.attributes.get("sofaString")
    return View(element.attributes.get("sofaID", "_InitialView"), sofa, text, members)


def _number(element, name):
    value = element.attributes.get(name, "")
    if not NUMBER.fullmatch(value):
        shown = name.rpartition("}")[2]
        raise Unreadable(
            f"Line {element.line}: {element.name} must have a whole number in “{shown}”.",
            element.line,
        )
    return int(value)


def _ids(element, name):
    value = " ".join(element.attributes.get(name, "").split())
    if value and not NUMBERS.fullmatch(value):
        raise Unreadable(f"Line {element.line}: “{name}” must be numbers.", element.line)
    return tuple(int(part) for part in value.split())


def write_xmi(structures, view: View) -> str:
    """XMI of a CAS with one view."""
    packages = {}
    lines = [_written(each, view, packages) for each in structures]
    declared = "".join(
        f' xmlns:{prefix}="http:///{package.replace(".", "/")}.ecore"'
        for package, prefix in packages.items()
    )
    sofa = {
        "xmi:id": view.sofa,
        "sofaNum": 1,
        "sofaID": view.name,
        "mimeType": "text/plain",
        "sofaString": view.text,
    }
    members = " ".join(map(str, view.members))
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<xmi:XMI xmlns:xmi="{XMI}" xmlns:cas="http:///uima/cas.ecore"{declared}'
            ' xmi:version="2.0">',
            '  <cas:NULL xmi:id="0"/>',
            *lines,
            f"  <cas:Sofa{write_attributes(sofa)}/>",
            f'  <cas:View sofa="{view.sofa}" members="{members}"/>',
            "</xmi:XMI>",
            "",
        ]
    )


def _written(each, view, packages):
    package, _dot, name = each.type_name.rpartition(".")
    prefix = packages.setdefault(package or NO_NAMESPACE[:-1], f"p{len(packages)}")
    references = {
        name: " ".join(map(str, ids)) for name, ids in each.references.items() if name != "sofa"
    }
    sofa = {"sofa": view.sofa} if "sofa" in each.references else {}
    values = {"xmi:id": each.identifier} | sofa | each.features | references
    return f"  <{prefix}:{name}{write_attributes(values)}/>"


def write_type_system(types) -> str:
    """The type system description that declares WrittenTypes."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">',
        "  <types>",
    ]
    for each in types:
        lines += [
            "    <typeDescription>",
            f"      <name>{write_text(each.name)}</name>",
            "      <description/>",
            f"      <supertypeName>{each.parent}</supertypeName>",
            "      <features>",
            *(_written_feature(name, range_) for name, range_ in each.features.items()),
            "      </features>",
            "    </typeDescription>",
        ]
    return "\n".join([*lines, "  </types>", "</typeSystemDescription>", ""])


def _written_feature(name, range_):
    element = "<elementType>custom.GroupMember</elementType>" if range_ == ARRAY else ""
    return (
        f"        <featureDescription><name>{name}</name><description/>"
        f"<rangeTypeName>{range_}</rangeTypeName>{element}</featureDescription>"
    )
