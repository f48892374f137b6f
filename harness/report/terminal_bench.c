/* terminal_bench.c - the output of `bench` at a terminal: a table of speedups, and the gain of each
 * graded mode on a scale.  It fits into 60 columns, but for a mode's reason, which is a sentence of
 * its own.  It estimates nothing.
 */
#include <math.h>
#include <string.h>

#include "../base/base.h"
#include "format.h"
#include "prospect.h"
#include "report.h"
#include "tables.h"
#include "terminal_parts.h"

/* ---- the table -------------------------------------------------------------------- */

static const char row_format[] = "%-8s %7s  %-17s %9s %6s %7s\n";

static void print_row(FILE *to, const struct speed *s)
{
	char workers[16];

	snprintf(workers, sizeof workers, "%d", s->workers);
	fprintf(to, row_format, mode_name(s->mode), workers, format_interval(s->student).s,
	        format_ratio(s->reference.median).s, format_ratio(s->canary.median).s,
	        format_seconds(s->student_s).s);
}

/* The student's program with one worker, which the outcome does not estimate. */
static void print_alone(FILE *to, const struct outcome *o, enum mode mode)
{
	struct arm_summary one = arm_summary_of(o, ARM_STUDENT, mode, 1);

	if (one.rounds > 0)
		print_row(to, &(struct speed){.mode = mode,
		                              .workers = 1,
		                              .student_s = one.seconds.median,
		                              .student = one.speedup,
		                              .reference = {NAN, NAN, NAN},
		                              .canary = {NAN, NAN, NAN}});
}

static void print_table(FILE *to, const struct outcome *o)
{
	struct interval serial = arm_summary_of(o, ARM_REFERENCE, MODE_SERIAL, 1).seconds;

	fprintf(to, "Speedup over the reference's serial time,\n%s: median [99%% interval].\n\n",
	        format_seconds_interval(serial).s);
	fprintf(to, row_format, "mode", "workers", "yours", "reference", "canary", "time");
	for (size_t i = 0; i < o->speed_count; i++) {
		const struct speed *s = &o->speeds[i];
		if (s->rounds == 0)
			continue;
		if ((i == 0 || o->speeds[i - 1].mode != s->mode) && s->workers > 1)
			print_alone(to, o, s->mode);
		print_row(to, s);
	}
	fputs("\nCanary: what the machine itself could deliver.\n", to);
}

/* ---- the gain on a scale ------------------------------------------------------------ */

enum { SCALE_COLUMNS = 25, SCALE_ONE = 20 }; /* from 0 to 1.2; 1 is at SCALE_ONE */

/* The column of a gain; those beyond the ends are at the ends. */
static int column_of(double gain)
{
	double at = gain * SCALE_ONE;

	return at < 0 || isnan(at) ? 0 : at > SCALE_COLUMNS - 1 ? SCALE_COLUMNS - 1 : (int)lround(at);
}

static void print_scale(FILE *to, const struct interval *gain)
{
	char scale[SCALE_COLUMNS + 1];

	memset(scale, ' ', SCALE_COLUMNS);
	scale[SCALE_COLUMNS] = '\0';
	scale[0] = scale[SCALE_ONE] = '|';
	if (interval_is_known(*gain)) {
		int low = column_of(isnan(gain->low) ? gain->median : gain->low);
		int high = column_of(isnan(gain->high) ? gain->median : gain->high);
		for (int i = low; i <= high; i++)
			scale[i] = '-';
		scale[column_of(gain->median)] = 'o';
	}
	fputs(scale, to);
}

static void print_gain(struct paint p, const struct outcome *o, const struct speed *s)
{
	fprintf(p.to, "%-8s ", mode_name(s->mode));
	if (s->rounds > 0) {
		print_scale(p.to, &s->gain);
		fprintf(p.to, " %s\n%-8s ", format_interval(s->gain).s, "");
	}
	paint_verdict(p, s->verdict, 0);
	if (s->rounds > 0)
		fprintf(p.to, ", %d worker%s, %d rounds%s", s->workers, s->workers == 1 ? "" : "s", s->rounds,
		        s->dropped > 0 ? ", others dropped" : "");
	fputc('\n', p.to);
	/* If the gain decided, the reason only repeats it. */
	if (s->reason && s->verdict != VERDICT_CORRECT && s->verdict != VERDICT_SLOW) {
		fprintf(p.to, "%-8s ", "");
		terminal_sentence(p, s->reason);
		fputc('\n', p.to);
	}
	prospect_tell(p, o, s);
}

static void print_gains(struct paint p, const struct outcome *o)
{
	fprintf(p.to, "\n%-8s 0%*s: as fast\n", "gain", SCALE_ONE, "1");
	for (size_t i = 0; i < o->speed_count; i++)
		if (o->speeds[i].graded)
			print_gain(p, o, &o->speeds[i]);
}

void terminal_bench(const struct outcome *outcome, FILE *to, bool colour)
{
	bool timed = false;

	terminal_marks(outcome, to);
	for (size_t i = 0; i < outcome->speed_count; i++)
		timed |= outcome->speeds[i].rounds > 0;
	if (outcome->speed_count == 0) {
		fputs("nothing was timed\n", to);
		return;
	}
	if (timed)
		print_table(to, outcome);
	print_gains((struct paint){to, colour}, outcome);
}
