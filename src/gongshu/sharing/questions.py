"""Lines of a verification as questions. Pure.

"511702…" asks whether there is such a row; "511702…, owner=张三" whether that row says so; parts of a composite key are
divided by slashes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Question = Mapping[str, str]


class LineUnfit(ValueError):
    """A line that names no key or no item; the message shows it."""


def read(line: str, keys: Sequence[str], names: Mapping[str, str]) -> Question:
    """Return what a line asks, by the codes of items; `names` maps names and codes to codes. Raises: LineUnfit."""
    first, *rest = [part.strip() for part in line.replace("，", ",").split(",")]
    values = [value.strip() for value in first.split("/")] if len(keys) > 1 else [first]
    if len(values) != len(keys) or not all(values):
        raise LineUnfit(f"{line!r} does not name {'/'.join(keys)}")
    return {**dict(zip(keys, values, strict=True)), **dict(_said(part, names) for part in rest if part)}


def _said(part: str, names: Mapping[str, str]) -> tuple[str, str]:
    name, sign, value = part.partition("=")
    code = names.get(name.strip())
    if not sign or code is None:
        raise LineUnfit(f"{part!r} is not item=value; the items are {', '.join(names)}")
    return code, value.strip()


def summary(found: Sequence[bool | None]) -> tuple[str, str]:
    """Return the answer in words, Chinese and English."""
    yes, no, unread = (sum(1 for each in found if each is wanted) for wanted in (True, False, None))
    zh = f"共 {len(found)} 条：相符 {yes} 条，不相符 {no} 条" + (f"，无法识别 {unread} 条" if unread else "")
    en = f"{len(found)} in all: {yes} agree, {no} do not" + (f", {unread} could not be read" if unread else "")
    return zh, en
