"""Small law folders for the tests: a nation, a province and a city of their own."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

MEASURE = """\
    {short}:
      title: {{zh: {short}全称, en: {short} in full}}
      number: 号〔2025〕1号
      issuer: {{zh: 某某, en: Somebody}}
      rank: {rank}
      adopted: 2024-12-01
      in_force_from: {since}
      lapses: {lapses}
      lapses_under: 第九条
      status: {status}
"""

WORDS = """\
    states: {submitted: {zh: 待答复, en: Waiting}, granted: {zh: 同意, en: Granted}, refused: {zh: 不同意, en: Refused}}
    outcomes: {grant: {zh: 同意, en: Grant}, refuse: {zh: 不同意, en: Refuse}, withdraw: {zh: 撤回, en: Withdraw}}
"""

FACTS = """\
    reason: {type: text, label: {zh: 理由, en: Reason}}
    legal_basis: {type: text, label: {zh: 依据, en: Basis}}
    purpose: {type: text, label: {zh: 用途, en: Purpose}}
    days: {type: count, label: {zh: 天数, en: Days}}
"""

ROLES = """\
    functions:
      decider: {role: data_authority, level_of: applicant, default: true}
      provider: {party: provider}
    roles:
      data_authority: {name: {zh: 主管部门, en: Authority}, default: true}
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
    return path


def place(
    root: Path,
    path: str,
    short: str,
    *,
    level: str = "city",
    rank: str = "local-regulation",
    since: str = "2025-03-01",
    lapses: str = "null",
    status: str = "in_force",
) -> Path:
    """Write a jurisdiction with one measure and return its folder."""
    folder = root / path
    measure = dedent(MEASURE).format(short=short, rank=rank, since=since, lapses=lapses, status=status)
    indented = "".join(f"  {line}\n" for line in measure.splitlines())
    head = f'code: "000000"\nname: {{zh: {short}地, en: Place}}\nlevel: {level}\nmeasures:\n'
    write(folder / "jurisdiction.yaml", head + indented)
    return folder


def parameter(
    folder: Path, name: str, value: str, *, binding: str = "default", unit: str = "working-day", extra: str = ""
) -> Path:
    """Write one parameter in force from 2025-03-01 under article 5."""
    text = f"""\
description: {{zh: 期限, en: Term}}
unit: {unit}
binding: {binding}
status: verified
values: {{2025-03-01: {value}}}
source: {{2025-03-01: {{article: 第五条}}}}
{extra}"""
    return write(folder / "parameters" / f"{name.replace('.', '/')}.yaml", text)


def procedures(folder: Path, **tables: str) -> None:
    """Write the shared words and facts, and each procedure (underscores in a name stand for hyphens)."""
    write(folder / "procedures/words.yaml", WORDS)
    write(folder / "procedures/facts.yaml", FACTS)
    for name, text in tables.items():
        write(folder / "procedures" / f"{name.replace('_', '-')}.yaml", text)


def nation(root: Path) -> Path:
    folder = place(root, "xx", "国法", level="nation", rank="law", since="2020-01-01")
    write(folder / "roles.yaml", ROLES)
    return folder
