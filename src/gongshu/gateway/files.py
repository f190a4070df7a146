"""A hand-out's rows as a marked file: ordered by the grant's fingerprint, written as a stream."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from gongshu.gateway.streaming import HandoutStopped, Sink
from gongshu.grants import watermark
from gongshu.grants.selection import Selection
from gongshu.lake.columns import quoted
from gongshu.lake.conditions import compile_condition
from gongshu.lake.engine import DuckEngine, Ref
from gongshu.lake.export import Selected, write
from gongshu.lake.mask import Mask, mask_sql


class Export:
    """One export; `rows` is known once all blocks were taken."""

    def __init__(
        self, engine: DuckEngine, ref: Ref, statement: tuple[str, list[Any]], titles: list[str], format_: str
    ) -> None:
        self._engine, self._ref, self._statement, self._titles, self._format = engine, ref, statement, titles, format_
        self.rows = 0

    def blocks(self, digest: Any) -> Iterator[bytes]:
        """Yield the file, made in a thread of its own, and add every block to the digest."""
        sink = Sink()
        thread = threading.Thread(target=self._run, args=(sink,), name="hand-out", daemon=True)
        thread.start()
        try:
            while (block := sink.blocks.get()) is not None:
                if isinstance(block, BaseException):
                    raise block
                digest.update(block)
                yield block
        finally:
            sink.gone.set()
            thread.join()

    def _run(self, sink: Sink) -> None:
        try:
            with self._engine.session({"t": self._ref}) as session:
                self.rows = write(Selected(session, *self._statement, self._titles), self._format, sink)  # type: ignore[arg-type]
            sink.end(None)
        except HandoutStopped:
            pass  # Whoever took the blocks has met an error of its own and told it.
        except BaseException as problem:
            if not sink.gone.is_set():
                sink.end(problem)


def marked(engine: DuckEngine, ref: Ref, selection: Selection, fingerprint: str, format_: str) -> Export:
    """Return the export of what a grant gives, in the order that marks it."""
    stored = {column.code: column for column in engine.tables.columns(ref.entry, ref.snapshot_id)}
    kinds = {code: column.sql_type for code, column in stored.items()}
    items = [item for item in selection.items if item in stored]
    condition, values = compile_condition(selection.where, kinds)
    cells = ", ".join(
        f"{mask_sql(selection.masks.get(item, Mask.NONE), quoted(item))} AS {quoted(item)}" for item in items
    )
    order = watermark.order_sql(fingerprint, watermark.steady(items, kinds), selection.masks)
    statement = f"SELECT {cells} FROM t WHERE {condition} ORDER BY {order}"
    return Export(engine, ref, (statement, values), [stored[item].name for item in items], format_)
