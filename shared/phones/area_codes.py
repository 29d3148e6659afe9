"""Area codes of the organisations' cities, for numbers that people write without one."""

# Of Fujian's cities by the first four digits of their codes (GB/T 2260); 0591-0595 S61 V, the rest M.
AREA_CODES = {
    "3501": "0591",  # 福州
    "3502": "0592",  # 厦门
    "3503": "0594",  # 莆田
    "3504": "0598",  # 三明
    "3505": "0595",  # 泉州
    "3506": "0596",  # 漳州
    "3507": "0599",  # 南平
    "3508": "0597",  # 龙岩
    "3509": "0593",  # 宁德
}


def area_code_of(org: str) -> str | None:
    """None for the province's offices and for cities that nobody has entered: a local number is then no number."""
    return AREA_CODES.get(org[:4])
