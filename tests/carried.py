"""Writes the column carried_by of obligations.csv from what the law files say they carry."""

from __future__ import annotations

from gongshu import law
from gongshu.law.library import PACKAGED
from gongshu.law.obligations import written

if __name__ == "__main__":
    (PACKAGED / "obligations.csv").write_text(written(PACKAGED, law.load()), encoding="utf-8")
