"""The endorsement (批单) as a Word document."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from shared import word_documents
from shared.errors import Text
from shared.word_documents import Block, Heading, Table

TITLE = Text("批单", "Endorsement")
CHANGES = Text("变更内容", "What changes")
MONEY = Text("收付金额(元)", "Money (yuan)")
MASKED = Text("个人信息已遮盖", "personal data is masked")
# 《保险法》第二十条: a contract is changed by what the insurer writes on it or attaches to it (M).
PART_OF_CONTRACT = Text(
    "本批单为保险合同的组成部分, 自生效日起生效 (《保险法》第二十条)。",
    "It is part of the contract from its effective day on.",
)
SEAL = Text("保险公司 (盖章):", "The insurer (seal):")

Lines = Sequence[tuple[str, str]]


class Endorsement(NamedTuple):
    """What it says, each line with its label."""

    facts: Lines
    changes: Lines
    money: Lines
    masked: bool
    confirmed_at: datetime


def docx_of(endorsement: Endorsement) -> bytes:
    return word_documents.docx_of(TITLE.both, _blocks(endorsement), endorsement.confirmed_at)


def _blocks(endorsement: Endorsement) -> Iterator[Block]:
    yield Table(endorsement.facts)
    for heading, lines in ((CHANGES, endorsement.changes), (MONEY, endorsement.money)):
        if lines:
            yield Heading(heading.both)
            yield Table(lines)
    for text in (*((MASKED,) if endorsement.masked else ()), PART_OF_CONTRACT, SEAL):
        yield text.both
