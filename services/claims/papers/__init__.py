"""Documents of a claim (理赔资料): the matrix by type, what is asked for, and what is missing."""
