"""Regular expressions of RE2, which DuckDB reads, as Java reads them, so that both match the same texts."""

from typing import Final

from .errors import NotTheSame

# (?d): only \n ends a line, as in RE2; (?u): where capitals do not count, they do not in any script.
_FLAGS: Final = "(?du)"
_POSIX: Final = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": r"\x00-\x7F", "blank": r"\t ", "cntrl": r"\x00-\x1F\x7F", "digit": "0-9", "graph": "!-~",
    "lower": "a-z", "print": " -~", "punct": r"!-/:-@\[-`{-~", "space": r"\t\n\x0B\f\r ", "upper": "A-Z", "word": "0-9A-Za-z_", "xdigit": "0-9A-Fa-f",
}  # fmt: skip
_SPACE: Final = r"\t\n\f\r "  # RE2's \s; Java's has the vertical tab as well.
_ESCAPED: Final = frozenset("dDwWaftnrvxAz0123456789") | frozenset(r".+*?()|[]{}^$\/-_,:;=!@#%&~<>'\" `")


def searched(pattern: str) -> str:
    """Return the pattern that finds in Java what the same one finds in RE2. Raises: NotTheSame."""
    return _FLAGS + _Reader(pattern).read()


def matched_whole(pattern: str) -> str:
    """Return the pattern for a text as a whole. Raises: NotTheSame."""
    return rf"{_FLAGS}\A(?:{_Reader(pattern).read()})\z"


class _Reader:
    """Goes through a pattern that RE2 has accepted already, so that its brackets are known to fit."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.at = pattern, 0

    def read(self) -> str:
        found = []
        while self.at < len(self.pattern):
            found.append(self._next())
        return "".join(found)

    def _taken(self, length: int = 1) -> str:
        part = self.pattern[self.at : self.at + length]
        self.at += length
        return part

    def _next(self) -> str:
        sign = self.pattern[self.at]
        if sign == "\\":
            return self._escape(in_class=False)
        if sign == "[":
            return self._class()
        if self.pattern.startswith("(?", self.at):
            return self._group()
        self.at += 1
        return r"\z" if sign == "$" else sign

    def _group(self) -> str:
        if self.pattern.startswith("(?:", self.at):
            return self._taken(3)
        if self.pattern.startswith("(?i)", self.at) and self.at == 0:
            return self._taken(4)
        raise NotTheSame(f"the group {self.pattern[self.at : self.at + 4]}")

    def _escape(self, *, in_class: bool) -> str:
        escape = self._taken(2)
        letter = escape[1:]
        if letter == "s":
            return _SPACE if in_class else f"[{_SPACE}]"
        if letter == "S" and not in_class:
            return f"[^{_SPACE}]"
        if letter in ("p", "P"):
            return self._property(escape)
        if letter == "v":
            return r"\x0B"
        if letter not in _ESCAPED:  # \b looks at other letters in Java than in RE2, \C and \Q have no counterpart.
            raise NotTheSame(f"{escape} in a pattern")
        return escape

    def _property(self, escape: str) -> str:
        if self.pattern[self.at : self.at + 1] != "{":
            return escape + self._taken()
        name = self._taken(self.pattern.index("}", self.at) + 1 - self.at)[1:-1]
        if not name.isalpha():
            raise NotTheSame(f"{escape}{{{name}}} in a pattern")
        # One or two letters are a general category, more are a script, which Java wants with `Is` before it.
        return f"{escape}{{{name if len(name) <= 2 else 'Is' + name}}}"

    def _class(self) -> str:
        found = [self._taken()]
        if self.pattern.startswith("^", self.at):
            found.append(self._taken())
        if self.pattern.startswith("]", self.at):
            found.append("\\" + self._taken())
        while not self.pattern.startswith("]", self.at):
            found.append(self._in_class())
        return "".join([*found, self._taken()])

    def _in_class(self) -> str:
        if self.pattern.startswith("[:", self.at):
            name = self._taken(self.pattern.index(":]", self.at) + 2 - self.at)[2:-2]
            if name not in _POSIX:
                raise NotTheSame(f"[:{name}:] in a pattern")
            return _POSIX[name]
        if self.pattern.startswith("\\", self.at):
            return self._escape(in_class=True)
        sign = self._taken()
        return "\\" + sign if sign in "[&^" else sign  # A class in a class and && mean something to Java only.
