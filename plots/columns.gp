# columns.gp - has_column(name): does the first line of `table`, which must be set, name this
# column?  For optional columns: gnuplot treats the name of a missing column as an error.

set datafile separator "\n"
unset datafile columnheaders
first_line = ''
stats table every ::::0 using (first_line = strcol(1), 0) nooutput
set datafile separator tab
set datafile columnheaders
has_column(name_) = strstrt("\t".first_line."\t", "\t".name_."\t") > 0
