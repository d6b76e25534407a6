"""The process that checks one bundle: set limits, read the whole zip, write one answer.

Started by `checking`. The request is a line of JSON on standard input; the bundle is the open file
of that number. The answer is one JSON object on standard output: {"manifest"} or {"problem"}.
"""

import hashlib
import json
import sys
import zipfile
import zlib

PIECE = 1024 * 1024


class Problem(ValueError):
    """What is wrong with the bundle."""


def check(file, limits: dict) -> bytes:
    """Read and check every member; return the bytes of the manifest. Raises Problem."""
    from ctplatform_bundle_manifest import MANIFEST, read_manifest  # noqa: PLC0415 - set by main

    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Problem(f"This is not a zip file: {error}") from error
    members = {each.filename: each for each in archive.infolist()}
    _check_sizes(archive, members, limits)
    if MANIFEST not in members:
        raise Problem(f"The zip has no {MANIFEST}, so it is not the bundle of a project.")
    content = _content(archive, MANIFEST, limits["line"])
    try:
        manifest = read_manifest(content)
    except ValueError as error:
        raise Problem(str(error)) from error
    if differing := sorted(members.keys() - {MANIFEST} ^ manifest.members.keys()):
        raise Problem(f"The manifest and the zip do not name the same files: {differing[0]:.200}")
    for name, stated in manifest.members.items():
        _check_member(archive, name, stated, limits)
    return content


def _check_sizes(archive, members, limits):
    infos = archive.infolist()
    if len(infos) != len(members):
        raise Problem("The zip holds two files of one name.")
    if len(infos) > limits["members"]:
        raise Problem(f"The zip holds more than {limits['members']} files.")
    if sum(each.file_size for each in infos) > limits["expanded"]:
        raise Problem(f"The zip expands to more than {limits['expanded']} bytes.")
    for each in infos:
        if each.flag_bits & 1 or each.compress_type not in (
            zipfile.ZIP_DEFLATED,
            zipfile.ZIP_STORED,
        ):
            raise Problem(f"{each.filename:.200} is encrypted, or compressed in another way.")
        if each.filename.startswith("/") or ".." in each.filename.split("/"):
            raise Problem(f"{each.filename:.200} is not a name in a bundle.")


def _content(archive, name, most):
    with archive.open(name) as member:
        content = member.read(most + 1)
    if len(content) > most:
        raise Problem(f"{name:.200} is larger than {most} bytes.")
    return content


def _check_member(archive, name, stated, limits):
    is_table = name.endswith(".jsonl")
    digest, rows = hashlib.sha256(), 0
    with archive.open(name) as member:
        if is_table:
            while line := member.readline(limits["line"] + 1):
                rows += 1
                digest.update(line)
                _check_line(name, rows, line, limits["line"])
        else:
            while piece := member.read(PIECE):
                digest.update(piece)
    if not isinstance(stated, dict) or stated.get("sha256") != digest.hexdigest():
        raise Problem(f"{name:.200} is not the file that the manifest names: its SHA-256 differs.")
    if stated.get("rows", rows) != rows:
        raise Problem(f"{name:.200} has {rows} rows, and the manifest says {stated['rows']!r}.")


def _check_line(name, number, line, most):
    if len(line) > most:
        raise Problem(f"{name:.200}, line {number} is longer than {most} bytes.")
    try:
        values = json.loads(line)
    except ValueError as error:
        raise Problem(f"{name:.200}, line {number} is not JSON: {error}") from error
    if not isinstance(values, dict):
        raise Problem(f"{name:.200}, line {number} is not an object.")
    if b"\\u0000" in line and _holds_nul(values):
        raise Problem(f"{name:.200}, line {number} holds a NUL character.")


def _holds_nul(value):
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(map(_holds_nul, (*value.keys(), *value.values())))
    return isinstance(value, list) and any(map(_holds_nul, value))


def answer(file, limits) -> dict:
    """The manifest, or the problem in words."""
    try:
        return {"manifest": check(file, limits).decode()}
    except Problem as error:
        return {"problem": str(error)}
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError) as error:
        return {"problem": f"The zip is damaged: {error}"}
    except (MemoryError, RecursionError):
        return {"problem": "The bundle needs more memory than a check may take."}


def main():
    request = json.loads(sys.stdin.buffer.readline())
    sys.path[:] = request["paths"]
    from annotations.articles.extraction.child_reader import set_limits  # noqa: PLC0415 - after the path

    _load_manifest_module(request["manifest_module"])
    set_limits(request["limits"]["memory"], request["limits"]["seconds"])
    with open(request["file"], "rb", closefd=False) as file:
        json.dump(answer(file, request["limits"]), sys.stdout)


def _load_manifest_module(path):
    """Load one module by its path: its package would load all of Django."""
    import importlib.util  # noqa: PLC0415 - needed here alone

    spec = importlib.util.spec_from_file_location("ctplatform_bundle_manifest", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)


if __name__ == "__main__":
    main()
