"""Objects → Arrow record batches: many lines to pyarrow's JSON reader at once, and no bad one spoils the rest.

A batch that is refused is halved until what is left of it is a few lines, which are then taken the
careful way (see `lines`): it mends what can be mended, and skips by name what is no record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.json as pa_json

from aftercall.errors import AftercallError, RecordError
from aftercall.lake.columns import record_columns
from aftercall.lake.lines import careful, quick
from aftercall.lake.objects import Skipped
from aftercall.lake.schema import fields_of, from_wire, wire

KEY = "_key"
_CHUNK_BYTES = 8 * 1024 * 1024
_CHUNK_OBJECTS = 10_000
_FEW = 32


@dataclass(frozen=True)
class _Line:
    """A line of JSON. `body` is the object it came from by the quick way, None if it came by the careful one."""

    key: str
    line: bytes
    body: bytes | None


@dataclass
class Chunk:
    """Lines for one batch, and the objects among them that have none."""

    objects: int = 0
    lines: list[_Line] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


@dataclass(frozen=True)
class Parsed:
    """A chunk's rows, of how many objects, and those that were skipped in the order of their keys."""

    batch: pa.RecordBatch
    skipped: list[Skipped]
    objects: int


class Parser:
    """Reads `columns` of records, all if None. Raises AftercallError for a column that no record has."""

    def __init__(self, columns: Sequence[str] | None = None) -> None:
        names = [column.name for column in record_columns()]
        unknown = sorted(set(columns or ()) - set(names))
        if unknown:
            raise AftercallError(f"a record has no column {', '.join(unknown)}. Try: one of {', '.join(names)}")
        self._columns = [one for one in record_columns() if columns is None or one.name in columns]
        self._fields = fields_of(self._columns)
        self.schema = pa.schema([pa.field(KEY, pa.string(), nullable=False), *self._fields])
        self._options = pa_json.ParseOptions(explicit_schema=wire(self._fields), unexpected_field_behavior="ignore")

    def chunks(self, found: Iterable[tuple[str, bytes | Skipped]]) -> Iterator[Chunk]:
        """The objects in chunks of at most 10,000, and of at most 8 MiB of JSON or one object."""
        chunk, size = Chunk(), 0
        for key, body in found:
            line = self._line(key, body, chunk.skipped)
            if line is not None:
                if chunk.lines and size + len(line.line) > _CHUNK_BYTES:
                    yield chunk
                    chunk, size = Chunk(), 0
                chunk.lines.append(line)
                size += len(line.line)
            chunk.objects += 1
            if chunk.objects >= _CHUNK_OBJECTS:
                yield chunk
                chunk, size = Chunk(), 0
        if chunk.objects:
            yield chunk

    def _line(self, key: str, body: bytes | Skipped, skipped: list[Skipped]) -> _Line | None:
        if isinstance(body, Skipped):
            skipped.append(body)
            return None
        line = quick(body)
        if line is not None:
            return _Line(key, line, body)
        return self._careful(key, body, skipped)

    def _careful(self, key: str, body: bytes, skipped: list[Skipped]) -> _Line | None:
        try:
            return _Line(key, careful(key, body, self._columns), None)
        except RecordError as error:
            skipped.append(Skipped(key, str(error)))
            return None

    def parse(self, chunk: Chunk) -> Parsed:
        """The chunk as one batch, which may be empty."""
        skipped = list(chunk.skipped)
        tables = list(self._tables(chunk.lines, skipped)) if chunk.lines else []
        table = pa.concat_tables(tables) if tables else self.schema.empty_table()
        columns = [pa.concat_arrays(c.chunks) if c.num_chunks != 1 else c.chunk(0) for c in table.columns]
        batch = pa.RecordBatch.from_arrays(columns, schema=self.schema)
        return Parsed(batch, sorted(skipped, key=lambda gone: gone.key), chunk.objects)

    def _tables(self, lines: list[_Line], skipped: list[Skipped]) -> Iterator[pa.Table]:
        try:
            yield self._table(lines)
        except pa.ArrowInvalid:  # its text may hold a value
            if len(lines) == 1 and lines[0].body is None:
                key = lines[0].key
                skipped.append(Skipped(key, "not a record that columns can hold. Try: gunzip -c FILE | head -c 200"))
            elif len(lines) > _FEW or all(line.body is None for line in lines):
                yield from self._tables(lines[: len(lines) // 2], skipped)
                yield from self._tables(lines[len(lines) // 2 :], skipped)
            else:
                again = [line if line.body is None else self._careful(line.key, line.body, skipped) for line in lines]
                if fitting := [line for line in again if line is not None]:
                    yield from self._tables(fitting, skipped)

    def _table(self, lines: list[_Line]) -> pa.Table:
        """Raises ArrowInvalid if any of the lines is not what the schema says."""
        text = b"".join([line.line for line in lines])
        table = pa_json.read_json(
            pa.BufferReader(text),
            parse_options=self._options,
            read_options=pa_json.ReadOptions(use_threads=False, block_size=len(text) + 1),
        )
        # Each line has a record at least: it begins with { and ends with }, and two such never make one.
        if table.num_rows != len(lines):
            raise pa.ArrowInvalid("an object holds more than one record")
        columns = [
            from_wire(pa.concat_arrays(column.chunks), one.type)
            for column, one in zip(table.columns, self._fields, strict=True)
        ]
        keys = pa.array([line.key for line in lines], pa.string())
        table = pa.Table.from_arrays([keys, *columns], schema=self.schema)
        table.validate(full=True)  # decimals of too many digits
        return table
