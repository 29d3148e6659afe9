"""What pydantic's rules say to people, in both languages."""

import re
from typing import Any

from shared.language import Language

# pydantic error type → Chinese; {names} come from the error's context. Types not named here get OTHER.
CHINESE = {
    "missing": "缺少此项",
    "extra_forbidden": "不认识的字段",
    "too_many_fields": "至多 {most} 个字段",
    "unknown_parameter": "不认识的参数",
    "control_character": "含有不允许的控制字符",
    "cursor_malformed": "翻页游标无效",
    "malformed_tag": '应为版本标签,如 "3"',
    "malformed_key": "应为 1 至 200 个不含空格的 ASCII 字符",
    "value_range": "数值超出范围",
    "none_required": "应为空",
    "string_type": "应为文字",
    "string_too_short": "至少 {min_length} 个字符",
    "string_too_long": "至多 {max_length} 个字符",
    "string_pattern_mismatch": "格式不符,应符合 {pattern}",
    "string_unicode": "不是有效的 UTF-8 文字",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_parsing_size": "整数过大",
    "int_from_float": "应为整数,不能有小数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "finite_number": "应为有限数字",
    "decimal_parsing": "应为小数",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "应不小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "应不大于 {le}",
    "multiple_of": "应为 {multiple_of} 的倍数",
    "enum": "应为以下之一:{expected}",
    "literal_error": "应为以下之一:{expected}",
    "date_type": "应为日期,如 2026-03-01",
    "date_parsing": "应为日期,如 2026-03-01",
    "date_from_datetime_parsing": "应为日期,如 2026-03-01",
    "date_from_datetime_inexact": "应为日期,不能带时间",
    "date_past": "应为过去的日期",
    "date_future": "应为将来的日期",
    "datetime_type": "应为时间,如 2026-03-01T09:30:00+08:00",
    "datetime_parsing": "应为时间,如 2026-03-01T09:30:00+08:00",
    "datetime_from_date_parsing": "应为时间,如 2026-03-01T09:30:00+08:00",
    "timezone_aware": "时间必须带时区,如 +08:00",
    "time_parsing": "应为时刻,如 09:30",
    "uuid_type": "应为 UUID",
    "uuid_parsing": "应为 UUID",
    "list_type": "应为列表",
    "tuple_type": "应为列表",
    "set_type": "应为列表",
    "dict_type": "应为对象",
    "model_type": "应为对象",
    "model_attributes_type": "应为 JSON 对象",
    "too_short": "至少 {min_length} 项",
    "too_long": "至多 {max_length} 项",
    "union_tag_not_found": "缺少区分字段 {discriminator}",
    "union_tag_invalid": "{discriminator} 应为以下之一:{expected_tags}",
    "url_parsing": "应为网址",
    "bytes_type": "应为文件",
}
OTHER = "不符合要求"
# What pydantic says of these in English quotes what was sent.
ENGLISH = {"value_error": "Value refused", "union_tag_invalid": "{discriminator} must be one of {expected_tags}"}


def message(entry: dict[str, Any], language: Language) -> str:
    """Why a field is refused; never quotes what was sent."""
    context = entry.get("ctx") or {}
    if language in context:  # a rule of our own brings both languages (shared.schemas.refusal)
        return str(context[language])
    if language == "zh":
        return CHINESE.get(entry["type"], OTHER).format_map(_Known(_listed(context)))
    told = ENGLISH.get(entry["type"])
    return str(entry["msg"]) if told is None else told.format_map(_Known(context))


def _listed(context: dict[str, Any]) -> dict[str, Any]:
    """Pydantic lists what it expects in English: 'a', 'b' or 'c'."""
    expected = context.get("expected")
    return context | {"expected": re.sub(r"'(?:, | or )'", "'、'", expected)} if isinstance(expected, str) else context


class _Known(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "…"
