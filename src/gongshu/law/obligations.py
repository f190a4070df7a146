"""The duties of the texts, one row each, and what in the law folder carries them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongshu.law import yamlfile
from gongshu.law.library import Law
from gongshu.law.roles import carried

COLUMNS = (
    "id",
    "jurisdiction",
    "article",
    "kind",
    "actor",
    "summary_zh",
    "summary_en",
    "capability",
    "parameters",
    "enforce",
    "carried_by",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    id: str  # "dazhou-20-3"
    jurisdiction: str  # last part of the path, "dazhou"
    article: int
    kind: str
    actor: str
    summary: Mapping[str, str]
    capability: str
    details: Mapping[str, Any]
    enforce: str  # enforce: the software refuses what breaks it | track: it shows and counts it | inform
    carried_by: tuple[str, ...]  # "parameter:cn/sichuan/dazhou:sharing.reply"


def read_obligations(root: Path) -> list[Obligation]:
    """Return the rows of obligations.csv of a law folder, in the file's order."""
    with (root / "obligations.csv").open(encoding="utf-8", newline="") as stream:
        return [_row(row) for row in csv.DictReader(stream)]


def _row(row: Mapping[str, str]) -> Obligation:
    return Obligation(
        id=row["id"],
        jurisdiction=row["jurisdiction"],
        article=int(row["article"]),
        kind=row["kind"],
        actor=row["actor"],
        summary={"zh": row["summary_zh"], "en": row["summary_en"]},
        capability=row["capability"],
        details=json.loads(row["parameters"]),
        enforce=row["enforce"],
        carried_by=tuple(row.get("carried_by", "").split()),
    )


def carriers(law: Law) -> dict[str, list[str]]:
    """Return, for each row, the parameters, roles, functions and procedure moves whose files say that they carry it."""
    found: dict[str, list[str]] = {}
    for name, rows in _carriers(law):
        for row in rows:
            found.setdefault(row, []).append(name)
    return found


def _carriers(law: Law) -> Iterator[tuple[str, list[str]]]:
    for path, jurisdiction in law.jurisdictions.items():
        for name, parameter in sorted(jurisdiction.parameters.items()):
            yield f"parameter:{path}:{name}", list(parameter.carries)
        roles = jurisdiction.folder / "roles.yaml"
        if roles.is_file():
            for name, rows in carried(yamlfile.read(roles)).items():
                kind, _, key = name.partition(":")
                yield f"{kind}:{path}:{key}", rows
        for file in sorted((jurisdiction.folder / "procedures").glob("*.yaml")):
            said = yamlfile.read(file).plain().get("carries") or {}
            for move, rows in said.items():
                yield f"move:{path}:{file.stem}/{move}", list(rows)


def written(root: Path, law: Law) -> str:
    """Return the text of obligations.csv with the column `carried_by` as the law folder says it now."""

    held = carriers(law)
    with (root / "obligations.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, "carried_by": " ".join(held.get(row["id"], ()))})
    return out.getvalue()
