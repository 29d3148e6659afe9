"""What is asked in a call (回访问题) and what may be answered, as rows."""

from dataclasses import dataclass

from shared.contracts.policy_service import ProductDesign
from shared.errors import Text
from shared.marks import Mark


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to choose. One that is not `affirmative` makes of a completed call a problem case (问题件)."""

    code: str
    text: Text
    affirmative: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """`identity`: it finds out whether the right person speaks, without whom no call is completed.

    `regular_only`: asked of policies whose premium is due again and again. `designs`: of products of these types; none:
    of all.
    """

    code: str
    text: Text
    choices: tuple[Choice, ...]
    basis: str
    mark: Mark
    identity: bool = False
    regular_only: bool = False
    designs: frozenset[ProductDesign] = frozenset()

    @property
    def affirmative(self) -> frozenset[str]:
        return frozenset(choice.code for choice in self.choices if choice.affirmative)


ART15 = "《人身保险业务基本服务规定》 第十五条 (S14)"
SELF = f"{ART15}; 回访成功须投保人本人受访 (S22)"
OWN = "本系统设计"
NEW_TYPE = "《人身保险业务基本服务规定》 第十五条, 新型产品另须确认利益不确定与费用 (间接来源)"
UNCERTAIN: frozenset[ProductDesign] = frozenset({"participating", "universal", "unit-linked"})
CHARGED: frozenset[ProductDesign] = frozenset({"universal", "unit-linked"})
YES = Choice("yes", Text("是", "yes"))
NO = Choice("no", Text("否", "no"), affirmative=False)
YES_NO = (YES, NO)
RECEIVED = (YES, Choice("not-yet", Text("尚未到账", "not yet")), NO)
WHY_UNPAID = (
    Choice("short-of-money", Text("资金周转困难", "short of money")),
    Choice("forgotten", Text("忘记交费", "forgotten")),
    Choice("account-changed", Text("账户变更或余额不足", "the account changed or lacked the money")),
    Choice("unwanted", Text("不想继续投保", "the policy is no longer wanted")),
    Choice("not-as-told", Text("与销售时所说不符", "not what was told at the sale"), affirmative=False),
)
WHY_ENDED = (
    Choice("needs-money", Text("急需用钱", "the money is needed")),
    Choice("premium-burden", Text("交费压力大", "the premium is a burden")),
    Choice("other-cover", Text("另有保障", "covered elsewhere")),
    Choice("not-as-told", Text("与销售时所说不符", "not what was told at the sale"), affirmative=False),
    Choice("persuaded", Text("他人劝说退保", "persuaded by somebody"), affirmative=False),
)
CONTENTMENT = (
    Choice("satisfied", Text("满意", "satisfied")),
    Choice("acceptable", Text("一般", "acceptable")),
    Choice("dissatisfied", Text("不满意", "dissatisfied"), affirmative=False),
)

# fmt: off
QUESTIONS: dict[str, Question] = {row.code: row for row in (
    #        code                     asked                                                                                                         choices     basis  mark
    Question("is-policyholder",       Text("受访人是否为投保人本人", "Is the speaker the policyholder?"),                                               YES_NO,     SELF,  "V", identity=True),
    Question("bought-and-signed",     Text("是否购买本产品,投保人、被保险人是否亲笔签名", "Bought this product, and signed personally?"),                    YES_NO,     ART15, "V"),
    Question("read-the-terms",        Text("是否阅读并理解产品说明书和投保提示", "Read and understood the product description and the notice to buyers?"),  YES_NO,     ART15, "V"),
    Question("knows-the-cover",       Text("是否知悉保险责任、责任免除和保险期间", "Knows cover, exclusions and term?"),                                   YES_NO,     ART15, "V"),
    Question("knows-surrender-loss",  Text("是否知悉退保可能受到损失", "Knows that surrender may bring a loss?"),                                        YES_NO,     ART15, "V"),
    Question("knows-free-look",       Text("是否知悉犹豫期的起算、期间和权利", "Knows start, length and right of the free-look period?"),                  YES_NO,     ART15, "V"),
    Question("knows-the-premiums",    Text("是否知悉交费期间和交费频率", "Knows for how long and how often premiums are due?"),                           YES_NO,     ART15, "V", regular_only=True),
    Question("knows-benefits-uncertain", Text("是否知悉红利、结算利率或投资收益不确定", "Knows that dividends, interest or yields are uncertain?"),           YES_NO,     NEW_TYPE, "V2", designs=UNCERTAIN),
    Question("knows-charges",         Text("是否知悉初始费用等各项费用扣除", "Knows which charges are taken from the premium and the account?"),          YES_NO,     f"{NEW_TYPE}; 分红型产品不另扣费, 不问为本系统设计", "V2", designs=CHARGED),
    Question("knows-premium-due",     Text("是否知悉应交保费和宽限期截止日", "Knows of the premium that is due, and until when?"),                         YES_NO,     OWN,   "D"),
    Question("knows-lapse-follows",   Text("是否知悉逾期未交合同效力中止", "Knows that the policy is suspended if it stays unpaid?"),                      YES_NO,     OWN,   "D"),
    Question("why-unpaid",            Text("未交费的原因", "Why is it unpaid?"),                                                                      WHY_UNPAID, OWN,   "D"),
    Question("knows-suspension",      Text("是否知悉合同效力已中止及其后果", "Knows that the policy is suspended, and what follows?"),                      YES_NO,     OWN,   "D"),
    Question("knows-reinstatement",   Text("是否知悉两年内可申请复效及如何办理", "Knows that it can be reinstated within two years, and how?"),           YES_NO,     OWN,   "D"),
    Question("asked-personally",      Text("退保是否本人自愿申请", "Was the surrender asked for personally and freely?"),                               YES_NO,     OWN,   "D"),
    Question("why-ended",             Text("退保的原因", "Why was it surrendered?"),                                                                  WHY_ENDED,  OWN,   "D"),
    Question("money-received",        Text("款项是否已到本人账户", "Has the money come to the own account?"),                                           RECEIVED,   OWN,   "D"),
    Question("is-claimant",           Text("受访人是否为应受访的被保险人或受益人本人", "Is the speaker the insured or the beneficiary who is to be asked?"), YES_NO,     OWN,   "D", identity=True),
    Question("amount-explained",      Text("赔付金额的计算是否已说明清楚", "Was it explained how the amount comes about?"),                                YES_NO,     OWN,   "D"),
    Question("content-with-claim",    Text("对理赔服务是否满意", "Content with how the claim was handled?"),                                            CONTENTMENT, OWN,   "D"),
    Question("knows-who-left",        Text("是否知悉原业务员已离司及今后由谁服务", "Knows that the salesperson left, and who is there instead?"),            YES_NO,     OWN,   "D"),
    Question("no-money-entrusted",    Text("是否没有交给原业务员而未入账的现金", "Is no cash with the salesperson that was never booked?"),                  YES_NO,     OWN,   "D"),
    Question("document-at-hand",      Text("保单是否由本人保管", "Is the policy document in the own hands?"),                                           YES_NO,     OWN,   "D"),
    Question("authorised-the-agent",  Text("是否委托他人代办本次业务", "Was somebody authorised to ask for this?"),                                      YES_NO,     OWN,   "D"),
    Question("knows-the-result",      Text("是否知悉办理结果", "Knows what came of it?"),                                                             YES_NO,     OWN,   "D"),
)}
# fmt: on


def codes_for(codes: tuple[str, ...], payment_mode: str | None, design: str = "ordinary") -> list[str]:
    """Of a single premium (趸交) nobody is asked for how long it is due, and of an ordinary product of no charges."""
    return [code for code in codes if _is_asked(QUESTIONS[code], payment_mode, design)]


def _is_asked(question: Question, payment_mode: str | None, design: str) -> bool:
    if question.regular_only and payment_mode == "single":
        return False
    return not question.designs or design in question.designs
