"""Pictures of opened data on the page of a data set, by the same rights and masks as the data itself."""
