"""A dialler of another system (外呼系统): it takes tasks by the hundred, and tells as a file what came of its calls."""
