"""What an entry says about the columns of its table."""

import re
from dataclasses import dataclass
from enum import StrEnum

from .errors import ColumnUnknown


class ColumnType(StrEnum):
    """The six types an information item (信息项) can have."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"


CODE = re.compile(r"\w[\w-]*")  # No point: Iceberg takes it for a path


@dataclass(frozen=True, slots=True)
class Column:
    """One information item as the lake needs it."""

    name: str  # As printed in the header of a delivered file: 身份证号
    code: str  # The name in SQL, exports and the gateway: sfzh
    type: ColumnType = ColumnType.TEXT
    key: bool = False  # Part of what identifies a row; a key is always required.
    required: bool = False
    level: int | str | None = None  # Security level of the item, GB/T 43697
    length: int | None = None  # Characters at most; None: not limited
    scale: int = 15  # Digits after the point that a decimal may have: those of a double, which coordinates are full of

    def __post_init__(self) -> None:
        if not CODE.fullmatch(self.code) or self.code.startswith("_"):
            raise ColumnUnknown(
                f"column code {self.code!r} of {self.name!r} is not usable; "
                "use letters, digits and underscores, and do not begin with an underscore",
                f"“{self.name}”的字段代码 {self.code!r} 不能使用；请用字母、数字和下划线，且不以下划线开头",
            )
        if not 0 <= self.scale <= 17:
            raise ColumnUnknown(
                f"column {self.code!r} asks for {self.scale} decimal places; at most 17 can be kept exactly",
                f"列 {self.code} 要保留 {self.scale} 位小数；最多 17 位",
            )

    @property
    def must_be_given(self) -> bool:
        return self.required or self.key

    @property
    def sql_type(self) -> str:
        """The DuckDB type in which values of this column are kept."""
        return f"DECIMAL(38,{self.scale})" if self.type is ColumnType.DECIMAL else SQL_TYPES[self.type]


SQL_TYPES = {
    ColumnType.TEXT: "VARCHAR",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.BOOLEAN: "BOOLEAN",
    ColumnType.DATE: "DATE",
    ColumnType.DATETIME: "TIMESTAMP",
}


def quoted(name: str) -> str:
    """Return the name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """Return the text as an SQL string literal."""
    return "'" + value.replace("'", "''") + "'"
