"""The catalogue in the forms that programs read: files, feeds, schema.org."""
