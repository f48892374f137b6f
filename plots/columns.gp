# columns.gp - which columns a table has, by its first line: has_column(name).  For columns
# that older tables, or those of other programs, may lack; gnuplot treats the name of a
# missing column as an error.  Reads `table`, which must be set.

set datafile separator "\n"
unset datafile columnheaders
first_line = ''
stats table every ::::0 using (first_line = strcol(1), 0) nooutput
set datafile separator tab
set datafile columnheaders
has_column(name_) = strstrt("\t".first_line."\t", "\t".name_."\t") > 0
