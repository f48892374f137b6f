# style.gp - shared by the exercise-specific charts: input, output, terminals, and a style
# that is legible at a width of 8 cm.  Reads no table and draws nothing.
#
# The script that loads it (assignments/EXERCISE/NAME.gp, or one in this folder) first sets:
#   name     the name of the chart: the table is FOLDER/NAME.tsv
#   height   the height of the chart in units of 1/400 of its width: at 8 cm a unit is
#            0.2 mm; text is 12 units high, 7 pt on paper
# The caller may set with -e:
#   folder, or table   where the table is (its first line names the columns)
#   out, terminal      the chart; svg, pdfcairo, epscairo, pngcairo, cairolatex, ...

if (!exists('folder')) { folder = '.' }
if (!exists('table')) { table = folder.'/'.name.'.tsv' }
if (!exists('terminal')) { terminal = 'svg' }
ending(terminal_) = terminal_ eq 'cairolatex' ? 'tex' : strlen(terminal_) > 5 && terminal_[4:] eq 'cairo' ? terminal_[1:3] : terminal_
if (!exists('out')) { out = name.'.'.ending(terminal) }

set encoding utf8
set datafile separator tab
set datafile columnheaders
set datafile missing NaN

width = 400.
# For pdfcairo a point of text is 1/96 inch, hence 5.4 for 7.2 pt on paper.
mark = 1.                              # scale of point symbols on this terminal
if (terminal eq 'svg') {
	set terminal svg size width, height font 'Helvetica,Arial,sans-serif,12' background '#ffffff'
} else { if (terminal eq 'pdfcairo' || terminal eq 'epscairo') {
	set terminal @terminal size 3.35, 3.35 * height / width font 'sans,5.4' lw 1.2 fontscale 1
	mark = 0.9
} else { if (terminal eq 'pngcairo' || terminal eq 'png') {
	set terminal pngcairo size 4 * width, 4 * height font 'sans,9' fontscale 4 lw 4 pointscale 4 \
		background '#ffffff'
} else { if (terminal eq 'cairolatex') {
	set terminal cairolatex pdf size 3.35, 3.35 * height / width font ',7' fontscale 1 lw 1.2
	mark = 0.9
} else {
	set terminal @terminal
} } } }
set output out

# The palette of Okabe and Ito; point types and dashes distinguish series without colour.
set style line 1 lc rgb '#0072B2' lw 1.6 pt 4 ps 0.5 * mark
set style line 2 lc rgb '#D55E00' lw 1.6 pt 7 ps 0.5 * mark dt (6, 2)
set style line 3 lc rgb '#009E73' lw 1.6 pt 8 ps 0.6 * mark dt (2, 2)
set style line 4 lc rgb '#CC79A7' lw 1.6 pt 2 ps 0.5 * mark dt (8, 2, 2, 2)
set style line 5 lc rgb '#555555' lw 1.6 pt 10 ps 0.6 * mark dt (4, 4)
set style line 8 lc rgb '#555555' lw 1 dt (6, 4)              # the expected value: ideal, exact
set style line 9 lc rgb '#e2e2e2' lw 0.6                      # grid
ink = '#222222'
band_full = '#cde8df'; band_more = '#e3f1ec'; band_some = '#f1f7f5'   # bands of points
set border 3 lc rgb '#555555' lw 0.8
set grid ytics ls 9
set tics nomirror scale 0.5 textcolor rgb ink
set key textcolor rgb ink samplen 2.8 spacing 1.2 Left reverse
set xlabel textcolor rgb ink
set ylabel textcolor rgb ink

# Margins from each edge, in the same units: place(left, right, bottom, top).
place(left, right, bottom, top) = sprintf('set lmargin at screen %g; set rmargin at screen %g; ' \
	.'set bmargin at screen %g; set tmargin at screen %g', \
	left / width, 1 - right / width, bottom / height, 1 - top / height)

# The distance of about `wanted` ticks: 1, 2 or 5 times a power of ten.
power(x) = 10 ** floor(log10(x))
tick(range, wanted) = (step_ = 1. * range / wanted, p_ = power(step_), \
	step_ / p_ < 1.5 ? p_ : step_ / p_ < 3.5 ? 2 * p_ : step_ / p_ < 7.5 ? 5 * p_ : 10 * p_)
# Append a word to a list, unless the list contains it or it is the column's name
# (concatenated tables contain further header lines).
with_word(list, word_, column_) = word_ eq column_ || strstrt(' '.list, ' '.word_.' ') ? list : list.word_.' '
