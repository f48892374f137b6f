/* marking.c - what waits for a person, and recording what the person gives (marking.h).
 *
 * The gradebook is opened for each mark, so a person who reads for an hour keeps no grader out. */
#include "marking.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "../base/digest.h"
#include "../grading/mark.h"
#include "../grading/score.h"
#include "../report/report.h"
#include "results.h"

/* ---- what waits -------------------------------------------------------------- */

static const char *answer_to(const struct outcome *o, const char *question)
{
	for (size_t i = 0; i < o->answer_count; i++)
		if (strcmp(o->answers[i].name, question) == 0)
			return o->answers[i].text;
	return "";
}

static int by_question(const void *a, const void *b)
{
	const struct waiting *left = a, *right = b;
	int order = strcmp(left->outcome->exercise, right->outcome->exercise);

	if (!order)
		order = strcmp(left->part->name, right->part->name);
	if (!order)
		order = strcmp(left->answer, right->answer);
	return order ? order : strcmp(left->outcome->student, right->outcome->student);
}

struct waiting *marking_waiting(const struct export_job *job, bool by_student, size_t *count)
{
	struct waiting *list = NULL;

	*count = 0;
	for (size_t i = 0; i < job->count; i++)
		for (size_t p = 0; p < job->outcomes[i].part_count; p++) {
			const struct part *part = &job->outcomes[i].parts[p];
			if (part->kind != PART_QUESTION || !(part->pending > 0))
				continue;
			*GROW(list, *count) = (struct waiting){&job->outcomes[i], part,
			                                       answer_to(&job->outcomes[i], part->name)};
		}
	if (*count > 1 && !by_student)
		qsort(list, *count, sizeof *list, by_question);
	return list;
}

bool marking_same(const struct waiting *a, const struct waiting *b)
{
	return strcmp(a->outcome->exercise, b->outcome->exercise) == 0 &&
	       strcmp(a->part->name, b->part->name) == 0 && strcmp(a->answer, b->answer) == 0;
}

/* ---- recording ------------------------------------------------------------------ */

static int check_points(const struct outcome *o, const char *part, double points)
{
	if (strcmp(part, MARK_ADJUST) == 0)
		return 0;
	const struct part *found = mark_find(o, part);
	if (!found)
		return -1;
	if (points < 0 || points > found->most + 1e-9)
		return error_set("%s %s: %s is worth 0 to %g points, not %g", o->student, o->exercise, part,
		                 found->most, points);
	return 0;
}

static int record_mark(struct gradebook *book, const struct outcome *o, const char *part, double points,
                       const char *comment)
{
	const char *answer = answer_to(o, part);
	char *digest = *answer ? digest_of(answer, DIGEST_DIGITS) : xstrdup(""), *who = user_name(getuid());
	const struct gradebook_mark mark = {.student = o->student,
	                                    .exercise = o->exercise,
	                                    .part = (char *)part,
	                                    .points = points,
	                                    .comment = (char *)comment,
	                                    .answer = digest,
	                                    .marked_by = who,
	                                    .marked_at = clock_epoch_s()};
	int failed = gradebook_mark(book, &mark);

	free(who);
	free(digest);
	return failed;
}

static int rescore(struct gradebook *book, struct outcome *o, const char *why)
{
	if (gradebook_apply_marks(book, o) != 0)
		return -1;
	struct score_rules rules = score_rules_of(o);
	score_outcome(&rules, o);
	score_rules_free(&rules);
	return gradebook_record(book, o, why);
}

static int change(struct gradebook *book, struct outcome *o, const char *part, const double *points,
                  const char *comment)
{
	bool found = true;
	int failed = !points ? gradebook_unmark(book, o->student, o->exercise, part, &found)
	             : check_points(o, part, *points) != 0 ? -1
	                                                   : record_mark(book, o, part, *points, comment);

	if (!failed && !found)
		failed = error_set("%s %s: nobody has marked '%s'", o->student, o->exercise, part);
	char *why = xasprintf("%s: %s%s%s", points ? "marked" : "mark removed", part, *comment ? ": " : "",
	                      comment);
	if (!failed)
		failed = rescore(book, o, why);
	free(why);
	return failed;
}

int marking_record(const char *out, const char *student, const char *exercise, const char *part,
                   const double *points, const char *comment)
{
	struct results results;
	struct outcome o;

	if (results_open(&results, out, 1) != 0)
		return -1;
	int failed = gradebook_load(results.book, student, exercise, &o);
	if (!failed) {
		failed = o.fault ? error_set("%s %s: the grader failed on it; grade it again first", student,
		                             exercise)
		                 : change(results.book, &o, part, points, comment);
		outcome_free(&o);
	}
	results_close(&results);
	return failed;
}

int marking_report(const char *out)
{
	struct results results;

	if (results_open_read_only(&results, out) != 0)
		return -1;
	int failed = report_class(results.book, &results.folder);
	results_close(&results);
	return failed;
}
