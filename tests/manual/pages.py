"""The reference pages of the manual, written from the program itself: `python -m tests.manual.pages` (make manual)."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
REFERENCE = ROOT / "docs" / "reference"
MADE = "<!-- Written by `make manual` from the program; change the program, not this page. -->\n"


def commands() -> str:
    """Every command with its help, as a newcomer sees it in a terminal 100 characters wide."""
    import typer

    from gongshu.cli.main import app

    parts = [
        "# Commands\n",
        MADE,
        "Exit codes: 0 done, 1 the answer is no, 2 wrong use, 3 the node is not fit. Messages go to standard error.\n",
    ]
    lines = sorted(_lines(typer.main.get_command(app), ("gongshu",)))
    for words, help_text in zip(lines, _helps(lines), strict=True):
        text = "\n".join(line.rstrip() for line in help_text.strip().splitlines())
        parts.append(f"## {' '.join(words)}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def _helps(lines: list[tuple[str, ...]]) -> list[str]:
    """Return what each command answers to `--help`, all asked in one process, as the terminal is looked at when it starts."""
    asks = "import json, sys; from gongshu.cli.main import run\nfor words in json.loads(sys.argv[1]): run([*words, '--help']); print('\\0')"
    said = subprocess.run(
        [sys.executable, "-c", asks, json.dumps([words[1:] for words in lines])],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb", "GONGSHU_NODE": ""},
    ).stdout
    return said.split("\0")[:-1]


def _lines(command: object, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield words
        return
    for name, one in inner.items():
        yield from _lines(one, (*words, name))


def settings() -> str:
    """Every setting of gongshu.toml with its default and the comment that stands beside it in the source."""
    from gongshu.site.node import Node

    source = (ROOT / "src/gongshu/site/node.py").read_text(encoding="utf-8")
    comments = _comments(source)
    rows = [
        f"| `{name}` | {_default(field)} | {comments.get(name, '')} |"
        for name, field in Node.__dataclass_fields__.items()
        if name != "folder"
    ]
    return "\n".join(
        ["# Settings in gongshu.toml\n", MADE, "| setting | default | what it says |", "|---|---|---|", *rows, ""]
    )


def _default(field: object) -> str:
    from dataclasses import MISSING

    value = getattr(field, "default", MISSING)
    return (
        "required"
        if value is MISSING and getattr(field, "default_factory", MISSING) is MISSING
        else f"`{value}`"
        if value is not MISSING
        else "empty"
    )


def _comments(source: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        match = re.match(r"\s+(\w+):", token.line) if token.type == tokenize.COMMENT else None
        if match:
            found[match[1]] = token.string.lstrip("# ")
    return found


def events() -> str:
    """Every kind of audit event."""
    from gongshu.audit.events import Event

    rows = [f"| `{event.value}` | {event.zh} | {event.en} |" for event in sorted(Event, key=lambda event: event.value)]
    return "\n".join(["# Audit events\n", MADE, "| event | 含义 | meaning |", "|---|---|---|", *rows, ""])


def rights() -> str:
    """Every right and who has it."""
    from gongshu.people.permission import rights as all_rights

    rows = [
        f"| `{name}` | {right.because['zh']} | {right.because['en']} | {right.article} |"
        for name, right in all_rights().items()
    ]
    return "\n".join(["# Rights\n", MADE, "| right | 谁可以 | who may | article |", "|---|---|---|---|", *rows, ""])


def findings() -> str:
    """Every kind of problem that reading a file can find."""
    from gongshu.lake.findings import Finding

    rows = [
        f"| `{one.code}` | {one.title['zh']} | {one.title['en']} | {one.description['zh']} | {one.description['en']} |"
        for one in sorted(_kinds(Finding), key=lambda one: one.code)
    ]
    return "\n".join(
        [
            "# Findings in delivered files\n",
            MADE,
            "| code | 名称 | title | 说明 | description |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _kinds(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        if getattr(one, "code", ""):
            yield one
        yield from _kinds(one)


def procedures() -> str:
    """Every procedure as it is in Dazhou, with its clocks, moves and articles."""
    from gongshu import law

    library = law.load()
    parts = [
        "# Procedures\n",
        MADE,
        "As they are in Dazhou (cn/sichuan/dazhou); `/law/procedures/` draws them for the node's own place.\n",
    ]
    for name in library.procedure_names("dazhou"):
        procedure = library.procedure(name, "dazhou")
        parts.append(f"## {name}\n\n{procedure.title['zh']} / {procedure.title['en']}. {procedure.article or ''}\n")
        for clock in procedure.clocks.values():
            parts.append(
                f"- clock `{clock.key}`: {clock.parameter or clock.days_from}, starts {clock.starts}, owed by {clock.owed_by}"
            )
        rows = [
            f"| {step.state} | {step.outcome} | {step.title['zh']} | {step.by}{'@above' if step.above else ''} | {step.to} | {step.article or ''} |"
            for step in procedure.steps()
        ]
        parts.append(
            "\n".join(["\n| state | move | 名称 | by | to | article |", "|---|---|---|---|---|---|", *rows, ""])
        )
    return "\n".join(parts)


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "settings.md": settings,
    "events.md": events,
    "rights.md": rights,
    "findings.md": findings,
    "procedures.md": procedures,
}


def main() -> None:
    """Write every page anew."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongshu.site.settings")
    django.setup()
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
