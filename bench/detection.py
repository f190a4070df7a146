"""What twenty columns of a million rows hold, against Presidio on the very cells that were sampled: python bench/detection.py [ROWS].

Presidio takes part where `presidio-analyzer` is installed, with all patterns that it brings and without a language model: it is then at its quickest, and
knows neither names nor Chinese numbers. Ratios of medians of interleaved pairs; the scan that takes the sample is told apart.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gongshu.lake.checks.proposing import look
from gongshu.lake.columns import ColumnType, literal
from gongshu.lake.detect.detecting import detect
from gongshu.lake.duck import connect

ROUNDS = 5
TEXT = ColumnType.TEXT
DIGIT = "substr('10X98765432', CAST(({}) % 11 AS INTEGER) + 1, 1)"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
COLUMNS: Mapping[str, tuple[str, str | None]] = {  # name of a column: its values, and what it holds
    "身份证号": ("head || " + DIGIT.format(" + ".join(f"{w} * CAST(substr(head, {n + 1}, 1) AS INTEGER)" for n, w in enumerate(WEIGHTS))), "cn_id"),
    "姓名": ("substr('王李张刘陈杨赵黄周吴', 1 + CAST(i % 10 AS INTEGER), 1) || chr(CAST(19968 + i % 4000 AS INTEGER))", "person_name"),
    "手机号码": ("'13' || lpad(CAST(i * 7919 % 1000000000 AS VARCHAR), 9, '0')", "cn_mobile"),
    "联系地址": ("'四川省达州市通川区朝阳路' || CAST(i % 900 AS VARCHAR) || '号'", "cn_address"),
    "电子邮箱": ("'u' || CAST(i AS VARCHAR) || '@example.cn'", "email"),
    "车牌号": ("'川S' || lpad(CAST(i % 100000 AS VARCHAR), 5, '0')", "cn_plate"),
    "民族": ("['汉族', '藏族', '彝族', '羌族', '土家族'][1 + i % 5]", "ethnic"),
    "性别": ("['男', '女'][1 + i % 2]", "sex"),
    "工作单位": ("'达州市第' || CAST(i % 900 AS VARCHAR) || '建筑工程有限公司'", "org_name"),
    "固定电话": ("'0818-' || CAST(2000000 + i % 900000 AS VARCHAR)", "landline"),
    "登录地址": ("'10.' || CAST(i % 200 AS VARCHAR) || '.' || CAST(i // 200 % 200 AS VARCHAR) || '.7'", "ip"),
    "诊断": ("['高血压病2级', '2型糖尿病', '慢性支气管炎', '冠状动脉粥样硬化性心脏病', '急性胃炎', '腰椎间盘突出症', '肺部感染', '脑梗死', '上呼吸道感染'][1 + i % 9]", "diagnosis"),
    "序号": ("CAST(i AS VARCHAR)", None),
    "年度": ("CAST(2015 + i % 10 AS VARCHAR)", None),
    "行政区划代码": ("'5117' || lpad(CAST(i % 25 AS VARCHAR), 2, '0')", None),
    "登记日期": ("strftime(DATE '2001-01-01' + CAST(i % 9000 AS INTEGER), '%Y-%m-%d')", None),
    "更新时间": ("CAST(1700000000000 + i * 1009 AS VARCHAR)", None),
    "受理编号": ("'SL' || lpad(CAST(i AS VARCHAR), 12, '0')", None),
    "金额": ("CAST(i % 100000 / 100 AS VARCHAR)", None),
    "备注": ("'第' || CAST(i % 400 AS VARCHAR) || '批次材料齐全'", None),
}  # fmt: skip


class Table:
    """One table as an engine asks it."""

    def __init__(self, path: Path, spill: Path) -> None:
        self.connection = connect(spill)
        self.connection.execute(f"CREATE VIEW t AS FROM read_parquet({literal(str(path))})")

    def query(self, statement: str, _tables: object) -> Any:
        rows = self.connection.execute(statement).fetchall()
        return type("Answer", (), {"rows": rows})


def made(folder: Path, rows: int) -> Path:
    path = folder / "people.parquet"
    columns = ", ".join(f'{values} AS "{name}"' for name, (values, _holds) in COLUMNS.items())
    head = "'511702' || strftime(DATE '1950-01-01' + CAST(i // 1000 % 25000 AS INTEGER), '%Y%m%d') || lpad(CAST(i % 1000 AS VARCHAR), 3, '0')"
    connection = connect(folder / "spill")
    connection.execute(f"COPY (SELECT {columns} FROM (SELECT i, {head} AS head FROM range({rows}) r(i))) TO {literal(str(path))} (FORMAT parquet)")  # fmt: skip
    connection.close()
    return path


def sampled(path: Path, folder: Path) -> dict[str, Sequence[str]]:
    table: Any = Table(path, folder / "spill")
    seen = look(table, table, dict.fromkeys(COLUMNS, TEXT))
    table.connection.close()
    return {name: each.sample for name, each in seen.items()}


def told(sample: Mapping[str, Sequence[str]]) -> dict[str, str | None]:
    return {name: detect(name, values).category for name, values in sample.items()}


def presidio() -> Any:
    """Return an analyser with all patterns of its registry and no language model."""
    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class Blank(SpacyNlpEngine):  # type: ignore[misc]  # it is not installed where types are checked
        def load(self) -> None:
            self.nlp = {"en": spacy.blank("en")}

    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(
        suffix_list_urls=()
    )  # It would ask the network for its list.
    engine = Blank()
    engine.load()
    return AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])


def timed(run: Any, *said: Any) -> float:
    start = time.perf_counter()
    run(*said)
    return time.perf_counter() - start


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory(prefix="gongshu-detection-") as held:
        folder = Path(held)
        path = made(folder, rows)
        scans = [timed(sampled, path, folder) for _ in range(3)]
        sample = sampled(path, folder)
    found = told(sample)
    wrong = {name: found[name] for name, (_values, holds) in COLUMNS.items() if found[name] != holds}
    cells = [value for values in sample.values() for value in values]
    print(f"{rows:,} rows x {len(COLUMNS)} columns, {len(cells):,} cells sampled in {statistics.median(scans):.2f} s; wrong: {wrong or 'none'}")  # fmt: skip
    if find_spec("presidio_analyzer") is None:
        print(f"detection {statistics.median(timed(told, sample) for _ in range(ROUNDS)) * 1e3:.1f} ms; presidio-analyzer is not installed")  # fmt: skip
        return
    other = presidio()
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(timed(told, sample))
        theirs.append(timed(lambda: [other.analyze(text=cell, language="en") for cell in cells]))
    here, there, scan = statistics.median(ours), statistics.median(theirs), statistics.median(scans)
    print(f"detection {here * 1e3:.1f} ms, Presidio {there:.2f} s: {there / here:.0f} x; with the scan {here + scan:.2f} s: {there / (here + scan):.1f} x")  # fmt: skip


if __name__ == "__main__":
    main()
