"""Versions of cases in HTTP: `ETag` on answers, `If-Match` on steps."""

import re
from typing import Annotated

from fastapi import Depends, Header
from starlette.responses import Response

from shared.errors import PreconditionMissing, StaleVersion

ENTITY_TAG = re.compile(r'"(\d{1,9})"')

_IfMatchHeader = Annotated[
    str | None, Header(alias="If-Match", description="The ETag you saw; a case moved since then is left alone (412).")
]


def etag(version: int) -> str:
    return f'"{version}"'


def tag(response: Response, version: int) -> None:
    """Put the case's version on the answer."""
    response.headers["ETag"] = etag(version)


async def if_match(given: _IfMatchHeader = None) -> int | None:
    """The version the caller saw, if they say; `*` is any. A tag that isn't one of ours can't match."""
    if given is None or given.strip() == "*":
        return None
    match = ENTITY_TAG.fullmatch(given.strip())
    if match is None:
        raise StaleVersion
    return int(match[1])


async def required_if_match(given: _IfMatchHeader = None) -> int:
    """For decisions: whoever decides must have seen what they decide on."""
    version = await if_match(given)
    if version is None:
        raise PreconditionMissing
    return version


IfMatch = Annotated[int | None, Depends(if_match)]
RequiredIfMatch = Annotated[int, Depends(required_if_match)]
