"""The process that reads one file of annotated texts, and writes it as lines of JSON.

Started by `reader`. The argument is JSON {"paths", "path", "format", "memory", "seconds"}. The
lines are {"document", "stored"} for each text, then {"end": {"codes", "name", "unread"}}, or
{"problem", "row"} where the file cannot be read.
"""

import json
import sys


def main():
    """Read the file that the argument names, under limits."""
    request = json.loads(sys.argv[1])
    sys.path[:] = request["paths"]
    from annotations.articles.extraction.child_reader import set_limits  # noqa: PLC0415

    set_limits(request["memory"], request["seconds"])
    write = sys.stdout.buffer.write
    for line in _lines(request):
        write(line + b"\n")


def _lines(request):
    # Imported after the limits are set; the readers' messages need settings, but no database.
    import orjson  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    settings.configure(USE_I18N=False)
    from annotations.articles.extraction.normalisation import UnreadableText  # noqa: PLC0415
    from ctplatform.exchange.limits import Unreadable  # noqa: PLC0415

    try:
        yield from _documents(request)
    except Unreadable as error:
        yield orjson.dumps({"problem": str(error), "row": error.row})
    except UnreadableText as error:
        yield orjson.dumps({"problem": str(error), "row": None})
    except (MemoryError, RecursionError):
        yield orjson.dumps({"limit": True})


def _documents(request):
    from pathlib import Path  # noqa: PLC0415

    import orjson  # noqa: PLC0415

    import annotations.exchange.formats  # noqa: F401, PLC0415 - registers them
    from annotations.articles.extraction.normalisation import UnreadableText  # noqa: PLC0415
    from annotations.exchange.documents import document_formats  # noqa: PLC0415
    from annotations.exchange.limited_reading.stored_text import stored_text  # noqa: PLC0415

    corpus = document_formats()[request["format"]].read(Path(request["path"]))
    for document in corpus.documents:
        try:
            found, stored = stored_text(document)
        except UnreadableText as error:
            raise UnreadableText(f"“{document.name[:100]}”: {error}") from error
        yield orjson.dumps({"document": found, "stored": stored}, default=dict)
    end = {"codes": corpus.codes, "name": corpus.name, "unread": corpus.unread}
    yield orjson.dumps({"end": end}, default=dict)


if __name__ == "__main__":
    main()
