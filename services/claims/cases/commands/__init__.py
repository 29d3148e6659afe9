"""What is done with a claim, from its report to what comes after its decision."""
