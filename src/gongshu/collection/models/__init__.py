from gongshu.collection.models.datasources import DataSource, Fetch, FetchState, Taken
from gongshu.collection.models.deliveries import Delivery
from gongshu.collection.models.keys import FileKey
from gongshu.collection.models.mends import Mend
from gongshu.collection.models.quality import Check, Feedback
from gongshu.collection.models.uploads import Upload

__all__ = ["Check", "DataSource", "Delivery", "Feedback", "Fetch", "FetchState", "FileKey", "Mend", "Taken", "Upload"]
