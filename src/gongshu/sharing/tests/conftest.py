"""The stage of grants, for tests of pages; answers from data need the gateway's stage, which really delivers."""

from gongshu.grants.tests.conftest import cast, entry, grant, place, scene, stage

__all__ = ["cast", "entry", "grant", "place", "scene", "stage"]
