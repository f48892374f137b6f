/* export.h - results in the formats of other programs: `parlab export`.
 *
 * A format is a file export_NAME.c and a row in export.c.  It writes results as they are in the
 * gradebook; it decides nothing, and knows students by their ids only.
 */
#ifndef PARLAB_EXPORT_H
#define PARLAB_EXPORT_H

#include <jansson.h>
#include <stdio.h>

#include "../base/table.h"
#include "../course/roster.h"
#include "../gradebook/gradebook.h"
#include "../grading/outcome.h"

/* What is exported: results without their raw samples, sorted by student, then exercise. */
struct export_job {
	struct outcome *outcomes;
	size_t count;
	/* Where a platform's own file is filled in: the file, its column of grades (NULL: the one that
	 * is meant), and other ids of the students. */
	struct table *into;
	const char *into_path, *column;
	const struct roster *roster;
};

enum export_scope {
	EXPORT_ONE,   /* one student's result in one exercise */
	EXPORT_CLASS, /* all */
	EXPORT_FILL,  /* one exercise, into a platform's file */
};
struct export_format {
	const char *name;
	enum export_scope scope;
	const char *summary;
	int (*write)(FILE *to, struct export_job *job); /* -1 with error_text() */
};
extern const struct export_format export_formats[];
extern const size_t export_format_count;

int export_csv(FILE *to, struct export_job *job);
int export_junit(FILE *to, struct export_job *job);
int export_gradescope(FILE *to, struct export_job *job);
int export_autolab(FILE *to, struct export_job *job);
int export_check50(FILE *to, struct export_job *job);
int export_github(FILE *to, struct export_job *job);
int export_prairielearn(FILE *to, struct export_job *job);
int export_canvas(FILE *to, struct export_job *job);
int export_moodle(FILE *to, struct export_job *job);

/* export_load: the current results; `student` and `exercise` may be NULL.  -1 if there are none. */
int export_load(struct export_job *job, struct gradebook *book, const char *student, const char *exercise);
void export_free(struct export_job *job);

/* ---- for the formats -------------------------------------------------------------- */

/* What became of a part: it is open while points are pending. */
enum export_state { EXPORT_PASSED, EXPORT_FAILED, EXPORT_OPEN };
enum export_state export_state(const struct part *part);
/* export_hint: the finding that explains a part that was lost; NULL: none. */
const struct finding *export_finding(const struct outcome *outcome, const struct part *part);
/* export_text: a JSON string of any bytes. */
json_t *export_text(const char *text);
/* export_json: print it, and a line break; takes the reference. */
int export_json(FILE *to, json_t *json, size_t flags);
/* export_fill: write the points of the one exercise into job->into: rows are joined by the cells
 * of these columns (up to NULL).  No row is dropped, added or moved. */
int export_fill(FILE *to, struct export_job *job, const char *const *id_columns, const char *usual_column);

#endif
