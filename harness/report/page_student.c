/* page_student.c - a student's page for one exercise: points with reasons, findings, the
 * census, times, and the circumstances of the grading.
 *
 * Points are shown with their reasons, times with their intervals, intervals with their
 * rounds.  Raw rounds are in the files that it links to.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../stats/stats.h"
#include "escape.h"
#include "format.h"
#include "laws.h"
#include "page.h"
#include "tables.h"

static void number_cell(FILE *to, const char *text)
{
	html_print(to, "<td class=\"n\">%s</td>", text);
}

static void count_cell(FILE *to, int count)
{
	html_print(to, "<td class=\"n\">%d</td>", count);
}

static void verdict_cell(FILE *to, enum verdict verdict)
{
	fputs("<td>", to);
	page_verdict(to, verdict, false);
	fputs("</td>", to);
}

/* ---- headline and points ------------------------------------------------------- */

static void write_headline(FILE *to, const struct outcome *o)
{
	html_print(to, "<p><a href=\"../../index.html\">All grades</a></p>\n<h1>%s</h1>\n",
	           o->title ? o->title : "");
	html_print(to, "<p><bdi>%s</bdi>, exercise %s</p>\n<p>", o->student, o->exercise);
	page_verdict(to, o->verdict, o->fault != NULL);
	html_print(to, ", <strong>%s points</strong>", format_of(o->points, o->most).s);
	if (o->pending > 0)
		html_print(
			to,
			", of which %s are pending: they wait for another machine, another run or a person",
			format_points(o->pending).s);
	double speed_all, speed_here = outcome_speed_points(o, &speed_all);
	if (speed_here < speed_all)
		html_print(to, "; of the points for speed, %s measurable",
		           format_of(speed_here, speed_all).s);
	fputs(".</p>\n", to);
	if (o->fault)
		html_print(to,
		           "<p class=\"note\"><strong>Incomplete: the grader failed.</strong> This says "
		           "nothing about the work and costs nobody points; below are only the findings made "
		           "before the failure. Reason: %s</p>\n",
		           o->fault);
	if (o->marks && *o->marks)
		html_print(to,
		           "<p class=\"note\">This result was made under special circumstances: %s.</p>\n",
		           o->marks);
}

static void write_points(FILE *to, const struct outcome *o)
{
	static const char *const kinds[] = PART_NAMES;
	static const char *const headers[] = {"part", "mode", "points", "pending", "verdict", "reason", NULL};

	fputs("<h2>Points</h2>\n", to);
	page_table(to, NULL, headers);
	for (size_t i = 0; i < o->part_count; i++) {
		const struct part *p = &o->parts[i];
		html_print(to, "<tr><td>%s</td><td>%s</td>", kinds[p->kind],
		           p->kind == PART_QUESTION ? p->name : mode_name(p->mode));
		number_cell(to, p->most > 0 ? format_of(p->points, p->most).s : "-");
		number_cell(to, p->pending > 0 ? format_points(p->pending).s : "");
		if (p->kind == PART_QUESTION && p->pending > 0)
			fputs("<td>waits for a person</td>", to);
		else
			verdict_cell(to, p->verdict);
		html_print(to, "<td class=\"r\">%s</td></tr>\n", p->reason);
	}
	page_table_end(to);
}

/* ---- findings --------------------------------------------------------------------- */

static void write_place(FILE *to, const struct finding *f)
{
	if (f->stage > STAGE_BUILD)
		html_print(to, "%s, ", mode_name(f->mode));
	html_print(to, "%s", stage_name(f->stage));
	if (f->case_name)
		html_print(to, ", case %s", f->case_name);
	if (f->workers > 0)
		html_print(to, ", %d worker%s", f->workers, f->workers == 1 ? "" : "s");
}

static void write_finding(FILE *to, const struct finding *f)
{
	fputs("<article>\n<h3>", to);
	write_place(to, f);
	fputs(": ", to);
	page_verdict(to, f->verdict, false);
	fputs("</h3>\n", to);
	char *message = f->message ? format_sentence(f->message) : NULL;
	if (message)
		html_print(to, "<p>%s</p>\n", message);
	free(message);
	if (f->detail)
		html_print(to, "<pre>%s</pre>\n", f->detail);
	if (f->hint)
		html_print(to, "<p>Hint: %s</p>\n", f->hint);
	if (f->again)
		html_print(to, "<p>Reproduce it: <code>%s</code></p>\n", f->again);
	fputs("</article>\n", to);
}

/* Findings in the stage and mode of an earlier one: a line each. */
static void write_further(FILE *to, const struct outcome *o)
{
	size_t further = 0;

	for (size_t i = 0; i < o->finding_count; i++) {
		const struct finding *f = &o->findings[i];
		if (f->verdict == VERDICT_CORRECT || outcome_fault_in(o, f->stage, f->mode) == f)
			continue;
		if (further++ == 0)
			fputs("<details>\n<summary>More of the same kinds</summary>\n<ul>\n", to);
		fputs("<li>", to);
		write_place(to, f);
		fputs(": ", to);
		page_verdict(to, f->verdict, false);
		html_print(to, ". %s", f->message);
		if (f->again)
			html_print(to, " <code>%s</code>", f->again);
		fputs("</li>\n", to);
	}
	if (further > 0)
		fputs("</ul>\n</details>\n", to);
}

static void write_findings(FILE *to, const struct outcome *o)
{
	size_t right = 0, said = 0;

	for (size_t i = 0; i < o->finding_count; i++)
		right += o->findings[i].verdict == VERDICT_CORRECT;
	fputs("<h2>Findings</h2>\n", to);
	html_print(to, "<p>%zu of %zu checks found nothing wrong.</p>\n", right, o->finding_count);
	for (size_t i = 0; i < o->finding_count; i++) {
		const struct finding *f = &o->findings[i];
		bool first = f->verdict != VERDICT_CORRECT && outcome_fault_in(o, f->stage, f->mode) == f;
		bool remark = f->verdict == VERDICT_CORRECT && f->detail; /* a compiler's warnings */
		if (first || remark) {
			write_finding(to, f);
			said++;
		}
	}
	if (said > 0)
		write_further(to, o);
}

/* ---- who ran ------------------------------------------------------------------------ */

static void write_census(FILE *to, const struct outcome *o)
{
	static const char *const headers[] = {"mode",
	                                      "workers asked for",
	                                      "worked side by side",
	                                      "processes started",
	                                      "threads started",
	                                      "most processes at once",
	                                      "most threads at once in one process",
	                                      "CPU time",
	                                      NULL};

	if (o->census_count == 0)
		return;
	fputs("<h2>Who ran</h2>\n", to);
	page_table(to,
	           "Counted from outside, in one run that was not timed; the first process and each "
	           "process's first thread do not count as started",
	           headers);
	for (size_t i = 0; i < o->census_count; i++) {
		const struct census *c = &o->censuses[i];
		html_print(to, "<tr><td>%s</td>", mode_name(c->mode));
		count_cell(to, c->workers);
		count_cell(to, c->working);
		count_cell(to, c->processes);
		count_cell(to, c->threads);
		count_cell(to, c->most_processes);
		count_cell(to, c->most_threads);
		number_cell(to, format_seconds(c->cpu_s).s);
		fputs("</tr>\n", to);
	}
	page_table_end(to);
}

/* ---- speed -------------------------------------------------------------------------- */

static void write_serial_part(FILE *to, const struct speed *s)
{
	struct stats_interval speedup = {s->student.median, s->student.low, s->student.high, 0}, part;

	if (s->rounds == 0 || s->workers < 2 || !(s->student.low > 0)) {
		number_cell(to, "-");
		return;
	}
	bool resolved = stats_karp_flatt_interval(&speedup, s->workers, &part);
	number_cell(to, resolved ? format_interval((struct interval){part.median, part.low, part.high}).s
	                         : "unresolved");
}

static void write_speedups(FILE *to, const struct outcome *o)
{
	static const char *const headers[] = {"mode",        "workers",   "rounds used", "dropped",
	                                      "student",     "reference", "canary",      "gain",
	                                      "serial part", "verdict",   "reason",      NULL};

	page_table(
		to,
		"Speedup over the reference's serial time in the same round: median [99% interval]. Gain: "
		"(student - 1) / (reference - 1), round by round. Canary: independent work, which shows "
		"what the machine itself could deliver. Serial part: the fraction of the work that, "
		"done by one worker alone, "
		"would explain the student's speedup (Karp and Flatt, 1990); unresolved where its interval "
		"reaches 0.",
		headers);
	for (size_t i = 0; i < o->speed_count; i++) {
		const struct speed *s = &o->speeds[i];
		html_print(to, "<tr><td>%s</td><td class=\"n\">%d%s</td>", mode_name(s->mode), s->workers,
		           s->graded ? " (graded)" : "");
		count_cell(to, s->rounds);
		count_cell(to, s->dropped);
		number_cell(to, format_interval(s->student).s);
		number_cell(to, format_interval(s->reference).s);
		number_cell(to, format_interval(s->canary).s);
		number_cell(to, format_interval(s->gain).s);
		write_serial_part(to, s);
		verdict_cell(to, s->verdict);
		html_print(to, "<td class=\"r\">%s</td></tr>\n", s->reason);
	}
	page_table_end(to);
}

/* Laws of scaling, for a mode that was timed at enough worker counts.  No prediction goes
 * beyond twice the largest count. */
static void write_laws(FILE *to, const struct outcome *o, enum mode mode)
{
	struct laws laws;

	if (laws_of(o, mode, &laws) != 0)
		return;
	html_print(to, "<p>%s, over its own time with one worker: ", mode_name(mode));
	if (laws.part.low > 0)
		html_print(
			to,
			"Amdahl's law fits best with a serial part of %s [%s, %s], and would give a speedup "
			"of %s with %d workers.",
			format_fraction(laws.part.median).s, format_fraction(laws.part.low).s,
			format_fraction(laws.part.high).s, format_interval(laws.twice).s, 2 * laws.most);
	else
		html_print(to, "a serial part is unresolved: at most %s by Amdahl's law.",
		           format_fraction(laws.part.high).s);
	if (laws.usl) {
		html_print(to, " The universal scalability law: contention %s, coherency %s; ",
		           format_fraction(laws.contention).s, format_fraction(laws.coherency).s);
		if (laws.peak_workers <= 2 * laws.most)
			html_print(to, "fastest with %d workers.", (int)laws.peak_workers);
		else
			html_print(to, "no peak up to %d workers.", 2 * laws.most);
	}
	fputs("</p>\n", to);
}

static void write_time(FILE *to, const struct outcome *o, enum arm_kind arm, enum mode mode, int workers)
{
	static const char *const arms[] = ARM_NAMES;
	struct arm_summary summary = arm_summary_of(o, arm, mode, workers);

	html_print(to, "<tr><td>%s</td><td>%s</td>", arms[arm], arm == ARM_CANARY ? "-" : mode_name(mode));
	count_cell(to, workers);
	count_cell(to, summary.rounds);
	count_cell(to, summary.dropped);
	count_cell(to, summary.wrong);
	html_print(to, "<td class=\"n\">%s%s</td></tr>\n", format_seconds_interval(summary.seconds).s,
	           summary.rounds > 0 && isnan(summary.seconds.low) ? " (too few rounds for an interval)"
	                                                            : "");
}

/* Is this sample the first of its arm, mode and worker count? */
static bool is_first(const struct outcome *o, size_t index)
{
	const struct sample *s = &o->samples.list[index];

	for (size_t i = 0; i < index; i++)
		if (o->samples.list[i].arm == s->arm && o->samples.list[i].mode == s->mode &&
		    o->samples.list[i].workers == s->workers)
			return false;
	return true;
}

/* Sorted by arms, modes and worker counts, not in the rounds' random order. */
static void write_times(FILE *to, const struct outcome *o)
{
	static const char *const headers[] = {
		"arm",           "mode", "workers", "rounds used", "repeated or dropped",
		"wrong answers", "time", NULL};
	int most = 0;

	page_table(to, "Times by the grader's clock: median [99% interval] over the rounds used", headers);
	for (size_t i = 0; i < o->samples.count; i++)
		most = o->samples.list[i].workers > most ? o->samples.list[i].workers : most;
	for (int arm = ARM_REFERENCE; arm <= ARM_CANARY; arm++)
		for (int mode = 0; mode < MODE_COUNT; mode++)
			for (int workers = 0; workers <= most; workers++)
				for (size_t i = 0; i < o->samples.count; i++) {
					const struct sample *s = &o->samples.list[i];
					if ((int)s->arm == arm && (int)s->mode == mode &&
					    s->workers == workers && is_first(o, i))
						write_time(to, o, s->arm, s->mode, workers);
				}
	page_table_end(to);
}

static void write_chart(FILE *to, const struct outcome *o, const char *file, const char *what)
{
	html_print(to,
	           "<img src=\"%s.svg\" alt=\"%s against workers, a panel for each mode: the reference, the "
	           "student "
	           "and the canary, with 99%% intervals; the numbers are in the tables below.",
	           file, what);
	for (size_t i = 0; i < o->speed_count; i++)
		if (o->speeds[i].graded && o->speeds[i].rounds > 0)
			html_print(to, " %s with %d workers: speedup %s.", mode_name(o->speeds[i].mode),
			           o->speeds[i].workers, format_interval(o->speeds[i].student).s);
	fputs("\">\n", to);
}

static void write_speed(FILE *to, const struct outcome *o, const struct page_charts *charts)
{
	if (o->speed_count == 0 && o->samples.count == 0)
		return;
	fputs("<h2>Speed</h2>\n", to);
	if (charts->speed == PAGE_CHARTS_FAILED)
		fputs("<p class=\"note\">The charts could not be drawn when this page was made; their "
		      "data is in speedup.tsv and rounds.tsv.</p>\n",
		      to);
	if (charts->speed == PAGE_CHARTS_DRAWN) {
		fputs("<div class=\"charts\">\n", to);
		write_chart(to, o, "speedup", "Speedup over the reference's serial time");
		write_chart(to, o, "efficiency", "Efficiency, speedup per worker,");
		fputs("</div>\n", to);
	}
	if (o->speed_count > 0)
		write_speedups(to, o);
	for (int mode = 0; mode < MODE_COUNT; mode++)
		write_laws(to, o, (enum mode)mode);
	if (o->samples.count > 0) {
		int dropped, rounds = tables_rounds(o, &dropped);
		write_times(to, o);
		html_print(
			to,
			"<p>%d rounds were run and %d dropped on a sensor's evidence, none for being "
			"slow. In a round "
			"every arm runs once, in a shuffled order, on the same fresh input; a call is "
			"repeated if a sensor showed that the machine was disturbed, and its round is dropped "
			"only if that does not help. All samples: <a href=\"rounds.tsv\">rounds.tsv</a>; the "
			"charts' data: <a href=\"speedup.tsv\">speedup.tsv</a>.</p>\n",
			rounds, dropped);
	}
}

/* ---- the exercise's own charts -------------------------------------------------------- */

/* Add a full stop if the text lacks one. */
static const char *full_stop(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && strchr(".!?", text[length - 1]) ? "" : ".";
}

static void write_own_chart(FILE *to, const struct chart *c, const char *failure)
{
	fputs("<figure>\n", to);
	if (c->tsv && !failure)
		html_print(to, "<img src=\"%s.svg\" alt=\"%s; the numbers are in %s.tsv\">\n", c->name,
		           c->title, c->name);
	html_print(to, "<figcaption>%s%s", c->title, full_stop(c->title));
	if (c->tsv)
		html_print(to, " Its numbers: <a href=\"%s.tsv\">%s.tsv</a>.", c->name, c->name);
	fputs("</figcaption>\n", to);
	if (c->problem)
		html_print(to, "<p class=\"note\">%s: %s%s</p>\n",
		           c->tsv ? "Not all of this chart could be made" : "This chart could not be made",
		           c->problem, full_stop(c->problem));
	if (c->tsv && failure)
		html_print(to, "<p class=\"note\">This chart could not be drawn: %s%s</p>\n", failure,
		           full_stop(failure));
	fputs("</figure>\n", to);
}

static void write_own_charts(FILE *to, const struct outcome *o, char *const *failures)
{
	if (o->chart_count == 0)
		return;
	fputs("<h2>Charts of this exercise</h2>\n<p>These do not affect the points.</p>\n"
	      "<div class=\"charts\">\n",
	      to);
	for (size_t i = 0; i < o->chart_count; i++)
		write_own_chart(to, &o->charts[i], failures[i]);
	fputs("</div>\n", to);
}

static void write_circumstances(FILE *to, const struct outcome *o)
{
	html_print(to, "<h2>Circumstances</h2>\n<dl>\n<dt>host</dt><dd>%s</dd>\n", o->host ? o->host : "");
	html_print(to, "<dt>doctor</dt><dd>%s</dd>\n", o->doctor ? o->doctor : "");
	for (size_t i = 0; i < o->series_count; i++)
		html_print(to, "<dt>series %d</dt><dd>%d rounds, %d dropped; ended: %s</dd>\n",
		           o->series[i].number, o->series[i].rounds, o->series[i].dropped,
		           o->series[i].ended ? o->series[i].ended : "");
	html_print(to, "<dt>fingerprint</dt><dd><code>%s</code></dd>\n",
	           o->fingerprint ? o->fingerprint : "");
	html_print(to, "<dt>scale of points</dt><dd><code>%s</code></dd>\n", o->scale ? o->scale : "");
	html_print(to, "<dt>graded</dt><dd>%s</dd>\n</dl>\n", format_time(o->graded_at).s);
	fputs("<p class=\"dim\">For programs: <a href=\"results.json\">results.json</a>.</p>\n", to);
}

/* ---- what it was before ------------------------------------------------------------------ */

static void write_history(FILE *to, const struct outcome *o)
{
	static const char *const headers[] = {"graded",   "points", "pending", "verdict",
	                                      "replaced", "why",    NULL};

	if (o->replaced_count == 0)
		return;
	fputs("<h2>History</h2>\n", to);
	page_table(to,
	           "Results that later ones have replaced, oldest first; the result above replaced the last",
	           headers);
	for (size_t i = 0; i < o->replaced_count; i++) {
		const struct replaced *r = &o->replaced[i];
		html_print(to, "<tr><td>%s</td>", format_time(r->graded_at).s);
		number_cell(to, format_of(r->points, r->most).s);
		number_cell(to, r->pending > 0 ? format_points(r->pending).s : "");
		fputs("<td>", to);
		page_verdict(to, r->verdict, r->fault != NULL);
		html_print(to, "</td><td>%s</td><td class=\"r\">%s</td></tr>\n",
		           format_time(r->replaced_at).s, r->replaced_why ? r->replaced_why : "");
	}
	page_table_end(to);
}

void page_student(FILE *to, const struct outcome *outcome, const struct page_charts *charts)
{
	char *title = xasprintf("%s, %s", outcome->student, outcome->exercise);

	page_head(to, title);
	write_headline(to, outcome);
	write_points(to, outcome);
	write_findings(to, outcome);
	write_census(to, outcome);
	write_speed(to, outcome, charts);
	write_own_charts(to, outcome, charts->failures);
	write_history(to, outcome);
	write_circumstances(to, outcome);
	page_foot(to);
	free(title);
}
