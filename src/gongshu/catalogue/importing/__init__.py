"""Reading other catalogues: a file → records → proposals for entries, with everything that is wrong, each with its line."""
