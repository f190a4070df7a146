"""The cast of Dazhou, or of another place: the 交通局 builds and buys, the 自然资源局 provides."""

from __future__ import annotations

from gongshu.catalogue.tests.conftest import cast, cast_of, chen, huang, liu, place
from gongshu.registers.tests.conftest import as_

__all__ = ["as_", "cast", "cast_of", "chen", "huang", "liu", "place"]
