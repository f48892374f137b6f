/* losses.c - groups the parts that lost points by reason (losses.h).  It changes no points. */
#include "losses.h"

#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "kinds.h"

static const double least_points = 0.005; /* points are hundredths */

/* A part's reason begins with its mode; and where one fault costs several parts, it ends with
 * ", so ...", which differs from part to part. */
static char *root_of(const struct part *p)
{
	const char *name = mode_name(p->mode), *from = p->reason ? p->reason : "";
	const char *end = NULL;

	if (p->kind == PART_QUESTION && (p->pending > 0 || p->verdict == VERDICT_NOT_ATTEMPTED))
		return xstrdup(p->pending > 0 ? "answers wait for a person" : "no answer");
	if (strncmp(from, name, strlen(name)) == 0 && strncmp(from + strlen(name), ": ", 2) == 0)
		from += strlen(name) + 2;
	for (const char *so = from; (so = strstr(so, ", so ")) != NULL; so++)
		end = so;
	return end ? xstrndup(from, (size_t)(end - from)) : xstrdup(from);
}

static bool is_same(const struct loss *loss, const struct part *p, const char *reason)
{
	if (loss->verdict != p->verdict || (loss->kind == PART_QUESTION) != (p->kind == PART_QUESTION))
		return false;
	char *one = kinds_pattern(loss->reason), *other = kinds_pattern(reason);
	bool same = strcmp(one, other) == 0;
	free(one);
	free(other);
	return same;
}

static void take(struct loss *loss, const struct part *p, double points)
{
	loss->points += points;
	loss->kinds |= 1u << p->kind;
	if (p->kind != PART_QUESTION) {
		loss->modes |= part_has_mode(p) ? 1u << p->mode : 0;
		return;
	}
	char *names = loss->questions ? xasprintf("%s, %s", loss->questions, p->name) : xstrdup(p->name);
	free(loss->questions);
	loss->questions = names;
}

static int by_points(const void *a, const void *b)
{
	double x = ((const struct loss *)a)->points, y = ((const struct loss *)b)->points;

	return (y > x) - (y < x);
}

struct loss *losses_of(const struct outcome *o, bool pending, size_t *count)
{
	struct loss *losses = NULL;

	*count = 0;
	for (size_t i = 0; i < o->part_count; i++) {
		const struct part *p = &o->parts[i];
		double points = pending ? p->pending : p->most - p->points - p->pending;
		if (points < least_points)
			continue;
		char *reason = root_of(p);
		size_t at = 0;
		while (at < *count && !is_same(&losses[at], p, reason))
			at++;
		if (at == *count)
			*GROW(losses, *count) =
				(struct loss){.verdict = p->verdict, .kind = p->kind, .reason = reason};
		else
			free(reason);
		take(&losses[at], p, points);
	}
	if (losses)
		qsort(losses, *count, sizeof *losses, by_points);
	return losses;
}

void losses_free(struct loss *losses, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(losses[i].questions);
		free(losses[i].reason);
	}
	free(losses);
}
