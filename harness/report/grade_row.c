/* grade_row.c - an outcome becomes a row of the class page and of exported grades
 * (grade_row.h).
 */
#include "grade_row.h"

#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "escape.h"
#include "kinds.h"
#include "losses.h"
#include "tables.h"

/* What the stages write where only a person can decide. */
static const char for_a_person[] = "a person must";

static void take_looks(struct grade_row *row, const struct outcome *o)
{
	size_t count;
	struct loss *waits = losses_of(o, true, &count);

	row->look[LOOK_FAULT] = xstrdup(o->fault);
	for (size_t i = 0; i < count; i++) {
		bool question = waits[i].questions != NULL;
		enum grade_look look = question                                        ? LOOK_ANSWERS
		                       : strstr(waits[i].reason, for_a_person) != NULL ? LOOK_PERSON
		                                                                       : LOOK_INCONCLUSIVE;
		if (!row->look[look] && (question || waits[i].verdict != VERDICT_NOT_TIMED))
			row->look[look] = xstrdup(question ? waits[i].questions : waits[i].reason);
	}
	losses_free(waits, count);
}

static void take_gains(struct grade_row *row, const struct outcome *o)
{
	for (size_t i = 0; i < o->speed_count; i++)
		if (o->speeds[i].graded && o->speeds[i].rounds > 0 && interval_is_known(o->speeds[i].gain))
			*GROW(row->gains, row->gain_count) =
				(struct grade_gain){o->speeds[i].mode, o->speeds[i].gain.median};
}

static void take_kinds(struct grade_row *row, const struct outcome *o)
{
	size_t count;
	struct kind *kinds = kinds_of(o, &count);

	for (size_t i = 0; i < count; i++) {
		const struct finding *f = kinds[i].first;
		*GROW(row->kinds, row->kind_count) =
			(struct grade_kind){f->stage, f->verdict, kinds_pattern(f->message ? f->message : ""),
		                            xstrdup(f->message ? f->message : "")};
	}
	kinds_free(kinds, count);
}

struct grade_row grade_row_of(const struct outcome *outcome)
{
	char *student = escape_component(outcome->student), *exercise = escape_component(outcome->exercise);
	char *student_url = escape_url(student), *exercise_url = escape_url(exercise);
	struct grade_row row = {
		.student = xstrdup(outcome->student),
		.exercise = xstrdup(outcome->exercise),
		.folder = xasprintf("%s/%s", student_url, exercise_url),
		.points = outcome->points,
		.most = outcome->most,
		.pending = outcome->pending,
		.verdict = outcome->verdict,
		.fault = xstrdup(outcome->fault),
		.marks = xstrdup(outcome->marks ? outcome->marks : ""),
		.host = xstrdup(outcome->host ? outcome->host : ""),
	};

	row.speed_here = outcome_speed_points(outcome, &row.speed_all);
	row.rounds = tables_rounds(outcome, &row.dropped);
	take_looks(&row, outcome);
	take_gains(&row, outcome);
	take_kinds(&row, outcome);
	free(student);
	free(exercise);
	free(student_url);
	free(exercise_url);
	return row;
}

void grade_row_free(struct grade_row *row)
{
	free(row->student);
	free(row->exercise);
	free(row->folder);
	free(row->fault);
	free(row->marks);
	free(row->host);
	for (size_t i = 0; i < LOOK_COUNT; i++)
		free(row->look[i]);
	for (size_t i = 0; i < row->kind_count; i++) {
		free(row->kinds[i].pattern);
		free(row->kinds[i].message);
	}
	free(row->kinds);
	free(row->gains);
}
