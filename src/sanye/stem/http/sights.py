"""Values of an answer that only callers with a further right may see."""

from typing import Any

from pydantic import BeforeValidator, ValidationInfo

from sanye.stem.http.callers import actor_of


def only_with(permission: str) -> BeforeValidator:
    """Null for callers without the permission: `Price = Annotated[Decimal | None, only_with(…)]`.

    Without a request there is nobody to show it to.
    """

    def seen(value: Any, info: ValidationInfo) -> Any:
        request = (info.context or {}).get("request")
        return value if request is not None and actor_of(request).may(permission) else None

    return BeforeValidator(seen)
