"""What is added to a policy in force: a rider (新增附加险), or more of the sum assured (加保)."""

from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.clauses.added_cover import INCREASES, RIDERS, THOUSAND, AddedCover
from services.policy_service.clauses.premium_plan import last_paid_to
from services.policy_service.clauses.products import options_of
from services.policy_service.items.added_premium import Priced, price
from services.policy_service.items.checks import check_free_look_over
from services.policy_service.items.item import Consent, Threshold, another_insured
from services.policy_service.items.money_asks import RiderAddition, SumIncrease
from services.policy_service.policies.additions import add, death_sum_fen, riders_of
from services.policy_service.values.lines import MoneyLine
from services.policy_service.values.standing import Standing
from shared.amounts import yuan
from shared.anniversaries import whole_months, years_after
from shared.contracts.policy_service import Addition
from shared.errors import RuleBroken, Text
from shared.minor_caps import cap_at

# 人保健康's table says 保单周年日 (S19 V); for how long after it one may come is our design.
WINDOW = timedelta(days=30)
AML_PREMIUM = Threshold(
    "aml-07-nb1",
    2_000_000,
    ("identity_check",),
    "AML-07-NB1: 2007年第2号令, 现金保险费人民币2万元以上核对身份 (S30); 收费方式未知, 不论现金转账均按此",
    "V2",
    taken=True,
)


def _insures_a_life(standing: Standing, change: RiderAddition) -> bool:
    return standing.insures_another and RIDERS[change.rider].pays_on_death


LAW34_RIDER = Consent(
    "insured",
    "insured_consent",
    "《保险法》第三十四条: 以死亡为给付条件的合同,须经被保险人同意并认可保额; 亲属关系不在保单上, 未成年子女不作例外",
    "V",
    needed=_insures_a_life,
)
BOTH_RAISE = Consent(
    "insured",
    "insured_consent",
    "人保健康保全资料表 (S19): 加保由投保人和被保险人申请; 《保险法》第三十四条",
    "V",
    needed=another_insured,
)


def check_rider(standing: Standing, change: RiderAddition) -> None:
    offered = options_of(standing.policy.product).riders
    if change.rider not in offered:
        told = Text("该险种不可附加此附加险", "This rider isn't offered with the product")
        raise RuleBroken("rider", "rider-offered", told, offered=list(offered))
    if any(each.product == change.rider for each in riders_of(standing.policy, standing.today)):
        raise RuleBroken("rider", "one-of-each-rider", Text("该保单已有此附加险", "The policy has this rider already"))
    _check_anniversary(standing)
    _check_premiums(standing)
    cover = RIDERS[change.rider]
    _check_sum(change.sum_assured_fen, cover.least_fen, cover.most_of(standing.policy.sum_assured_fen))
    _check_thousands(change.sum_assured_fen)
    _check_lives(standing, cover, change.sum_assured_fen, change.cover_elsewhere_fen)


def rider_premium(standing: Standing, change: RiderAddition) -> list[MoneyLine]:
    return _rider(standing, change).lines


async def add_rider(_session: AsyncSession, standing: Standing, change: RiderAddition) -> None:
    """It lasts for as long as premiums of the policy are due."""
    policy = standing.policy
    ends_on = last_paid_to(policy.effective_on, policy.pay_years)
    _put(standing, _rider(standing, change), change.sum_assured_fen, change.rider, ends_on)


def check_increase(standing: Standing, change: SumIncrease) -> None:
    cover, has = INCREASES.get(standing.policy.product or ""), standing.policy.sum_assured_fen
    if cover is None:
        raise RuleBroken("product", "increasable", Text("该险种不可加保", "This product isn't raised"))
    _check_premiums(standing)
    more = change.sum_assured_fen - has
    _check_sum(change.sum_assured_fen, has + cover.least_fen, cover.most_fen)
    _check_thousands(more)
    _check_lives(standing, cover, more, change.cover_elsewhere_fen)


def increase_premium(standing: Standing, change: SumIncrease) -> list[MoneyLine]:
    return _increase(standing, change).lines


async def raise_sum(_session: AsyncSession, standing: Standing, change: SumIncrease) -> None:
    policy = standing.policy
    more = change.sum_assured_fen - policy.sum_assured_fen
    _put(standing, _increase(standing, change), more, str(policy.product), None)


def _rider(standing: Standing, change: RiderAddition) -> Priced:
    return price(standing, RIDERS[change.rider], change.sum_assured_fen)


def _increase(standing: Standing, change: SumIncrease) -> Priced:
    cover = INCREASES[str(standing.policy.product)]
    return price(standing, cover, change.sum_assured_fen - standing.policy.sum_assured_fen)


def _put(standing: Standing, priced: Priced, sum_assured_fen: int, product: str, ends_on: date | None) -> None:
    policy = standing.policy
    added = Addition(
        kind="rider" if product in RIDERS else "increase",
        product=product,
        request_no=str(policy.request_no),
        sum_assured_fen=sum_assured_fen,
        premium_fen=priced.premium_fen,
        first_premium_fen=priced.first_premium_fen,
        first_paid_to_on=policy.paid_to_on or standing.today,
        begins_on=standing.today,
        ends_on=ends_on,
    )
    add(policy, added)


def _check_anniversary(standing: Standing) -> None:
    """保单周年日: from it on for some weeks, by the day on which it was asked for."""
    began_on, asked_on = standing.policy.effective_on, standing.asked_on or standing.today
    years = whole_months(began_on, asked_on) // 12
    anniversary = years_after(began_on, years)
    if years < 1 or asked_on - anniversary > WINDOW:
        following = years_after(began_on, max(years, 0) + 1)
        told = Text(
            f"限自保单周年日起{WINDOW.days}日内申请,下一周年日为{following}",
            f"Only within {WINDOW.days} days from an anniversary on, the next of which is {following}",
        )
        raise RuleBroken("policy_no", "at-anniversary", told, next_anniversary=following)


def _check_premiums(standing: Standing) -> None:
    """What is added is paid up to the next premium, and with it from then on."""
    check_free_look_over(standing)
    if (waived_on := standing.policy.waived_from_on) is not None:
        told = Text("保费已豁免,新增部分将无人交费", "Premiums are waived: nobody would pay for what is added")
        raise RuleBroken("policy_no", "premiums-waived", told, waived_from_on=waived_on)
    due_on = standing.policy.next_due_on
    if due_on is None:
        raise RuleBroken("paid_to_on", "premiums-left", Text("保费已交清", "No premium is due any more"))
    if due_on <= standing.today:
        told = Text(f"{due_on}应交保险费尚未交纳", f"The premium due on {due_on} is paid first")
        raise RuleBroken("paid_to_on", "premium-paid", told, next_due_on=due_on)


def _check_sum(asked_fen: int, least_fen: int, most_fen: int) -> None:
    if not least_fen <= asked_fen <= most_fen:
        least, most = yuan(least_fen), yuan(most_fen)
        told = Text(f"保额应在{least}元与{most}元之间", f"A sum assured between {least} and {most} yuan")
        raise RuleBroken("sum_assured_fen", "sum-assured-within", told, least_fen=least_fen, most_fen=most_fen)


def _check_thousands(sum_fen: int) -> None:
    if sum_fen % THOUSAND:
        told = Text("保额应为千元的整数倍", "By whole thousands of yuan, which the rates are for")
        raise RuleBroken("sum_assured_fen", "sum-in-thousands", told)


def _check_lives(standing: Standing, cover: AddedCover, more_fen: int, elsewhere_fen: int | None) -> None:
    """Ages that it is offered at, and of children the limit of what may be paid on their death (LAW33)."""
    youngest, oldest = min(standing.insured_ages), max(standing.insured_ages)
    cover.rate_at(oldest)
    cover.rate_at(youngest)
    cap = cap_at(youngest, standing.today)
    if cap is None or not cover.pays_on_death:
        return
    if elsewhere_fen is None:
        told = Text("须告知未成年人在他处的身故保额", "A minor's death cover elsewhere must be told")
        raise RuleBroken("cover_elsewhere_fen", "cover-elsewhere-told", told, basis=cap.basis, mark=cap.mark)
    here = death_sum_fen(standing.policy, standing.today) + standing.other_death_fen
    if (total := here + more_fen + elsewhere_fen) > cap.fen:
        sums = yuan(total), yuan(cap.fen)
        told = Text(
            f"未成年人身故保额合计{sums[0]}元,超过{sums[1]}元",
            f"A minor's death cover of {sums[0]} yuan exceeds {sums[1]}",
        )
        why = {"cap_fen": cap.fen, "total_fen": total, "basis": cap.basis, "mark": cap.mark}
        raise RuleBroken("sum_assured_fen", "minor-sum-cap", told, **why)
