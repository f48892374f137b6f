/* terminal.c - the output of `check`, `bench` and `grade` at a terminal.
 *
 * First a line for each mode; then each mode's first problem with the command that
 * reproduces it; finally, for unfinished work, the next step.  Text from a submission is
 * always escaped: it must not move the cursor or change a colour.  It makes no decisions.
 */
#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../grading/verdict.h"
#include "escape.h"
#include "format.h"
#include "next_step.h"
#include "paint.h"
#include "report.h"
#include "terminal_parts.h"

enum { MODE_WIDTH = 8, VERDICT_WIDTH = 19 };

/* ---- check: the state of each mode ------------------------------------------------ */

struct state state_of(const struct outcome *o, enum mode mode)
{
	struct state state = {0};

	for (size_t i = 0; i < o->finding_count; i++) {
		const struct finding *f = &o->findings[i];
		if (f->mode != mode || f->stage < STAGE_CHECK)
			continue;
		state.cases += f->stage == STAGE_CHECK && f->case_name;
		state.right += f->stage == STAGE_CHECK && f->verdict == VERDICT_CORRECT;
		state.sanitizer_runs += f->stage == STAGE_SANITIZE;
		state.trials += f->stage == STAGE_ROBUST;
		/* An answer is not wrong because a sanitizer cannot run here. */
		if (f->stage == STAGE_CHECK || !verdict_is_pending(f->verdict))
			state.verdict = verdict_worse(state.verdict, f->verdict);
	}
	return state;
}

static void print_state(struct paint p, const char *what, const struct state *s)
{
	fprintf(p.to, "%-*s ", MODE_WIDTH, what);
	paint_verdict(p, s->verdict, VERDICT_WIDTH);
	if (s->cases > 0 && s->right == s->cases)
		fprintf(p.to, " %d case%s", s->cases, s->cases == 1 ? "" : "s");
	else if (s->cases > 0)
		fprintf(p.to, " %d of %d case%s right", s->right, s->cases, s->cases == 1 ? "" : "s");
	if (s->sanitizer_runs > 0)
		fprintf(p.to, ", %d sanitizer run%s", s->sanitizer_runs, s->sanitizer_runs == 1 ? "" : "s");
	if (s->trials > 0)
		fprintf(p.to, ", %d injected fault%s", s->trials, s->trials == 1 ? "" : "s");
	fputc('\n', p.to);
}

static void print_states(struct paint p, const struct outcome *o)
{
	for (enum stage stage = STAGE_COLLECT; stage <= STAGE_BUILD; stage++) {
		const struct finding *f = outcome_fault_in(o, stage, MODE_SERIAL);
		if (f)
			print_state(p, stage_name(stage), &(struct state){.verdict = f->verdict});
	}
	for (int mode = 0; mode < MODE_COUNT; mode++) {
		struct state state = state_of(o, (enum mode)mode);
		if (state.cases > 0 || state.verdict != VERDICT_CORRECT)
			print_state(p, mode_name((enum mode)mode), &state);
	}
}

static const char *program = "parlab";

void terminal_program(const char *name)
{
	program = name;
}

/* ---- check: the problems ------------------------------------------------------------ */

void terminal_sentence(struct paint p, const char *text)
{
	size_t length = strlen(text);

	escape_terminal(p.to, text, NULL);
	if (length > 0 && !strchr(".!?:", text[length - 1]))
		fputc('.', p.to);
}

static void print_indented(struct paint p, const char *label, const char *text, const char *indent)
{
	fprintf(p.to, "%s%s", indent, label);
	escape_terminal(p.to, text, indent);
	if (!*text || text[strlen(text) - 1] != '\n')
		fputc('\n', p.to);
}

/* The command is stored as `parlab check ...`, and shown with this program's name as it was
 * called. */
void terminal_command(struct paint p, const char *label, const char *command)
{
	static const char name[] = "parlab ";
	bool named = strncmp(command, name, sizeof name - 1) == 0;
	char *typed = named ? xasprintf("%s %s", program, command + sizeof name - 1) : xstrdup(command);

	print_indented(p, label, typed, "  ");
	free(typed);
}

static void print_problem(struct paint p, const struct finding *f)
{
	bool has_mode = f->stage >= STAGE_CHECK;
	char *message = f->message ? format_sentence(f->message) : NULL;

	fputc('\n', p.to);
	paint_bold(p, has_mode ? mode_name(f->mode) : stage_name(f->stage));
	fputs(": ", p.to);
	paint_verdict(p, f->verdict, 0);
	fputs(". ", p.to);
	if (message)
		terminal_sentence(p, message);
	free(message);
	fputc('\n', p.to);
	if (f->detail)
		print_indented(p, "", f->detail, "    ");
	if (f->hint)
		print_indented(p, "Hint: ", f->hint, "  ");
	if (f->again)
		terminal_command(p, "Try: ", f->again);
}

/* The compiler's warnings, and the parts of ANSWERS.md that were not understood. */
static void print_warnings(struct paint p, const struct outcome *o)
{
	bool printing = false; /* was told */

	for (size_t i = 0; i < o->finding_count; i++) {
		const struct finding *f = &o->findings[i];
		const char *prints = f->message ? strstr(f->message, PRINTS_IN_CALLS) : NULL;
		if (f->verdict != VERDICT_CORRECT || !f->detail || (prints && printing))
			continue;
		printing = printing || prints;
		fputc('\n', p.to);
		terminal_sentence(p, prints       ? prints
		                     : f->message ? f->message
		                                  : "It compiles, with warnings");
		fputc('\n', p.to);
		print_indented(p, "", f->detail, "    ");
	}
}

/* It fails as serial mode does, in the same case; other modes often call serial's code. */
static bool fails_as_serial(const struct outcome *o, const struct finding *f)
{
	const struct finding *serial = outcome_fault_in(o, STAGE_CHECK, MODE_SERIAL);

	return serial && serial->verdict != VERDICT_NOT_ATTEMPTED && f->stage == STAGE_CHECK &&
	       f->mode != MODE_SERIAL && f->verdict == serial->verdict && f->case_name && serial->case_name &&
	       strcmp(f->case_name, serial->case_name) == 0;
}

/* What is not written in several modes is told once; the table above names them all. */
static bool is_told_already(const struct outcome *o, const struct finding *f)
{
	for (int mode = 0; f->verdict == VERDICT_NOT_ATTEMPTED && mode < (int)f->mode; mode++)
		if (state_of(o, (enum mode)mode).verdict == VERDICT_NOT_ATTEMPTED)
			return true;
	return fails_as_serial(o, f);
}

/* One line for all of them. */
static void print_as_serial(struct paint p, const struct outcome *o)
{
	struct text modes;
	FILE *to = text_open(&modes);
	int count = 0;

	for (int mode = 0; mode < MODE_COUNT; mode++) {
		const struct finding *f = outcome_fault_in(o, STAGE_CHECK, (enum mode)mode);
		if (!f || !fails_as_serial(o, f))
			continue;
		text_separate(&modes, ", ");
		fputs(mode_name((enum mode)mode), to);
		count++;
	}
	char *names = text_close(&modes);
	if (count > 0)
		fprintf(p.to,
		        "\n%s: %s in the same case as serial. Fix serial first: the mistake may be the same.\n",
		        names, count == 1 ? "fails" : "fail");
	free(names);
}

/* What fails with an invalid input is another fault than what fails with a failing call. */
static void print_further_trials(struct paint p, const struct outcome *o, enum mode mode)
{
	const struct finding *shown = outcome_fault_in(o, STAGE_ROBUST, mode);

	for (size_t i = 0; i < o->finding_count; i++) {
		const struct finding *f = &o->findings[i];
		if (f->stage == STAGE_ROBUST && f->mode == mode && f->verdict != VERDICT_CORRECT &&
		    f != shown)
			print_problem(p, f);
	}
}

void terminal_marks(const struct outcome *outcome, FILE *to)
{
	if (outcome->marks && *outcome->marks)
		fprintf(to, "Marked: %s.\n\n", outcome->marks);
}

/* terminal_worst: one problem only, for those who look at it after each change. */
void terminal_worst(const struct outcome *outcome, FILE *to, bool colour)
{
	struct paint p = {to, colour};
	const struct finding *worst = NULL;
	int problems = 0;

	for (int mode = 0; mode < MODE_COUNT; mode++)
		for (enum stage stage = STAGE_COLLECT; stage < STAGE_COUNT; stage++) {
			const struct finding *f = outcome_fault_in(outcome, stage, (enum mode)mode);
			if (!f || is_told_already(outcome, f))
				continue;
			problems++;
			if (!worst || verdict_rank(f->verdict) > verdict_rank(worst->verdict))
				worst = f;
		}
	terminal_marks(outcome, to);
	if (worst) {
		print_problem(p, worst);
		fputc('\n', to);
	}
	print_states(p, outcome);
	terminal_answers(outcome, to);
	if (problems > 1)
		fprintf(to, "\n%d more problem%s\n", problems - 1, problems == 2 ? "" : "s");
}

void terminal_check(const struct outcome *outcome, FILE *to, bool colour)
{
	struct paint p = {to, colour};

	terminal_marks(outcome, to);
	print_states(p, outcome);
	terminal_answers(outcome, to);
	for (int mode = 0; mode < MODE_COUNT; mode++) {
		for (enum stage stage = STAGE_COLLECT; stage < STAGE_COUNT; stage++) {
			const struct finding *f = outcome_fault_in(outcome, stage, (enum mode)mode);
			if (f && !is_told_already(outcome, f))
				print_problem(p, f);
		}
		print_further_trials(p, outcome, (enum mode)mode);
	}
	print_as_serial(p, outcome);
	print_warnings(p, outcome);
	if (outcome->fault) {
		fputs("\nThe grader failed, so this is incomplete and says nothing about the work: ", to);
		terminal_sentence(p, outcome->fault);
		fputc('\n', to);
	}
	next_step(p, outcome);
}

/* ---- points --------------------------------------------------------------------------- */

void terminal_points(const struct outcome *outcome, FILE *to, bool colour)
{
	static const char *const kinds[] = PART_NAMES;
	struct paint p = {to, colour};

	for (size_t i = 0; i < outcome->part_count; i++) {
		const struct part *part = &outcome->parts[i];
		fprintf(to, "%-*s %-8s ", MODE_WIDTH, part_has_mode(part) ? mode_name(part->mode) : "",
		        kinds[part->kind]);
		fprintf(to, "%10s", format_of(part->points, part->most).s);
		if (part->pending > 0)
			fprintf(to, ", %s pending", format_points(part->pending).s);
		fputs("  ", to);
		if (part->reason)
			escape_terminal(to, part->reason, NULL);
		fputc('\n', to);
	}
	fprintf(to, "%-*s %-8s ", MODE_WIDTH, "", "total");
	paint_bold(p, format_of(outcome->points, outcome->most).s);
	if (outcome->pending > 0)
		fprintf(to, ", %s pending", format_points(outcome->pending).s);
	fputc('\n', to);
}

/* ---- bench: the exercise's own charts --------------------------------------------------- */

static void print_chart_line(FILE *to, const char *what, const char *text)
{
	fprintf(to, "  %s: ", what);
	escape_terminal(to, text, NULL);
	fputc('\n', to);
}

void terminal_charts(const struct outcome *outcome, char *const *failures, const char *folder, FILE *to)
{
	for (size_t i = 0; i < outcome->chart_count; i++) {
		const struct chart *chart = &outcome->charts[i];
		bool drawn = chart->tsv && !failures[i];
		fputc('\n', to);
		escape_terminal(to, chart->title, NULL);
		fputc('\n', to);
		if (drawn)
			fprintf(to, "  %s/%s.svg\n", folder, chart->name);
		if (chart->problem)
			print_chart_line(to, drawn ? "not all could be shown" : "no chart", chart->problem);
		if (failures[i])
			print_chart_line(to, "not drawn", failures[i]);
	}
}

/* ---- answers ------------------------------------------------------------------------------ */

void terminal_answers(const struct outcome *outcome, FILE *to)
{
	struct text missing;
	FILE *names = text_open(&missing);
	size_t questions = 0, answered = 0;

	for (size_t i = 0; i < outcome->rule_count; i++) {
		const struct rule *rule = &outcome->rules[i];
		if (rule->kind != RULE_QUESTION)
			continue;
		questions++;
		answered += rule->answered;
		if (!rule->answered) {
			text_separate(&missing, ", ");
			fputs(rule->name, names);
		}
	}
	char *list = text_close(&missing);
	if (questions > 0)
		fprintf(to, "%-*s %zu of %zu answers found%s%s\n", MODE_WIDTH, "answers", answered, questions,
		        *list ? "; missing in ANSWERS.md: " : "", list);
	free(list);
}

/* ---- history --------------------------------------------------------------------- */

static void history_line(FILE *to, int64_t graded_at, double points, double most, double pending,
                         enum verdict verdict, bool fault)
{
	fprintf(to, "%s  %-10s ", format_time(graded_at).s, format_of(points, most).s);
	if (pending > 0)
		fprintf(to, "(%s pending) ", format_points(pending).s);
	fputs(fault ? "grader error" : verdict_words(verdict), to);
}

void terminal_history(const struct outcome *o, FILE *to)
{
	escape_terminal(to, o->student, NULL);
	fprintf(to, " %s\n", o->exercise);
	for (size_t i = 0; i < o->replaced_count; i++) {
		const struct replaced *r = &o->replaced[i];
		history_line(to, r->graded_at, r->points, r->most, r->pending, r->verdict, r->fault != NULL);
		fprintf(to, "; replaced %s: ", format_time(r->replaced_at).s);
		escape_terminal(to, r->replaced_why ? r->replaced_why : "", NULL);
		fputc('\n', to);
	}
	if (o->graded_at == 0) {
		fputs("no result now\n", to);
		return;
	}
	history_line(to, o->graded_at, o->points, o->most, o->pending, o->verdict, o->fault != NULL);
	fputs("; now\n", to);
}
