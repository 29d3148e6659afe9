"""What the tests of archive look-ups do at the counter and in the archive room."""

from typing import Any

import httpx

from shared.auth import Role, mint_token
from shared.testing.alone import Alone

Case = dict[str, Any]
HOLDER = {"name": "陈阿土", "id_type": "passport", "id_number": "E55556666"}
VOUCHER = {"kind": "receipt", "number": "96-0013527", "year": 1996, "product": "简易人身保险"}
FORM: Case = {"org": "350322", "outlet": "XY01", "voucher": VOUCHER, "holder": HOLDER, "brought_by": "holder"}
FOUND: Case = {"place": "register", "found": True, "finding": "1996年开户登记第12页, 陈阿土", "minutes": 95}
MISSED: Case = {"place": "old-system", "found": False, "minutes": 20}
PERSON: Case = HOLDER | {
    "sex": "male",
    "born_on": "1958-05-06",
    "phones": {"mobile": "13959512345"},
    "address": "福建省莆田市仙游县榜头镇",
}
DRAFT: Case = {
    "policy_no": "JY96-0013527",
    "product": "OLD01",
    "effective_on": "1996-03-01",
    "sum_assured_fen": 200_000,
    "policyholder": PERSON,
}


class ArchiveRoom:
    def __init__(self, office: Alone) -> None:
        self.office = office

    async def post(self, path: str, body: Any = None, role: Role = Role.TELLER, **headers: str) -> httpx.Response:
        return await self.office.post(f"/archive-lookups{path}", role, body, **headers)

    async def opened(self, **changes: Any) -> Case:
        answer = await self.post("", FORM | changes)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def done(self, case: Case, what: str, body: Any = None, role: Role = Role.TELLER, **headers: str) -> Case:
        answer = await self.post(f"/{case['case_no']}/{what}", body, role, **headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def proposed(self, **changes: Any) -> Case:
        """Opened, found and drawn up."""
        number = changes.pop("number", VOUCHER["number"])
        case = await self.opened(voucher=VOUCHER | {"number": number})
        await self.done(case, "searches", FOUND)
        return await self.done(case, "proposal", DRAFT | changes)

    async def review(self, case: Case, role: Role = Role.REVIEWER, **decision: Any) -> httpx.Response:
        body = {"outcome": "approve"} | decision
        return await self.post(f"/{case['case_no']}/review", body, role, **{"If-Match": f'"{case["version"]}"'})

    async def as_other(self, case: Case, what: str, body: Any, **more: str) -> httpx.Response:
        """By one who may do everything, and is another than the teller who does everything else."""
        token = mint_token(self.office.settings, "T-other", [Role.TELLER, Role.REVIEWER], org="350322")
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"} | more
        return await self.office.http.post(f"/v1/archive-lookups/{case['case_no']}/{what}", json=body, headers=headers)


def refused(answer: httpx.Response, status: int, rule: str) -> Case:
    told = dict(answer.json())
    assert (answer.status_code, told.get("rule")) == (status, rule), told
    return told
