"""With default settings no word that was spoken, no argument, result or number is in any byte we write."""

import pytest

from tests.calls.conftest import run_jobs

DOWN = {
    "AFTERCALL_LANDING": "s3://calls/sessions",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    "AWS_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "k",
    "AWS_SECRET_ACCESS_KEY": "s",
}
PATHS = {
    "landed": {},
    "to_stdout_too": {"AFTERCALL_LOG_GROUP": "-"},
    "left_in_the_spool": DOWN,
    "spool_broken": {"AFTERCALL_SPOOL": "/proc/nowhere"},
}


def our_lines(output: str) -> str:
    """What we print: our loggers' lines, and the stdout sink's events. The host logs its own exceptions itself."""
    return "\n".join(
        line for line in output.splitlines() if line.partition(":")[2].startswith("aftercall") or "_event_type" in line
    )


@pytest.mark.parametrize("path", PATHS)
def test_no_canary_is_in_any_byte_written(jobs_folder, path):
    run = run_jobs(jobs_folder / f"private_{path}", [("rm_c1", "canary"), ("rm_c2", "canary_crash")], **PATHS[path])
    written = [file for file in run.folder.rglob("*") if file.is_file()]
    assert written
    assert b"canary" not in run.bytes_written(with_output=False)
    ours = our_lines(run.output)
    assert "aftercall" in ours
    assert "canary" not in ours


def test_the_canaries_are_there_when_words_are_switched_on(jobs_folder):
    run = run_jobs(
        jobs_folder / "words_on", [("rm_c1", "canary")],
        AFTERCALL_TRANSCRIPT="on", AFTERCALL_TOOL_ARGUMENTS="on", AFTERCALL_METADATA_KEYS="note",
    )  # fmt: skip
    written = run.bytes_written(with_output=False)
    for kept in (b"canary-spoken", b"canary-answer", b"canary-argument", b"canary-metadata"):
        assert kept in written
    assert b"canary-result" not in written
