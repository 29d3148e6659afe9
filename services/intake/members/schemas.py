"""Who shall be insured by a group's policy, as a body tells it: with its application, or by a change of it."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.schemas import Body

Cell = Annotated[str, StringConstraints(max_length=80, strip_whitespace=True)]


class InsuredIn(Body):
    """An insured person as a row of a list has them; checked by the same rules."""

    name: Cell
    sex: Cell = Field(examples=["男"])
    born_on: Cell = Field(examples=["2014-09-02"])
    id_type: Cell = Field(examples=["身份证"])
    id_number: Cell
    mobile: Cell = ""
    guardian: Cell = Field(default="", description="Of a minor (监护人)")
    relation: Cell = Field(default="", description="To the organisation (与投保单位关系); an employee (职工) or not")
    consent: Cell = Field(default="", description="被保险人同意: 是 or 否; left out: as the form proves")
