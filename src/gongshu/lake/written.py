"""Numbers, days and moments as people write them, read as SQL: 1,234.5万, 35%, (12.00), ２０２５年３月１日, 二〇二五年三月一日, 45717.

Slower than a cast by far, so only cells that no cast takes come here. Nothing is rounded and nothing is supposed: a value that
can be meant in two ways is none.
"""

import re
from typing import Final

from .columns import Column, literal

# The same signs, wide on the left.
WIDE: Final = "０１２３４５６７８９．，－＋％（）／：　￥−"
NARROW: Final = "0123456789.,-+%()/: ¥-"
BLANK: Final = "[\\s\u00a0\ufeff]"
NULLS: Final = (
    "无", "不详", "未知", "暂无", "暂缺", "空", "缺失", "不适用", "无数据", "未填", "/", "\\", "-", "--", "---", "—", "——", "–", "…", "……", "...",
    "null", "none", "nil", "nan", "na", "n/a", "#n/a", "(null)", "\\n",
)  # fmt: skip
YES: Final = ("是", "true", "1", "y", "yes", "t", "真", "对", "√", "✓")
NO: Final = ("否", "false", "0", "n", "no", "f", "假", "错", "×", "✗")
# How many places a word behind a number moves its point.
PLACES: Final = {
    "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12,
}  # fmt: skip
NUMBER: Final = (
    r"^(\()?\s*(?:¥|RMB|CNY|人民币)?\s*([-+]?)\s*(?:¥)?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(\.[0-9]*)?\s*"
    rf"({'|'.join(sorted(PLACES, key=len, reverse=True))})?(元|%)?(\))?$"
)
# What cannot be one is told by one pattern, before anything is reckoned: DuckDB makes room for a whole vector at every step.
LIKE_NUMBER: Final = (
    r"[\s\x{A0}\x{FEFF}''\"=]*[(（]?\s*(RMB|CNY|人民币|[¥￥])?\s*[-+−－]?[¥￥]?([0-9０-９]{1,3}([,，][0-9０-９]{3})+|[0-9０-９]*)([.．][0-9０-９]*)?"
    r"([eE]-[0-9]{1,2})?\s*[十百千万亿]*(元|[%％])?[)）]?[\s\x{A0}\x{FEFF}\"]*"
)
LIKE_DAY: Final = "[0-9０-９]{4}|[〇零○Ｏ一二三四五六七八九]{4}年"
PARTS: Final = ("open", "sign", "whole", "rest", "unit", "tail", "close")
# A heading that says in which unit its numbers are; the same unit in the cell could then be meant twice.
IN_UNITS: Final = re.compile(r"[百千万亿]+元|[(（/:：\s][十百千]?[万亿][)）]?|[(（]\s*[百千万亿]")
IN_PERCENT: Final = re.compile(r"[%％]|百分")
EPOCHS: Final = {1900: "1899-12-30", 1904: "1904-01-01"}  # Day 0 of a spreadsheet's calendar


def let(name: str, value: str, body: str) -> str:
    """Return the SQL of a body in which a name stands for a value that is reckoned once."""
    return f"list_transform([{value}], lambda {name}: {body})[1]"


def narrow_sql(cell: str) -> str:
    """Return the SQL of a text with half-width signs, without blanks around it and without what makes a spreadsheet take it for text."""
    half = f"translate({cell}, {literal(WIDE)}, {literal(NARROW)})"
    return f"regexp_replace({half}, '^{BLANK}*(?:=\"(.*)\"|''?(.*?)){BLANK}*$', '\\1\\2')"


def null_word_sql(cell: str) -> str:
    """Return whether a cell holds a word for nothing: 无, 不详, -, N/A."""
    # Not IN: the optimiser makes a join of long lists, and a join does not keep the order of the rows.
    return f"list_contains([{', '.join(map(literal, NULLS))}], lower({narrow_sql(cell)}))"


def boolean_sql(cell: str) -> str:
    """Return the SQL of a written yes or no; NULL if it is neither."""
    yes, no = (f"list_contains([{', '.join(map(literal, words))}], _b)" for words in (YES, NO))
    return let("_b", f"lower({narrow_sql(cell)})", f"CASE WHEN {yes} THEN true WHEN {no} THEN false END")


def exact_sql(cell: str, scale: int, otherwise: str = "NULL") -> str:
    """Return the SQL of digits with a point as DECIMAL(38, scale), never rounded; `otherwise` for what is none or has more places."""
    # The cast to 38 digits is twenty times slower than the one to 18, so only what does not fit into 18 takes it.
    short = min(scale, 6)
    return (
        f"CASE WHEN regexp_full_match({cell}, '{_digits(12, short)}') "
        f"THEN CAST(TRY_CAST({cell} AS DECIMAL(18,{short})) AS DECIMAL(38,{scale})) "
        f"WHEN {cell} IS NOT NULL THEN CASE WHEN regexp_full_match({cell}, '{_digits(38 - scale, scale)}') "
        f"THEN TRY_CAST({cell} AS DECIMAL(38,{scale})) ELSE {otherwise} END END"
    )


def _digits(most: int, places: int) -> str:
    point = f"(\\.[0-9]{{0,{places}}}0*)?" if places else "(\\.0*)?"
    return f"\\s*[+-]?[0-9]{{1,{most}}}{point}\\s*"


def decimal_sql(cell: str, column: Column) -> str:
    """Return the SQL of a written number as DECIMAL(38, scale); NULL if it has more places, or is none."""
    tiny = f"TRY_CAST(_t AS {column.sql_type})"
    small = (
        "regexp_full_match(_t, '[+-]?[0-9]+(\\.[0-9]+)?[eE]-[0-9]{1,2}') "
        f"AND CAST({tiny} AS DOUBLE) = TRY_CAST(_t AS DOUBLE)"
    )
    number = let("_n", _plain_number("_t", column.name), exact_sql("_n", column.scale))
    body = f"CASE WHEN {small} THEN {tiny} ELSE {number} END"
    return f"CASE WHEN regexp_full_match({cell}, '{LIKE_NUMBER}') THEN {let('_t', narrow_sql(cell), body)} END"


def integer_sql(cell: str, column: Column) -> str:
    """Return the SQL of a written whole number as BIGINT; NULL if it has a fraction, or is none."""
    whole = "CASE WHEN regexp_full_match(_n, '[+-]?[0-9]{1,19}(\\.0*)?') THEN TRY_CAST(split_part(_n, '.', 1) AS BIGINT) END"
    number = let("_n", _plain_number(narrow_sql(cell), column.name), whole)
    return f"CASE WHEN regexp_full_match({cell}, '{LIKE_NUMBER}') THEN {number} END"


def _plain_number(text: str, name: str) -> str:
    """Return the SQL of a number as digits with a point; NULL if it is none, or its unit may be meant twice."""
    whole = "coalesce(nullif(replace(_p.whole, ',', ''), ''), '0')"
    digits = "substr(_p.rest, 2)"
    units, places = ", ".join(map(literal, PLACES)), ", ".join(map(str, PLACES.values()))
    k = f"[{places}][list_position([{units}], _p.unit)]"
    shifted = let(
        "_k", k, f"{whole} || rpad({digits}, CAST(greatest(length({digits}), _k) AS INTEGER), '0')[1:_k] || '.' || substr({digits}, _k + 1)"
    )  # fmt: skip
    padded = f"lpad({whole}, CAST(greatest(length({whole}), 3) AS INTEGER), '0')"
    percent = f"{padded}[1:-3] || '.' || {padded}[-2:] || {digits}"
    hundredth = f"{whole} || _p.rest" if IN_PERCENT.search(name) else percent
    doubtful = " OR _p.unit <> ''" if IN_UNITS.search(name) else ""
    body = (
        f"CASE WHEN (_p.whole = '' AND length(_p.rest) < 2) OR (_p.open = '') <> (_p.close = '') OR (_p.open <> '' AND _p.sign <> '') "
        f"OR (_p.tail = '%' AND _p.unit <> ''){doubtful} THEN NULL "
        f"ELSE CASE WHEN _p.open <> '' THEN '-' ELSE _p.sign END || "
        f"CASE WHEN _p.tail = '%' THEN {hundredth} WHEN _p.unit <> '' THEN {shifted} ELSE {whole} || _p.rest END END"
    )
    names = ", ".join(map(literal, PARTS))
    return let("_p", f"regexp_extract({text}, '{NUMBER}', [{names}])", body)


def unit_twice_sql(cell: str, column: Column) -> str:
    """Return whether a cell repeats the unit that its heading gives already: 3万 below 金额（万元）."""
    if not IN_UNITS.search(column.name):
        return "false"
    return f"regexp_matches({narrow_sql(cell)}, '^[^0-9]*[0-9.,]+\\s*[十百千]?[百千万亿]')"


def _day_text(cell: str) -> str:
    """Return the SQL of a written day with Chinese numerals turned into digits: 二〇二五年三月十二日 becomes 2025年3月12日."""
    tens = "translate(_t, '〇零○Ｏ一二三四五六七八九', '0000123456789')"
    for written, meant in (("([1-9])十([1-9])", "\\1\\2"), ("([1-9])十", "\\10"), ("十([1-9])", "1\\1"), ("十", "10")):
        tens = f"regexp_replace({tens}, '{written}', '{meant}', 'g')"
    return let("_t", narrow_sql(cell), f"CASE WHEN contains(_t, '年') THEN {tens} ELSE _t END")


DAY: Final = r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*[日号]?"
MONTH: Final = r"([0-9]{4})\s*年\s*([0-9]{1,2})\s*月份?"
MIDNIGHT: Final = r"([T ]*0?0:00(:00(\.0+)?)?(Z|\+08:?00)?)?"
SERIAL: Final = r"[1-9][0-9]{4}(\.0+)?"  # From 1927 to 2173; fewer digits may be a year


def date_sql(cell: str, epoch: int = 1900) -> str:
    """Return the SQL of a written day; a month alone is its first day. `epoch` is that of the spreadsheet's calendar."""
    body = (
        "CASE WHEN regexp_full_match(_d, '[0-9]{8}(000000)?') "
        "THEN TRY_CAST(_d[1:4] || '-' || _d[5:6] || '-' || _d[7:8] AS DATE) "
        f"WHEN regexp_full_match(_d, '{DAY}{MIDNIGHT.replace('Z|', '')}') "
        f"THEN TRY_CAST(regexp_replace(_d, '^{DAY}.*$', '\\1-\\2-\\3') AS DATE) "
        f"WHEN regexp_full_match(_d, '{MONTH}') THEN TRY_CAST(regexp_replace(_d, '^{MONTH}$', '\\1-\\2-01') AS DATE) "
        f"WHEN regexp_full_match(_d, '{SERIAL}') THEN DATE '{EPOCHS[epoch]}' + CAST(_d[1:5] AS INTEGER) END"
    )
    return f"CASE WHEN regexp_matches({cell}, '{LIKE_DAY}') THEN {let('_d', _day_text(cell), body)} END"


CLOCK: Final = r"\s*T?\s*([0-9]{1,2})\s*[:时点]\s*([0-9]{1,2})\s*(?:[:分]\s*([0-9]{1,2})?\s*秒?)?\s*"


def datetime_sql(cell: str, epoch: int = 1900) -> str:
    """Return the SQL of a written moment of Beijing time; a day alone is its midnight."""
    parts = ", ".join(f"'{part}'" for part in ("y", "m", "d", "h", "i", "s"))
    joined = "_p.y || '-' || _p.m || '-' || _p.d || ' ' || lpad(_p.h, 2, '0') || ':' || lpad(_p.i, 2, '0') || ':' || lpad(_p.s, 2, '0')"
    clock = let(
        "_p",
        f"regexp_extract(_d, '^{DAY}{CLOCK}$', [{parts}])",
        f"CASE WHEN _p.y <> '' THEN TRY_CAST({joined} AS TIMESTAMP) END",
    )
    digits = "_d[1:4] || '-' || _d[5:6] || '-' || _d[7:8] || ' ' || _d[9:10] || ':' || _d[11:12] || ':' || _d[13:14]"
    # Half a second is nothing that a spreadsheet's fraction of a day holds on to.
    moment = f"TIMESTAMP '{EPOCHS[epoch]}' + to_seconds(CAST(round(CAST(_d AS DOUBLE) * 86400) AS BIGINT))"
    body = (
        f"CASE WHEN regexp_full_match(_d, '[0-9]{{14}}') THEN TRY_CAST({digits} AS TIMESTAMP) "
        f"WHEN regexp_full_match(_d, '[1-9][0-9]{{4}}\\.[0-9]+') THEN {moment} ELSE {clock} END"
    )
    moment_or_day = f"coalesce(CAST({date_sql(cell, epoch)} AS TIMESTAMP), {let('_d', _day_text(cell), body)})"
    return f"CASE WHEN regexp_matches({cell}, '{LIKE_DAY}') THEN {moment_or_day} END"
