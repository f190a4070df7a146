"""The read side of CKAN's action API, so that programs made for CKAN read this catalogue. Source: CKAN 2.11, API guide.

The rows of open tables (`datastore_search`) are the gateway's to give.
"""
