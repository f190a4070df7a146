"""The cast of a place; who makes rules and catalogues there is said by its text."""

from __future__ import annotations

from gongshu.catalogue.tests.conftest import cast, cast_of, chen, huang, liu, place
from gongshu.registers.tests.conftest import as_

__all__ = ["as_", "cast", "cast_of", "chen", "huang", "liu", "place"]
