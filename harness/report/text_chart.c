/* text_chart.c - speedups as bars of characters, for a terminal on a machine that cannot draw.
 * It shows estimates only; the intervals are in the table above it. */
#include <math.h>

#include "../base/base.h"
#include "report.h"

enum { BAR_COLUMNS = 48 };

static double longest_of(const struct outcome *o)
{
	double most = 1;

	for (size_t i = 0; i < o->speed_count; i++) {
		most = fmax(most, o->speeds[i].student.median);
		most = fmax(most, o->speeds[i].reference.median);
	}
	return most;
}

static void bar(FILE *to, const char *whose, double speedup, double longest)
{
	int columns = isfinite(speedup) ? (int)lround(speedup / longest * BAR_COLUMNS) : 0;

	fprintf(to, "  %-10s ", whose);
	for (int i = 0; i < columns; i++)
		fputc('#', to);
	if (isfinite(speedup))
		fprintf(to, " %.2f\n", speedup);
	else
		fputs("not known\n", to);
}

void terminal_text_chart(const struct outcome *outcome, FILE *to)
{
	double longest = longest_of(outcome);

	fputs("\nspeedup:\n", to);
	for (size_t i = 0; i < outcome->speed_count; i++) {
		const struct speed *s = &outcome->speeds[i];
		fprintf(to, "%s, %d workers\n", mode_name(s->mode), s->workers);
		bar(to, "yours", s->student.median, longest);
		bar(to, "reference", s->reference.median, longest);
	}
}
