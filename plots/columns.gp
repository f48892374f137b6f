# columns.gp - which columns a table has, by its first line: has_column(name).  For columns
# that tables of an earlier day, or those made by other programs, may lack; gnuplot takes
# the name of one that is not there for an error.  Reads `table`, which must be set.

set datafile separator "\n"
unset datafile columnheaders
first_line = ''
stats table every ::::0 using (first_line = strcol(1), 0) nooutput
set datafile separator tab
set datafile columnheaders
has_column(name_) = strstrt("\t".first_line."\t", "\t".name_."\t") > 0
