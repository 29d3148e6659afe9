"""Which of somebody's numbers is dialled first."""

from services.callback.phones.choosing import in_order


def test_a_mobile_is_rung_before_a_fixed_line_and_home_before_office():
    phones = {"office_phone": "13812345678", "mobile": "无", "home_phone": "2512701"}
    told = [(field, phone.dial_string) for field, phone in in_order(phones, "350322")]
    assert told == [("office_phone", "13812345678"), ("home_phone", "05942512701"), ("mobile", None)]
    phones = {"office_phone": "0594-2512702", "home_phone": "2512701", "mobile": "059413812345678"}
    assert [field for field, _ in in_order(phones, "350322")] == ["mobile", "home_phone", "office_phone"]
