"""One record from several sources (黄金记录): by the exact key as plain SQL, without a key by how likely two records are the same."""
