"""Catalogues of others that are read on a schedule."""
