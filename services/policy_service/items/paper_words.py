"""Papers that policy services are asked with (保全资料), why one is unfit, how a principal is told: in words."""

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
    "health_declaration": Text("健康告知书", "health declaration"),
    "identity_check":    Text("申请人身份核查记录", "record of the check of the applicant's identity"),
    "new_holder_id":     Text("新投保人有效身份证件", "new policyholder's valid identity document"),
    "occupation_proof":  Text("职业证明", "proof of the occupation"),
    "disclosure_form":   Text("补充告知书", "supplementary disclosure form"),
    "authority":         Text("授权委托书", "letter of authority"),
    "agent_id":          Text("代办人有效身份证件", "agent's valid identity document"),
}
CAUSES = {
    "illegible":         Text("字迹或影像不清", "illegible"),
    "expired":           Text("证件过期", "expired"),
    "signature-differs": Text("签名不符", "the signature differs"),
    "unsigned":          Text("未签名", "unsigned"),
    "name-differs":      Text("姓名不符", "the name differs"),
    "number-differs":    Text("证件号或账号不符", "the number differs"),
    "copy-not-original": Text("非原件", "a copy, not the original"),
    "incomplete":        Text("填写不全或缺页", "incomplete"),
    "altered":           Text("有涂改", "altered"),
}
MEANS = {
    "phone":     Text("电话", "by telephone"),
    "sms":       Text("短信", "by text message"),
    "letter":    Text("信函", "by letter"),
    "in-person": Text("当面", "in person"),
}
# fmt: on
