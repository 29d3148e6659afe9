"""The catalogue of policy services (保全项目): what may be asked for, and how each changes the policy."""
