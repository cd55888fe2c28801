"""What may lie in a folder beside records: it is read, or skipped and named; nothing is lost, and nothing ends the reading."""

from __future__ import annotations

import os
import socket
import sys
from datetime import date
from pathlib import Path

import pytest

from aftercall import landing
from aftercall.errors import AftercallError
from aftercall.lake import folder, scan
from aftercall.lake.find import find
from aftercall.lake.objects import Place
from aftercall.lake.read import read
from tests.record_factory import a_record

DAY = "year=2026/month=11/day=22/"
BODY = landing.encode(a_record())


@pytest.fixture
def day(tmp_path: Path) -> Path:
    """A day's folder of a landing in which a record lies before and after whatever a test adds."""
    made = tmp_path / "landing" / DAY
    made.mkdir(parents=True)
    for name in ("a", "z"):
        (made / f"{name}.json.gz").write_bytes(BODY)
    return made


def _linked(day: Path, *ends: str) -> None:
    for at, end in zip(ends, (*ends[1:], ends[0]), strict=True):
        (day / f"{at}.json.gz").symlink_to(f"{end}.json.gz")


def _listening(day: Path) -> None:
    at = os.getcwd()
    os.chdir(day)  # the path of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("x.json.gz")
    finally:
        os.chdir(at)


ODD = {
    "a folder": (lambda day: (day / "x.json.gz").mkdir(), "not a file"),
    "a pipe that nobody writes to": (lambda day: os.mkfifo(day / "x.json.gz"), "not a file"),
    "a socket": (_listening, "not a file"),
    "a link to itself": (lambda day: _linked(day, "x"), "a link that leads in a circle"),
    "a link that leads nowhere": (lambda day: (day / "x.json.gz").symlink_to("gone"), "a link that leads nowhere"),
    "a link to a folder": (lambda day: (day / "x.json.gz").symlink_to(day), "not a file"),
    "nothing": (lambda day: (day / "x.json.gz").write_bytes(b""), "the gzip stream ends early"),
    "JSON that is not zipped": (lambda day: (day / "x.json.gz").write_text(a_record().to_json()), "not a gzip JSON"),
    "two records": (lambda day: (day / "x.json.gz").write_bytes(BODY * 2), "something follows the gzip stream"),
}


@pytest.mark.parametrize("what", ODD)
def test_what_only_has_a_records_name_is_named_and_its_neighbours_are_read(day: Path, what: str) -> None:
    make, reason = ODD[what]
    make(day)
    root = day.parents[2]
    for reading in (read(root), scan.scan(root)):
        keys = _keys(reading)
        assert keys == [f"{DAY}a.json.gz", f"{DAY}z.json.gz"]
        ((gone, said),) = ((one.key, one.reason) for one in reading.skipped)
        assert gone == f"{DAY}x.json.gz"
        assert said.startswith(reason)
        assert "Try: " in said
    assert len(list(Place.of(root, None, None).keys())) == 3


def _keys(reading: object) -> list[str]:
    if hasattr(reading, "rows"):
        return [row.key for row in reading.rows]
    return [key for batch in reading.batches for key in batch.column("_key").to_pylist()]  # type: ignore[attr-defined]  a Scanning


def test_two_links_in_a_circle_are_named_both(day: Path) -> None:
    _linked(day, "x", "y")
    reading = read(day.parents[2])
    assert len(list(reading.rows)) == 2
    assert [gone.key for gone in reading.skipped] == [f"{DAY}x.json.gz", f"{DAY}y.json.gz"]


def test_a_name_that_is_no_text_is_named_as_far_as_it_can_be(day: Path) -> None:
    (Path(os.fsdecode(os.fsencode(day) + b"/m\xff.json.gz"))).write_bytes(BODY)
    for reading in (read(day.parents[2]), scan.scan(day.parents[2])):
        assert len(_keys(reading)) == 2
        ((key, reason),) = ((one.key, one.reason) for one in reading.skipped)
        assert key == f"{DAY}m\\xff.json.gz"
        assert reason.startswith("its name is no UTF-8")


def test_names_in_any_writing_are_read(day: Path) -> None:
    for name in ("é", "日本", "a b", "100%", "%41", "😀"):
        (day / f"{name}.json.gz").write_bytes(BODY)
    reading = read(day.parents[2])
    assert len(list(reading.rows)) == 8
    assert reading.skipped == []


@pytest.mark.parametrize(
    "key",
    [
        "year=2026/x.json.gz",
        "year=2026/month=11/x.json.gz",
        f"{DAY}hour=09/x.json.gz",
        f"{DAY}year=2026/month=11/day=22/x.json.gz",
        "year=2026/month=13/day=01/x.json.gz",
        "year=2026/month=02/day=30/x.json.gz",
        "year=26/month=2/day=3/x.json.gz",
        "year=2026/11/22/x.json.gz",
    ],
)
def test_a_record_in_the_wrong_place_is_named(day: Path, key: str) -> None:
    path = day.parents[2] / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(BODY)
    reading = read(day.parents[2])
    assert len(list(reading.rows)) == 2
    assert [gone.key for gone in reading.skipped] == [key]
    assert reading.skipped[0].reason.startswith("not at year=YYYY/month=MM/day=DD/")


@pytest.mark.parametrize(
    "key",
    [
        "x.json.gz",
        "2026/x.json.gz",
        "_doctor/x.json.gz",
        f"{DAY}_temporary/0/x.json.gz",
        f"{DAY}.x.json.gz",
        f"{DAY}x.json",
    ],
)
def test_what_is_none_of_our_business_is_not_named(day: Path, key: str) -> None:
    path = day.parents[2] / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(BODY)
    reading = read(day.parents[2])
    assert len(list(reading.rows)) == 2
    assert reading.skipped == []


def test_a_day_that_is_a_link_is_read_and_one_that_leads_nowhere_is_named(day: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "b.json.gz").write_bytes(BODY)
    (day.parent / "day=23").symlink_to(elsewhere)
    (day.parent / "day=24").symlink_to(tmp_path / "gone")
    (day.parent / "day=25").symlink_to("day=25")
    reading = read(day.parents[2])
    assert len(list(reading.rows)) == 3
    assert {gone.key: gone.reason.partition(".")[0] for gone in reading.skipped} == {
        "year=2026/month=11/day=24": "a link that leads nowhere",
        "year=2026/month=11/day=25": "a link that leads in a circle",
    }


def test_a_link_back_up_is_not_followed_for_ever(day: Path) -> None:
    (day / "up").symlink_to(day.parents[2])
    reading = read(day.parents[2])
    assert len(list(reading.rows)) == 2
    assert [gone.key for gone in reading.skipped] == [f"{DAY}up"]


def test_folders_below_folders_are_no_recursion(tmp_path: Path) -> None:
    at = tmp_path / DAY
    at.mkdir(parents=True)
    deep = at.joinpath(*["d"] * 400)
    os.makedirs(deep)
    (deep / "x.json.gz").write_bytes(BODY)
    rows, limit = read(tmp_path), sys.getrecursionlimit()
    sys.setrecursionlimit(300)
    try:
        assert list(rows.rows) == []
    finally:
        sys.setrecursionlimit(limit)
    assert len(rows.skipped) == 1


def test_a_range_of_days_looks_into_no_other_folder(day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for other in ("year=2025/month=11/day=22", "year=2026/month=10/day=22", "year=2026/month=11/day=21"):
        (day.parents[2] / other).mkdir(parents=True)
    looked, look = [], os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: looked.append(Path(path).name) or look(path))
    assert len(list(read(day.parents[2], days=(date(2026, 11, 22), date(2026, 11, 23))).rows)) == 2
    assert looked == ["landing", "year=2026", "month=11", "day=22"]


def test_a_file_that_vanishes_after_it_was_listed_is_named(day: Path) -> None:
    rows = read(day.parents[2])
    iterator = iter(rows.rows)
    next(iterator)
    (day / "z.json.gz").unlink()
    assert list(iterator) == []
    assert [gone.key for gone in rows.skipped] == [f"{DAY}z.json.gz"]
    assert "removed while the landing was read" in rows.skipped[0].reason


def test_a_day_that_vanishes_after_it_was_listed_is_named(day: Path) -> None:
    later = day.parent / "day=23"
    later.mkdir()
    rows = read(day.parents[2])
    iterator = iter(rows.rows)
    next(iterator)
    later.rmdir()
    assert len(list(iterator)) == 1
    assert [gone.key for gone in rows.skipped] == ["year=2026/month=11/day=23"]


def test_a_landing_that_vanishes_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AftercallError, match=r"No such file or directory\. Try: ls -l"):
        list(folder.keys(tmp_path / "gone", None))


@pytest.mark.skipif(
    os.geteuid() == 0, reason="root may read everything; test_read shows the same with a refusing system call"
)
def test_a_file_that_may_not_be_read_is_an_error(day: Path) -> None:
    (day / "a.json.gz").chmod(0)
    with pytest.raises(AftercallError, match="Permission denied"):
        list(read(day.parents[2]).rows)


def test_looking_for_one_call_meets_the_same(day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _linked(day, "x")
    (day / "y.json.gz").mkdir()
    root = day.parents[2]
    assert [list(find(root, name)) for name in ("x", "y")] == [[], []]
    assert [key for key, _ in find(root, "a")] == [f"{DAY}a.json.gz"]

    def refuse(path: object, *_: object) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(AftercallError, match=r"a\.json\.gz: Permission denied\. Try: ls -l"):
        list(find(root, "a"))
