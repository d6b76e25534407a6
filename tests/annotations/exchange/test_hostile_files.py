"""Hostile files are refused in bounded time, and leave nothing behind."""

import io
import time
import zipfile

import pytest

from annotations.exchange.archives import safe_file_name
from annotations.exchange.limited_reading import reader
from annotations.exchange.limited_reading.reader import read_limited
from ctplatform.exchange.limits import Unreadable
from tests.annotations.exchange.corpora import BRAT, zip_of

pytestmark = pytest.mark.pure


def refused(path, words, format="brat"):
    began = time.monotonic()
    with pytest.raises(Unreadable, match=words), read_limited(path, format):
        pass
    assert time.monotonic() - began < reader.WALL


def test_a_zip_that_unpacks_to_far_more_is_refused(tmp_path):
    path = zip_of({"a.txt": "a" * 60_000_000, "a.ann": ""}, tmp_path / "bomb.zip")
    assert path.stat().st_size < 100_000
    refused(path, "far more than its size")


def test_two_files_of_the_same_name_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "text")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.txt", "text")
    refused(tmp_path / "a.zip", "two files of the same name")


def test_too_many_files_are_refused(tmp_path):
    refused(zip_of({f"{n}.txt": "" for n in range(2001)}, tmp_path / "a.zip"), "far more")


@pytest.mark.parametrize("cut", [1, 30, 100, 200])
def test_a_zip_that_was_cut_off_is_refused(tmp_path, cut):
    path = zip_of(BRAT, tmp_path / "a.zip")
    path.write_bytes(path.read_bytes()[:-cut])
    refused(path, "zip archive|cannot be read")


def test_a_text_in_another_encoding_names_the_byte(tmp_path):
    files = {"a.ann": "", "a.txt": "caf\u00e9".encode("latin-1")}
    refused(zip_of(files, tmp_path / "a.zip"), "Byte 4 of “a.txt” is not UTF-8")


def test_a_nul_character_is_refused(tmp_path):
    files = {"a.txt": "Some words.", "a.ann": "T1\tA 0 4\tSome\n#1\tAnnotatorNotes T1\ta\0b\n"}
    with (
        pytest.raises(Unreadable, match="NUL"),
        read_limited(zip_of(files, tmp_path / "a.zip"), "brat") as found,
    ):
        list(found.documents())


def test_a_picture_in_the_place_of_a_zip_is_refused(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(b"\x89PNG" + bytes(1000))
    refused(path, "not a readable zip")


def test_names_that_climb_out_of_a_folder_are_plain_names():
    taken = set()
    names = [safe_file_name(name, taken) for name in ("../../etc/passwd", "a", "A", "", "con:")]
    assert len(set(map(str.casefold, names))) == 5
    assert not any("/" in name or name.startswith(".") for name in names)


def test_reading_is_stopped_where_it_takes_too_much(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "MEMORY", 90 * 1024 * 1024)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("a.txt", "word " * 900_000)
        archive.writestr("a.ann", "".join(f"T{n}\tA 0 4\tword\n" for n in range(300_000)))
    path = tmp_path / "a.zip"
    path.write_bytes(content.getvalue())
    refused(path, "stopped|failed")
