"""A list of 1,000 pupils of whom 30 rows are bad, in 22 ways; and where each is found, by which rule."""

from tests.intake.groups_desk import HEADING, Cells, csv_of, pupils

HEADS = 1000
NAME, SEX, BORN, TYPE, NUMBER, GUARDIAN, MOBILE = range(len(HEADING))


def _changed(**cells: str) -> dict[int, str]:
    places = {"name": NAME, "sex": SEX, "born_on": BORN, "id_type": TYPE, "id_number": NUMBER}
    places |= {"guardian": GUARDIAN, "mobile": MOBILE}
    return {places[field]: text for field, text in cells.items()}


# The row as a spreadsheet numbers it, what stands there instead, and what the report says: column and code.
# fmt: off
BAD = (
    # row   cells                                              column        code
    (17,   _changed(name=""),                                  "name",       "name-missing"),
    (49,   _changed(name="   "),                               "name",       "name-missing"),
    (81,   _changed(name="欧"),                                "name",       "name-implausible"),
    (113,  _changed(name="欧阳3号"),                           "name",       "name-implausible"),
    (145,  _changed(name="测试"),                              "name",       "name-implausible"),
    (177,  _changed(sex="难"),                                 "sex",        "sex-unknown"),
    (209,  _changed(sex="女"),                                 "sex",        "resident-id-sex"),
    (241,  _changed(id_type="护照", id_number="E9876545", born_on="2018-12"), "born_on", "birth-malformed"),
    (273,  _changed(born_on="2010-02-30"),                     "born_on",    "birth-malformed"),
    (305,  _changed(born_on="2011-01-01"),                     "born_on",    "resident-id-birth"),
    (337,  _changed(id_type="工作证"),                          "id_type",    "id-type-unknown"),
    (369,  _changed(id_type=""),                               "id_type",    "id-type-unknown"),
    (401,  _changed(id_number=""),                             "id_number",  "id-missing"),
    (433,  _changed(id_number="35032220100101"),               "id_number",  "resident-id-format"),
    (465,  _changed(id_number="000322201001010012"),           "id_number",  "resident-id-format"),
    (497,  _changed(id_number="190322201001010019"),           "id_number",  "resident-id-region"),
    (529,  _changed(id_number="350322201013010015"),           "id_number",  "resident-id-date"),
    (561,  _changed(id_number="3.50322E+17"),                  "id_number",  "id-lost-digits"),
    (593,  _changed(guardian=""),                              "guardian",   "guardian-missing"),
    (625,  _changed(guardian="爸"),                            "guardian",   "guardian-implausible"),
    (657,  _changed(mobile="1395951234"),                      "mobile",     "mobile-malformed"),
    (689,  _changed(mobile="23959512345"),                     "mobile",     "mobile-malformed"),
    (721,  _changed(name="=A1"),                               "row",        "cell-formula"),
    (753,  _changed(name="欧阳" * 41),                         "row",        "cell-too-long"),
    (785,  _changed(name="欧阳\x07安"),                        "row",        "cell-unreadable"),
    (817,  _changed(id_type="护照", id_number="E1"),           "id_number",  "id-implausible"),
    (849,  _changed(id_type="护照", id_number="E9876543", born_on="2024-10-13"), "born_on", "age-outside-product"),
    (881,  _changed(id_type="护照", id_number="E9876544", born_on="1899-12-31"), "born_on", "birth-implausible"),
)
# fmt: on
REPEATED, FIRST = 913, 3  # its ID number stands in row 3, too
CHECK_WRONG = 945


def bad_list() -> tuple[list[Cells], set[tuple[int, str, str]]]:
    """The rows, and what is to be found: row, column, code."""
    rows = pupils(HEADS)
    for row, changes, _, _ in BAD:
        rows[row - 2] = tuple(changes.get(place, cell) for place, cell in enumerate(rows[row - 2]))
    rows[REPEATED - 2] = rows[FIRST - 2]
    number = rows[CHECK_WRONG - 2][NUMBER]
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    rows[CHECK_WRONG - 2] = tuple(
        wrong if place == NUMBER else cell for place, cell in enumerate(rows[CHECK_WRONG - 2])
    )
    found = {(row, column, code) for row, _, column, code in BAD}
    # Far outside what a list may hold, the birth date breaks a second rule: the age.
    found |= {(881, "born_on", "age-outside-product")}
    return rows, found | {(REPEATED, "id_number", "id-twice"), (CHECK_WRONG, "id_number", "resident-id-check")}


def bad_csv() -> bytes:
    return csv_of(bad_list()[0])
