"""Texts read as numbers and days where they can be: Spark takes other spellings for a number or a day than DuckDB does.

DuckDB reads 1_000 and 2024/1/2, Spark reads 1d and 2024-01. What both make of a text is decided by its form here. Not read are
the word epoch as a day, and years before Christ, which DuckDB knows.
"""

from typing import Final

from sqlglot import exp

from .errors import NotTheSame

_BLANK: Final = r"[\t\n\x0B\f\r ]*"
_DIGITS: Final = "[0-9]+(?:_[0-9]+)*"
_NUMBER: Final = rf"\A{_BLANK}[+-]?(?:(?:{_DIGITS}\.?(?:{_DIGITS})?|\.{_DIGITS})(?:[eE][+-]?{_DIGITS})?|(?i:nan|inf|infinity)){_BLANK}\z"
_DAY: Final = rf"\A{_BLANK}([0-9]{{1,7}})([-/\\ ])([0-9]{{1,2}})\2([0-9]{{1,2}})(?![0-9]| \(BC\))"
# DuckDB knows days before and after all others; they are compared only, and these are before and after whatever is written.
_ENDS: Final = {
    rf"\A{_BLANK}-(?i:inf|infinity)\z": "0001-01-01",
    rf"\A{_BLANK}(?i:inf|infinity)\z": "9999-12-31",
}
_PARTS_OF_NUMBERS: Final = (exp.Left, exp.Right, exp.Substring, exp.Pad)  # What check digits are reckoned from


def read_as(cast: exp.Expression) -> exp.Expression:
    """Return what Spark makes of TRY_CAST, the same as DuckDB does. Raises: NotTheSame for other types than number and day."""
    to, cell = cast.args["to"], cast.this
    if to.is_type("double"):
        return _where(cell, _NUMBER, _tried(_called("REPLACE", _text(cell), _word("_"), _word("")), "double"))
    if to.is_type("date"):
        found = _where(cell, _DAY, _tried(_called("CONCAT", *_day(cell)), "date"))
        for words, day in _ENDS.items():
            found.append("ifs", _where(cell, words, _tried(_word(day), "date")).args["ifs"][0])
        return found
    if to.is_type("int", "bigint") and isinstance(cell, _PARTS_OF_NUMBERS):
        return cast  # Whoever reckons with it has looked at its digits by their form.
    raise NotTheSame(cast.sql(dialect="duckdb")[:60])


def _where(cell: exp.Expression, form: str, value: exp.Expression) -> exp.Case:
    fits = exp.RegexpLike(this=_text(cell), expression=_word(form))
    return exp.Case(ifs=[exp.If(this=fits, true=value)])


def _day(cell: exp.Expression) -> list[exp.Expression]:
    year, month, day = (_called("REGEXP_EXTRACT", _text(cell), _word(_DAY), exp.Literal.number(n)) for n in (1, 3, 4))
    missing = exp.Sub(this=exp.Literal.number(4), expression=_called("LENGTH", year.copy()))
    return [_called("REPEAT", _word("0"), missing), year, _word("-"), month, _word("-"), day]


def _text(cell: exp.Expression) -> exp.Expression:
    return exp.cast(cell.copy(), "text")


def _word(text: str) -> exp.Expression:
    return exp.Literal.string(text)


def _called(name: str, *parts: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this=name, expressions=list(parts))


def _tried(value: exp.Expression, to: str) -> exp.Expression:
    return exp.TryCast(this=value, to=exp.DataType.build(to), safe=True)  # Without `safe` Spark is told to CAST.
