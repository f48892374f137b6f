/* page_speed.c - speed on a student's page: the charts, a line for each graded mode with its
 * reason, and the laws of scaling.  Figures come from the outcome and from stats/.
 */
#include <math.h>
#include <stdlib.h>

#include "../base/base.h"
#include "../stats/stats.h"
#include "escape.h"
#include "format.h"
#include "laws.h"
#include "page.h"
#include "tables.h"

static void write_graded(FILE *to, const struct outcome *o)
{
	static const char *const headers[] = {"mode",      "workers", "gain",    "your speedup",
	                                      "reference", "canary",  "verdict", NULL};

	page_table(
		to, "speed of each mode",
		"Median [99% interval] over paired rounds. Speedup: over the reference's serial time in the "
		"same round. Gain, which is graded: (your speedup - 1) / (the reference's - 1). Canary: "
		"independent work, which shows what the machine itself could deliver.",
		headers);
	for (size_t i = 0; i < o->speed_count; i++) {
		const struct speed *s = &o->speeds[i];
		if (!s->graded)
			continue;
		html_print(to, "<tr><td>%s</td>", mode_name(s->mode));
		page_count(to, s->workers);
		page_number(to, format_interval(s->gain).s);
		page_number(to, format_interval(s->student).s);
		page_number(to, format_interval(s->reference).s);
		page_number(to, format_interval(s->canary).s);
		fputs("<td>", to);
		page_verdict(to, s->verdict, false);
		fputs("</td></tr>\n", to);
	}
	page_table_end(to);
	fputs("<ul>\n", to);
	for (size_t i = 0; i < o->speed_count; i++)
		if (o->speeds[i].graded && o->speeds[i].verdict != VERDICT_CORRECT && o->speeds[i].reason)
			html_print(to, "<li>%s: %s</li>\n", mode_name(o->speeds[i].mode),
			           o->speeds[i].reason);
	fputs("</ul>\n", to);
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

/* ---- charts ------------------------------------------------------------------------- */

/* What those who do not see the picture need of it. */
static char *alt_of(const struct outcome *o, const char *what)
{
	struct text alt;
	FILE *to = text_open(&alt);

	fprintf(to, "%s, with 99%% intervals; the numbers are in the tables below.", what);
	for (size_t i = 0; i < o->speed_count; i++) {
		const struct speed *s = &o->speeds[i];
		if (s->graded && s->rounds > 0)
			fprintf(to, " %s with %d workers: gain %s, speedup %s.", mode_name(s->mode),
			        s->workers, format_interval(s->gain).s, format_interval(s->student).s);
	}
	return text_close(&alt);
}

/* The first chart also says what a speedup says little without: machine and baseline. */
static char *caption_of(const struct outcome *o, const char *what, bool first)
{
	if (!first)
		return xstrdup(what);
	struct interval serial = arm_summary_of(o, ARM_REFERENCE, MODE_SERIAL, 1).seconds;

	return xasprintf("%s. Machine: %s. Baseline: the reference's serial time, %s.", what,
	                 o->host && *o->host ? o->host : "unknown", format_seconds_interval(serial).s);
}

static void write_charts(FILE *to, const struct outcome *o, const struct page_charts *charts)
{
	static const struct {
		const char *name, *alt, *what;
	} own[] = {
		{"gain", "Gain of each mode as a dot between 0, a serial program, and 1, the reference",
	         "Gain of each graded mode with its 99% interval; shaded: the bands of points. A serial program "
	         "has a gain of 0, one as fast as the reference 1"},
		{"speedup",
	         "Speedup against workers, a panel for each mode: the reference, the student and "
	         "the canary",
	         "Speedup over the reference's serial time, with 99% intervals. Canary: independent work, "
	         "which shows what the machine itself could deliver. Shaded: more workers than are graded here"},
		{"efficiency",
	         "Efficiency, speedup per worker, a panel for each mode: the reference, the "
	         "student and the canary",
	         "Efficiency: speedup divided by workers"},
	};

	fputs("<div class=\"charts\">\n", to);
	for (size_t i = 0; i < ARRAY_LENGTH(own); i++) {
		const struct page_chart *chart = page_chart_of(charts, own[i].name);
		if (!chart || (!chart->svg && !chart->failure))
			continue;
		char *alt = alt_of(o, own[i].alt), *caption = caption_of(o, own[i].what, i == 0);
		page_figure(to, chart, alt, caption);
		free(alt);
		free(caption);
	}
	fputs("</div>\n", to);
}

void page_speed(FILE *to, const struct outcome *o, const struct page_charts *charts)
{
	if (o->speed_count == 0 && o->samples.count == 0)
		return;
	fputs("<h2>Speed</h2>\n", to);
	write_charts(to, o, charts);
	if (o->speed_count > 0)
		write_graded(to, o);
	for (int mode = 0; mode < MODE_COUNT; mode++)
		write_laws(to, o, (enum mode)mode);
	page_times(to, o);
}
