"""The papers that policy services are asked with (保全资料), in words."""

from shared.errors import Text

# fmt: off
PAPERS = {
    "application_form":  Text("变更申请书", "application form"),
    "policy":            Text("保险合同", "policy document"),
    "id_card":           Text("申请人有效身份证件", "applicant's valid identity document"),
    "insured_id":        Text("被保险人有效身份证件", "insured's valid identity document"),
    "insured_consent":   Text("被保险人书面同意", "insured's written consent"),
    "beneficiary_ids":   Text("受益人身份证件", "beneficiaries' identity documents"),
    "relation_proof":    Text("关系证明", "proof of the relation"),
    "data_proof":        Text("变更证明材料", "proof of the change"),
    "account_card":      Text("银行卡或存折复印件", "copy of the bank card or passbook"),
    "authority":         Text("授权委托书", "letter of authority"),
    "agent_id":          Text("代办人有效身份证件", "agent's valid identity document"),
}
# fmt: on
