"""What a policy that matures pays out (满期): the benefit and the dividends, less its loans and their interest."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.benefits.models import Benefit
from services.policy_service.payees import policies
from services.policy_service.values.lending import owe_again
from services.policy_service.values.lines import MoneyLine, dividend_lines
from services.policy_service.values.models import DividendEntry
from services.policy_service.values.settling import empty_dividends, set_off_loans
from services.policy_service.values.standing import Standing
from shared.auth import Actor
from shared.cases import advance
from shared.days import today_at
from shared.errors import Text

MATURITY = Text("满期金", "Maturity benefit")


async def settle(session: AsyncSession, standing: Standing, benefit: Benefit) -> None:
    """Loans are paid first, with interest up to the day it is due."""
    lines = [MoneyLine("maturity", MATURITY, benefit.amount_fen, "条款: 满期金"), *dividend_lines(standing)]
    worth = sum(line.amount_fen for line in lines)
    lines += await set_off_loans(session, standing, worth, benefit.due_on, benefit.case_no, "maturity")
    empty_dividends(session, standing, benefit.case_no)
    benefit.money, benefit.amount_fen = [line.shown for line in lines], sum(line.amount_fen for line in lines)


async def take_back(session: AsyncSession, benefit: Benefit) -> None:
    """It never fell due: what it paid of loans is owed again, and its dividends are on the account again."""
    own, today = benefit.case_no, today_at(benefit.org)
    await owe_again(session, own, today)
    for out in (await session.scalars(select(DividendEntry).where(DividendEntry.request_no == own))).all():
        entry = DividendEntry(policy_no=benefit.policy_no, amount_fen=-out.amount_fen, booked_on=today)
        entry.booked_by, entry.request_no = benefit.handler or "system", own
        session.add(entry)


async def mature(session: AsyncSession, standing: Standing, benefit: Benefit) -> None:
    """Of what its loans took whole nothing is left to be paid out."""
    if not benefit.amount_fen:
        benefit.paid_by, benefit.paid_on, benefit.outcome = "set-off", today_at(benefit.org), "paid"
        await advance(session, benefit, "set_off", Actor.system())
    await policies.mature(session, standing.policy)
