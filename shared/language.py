"""Chinese or English, as the caller asks; and numbers of things in English."""

from functools import lru_cache

from starlette.requests import HTTPConnection

from shared.errors import Language

__all__ = ["DEFAULT", "Language", "counted", "language_of", "negotiate"]

DEFAULT: Language = "zh"


@lru_cache(maxsize=256)
def negotiate(accept_language: str) -> Language:
    """The better liked of the two in an Accept-Language header; Chinese on a tie or when neither is named."""
    liking = {"zh": 0.0, "en": 0.0}
    for entry in accept_language.lower().split(","):
        tag, _, weight = entry.strip().partition(";")
        primary = tag.split("-")[0].strip()
        for language in liking if primary == "*" else {primary} & liking.keys():
            liking[language] = max(liking[language], _quality(weight))
    return "en" if liking["en"] > liking["zh"] else DEFAULT


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def language_of(connection: HTTPConnection) -> Language:
    return negotiate(connection.headers.get("accept-language", ""))


def counted(number: int, thing: str) -> str:
    """1 case, 2 cases; `thing` is a noun that takes a plain s."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
