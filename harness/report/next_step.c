/* next_step.c - what to do next (next_step.h).
 *
 * What has been tried and is wrong comes first, in the order of the modes, since later ones are
 * often made from earlier ones; then the first mode that is not written or not parallel.  It
 * only chooses among the findings, and decides nothing about them.
 */
#include "next_step.h"

#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "format.h"
#include "report.h"

/* The command that checks a whole mode: that of a finding in it, without the case. */
static char *whole_mode(const struct outcome *o, enum mode mode)
{
	char *command = NULL;

	for (size_t i = 0; i < o->finding_count && !command; i++)
		if (o->findings[i].mode == mode && o->findings[i].again)
			command = xstrdup(o->findings[i].again);
	if (!command)
		command = xasprintf("parlab check %s --mode %s", o->exercise, mode_name(mode));
	char *one_case = strstr(command, " --case "), *seed = strstr(command, " --seed ");
	if (one_case)
		*one_case = '\0';
	else if (seed)
		*seed = '\0';
	return command;
}

static bool is_unwritten(enum verdict verdict)
{
	return verdict == VERDICT_NOT_ATTEMPTED || verdict == VERDICT_NOT_PARALLEL;
}

static bool is_wrong(enum verdict verdict)
{
	return verdict != VERDICT_CORRECT && !verdict_is_pending(verdict) && !is_unwritten(verdict);
}

/* The first mode whose verdict is of this kind; MODE_COUNT: none. */
static int first_mode(const struct outcome *o, bool (*is)(enum verdict))
{
	int mode = 0;

	while (mode < MODE_COUNT && !is(state_of(o, (enum mode)mode).verdict))
		mode++;
	return mode;
}

static bool is_robustness_alone(enum verdict verdict)
{
	return verdict == VERDICT_NOT_ROBUST;
}

static bool is_grave(enum verdict verdict)
{
	return is_wrong(verdict) && !is_robustness_alone(verdict);
}

static void say(struct paint p, const char *mode, enum verdict verdict)
{
	if (verdict == VERDICT_NOT_ATTEMPTED)
		fprintf(p.to, "write %s mode (look for TODO(student)), then", mode);
	else if (verdict == VERDICT_NOT_PARALLEL)
		fprintf(p.to, "%s mode is right but not parallel: do what its hint says, then", mode);
	else if (verdict == VERDICT_NOT_ROBUST)
		fprintf(p.to, "%s mode is right; handle what the header calls an error, then", mode);
	else
		fprintf(p.to, "fix %s mode (%s), then check all of it:", mode, verdict_words(verdict));
}

void next_step(struct paint p, const struct outcome *o)
{
	bool (*const kinds[])(enum verdict) = {is_grave, is_unwritten, is_robustness_alone};
	int mode = MODE_COUNT;

	for (enum stage stage = STAGE_COLLECT; stage <= STAGE_BUILD; stage++)
		if (outcome_fault_in(o, stage, MODE_SERIAL))
			return; /* its own hint is the next step */
	for (size_t i = 0; mode == MODE_COUNT && i < ARRAY_LENGTH(kinds); i++)
		mode = first_mode(o, kinds[i]);
	if (mode == MODE_COUNT || o->fault)
		return;
	char *command = whole_mode(o, (enum mode)mode);
	fputs("\nWhat to do first: ", p.to);
	say(p, mode_name((enum mode)mode), state_of(o, (enum mode)mode).verdict);
	fputc('\n', p.to);
	terminal_command(p, "", command);
	free(command);
}

/* ---- all is well ----------------------------------------------------------------- */

static bool anything_wrong(const struct outcome *o)
{
	for (size_t i = 0; i < o->finding_count; i++)
		if (o->findings[i].verdict != VERDICT_CORRECT && !verdict_is_pending(o->findings[i].verdict))
			return true;
	return o->fault != NULL;
}

static double pending_answers(const struct outcome *o)
{
	double pending = 0;

	for (size_t i = 0; i < o->part_count; i++)
		pending += o->parts[i].kind == PART_QUESTION ? o->parts[i].pending : 0;
	return pending;
}

void terminal_success(const struct outcome *o, const char *work, bool part, bool speed, FILE *to, bool colour)
{
	struct paint p = {to, colour};
	char *all = xasprintf("parlab check %s", work), *bench = xasprintf("parlab bench %s", work);

	if (anything_wrong(o)) {
		/* told above */
	} else if (part) {
		fputs("\nThis part is right.  What to do next: check all of it:\n", to);
		terminal_command(p, "", all);
	} else {
		fputs("\nAll that check looks at is right: ", to);
		paint_bold(p, format_of(o->points, o->most).s);
		fputs(" points", to);
		if (o->pending > 0)
			fprintf(to, ", %s pending%s", format_points(o->pending).s,
			        pending_answers(o) > 0 ? " (a person reads the answers)" : "");
		fputs(speed ? ", without those for speed.\nWhat to do next: measure it:\n"
		            : ".\nWhat to do next: see how it scales:\n",
		      to);
		terminal_command(p, "", bench);
	}
	free(all);
	free(bench);
}
