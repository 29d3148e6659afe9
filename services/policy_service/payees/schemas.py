"""What is told of a payee's account, and shown of it."""

from datetime import datetime

from pydantic import Field

from shared.person_forms import AccountNo
from shared.schemas import Body, Name, Out


class AccountIn(Body):
    """The account that is good from now on (给付账户); the same one again says that it works again."""

    account_no: AccountNo
    holder: Name = Field(description="As the bank has it (户名)")


class AccountOut(Out):
    """An account; masked unless the token may read personal data."""

    masked: bool
    account_no: str
    holder: str
    suspect: bool = Field(description="As long as a bank card, but its check digit is off (疑似录错): a warning only")
    at: datetime
    by: str
