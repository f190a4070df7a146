"""What the tests of quality deliver and ask."""

from __future__ import annotations

from typing import Any

ITEMS = [
    {"name": "序号", "code": "no", "type": "text", "key": True, "level": "general-1"},
    {
        "name": "身份证号",
        "code": "id_no",
        "type": "text",
        "level": "general-3",
        "personal": "id_number",
        "standard": "GB 11643",
    },
    {"name": "姓名", "code": "name", "type": "text", "level": "general-3", "personal": "name"},
    {"name": "年龄", "code": "age", "type": "integer", "level": "general-2"},
]
HEADER = "序号,身份证号,姓名,年龄\n"
GOOD = "440524188001010014"
TABLE = HEADER + "".join(
    [
        f"1,{GOOD},张三,40\n",
        f"2,{GOOD},李四,41\n",
        "3,440524188001010015,王五,42\n",  # wrong check digit
        f"4,{GOOD},赵六,四十\n",  # rejected: the age is no number
        f"5,{GOOD},,43\n",  # no name
        *(f"{number},{GOOD},周七,{number}\n" for number in range(6, 60)),
        f"60,{GOOD},吴八,400\n",  # no such age
    ]
)
RULES: list[dict[str, Any]] = [
    {"rule": "id", "kind": "checksum", "column": "id_no", "of": "id_number"},
    {"rule": "name", "kind": "null", "column": "name"},
    {"rule": "age", "kind": "range", "column": "age", "min": 0, "max": 150},
]
DRIVERS = [
    {
        "name": "准驾证件",
        "code": "driver_no",
        "type": "text",
        "key": True,
        "level": "general-3",
        "personal": "id_number",
    }
]
