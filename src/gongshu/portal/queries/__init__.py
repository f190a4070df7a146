"""What the portal's pages read beyond one capability. Every query starts from what the person may see."""

from gongshu.portal.queries.decisions import decisions_under

__all__ = ["decisions_under"]
