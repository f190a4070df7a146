"""Lists (清单): computed from the state of the node, kept as numbered versions, told apart, handed out as files."""

from gongshu.catalogue.lists.columns import Column, kept
from gongshu.catalogue.lists.kinds import KINDS, ListKind, Row, Setting, kind_of, register
from gongshu.catalogue.lists.rows import PUBLISHED_IN, Content, Pair, cells, chosen, digest_of, digest_over, set_for
from gongshu.catalogue.lists.versions import ListChange, compared, pairs_of, scope_of, versions_of

__all__ = [
    "KINDS", "PUBLISHED_IN", "Column", "Content", "ListChange", "ListKind", "Pair", "Row", "Setting", "cells", "chosen", "compared", "digest_of",
    "digest_over", "kept", "kind_of", "pairs_of", "register", "scope_of", "set_for", "versions_of",
]  # fmt: skip
