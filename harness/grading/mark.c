/* mark.c - a person's marks enter a result (mark.h).  Pure: it changes nothing but the outcome. */
#include "mark.h"

#include <stdlib.h>
#include <string.h>

#include "../base/base.h"

static const char *const kinds[] = PART_NAMES;

char *mark_name(const struct part *part)
{
	if (part->kind == PART_QUESTION)
		return xstrdup(part->name);
	if (part->kind == PART_ADJUSTED)
		return xstrdup(MARK_ADJUST);
	return part->kind == PART_LATE ? xstrdup(kinds[part->kind])
	                               : xasprintf("%s.%s", mode_name(part->mode), kinds[part->kind]);
}

bool mark_names(const char *name, const struct part *part)
{
	char *own = mark_name(part);
	bool same = strcmp(own, name) == 0;

	free(own);
	return same;
}

struct part *mark_find(const struct outcome *o, const char *name)
{
	struct text names;
	FILE *to = text_open(&names);

	for (size_t i = 0; i < o->part_count; i++) {
		struct part *part = &o->parts[i];
		char *own = mark_name(part);
		bool found = strcmp(own, name) == 0,
		     markable = part->kind != PART_LATE && part->kind != PART_ADJUSTED;
		if (markable)
			fprintf(to, "%s, ", own);
		free(own);
		if (found && markable) {
			free(text_close(&names));
			return part;
		}
	}
	char *list = text_close(&names);
	error_set("'%.64s' is no part of %s %s; there are: %s" MARK_ADJUST, name, o->student, o->exercise,
	          list);
	free(list);
	return NULL;
}

static void replace(struct part *part, const struct rule *mark)
{
	char *reason =
		part->kind == PART_QUESTION
			? xasprintf("question %s: %.4g of %.4g points", part->name, mark->points, part->most)
			: xasprintf("%.4g of %.4g points by a person (before: %.4g; %s)", mark->points,
	                            part->most, part->points, part->reason);
	char *whole = *mark->text ? xasprintf("%s: %s", reason, mark->text) : xstrdup(reason);

	free(reason);
	free(part->reason);
	part->reason = whole;
	part->points = mark->points;
	part->pending = 0;
	if (part->kind == PART_QUESTION)
		part->verdict = mark->points > 0 ? VERDICT_CORRECT : VERDICT_WRONG_ANSWER;
}

void marks_enter(struct outcome *o)
{
	for (size_t r = 0; r < o->rule_count; r++) {
		const struct rule *mark = &o->rules[r];
		if (mark->kind != RULE_MARK)
			continue;
		for (size_t i = 0; i < o->part_count; i++)
			if (o->parts[i].kind != PART_ADJUSTED && mark_names(mark->name, &o->parts[i]))
				replace(&o->parts[i], mark);
		if (strcmp(mark->name, MARK_ADJUST) == 0)
			*outcome_add_part(o) =
				(struct part){.kind = PART_ADJUSTED,
			                      .points = mark->points,
			                      .verdict = VERDICT_CORRECT,
			                      .reason = xasprintf("%+.4g points by a person: %s",
			                                          mark->points, mark->text)};
	}
}
