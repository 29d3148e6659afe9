"""What codes are called, by the kind of case that they are of; for problems and for the board."""

from collections.abc import Iterable

from shared.contracts.words.counter import CODES
from shared.contracts.words.items import ITEMS
from shared.contracts.words.of_kinds import OF_KINDS
from shared.errors import Text


def in_words(code: str, kind: str | None = None) -> Text:
    """The code itself where nobody has a word for it, as for those that a foreign system sends."""
    own = OF_KINDS.get(kind, {}) if kind else {}
    return own.get(code) or CODES.get(code) or Text(code, code)


def item_in_words(item: str) -> Text:
    """An item of policy services or of an inspection."""
    return ITEMS.get(item) or in_words(item)


def list_in_words(codes: Iterable[str], kind: str | None = None, *, link: Text = Text("、", "; ")) -> Text:
    texts = list(dict.fromkeys(in_words(code, kind) for code in codes))
    return Text(link.zh.join(text.zh for text in texts), link.en.join(text.en for text in texts))
