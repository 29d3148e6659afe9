"""The province's official list (省公司任务清单): which call-backs are on it, and what came of them."""
