/* colour.c - may escape sequences be used?  Decided here for tables and the progress
 * bar alike.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report.h"

/* https://no-color.org: set and not empty means no, whatever it holds. */
bool terminal_colour(FILE *to)
{
	const char *no_colour = getenv("NO_COLOR"), *terminal = getenv("TERM");

	if (no_colour && *no_colour)
		return false;
	return isatty(fileno(to)) && terminal && strcmp(terminal, "dumb") != 0;
}
