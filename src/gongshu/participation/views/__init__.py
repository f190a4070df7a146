"""Pages of participation: those that everybody may read, and what people keep for themselves."""
