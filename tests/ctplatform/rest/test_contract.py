"""Each operation of the schema says what has to be known before the first call."""

import re

from jsonschema import Draft202012Validator

from ctplatform.exchange.registry import formats_of
from tests.ctplatform.rest.operations import operations, resolved

NEEDED = {"get": {"400", "401", "403", "404", "429"}, "post": {"400", "401", "403", "404", "429"}}
NEEDED["patch"] = NEEDED["put"] = NEEDED["delete"] = NEEDED["get"] | {"409", "412", "428"}
RATE = {"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"}


def test_every_operation_has_a_summary_of_its_own_words(schema):
    for path, method, operation in operations(schema):
        summary, description = operation.get("summary", ""), operation["description"]
        assert 5 <= len(summary) <= 75, (method, path, summary)
        assert "\n" not in summary
        assert not re.search(r"`|[.:;]$", summary), (method, path, summary)
        assert not re.match(r"(Mixin|Adds|An ExportMixin|List, detail)\b", description), path
        assert description.strip(), (method, path)


def test_summaries_differ_within_a_tag(schema):
    seen = {}
    for path, method, operation in operations(schema):
        key = operation["tags"][0], operation["summary"]
        assert key not in seen, (method, path, seen[key])
        seen[key] = (method, path)


def test_every_parameter_has_a_description(schema):
    bare = {
        (path, parameter["name"])
        for path, _method, operation in operations(schema)
        for parameter in operation.get("parameters", ())
        if not parameter.get("description", "").strip()
    }
    assert bare == set()


def test_exports_list_their_formats_and_the_filters_of_the_list(schema):
    exports = [path for path in schema["paths"] if path.endswith("/export/")]
    assert len(exports) > 25
    for path in exports:
        noun = path.split("/")[3]
        for operation in schema["paths"][path].values():
            taken = {each["name"]: each for each in operation["parameters"]}
            formats = {each.name for each in formats_of(noun)}
            assert set(taken["format"]["schema"]["enum"]) == formats, path
            listed = schema["paths"][path.replace("export/", "")]["get"]["parameters"]
            filters = {each["name"] for each in listed if each["in"] == "query"}
            assert filters - {"cursor", "page_size", "ordering", "iris"} <= taken.keys(), path


def test_every_operation_says_how_it_refuses_and_shows_it(schema):
    for path, method, operation in operations(schema):
        answers = operation["responses"]
        assert NEEDED[method] <= answers.keys(), (method, path)
        for status, answer in answers.items():
            said = resolved(schema, answer)
            assert said["description"] or status[0] in "23", (method, path, status)
            if status[0] in "45":
                example = said["content"]["application/problem+json"]["example"]
                assert str(example["status"]) == status


def test_every_answer_describes_its_headers(schema):
    for path, method, operation in operations(schema):
        for status, answer in operation["responses"].items():
            headers = resolved(schema, answer)["headers"].keys()
            assert headers >= RATE, (method, path, status)
            if status in ("429", "503"):
                assert "Retry-After" in headers
            if status == "401":
                assert "WWW-Authenticate" in headers
            if status in ("301", "201"):
                assert "Location" in headers, (method, path, status)
        answered = operation["responses"].get("200", {})
        if method == "get" and [*answered.get("content", ())] == ["application/json"]:
            assert "ETag" in answered["headers"], path
            assert "304" in operation["responses"], path


def json_contents(schema, operation):
    """The JSON of the body and of the answers that are not errors."""
    answers = [each for status, each in operation["responses"].items() if status[0] == "2"]
    for body in (operation.get("requestBody", {}), *answers):
        for media_type, content in body.get("content", {}).items():
            if media_type == "application/json":
                yield content


def examples_of(schema, content):
    """The examples of a body: its own, or those of the component that it refers to."""
    if "example" in content:
        return [content["example"]]
    return resolved(schema, content["schema"]).get("examples", [])


def test_every_body_and_answer_has_an_example_that_fits(schema):
    components, seen = {"components": schema["components"]}, 0
    wrong = []
    for path, method, operation in operations(schema):
        for content in json_contents(schema, operation):
            examples = examples_of(schema, content)
            if not examples:
                wrong.append((method, path, "no example"))
            validator = Draft202012Validator({**content["schema"], **components})
            for example in examples:
                seen += 1
                wrong += [
                    (method, path, error.json_path, error.message[:80])
                    for error in validator.iter_errors(example)
                ]
    assert wrong == []
    assert seen > 400


def test_every_set_of_choices_has_one_name(schema):
    names = {}
    for name, component in schema["components"]["schemas"].items():
        for field, below in component.get("properties", {}).items():
            assert "enum" not in below, (name, field)
            assert "enum" not in below.get("items", {}), (name, field)
        if "enum" in component:
            choices = frozenset(map(str, component["enum"]))
            assert choices not in names, (name, names[choices])
            names[choices] = name
    assert len(names) > 60


def test_tags_are_described_and_grouped_in_order(schema):
    described = [tag["name"] for tag in schema["tags"]]
    used = {tag for _path, _method, operation in operations(schema) for tag in operation["tags"]}
    assert set(described) == used
    assert all(tag["description"].endswith(".") for tag in schema["tags"])
    grouped = [name for group in schema["x-tagGroups"] for name in group["tags"]]
    assert grouped == described
    assert described[0] == "articles"
