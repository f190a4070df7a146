from gongshu.catalogue.models.codes import EntryClass, ResourceCode
from gongshu.catalogue.models.downloads import Download
from gongshu.catalogue.models.entries import Entry, EntryVersion, Numbering
from gongshu.catalogue.models.harvests import HarvestRun, HarvestSource
from gongshu.catalogue.models.imports import BatchState, ImportBatch, ImportedEntry
from gongshu.catalogue.models.indexed import FacetCount, IndexChange, IndexedEntry, Revision
from gongshu.catalogue.models.items import Item, Source
from gongshu.catalogue.models.levels import LevelCatalogue
from gongshu.catalogue.models.lists import ListSetting, PublishedList
from gongshu.catalogue.models.measures import Measure, MeasureKind
from gongshu.catalogue.models.resources import Resource, Snapshot
from gongshu.catalogue.models.sketches import ColumnSketch, SketchProbe
from gongshu.catalogue.models.synonyms import Synonym

__all__ = [
    "BatchState", "ColumnSketch", "Download", "Entry", "EntryClass", "EntryVersion", "FacetCount", "HarvestRun", "HarvestSource", "ImportBatch", "ImportedEntry", "IndexChange", "IndexedEntry", "Item", "LevelCatalogue", "ListSetting", "Measure", "MeasureKind", "Numbering", "PublishedList", "Resource", "ResourceCode", "Revision", "SketchProbe", "Snapshot", "Source", "Synonym",
]  # fmt: skip
