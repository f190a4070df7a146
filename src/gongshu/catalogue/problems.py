"""Which errors of the catalogue become pages, and with which status."""

from __future__ import annotations

from gongshu.catalogue.errors import CatalogueError, EntryUnfit, FileUnfit, NoSuchEntry, NotYet
from gongshu.ui.problems import answers

answers(CatalogueError, 409)
answers(NoSuchEntry, 404)
answers(EntryUnfit, 422)
answers(NotYet, 409)
answers(FileUnfit, 422)
