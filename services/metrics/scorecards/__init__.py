"""The scorecard of branches (机构考核评分): sets of metrics kept by province and city, scores, ranks, the sheet.

Read in this order: `sets` (what a metric of it is), `shipped`, `keeping`, `scoring`, `reading`.
"""
