"""The process that reads one file: set limits, run the reader, write one answer.

Started by limited_reader. The request is a line of JSON and the bytes of the file on standard
input; the answer is one JSON object on standard output: {"found"} or {"problem", ...}.
"""

import json
import resource
import signal
import sys
from pathlib import Path


def set_limits(memory: int, seconds: int):
    """Limit address space (bytes), processor time (seconds), written files and open files."""
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(limit)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (value, value + (limit == resource.RLIMIT_CPU)))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)


def answer(request: dict, data: bytes) -> dict:
    """Read what the request names; the answer has the Extract or the problem."""
    from annotations.articles.extraction.normalisation import UnreadableText  # noqa: PLC0415
    from annotations.articles.extraction.text_reader import read_file, read_text  # noqa: PLC0415 - after the limits

    try:
        if request["kind"] == "text":
            found = read_text(data.decode("utf-8", "surrogatepass"), request["title"])
        else:
            found = read_file(request["name"], data, request["encoding"], request["title"])
    except UnreadableText as error:
        return {"problem": str(error), "suggestion": getattr(error, "suggestion", "")}
    except (MemoryError, RecursionError):
        return {"limit": "memory"}
    except Exception:
        if not _is_out_of_memory(request["memory"]):
            raise
        return {"limit": "memory"}  # a library raised its own error
    return {"found": found.as_dict()}


def _is_out_of_memory(limit):
    """Whether the process came close to its limit of address space (Linux; elsewhere False)."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return False
    peak = next(line for line in status.splitlines() if line.startswith("VmPeak"))
    return int(peak.split()[1]) * 1024 > limit * 0.9


def main():
    line, _end, data = sys.stdin.buffer.read().partition(b"\n")
    request = json.loads(line)
    set_limits(request["memory"], request["seconds"])
    json.dump(answer(request, data), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    sys.path[:] = json.loads(sys.argv[1])
    main()
