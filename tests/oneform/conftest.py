"""The 交通局 with a grant on six rows that were really delivered."""

from gongshu.gateway.tests.conftest import cast, entry, grant, scene, stage, today

__all__ = ["cast", "entry", "grant", "scene", "stage", "today"]
