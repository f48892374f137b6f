/* export_canvas.c - Canvas's gradebook CSV ("Export Entire Gradebook"), with the points filled in. */
#include "export.h"

int export_canvas(FILE *to, struct export_job *job)
{
	static const char *const ids[] = {"ID", "SIS User ID", "SIS Login ID", NULL};

	return export_fill(to, job, ids, NULL);
}
