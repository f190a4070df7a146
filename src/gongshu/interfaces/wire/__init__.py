"""The wire to a source: which addresses may be called, the request, and its answer as rows. Knows no database."""
