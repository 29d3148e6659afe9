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
from shared.lifecycle import LastDay, Lifecycle, Step, Timer

# Our design (D): reminded at the end of the second and of the fourth working day, and handed up at that of the fifth.
REMINDED_AFTER, HANDED_UP_AFTER = (2, 4), 5


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
        #     name        while in    until                what happens
        Timer("reminder", {S.WANTED}, LastDay("remind_on"), "remind", repeats=True),
    ),
)
# fmt: on
