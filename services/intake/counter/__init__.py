"""What roster, inspections, findings and trainings (柜面自身的事务) have in common, or do together."""
