"""Everything that changes the catalogue: one function, one transaction, at least one event."""

from gongshu.catalogue.services.batches import leave_out
from gongshu.catalogue.services.codes import Loaded, classify, load_classes
from gongshu.catalogue.services.downloads import Written, note_download
from gongshu.catalogue.services.drafting import add, drop_draft, edit
from gongshu.catalogue.services.editing import Edited, edit_many
from gongshu.catalogue.services.harvesting import change_harvest, harvest, order_due, order_harvest, register_harvest
from gongshu.catalogue.services.importing import Imported, import_catalogue
from gongshu.catalogue.services.levels import compile_level, submit_level
from gongshu.catalogue.services.lists import publish_list, set_list
from gongshu.catalogue.services.resources import add_resource, submit_resource, unhook
from gongshu.catalogue.services.reviewing import dispute, submit, withdraw
from gongshu.catalogue.services.snapshots import Delivered, notice_drift, publish_snapshot, restore
from gongshu.catalogue.services.words import drop_synonym, load_synonyms, put_synonym, reindex

__all__ = [
    "Delivered", "Edited", "Imported", "Loaded", "Written", "add", "add_resource", "change_harvest", "classify", "compile_level", "dispute", "drop_draft", "drop_synonym", "edit", "edit_many", "harvest", "import_catalogue", "leave_out", "load_classes", "load_synonyms",
    "note_download", "notice_drift", "order_due", "order_harvest", "publish_list", "publish_snapshot", "put_synonym", "register_harvest", "reindex", "restore", "set_list", "submit", "submit_level", "submit_resource", "unhook", "withdraw",
]  # fmt: skip
