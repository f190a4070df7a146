"""Lists (清单): computed from what is published, kept as numbered versions, told apart, handed out as files."""

from gongshu.catalogue.lists.kinds import KINDS, ListKind, kind_of
from gongshu.catalogue.lists.rows import PUBLISHED_IN, Pair, cells, chosen, digest_of, digest_over
from gongshu.catalogue.lists.versions import ListChange, compared, pairs_of, scope_of, versions_of

__all__ = [
    "KINDS", "PUBLISHED_IN", "ListChange", "ListKind", "Pair", "cells", "chosen", "compared", "digest_of", "digest_over", "kind_of", "pairs_of",
    "scope_of", "versions_of",
]  # fmt: skip
