# epoch-time.gp - how long an epoch takes, against how many batches make a group, a line
# for each number of workers.  Reads epoch-time.tsv of a student's folder, or what
# `--table 1` printed; it never measures.
#
#   for w in 1 2 4; do for g in 1 5 25 100; do
#     build/assignments/mlp i -w $w -g $g -e 4 --table 1; done; done > epoch-time.tsv
#   gnuplot -e "table='epoch-time.tsv'; out='epoch-time.pdf'; terminal='pdfcairo'" \
#     assignments/mlp/epoch-time.gp
#
# terminal: svg, pdfcairo, pngcairo, or any other that gnuplot knows.

name = 'epoch-time'
height = 308.
load ARG0[1:strlen(ARG0) - strlen('epoch-time.gp')].'../../plots/style.gp'
load ARG0[1:strlen(ARG0) - strlen('epoch-time.gp')].'../../plots/columns.gp'

# On which images?  A table may hold trainings on several sets.
images = ''
note_images(word) = (images = with_word(images, word, 'images'), 0)
if (has_column('images')) { stats table using (note_images(strcol('images'))) nooutput }

counts = ''
groups = ''
note(count, group) = (counts = with_word(counts, count, 'workers'), \
	groups = with_word(groups, group, 'group'), 0)
stats table using (note(strcol('workers'), strcol('group'))) nooutput
# By hand there is a row for each epoch; the last has the whole time.
stats table using 'epochs' nooutput
epochs = STATS_max
ms(count) = strcol('workers') eq count && column('epochs') == epochs ? 1e3 * column('seconds') / epochs : NaN
stats table using (column('epochs') == epochs ? 1e3 * column('seconds') / epochs : NaN) nooutput
top = STATS_max
stats table using 'group' nooutput

eval place(66., 14., 82., 32.)
set logscale x
set xrange [STATS_min / 1.2:STATS_max * 1.2]
set xtics ()
do for [group in groups] { set xtics add (group group + 0) }
set yrange [0:1.06 * top]
set ytics 0, tick(top, 5.)
set xlabel 'batches in a group (one update each)'
set ylabel 'time of an epoch (ms)'
set label 1 (images eq '' ? '' : 'images: '.images) at screen 66. / width, screen 10. / height left \
	tc rgb ink noenhanced
set key at graph 0.5, graph 1.02 bottom center maxrows 1 samplen 2.2
plot for [i = 1:words(counts)] table using 'group':(ms(word(counts, i))) with linespoints ls i \
	title word(counts, i).(words(counts) > 3 ? '' : word(counts, i) eq '1' ? ' worker' : ' workers')
set output
