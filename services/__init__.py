"""The five services of the counter, each a department with its own database."""
