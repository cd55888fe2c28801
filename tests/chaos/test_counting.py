"""The count sees what it has to see: each loss planted here is found."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.chaos import report
from tests.chaos.caller import Plan
from tests.chaos.count import UNEXPLAINED, Held, Landed, Owed, held, judge, owed, second_objects
from tests.chaos.door import Put

CALL = ("rm_1", "AJ_1")
SAID = (100.25, 101.5, 102.75)
PLAN = Plan(*CALL, people=12, turns=3, gap_seconds=0, long=False, budget_seconds=0.1)
REAL = Owed(CALL, final=True, turns=3, said=SAID, people=12)
KILLED = Owed(CALL, final=False, turns=2, said=SAID, people=12, killed_at=103.0)


def an_object(turns=3, key="a/rm_1.json.gz", revision=3, recovered=False, people=12, call=CALL):
    said = tuple(datetime.fromtimestamp(at, UTC) for at in SAID[:turns])
    return Landed(key, call, revision, recovered, said, people)


def judged(promised, objects, table=((*CALL, False),), log=((CALL, 3),)):
    return judge([promised], [CALL], objects, list(table), list(log))


def test_a_call_that_landed_whole_is_no_problem():
    verdict = judged(REAL, [an_object()])
    assert (verdict.landed, verdict.lost, verdict.problems) == (1, 0, [])


@pytest.mark.parametrize(
    ("objects", "table", "log"),
    [([], [(*CALL, False)], [(CALL, 3)]), ([an_object()], [], [(CALL, 3)]), ([an_object()], [(*CALL, False)], [])],
    ids=["S3", "sessions", "Logs"],
)
def test_a_record_that_one_place_lacks_is_lost(objects, table, log):
    verdict = judged(REAL, objects, table, log)
    assert verdict.lost == 1
    assert verdict.problems


def test_two_rows_of_one_call_are_seen():
    assert judged(REAL, [an_object()], [(*CALL, False)] * 2).duplicated == 1


def test_a_row_of_no_call_is_seen():
    assert judged(REAL, [an_object()], [(*CALL, False), ("rm_2", "AJ_2", False)]).problems


@pytest.mark.parametrize(
    ("promised", "found"),
    [
        (REAL, an_object(turns=2)),
        (REAL, an_object(recovered=True)),
        (REAL, an_object(people=13)),
        (KILLED, an_object(turns=1, recovered=True)),
    ],
    ids=["a turn is missing", "recovered instead of real", "another team size", "less than the checkpoint had"],
)
def test_a_record_that_says_less_is_seen(promised, found):
    assert judged(promised, [found]).cut_short == 1


def test_the_highest_revision_is_the_record():
    lower = an_object(turns=1, key="a/rm_1.AJ_1.r1.json.gz", revision=1, recovered=True)
    assert judged(REAL, [lower, an_object()]).problems == []


def test_the_oldest_missing_word_is_measured():
    verdict = judged(KILLED, [an_object(turns=2, recovered=True)])
    assert (verdict.oldest_missing_seconds, verdict.older_than_promised) == (103.0 - SAID[2], 0)
    verdict = judged(replace(KILLED, turns=1), [an_object(turns=1, recovered=True)])
    assert (verdict.oldest_missing_seconds, verdict.older_than_promised) == (103.0 - SAID[1], 1)


def test_a_repeated_event_is_counted_and_is_no_problem():
    verdict = judged(REAL, [an_object()], log=[(CALL, 3)] * 3)
    assert (verdict.repeated_events, verdict.problems) == (2, [])


def test_what_a_killed_call_is_owed():
    assert owed(Held(1, 102.5, [*SAID], killed_at=103.0), PLAN) is None, "in its first second, before a checkpoint"
    assert owed(Held(1, 100.0, [*SAID], killed_at=103.5), PLAN).turns == 2, "what was said long enough before"
    assert owed(Held(1, 102.5, [*SAID], kept=3, killed_at=103.0), PLAN).turns == 3, "what a checkpoint had"
    assert owed(Held(1, 102.5, [*SAID], accepted=True, killed_at=103.0), PLAN).final
    assert owed(Held(1, 100.0, [*SAID], outcome="ended", outcome_at=103.0), PLAN).final
    refused = owed(Held(1, 100.0, [*SAID], kept=1, outcome="refused", outcome_at=103.0), PLAN)
    assert (refused.final, refused.turns) == (False, 2)


def test_a_journal_whose_last_line_was_cut_off_is_read(tmp_path):
    notes = [{"call": 7, "what": "start", "at": 1.0}, {"call": 7, "what": "said", "at": 2.0}]
    text = "\n".join(map(json.dumps, notes)) + '\n{"call": 7, "wh'
    (tmp_path / "journal").write_text(text)
    (call,) = held(tmp_path / "journal", killed_at=3.0)
    assert (call.number, call.started_at, call.said, call.killed_at) == (7, 1.0, [2.0], 3.0)
    assert held(tmp_path / "none", killed_at=3.0) == []


FIRST, SECOND = an_object(), an_object(key="a/rm_1.AJ_1.r3.json.gz")


@pytest.mark.parametrize(
    ("put", "why"),
    [
        (Put("call-0", 100.0, heard=False), "after an unanswered put"),
        (Put("call-1", 100.0, heard=True), "after an unanswered put"),
        (Put("call-0", 100.0, heard=True), UNEXPLAINED),
        (Put("shipper-0", 100.0, heard=True), UNEXPLAINED),
    ],
    ids=["never answered", "its process was killed", "it lived", "it was killed much later"],
)
def test_a_second_object_needs_a_reason(put, why):
    ended_at = {"call-1": 100.5, "shipper-0": 130.0}
    counted, problems = second_objects([FIRST, SECOND], {"/calls/a/rm_1.json.gz": [put]}, ended_at)
    assert counted == {why: 1}
    assert len(problems) == (why == UNEXPLAINED)


def test_other_second_objects():
    earlier = an_object(revision=2, recovered=True)
    assert second_objects([earlier, SECOND], {}, {}) == ({"of another revision": 1}, [])
    other = an_object(call=("rm_1", "AJ_9"))
    assert second_objects([other, SECOND], {}, {}) == ({"of another call in the room": 1}, [])


def test_the_table_goes_between_the_marks(tmp_path):
    document = tmp_path / "promise.md"
    document.write_text(f"before {report.BEGIN}\nold\n{report.END} after\n")
    report.write(document, report.table([("lost", "0")]))
    assert document.read_text() == f"before {report.BEGIN}\n| | |\n|---|---|\n| lost | 0 |\n{report.END} after\n"
    document.write_text("no marks")
    with pytest.raises(ValueError, match="chaos"):
        report.write(document, "x")
