"""The shipper: deliver, then ack; what fails is kept, what is impossible is buried, and nobody waits for anybody."""

import dataclasses
import logging
import threading
import time

import pytest

from aftercall import landing
from aftercall.errors import PermanentDeliveryError, TransientDeliveryError
from aftercall.settings import Settings
from aftercall.ship import handover
from aftercall.ship.folder import FolderSink
from aftercall.ship.handover import hand_over
from aftercall.ship.shipper import GIVE_UP_AFTER, Deadline, Shipper, _Drain
from aftercall.spool import Spool, entry_name
from aftercall.testing import MemorySink, records_in
from tests.record_factory import a_record


class FailingSink:
    def __init__(self, error: Exception, times: int = 10**9) -> None:
        self.name, self.error, self.times, self.tries = "memory", error, times, 0
        self.kept = MemorySink()

    def deliver(self, record, body):
        self.tries += 1
        if self.tries <= self.times:
            raise self.error
        self.kept.deliver(record, body)


class HangingSink:
    name = "hangs"

    def __init__(self) -> None:
        self.release = threading.Event()

    def deliver(self, record, body):
        self.release.wait(30)


@pytest.fixture
def spool(tmp_path):
    return Spool(tmp_path / "spool")


def accept(spool, count, sinks=("memory",)):
    for number in range(count):
        spool.accept(a_record(session_id=f"rm_{number:03}"), sinks)


def test_everything_that_waits_is_delivered_and_gone(spool):
    accept(spool, 20)
    sink = MemorySink()
    report = Shipper(spool, {"memory": lambda: sink}).run_once()
    assert report.delivered == {"memory": 20}
    assert sorted(record.session_id for record in sink.records) == [f"rm_{n:03}" for n in range(20)]
    assert not spool.state(["memory"]).behind


def test_what_a_sink_does_not_take_now_stays_with_its_code_and_goes_next_time(spool):
    accept(spool, 1)
    sink = FailingSink(TransientDeliveryError("may not put", code="AccessDenied"), times=1)
    shipper = Shipper(spool, {"memory": lambda: sink})
    assert shipper.run_once().kept == {"memory": 1}
    (queue,) = spool.state().queues
    assert (queue.backlog, queue.last_error["code"]) == (1, "AccessDenied")
    assert shipper.run_once(patient=False).delivered == {"memory": 1}
    assert spool.state(["memory"]).queues[0].last_error is None


def test_an_unknown_exception_keeps_the_entry_and_its_text_is_not_logged(spool, caplog):
    accept(spool, 1)
    with caplog.at_level(logging.DEBUG):
        report = Shipper(spool, {"memory": lambda: FailingSink(RuntimeError("canary ada@example.com"))}).run_once()
    assert report.kept == {"memory": 1}
    assert "canary" not in caplog.text
    assert "canary" not in str(spool.state())
    assert "RuntimeError" in caplog.text


def test_what_a_sink_can_never_take_is_buried_with_the_reason(spool):
    accept(spool, 1)
    sink = FailingSink(PermanentDeliveryError("1,203,114 bytes", code="EntityTooLarge"))
    assert Shipper(spool, {"memory": lambda: sink}).run_once().buried == {"memory": 1}
    (place,) = spool.find("rm_000")
    assert (place.state, place.why["code"], place.why["why"]) == ("dead", "EntityTooLarge", "1,203,114 bytes")


def test_a_damaged_entry_is_buried_and_does_not_block_the_others(spool):
    accept(spool, 3)
    spool.fan_out()
    first = spool.pending("memory")[0]
    first.path.write_bytes(b"cut off")
    sink = MemorySink()
    report = Shipper(spool, {"memory": lambda: sink}).run_once()
    assert (report.delivered, report.buried) == ({"memory": 2}, {"memory": 1})


def test_an_entry_that_raises_what_nobody_foresaw_is_kept_and_the_others_go(spool, monkeypatch, caplog):
    accept(spool, 20)
    decode = landing.decode

    def raises(body):
        record = decode(body)
        if record.session_id == "rm_000":
            raise OverflowError("canary")
        return record

    monkeypatch.setattr(landing, "decode", raises)
    for sink in (MemorySink(), Batches()):
        report = Shipper(spool, {"memory": lambda sink=sink: sink}).run_once(patient=False)
        assert report.kept["memory"] >= 1
    assert [entry.name.split(".")[0] for entry in spool.pending("memory")] == ["rm_000"]
    assert spool.state().queues[0].last_error["code"] == "OverflowError"
    assert "canary" not in caplog.text


def test_a_drain_that_dies_makes_its_sink_unfinished(spool, monkeypatch, caplog):
    accept(spool, 1)
    monkeypatch.setattr(_Drain, "_run", lambda *_: 1 // 0)
    report = Shipper(spool, {"memory": MemorySink}).run_once()
    assert (report.unfinished, report.left) == (("memory",), True)
    assert "sink=memory died (ZeroDivisionError)" in caplog.text


def test_a_sink_that_is_down_is_left_in_peace_after_a_few_tries(spool):
    accept(spool, 50)
    sink = FailingSink(TransientDeliveryError("down", code="ServiceUnavailable"))
    report = Shipper(spool, {"memory": lambda: sink}).run_once()
    assert GIVE_UP_AFTER <= sink.tries < 20
    assert report.kept["memory"] == sink.tries
    assert spool.state().queues[0].backlog == 50


def test_a_sink_that_hangs_delays_neither_the_others_nor_the_caller(spool):
    accept(spool, 5, ("memory", "hangs"))
    sink, hanging = MemorySink(), HangingSink()
    begun = time.monotonic()
    report = Shipper(spool, {"hangs": lambda: hanging, "memory": lambda: sink}).run_once(Deadline(0.5))
    assert time.monotonic() - begun < 5
    assert len(sink.records) == 5
    assert report.unfinished == ("hangs",)
    assert spool.state().queues[0].backlog == 5
    hanging.release.set()


def test_the_calls_own_record_goes_before_the_backlog(spool):
    accept(spool, 40)
    mine = a_record(session_id="mine")
    spool.accept(mine, ["memory"])
    order = []

    class Slow(MemorySink):
        def deliver(self, record, body):
            order.append(record.session_id)
            time.sleep(0.05)

    Shipper(spool, {"memory": Slow}).run_once(Deadline(0.2), first=entry_name(mine))
    assert "mine" in order[:8]
    assert len(order) < 41


def test_the_queue_of_a_sink_without_settings_here_is_left_alone(spool):
    accept(spool, 1, ("s3", "memory"))
    report = Shipper(spool, {"memory": MemorySink}).run_once()
    assert [(queue.sink, queue.backlog) for queue in spool.state().queues if queue.backlog] == [("s3", 1)]
    assert (report.unconfigured, report.left) == (("s3",), True)


def test_a_queue_that_is_empty_is_nobodys_trouble(spool):
    accept(spool, 1, ("s3", "memory"))
    Shipper(spool, {"memory": MemorySink, "s3": MemorySink}).run_once()
    report = Shipper(spool, {"memory": MemorySink}).run_once()
    assert (report.unconfigured, report.left) == ((), False)


def test_a_sink_that_cannot_be_made_keeps_its_queue(spool):
    accept(spool, 1)

    def broken():
        raise ValueError("no region")

    Shipper(spool, {"memory": broken}).run_once()
    (queue,) = spool.state().queues
    assert (queue.backlog, queue.last_error["code"]) == (1, "ValueError")


class Batches(MemorySink):
    """Takes many at once, but refuses every tenth record, and never takes one."""

    def __init__(self):
        super().__init__()
        self.sizes = []

    def deliver_batch(self, items):
        self.sizes.append(len(items))
        answers = []
        for record, body in items:
            number = int(record.session_id.removeprefix("rm_"))
            if number == 5:
                answers.append(PermanentDeliveryError("too large", code="TooLarge"))
            elif number % 10 == 0:
                answers.append(TransientDeliveryError("busy", code="Throttled"))
            else:
                self.deliver(record, body)
                answers.append(None)
        return answers


def test_a_sink_that_takes_batches_is_given_them_and_each_answer_counts(spool):
    accept(spool, 30)
    sink = Batches()
    report = Shipper(spool, {"memory": lambda: sink}).run_once()
    assert sink.sizes == [30]
    assert (report.delivered, report.kept, report.buried) == ({"memory": 26}, {"memory": 3}, {"memory": 1})
    assert [entry.name.split(".")[0] for entry in spool.pending("memory")] == ["rm_000", "rm_010", "rm_020"]


def test_a_batch_that_fails_as_a_whole_is_kept_as_a_whole(spool):
    class Broken(Batches):
        def deliver_batch(self, items):
            raise ConnectionError("canary")

    accept(spool, 7)
    assert Shipper(spool, {"memory": Broken}).run_once().kept == {"memory": 7}
    assert spool.state().queues[0].backlog == 7


def test_a_few_entries_that_cannot_be_read_hold_up_no_other(spool):
    class Sick(type(spool._disk)):
        def read(self, path):
            if path.name.startswith(("rm_000", "rm_001", "rm_002", "rm_003", "rm_004")):
                raise OSError(5, "Input/output error")
            return super().read(path)

    accept(spool, 40)
    sick = Spool(spool.root, Sick())
    for sink in (MemorySink(), Batches()):
        report = Shipper(sick, {"memory": lambda sink=sink: sink}).run_once(patient=False)
        assert report.kept["memory"] >= 5
    assert len(spool.pending("memory")) <= 5 + 4


def test_entries_that_a_sink_cannot_take_now_hold_up_the_others_for_a_while_only(spool):
    class HalfBroken(MemorySink):
        def deliver(self, record, body):
            if record.session_id < "rm_020":
                raise TransientDeliveryError("no such folder", code="ENOTDIR")
            super().deliver(record, body)

    accept(spool, 40)
    sink = HalfBroken()
    for _ in range(30):
        Shipper(spool, {"memory": lambda: sink}).run_once(patient=False)
    assert len(sink.records) == 20


def test_hand_over_lands_a_record_and_leaves_the_spool_empty(tmp_path):
    settings = Settings(landing=tmp_path / "sessions", spool=tmp_path / "spool")
    report = hand_over(a_record(), settings, 5)
    assert report.delivered == {"folder": 1}
    assert len(list((tmp_path / "sessions").rglob("*.json.gz"))) == 1
    assert not Spool(settings.spool).state(settings.owed_sinks).behind


def test_with_spool_and_sink_both_broken_the_loss_is_said_aloud(tmp_path, caplog):
    blocker = tmp_path / "file"
    blocker.write_text("")
    settings = Settings(landing=blocker / "sessions", spool=blocker / "spool")
    assert hand_over(a_record(session_id="rm_lost"), settings, 5) is None
    assert "LOST" in caplog.text
    assert "rm_lost" in caplog.text


# ------------------------------------------------------------------------------------- back-off


def test_a_sink_that_took_nothing_is_left_in_peace_and_a_person_may_try_at_once(spool):
    accept(spool, 5)
    sink = FailingSink(TransientDeliveryError("down", code="ServiceUnavailable"), times=10**9)
    shipper = Shipper(spool, {"memory": lambda: sink})
    shipper.run_once()
    tries = sink.tries
    assert shipper.run_once().resting == ("memory",)
    assert sink.tries == tries
    shipper.run_once(patient=False)
    assert sink.tries > tries


def test_a_call_end_tries_its_own_record_once_and_if_that_lands_the_backlog_follows(spool):
    accept(spool, 5)
    spool.put_off("memory")
    spool.put_off("memory")
    mine = spool.accept(a_record(session_id="mine"), ["memory"])
    down = FailingSink(TransientDeliveryError("down", code="ServiceUnavailable"))
    Shipper(spool, {"memory": lambda: down}).run_once(first=mine)
    assert down.tries == 1
    well = MemorySink()
    report = Shipper(spool, {"memory": lambda: well}).run_once(first=mine)
    assert (report.delivered, report.resting) == ({"memory": 6}, ())
    assert well.records[0].session_id == "mine"
    assert spool.rests("memory") == 0.0


def test_one_odd_record_is_no_reason_to_leave_a_sink_in_peace(spool):
    accept(spool, 10)
    sink = FailingSink(TransientDeliveryError("odd", code="InternalError"), times=1)
    Shipper(spool, {"memory": lambda: sink}).run_once()
    assert spool.rests("memory") == 0.0


def test_a_sink_that_hangs_through_a_calls_end_is_noted_and_left_in_peace(spool):
    accept(spool, 1, ("hangs",))
    hanging = HangingSink()
    Shipper(spool, {"hangs": lambda: hanging}).run_once(Deadline(1.0))
    (queue,) = spool.state().queues
    assert (queue.last_error["code"], spool.rests("hangs") > 0) == ("unanswered", True)
    hanging.release.set()


# ------------------------------------------------------------------------------------- deadlines


def test_a_deadline_that_is_brought_nearer_ends_a_run_that_waits(spool):
    accept(spool, 1, ("hangs",))
    hanging, deadline = HangingSink(), Deadline()
    threading.Timer(0.3, lambda: deadline.within(0.2)).start()
    begun = time.monotonic()
    report = Shipper(spool, {"hangs": lambda: hanging}).run_once(deadline)
    assert 0.4 < time.monotonic() - begun < 5
    assert (report.unfinished, deadline.is_set) == (("hangs",), True)
    hanging.release.set()


def test_a_queue_that_the_deadline_cut_off_is_not_called_done_though_no_delivery_is_under_way(spool):
    accept(spool, 40)

    class Slow(MemorySink):
        def deliver(self, record, body):
            time.sleep(0.02)
            super().deliver(record, body)

    shipper = Shipper(spool, {"memory": Slow})
    report = shipper.run_once(Deadline(0.05))
    assert report.delivered["memory"] < 40
    assert (report.unfinished, report.left) == (("memory",), True)


# ------------------------------------------------------------------------------------- the call's end


@pytest.fixture
def home(tmp_path):
    return Settings(landing=tmp_path / "sessions", spool=tmp_path / "spool")


def orphan(home, **overrides):
    record = a_record(session_id="rm_orphan", outcome__status="in_progress", **overrides)
    call = Spool(home.spool).open_live(record.session_id, record.agent.job_id)
    call.write(record)
    call._lock.release()  # as the kernel does when the process dies


def landed(home):
    return {r.session_id: r for r in records_in(home.landing)}


def test_a_calls_end_recovers_and_prices_what_a_killed_process_left(home):
    orphan(home, cost_summary={"complete": False})
    safe = []
    hand_over(a_record(session_id="mine"), home, 10, accepted=lambda: safe.append(Spool(home.spool).state().accepted))
    assert safe == [1]
    record = landed(home)["rm_orphan"]
    assert (record.outcome.status, record.record.recovered) == ("crashed", True)
    assert record.cost_summary.total > 0
    assert record.cost_summary.price_book


def test_the_real_record_of_a_process_that_took_the_call_over_wins_over_the_dead_ones(home):
    orphan(home, record__revision=40)
    hand_over(a_record(session_id="rm_orphan", record__revision=3), home, 10)
    best = max((r for r in records_in(home.landing) if r.session_id == "rm_orphan"), key=lambda r: r.record.revision)
    assert (best.outcome.status, best.record.revision) == ("completed", 41)


def test_a_recovery_that_raises_what_nobody_foresaw_stops_no_call_from_shipping(home, monkeypatch, caplog):
    def raises(*_):
        raise OverflowError("canary")

    monkeypatch.setattr(Spool, "recover", raises)
    assert handover.tidy(home).stuck == ("live: OverflowError",)
    assert hand_over(a_record(), home, 10).delivered == {"folder": 1}
    assert "canary" not in caplog.text


def test_a_price_file_that_cannot_be_used_leaves_a_recovered_call_unpriced_with_the_reason(home, tmp_path):
    (tmp_path / "prices.json").write_text("{")
    orphan(home)
    assert len(handover.recover(dataclasses.replace(home, prices=tmp_path / "prices.json")).names) == 1
    Shipper(Spool(home.spool), {"folder": lambda: FolderSink(home.landing)}).run_once()
    cost = landed(home)["rm_orphan"].cost_summary
    assert (cost.total, {line.reason for line in cost.lines}) == (None, {"price_file_invalid"})


def test_with_a_spool_that_cannot_be_written_the_record_goes_straight_to_its_sink_and_is_safe(tmp_path, caplog):
    blocker = tmp_path / "file"
    blocker.write_text("")
    settings, safe = Settings(landing=tmp_path / "sessions", spool=blocker / "spool"), []
    report = hand_over(a_record(), settings, 5, accepted=lambda: safe.append(1))
    assert (report.delivered, safe) == ({"folder": 1}, [1])
    assert "cannot be written" in caplog.text


def test_a_damaged_live_directory_stops_neither_recovery_nor_shipping(home):
    home.spool.mkdir()
    (home.spool / "live").write_text("not a directory")
    assert hand_over(a_record(), home, 5).delivered == {"folder": 1}
