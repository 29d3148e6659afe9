"""Versions of cases in HTTP: `ETag` on answers, `If-Match` on steps."""

import re
from typing import Annotated

from fastapi import Depends, Header
from starlette.responses import Response

from shared.errors import PreconditionMissing
from shared.routing import REQUIRED, refused

OURS = re.compile(r'"([0-9]{1,9})"')
ENTITY_TAG = re.compile(r'(?:W/)?"[!#-~]*"')

_Seen = Annotated[str | None, Header(alias="If-Match")]
_MustHaveSeen = Annotated[str | None, Header(alias="If-Match", json_schema_extra=REQUIRED)]


def etag(version: int) -> str:
    return f'"{version}"'


def tag(response: Response, version: int) -> None:
    """Put the case's version on the answer."""
    response.headers["ETag"] = etag(version)


async def if_match(given: _Seen = None) -> int | None:
    """The version the caller saw, if they say; `*` is any. Weak and foreign tags give 0, which no case has."""
    if given is None or given == "*":
        return None
    if match := OURS.fullmatch(given):
        return int(match[1])
    if ENTITY_TAG.fullmatch(given):
        return 0
    raise refused("malformed_tag", 'An entity tag is wanted, like "3"', "header", "If-Match")


async def required_if_match(given: _MustHaveSeen = None) -> int:
    """For decisions: whoever decides must have seen what they decide on."""
    version = await if_match(given)
    if version is None:
        raise PreconditionMissing
    return version


IfMatch = Annotated[int | None, Depends(if_match)]
RequiredIfMatch = Annotated[int, Depends(required_if_match)]
