"""Who investigates at a branch, and how many surveys they can do on a day (调查员配置)."""
