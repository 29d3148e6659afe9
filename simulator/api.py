"""The REST client of the front-end app: each call as a member of staff, with a token of their own."""

import time
from typing import Any

import httpx

from simulator.branches import Staff

TOKEN_HOURS = 12
Json = dict[str, Any]


class Refused(Exception):
    """The service said no; `problem` is its problem+json."""

    def __init__(self, status: int, problem: Json) -> None:
        self.status, self.problem = status, problem
        super().__init__(f"{status} {problem.get('type')}: {problem.get('detail')} {problem.get('errors', '')}".strip())


class Api:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._tokens: dict[Staff, tuple[str, float]] = {}
        self.calls = 0

    async def get_list(self, who: Staff, path: str, **params: str | int) -> list[Json]:
        """A list that has no pages."""
        found: Any = await self.get(who, path, **params)
        return list(found)

    async def get(self, who: Staff, path: str, **params: str | int) -> Json:
        return await self._call(who, "GET", path, params=params)

    async def post(self, who: Staff, path: str, body: Json | None = None, **headers: str) -> Json:
        """`headers` by their Python names: `if_match`, `idempotency_key`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self._call(who, "POST", path, json=body, headers=named)

    async def post_list(self, who: Staff, path: str, body: Json) -> list[Json]:
        """What makes several at once."""
        made: Any = await self.post(who, path, body)
        return list(made)

    async def upload(
        self,
        who: Staff,
        path: str,
        file: tuple[str, bytes, str],
        asked: Json | None = None,
        if_match: str | None = None,
        **fields: str,
    ) -> Json:
        """`file`: its name, content and type; `asked`: what stands in the query."""
        headers = {"If-Match": if_match} if if_match else {}
        return await self._call(who, "POST", path, files={"file": file}, data=fields, params=asked, headers=headers)

    async def pages(self, who: Staff, path: str, **params: str | int) -> list[Json]:
        """All items of a paged list."""
        items: list[Json] = []
        while True:
            page = await self.get(who, path, **params)
            items += page["items"]
            if not page.get("next_cursor"):
                return items
            params["cursor"] = page["next_cursor"]

    async def _call(self, who: Staff, method: str, path: str, **parts: Any) -> Json:
        headers = {"Authorization": f"Bearer {await self._token(who)}", **parts.pop("headers", {})}
        parts = {name: value for name, value in parts.items() if value}
        self.calls += 1
        return _content(await self._client.request(method, path, headers=headers, **parts))

    async def _token(self, who: Staff) -> str:
        token, good_until = self._tokens.get(who, ("", 0.0))
        if time.monotonic() > good_until:
            ask: Json = {"sub": who.ref, "roles": list(who.roles), "org": who.org, "pii": who.pii}
            ask["ttl"] = TOKEN_HOURS * 2 * 3600
            answer = _content(await self._client.post("/dev/token", json=ask))
            token, good_until = answer["access_token"], time.monotonic() + TOKEN_HOURS * 3600
            self._tokens[who] = (token, good_until)
        return token


def tag(case: Json) -> str:
    """For `if_match`: the case as it was seen by whoever decides on it."""
    return f'"{case["version"]}"'


def _content(response: httpx.Response) -> Json:
    if response.status_code == httpx.codes.NO_CONTENT:
        return {}
    try:
        content: Json = response.json()
    except ValueError:
        content = {"detail": response.text[:200]}
    if response.is_error:
        raise Refused(response.status_code, content)
    return content
