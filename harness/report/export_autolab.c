/* export_autolab.c - the output of an Autolab autograder: text for the student, and in the last line the
 * score as JSON.  The problem on Autolab has the exercise's name.
 *
 * Before Autolab parses that line it puts quotes around every word before a colon, within strings, too:
 * no string in it may hold a colon.
 */
#include <stdlib.h>

#include "../base/base.h"
#include "../grading/mark.h"
#include "escape.h"
#include "export.h"
#include "format.h"

int export_autolab(FILE *to, struct export_job *job)
{
	const struct outcome *o = &job->outcomes[0];

	for (size_t i = 0; i < o->part_count; i++) {
		const struct part *part = &o->parts[i];
		const struct finding *finding = export_finding(o, part);
		char *name = mark_name(part);
		escape_terminal(to, name, NULL);
		fprintf(to, ": %s; ", format_of(part->points, part->most).s);
		escape_terminal(to, part->reason, NULL);
		if (finding && finding->message) {
			fputs("\n    ", to);
			escape_terminal(to, finding->message, "    ");
		}
		fputc('\n', to);
		free(name);
	}
	/* An exercise's name has letters, digits and '-' only. */
	return export_json(to, json_pack("{s:{s:f}}", "scores", o->exercise, o->points), JSON_COMPACT);
}
