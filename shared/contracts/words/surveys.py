"""Codes of surveys (理赔调查), in words."""

from shared.errors import Text

SURVEY = {
    "open": Text("待分派", "to be allocated"),
    "allocated": Text("已分派", "allocated"),
    "under_way": Text("调查中", "under way"),
    "reported": Text("已回销待验收", "reported, to be accepted"),
    "sent_back": Text("退回补充调查", "sent back to be completed"),
    "with_city": Text("已转市公司", "with the city"),
    "accepted": Text("已验收", "accepted"),
    "cancelled": Text("已撤销", "cancelled"),
    "allocate": Text("分派", "allocated"),
    "hand_over": Text("转市公司", "handed over to the city"),
    "begin": Text("开始调查", "begun"),
    "take_up": Text("市公司接办", "taken up by the city"),
    "add_evidence": Text("证据入卷", "evidence added"),
    "report": Text("调查回销", "reported"),
    "accept": Text("调查验收", "accepted"),
    "send_back": Text("退回补充", "sent back"),
    "send_back_to_city": Text("退回市公司补充", "sent back to the city"),
    "cancel": Text("撤销调查", "cancelled"),
}
SURVEY_DAY = {
    "allocated": Text("已分派", "allocated"),
    "allocate": Text("分派当日调查", "the day allocated"),
    "allocate_again": Text("再次分派", "allocated again"),
}
SURVEYS = {
    "hospital-visit": Text("医院走访", "hospital visit"),
    "accident-scene": Text("事故现场查勘", "accident scene"),
    "interview": Text("面访", "interview"),
    "medical-history": Text("既往病历调阅", "medical records"),
    "social-insurance": Text("医保就诊查询", "social insurance records"),
    "death": Text("身故核实", "death verified"),
    "out-of-area": Text("异地调查", "out of the area"),
    "visit-record": Text("走访记录", "record of the visit"),
    "interview-record": Text("询问笔录", "record of the interview"),
    "medical-copy": Text("病历复印件", "copy of the medical record"),
    "scene-photo": Text("现场照片", "photograph of the scene"),
    "treatment-list": Text("医保就诊清单", "list of treatments"),
    "authority-proof": Text("主管机关证明", "proof of an authority"),
    "as-reported": Text("属实", "as reported"),
    "differs": Text("与报案不符", "differs from the report"),
    "no-such-event": Text("查无此事", "no such event"),
    "suspicious": Text("疑似欺诈", "suspicious"),
    "undetermined": Text("无法查清", "couldn't be determined"),
    "over-capacity": Text("超出本机构调查能力", "over the branch's capacity"),
    "outside-area": Text("超出本机构区域", "outside the branch's area"),
    "conflict": Text("调查人员须回避", "conflict of interest"),
    "too-complex": Text("案情重大复杂", "too complex for the branch"),
}
