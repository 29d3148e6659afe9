"""The life of a collection on one screen. Only the system moves it: by what policies tell, and as time passes."""

from enum import StrEnum

from shared.contracts.callback_collections import (
    ContactCollectionDropped,
    ContactCollectionFulfilled,
    ContactCollectionHandedUp,
    ContactCollectionMoved,
    ContactCollectionOpened,
    ContactCollectionReminded,
)
from shared.lifecycle import Lifecycle, Step, Timer
from shared.sla import working_days

# Our design (D): after the close of every second working day, and instead of a third time, on the fifth, handed up.
REMINDED_AFTER, MOST_REMINDERS = working_days(1), 2


class CollectionStatus(StrEnum):
    WANTED = "wanted"  # 待补录
    HANDED_UP = "handed_up"  # 逾期转机构: reminding was in vain
    FULFILLED = "fulfilled"  # 已补录
    DROPPED = "dropped"  # 保单已终止


S = CollectionStatus
OPEN = {S.WANTED, S.HANDED_UP}

# fmt: off
LIFECYCLE = Lifecycle(
    "contact_collection",
    #    action     from        to           announces
    Step("open",    set(),      S.WANTED,    ContactCollectionOpened),
    Step("remind",  {S.WANTED}, None,        ContactCollectionReminded),
    Step("hand_up", {S.WANTED}, S.HANDED_UP, ContactCollectionHandedUp),
    Step("move",    OPEN,       None,        ContactCollectionMoved),
    Step("fulfil",  OPEN,       S.FULFILLED, ContactCollectionFulfilled),
    Step("drop",    OPEN,       S.DROPPED,   ContactCollectionDropped),
    timers=(
        #     name        while in    after           what happens
        Timer("reminder", {S.WANTED}, REMINDED_AFTER, "remind", repeats=True),
    ),
)
# fmt: on
