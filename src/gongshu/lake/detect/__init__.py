"""Which columns hold data about persons: told from name, comment, type and distinct values, by rules and check digits alone."""
