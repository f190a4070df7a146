"""Which obligations a test proves, and the record that a run leaves of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "reports"


def obligation(*rows: str) -> Callable[..., Any]:
    """Mark a test that fails without the behaviour that these rows of obligations.csv demand; three rows at most."""
    assert 1 <= len(rows) <= 3, "a test proves one to three rows"
    return pytest.mark.obligation(*rows)


class Recorder:
    """Writes reports/proofs-<database>.json: for each row, the tests that passed in this run.

    What a test claims travels with its report, because the run may be spread over several processes.
    """

    def __init__(self, database: str) -> None:
        self.database = database
        self.rows: dict[str, set[str]] = {}
        self.pure: set[str] = set()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            rows = [row for mark in item.iter_markers("obligation") for row in mark.args]
            if len(rows) > 3:
                raise pytest.UsageError(f"{item.nodeid} claims {len(rows)} obligations; three at most")
            if rows:
                item.user_properties.append(("proves", (rows, item.get_closest_marker("pure") is not None)))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        claims = dict(report.user_properties).get("proves")
        if report.when != "call" or not report.passed or not claims:
            return
        rows, is_pure = claims
        if is_pure:
            self.pure.add(report.nodeid)
        for row in rows:
            self.rows.setdefault(row, set()).add(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if not os.environ.get("GONGSHU_PROOFS") or hasattr(session.config, "workerinput"):
            return
        REPORTS.mkdir(exist_ok=True)
        record = {"pure": sorted(self.pure), "rows": {row: sorted(tests) for row, tests in sorted(self.rows.items())}}
        path = REPORTS / f"proofs-{self.database}.json"
        path.write_text(json.dumps(record, indent=1, ensure_ascii=False), encoding="utf-8")
