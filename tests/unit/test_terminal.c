/* objects: report/terminal report/terminal_bench report/next_step report/prospect report/text_chart report/paint report/colour report/progress report/escape report/format report/tables stats/intervals grading/columns grading/outcome grading/verdict base/base base/file base/folder base/utf8 base/digest */
/* test_terminal.c - the output of commands to a terminal and to a pipe. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "report/progress.h"
#include "report/report.h"
#include "sample_outcome.h"

__attribute__((noinline)) static char *said(void (*say)(const struct outcome *, FILE *, bool),
                                            const struct outcome *o, bool colour)
{
	struct text text;

	say(o, text_open(&text), colour);
	return text_close(&text);
}

static void has(const char *text, const char *wanted)
{
	cr_expect(strstr(text, wanted), "no '%s' in:\n%s", wanted, text);
}

static void lacks(const char *text, const char *unwanted)
{
	cr_expect(!strstr(text, unwanted), "'%s' in:\n%s", unwanted, text);
}

Test(terminal, check_shows_the_state_and_the_first_problem_of_each_mode)
{
	struct outcome o = sample_outcome("good", "factorization");
	char *text = said(terminal_check, &o, false);

	has(text, "serial   correct             2 cases\n");
	has(text, "fork     wrong answer        1 of 3 cases right\n");
	has(text, "openmp   race                1 case, 1 sanitizer run\n");
	has(text, "\nfork: wrong answer. For 2..1000 with 3 workers: expected 508, got 506.\n");
	has(text, "\n    factorization.c:12\n");
	has(text, "\n  Try: parlab check factorization --mode fork --case 4\n");
	has(text, "\n  Hint: Are chunks missing at the end?\n");
	has(text, "\nopenmp: race. ");
	lacks(text, "with 7 workers"); /* not the first */
	lacks(text, "threads");
	has(text, "What to do first: fix fork mode (wrong answer), then check all of it:\n"
	          "  parlab check factorization --mode fork\n");
	free(text);
	outcome_free(&o);
}

static void add_wrong(struct outcome *o, enum mode mode, const char *case_name, const char *message)
{
	struct finding *f = outcome_add_finding(o);

	*f = (struct finding){
		.stage = STAGE_CHECK, .mode = mode, .verdict = VERDICT_WRONG_ANSWER, .workers = 2};
	f->case_name = xstrdup(case_name);
	f->message = xstrdup(message);
}

Test(terminal, modes_that_fail_as_serial_does_are_one_problem)
{
	struct outcome o = {.exercise = xstrdup("factorization")};

	add_wrong(&o, MODE_SERIAL, "smallest", "for serial: 1 is missing.");
	add_wrong(&o, MODE_FORK, "smallest", "for fork: 1 is missing.");
	add_wrong(&o, MODE_THREADS, "largest", "for threads: 9 is missing.");
	add_wrong(&o, MODE_OPENMP, "smallest", "for openmp: 1 is missing.");
	char *text = said(terminal_check, &o, false);
	has(text, "For serial: 1 is missing.");
	has(text, "For threads: 9 is missing.");
	has(text, "\nfork, openmp: fail in the same case as serial. Fix serial first");
	lacks(text, "For fork");
	lacks(text, "For openmp");
	free(text);
	outcome_free(&o);
}

Test(terminal, student_text_cannot_control_the_terminal)
{
	struct outcome o = sample_outcome("good", "factorization");
	char *text = said(terminal_check, &o, false);

	lacks(text, "\x1b");
	lacks(text, "\xff");
	has(text, "\\x1b[31m");
	free(text);
	outcome_free(&o);
}

Test(terminal, colour_only_if_allowed)
{
	struct outcome o = sample_outcome("good", "factorization");
	char *text = said(terminal_check, &o, true);

	has(text, "\x1b[32mcorrect\x1b[0m");
	free(text);
	FILE *pipe_like = tmpfile();
	cr_expect(!terminal_colour(pipe_like));
	fclose(pipe_like);
	outcome_free(&o);
}

Test(terminal, a_stub_gets_advice_where_to_begin)
{
	struct outcome o = {.exercise = xstrdup("factorization")};

	sample_outcome_finding(&o, STAGE_CHECK, MODE_SERIAL, VERDICT_CORRECT, 1);
	sample_outcome_finding(&o, STAGE_CHECK, MODE_FORK, VERDICT_NOT_ATTEMPTED, 1);
	sample_outcome_finding(&o, STAGE_CHECK, MODE_THREADS, VERDICT_NOT_ATTEMPTED, 1);
	char *text = said(terminal_check, &o, false);
	has(text, "What to do first: write fork mode (look for TODO(student)), then\n"
	          "  parlab check factorization --mode fork\n");
	lacks(text, "write threads mode");
	free(text);
	outcome_free(&o);
}

/* The advice for these verdicts of the modes, in their order. */
static char *advice(enum verdict serial, enum verdict fork, enum verdict threads)
{
	struct outcome o = {.exercise = xstrdup("factorization")};

	sample_outcome_finding(&o, STAGE_CHECK, MODE_SERIAL, serial, 1);
	sample_outcome_finding(&o, STAGE_CHECK, MODE_FORK, fork, 1);
	sample_outcome_finding(&o, STAGE_CHECK, MODE_THREADS, threads, 1);
	char *text = said(terminal_check, &o, false);
	const char *from = strstr(text, "What to do first: ");
	char *line = from ? xstrndup(from, strcspn(from, "\n")) : xstrdup("");
	free(text);
	outcome_free(&o);
	return line;
}

Test(terminal, the_first_mode_that_fails_comes_first)
{
	static const struct {
		enum verdict serial, fork, threads;
		const char *advice;
	} cases[] = {
		{VERDICT_CORRECT, VERDICT_WRONG_ANSWER, VERDICT_NOT_PARALLEL, "fix fork mode (wrong answer)"},
		{VERDICT_CORRECT, VERDICT_NOT_PARALLEL, VERDICT_RACE, "fix threads mode (race)"},
		{VERDICT_CORRECT, VERDICT_LEAK, VERDICT_CRASHED, "fix fork mode (leak)"},
		{VERDICT_NOT_ATTEMPTED, VERDICT_NOT_ATTEMPTED, VERDICT_NOT_ATTEMPTED, "write serial mode"},
		{VERDICT_CORRECT, VERDICT_NOT_PARALLEL, VERDICT_NOT_PARALLEL,
	         "fork mode is right but not parallel"},
		{VERDICT_CORRECT, VERDICT_NOT_ROBUST, VERDICT_NOT_PARALLEL, "threads mode is right but not"},
		{VERDICT_CORRECT, VERDICT_NOT_ROBUST, VERDICT_CORRECT, "fork mode is right; handle what"},
		{VERDICT_CORRECT, VERDICT_CORRECT, VERDICT_NOT_MEASURABLE, ""},
		{VERDICT_CORRECT, VERDICT_CORRECT, VERDICT_CORRECT, ""},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		char *line = advice(cases[i].serial, cases[i].fork, cases[i].threads);
		if (*cases[i].advice)
			has(line, cases[i].advice);
		else
			cr_expect_str_eq(line, "");
		free(line);
	}
}

static char *success(bool part, bool speed, enum verdict verdict)
{
	struct outcome o = {.exercise = xstrdup("factorization"), .points = 12, .most = 14, .pending = 2};
	char *text = NULL;
	size_t bytes;
	FILE *to = open_memstream(&text, &bytes);

	sample_outcome_finding(&o, STAGE_CHECK, MODE_SERIAL, verdict, 1);
	terminal_success(&o, "factorization mine.c", part, speed, to, false);
	fclose(to);
	outcome_free(&o);
	return text;
}

Test(terminal, after_success_it_says_the_points_and_what_is_next)
{
	char *all = success(false, true, VERDICT_CORRECT), *part = success(true, true, VERDICT_CORRECT),
	     *open_ended = success(false, false, VERDICT_CORRECT),
	     *wrong = success(false, true, VERDICT_WRONG_ANSWER);

	has(all, "12 of 14 points, 2 pending, without those for speed");
	has(all, "\n  parlab bench factorization mine.c\n");
	has(part, "\n  parlab check factorization mine.c\n");
	lacks(part, "points");
	lacks(open_ended, "speed");
	cr_expect_str_eq(wrong, "");
	free(all);
	free(part);
	free(open_ended);
	free(wrong);
}

Test(terminal, what_is_not_written_is_told_once)
{
	struct outcome o = {.exercise = xstrdup("factorization")};

	for (int mode = 0; mode < 3; mode++) {
		sample_outcome_finding(&o, STAGE_CHECK, (enum mode)mode, VERDICT_NOT_ATTEMPTED, 1);
		o.findings[mode].message = xasprintf("%s is not written yet", mode_name((enum mode)mode));
	}
	char *text = said(terminal_check, &o, false);
	has(text, "Serial is not written yet");
	lacks(text, "threads is not written yet");
	has(text, "threads  not attempted");
	free(text);
	outcome_free(&o);
}

Test(terminal, answers_are_counted_and_missing_ones_named)
{
	struct outcome o = {.exercise = xstrdup("factorization")};

	*outcome_add_rule(&o) =
		(struct rule){.kind = RULE_QUESTION, .name = xstrdup("why"), .answered = true};
	*outcome_add_rule(&o) = (struct rule){.kind = RULE_QUESTION, .name = xstrdup("chunk-size")};
	char *text = said(terminal_check, &o, false);
	has(text, "answers  1 of 2 answers found; missing in ANSWERS.md: chunk-size\n");
	free(text);
	outcome_free(&o);
}

Test(terminal, a_failed_build_shows_no_modes)
{
	struct outcome o = {.exercise = xstrdup("factorization")};

	sample_outcome_finding(&o, STAGE_BUILD, MODE_SERIAL, VERDICT_DID_NOT_COMPILE, 0);
	char *text = said(terminal_check, &o, false);
	has(text, "build    did not compile");
	has(text, "\nbuild: did not compile. ");
	lacks(text, "serial  ");
	free(text);
	outcome_free(&o);
}

Test(terminal, a_fault_is_the_graders)
{
	struct outcome o = {.exercise = xstrdup("factorization"),
	                    .fault = xstrdup("box: no user namespaces")};
	char *text = said(terminal_check, &o, false);

	has(text, "The grader failed");
	has(text, "box: no user namespaces.");
	free(text);
	outcome_free(&o);
}

Test(terminal, bench_gives_every_number_its_interval)
{
	struct outcome o = sample_outcome("good", "factorization");
	char *text = said(terminal_bench, &o, false);

	has(text, "serial time,\n1.05 [1.01, 1.09] s: median [99% interval].\n");
	has(text, "mode     workers  yours             reference canary    time\n"
	          "fork           1  0.96 [0.96, 0.96]         -      -  1.09 s");
	has(text, "\nfork           2  1.79 [1.76, 1.81]      1.96   1.99  588 ms\n");
	has(text, "\ngain     0                   1: as fast\n"
	          "fork     |               o-------- 0.82 [0.79, inf]\n"
	          "         inconclusive, 2 workers, 9 rounds\n"
	          "         the gain straddles the border of a band.\n");
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
		cr_expect(strcspn(line, "\n") <= 60, "%.*s", (int)strcspn(line, "\n"), line);
	free(text);
	outcome_free(&o);
	text = said(terminal_bench, &o, false);
	cr_expect_str_eq(text, "nothing was timed\n");
	free(text);
}

Test(terminal, points_have_reasons)
{
	struct outcome o = sample_outcome("good", "factorization");
	char *text = said(terminal_points, &o, false);

	has(text, "serial   correct      3 of 3  serial: 2 of 2 cases right\n");
	has(text, "question     0 of 1, 1 pending  question why-dynamic: waits for a person\n");
	has(text, "total    3 of 9, 4 pending\n");
	free(text);
	outcome_free(&o);
}

/* ---- progress -------------------------------------------------------------------- */

Test(progress, plain_lines_in_a_pipe)
{
	char *text = NULL;
	size_t bytes;
	FILE *to = open_memstream(&text, &bytes);
	struct progress *p = progress_start(to, "grading", 2);

	progress_step(p, "good factorization: correct, 18 of 18");
	progress_note(p, "a warning");
	progress_step(p, "\x1b[2Jracy factorization: race");
	progress_end(p);
	fclose(to);
	cr_expect_str_eq(text, "[1/2] good factorization: correct, 18 of 18\na warning\n"
	                       "[2/2] \\x1b[2Jracy factorization: race\n");
	free(text);
}

/* The output that arrives at the master side of a pseudo-terminal. */
static char *seen_on_terminal(void (*act)(FILE *))
{
	int far = posix_openpt(O_RDWR | O_NOCTTY);

	cr_assert(far >= 0 && grantpt(far) == 0 && unlockpt(far) == 0);
	int near = open(ptsname(far), O_WRONLY | O_NOCTTY); /* not our controlling terminal */
	FILE *to = fdopen(near, "w");
	cr_assert(to);
	act(to);
	fclose(to);
	/* The kernel delivers it in pieces; EIO follows after the other side is closed. */
	char *text = xcalloc(1, 1 << 16);
	size_t used = 0;
	for (ssize_t got; (got = read(far, text + used, (1 << 16) - 1 - used)) > 0;)
		used += (size_t)got;
	cr_assert(used > 0);
	close(far);
	return text;
}

static void grade_two(FILE *to)
{
	struct progress *p = progress_start(to, "grading", 2);

	progress_step(p, "good factorization: a line that is much, much longer than any terminal has "
	                 "columns, so it is cut");
	progress_note(p, "a warning");
	progress_end(p);
}

Test(progress, a_bar_on_a_terminal)
{
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	char *text = seen_on_terminal(grade_two);
	has(text, "\r\x1b[Kgrading [##########..........] 50% 1/2, ");
	has(text, " left  good factor");
	has(text, "\r\x1b[Ka warning\r\n");
	lacks(text, "so it is cut");
	size_t length = strlen(text);
	cr_expect(length > 4 && strcmp(text + length - 4, "\r\x1b[K") == 0, "wiped away at the end");
	free(text);
}

Test(progress, no_bar_without_colour)
{
	setenv("TERM", "xterm", 1);
	setenv("NO_COLOR", "1", 1);
	char *text = seen_on_terminal(grade_two);
	lacks(text, "\x1b");
	has(text, "[1/2] good factorization");
	free(text);
}

static void *take_steps(void *progress)
{
	for (int i = 0; i < 50; i++)
		progress_step(progress, "good factorization: correct");
	return NULL;
}

Test(progress, lines_of_many_threads_do_not_mix)
{
	char *text = NULL;
	size_t bytes, lines = 0;
	pthread_t threads[4];
	FILE *to = open_memstream(&text, &bytes);
	struct progress *p = progress_start(to, "grading", 200);

	for (size_t i = 0; i < ARRAY_LENGTH(threads); i++)
		cr_assert_eq(pthread_create(&threads[i], NULL, take_steps, p), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(threads); i++)
		pthread_join(threads[i], NULL);
	progress_end(p);
	fclose(to);
	for (char *line = text; *line; line = strchr(line, '\n') + 1) {
		char *wanted = xasprintf("[%zu/200] good factorization: correct\n", ++lines);
		cr_expect(strncmp(line, wanted, strlen(wanted)) == 0);
		free(wanted);
	}
	cr_expect_eq(lines, 200);
	free(text);
}

static void say_charts(const struct outcome *o, FILE *to, bool colour)
{
	char *failures[] = {NULL, NULL};

	(void)colour;
	terminal_charts(o, failures, "out/bench", to);
}

Test(terminal, charts_are_listed_and_their_errors_escaped)
{
	struct outcome o = sample_outcome("good", "factorization");

	free(o.charts[1].problem);
	o.charts[1].problem = xstrdup("it said " HOSTILE);
	char *text = said(say_charts, &o, false);
	has(text, "Time against size <in elements>\n  out/bench/sizes.svg\n");
	has(text, "Who did which task when\n  no chart: it said ");
	lacks(text, "\x1b");
	lacks(text, "gantt.svg");
	free(text);
	outcome_free(&o);
}

/* What bench says of a gain, with bands at 0.7 and 0.45 and two points for speed. */
static char *prospect(double speedup, double gain, double points, double pending)
{
	struct outcome o = {.exercise = xstrdup("factorization")};

	*outcome_add_rule(&o) = (struct rule){.kind = RULE_BAND, .gain = 0.7, .share = 1};
	*outcome_add_rule(&o) = (struct rule){.kind = RULE_BAND, .gain = 0.45, .share = 0.6};
	*outcome_add_part(&o) = (struct part){
		.kind = PART_SPEED, .mode = MODE_FORK, .points = points, .most = 2, .pending = pending};
	*outcome_add_speed(&o) = (struct speed){.mode = MODE_FORK,
	                                        .workers = 2,
	                                        .rounds = 9,
	                                        .graded = true,
	                                        .student = {speedup, speedup, speedup},
	                                        .gain = {gain, gain, gain}};
	char *text = said(terminal_bench, &o, false);
	outcome_free(&o);
	return text;
}

Test(terminal, bench_says_what_one_would_get)
{
	char *middle = prospect(1.6, 0.65, 1.2, 0), *full = prospect(1.9, 0.95, 2, 0),
	     *slower = prospect(0.85, -0.2, 0, 0), *open_ended = prospect(1.6, 0.68, 1.2, 0.8);

	has(middle,
	    "1.2 of 2 points: gain 0.65 is in the band of 60%\n         the band of 100% begins at 0.7\n");
	has(full, "2 of 2 points: gain 0.95 is in the band of 100%\n");
	lacks(full, "begins at");
	has(slower, "slower than serial: 0.85 times the model's serial speed\n");
	has(slower,
	    "0 of 2 points: gain -0.20 is below all bands\n         the band of 60% begins at 0.45\n");
	has(open_ended,
	    "1.2 of 2 points are certain, 0.8 more are open:\n         the interval does not decide on one band\n");
	free(middle);
	free(full);
	free(slower);
	free(open_ended);
}

Test(terminal, the_gravest_problem_alone)
{
	struct outcome o = sample_outcome("good", "factorization");
	char *text = said(terminal_worst, &o, false);

	has(text, "openmp: race. ");
	lacks(text, "fork: wrong answer. ");
	has(text, "1 more problem\n");
	free(text);
	outcome_free(&o);
}

Test(terminal, printing_is_pointed_out_once)
{
	struct outcome o = {.exercise = xstrdup("factorization")};

	for (int mode = 0; mode < 3; mode++) {
		struct finding *f = outcome_add_finding(&o);
		*f = (struct finding){.stage = STAGE_CHECK, .mode = (enum mode)mode, .workers = 1};
		f->message = xstrdup("For n=2: " PRINTS_IN_CALLS);
		f->detail = xstrdup("6 bytes in one call");
	}
	char *text = said(terminal_check, &o, false);
	char *first = strstr(text, PRINTS_IN_CALLS);
	cr_expect_not_null(first);
	cr_expect(first && !strstr(first + 1, PRINTS_IN_CALLS), "twice in:\n%s", text);
	free(text);
	outcome_free(&o);
}

Test(terminal, speedups_as_bars)
{
	struct outcome o = {.exercise = xstrdup("factorization")};
	char *text = NULL;
	size_t bytes;
	FILE *to = open_memstream(&text, &bytes);

	*outcome_add_speed(&o) =
		(struct speed){.mode = MODE_FORK, .workers = 2, .student = {1, 1, 1}, .reference = {2, 2, 2}};
	terminal_text_chart(&o, to);
	fclose(to);
	has(text, "fork, 2 workers\n");
	has(text, "  yours      ######################## 1.00\n");
	has(text, "  reference  ################################################ 2.00\n");
	free(text);
	outcome_free(&o);
}
