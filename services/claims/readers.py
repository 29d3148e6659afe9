"""Who may read what several rooms of claims show (查阅权限)."""

from typing import Annotated

from shared.auth import Actor, Role, allow

MoneyReader = Annotated[
    Actor, allow(Role.TELLER, Role.ADJUDICATOR, Role.REVIEWER, Role.CASHIER, Role.AUDITOR, Role.BRANCH_MANAGER)
]
FindingsReader = Annotated[
    Actor, allow(Role.ADJUDICATOR, Role.REVIEWER, Role.INVESTIGATOR, Role.BRANCH_MANAGER, Role.PROVINCE, Role.AUDITOR)
]
