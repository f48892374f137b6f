# gantt.gp - which worker did what, and when: a row for each worker, a bar for each piece of
# work, a panel for each schedule (or mode).  The panels share the time axis; idle time is
# grey.  Reads the file that a program run by hand with `--spans` has written
# (harness/kit/span.h), or gantt.tsv of a student's folder.
#
#   build/assignments/matmul i -w 4 --spans spans.tsv
#   gnuplot -e "table='spans.tsv'; out='spans.pdf'; terminal='pdfcairo'" plots/gantt.gp
#
# Columns: schedule, worker (from 0), start_s, end_s; optionally lower_bound_s, a lower bound
# on the end time of any schedule.  Tables may be concatenated (cat); each schedule name gets
# its own panel.
#
# terminal: svg, pdfcairo, pngcairo, or any other that gnuplot knows.

name = 'gantt'
if (!exists('folder')) { folder = '.' }
if (!exists('table')) { table = folder.'/gantt.tsv' }
here = ARG0[1:strlen(ARG0) - strlen('gantt.gp')]
load here.'columns.gp'

# ---- the schedules in the table ------------------------------------------------
schedules = ''
note(schedule) = (schedules = schedule eq 'schedule' || strstrt(' '.schedules, ' '.schedule.' ') ? schedules \
	: schedules.schedule.' ', 0)
stats table using (note(strcol('schedule'))) nooutput
stats table using 'worker' nooutput
workers = int(STATS_max) + 1
stats table using 'end_s' nooutput
last = STATS_max
pieces = STATS_records
bounded = has_column('lower_bound_s')
if (bounded) { stats table using 'lower_bound_s' nooutput; bound = STATS_max }
panels = words(schedules)
starts_in(name) = strcol('schedule') eq name ? column('start_s') : NaN
ends_in(name) = strcol('schedule') eq name ? column('end_s') : NaN
array makespan[panels]
array idle[panels]
do for [i = 1:panels] {
	schedule = word(schedules, i)
	stats table using (ends_in(schedule)) nooutput
	makespan[i] = STATS_max
	stats table using (ends_in(schedule) - starts_in(schedule)) nooutput
	idle[i] = 1 - STATS_sum / (makespan[i] * workers)
}

# ---- layout, in units of 1/400 of the width -------------------------------------
row = workers > 24 ? 5. : 14.
left = 52.; right = 12.; head = 34.; foot = 56.; gap = 20.
panel_height = row * workers
width = 400.
height = foot + panels * (panel_height + head) + (panels - 1) * gap
load here.'style.gp'

set style line 1 lc rgb '#009E73' lw 1.4 dt (4, 3)
set style line 2 lc rgb '#D55E00' lw 1.4
unset grid
set lmargin at screen left / width
set rmargin at screen (width - right) / width
set xrange [0:last * 1.02]
set yrange [workers - 0.5:-0.5]
set xtics 0, tick(last, 5.)
set ytics 0, workers > 24 ? 8 : 1
unset key
# A thin white edge separates adjacent pieces.  With very many pieces it would hide them.
edge = pieces > 80 * workers * panels ? 'noborder' : "border rgb '#ffffff'"

# ---- panels ----------------------------------------------------------------------
set multiplot
do for [i = 1:panels] {
	schedule = word(schedules, i)
	y0 = foot + (panels - i) * (panel_height + head + gap)
	set bmargin at screen y0 / height
	set tmargin at screen (y0 + panel_height) / height
	unset label
	unset arrow
	set label 1 sprintf('%s: all done after %.3g s, %.0f%% of the time idle', \
		schedule, makespan[i], 100 * idle[i]) \
		at screen left / width, screen (y0 + panel_height + 22) / height left tc rgb '#222222'
	set label 2 'worker' at screen 14 / width, screen (y0 + panel_height / 2) / height center rotate by 90 \
		tc rgb '#222222'
	set arrow 2 from makespan[i], -0.5 to makespan[i], workers - 0.5 nohead ls 2 front
	if (bounded) {
		set arrow 1 from bound, -0.5 to bound, workers - 0.5 nohead ls 1 front
		set label 3 'lower bound' at bound, -0.5 right offset 0, 0.5 tc rgb '#007a59'
	}
	if (i == panels) {
		set xlabel 'time since the start (s)' textcolor rgb '#222222'
		set xtics format '%g'
	} else {
		unset xlabel
		set xtics format ''
	}
	# Each row is grey up to the makespan; the pieces of work are drawn over it.
	do for [k = 1:workers] {
		set object k rectangle from 0, k - 1.4 to makespan[i], k - 0.6 \
			fc rgb '#dddddd' fs noborder behind
	}
	plot table using (starts_in(schedule)):'worker':(starts_in(schedule)):(ends_in(schedule)): \
		(column('worker') - 0.4):(column('worker') + 0.4) with boxxyerror fc rgb '#0072B2' fs solid 1 @edge lw 0.5
}
unset multiplot
set output
