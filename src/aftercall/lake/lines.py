"""An object's bytes as the line of JSON that pyarrow's reader takes: see `schema.wire`.

`quick` is for what this package writes, and changes as little as it can: it inflates, and turns the
maps into lists. It gives None for whatever is not plainly so. `careful` then does it the long way,
for every v1 record however it was written and for those older than v1, and says what is wrong
with the rest. A line that `quick` gave and pyarrow refuses goes to `careful` as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from isal import isal_zlib

from aftercall.lake.columns import Column
from aftercall.lake.fit import fit
from aftercall.lake.read import record_of
from aftercall.record import SCHEMA_VERSION, plain_json

_QUICK_BYTES = 1024 * 1024
"""A longer line is rare, and the careful way bounds how many values are made of one."""
_OPENING = b'{"schema_version":%d,' % SCHEMA_VERSION
# A bare quote ends or opens a text, so these are keys wherever they stand. Each is looked for from the end
# at which it lies in a record; if there is another of that name, pyarrow refuses the line.
_MAPS = (
    (b'"other":{', bytes.find),
    (b'"user_metadata":{', bytes.rfind),
    (b'"custom":{', bytes.rfind),
)
# Possessive: what is matched is never tried again, for which else every entry and escape would cost memory.
_PAIR = rb'"[^"\\]*+":"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_ENTRIES = re.compile(rb"%b(?:,%b)*+\}" % (_PAIR, _PAIR))
_ENTRY = re.compile(rb'("[^"\\]*+"):("[^"\\]*+(?:\\.[^"\\]*+)*+")')
_UNSTORABLE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")  # see record.storable
_CLOSING_BRACE = ord("}")


def quick(body: bytes) -> bytes | None:
    """The line of an object that looks like one of ours, None for any other."""
    inflate = isal_zlib.decompressobj(wbits=31)
    try:
        line: bytes = inflate.decompress(body, _QUICK_BYTES)
        if not inflate.eof or inflate.unused_data or not line.startswith(_OPENING):
            return None
        if line.find(b"\n") != len(line) - 1 or not line.endswith(b"}\n"):
            return None
        if not line.isascii():
            line.decode()
    except (isal_zlib.error, UnicodeDecodeError):  # type: ignore[misc]  # its stub takes the class for an instance
        return None
    if b"\\u" in line and _UNSTORABLE.search(line):
        return None
    for name, find in _MAPS:
        at = find(line, name) + len(name)
        if at < len(name):
            return None
        if line[at] == _CLOSING_BRACE:
            line = b"%b[]%b" % (line[: at - 1], line[at + 1 :])
            continue
        found = _ENTRIES.match(line, at)
        if found is None:
            return None
        entries = _ENTRY.findall(line, at, found.end() - 1)
        if len(dict(entries)) < len(entries):
            return None
        listed = b",".join([b'{"key":%b,"value":%b}' % entry for entry in entries])
        line = b"%b[%b]%b" % (line[: at - 1], listed, line[found.end() :])
    return line


def careful(key: str, body: bytes, columns: Iterable[Column]) -> bytes:
    """The line of any record, with these columns and no others. Raises RecordError if it is none."""
    return plain_json(fit(record_of(key, body), columns)).encode() + b"\n"
