/* page_class.c - the class page: points by student and exercise, what is pending, and
 * what the grader could not finish.
 *
 * It shows the rows' values and sums, and computes nothing else.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "escape.h"
#include "format.h"
#include "page.h"

/* ---- words that occur, each once, in order of first sight -------------------- */

static const char **words_add(const char **words, size_t *count, const char *word)
{
	for (size_t i = 0; i < *count; i++)
		if (strcmp(words[i], word) == 0)
			return words;
	*GROW(words, *count) = word;
	return words;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char **exercises_of(const struct grade_row *rows, size_t count, size_t *exercises)
{
	const char **names = NULL;

	*exercises = 0;
	for (size_t i = 0; i < count; i++)
		names = words_add(names, exercises, rows[i].exercise);
	if (names)
		qsort(names, *exercises, sizeof *names, by_name);
	return names;
}

/* ---- the summary above the table --------------------------------------------- */

struct totals {
	size_t students, faults, marked;
	double pending, speed_here, speed_all;
	int rounds_least, rounds_most, dropped;
};

static struct totals add_up(const struct grade_row *rows, size_t count)
{
	struct totals t = {0};

	for (size_t i = 0; i < count; i++) {
		const struct grade_row *row = &rows[i];
		t.students += i == 0 || strcmp(row->student, rows[i - 1].student) != 0;
		t.faults += row->fault != NULL;
		t.marked += *row->marks != '\0';
		t.pending += row->pending;
		t.speed_here += row->speed_here;
		t.speed_all += row->speed_all;
		t.dropped += row->dropped;
		if (row->rounds > 0 && (t.rounds_least == 0 || row->rounds < t.rounds_least))
			t.rounds_least = row->rounds;
		if (row->rounds > t.rounds_most)
			t.rounds_most = row->rounds;
	}
	return t;
}

static void write_hosts(FILE *to, const struct grade_row *rows, size_t count)
{
	const char **hosts = NULL;
	size_t host_count = 0;

	for (size_t i = 0; i < count; i++)
		if (*rows[i].host)
			hosts = words_add(hosts, &host_count, rows[i].host);
	for (size_t i = 0; i < host_count; i++)
		html_print(to, "<p class=\"dim\">Host: %s</p>\n", hosts[i]);
	free(hosts);
}

static void write_rounds(FILE *to, const struct totals *t)
{
	if (t->rounds_least == t->rounds_most)
		html_print(to, "<p>Timed in %d rounds a result; ", t->rounds_most);
	else
		html_print(to, "<p>Timed in %d to %d rounds a result; ", t->rounds_least, t->rounds_most);
	html_print(to, "%d round%s dropped on a sensor's evidence.</p>\n", t->dropped,
	           t->dropped == 1 ? " was" : "s were");
}

static void write_summary(FILE *to, const struct grade_row *rows, size_t count, size_t exercises)
{
	struct totals t = add_up(rows, count);

	html_print(to, "<p>%zu student%s, %zu exercise%s, %zu result%s.", t.students,
	           t.students == 1 ? "" : "s", exercises, exercises == 1 ? "" : "s", count,
	           count == 1 ? "" : "s");
	if (t.pending > 0)
		html_print(to,
		           " %s points are pending: they wait for another machine, another run or a person.",
		           format_points(t.pending).s);
	if (t.speed_here < t.speed_all)
		html_print(to, " Of the points for speed, %s measurable.",
		           format_of(t.speed_here, t.speed_all).s);
	fputs("</p>\n", to);
	if (t.rounds_most > 0)
		write_rounds(to, &t);
	if (t.marked > 0)
		html_print(to,
		           "<p class=\"note\">%zu of %zu results were made under special circumstances, "
		           "which their cells name.</p>\n",
		           t.marked, count);
	if (t.faults > 0)
		html_print(to,
		           "<p class=\"note\"><strong>%zu of %zu results %s incomplete</strong>: the grader "
		           "failed, which "
		           "costs nobody points. <a href=\"#incomplete\">Which, and why</a>.</p>\n",
		           t.faults, count, t.faults == 1 ? "is" : "are");
	write_hosts(to, rows, count);
}

/* ---- the table ----------------------------------------------------------------- */

static void write_cell(FILE *to, const struct grade_row *row)
{
	html_print(to, "<td><a href=\"%s/index.html\">%s</a>", row->folder,
	           format_of(row->points, row->most).s);
	if (row->pending > 0)
		html_print(to, " <small>%s pending</small>", format_points(row->pending).s);
	fputs("<br>", to);
	page_verdict(to, row->verdict, row->fault != NULL);
	if (row->fault)
		fputs(" <small>incomplete</small>", to);
	if (*row->marks)
		html_print(to, "<br><small>%s</small>", row->marks);
	fputs("</td>", to);
}

/* One student's line; returns how many rows it used. */
static size_t write_student(FILE *to, const struct grade_row *rows, size_t count, const char **exercises,
                            size_t exercise_count)
{
	double points = 0, most = 0, pending = 0;
	size_t used = 0;

	html_print(to, "<tr><th scope=\"row\"><bdi>%s</bdi></th>", rows->student);
	for (size_t e = 0; e < exercise_count; e++) {
		bool here = used < count && strcmp(rows[used].student, rows->student) == 0 &&
		            strcmp(rows[used].exercise, exercises[e]) == 0;
		if (!here) {
			fputs("<td class=\"dim\">-</td>", to);
			continue;
		}
		write_cell(to, &rows[used]);
		points += rows[used].points;
		most += rows[used].most;
		pending += rows[used++].pending;
	}
	html_print(to, "<td>%s", format_of(points, most).s);
	if (pending > 0)
		html_print(to, " <small>%s pending</small>", format_points(pending).s);
	fputs("</td></tr>\n", to);
	return used > 0 ? used : 1;
}

static void write_means(FILE *to, const struct grade_row *rows, size_t count, const char **exercises,
                        size_t exercise_count)
{
	fputs("<tr><th scope=\"row\">mean</th>", to);
	for (size_t e = 0; e < exercise_count; e++) {
		double points = 0;
		size_t n = 0;
		for (size_t i = 0; i < count; i++) {
			if (!rows[i].fault && strcmp(rows[i].exercise, exercises[e]) == 0) {
				points += rows[i].points;
				n++;
			}
		}
		if (n > 0)
			html_print(to, "<td>%s <small>of %zu complete</small></td>",
			           format_ratio(points / (double)n).s, n);
		else
			fputs("<td class=\"dim\">-</td>", to);
	}
	fputs("<td></td></tr>\n", to);
}

static void write_table(FILE *to, const struct grade_row *rows, size_t count, const char **exercises,
                        size_t exercise_count)
{
	const char **headers = xcalloc(exercise_count + 3, sizeof *headers);

	headers[0] = "student";
	for (size_t e = 0; e < exercise_count; e++)
		headers[e + 1] = exercises[e];
	headers[exercise_count + 1] = "all";
	page_table(to, "Points earned, of those that could be judged on that machine", headers);
	for (size_t i = 0; i < count;)
		i += write_student(to, rows + i, count - i, exercises, exercise_count);
	write_means(to, rows, count, exercises, exercise_count);
	page_table_end(to);
	free(headers);
}

static void write_incomplete(FILE *to, const struct grade_row *rows, size_t count)
{
	static const char *const headers[] = {"student", "exercise", "why the grader failed", NULL};

	fputs("<h2 id=\"incomplete\">Incomplete results</h2>\n"
	      "<p>The grader failed on these, so they say nothing about the work. Grade again: only "
	      "these are repeated.</p>\n",
	      to);
	page_table(to, NULL, headers);
	for (size_t i = 0; i < count; i++)
		if (rows[i].fault)
			html_print(to,
			           "<tr><td><bdi>%s</bdi></td><td><a href=\"%s/index.html\">%s</a></td>"
			           "<td class=\"r\">%s</td></tr>\n",
			           rows[i].student, rows[i].folder, rows[i].exercise, rows[i].fault);
	page_table_end(to);
}

void page_class(FILE *to, const struct grade_row *rows, size_t count)
{
	size_t exercise_count;
	const char **exercises = exercises_of(rows, count, &exercise_count);

	page_head(to, "Grades");
	fputs("<h1>Grades</h1>\n", to);
	write_summary(to, rows, count, exercise_count);
	write_table(to, rows, count, exercises, exercise_count);
	if (add_up(rows, count).faults > 0)
		write_incomplete(to, rows, count);
	fputs("<p class=\"dim\">The same as <a href=\"grades.csv\">grades.csv</a>; everything, "
	      "including raw samples, is in gradebook.db (SQLite: tables with comments, views grades "
	      "and speedups).</p>\n",
	      to);
	page_foot(to);
	free(exercises);
}
