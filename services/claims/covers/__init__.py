"""What claims knows of policies (承保信息): one row a policy, one a step of it, one a person by hash."""
