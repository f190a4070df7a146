"""Takes away what carries each obligation and looks whether its tests notice: `python -m tests.prove [row …]`.

`--merge` only joins what the two test runs wrote into proofs.json.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

from gongshu.law.coverage import read_proofs, source_digest
from gongshu.law.library import PACKAGED
from gongshu.law.obligations import read_obligations
from tests.proof import REPORTS, ROOT

PROOFS = ROOT / "proofs.json"


def merge() -> dict:
    """Join the records of both databases; keep the withdrawals of rows whose tests are the same as before."""
    tests: dict[str, dict[str, list[str]]] = {}
    for database in ("sqlite", "postgresql"):
        path = REPORTS / f"proofs-{database}.json"
        record = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"pure": [], "rows": {}}
        for row, passed in record["rows"].items():
            for test in passed:
                both = ["sqlite", "postgresql"] if test in record["pure"] else [database]
                held = tests.setdefault(row, {}).setdefault(test, [])
                held += [name for name in both if name not in held]
    before = read_proofs(PROOFS)
    kept = {row: found for row, found in before.get("withdrawals", {}).items() if row in tests}
    return {"digest": source_digest(ROOT), "tests": tests, "withdrawals": kept}


def write(proofs: dict) -> None:
    PROOFS.write_text(json.dumps(proofs, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def without(carrier: str, folder: Path) -> Path:
    """Return a copy of the law folder in which one parameter, role, function or move is gone."""
    laws = folder / "laws"
    shutil.copytree(PACKAGED, laws)
    kind, path, name = carrier.split(":", 2)
    if kind == "parameter":
        (laws / path / "parameters" / f"{name.replace('.', '/')}.yaml").unlink()
    elif kind in ("role", "function"):
        _drop(laws / path / "roles.yaml", [f"{kind}s", name])
    else:
        procedure, _, move = name.partition("/")
        _drop(laws / path / "procedures" / f"{procedure}.yaml", move.split("."))
    return laws


def _drop(file: Path, keys: list[str]) -> None:
    whole = yaml.safe_load(file.read_text(encoding="utf-8"))
    held = whole
    for key in keys[:-1]:
        held = held[key]
    held.pop(keys[-1])
    file.write_text(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False), encoding="utf-8")


def fails_without(carrier: str, tests: list[str]) -> list[str]:
    """Return those of the tests that fail when the carrier is taken away."""
    with tempfile.TemporaryDirectory(prefix="gongshu-prove-") as folder:
        laws = without(carrier, Path(folder))
        report = Path(folder) / "report.xml"
        arguments = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            f"--junitxml={report}",
            "-o",
            "junit_family=xunit1",
            *tests,
        ]
        environment = {**os.environ, "GONGSHU_LAWS": str(laws), "GONGSHU_TEST_DATABASE": "sqlite", "GONGSHU_PROOFS": ""}
        outcome = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if outcome.returncode in (0, 5):
            return []
        passed = {line.split(" ")[0] for line in _passed(arguments, environment)} if len(tests) > 1 else set()
        return [test for test in tests if test not in passed]


def _passed(arguments: list[str], environment: dict[str, str]) -> list[str]:
    words = [*arguments[:3], "-v", *arguments[4:]]
    outcome = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return [line for line in outcome.stdout.splitlines() if " PASSED" in line]


def main(arguments: list[str]) -> int:
    proofs = merge()
    if arguments[:1] == ["--merge"]:
        write(proofs)
        return 0
    carried = {row.id: row.carried_by for row in read_obligations(PACKAGED)}
    wanted = arguments or sorted(proofs["tests"])
    loose = 0
    for row in wanted:
        tests = sorted(proofs["tests"].get(row, ()))
        found = {carrier: fails_without(carrier, tests) for carrier in carried.get(row, ())} if tests else {}
        proofs["withdrawals"][row] = {carrier: noticed for carrier, noticed in found.items() if noticed}
        noticed = {test for failing in found.values() for test in failing}
        silent = [test for test in tests if test not in noticed]
        loose += bool(silent)
        print(
            f"{row}: {len(noticed)} of {len(tests)} tests notice"
            + (f"; still passing: {', '.join(silent)}" if silent else ""),
            flush=True,
        )
        write(proofs)
    print(f"{len(wanted)} rows tried, {loose} with a test that still passes")
    return 1 if loose else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
