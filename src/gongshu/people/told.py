"""The errors that people are told, in both languages and with an HTTP status."""

from __future__ import annotations


class Told(Exception):
    """What is wrong and how to put it right; pages show the words of their language."""

    status = 422

    def __init__(self, zh: str, en: str, *, remedy_zh: str = "", remedy_en: str = "", shown: object = "") -> None:
        super().__init__(f"{en}; {remedy_en}" if remedy_en else en)
        self.because = {"zh": zh, "en": en}
        self.remedy = {"zh": remedy_zh, "en": remedy_en}
        self.shown = str(shown)
