"""What an exchange node, or the platform about one, refuses."""

from __future__ import annotations


class ExchangeError(Exception):
    """Anything of this kind, told in both languages with what to do."""

    def __init__(self, zh: str, en: str, *, remedy: tuple[str, str] = ("", "")) -> None:
        self.because = {"zh": zh, "en": en}
        self.remedy = dict(zip(("zh", "en"), remedy, strict=True))
        super().__init__(f"{en}; {remedy[1]}" if remedy[1] else en)


class Unproven(ExchangeError):
    """A request that does not show that its node sent it, now and once."""


class IdentityUnfit(ExchangeError):
    """The identity of a node is not there, is another's, or can be read by others."""


class TargetUnfit(ExchangeError):
    """A target is not described so that a batch could go there."""


class PlatformRefused(ExchangeError):
    """The platform answered, and the answer is no."""

    def __init__(self, zh: str, en: str, *, status: int, remedy: tuple[str, str] = ("", "")) -> None:
        super().__init__(zh, en, remedy=remedy)
        self.answered = status


class PlatformAway(ExchangeError):
    """The platform cannot be reached, or broke off; the batch waits there."""


class ReceiptWrong(ExchangeError):
    """A receipt that does not hold."""
