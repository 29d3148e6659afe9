"""What the items of policy services (保全项) are called: an action of a policy may have the same code."""

from shared.errors import Text

ITEMS = {
    "contact-change": Text("联系方式变更", "Change of contact details"),
    "customer-data-change": Text("客户资料变更", "Change of customer data"),
    "account-change": Text("交费账号变更", "Change of the premium account"),
    "beneficiary-change": Text("受益人变更", "Change of beneficiaries"),
    "free-look-cancellation": Text("犹豫期退保", "Free-look cancellation"),
    "surrender": Text("退保", "Surrender"),
    "partial-surrender": Text("减保", "Partial surrender"),
    "policy-loan": Text("保单借款", "Policy loan"),
    "loan-repayment": Text("还款", "Repayment of a loan"),
    "reinstatement": Text("复效", "Reinstatement"),
    "payment-mode-change": Text("交费频次变更", "Change of the payment mode"),
    "drawing-mode-change": Text("领取方式变更", "Change of the drawing mode"),
    "rider-addition": Text("新增附加险", "Addition of a rider"),
    "sum-increase": Text("加保", "Increase of the sum assured"),
    "holder-change": Text("投保人变更", "Change of policyholder"),
    "occupation-change": Text("职业变更", "Change of occupation"),
    "supplementary-notice": Text("补充告知", "Supplementary notice"),
    "document-loss": Text("保单挂失", "Loss of the policy document"),
    "document-reissue": Text("保单补发", "Reissue of the policy document"),
    "dividend-option": Text("红利领取方式变更", "Change of the dividend option"),
    "premium-loan-option": Text("自动垫交选择", "Automatic premium loan"),
    "reduced-paid-up": Text("减额交清", "Reduced paid-up"),
    "policy-transfer": Text("保单迁移", "Transfer to another branch"),
}
