"""An append-only transparency log: RFC 6962 tree, C2SP tiles and checkpoints, proofs, and a verifier that runs alone."""
