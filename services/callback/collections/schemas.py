"""Answers of the collections' routes."""

from shared.cases import CaseOut


class ContactCollectionOut(CaseOut):
    """A collection as it stands (联系方式补录件)."""

    policy_no: str
    policyholder_ref: str
    cause: str
    addressee: str
    reminders: int
