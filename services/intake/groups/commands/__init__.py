"""What is done with a group application, in the order of its life: reception, insured, decisions, premium."""
