/* page_times.c - all speedups and times of a student's page, folded: for those who check.
 *
 * Times are shown with their intervals, intervals with their rounds.
 */
#include <math.h>

#include "../stats/stats.h"
#include "escape.h"
#include "format.h"
#include "page.h"
#include "tables.h"

static void write_serial_part(FILE *to, const struct speed *s)
{
	struct stats_interval speedup = {s->student.median, s->student.low, s->student.high, 0}, part;

	if (s->rounds == 0 || s->workers < 2 || !(s->student.low > 0)) {
		page_number(to, "-");
		return;
	}
	bool resolved = stats_karp_flatt_interval(&speedup, s->workers, &part);
	page_number(to, resolved ? format_interval((struct interval){part.median, part.low, part.high}).s
	                         : "unresolved");
}

static void write_speedups(FILE *to, const struct outcome *o)
{
	static const char *const headers[] = {"mode",        "workers",   "rounds used", "dropped",
	                                      "student",     "reference", "canary",      "gain",
	                                      "serial part", "verdict",   NULL};

	page_table(
		to, "speedups",
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
		page_count(to, s->rounds);
		page_count(to, s->dropped);
		page_number(to, format_interval(s->student).s);
		page_number(to, format_interval(s->reference).s);
		page_number(to, format_interval(s->canary).s);
		page_number(to, format_interval(s->gain).s);
		write_serial_part(to, s);
		fputs("<td>", to);
		page_verdict(to, s->verdict, false);
		fputs("</td></tr>\n", to);
	}
	page_table_end(to);
}

static void write_time(FILE *to, const struct outcome *o, enum arm_kind arm, enum mode mode, int workers)
{
	static const char *const arms[] = ARM_NAMES;
	struct arm_summary summary = arm_summary_of(o, arm, mode, workers);

	html_print(to, "<tr><td>%s</td><td>%s</td>", arms[arm], arm == ARM_CANARY ? "-" : mode_name(mode));
	page_count(to, workers);
	page_count(to, summary.rounds);
	page_count(to, summary.dropped);
	page_count(to, summary.wrong);
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

	page_table(to, "times", "Times by the grader's clock: median [99% interval] over the rounds used",
	           headers);
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

void page_times(FILE *to, const struct outcome *o)
{
	int dropped, rounds = tables_rounds(o, &dropped);

	page_fold(to, "All speedups and times");
	if (o->speed_count > 0)
		write_speedups(to, o);
	if (o->samples.count > 0) {
		write_times(to, o);
		html_print(
			to,
			"<p>%d rounds were run and %d dropped on a sensor's evidence, none for being "
			"slow. In a round "
			"every arm runs once, in a shuffled order, on the same fresh input; a call is "
			"repeated if a sensor showed that the machine was disturbed, and its round is dropped "
			"only if that does not help. All samples: <a href=\"rounds.tsv\">rounds.tsv</a>.</p>\n",
			rounds, dropped);
	}
	page_fold_end(to);
}
