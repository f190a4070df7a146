"""The errors that people are told, in both languages and with an HTTP status."""

from __future__ import annotations


class Told(Exception):
    """What is wrong and how to put it right; pages show the words of their language."""

    status = 422

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.because = {"zh": zh, "en": en}
