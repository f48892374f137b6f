/* colour.c - decides, for tables and the progress bar, whether to use escape sequences.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report.h"

/* https://no-color.org: any value that is not empty means no colour. */
bool terminal_colour(FILE *to)
{
	const char *no_colour = getenv("NO_COLOR"), *terminal = getenv("TERM");

	if (no_colour && *no_colour)
		return false;
	return isatty(fileno(to)) && terminal && strcmp(terminal, "dumb") != 0;
}
