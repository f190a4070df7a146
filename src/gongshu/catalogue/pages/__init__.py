"""What the pages of the catalogue show, gathered from queries."""

from gongshu.catalogue.pages.codes import classes_json, code_json
from gongshu.catalogue.pages.desk import checked, own
from gongshu.catalogue.pages.harvests import harvest_json, run_json
from gongshu.catalogue.pages.imports import batch, mappings, told
from gongshu.catalogue.pages.lists import list_json, made_under, published_list, standing_json
from gongshu.catalogue.pages.public import data_set, found_json, results
from gongshu.catalogue.pages.review import next_waiting, review_queue, reviewed
from gongshu.catalogue.pages.workbench import item_cells

__all__ = [
    "batch", "checked", "classes_json", "code_json", "data_set", "found_json", "harvest_json", "item_cells", "list_json", "made_under", "mappings", "next_waiting", "own", "published_list", "results", "review_queue", "reviewed", "run_json", "standing_json", "told",
]  # fmt: skip
