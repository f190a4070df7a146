"""How a call can fail, each with its code: what the consumer is told, what is counted, and what opens the circuit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What became of a call. The codes stand in records, figures and answers."""

    OK = "ok"
    DECLARED = "declared"  # the source answered one of its error codes
    STATUS = "status"  # the source answered an HTTP status that is not 2xx
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    FORBIDDEN = "forbidden"  # its address lies where the node may not call
    FORMAT = "format"  # not the JSON or XML that was registered
    SCHEMA = "schema"  # its fields are not those that were registered
    TOO_LARGE = "too-large"
    BROKEN_OFF = "broken-off"  # the answer ended before its end
    OPEN = "open"  # not called: it failed too often just now
    BUSY = "busy"  # not called: too many calls are under way

    @property
    def trips(self) -> bool:
        """Whether such a failure counts towards opening the circuit: the source itself is unwell."""
        return self in (Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.FORMAT, Outcome.BROKEN_OFF)


@dataclass(eq=False)
class CallFailed(Exception):
    """A call to a source came to nothing; what the source said in its own words never leaves."""

    outcome: Outcome
    zh: str
    en: str
    remedy: Mapping[str, str] = field(default_factory=lambda: {"zh": "稍后再试，或者联系提供单位", "en": "try again later, or ask the provider"})  # fmt: skip
    code: str = ""  # HTTP status or error code of the source; the field that is not as registered
    wait: int = 0  # seconds until it is worth another try; 0: not known
    repeated: bool = False  # whether the same was said to the call before

    def __post_init__(self) -> None:
        super().__init__(f"{self.outcome}: {self.en}")

    @property
    def trips(self) -> bool:
        return self.outcome.trips or (self.outcome is Outcome.STATUS and self.code.startswith("5"))

    @property
    def told(self) -> str:
        """What the consumer gets as the failure's code; how the source names its fields is for its own people."""
        return (
            f"{self.outcome} {self.code}".strip()
            if self.outcome in (Outcome.DECLARED, Outcome.STATUS)
            else self.outcome
        )

    @property
    def status(self) -> int:
        """The HTTP status that the consumer gets."""
        if self.outcome in (Outcome.OPEN, Outcome.BUSY):
            return 503
        return 504 if self.outcome is Outcome.TIMEOUT else 502
