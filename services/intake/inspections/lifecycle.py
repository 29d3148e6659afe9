"""The life of an inspection on one screen, and the tools it is made with (柜面服务日常管理工具)."""

from dataclasses import dataclass
from enum import StrEnum

from shared.auth import Role
from shared.contracts import intake_inspections as announced
from shared.errors import Text
from shared.lifecycle import Lifecycle, Step
from shared.marks import Mark


class InspectionStatus(StrEnum):
    RECORDED = "recorded"  # 已登记
    CANCELLED = "cancelled"  # 已撤销


S, R = InspectionStatus, Role

# fmt: off
LIFECYCLE = Lifecycle(
    "inspection",
    #    action    from          to           announces                      by
    Step("record", set(),        S.RECORDED,  announced.InspectionRecorded,  {R.BRANCH_MANAGER}),
    Step("cancel", {S.RECORDED}, S.CANCELLED, announced.InspectionCancelled, {R.BRANCH_MANAGER}),
    at_rest={S.RECORDED},
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Item:
    """What is looked at; `severity` unless the inspector says otherwise."""

    code: str
    severity: str
    text: Text


@dataclass(frozen=True, slots=True)
class Tool:
    """One of the five daily tools."""

    code: str
    text: Text
    basis: str
    mark: Mark
    items: tuple[Item, ...]


ROUND = "年终总结: 《柜面经理/主管现场服务巡视表》等五个柜面服务日常管理工具; 检查项为本系统设计"
DRESS = "年终总结: 柜员服装不统一; 工具与检查项为本系统设计"
QUEUE = "年终总结: 未配备咨询、引导岗, 未按顺序排队; 工具与检查项为本系统设计"
OTHERS = "年终总结只说有五个工具, 未列其名: 本系统设计"
# fmt: off
TOOLS: dict[str, Tool] = {tool.code: tool for tool in (
    Tool("service-round", Text("现场服务巡视表", "Round of the service on site"), ROUND, "V", (
        #    code                severity  what is looked at
        Item("greeting",         "minor",  Text("起身迎送、使用服务用语", "Customers are greeted and seen off in the standard's words")),
        Item("evaluation-asked", "minor",  Text("办结前请求评价", "An evaluation is asked for before the visit ends")),
        Item("explained-once",   "major",  Text("一次性告知所需资料", "All papers needed are named at once")),
        Item("window-manned",    "major",  Text("营业窗口有人、离岗摆牌", "Open windows are manned, or say that they are closed")),
    )),
    Tool("dress", Text("着装仪容检查表", "Dress and appearance"), DRESS, "D", (
        Item("uniform",          "minor",  Text("统一着装", "The uniform is worn")),
        Item("badge",            "minor",  Text("佩戴工牌", "The badge is worn")),
        Item("grooming",         "minor",  Text("仪容整洁", "Appearance is neat")),
    )),
    Tool("queue", Text("排队秩序检查表", "Order of the queue"), QUEUE, "D", (
        Item("guide-present",    "major",  Text("咨询引导人员在岗", "Somebody receives and guides")),
        Item("called-in-order",  "major",  Text("按号办理", "Numbers are served in their order")),
        Item("priority-served",  "minor",  Text("老弱病残孕优先", "Those who go first do")),
    )),
    Tool("environment", Text("服务环境检查表", "Hall and surroundings"), OTHERS, "D", (
        Item("clean",            "minor",  Text("环境整洁", "The hall is clean and tidy")),
        Item("forms-at-hand",    "minor",  Text("单证与填写样本齐全", "Forms and samples are at hand")),
        Item("notices-posted",   "major",  Text("公示资料齐全、未过期", "Notices are posted and up to date")),
        Item("exits-free",       "severe", Text("消防通道畅通", "Emergency exits are free")),
    )),
    Tool("equipment", Text("设备运行检查表", "Equipment"), OTHERS, "D", (
        Item("ticket-machine",   "major",  Text("取号机可用", "The ticket machine works")),
        Item("evaluation-device", "minor", Text("评价器可用", "The evaluation devices work")),
        Item("scanner-printer",  "major",  Text("扫描、打印设备可用", "Scanners and printers work")),
        Item("cameras",          "severe", Text("监控录像正常", "The cameras record")),
    )),
)}
# fmt: on
