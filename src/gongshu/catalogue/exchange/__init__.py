"""The catalogue in the words of other catalogues: DCAT-AP, schema.org, Croissant, CKAN."""
