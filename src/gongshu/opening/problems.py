"""Which errors of opening become pages, and with which status."""

from __future__ import annotations

from gongshu.opening.errors import NoSuchRecord, OpeningError, RecordUnfit
from gongshu.ui.problems import answers

answers(OpeningError, 409)
answers(RecordUnfit, 422)
answers(NoSuchRecord, 404)
