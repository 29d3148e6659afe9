"""The columns of a list, by the names that people give them."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.csv_files import file_refused, heading_of


@dataclass(frozen=True, slots=True)
class Column:
    field: str
    headings: tuple[str, ...]
    required: bool


# fmt: off
COLUMNS = (
    #      field        headings                                                          required
    Column("name",      ("姓名", "被保险人姓名", "被保险人", "学生姓名", "name"),           True),
    Column("sex",       ("性别", "sex"),                                                   True),
    Column("born_on",   ("出生日期", "出生年月日", "born_on"),                              True),
    Column("id_type",   ("证件类型", "证件类别", "id_type"),                                True),
    Column("id_number", ("证件号码", "证件号", "身份证号", "身份证号码", "id_number"),       True),
    Column("mobile",    ("手机号", "手机号码", "联系电话", "电话", "mobile"),                False),
    Column("guardian",  ("监护人", "监护人姓名", "guardian"),                               False),
    Column("relation",  ("与投保单位关系", "与投保人关系", "人员类别", "relation"),         False),
    Column("consent",   ("被保险人同意", "是否同意", "同意投保", "consent"),                False),
)
# fmt: on
FIELD_OF = {heading: column.field for column in COLUMNS for heading in column.headings}


def columns_of(first_row: Sequence[str]) -> tuple[str | None, ...]:
    """The field of each column, None for one that isn't ours; raises RuleBroken for a row that is no heading."""
    fields = tuple(FIELD_OF.get(heading_of(cell)) for cell in first_row)
    known = [field for field in fields if field]
    if not known:
        raise file_refused(
            "heading-first",
            "首行应为列名(姓名、性别、出生日期、证件类型、证件号码);编码应为UTF-8或GB18030",
            "The first row must name the columns: `name`, `sex`, `born_on`, `id_type`, `id_number`; UTF-8 or GB18030",
        )
    if missing := [each.headings[0] for each in COLUMNS if each.required and each.field not in known]:
        raise file_refused(
            "columns-complete", f"缺少列: {'、'.join(missing)}", f"Columns missing: {', '.join(missing)}"
        )
    if len(set(known)) < len(known):
        raise file_refused("columns-once", "同一列出现两次", "A column stands there twice")
    return fields
