/* page_class.c - the class page: who needs a look, a table of points by student and exercise
 * that can be sorted and filtered, and each exercise's distribution and faults
 * (page_exercise.c).
 *
 * It shows the rows' values and sums, and computes nothing else.  Without its script it is
 * a plain table.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../grading/verdict.h"
#include "escape.h"
#include "format.h"
#include "page.h"
#include "page_exercise.h"

/* Sorts and filters the table.  It reads what the page holds, and makes no mark-up of it. */
// clang-format off
static const char script[] =
	"'use strict';(function(){"
	"var box=document.querySelector('.class'),body=box.querySelector('tbody'),head=box.querySelectorAll('thead th'),"
	"rows=Array.from(body.rows),tools=document.querySelector('.tools'),find=document.getElementById('find'),"
	"verdict=document.getElementById('verdict'),look=document.getElementById('look'),shown=document.getElementById('shown');"
	"function key(row,i){var v=row.cells[i].dataset.s;return i===0?row.cells[0].textContent.toLowerCase():v===undefined?-1:+v}"
	"head.forEach(function(th,i){var b=document.createElement('button');b.type='button';"
	"while(th.firstChild)b.append(th.firstChild);th.append(b);"
	"b.addEventListener('click',function(){var old=th.getAttribute('aria-sort'),"
	"down=old==='ascending'||(old!=='descending'&&i>0),keys=new Map();"
	"head.forEach(function(h){h.removeAttribute('aria-sort')});"
	"th.setAttribute('aria-sort',down?'descending':'ascending');"
	"rows.forEach(function(r){keys.set(r,key(r,i))});"
	"rows.sort(function(a,b){var x=keys.get(a),y=keys.get(b),o=x<y?-1:x>y?1:0;return down?-o:o});"
	"body.append.apply(body,rows)})});"
	"function filter(){var text=find.value.toLowerCase(),v=verdict.value,n=0;rows.forEach(function(r){"
	"var on=r.cells[0].textContent.toLowerCase().includes(text)&&(!v||(' '+r.dataset.v+' ').includes(' '+v+' '))"
	"&&(!look.checked||r.dataset.look==='1');r.hidden=!on;n+=on});"
	"shown.textContent=n+' of '+rows.length+' students shown'}"
	"[find,verdict,look].forEach(function(e){e.addEventListener('input',filter)});"
	"tools.hidden=false;filter()})();";
// clang-format on

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
	return strcmp(((const struct exercise *)a)->name, ((const struct exercise *)b)->name);
}

/* The same maximum for everybody: a result that is incomplete may lack parts of it. */
static struct exercise *exercises_of(const struct grade_row *rows, size_t count, size_t *exercises)
{
	struct exercise *list = NULL;

	*exercises = 0;
	for (size_t i = 0; i < count; i++) {
		size_t e = 0;
		while (e < *exercises && strcmp(list[e].name, rows[i].exercise) != 0)
			e++;
		if (e == *exercises)
			*GROW(list, *exercises) = (struct exercise){.name = rows[i].exercise};
		if (rows[i].most > list[e].most)
			list[e].most = rows[i].most;
	}
	if (list)
		qsort(list, *exercises, sizeof *list, by_name);
	return list;
}

/* ---- the summary above the table --------------------------------------------- */

struct totals {
	size_t students, marked;
	double pending, speed_here, speed_all;
	int rounds_least, rounds_most, dropped;
};

static struct totals add_up(const struct grade_row *rows, size_t count)
{
	struct totals t = {0};

	for (size_t i = 0; i < count; i++) {
		const struct grade_row *row = &rows[i];
		t.students += i == 0 || strcmp(row->student, rows[i - 1].student) != 0;
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
}

/* ---- who needs a look ------------------------------------------------------------ */

enum { LOOKS_OPEN = 6 }; /* longer lists are folded */

static void write_look(FILE *to, const struct grade_row *rows, size_t count, enum grade_look look)
{
	static const char *const titles[] = {
		[LOOK_FAULT] = "The grader failed: this costs nobody points; grade again, and only these are "
			       "repeated",
		[LOOK_PERSON] = "Too good to be true, or disturbed: a person must decide",
		[LOOK_INCONCLUSIVE] = "Undecided: the times were inconclusive, or could not be taken here",
		[LOOK_ANSWERS] = "Answers to be read",
	};
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += rows[i].look[look] != NULL;
	if (n == 0)
		return;
	html_print(to, "<details%s>\n<summary><strong>%zu</strong> %s</summary>\n<ul>\n",
	           n <= LOOKS_OPEN ? " open" : "", n, titles[look]);
	for (size_t i = 0; i < count; i++)
		if (rows[i].look[look])
			html_print(to, "<li><a href=\"%s/index.html\"><bdi>%s</bdi>, %s</a>: %s</li>\n",
			           rows[i].folder, rows[i].student, rows[i].exercise, rows[i].look[look]);
	fputs("</ul>\n</details>\n", to);
}

static bool needs_look(const struct grade_row *row)
{
	for (int look = 0; look < LOOK_COUNT; look++)
		if (row->look[look])
			return true;
	return false;
}

static void write_looks(FILE *to, const struct grade_row *rows, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += needs_look(&rows[i]);
	fputs("<h2>Needs a look</h2>\n", to);
	if (n == 0)
		fputs("<p>Nothing: every result is final.</p>\n", to);
	for (int look = 0; look < LOOK_COUNT; look++)
		write_look(to, rows, count, (enum grade_look)look);
}

/* ---- the table ----------------------------------------------------------------- */

/* There may be thousands of them, so each has few elements. */
static void write_cell(FILE *to, const struct grade_row *row)
{
	html_print(to, "<td data-s=\"%s\"><a href=\"%s/index.html\">%s</a>", format_points(row->points).s,
	           row->folder, format_points(row->points).s);
	if (row->pending > 0)
		html_print(to, " +%s", format_points(row->pending).s);
	page_verdict(to, row->verdict, row->fault != NULL);
	if (*row->marks)
		html_print(to, "(%s)", row->marks);
	fputs("</td>", to);
}

/* How many rows are of the first one's student. */
static size_t rows_of_student(const struct grade_row *rows, size_t count)
{
	size_t n = 0;

	while (n < count && strcmp(rows[n].student, rows->student) == 0)
		n++;
	return n;
}

static void write_student(FILE *to, const struct grade_row *rows, size_t count,
                          const struct exercise *exercises, size_t exercise_count, double most)
{
	double points = 0, pending = 0;
	size_t used = 0;
	bool look = false;

	fputs("<tr data-v=\"", to);
	for (size_t i = 0; i < count; i++) {
		html_print(to, "%s%s", i > 0 ? " " : "",
		           rows[i].fault ? "grader-error" : verdict_key(rows[i].verdict));
		look |= needs_look(&rows[i]);
		points += rows[i].points;
		pending += rows[i].pending;
	}
	html_print(to, "\" data-look=\"%d\"><th scope=\"row\"><bdi>%s</bdi></th><td data-s=\"%s\">%s", look,
	           rows->student, format_points(points).s, format_of(points, most).s);
	if (pending > 0)
		html_print(to, "<small>%s pending</small>", format_points(pending).s);
	fputs("</td>", to);
	for (size_t e = 0; e < exercise_count; e++) {
		if (used < count && strcmp(rows[used].exercise, exercises[e].name) == 0)
			write_cell(to, &rows[used++]);
		else
			fputs("<td class=\"dim\">-</td>", to);
	}
	fputs("</tr>\n", to);
}

static void write_tools(FILE *to, const struct grade_row *rows, size_t count)
{
	bool seen[VERDICT_COUNT] = {0}, fault = false;

	for (size_t i = 0; i < count; i++) {
		seen[rows[i].verdict] |= !rows[i].fault;
		fault |= rows[i].fault != NULL;
	}
	fputs("<div class=\"tools\" hidden><label>Student <input id=\"find\" type=\"search\"></label>"
	      "<label>Verdict <select id=\"verdict\"><option value=\"\">any</option>",
	      to);
	for (int v = 0; v < VERDICT_COUNT; v++)
		if (seen[v])
			html_print(to, "<option value=\"%s\">%s</option>", verdict_key((enum verdict)v),
			           verdict_words((enum verdict)v));
	if (fault)
		fputs("<option value=\"grader-error\">grader error</option>", to);
	fputs("</select></label><label>Needs a look <input id=\"look\" type=\"checkbox\"></label>"
	      "<span id=\"shown\" role=\"status\" class=\"dim\"></span></div>\n",
	      to);
}

static void write_table(FILE *to, const struct grade_row *rows, size_t count,
                        const struct exercise *exercises, size_t exercise_count)
{
	double most = 0;

	for (size_t e = 0; e < exercise_count; e++)
		most += exercises[e].most;
	write_tools(to, rows, count);
	html_print(to,
	           "<div class=\"class\" tabindex=\"0\" role=\"group\" aria-label=\"points\">"
	           "<table style=\"width:%drem\">\n<thead><tr><th scope=\"col\">student</th>",
	           17 + 8 * (int)exercise_count);
	html_print(to, "<th scope=\"col\">all, of %s</th>", format_points(most).s);
	for (size_t e = 0; e < exercise_count; e++)
		html_print(to, "<th scope=\"col\">%s, of %s</th>", exercises[e].name,
		           format_points(exercises[e].most).s);
	fputs("</tr></thead>\n<tbody>\n", to);
	for (size_t i = 0, n; i < count; i += n) {
		n = rows_of_student(rows + i, count - i);
		write_student(to, rows + i, n, exercises, exercise_count, most);
	}
	page_table_end(to);
}

void page_class(FILE *to, const struct grade_row *rows, size_t count)
{
	size_t exercise_count;
	struct exercise *exercises = exercises_of(rows, count, &exercise_count);

	page_head(to, "Grades", script, NULL);
	fputs("<h1>Grades</h1>\n", to);
	write_summary(to, rows, count, exercise_count);
	write_looks(to, rows, count);
	fputs("<h2>Points</h2>\n<p class=\"dim\">Every maximum is the exercise's whole, the same for everybody; "
	      "points after a + are pending: neither earned nor lost yet.</p>\n",
	      to);
	write_table(to, rows, count, exercises, exercise_count);
	if (exercise_count > 0)
		fputs("<h2>Exercises</h2>\n", to);
	for (size_t e = 0; e < exercise_count; e++)
		page_exercise(to, &exercises[e], rows, count);
	fputs("<h2>More</h2>\n", to);
	write_hosts(to, rows, count);
	fputs("<p class=\"dim\">The same as <a href=\"grades.csv\">grades.csv</a>; everything, "
	      "including raw samples, is in gradebook.db (SQLite: tables with comments, views grades "
	      "and speedups).</p>\n",
	      to);
	page_foot(to, script);
	free(exercises);
}
