"""Papers that the demonstration hands out or keeps: what the items of some data sets mean, and a consent to an opening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from gongshu.opening.papers import Paper
from gongshu.ui.letters import Letter, letter

TYPES = {
    "text": "文本",
    "integer": "整数",
    "decimal": "小数",
    "boolean": "是否",
    "date": "日期",
    "datetime": "日期时间",
}


def dictionary(title: str, entries: Sequence[Mapping[str, Any]], on: date) -> bytes:
    """Return a PDF that lists the items of these entries; the same entries on the same day give the same bytes."""
    paragraphs = [
        text
        for entry in entries
        for text in (f"《{entry['title']}》：{entry['abstract']}", *map(_item, entry["items"]))
    ]
    return letter(
        Letter(
            issuer="达州市公共交通有限公司",
            number="演示",
            title=title,
            to="数据使用者",
            paragraphs=paragraphs,
            on=on,
            rehearsal=True,
        )
    )


def consent(said: Mapping[str, Any], on: date) -> Paper:
    """Return the paper that shows a consent, as the provider would have scanned it."""
    paragraphs = [f"同意人：{said['holder']}", f"同意事项：{said['scope']}", f"原件：{said['evidence']}"]
    title = "数据开放同意书"
    content = letter(
        Letter(
            issuer="数据提供单位",
            number="演示",
            title=title,
            to="数据主管部门",
            paragraphs=paragraphs,
            on=on,
            rehearsal=True,
        )
    )
    return Paper(name=f"{title}.pdf", content=content)


def _item(item: Mapping[str, Any]) -> str:
    said = [item["name"], f"代码 {item['code']}", TYPES[item.get("type", "text")]]
    return ",".join(said + ["主键"] * bool(item.get("key"))) + "。"
