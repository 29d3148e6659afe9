"""What of a case is new to the event log, as messages ready to publish."""

from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from services.metrics.importlog.ledger import Entry, digest
from services.metrics.ingest import FOREIGN
from shared.bus import Message
from shared.cloudevents import encode
from shared.contracts.foreign import CaseImported

CORRECT = "correct"


class News(NamedTuple):
    """`messages` is empty for a case that the log holds as it is."""

    messages: list[Message]
    entry: Entry


def news(steps: list[CaseImported], known: Entry | None) -> News:
    """A case that went on gets its further steps. One whose past reads otherwise now gets a correcting step."""
    told = [_body(step) for step in steps]
    now = digest(told)
    if known is None:
        return News([_message(step, body) for step, body in zip(steps, told, strict=True)], _entry(steps, now, 0))
    corrections = known.version - known.steps
    if known.digest == digest(told[: known.steps]):
        later = [_later(step, step.version + corrections) for step in steps[known.steps :]]
        return News([_message(step, _body(step)) for step in later], _entry(steps, now, corrections))
    version = max(known.version, len(steps)) + 1
    corrected = _later(steps[-1].model_copy(update={"action": CORRECT}), version)
    message = _message(corrected, _body(corrected))
    return News([message], Entry(version, len(steps), now))


def _entry(steps: list[CaseImported], now: bytes, corrections: int) -> Entry:
    return Entry(len(steps) + corrections, len(steps), now)


def _later(step: CaseImported, version: int) -> CaseImported:
    return step.model_copy(update={"version": version})


def _body(step: CaseImported) -> bytes:
    # Without defaults an event keeps under the 1,000 bytes beyond which SQLite gives each an overflow page of its own.
    return step.model_dump_json(exclude_defaults=True).encode()


def _message(step: CaseImported, body: bytes) -> Message:
    value = encode(
        event_id=event_id(step.kind, step.case_no, step.version),
        type=step.type,
        case_no=step.case_no,
        version=step.version,
        at=step.at,
        data=body.decode(),
        traceparent=None,
    )
    return Message(FOREIGN, step.case_no, value)


def event_id(kind: str, case_no: str, version: int) -> str:
    """The same for the same step, whichever file and run it comes from."""
    return str(uuid5(NAMESPACE_URL, f"urn:guimian:{kind}/{case_no}/{version}"))
