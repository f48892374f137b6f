/* paint.c - colour for terminal output. */
#include "paint.h"

static void paint(struct paint p, const char *code, const char *text, int width)
{
	fprintf(p.to, "%s%s%s%*s", p.colour ? code : "", text, p.colour ? "\x1b[0m" : "", width, "");
}

void paint_bold(struct paint p, const char *text)
{
	paint(p, "\x1b[1m", text, 0);
}

/* Blue, not red, for open verdicts: nothing is wrong with the work. */
void paint_verdict(struct paint p, enum verdict verdict, int width)
{
	const char *words = verdict_words(verdict);
	int used = 0;

	while (words[used])
		used++;
	paint(p,
	      verdict == VERDICT_CORRECT    ? "\x1b[32m"
	      : verdict_is_pending(verdict) ? "\x1b[34m"
	                                    : "\x1b[31m",
	      words, width > used ? width - used : 0);
}
