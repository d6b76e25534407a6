"""Calls of every tool that reads, about the rows of one world."""

from ctplatform.assistants.tools import operations
from ctplatform.assistants.tools.registry import tools
from ctplatform.curation.registry import kind_of


def reading_calls(world, project=None) -> list[tuple[str, dict]]:
    """[(tool, arguments)]: each reading tool at least once; lists narrowed to a project, if any."""
    narrowed = {} if project is None else {"project": project}
    calls = [("search", {"query": world.canary, **narrowed}), ("list_projects", {})]
    for name in sorted(tools()):
        if name.startswith("list_") and name not in ("list_projects", "list_rows"):
            calls.append((name, narrowed))
    for key, each in operations.records().items():
        calls.append(("get_record", {"record_type": key, "id": str(world.key(each.noun))}))
        calls.append(("describe_record_type", {"record_type": key}))
    for key, each in operations.rows().items():
        row = world.rows[each.noun]
        parent = getattr(row, f"{kind_of(each.model).parent}_id")
        calls.append(("list_rows", {"row_type": key, "record": str(parent)}))
    calls.append(("read_text", {"text": str(world.key("articles"))}))
    calls.append(("read_series", {"id": str(world.key("series"))}))
    calls.append(("get_proposal", {"id": str(world.key("proposals"))}))
    reading = {name for name, tool in tools().items() if not tool.proposes}
    assert {name for name, _arguments in calls} == reading
    return calls
