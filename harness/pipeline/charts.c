/* charts.c - the tables that an exercise's own charts are drawn from.
 *
 * For each chart of the manifest the submission is called with the chart's
 * arguments, in a mode that was right; the answer is judged once more, and the
 * oracle turns it into rows.  Seconds in the rows come from parlab's clock, or
 * the oracle labels them as reported by the program itself.
 *
 * Charts are for people.  Nothing here makes a finding, a verdict, a point or a
 * fault: what goes wrong is one line in the chart itself, which says whether
 * the submission or the grader failed.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../base/base.h"
#include "call.h"

/* Keep the first problem only: later ones mostly repeat it.  Takes ownership of `words`. */
static void note_problem(struct chart *chart, char *words)
{
	if (chart->problem)
		free(words);
	else
		chart->problem = words;
	for (char *c = chart->problem; *c; c++)
		if (*c == '\n')
			*c = ' ';
}

static void note_grader(struct chart *chart)
{
	note_problem(chart, xasprintf("the grader failed: %s", error_text()));
}

/* Rows under one header; takes `table`. */
static int add_rows(struct chart *chart, char *table)
{
	size_t header = strcspn(table, "\n");
	const char *rows = table + header + (table[header] == '\n');
	char *longer;

	if (!chart->tsv) {
		chart->tsv = table;
		return 0;
	}
	if (strcspn(chart->tsv, "\n") != header || strncmp(chart->tsv, table, header) != 0) {
		free(table);
		return error_set("the oracle's tables for '%s' have different headers", chart->name);
	}
	longer = xasprintf("%s%s", chart->tsv, rows);
	free(chart->tsv);
	free(table);
	chart->tsv = longer;
	return 0;
}

/* One call: what came, and how it was seen. */
static int judge_and_tabulate(struct submission *sub, const struct call *call, struct chart *chart)
{
	struct sightings seen = call_seen(call);
	struct judgement judgement;
	char *table = NULL;
	int answer = session_answer(call->session);

	if (oracle_judge(sub, call->c, answer, call->mode, call->workers, &seen, &judgement) != 0)
		return -1;
	if (!judgement.right)
		note_problem(chart, xasprintf("a wrong answer, in %s mode: %s", mode_name(call->mode),
		                              judgement.message));
	bool right = judgement.right;
	judgement_free(&judgement);
	if (!right)
		return 0;
	if (oracle_table(sub, chart->name, call->c, answer, call->mode, call->workers, &seen, &table) != 0)
		return -1;
	return add_rows(chart, table);
}

static int run_call(struct submission *sub, struct call *call, struct chart *chart)
{
	char *message, *hint;

	if (call_open(call) != 0 || call_make(call) != 0)
		return -1;
	if (call_verdict(call, &message, &hint) == VERDICT_CORRECT)
		return judge_and_tabulate(sub, call, chart);
	note_problem(chart, xasprintf("in %s mode with %d workers (%s): %s", mode_name(call->mode),
	                              call->workers, call->c->args, message));
	free(message);
	free(hint);
	return 0;
}

/* The first of the run's modes that was right; false if none was. */
static bool choose_mode(const struct submission *sub, const struct manifest_run *run, enum mode *mode)
{
	for (size_t i = 0; i < run->mode_count; i++)
		if (mode_was_right(sub, run->modes[i])) {
			*mode = run->modes[i];
			return true;
		}
	return false;
}

static void make_run(struct submission *sub, const struct manifest_run *run, enum mode mode, uint64_t seed,
                     struct chart *chart)
{
	struct oracle_case c;
	size_t calls = mode == MODE_SERIAL || run->worker_count == 0 ? 1 : run->worker_count;

	if (oracle_make_case(sub, run->args, seed, &c) != 0) {
		note_grader(chart);
		return;
	}
	for (size_t i = 0; i < calls && !chart->problem; i++) {
		int asked = run->worker_count > 0 ? (int)run->workers[i] : sub->workshop->host.usable;
		struct call call = {
			.sub = sub,
			.program = &sub->program,
			.purpose = CALL_CHARTED,
			.c = &c,
			.mode = mode,
			.workers = mode == MODE_SERIAL ? 1 : asked,
		};
		if (run_call(sub, &call, chart) != 0)
			note_grader(chart);
		call_close(&call);
	}
	oracle_case_free(&c);
}

/* The manifest's words, and which modes were chosen. */
static char *caption(const char *title, const bool shown[MODE_COUNT])
{
	struct text text;
	FILE *to = text_open(&text);
	const char *lead = ". Shown: ";

	fputs(title, to);
	for (int mode = 0; mode < MODE_COUNT; mode++) {
		if (!shown[mode])
			continue;
		fprintf(to, "%s%s", lead, mode_name((enum mode)mode));
		lead = ", ";
	}
	return text_close(&text);
}

/* A chart ends with its first problem, since a hang would cost its limit in every
 * further call.  A mode that was not right is left out, with a note. */
static void make_chart(struct submission *sub, size_t index)
{
	const struct manifest *m = sub->job.exercise;
	const struct manifest_chart *wanted = &m->charts[index];
	struct chart *chart = outcome_add_chart(&sub->outcome);
	uint64_t seed = oracle_seed_of_case(sub, m->case_count + index);
	const struct manifest_run *left_out = NULL;
	bool shown[MODE_COUNT] = {false};
	enum mode mode;

	chart->name = xstrdup(wanted->name);
	for (size_t i = 0; i < wanted->run_count && !chart->problem; i++) {
		if (choose_mode(sub, &wanted->runs[i], &mode)) {
			make_run(sub, &wanted->runs[i], mode, seed, chart);
			shown[mode] = true;
		} else {
			left_out = &wanted->runs[i];
		}
	}
	chart->title = caption(wanted->title, shown);
	if (left_out)
		note_problem(chart, xasprintf("left out, for no mode for it was right: %s", left_out->args));
}

void chart_submission(struct submission *sub)
{
	struct host_lock lock;

	host_lock_take(&lock, true);
	for (size_t i = 0; i < sub->job.exercise->chart_count; i++)
		make_chart(sub, i);
	host_lock_drop(&lock);
}
