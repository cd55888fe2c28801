"""The spool: records wait here, on local disk, until every sink has them.

The directory is the state:

    live/<call>.json.gz      the record of a running call, as if it had ended now: a checkpoint
    live/<call>.lock         held by the call's process: a checkpoint without a holder is an orphan
    new/<entry>+<sink>+…     accepted: from here we owe delivery to these sinks
    out/<sink>/<entry>       waiting for one sink; `ls out/s3 | wc -l` is its backlog
    dead/<sink>/<entry>      a sink can never take it; `<entry>.why` beside it says why
    dead/live/<checkpoint>   a checkpoint that cannot be read, with its `.why`
    claims/<sink>/<entry>    a lock file while somebody delivers that entry
    errors/<sink>            the last failure of a sink, as JSON; gone after the next delivery
    backoff/<sink>           until when a failing sink is left in peace, as JSON; gone after the next delivery
    dropped.json             what had to go because the spool was full; a person removes it when it is dealt with

An entry's file is the record's landed bytes, so `zcat` reads it. Its name is derived from session id,
job id (without one, the call's start) and revision: accepting a record twice leaves one entry. One whose
name has other bytes in its queue lies beside it, as `<entry>~<digest>`. A file that may only be read (mode 0400)
has landed in at least one sink; the mark is on the file, so every queue that still holds it shows it.
Only a regular file is an entry, a checkpoint or a note: a folder or a link of such a name is a stranger's,
left alone, and named by `aftercall status`.

Invariants:
1. A file is whole or absent: temp file, fsync, rename, fsync of the directory.
2. An accepted record has a name in `new/`, or in `out/<sink>/` or `dead/<sink>/` of every sink that
   has not confirmed it. `fan_out` links into all queues before it unlinks from `new/`.
3. Deliver, then ack. Nothing is removed before a sink's word that it is durable there; the one exception
   is a full spool, which drops only what another sink has (`make_room`).
4. Any number of processes may ship one spool: an entry is delivered under its claim only.
5. A checkpoint whose lock is held is touched by nobody but the holder. `recover` accepts an orphan before
   it removes it, so a kill in between leaves both, and the second recovery finds the entry and drops the
   orphan. If that entry has landed and gone by then, the record is delivered once more: same session, job
   and revision, so readers still see one row. The same holds for a call that was killed between `accept`
   and `LiveCheckpoint.close`: its final record has the higher revision. A process that takes over a dead
   one's call numbers its records above what the spool still holds of it (`revisions`).
"""

from __future__ import annotations

from aftercall.spool.inventory import Place, Queue, SpoolState
from aftercall.spool.live import LiveCheckpoint
from aftercall.spool.names import WHY_SUFFIX, Done, Entry, call_prefix, entry_name
from aftercall.spool.queue import Spool

__all__ = [
    "WHY_SUFFIX",
    "Done",
    "Entry",
    "LiveCheckpoint",
    "Place",
    "Queue",
    "Spool",
    "SpoolState",
    "call_prefix",
    "entry_name",
]
