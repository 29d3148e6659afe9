"""A mapping that can't be used is refused by the key at fault, in both languages."""

import re
from pathlib import Path

import pytest

from services.metrics.importlog import MappingInvalid, load_mapping
from tests.metrics.importing import CASES, EVENTS, MAPS


def refused(text: str, folder: Path) -> dict[str, tuple[str, str]]:
    path = folder / "map.toml"
    path.write_text(text)
    with pytest.raises(MappingInvalid) as caught:
        load_mapping(path)
    return {key: (reason.zh, reason.en) for key, reason in caught.value.errors}


@pytest.mark.parametrize("path", sorted(MAPS.glob("*.toml")), ids=lambda path: path.stem)
def test_the_maps_that_come_with_the_package_are_valid(path: Path) -> None:
    assert load_mapping(path).kind == path.stem


def test_the_maps_in_the_documentation_are_valid(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "import-log.md").read_text()
    examples = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    kinds = []
    for example in examples:
        (tmp_path / "map.toml").write_text(example)
        kinds.append(load_mapping(tmp_path / "map.toml").kind)
    assert kinds == ["ticket", "loan"]


def test_a_map_that_comes_with_the_package_goes_by_its_name() -> None:
    assert load_mapping(Path("boston311")).kind == "boston311"


@pytest.mark.parametrize(
    ("old", "new", "key", "zh", "en"),
    [
        ('kind = "ticket"\n', "", "kind", "缺少此项", "Field required"),
        ('kind = "ticket"', 'kind = "Ticket!"', "kind", "格式不符", "match pattern"),
        ('kind = "ticket"', 'kind = "claim"', "kind", "本系统自己的案件种类", "'claim' is a kind of our own services"),
        ('rows = "case"', 'rows = "row"', "rows", "应为以下之一", "should be 'case' or 'event'"),
        ("Asia/Shanghai", "Asia/Putian", "zone", "没有名为“Asia/Putian”的时区", "no time zone is named 'Asia/Putian'"),
        ('due = "due"', 'dew = "due"', "case.dew", "不认识的字段", "not permitted"),
        ('org = "org"\n', "", "case.org", "缺少此项", "Field required"),
        ('org = "org"', "org = 7", "case.org", "应为对象", "dictionary"),
        ('org = "org"', 'org = { prefix = "35" }', "case.org", "须二选一", "either column or constant"),
        ('opened = "opened"\n', "", "case.opened", "一行一案件", "a row a case"),
        ('due = "due"', 'due = "due"\n[activities]\nclose = ["done"]', "activities", "仅用于", "a row an event only"),
        ('due = "due"', 'due = "due"\n[labels]\nBad = "x"', "labels.Bad", "格式不符", "match pattern"),
        ("\n[case]", '\nencoding = "utf-88"\n[case]', "encoding", "没有名为“utf-88”的编码", "no encoding is named"),
        ("\n[case]", '\nencoding = "rot13"\n[case]', "encoding", "没有名为“rot13”的编码", "no encoding is named"),
        ("\n[case]", '\nencoding = "undefined"\n[case]', "encoding", "没有名为", "no encoding is named"),
        ("\n[case]", '\nencoding = "a\\u0000b"\n[case]', "encoding", "没有名为", "no encoding is named"),
        ("\n[case]", '\ncalendar = "us"\n[case]', "calendar", "应为以下之一", "should be '24x7' or 'cn'"),
    ],
)
def test_what_is_wrong_is_named_by_its_key(tmp_path: Path, old: str, new: str, key: str, zh: str, en: str) -> None:
    assert old in CASES
    errors = refused(CASES.replace(old, new), tmp_path)
    assert list(errors) == [key]
    assert zh in errors[key][0]
    assert en in errors[key][1]


def test_a_log_with_a_row_an_event_needs_the_table_that_says_what_an_event_is(tmp_path: Path) -> None:
    without = EVENTS[: EVENTS.index("[event]")]
    assert list(refused(without, tmp_path)) == ["event"]


def test_more_labels_than_a_fact_may_carry_are_refused(tmp_path: Path) -> None:
    labels = "\n".join(f'l{n} = "org"' for n in range(9))
    assert list(refused(f"{CASES}\n[labels]\n{labels}", tmp_path)) == ["labels"]


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    text = CASES.replace("Asia/Shanghai", "Mars").replace('rows = "case"', 'rows = "row"')
    assert list(refused(text, tmp_path)) == ["rows", "zone"]


def test_what_is_no_toml_is_refused_with_its_place(tmp_path: Path) -> None:
    ((zh, en),) = refused('kind = \nrows = "case"', tmp_path).values()
    assert "TOML" in zh
    assert "line 1" in en


def test_what_is_nested_without_end_is_refused(tmp_path: Path) -> None:
    assert list(refused("kind = " + "[" * 3_000 + "]" * 3_000, tmp_path)) == [str(tmp_path / "map.toml")]


def test_a_file_that_is_not_there_is_refused_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(MappingInvalid, match=r"nowhere\.toml: can't be read"):
        load_mapping(tmp_path / "nowhere.toml")
