/* export_moodle.c - Moodle's grading worksheet, with the points filled in.  Its column Identifier reads
 * "Participant 123", the number that is in the names of the exported folders, too. */
#include "export.h"

int export_moodle(FILE *to, struct export_job *job)
{
	static const char *const ids[] = {"Identifier", "ID number", "Email address", "Username", NULL};

	return export_fill(to, job, ids, "Grade");
}
