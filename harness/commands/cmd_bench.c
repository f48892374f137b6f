/* cmd_bench.c - how fast is it?  Checks first, since the speed of a wrong answer is
 * meaningless; then runs the same rounds as grade and makes a table and charts. */
#include <stdio.h>
#include <stdlib.h>

#include "../base/base.h"
#include "../base/folder.h"
#include "../grading/verdict.h"
#include "../report/report.h"
#include "../stats/stats.h"
#include "command.h"
#include "work.h"

enum { ROOM_BYTES = 1 << 20 }; /* more space than charts and rounds need */

static const char about[] =
	"Times the work beside the model solution, in rounds, and writes rounds.tsv and charts\n"
	"to FOLDER, the exercise's own charts among them.  Only modes that are right are timed.\n";

static void tell(const struct outcome *outcome, char *const *failures, const char *folder)
{
	bool colour = terminal_colour(stdout);

	if (outcome->verdict != VERDICT_CORRECT && !verdict_is_pending(outcome->verdict) &&
	    outcome->verdict != VERDICT_SLOW)
		terminal_check(outcome, stdout, colour);
	if (outcome->speed_count > 0)
		terminal_bench(outcome, stdout, colour);
	if (outcome->speed_count > 0 && !report_can_draw())
		terminal_text_chart(outcome, stdout);
	terminal_answers(outcome, stdout);
	terminal_charts(outcome, failures, folder, stdout);
	if (outcome->samples.count > 0 && report_can_draw())
		printf("\ncharts and raw rounds: %s\n", folder);
	else if (outcome->samples.count > 0)
		printf("\nraw rounds: %s; to have charts drawn: apt-get install gnuplot-nox\n", folder);
}

static int show(const struct outcome *outcome, const struct folder *folder, bool json)
{
	int (*write)(const struct outcome *, const struct folder *) =
		report_can_draw() ? report_charts : report_tables;

	if (outcome->samples.count > 0 && write(outcome, folder) != 0)
		return command_fault("bench");
	char **failures = report_own_charts(outcome, folder);
	if (json) {
		char *text = report_json(outcome, true);
		puts(text);
		free(text);
	} else {
		tell(outcome, failures, folder->path);
	}
	report_own_charts_free(failures, outcome);
	if (outcome->verdict == VERDICT_INCONCLUSIVE || outcome->verdict == VERDICT_NOT_MEASURABLE)
		return EXIT_INCONCLUSIVE;
	return outcome->verdict == VERDICT_CORRECT ? EXIT_WELL : EXIT_FELL_SHORT;
}

/* ---- progress, on a terminal ------------------------------------------------------ */

struct progress_line {
	uint64_t began_ns;
	int rounds; /* begun */
	bool shown;
};

/* Nine rounds are the least; how many more it takes, nobody knows. */
static void show_round(void *context, int round)
{
	struct progress_line *line = context;
	const int least = stats_looks[0];

	if (round == 0)
		return;
	if (line->rounds++ == 0)
		line->began_ns = clock_ns();
	int done = line->rounds - 1;
	fprintf(stderr, "\r\x1b[Ktiming: round %d of at least %d", line->rounds,
	        done < least ? least : line->rounds);
	if (done > 0 && done < least)
		fprintf(stderr, ", about %.0f s left",
		        (double)(clock_ns() - line->began_ns) * 1e-9 / done * (least - done));
	fflush(stderr);
	line->shown = true;
}

/* Open the folder first: if it is not writable, timing would be in vain. */
static int run(struct work *work, const char *out)
{
	char *path = out ? xstrdup(out) : xasprintf("out/bench/%s", work->job.exercise->name);
	struct folder folder;
	int failed = folder_open(&folder, path);

	free(path);
	if (failed || folder_room(&folder, ROOM_BYTES) != 0) {
		folder_close(&folder);
		return command_fault("bench");
	}
	work->job.time_all_modes = true;
	work->job.only_charts |= work->job.only_sizes;
	struct progress_line line = {0};
	if (terminal_colour(stderr)) {
		work->job.before_round = show_round;
		work->job.before_round_context = &line;
	}
	int failed_run = work_run(work, true);
	if (line.shown)
		fputs("\r\x1b[K", stderr);
	int code = failed_run ? command_fault("bench")
	                      : show(pipeline_outcome(work->pipeline), &folder, work->json);
	folder_close(&folder);
	return code;
}

/* -1, or the exit code if the exercise lacks what was requested. */
static int refuse(const struct work *work)
{
	const struct manifest *m = work->job.exercise;

	if (work->job.only_sizes && !m->sizes.args)
		return command_usage("bench", "%s has no sizes to measure", m->name);
	if (work->job.only_charts && !m->sizes.args && m->chart_count == 0)
		return command_usage("bench", "%s has no charts of its own", m->name);
	return -1;
}

int cmd_bench(int argc, char **argv)
{
	struct work work = {0};
	const char *out = NULL;
	const struct option_row own[] = {
		TEXT("out", 'o', "FOLDER", &out,
	             "the folder for charts and raw rounds (default: out/bench/EXERCISE)"),
		FLAG("quick", 0, &work.job.quick,
	             "the fewest rounds, and only with the most workers: an estimate, which decides nothing"),
		FLAG("charts", 0, &work.job.only_charts,
	             "only the exercise's own charts, which take some seconds"),
		FLAG("sizes", 0, &work.job.only_sizes,
	             "only time against size, and the size from which each mode is faster than the "
	             "work's own serial mode (exercises whose manifest has `sizes`)"),
		{0},
	};
	int code;

	if (work_read(&work, own, about,
	              "0 fast enough, 1 not right or too slow, 2 wrong usage or a fault of the grader, 3 "
	              "inconclusive",
	              argc, argv, &code)) {
		code = refuse(&work);
		if (code < 0)
			code = run(&work, out);
	}
	work_free(&work);
	return code;
}
