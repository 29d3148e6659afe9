"""Events of callback (回访): the collection of a fresh number."""

from typing import ClassVar

from pydantic import Field

from shared.contracts.base import CaseEvent


class ContactCollectionEvent(CaseEvent):
    """What every event of a collection carries beside the case."""

    policy_no: str
    policyholder_ref: str
    cause: str = Field(description="Why nobody could be rung, as of its opening (无电话原因)", examples=["blank"])
    addressee: str = Field(description="Who is to bring a number: salesperson, outlet or branch", examples=["outlet"])
    reminders: int = Field(default=0, description="How often they were reminded (催办次数)")


class ContactCollectionOpened(ContactCollectionEvent):
    """联系方式补录: a policyholder who is owed a call has no number that can be dialled; somebody is to bring one."""

    type: ClassVar[str] = "callback.contact-collection.opened.v1"


class ContactCollectionReminded(ContactCollectionEvent):
    """补录催办: there is no number yet."""

    type: ClassVar[str] = "callback.contact-collection.reminded.v1"


class ContactCollectionHandedUp(ContactCollectionEvent):
    """补录逾期: its time ran out; the branch is to bring a number."""

    type: ClassVar[str] = "callback.contact-collection.handed-up.v1"


class ContactCollectionMoved(ContactCollectionEvent):
    """随保单迁移: another branch or salesperson looks after the policy, and brings the number from now on."""

    type: ClassVar[str] = "callback.contact-collection.moved.v1"


class ContactCollectionFulfilled(ContactCollectionEvent):
    """补录完成: the policy has a number that can be dialled."""

    type: ClassVar[str] = "callback.contact-collection.fulfilled.v1"


class ContactCollectionDropped(ContactCollectionEvent):
    """补录撤销: the policy ended."""

    type: ClassVar[str] = "callback.contact-collection.dropped.v1"
