"""What an action refuses, in the three kinds that CKAN's programs know."""

from __future__ import annotations


class ActionError(Exception):
    """Answered in CKAN's own shape; `kind` is what CKAN calls it."""

    kind, status = "Validation Error", 409

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)

    def as_json(self) -> dict[str, object]:
        """Return the error of the answer: the fields that are wrong, or one message."""
        said = {self.field: [str(self)]} if self.field else {"message": str(self)}
        return {"__type": self.kind, **said}


class NotFound(ActionError):
    kind, status = "Not Found Error", 404

    def __init__(self, what: str, name: str) -> None:
        super().__init__(f"Not found: there is no {what} {name!r} that you may see / 没有您可以查看的 {name}")


class UnknownAction(ActionError):
    """CKAN answers a wrong name with 400 and a bare text."""

    kind, status = "Bad Request", 400

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"Action name not known: {name}; known / 可用：{', '.join(known)}")
