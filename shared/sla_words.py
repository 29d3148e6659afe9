"""An explanation in short sentences, Chinese or English. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.errors import Language, Text
from shared.marks import MARKS
from shared.sla_explain import DueStep, Explanation

# step → sentence; {at} local time, {on} day of receipt, {spent} seconds in words, {reason} what was waited for
_STEPS = {
    "start": Text("{at} 开始计时。", "The clock started at {at}."),
    "asked": Text(
        "{at} 才有此要求,仍自上述时间起算。", "Asked for at {at} only, it counts from that start all the same."
    ),
    "asked_late": Text(
        "{at} 才有此要求,仍自上述时间起算,提出时已超时。",
        "Asked for at {at} only, it counts from that start all the same: it was overdue at once.",
    ),
    "received": Text(
        "当时不在受理时间内,视为 {on} 受理。", "That was outside acceptance hours, so it counts as received on {on}."
    ),
    "limit": Text("按“{limit}”计算,应于 {at} 前办结。", "By the limit of {limit} it is due at {at}."),
    "pause": Text("因{reason}暂停 {spent},到期顺延至 {at}。", "Paused for {spent} ({reason}): due moves to {at}."),
    "roll": Text("期限最后一日为休息日,顺延至 {at}。", "The last day is a day off: due runs on to {at}."),
    "hold": Text(
        "自 {at} 起因{reason}暂停,恢复后重新计算到期时间。",
        "Standing still since {at} ({reason}): the due time is set again on resumption.",
    ),
}


def in_words(
    explanation: Explanation, language: Language, reasons: Mapping[str, Text] | None = None
) -> tuple[str, ...]:
    """`reasons`: how a service calls what its cases wait for; a reason without words appears as its code."""
    return tuple(_Speaker(explanation, language, reasons or {}).sentences())


class _Speaker:
    def __init__(self, explanation: Explanation, language: Language, reasons: Mapping[str, Text]) -> None:
        self.it, self.language, self.reasons = explanation, language, reasons
        self.zone = ZoneInfo(explanation.time_zone)

    def say(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    def text(self, text: Text) -> str:
        return self.say(*text)

    def sentences(self) -> Iterator[str]:
        it, mark = self.it, self.text(MARKS[self.it.mark])
        yield self.say(
            f"{it.name_zh}:时限{it.limit_zh}。依据:{it.basis}({mark})。",
            f"{it.name_en}: limit {it.limit_en}. Basis: {it.basis} ({mark}).",
        )
        yield from map(self._step, it.due_steps)
        yield self._readings()
        yield self._balance()
        yield from self._calendar()

    def _step(self, step: DueStep) -> str:
        late = step.step == "asked" and self.it.due_at is not None and step.at > self.it.due_at
        return self.text(_STEPS["asked_late" if late else step.step]).format(
            at=self._instant(step.at, ends=step.step in ("limit", "roll", "pause")),
            on=step.on,
            limit=self.say(self.it.limit_zh, self.it.limit_en),
            spent=self._spent(step.seconds or 0),
            reason=self._reason(step.reason),
        )

    def _reason(self, reason: str | None) -> str:
        return self.text(self.reasons.get(reason or "", Text(f"“{reason}”", f"{reason}")))

    def _readings(self) -> str:
        read = self.it.elapsed
        calendar = self._duration(read.calendar_seconds, in_days=True)
        working, net = self._duration(read.working_seconds), self._duration(read.net_working_seconds)
        return self.say(
            f"自然时间 {calendar};工作时间 {working};净时效(扣除等待客户) {net}。",
            f"Calendar time {calendar}; working time {working}; net of waiting for the customer {net}.",
        )

    def _balance(self) -> str:
        it = self.it
        used, left = (self._duration(n, it.counts == "calendar") for n in (it.used_seconds, abs(it.remaining_seconds)))
        budget = self._spent(it.budget_seconds)
        spent = self.say(f"已用 {used},限额 {budget}", f"used {used} of {budget}")
        if it.breached and not it.remaining_seconds:
            return self.say(f"{spent};已过到期时间。", f"Past its due time: {spent}.")
        if it.breached:
            return self.say(f"{spent},超时 {left}。", f"Overdue by {left}: {spent}.")
        if it.stopped_at:
            return self.say(f"按时办结:{spent}。", f"Finished in time: {spent}.")
        return self.say(f"{spent},剩余 {left}。", f"{left} left: {spent}.")

    def _calendar(self) -> Iterator[str]:
        it = self.it
        yield self.say(f"工作日历版本:{it.calendar_version}。", f"Calendar version: {it.calendar_version}.")
        if it.due_at and it.stamped_due_at and it.due_at != it.stamped_due_at:
            stamped = self._instant(it.stamped_due_at, ends=True)
            yield self.say(
                f"日历已变更:上一步登记的到期时间为 {stamped}。",
                f"The calendar has changed: the last step stamped a due time of {stamped}.",
            )

    def _spent(self, seconds: int) -> str:
        """A duration in the time that the limit counts, and says so where that is not the calendar's."""
        duration = self._duration(seconds, self.it.counts == "calendar")
        return (
            duration if self.it.counts == "calendar" else self.say(f"{duration}工作时间", f"{duration} of working time")
        )

    def _duration(self, seconds: int, in_days: bool = False) -> str:
        days, rest = divmod(seconds, 86_400) if in_days else (0, seconds)
        hours, minutes, left = rest // 3600, rest % 3600 // 60, rest % 60
        counted = [
            (days, self.say("天", " d")),
            (hours, self.say("小时", " h")),
            (minutes, self.say("分", " min")),
            (left, self.say("秒", " s")),
        ]
        said = [f"{number}{unit}" for number, unit in counted if number]
        return self.say("", " ").join(said) or self.say("0秒", "0 s")

    def _instant(self, at: datetime, *, ends: bool = False) -> str:
        """A period that ends at midnight ends at 24:00 of its last day."""
        local = at.astimezone(self.zone)
        if ends and (local.hour, local.minute, local.second) == (0, 0, 0):
            return f"{local - timedelta(days=1):%Y-%m-%d} 24:00"
        return f"{local:%Y-%m-%d %H:%M}"
