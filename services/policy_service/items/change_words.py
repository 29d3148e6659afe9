"""What a change says, field by field, in words, and masked for whoever needn't see it. Pure, but for the masks."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from services.policy_service.clauses.added_cover import RIDERS
from services.policy_service.clauses.premium_plan import MODES
from services.policy_service.clauses.products import DRAWING_MODES
from shared.amounts import yuan
from shared.errors import Text
from shared.pii import mask_account, mask_address, mask_id, mask_name, mask_phone

Mask = Callable[[str], str]


class Field(NamedTuple):
    """`mask`: how a personal field is shown to whoever may not read it."""

    text: Text
    mask: Mask | None = None


def _hidden(_value: str) -> str:
    return "***"


# fmt: off
FIELDS: dict[str, Field] = {
    "person":           Field(Text("变更对象", "Person")),
    "role":             Field(Text("身份", "role")),
    "name":             Field(Text("姓名", "name"), mask_name),
    "sex":              Field(Text("性别", "sex"), _hidden),
    "born_on":          Field(Text("出生日期", "date of birth"), _hidden),
    "id_type":          Field(Text("证件类型", "document")),
    "id_number":        Field(Text("证件号码", "document number"), mask_id),
    "phones":           Field(Text("电话", "Telephone")),
    "mobile":           Field(Text("手机", "mobile"), mask_phone),
    "home_phone":       Field(Text("住宅", "home"), mask_phone),
    "office_phone":     Field(Text("办公", "office"), mask_phone),
    "address":          Field(Text("地址", "address"), mask_address),
    "account_no":       Field(Text("交费账号", "account"), mask_account),
    "share_percent":    Field(Text("受益份额(%)", "share (%)")),
    "beneficiaries":    Field(Text("受益人", "Beneficiary")),
    "policyholder":     Field(Text("新投保人", "New policyholder")),
    "relation":         Field(Text("被保险人与投保人关系", "Insured is the policyholder's")),
    "occupation":       Field(Text("职业", "Occupation"), _hidden),
    "occupation_class": Field(Text("职业类别", "Occupation class")),
    "about":            Field(Text("告知事项", "Disclosed about")),
    "disclosure":       Field(Text("告知内容", "Disclosure"), _hidden),
    "lost_on":          Field(Text("遗失日期", "Lost on")),
    "cause":            Field(Text("补发原因", "Cause of the reissue")),
    "option":           Field(Text("红利领取方式", "Dividend option")),
    "premium_loan":     Field(Text("自动垫交", "Automatic premium loan")),
    "org":              Field(Text("迁入机构", "To organisation")),
    "outlet":           Field(Text("迁入网点", "To outlet")),
    "salesperson":      Field(Text("服务业务员", "Salesperson")),
    "reason":           Field(Text("原因", "Reason")),
    "sum_assured_fen":  Field(Text("保额(元)", "Sum assured (yuan)")),
    "rider":            Field(Text("附加险", "Rider")),
    "cover_elsewhere_fen": Field(Text("他处身故保额(元)", "Death cover elsewhere (yuan)")),
    "amount_fen":       Field(Text("金额(元)", "Amount (yuan)")),
    "loan_no":          Field(Text("借款号", "Loan no.")),
    "health_unchanged": Field(Text("健康状况无变化", "Health unchanged"), _hidden),
    "payment_mode":     Field(Text("交费方式", "Payment mode")),
    "drawing_mode":     Field(Text("领取方式", "Drawn")),
}
VALUES: Mapping[str, Mapping[str, Text]] = {
    "role": {"policyholder": Text("投保人", "policyholder"), "insured": Text("被保险人", "insured"),
             "beneficiary": Text("受益人", "beneficiary")},
    "sex": {"male": Text("男", "male"), "female": Text("女", "female")},
    "id_type": {"resident_id": Text("居民身份证", "resident ID"), "passport": Text("护照", "passport"),
                "household_register": Text("户口簿", "household register"),
                "birth_certificate": Text("出生证", "birth certificate"),
                "hk_mo_tw_permit": Text("港澳台通行证/居住证", "permit of Hong Kong, Macao or Taiwan")},
    "beneficiaries": {"": Text("法定", "the statutory heirs")},
    "relation": {"self": Text("本人", "own person"), "spouse": Text("配偶", "spouse"), "child": Text("子女", "child"),
                 "parent": Text("父母", "parent"), "dependant": Text("被抚养或赡养人", "dependant"),
                 "employee": Text("职工", "employee"), "other": Text("其他", "other")},
    "about": {"health": Text("健康", "health"), "occupation": Text("职业", "occupation"),
              "habits": Text("生活习惯", "habits"), "other_cover": Text("他处投保", "cover elsewhere"),
              "finances": Text("财务", "finances")},
    "cause": {"lost": Text("遗失", "lost"), "damaged": Text("损毁", "damaged")},
    "option": {"cash": Text("现金领取", "cash"), "accumulate": Text("累积生息", "accumulate at interest"),
               "reduce_premium": Text("抵交保费", "reduce the premium"),
               "paid_up_additions": Text("购买交清增额", "paid-up additions")},
    "premium_loan": {"True": Text("选择", "yes"), "False": Text("不选择", "no")},
    "health_unchanged": {"True": Text("是", "yes"), "False": Text("否", "no")},
    "rider": {code: cover.name for code, cover in RIDERS.items()},
    "payment_mode": MODES,
    "drawing_mode": DRAWING_MODES,
}
# fmt: on


def in_words(change: Mapping[str, Any], *, masked: bool) -> Iterator[tuple[str, str]]:
    """Each thing that the change names: what it is called, and what it is to be; in Chinese and, of names, English."""
    for name, value in change.items():
        if value is not None and name != "item":
            yield from _lines(name, value, masked)


def personal_fields(change: Mapping[str, Any]) -> list[str]:
    """The fields of a change, however deep, that a mask would hide."""
    return sorted({name for name, value in _leaves(change) if value is not None and FIELDS[name].mask})


def _lines(name: str, value: Any, masked: bool) -> Iterator[tuple[str, str]]:
    text = FIELDS[name].text
    if isinstance(value, Mapping):
        yield from _below(text, value, masked)
    elif isinstance(value, list) and value:
        for number, each in enumerate(value, 1):
            yield from _below(Text(f"{text.zh}{number}", f"{text.en} {number}"), each, masked)
    else:
        yield text.both, _shown(name, "" if value == [] else str(value), masked)


def _below(text: Text, values: Mapping[str, Any], masked: bool) -> Iterator[tuple[str, str]]:
    for label, shown in in_words(values, masked=masked):
        yield f"{text.both} · {label}", shown


def _shown(name: str, value: str, masked: bool) -> str:
    mask = FIELDS[name].mask
    if mask and masked:
        return mask(value)
    if name.endswith("_fen"):
        return yuan(int(value))
    word = VALUES.get(name, {}).get(value)
    return word.both if word else value


def _leaves(value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, inner in value.items():
        for each in inner if isinstance(inner, list) else [inner]:
            if isinstance(each, Mapping):
                yield from _leaves(each)
            elif name != "item":
                yield name, each
