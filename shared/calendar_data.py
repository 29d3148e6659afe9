"""Loads the calendars: national days from `chinesecalendar`, opening hours and exceptions from TOML files."""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args
from zoneinfo import ZoneInfo

import chinese_calendar
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from shared.calendar import CalendarYearMissing, Day, DayKind, Opening, WorkCalendar, round_the_clock
from shared.errors import Text
from shared.settings import Settings

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
WEEKEND = Text("周末", "weekend")
CLOCK = r"([01]\d|2[0-3]):([0-5]\d)"
OPENING = re.compile(rf"{CLOCK}-(?:{CLOCK}|(24):(00))")


class CalendarFileInvalid(ValueError):
    """Nothing of the file is used; the message names the block and key that are wrong."""


def _opening(text: Any) -> Opening:
    match = OPENING.fullmatch(str(text))
    if match is None:
        raise ValueError(f"'{text}' is not of the form 08:30-12:00")
    hour, minute, *closing = (int(group) for group in match.groups() if group)
    return hour * 3600 + minute * 60, closing[0] * 3600 + closing[1] * 60


def _in_order(hours: tuple[Opening, ...]) -> tuple[Opening, ...]:
    edges = [edge for opening in hours for edge in opening]
    if any(later <= earlier for earlier, later in pairwise(edges)):
        raise ValueError("opening hours must be in order and not touch")
    return hours


Hours = Annotated[
    tuple[Annotated[Opening, BeforeValidator(_opening)], ...], AfterValidator(_in_order), Field(min_length=1)
]


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str = Field(min_length=1)


class _Span(BaseModel):
    """One `date`, or all days `from` … `to`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""
    name_en: str = ""
    on: date | None = Field(default=None, alias="date")
    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        pair = self.first and self.last
        if bool(self.on) == bool(pair) or (self.first is None) != (self.last is None):
            raise ValueError("give either date, or from and to")
        if self.first and self.last and self.last < self.first:
            raise ValueError("to is before from")
        return self

    @property
    def text(self) -> Text:
        return Text(self.name or self.name_en, self.name_en or self.name)

    def dates(self) -> Iterator[date]:
        first = self.on or self.first or date.max
        last = self.on or self.last or date.min
        return (first + timedelta(days=i) for i in range((last - first).days + 1))


class CalendarBlock(_Block):
    name: str
    org: str = ""
    effective_from: date
    time_zone: ZoneInfo = ZoneInfo("Asia/Shanghai")
    weekdays: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri")
    hours: Hours
    weekday_hours: Mapping[Weekday, Hours] = {}

    def hours_on(self, on: date) -> tuple[Opening, ...]:
        return self.weekday_hours.get(WEEKDAYS[on.weekday()], self.hours)


class DayBlock(_Span, _Block):
    org: str = ""
    kind: Literal["closed", "working", "short"]
    hours: Hours | None = None

    @model_validator(mode="after")
    def _hours_fit(self) -> Self:
        if (self.kind == "short") > (self.hours is not None) or (self.kind == "closed" and self.hours):
            raise ValueError("a short day needs hours, a closed one has none")
        return self


class YearBlock(_Block):
    year: int
    holidays: tuple[_Span, ...] = Field(min_length=1)
    make_up_days: tuple[_Span, ...] = ()

    @model_validator(mode="after")
    def _inside_the_year(self) -> Self:
        strangers = [on for span in (*self.holidays, *self.make_up_days) for on in span.dates() if on.year != self.year]
        if strangers:
            raise ValueError(f"{strangers[0]} is not in {self.year}")
        return self


class CalendarFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    calendar: tuple[CalendarBlock, ...] = ()
    day: tuple[DayBlock, ...] = ()
    year: tuple[YearBlock, ...] = ()


class NationalYear(BaseModel):
    """A year's public holidays and make-up working days (调休), complete."""

    model_config = ConfigDict(frozen=True)

    holidays: Mapping[date, Text]
    make_up_days: Mapping[date, Text]
    source: str

    @classmethod
    def declared(cls, block: YearBlock) -> Self:
        def by_date(spans: tuple[_Span, ...]) -> dict[date, Text]:
            return {on: span.text for span in spans for on in span.dates()}

        return cls(holidays=by_date(block.holidays), make_up_days=by_date(block.make_up_days), source=block.source)


@cache
def _packaged_year(year: int) -> NationalYear | None:
    # A notice for one year may reach into the next; only a year with its own National Day is complete.
    if date(year, 10, 1) not in chinese_calendar.holidays:
        return None

    def by_date(days: Mapping[date, str]) -> dict[date, Text]:
        return {on: Text(chinese_calendar.Holiday(name).chinese, name) for on, name in days.items() if on.year == year}

    return NationalYear(
        holidays=by_date(chinese_calendar.holidays),
        make_up_days=by_date(chinese_calendar.workdays),
        source=f"chinesecalendar {version('chinesecalendar')}",
    )


def _rank(block: CalendarBlock | DayBlock) -> tuple[int, date]:
    return len(block.org), block.effective_from if isinstance(block, CalendarBlock) else date.min


class Calendars:
    """All organisations' calendars. Of several blocks the one for the longest prefix of the organisation holds,
    among those the latest in force, among those the one read last."""

    def __init__(self, *layers: CalendarFile) -> None:
        # Sorting is stable: what was read later stays later within a rank, and the last that fits is taken.
        self._blocks: list[CalendarBlock] = sorted((block for layer in layers for block in layer.calendar), key=_rank)
        self._days: list[DayBlock] = sorted((block for layer in layers for block in layer.day), key=_rank)
        self._years = {block.year: block for layer in layers for block in layer.year}
        self._prefixes = sorted({block.org for block in self._blocks} | {block.org for block in self._days})
        self._built: dict[tuple[str, ...], WorkCalendar] = {}

    def for_org(self, org: str) -> WorkCalendar:
        # Organisations under the same blocks share one calendar and its prefix sums.
        prefixes = tuple(prefix for prefix in self._prefixes if org.startswith(prefix))
        if prefixes not in self._built:
            self._built[prefixes] = self._build(prefixes)
        return self._built[prefixes]

    def named(self, name: str) -> WorkCalendar:
        """`24x7`, or a calendar of the files by its name."""
        if name == "24x7":
            return round_the_clock()
        orgs = {block.name: block.org for block in self._blocks}
        if name not in orgs:
            raise LookupError(f"no calendar is named '{name}'; there are: 24x7, {', '.join(sorted(orgs))}")
        return self.for_org(orgs[name])

    def national_year(self, year: int, calendar: str = "cn") -> NationalYear:
        if year in self._years:
            return NationalYear.declared(self._years[year])
        if found := _packaged_year(year):
            return found
        raise CalendarYearMissing(year, calendar)

    def _build(self, prefixes: tuple[str, ...]) -> WorkCalendar:
        blocks = [block for block in self._blocks if block.org in prefixes]
        days = [block for block in self._days if block.org in prefixes]
        overrides = {on: block for block in days for on in block.dates()}
        newest = blocks[-1]

        def days_of(year: int) -> list[Day]:
            national, first = self.national_year(year, newest.name), date(year, 1, 1)
            count = (date(year + 1, 1, 1) - first).days
            dates = (first + timedelta(days=i) for i in range(count))
            return [_day(on, _in_force(blocks, on), national, overrides.get(on)) for on in dates]

        label = f"{newest.name}@{newest.effective_from} {self._digest([*blocks, *days])}"
        return WorkCalendar(newest.name, label, newest.time_zone, days_of)

    def _digest(self, blocks: list[CalendarBlock | DayBlock]) -> str:
        said = [block.model_dump_json() for block in (*blocks, *self._years.values())]
        text = "\n".join([version("chinesecalendar"), *said])
        return hashlib.sha256(text.encode()).hexdigest()[:8]


def _in_force(blocks: list[CalendarBlock], on: date) -> CalendarBlock:
    return next(block for block in reversed(blocks) if block.effective_from <= on)


def _day(on: date, block: CalendarBlock, national: NationalYear, override: DayBlock | None) -> Day:
    base = _national_day(on, block, national)
    if override is None or (override.kind == "short" and not base.hours):
        return base
    name = override.text if override.name or override.name_en else None
    if override.kind == "closed":
        return Day(on, DayKind.CLOSED, (), name, override.source)
    return Day(on, DayKind.WORKING, override.hours or block.hours_on(on), name, override.source)


def _national_day(on: date, block: CalendarBlock, national: NationalYear) -> Day:
    if name := national.make_up_days.get(on):
        made_up = Text(f"{name.zh}调休上班", f"make-up day for {name.en}")
        return Day(on, DayKind.WORKING, block.hours_on(on), made_up, national.source)
    if name := national.holidays.get(on):
        return Day(on, DayKind.HOLIDAY, (), name, national.source)
    if WEEKDAYS[on.weekday()] in block.weekdays:
        return Day(on, DayKind.WORKING, block.hours_on(on), None, block.source)
    return Day(on, DayKind.WEEKEND, (), WEEKEND, national.source)


def read_calendar_file(path: Path) -> CalendarFile:
    try:
        return CalendarFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise CalendarFileInvalid(f"calendar file {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CalendarFileInvalid(f"calendar file {path} is not TOML: {error}") from error
    except ValidationError as error:
        places = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise CalendarFileInvalid(f"calendar file {path}: {'; '.join(places)}") from error


def load_calendars(own_file: Path | None = None) -> Calendars:
    """The packaged calendars, with the operator's file laid over them."""
    packaged = read_calendar_file(Path(str(files("shared") / "calendars.toml")))
    return Calendars(packaged, read_calendar_file(own_file)) if own_file else Calendars(packaged)


_installed: Calendars | None = None
_own_file: Path | None = None


def install(calendars: Calendars | None, own_file: Path | None = None) -> None:
    """Make these the process's calendars; None reads those of the environment at the next use."""
    global _installed, _own_file
    _installed, _own_file = calendars, own_file


def install_from(settings: Settings) -> None:
    """The calendars of the settings, read once however many apps of a process ask for them."""
    if _installed is None or settings.calendars != _own_file:
        install(load_calendars(settings.calendars), settings.calendars)


def calendars() -> Calendars:
    if _installed is None:
        install_from(Settings())
    assert _installed is not None
    return _installed


def calendar_for(org: str) -> WorkCalendar:
    """Working time of an organisation, by the longest prefix of its code that has a calendar."""
    return calendars().for_org(org)
