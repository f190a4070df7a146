"""What a delivery's problems are, in plain words for the people who mend them: which records, which column, why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongshu.collection.models import Delivery
from gongshu.collection.rejects import title
from gongshu.lake.findings import FINDINGS


def problems(delivery: Delivery) -> dict[str, list[str]]:
    """Return one sentence for each kind of problem in each column, in both languages."""
    return {language: [_problem(group, language) for group in delivery.findings] for language in ("zh", "en")}


def _problem(group: Mapping[str, Any], language: str) -> str:
    records, more = group["records"], group["rows"] > len(group["records"])
    what, why = (
        title(group["code"], language),
        FINDINGS[group["code"]].description[language] if group["code"] in FINDINGS else "",
    )
    if language == "zh":
        where = f"列“{group['column']}”：" if group["column"] else ""
        return (
            f"{where}{what}，共 {group['rows']} 条（第 {'、'.join(map(str, records))} 条{'等' if more else ''}）。{why}"
        )
    where = f" in column “{group['column']}”" if group["column"] else ""
    return f"{what}{where}: {group['rows']} in all (record {', '.join(map(str, records))}{' …' if more else ''}). {why}"


def oddities(delivery: Delivery) -> dict[str, list[str]]:
    """Return what is out of the ordinary about the delivery as a whole."""
    zh, en = (
        [each["zh"] + "。" for each in delivery.reasons],
        [each["en"][:1].upper() + each["en"][1:] + "." for each in delivery.reasons],
    )
    if delivery.missing:
        zh.append(f"缺少目录中的列：{'、'.join(delivery.missing)}。")
        en.append(f"Columns of the entry that the file lacks: {', '.join(delivery.missing)}.")
    if unknown(delivery):
        zh.append(f"目录中没有的列，未入库：{'、'.join(unknown(delivery))}。")
        en.append(f"Columns that the entry does not have and that were not kept: {', '.join(unknown(delivery))}.")
    return {"zh": zh, "en": en}


def unknown(delivery: Delivery) -> list[str]:
    """Return the file's columns that no item declares, without those that a file of rows to mend has besides."""
    from gongshu.collection.mending import EXTRA

    return [name for name in delivery.unknown if name not in EXTRA]
