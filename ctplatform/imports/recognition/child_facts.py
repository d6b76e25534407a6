"""The process that looks at one file: set limits, look, write one answer.

Started by `limited_facts`. The argument is JSON {"paths", "path", "name", "memory", "seconds"}; the
answer on standard output is the JSON of a `FileFacts`, or {"limit": true}.
"""

import json
import sys


def main():
    """Look at the file that the argument names, under limits."""
    request = json.loads(sys.argv[1])
    sys.path[:] = request["paths"]
    from annotations.articles.extraction.child_reader import set_limits  # noqa: PLC0415

    set_limits(request["memory"], request["seconds"])
    # Imported after the limits are set; the readers' messages need settings, but no database.
    from dataclasses import asdict  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    from django.conf import settings  # noqa: PLC0415

    settings.configure(USE_I18N=False)
    from ctplatform.imports.recognition.content import look_at  # noqa: PLC0415

    try:
        found = asdict(look_at(Path(request["path"]), request["name"]))
    except (MemoryError, RecursionError):
        found = {"limit": True}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
