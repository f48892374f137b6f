/* page_points.c - the top of a student's page: the verdict in a sentence, what was lost and
 * why, the points as a grid of parts and modes, and what to do next.
 *
 * It decides nothing: points, verdicts and reasons are the outcome's.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "escape.h"
#include "format.h"
#include "kinds.h"
#include "losses.h"
#include "page.h"

static const char *const kind_names[] = PART_NAMES;

/* ---- the verdict, and what was lost ----------------------------------------------- */

static double lost_points(const struct outcome *o)
{
	double lost = o->most - o->points - o->pending;

	return lost > 0.005 ? lost : 0;
}

static void write_sentence(FILE *to, const struct outcome *o)
{
	double lost = lost_points(o);

	fputs("<p class=\"say\">", to);
	page_verdict(to, o->verdict, o->fault != NULL);
	html_print(to, ": <strong>%s points</strong>", format_of(o->points, o->most).s);
	if (lost > 0)
		html_print(to, "; %s lost", format_points(lost).s);
	if (o->pending > 0)
		html_print(to, "; %s pending: neither earned nor lost yet", format_points(o->pending).s);
	double speed_all, speed_here = outcome_speed_points(o, &speed_all);
	if (speed_here < speed_all)
		html_print(to, "; of the points for speed, %s measurable",
		           format_of(speed_here, speed_all).s);
	fputs(".</p>\n", to);
}

/* "in fork and threads (correct, clean)" */
static void write_whereof(FILE *to, const struct loss *loss)
{
	if (loss->questions) {
		html_print(to, "for %s", loss->questions);
		return;
	}
	if (!loss->modes) {
		html_print(to, "%s", kind_names[loss->kind]);
		return;
	}
	char *modes = kinds_modes(loss->modes);
	struct text parts;
	FILE *names = text_open(&parts);
	for (size_t kind = 0; kind < ARRAY_LENGTH(kind_names); kind++) {
		if (!(loss->kinds & 1u << kind))
			continue;
		text_separate(&parts, ", ");
		fputs(kind_names[kind], names);
	}
	char *list = text_close(&parts);
	html_print(to, "in %s (%s)", modes, list);
	free(list);
	free(modes);
}

static void write_losses(FILE *to, const struct outcome *o, bool pending)
{
	size_t count;
	struct loss *losses = losses_of(o, pending, &count);

	for (size_t i = 0; i < count; i++) {
		html_print(to, "<li><strong>%s%s</strong> ", format_points(losses[i].points).s,
		           pending ? " pending" : " lost");
		write_whereof(to, &losses[i]);
		html_print(to, ": %s</li>\n", losses[i].reason);
	}
	losses_free(losses, count);
}

static void write_notes(FILE *to, const struct outcome *o)
{
	if (o->fault)
		html_print(to,
		           "<p class=\"note\"><strong>Incomplete: the grader failed.</strong> This says "
		           "nothing about the work and costs nobody points; below are only the findings made "
		           "before the failure. Reason: %s</p>\n",
		           o->fault);
	if (o->marks && *o->marks)
		html_print(to,
		           "<p class=\"note\">This result was made under special circumstances: %s.</p>\n",
		           o->marks);
}

/* ---- what next --------------------------------------------------------------------- */

/* The first fault: what happened, and what to try. */
static void write_first_fault(FILE *to, const struct kind *kind)
{
	const struct finding *f = kind->first;
	char *modes = kinds_modes(kind->modes);

	page_verdict(to, f->verdict, false);
	if (f->stage > STAGE_BUILD)
		html_print(to, " in %s", modes);
	free(modes);
	if (f->message)
		html_print(to, ": %s", f->message);
	if (f->hint) {
		char *hint = format_sentence(f->hint);
		html_print(to, "<br>%s", hint);
		free(hint);
	}
	if (f->again)
		html_print(to, "<br>See it yourself: <code>%s</code>", f->again);
}

static void write_next(FILE *to, const struct outcome *o)
{
	size_t count;
	struct kind *kinds = kinds_of(o, &count);

	html_print(to, "<p class=\"next\"><strong>%s:</strong> ", count > 0 ? "Fix first" : "Next");
	if (count > 0)
		write_first_fault(to, &kinds[0]);
	else if (lost_points(o) > 0)
		fputs("nothing is wrong; what is lost, and why, stands above", to);
	else if (o->pending > 0)
		fputs("nothing to do: what is pending waits for another run, another machine or a person",
		      to);
	else
		fputs("nothing to do: all points are earned", to);
	fputs("</p>\n", to);
	kinds_free(kinds, count);
}

/* ---- the grid ----------------------------------------------------------------------- */

struct sum {
	double points, most, pending;
};

static void add(struct sum *sum, const struct part *p)
{
	sum->points += p->points;
	sum->most += p->most;
	sum->pending += p->pending;
}

/* The share that is earned is shown as a bar, too. */
static void write_sum(FILE *to, const struct sum *s, bool total)
{
	const char *class = s->points >= s->most ? "full"
	                    : s->pending > 0     ? "open"
	                    : s->points > 0      ? "some"
	                                         : "none";

	if (!(s->most > 0)) { /* no such part; or points that are taken away */
		html_print(to, "<td class=\"%s\">%s</td>", s->points < 0 ? "none" : "dim",
		           s->points != 0 ? format_points(s->points).s : "-");
		return;
	}
	html_print(to, "<td class=\"%s\" style=\"--got:%d%%\">%s", class,
	           (int)(100 * s->points / s->most + 0.5), format_of(s->points, s->most).s);
	if (s->pending > 0)
		html_print(to, "<small>%s pending</small>", format_points(s->pending).s);
	else if (!total && s->points > 0 && s->points < s->most)
		fputs("<small>partly</small>", to);
	fputs("</td>", to);
}

static unsigned modes_of(const struct outcome *o)
{
	unsigned modes = 0;

	for (size_t i = 0; i < o->part_count; i++)
		if (part_has_mode(&o->parts[i]))
			modes |= 1u << o->parts[i].mode;
	return modes;
}

static void write_kind(FILE *to, const struct outcome *o, enum part_kind kind, unsigned modes)
{
	struct sum all = {0};

	for (size_t i = 0; i < o->part_count; i++)
		if (o->parts[i].kind == kind)
			add(&all, &o->parts[i]);
	if (!(all.most > 0) && all.points == 0)
		return;
	html_print(to, "<tr><th scope=\"row\">%s</th>", kind == PART_QUESTION ? "answers" : kind_names[kind]);
	for (int mode = 0; mode < MODE_COUNT; mode++) {
		struct sum sum = {0};
		if (!(modes & 1u << mode))
			continue;
		for (size_t i = 0; i < o->part_count; i++)
			if (o->parts[i].kind == kind && kind != PART_QUESTION &&
			    (int)o->parts[i].mode == mode)
				add(&sum, &o->parts[i]);
		write_sum(to, &sum, false);
	}
	write_sum(to, &all, true);
	fputs("</tr>\n", to);
}

static bool is_in(const enum part_kind *kinds, size_t count, enum part_kind kind)
{
	for (size_t i = 0; i < count; i++)
		if (kinds[i] == kind)
			return true;
	return false;
}

static void write_grid(FILE *to, const struct outcome *o)
{
	static const enum part_kind order[] = {PART_CORRECT, PART_CLEAN, PART_ROBUST, PART_SPEED};
	const char *headers[MODE_COUNT + 3] = {"part"};
	unsigned modes = modes_of(o);
	size_t columns = 1;

	for (int mode = 0; mode < MODE_COUNT; mode++)
		if (modes & 1u << mode)
			headers[columns++] = mode_name((enum mode)mode);
	headers[columns] = "all";
	fputs("<div class=\"grid\">\n", to);
	page_table(to, "points", NULL, headers);
	for (size_t i = 0; i < ARRAY_LENGTH(order); i++)
		write_kind(to, o, order[i], modes);
	for (size_t kind = 0; kind < ARRAY_LENGTH(kind_names); kind++) /* and those of no mode */
		if (!is_in(order, ARRAY_LENGTH(order), (enum part_kind)kind))
			write_kind(to, o, (enum part_kind)kind, modes);
	page_table_end(to);
	fputs("</div>\n", to);
}

/* Every part with its own reason, for those who want to check. */
static void write_reasons(FILE *to, const struct outcome *o)
{
	static const char *const headers[] = {"part", "mode", "points", "pending", "verdict", "reason", NULL};

	page_fold(to, "Each part with its reason");
	page_table(to, "parts", NULL, headers);
	for (size_t i = 0; i < o->part_count; i++) {
		const struct part *p = &o->parts[i];
		html_print(to, "<tr><td>%s</td><td>%s</td>", kind_names[p->kind],
		           p->kind == PART_QUESTION ? p->name
		           : part_has_mode(p)       ? mode_name(p->mode)
		                                    : "");
		page_number(to, p->most > 0 ? format_of(p->points, p->most).s : format_points(p->points).s);
		page_number(to, p->pending > 0 ? format_points(p->pending).s : "");
		fputs("<td>", to);
		if (p->kind == PART_QUESTION && p->pending > 0)
			fputs("waits for a person", to);
		else
			page_verdict(to, p->verdict, false);
		html_print(to, "</td><td class=\"r\">%s</td></tr>\n", p->reason);
	}
	page_table_end(to);
	page_fold_end(to);
}

void page_points(FILE *to, const struct outcome *o)
{
	write_sentence(to, o);
	write_notes(to, o);
	if (o->part_count > 0) {
		fputs("<ul>\n", to);
		write_losses(to, o, false);
		write_losses(to, o, true);
		fputs("</ul>\n", to);
	}
	write_next(to, o);
	if (o->part_count == 0)
		return;
	fputs("<h2>Points</h2>\n", to);
	write_grid(to, o);
	write_reasons(to, o);
}
