/* paint.h - optional colour for terminal output.  Colour only repeats the words.
 */
#ifndef PARLAB_PAINT_H
#define PARLAB_PAINT_H

#include <stdbool.h>
#include <stdio.h>

#include "../grading/verdict.h"

/* Where terminal output goes and whether it may be coloured. */
struct paint {
	FILE *to;
	bool colour;
};

void paint_bold(struct paint paint, const char *text);
/* A verdict's words, padded to `width` columns. */
void paint_verdict(struct paint paint, enum verdict verdict, int width);

#endif
