"""Metrics (指标服务): KPIs over every case of every service, live and as of any past day."""
