"""Imports of 10,000, 30,000 and 100,000 entries: records a second and peak memory, by form, each by the command in a node of its own.

    python bench/catalogue_import.py [--forms csv,xlsx,ckan,data-json,lines,turtle] [--sizes 10000,30000,100000] [--dry-run] [--folder FOLDER]

Every third record has something wrong that is told by its line, and every record names values that our lists have in other words. Bar: the peak of the
largest file at most 1.15 × that of the smallest, whatever the form; RDF may hold its graph.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).with_name("gongshu")
ABSTRACT = (
    "本目录收录全市范围内按照统一规范登记的基本信息，由各区县逐级汇总、按月核对后形成，包括名称、地址、登记日期、变更日期、状态和主管部门。"
    * 2
)


def row(n: int) -> dict[str, str]:
    return {
        "标题": f"第{n // 10}批{('企业', '车辆', '学校', '医院', '水质')[n % 5]}{('登记', '许可', '名录')[n % 3]}信息{n}", "提供单位": "达州市交通运输局",
        "摘要": f"{ABSTRACT}编号{n}。", "更新频率": ("每月", "每两年零三天", "每日")[n % 3], "数据格式": "['xls', 'csv']", "开放条件": "无条件开放",
        "所属领域": "交通运输", "发布时间": "2023-06-16", "标签": f"标签{n % 97},公共数据", "详情页网址": f"https://data.example.cn/dataset/{n}",
    }  # fmt: skip


def package(n: int) -> dict[str, Any]:
    said = row(n)
    return {
        "name": f"set-{n}", "title": said["标题"], "notes": said["摘要"], "organization": {"title": said["提供单位"]},
        "tags": [{"name": "公共数据"}, {"name": f"标签{n % 97}"}], "resources": [{"format": "CSV", "url": said["详情页网址"]}],
        "extras": [{"key": "frequency", "value": said["更新频率"]}], "metadata_modified": "2023-06-16T08:30:00",
    }  # fmt: skip


def data_set(n: int) -> dict[str, Any]:
    said = row(n)
    return {
        "@type": "dcat:Dataset", "identifier": f"set-{n}", "title": said["标题"], "description": said["摘要"], "keyword": ["公共数据"],
        "publisher": {"name": said["提供单位"]}, "accrualPeriodicity": ("R/P1M", "R/P17D", "R/P1D")[n % 3], "accessLevel": "public",
        "distribution": [{"mediaType": "text/csv", "downloadURL": said["详情页网址"]}], "modified": "2023-06-16",
    }  # fmt: skip


def write(form: str, path: Path, size: int) -> str:
    """Write a file and return the name of the mapping that reads it."""
    match form:
        case "csv":
            with path.open("w", encoding="utf-8", newline="") as file:
                out = csv.DictWriter(file, list(row(0)))
                out.writeheader()
                out.writerows(map(row, range(size)))
        case "xlsx":
            _sheet(path, size)
        case "ckan":
            _listed(
                path, f'{{"success": true, "result": {{"count": {size}, "results": [', map(package, range(size)), "]}}"
            )
            return "ckan"
        case "data-json":
            _listed(path, '{"conformsTo": "x", "dataset": [', map(data_set, range(size)), "]}")
            return "data-json"
        case "lines":
            with path.open("w", encoding="utf-8") as file:
                file.writelines(json.dumps(row(n), ensure_ascii=False) + "\n" for n in range(size))
        case "turtle":
            with path.open("w", encoding="utf-8") as file:
                file.write(
                    "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
                )
                file.writelines(_triples(n) for n in range(size))
            return "dcat"
    return "portal"


def _sheet(path: Path, size: int) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(row(0)))
        for n in range(size):
            sheet.write_row(n + 1, 0, list(row(n).values()))


def _listed(path: Path, before: str, members: Iterator[Any], after: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(before)
        for place, each in enumerate(members):
            file.write(f"{',' if place else ''}{json.dumps(each, ensure_ascii=False)}")
        file.write(after)


def _triples(n: int) -> str:
    said = row(n)
    return f'<https://x.cn/{n}> a dcat:Dataset ; dct:title "{said["标题"]}"@zh ; dct:description "{said["摘要"]}"@zh ; dct:publisher [ foaf:name "{said["提供单位"]}" ] ; dcat:keyword "公共数据"@zh .\n'


def measured(words: list[str | Path]) -> tuple[float, int, dict[str, Any]]:
    """Return seconds, peak memory in MiB and what a command printed."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen(words, stdout=out)
        _pid, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, words
        out.seek(0)
        return seconds, used.ru_maxrss >> 10, json.load(out)


def main() -> None:
    words = argparse.ArgumentParser()
    words.add_argument("--forms", default="csv,xlsx,ckan,data-json,lines,turtle")
    words.add_argument("--sizes", default="10000,30000,100000")
    words.add_argument("--dry-run", action="store_true")
    words.add_argument("--folder", type=Path)
    said = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongshu-import-", dir=said.folder) as held:
        for form in said.forms.split(","):
            for size in map(int, said.sizes.split(",")):
                path, node = Path(held) / f"{size}.{form}", Path(held) / f"{form}-{size}"
                mapping = write(form, path, size)
                subprocess.run([BIN, "init", node, "--jurisdiction", "dazhou", "--rehearsal"], check=True, stdout=subprocess.DEVNULL)  # fmt: skip
                asked = ["--as", "liu", "--dry-run"] if said.dry_run else ["--as", "liu"]
                seconds, peak, made = measured([BIN, "catalogue", "import", path, "--mapping", mapping, "--json", "--node", node, *asked])  # fmt: skip
                assert made["read"] == made["created"] == size, {
                    key: made[key] for key in ("read", "created", "left_out")
                }
                print(f"{form:10} {size:7} records {path.stat().st_size >> 20:4} MiB  {seconds:7.1f} s  {size / seconds:7.0f} records/s  peak {peak:4} MiB  {len(made['problems'])} problems", flush=True)  # fmt: skip
                path.unlink()


if __name__ == "__main__":
    main()
