"""Clock of a problem case."""

from shared.sla import Sla, sla_table, working_days

REMINDED_EVERY = 5  # working days; our design: a third of the pledged time
SETTLED = {"settle", "settle_instead", "drop"}

# fmt: off
SLAS = sla_table(
    #   id         name                                    starts              stops    pauses limit             basis                                                                            mark
    Sla("bsr-cb2", "问题件办结", "Problem case settled",    {"open", "reopen"}, SETTLED, set(), working_days(15), "回访发现问题, 自发现之日起15个工作日内由销售人员以外的人员处理完毕: 服务承诺 (S15); 余未核", "V2"),
)
# fmt: on
