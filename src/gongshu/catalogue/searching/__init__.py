"""Finding entries: Chinese words are cut before they reach the database, which then only has to compare words."""
