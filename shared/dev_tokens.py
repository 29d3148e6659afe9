"""`POST /dev/token`: a token for trying things out, given on loopback only."""

from ipaddress import ip_address

from fastapi import APIRouter, Request
from pydantic import Field, field_validator

from shared.auth import EVERYWHERE, ORG_CODE, REFERENCE, SYSTEM, Role, mint_token
from shared.errors import Forbidden, Text
from shared.routing import StrictRoute
from shared.schemas import Body, Out, refusal
from shared.settings import Settings, is_loopback

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")

router = APIRouter(route_class=StrictRoute)


class TokenIn(Body):
    sub: str = Field(pattern=f"^{REFERENCE.pattern}$", examples=["T0001"])
    roles: list[Role] = Field(max_length=20, examples=[["teller"]])
    org: str = Field(EVERYWHERE, pattern=rf"^({ORG_CODE.pattern}|\*)$", examples=["350322"])
    pii: bool = False
    ttl: int = Field(28_800, ge=1, le=86_400, description="Seconds")

    @field_validator("sub")
    @classmethod
    def _somebody(cls, sub: str) -> str:
        if sub == SYSTEM:
            raise refusal("reserved", Text("system 为系统保留", "`system` is reserved"))
        return sub


class TokenOut(Out):
    access_token: str
    token_type: str = "Bearer"
    expires_in: int


@router.post("/dev/token", include_in_schema=False)
async def give_token(body: TokenIn, request: Request) -> TokenOut:
    """A token of the development issuer (开发令牌)."""
    settings: Settings = request.app.state.settings
    if not (settings.has_dev_issuer and is_local(request)):
        raise Forbidden(Text("开发令牌仅限本机使用", "Development tokens are given on loopback only"))
    token = mint_token(settings, body.sub, body.roles, org=body.org, pii=body.pii, ttl=body.ttl)
    return TokenOut(access_token=token, expires_in=body.ttl)


def is_local(request: Request) -> bool:
    """The caller is on this machine, and neither a proxy nor a web page (DNS rebinding) speaks for someone else."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback and is_loopback(request.url.hostname or "")
    except ValueError:
        return False
