"""What every item is asked with, and every item about one person."""

from typing import Self

from pydantic import model_validator

from shared.errors import Text
from shared.person_forms import PartyRef
from shared.schemas import Body, refusal

NOTHING = Text("至少填写一项变更内容", "Nothing is to be changed")


class Ask(Body):
    """`item` says which row of the catalogue it is."""

    item: str


class PersonChange(Ask):
    """Of one person; what isn't named stays."""

    party_ref: PartyRef

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not any(getattr(self, name) for name in type(self).model_fields.keys() - PersonChange.model_fields.keys()):
            raise refusal("something-to-change", NOTHING)
        return self
