"""Rules as text: YAML that people edit, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from gongshu.lake.errors import RuleInvalid

LONGEST = 200_000  # characters of a file of rules


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def as_yaml(rules: Sequence[dict[str, Any]]) -> str:
    """Return the rules as a YAML document."""
    document = {"rules": [dict(rule) for rule in rules]}
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


def from_yaml(text: str) -> Any:
    """Return what a YAML document holds. Raises: RuleInvalid with line and column."""
    if len(text) > LONGEST:
        raise RuleInvalid(
            f"the rules have {len(text)} characters; keep them below {LONGEST}",
            f"规则有 {len(text)} 个字符；请控制在 {LONGEST} 以内",
        )
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        en, zh = (
            (f" at line {mark.line + 1}, column {mark.column + 1}", f"第 {mark.line + 1} 行第 {mark.column + 1} 列")
            if mark
            else ("", "")
        )
        what = getattr(problem, "problem", None) or str(problem)
        raise RuleInvalid(
            f"the rules are no YAML{en}: {what}; correct it there", f"规则不是 YAML，{zh}：{what}；请在该处改正"
        ) from problem
