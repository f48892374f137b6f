/* outcome.c - the container of all results of one submission.
 *
 * It adds, finds and frees.  It never judges, counts points, or does input and output.
 */
#include "outcome.h"

#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "verdict.h"

static const char *const stage_names[STAGE_COUNT] = {
	[STAGE_COLLECT] = "collect",   [STAGE_BUILD] = "build",   [STAGE_CHECK] = "check",
	[STAGE_SANITIZE] = "sanitize", [STAGE_CENSUS] = "census", [STAGE_ROBUST] = "robust",
	[STAGE_MEASURE] = "measure",
};

const char *stage_name(enum stage stage)
{
	return (unsigned)stage < STAGE_COUNT ? stage_names[stage] : "unknown";
}

int stage_from_name(const char *name, enum stage *stage)
{
	for (int i = 0; i < STAGE_COUNT; i++) {
		if (strcmp(name, stage_names[i]) == 0) {
			*stage = (enum stage)i;
			return 0;
		}
	}
	return error_set("'%s': not a stage", name);
}

struct finding *outcome_add_finding(struct outcome *outcome)
{
	struct finding *added = GROW(outcome->findings, outcome->finding_count);

	*added = (struct finding){0};
	return added;
}

void outcome_take_findings(struct outcome *to, struct outcome *from)
{
	for (size_t i = 0; i < from->finding_count; i++)
		*outcome_add_finding(to) = from->findings[i];
	free(from->findings);
	from->findings = NULL;
	from->finding_count = 0;
}

struct census *outcome_add_census(struct outcome *outcome)
{
	struct census *added = GROW(outcome->censuses, outcome->census_count);

	*added = (struct census){0};
	return added;
}

struct speed *outcome_add_speed(struct outcome *outcome)
{
	struct speed *added = GROW(outcome->speeds, outcome->speed_count);

	*added = (struct speed){0};
	return added;
}

struct part *outcome_add_part(struct outcome *outcome)
{
	struct part *added = GROW(outcome->parts, outcome->part_count);

	*added = (struct part){0};
	return added;
}

struct chart *outcome_add_chart(struct outcome *outcome)
{
	struct chart *added = GROW(outcome->charts, outcome->chart_count);

	*added = (struct chart){0};
	return added;
}

static void free_charts(struct outcome *outcome)
{
	for (size_t i = 0; i < outcome->chart_count; i++) {
		struct chart *c = &outcome->charts[i];
		free(c->name);
		free(c->title);
		free(c->tsv);
		free(c->problem);
	}
	free(outcome->charts);
}

struct series *outcome_add_series(struct outcome *outcome)
{
	struct series *added = GROW(outcome->series, outcome->series_count);

	*added = (struct series){0};
	return added;
}

struct rule *outcome_add_rule(struct outcome *outcome)
{
	struct rule *added = GROW(outcome->rules, outcome->rule_count);

	*added = (struct rule){0};
	return added;
}

struct answer *outcome_add_answer(struct outcome *outcome)
{
	struct answer *added = GROW(outcome->answers, outcome->answer_count);

	*added = (struct answer){0};
	return added;
}

static void free_finding(struct finding *f)
{
	free(f->case_name);
	free(f->message);
	free(f->detail);
	free(f->hint);
	free(f->again);
}

static void free_findings(struct outcome *outcome)
{
	for (size_t i = 0; i < outcome->finding_count; i++)
		free_finding(&outcome->findings[i]);
	free(outcome->findings);
}

void outcome_mark(struct outcome *outcome, const char *mark)
{
	const char *marks = outcome->marks ? outcome->marks : "";

	if (strstr(marks, mark))
		return;
	char *both = xasprintf("%s%s%s", marks, *marks ? "; " : "", mark);
	free(outcome->marks);
	outcome->marks = both;
}

void outcome_forget_speeds(struct outcome *outcome)
{
	for (size_t i = 0; i < outcome->speed_count; i++)
		free(outcome->speeds[i].reason);
	free(outcome->speeds);
	outcome->speeds = NULL;
	outcome->speed_count = 0;
}

static void forget_series(struct outcome *outcome)
{
	for (size_t i = 0; i < outcome->series_count; i++)
		free(outcome->series[i].ended);
	free(outcome->series);
	outcome->series = NULL;
	outcome->series_count = 0;
}

void outcome_forget_timing(struct outcome *outcome)
{
	size_t kept = 0;

	for (size_t i = 0; i < outcome->finding_count; i++) {
		if (outcome->findings[i].stage == STAGE_MEASURE)
			free_finding(&outcome->findings[i]);
		else
			outcome->findings[kept++] = outcome->findings[i];
	}
	outcome->finding_count = kept;
	outcome_forget_speeds(outcome);
	forget_series(outcome);
	free(outcome->samples.list);
	outcome->samples.list = NULL;
	outcome->samples.count = 0;
}

static void free_replaced(struct outcome *outcome)
{
	for (size_t i = 0; i < outcome->replaced_count; i++) {
		free(outcome->replaced[i].replaced_why);
		free(outcome->replaced[i].marks);
		free(outcome->replaced[i].fault);
	}
	free(outcome->replaced);
}

void outcome_forget_rules(struct outcome *outcome)
{
	for (size_t i = 0; i < outcome->rule_count; i++) {
		free(outcome->rules[i].name);
		free(outcome->rules[i].text);
	}
	free(outcome->rules);
	outcome->rules = NULL;
	outcome->rule_count = 0;
}

void outcome_forget_answers(struct outcome *outcome)
{
	for (size_t i = 0; i < outcome->answer_count; i++) {
		free(outcome->answers[i].name);
		free(outcome->answers[i].text);
	}
	free(outcome->answers);
	outcome->answers = NULL;
	outcome->answer_count = 0;
}

/* outcome_free: leaves the struct empty and ready for reuse. */
void outcome_free(struct outcome *outcome)
{
	free_findings(outcome);
	free_charts(outcome);
	outcome_forget_speeds(outcome);
	forget_series(outcome);
	outcome_forget_rules(outcome);
	outcome_forget_answers(outcome);
	free_replaced(outcome);
	for (size_t i = 0; i < outcome->part_count; i++) {
		free(outcome->parts[i].name);
		free(outcome->parts[i].reason);
	}
	free(outcome->parts);
	free(outcome->censuses);
	free(outcome->samples.list);
	free(outcome->student);
	free(outcome->exercise);
	free(outcome->title);
	free(outcome->fingerprint);
	free(outcome->scale);
	free(outcome->name);
	free(outcome->section);
	free(outcome->work);
	free(outcome->host);
	free(outcome->doctor);
	free(outcome->marks);
	free(outcome->fault);
	*outcome = (struct outcome){0};
}

double outcome_speed_points(const struct outcome *outcome, double *all)
{
	double here = 0;

	*all = 0;
	for (size_t i = 0; i < outcome->part_count; i++) {
		const struct part *p = &outcome->parts[i];
		if (p->kind != PART_SPEED)
			continue;
		here += p->most - p->pending;
		*all += p->most;
	}
	return here;
}

const struct finding *outcome_fault_in(const struct outcome *outcome, enum stage stage, enum mode mode)
{
	const struct finding *shown = NULL;

	for (size_t i = 0; i < outcome->finding_count; i++) {
		const struct finding *f = &outcome->findings[i];
		if (f->stage != stage || f->mode != mode || f->verdict == VERDICT_CORRECT)
			continue;
		/* The sanitizers ran side by side, so the order of their findings means nothing. */
		if (!shown ||
		    (stage == STAGE_SANITIZE && verdict_rank(f->verdict) > verdict_rank(shown->verdict)))
			shown = f;
	}
	return shown;
}
