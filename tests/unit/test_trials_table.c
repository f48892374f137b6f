/* objects: commands/trials_table grading/verdict base/base base/file base/folder */
/* test_trials_table.c - a campaign reads back its own table of trials, and refuses another
 * campaign's. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/file.h"
#include "base/folder.h"
#include "commands/trials_table.h"

static const struct trial_subject subjects[] = {{"good", "sum", "abc"}, {"slow", "sum", "def"}};
static const struct trial some = {
	.number = 7,
	.busy = true,
	.submission = 1,
	.mode = MODE_THREADS,
	.verdict = VERDICT_SLOW,
	.share = 1. / 3,
	.series = 2,
	.speed = {.workers = 4,
                  .rounds = 12,
                  .dropped = 3,
                  .gain = {.median = 0.5, .low = 0.25, .high = 0.75},
                  .reference_serial_s = 0.125},
};

static char *home, *path;
static struct folder folder;

static void set_up(void)
{
	home = xasprintf("/tmp/parlab-trials-%d", (int)getpid());
	cr_assert_eq(folder_open(&folder, home), 0, "%s", error_text());
	path = path_join(home, "trials.tsv");
}

static void tear_down(void)
{
	folder_close(&folder);
	folder_remove(home);
	free(path);
	free(home);
}

TestSuite(trials_table, .init = set_up, .fini = tear_down);

/* Write a file with `some`, followed by `more`. */
static void write_some(const char *more)
{
	FILE *to = fopen(path, "w");

	cr_assert_not_null(to);
	trials_table_begin(to, subjects, 2);
	trials_table_write(to, &subjects[some.submission], &some);
	fputs(more, to);
	fclose(to);
}

static int read_as(const struct trial_subject *about, size_t count, struct trial **trials,
                   size_t *trial_count)
{
	*trials = NULL;
	*trial_count = 0;
	return trials_table_read(&folder, "trials.tsv", about, count, trials, trial_count);
}

static void expect_refused(const struct trial_subject *about, size_t count, const char *why)
{
	struct trial *trials;
	size_t n;

	cr_assert_eq(read_as(about, count, &trials, &n), -1);
	cr_assert_eq(strncmp(error_text(), path, strlen(path)), 0, "no file named: %s", error_text());
	cr_assert_not_null(strstr(error_text(), why), "%s", error_text());
	free(trials);
}

/* Read the single trial from a file with `some`, followed by `more`. */
static struct trial *expect_one(const char *more)
{
	struct trial *trials;
	size_t count;

	write_some(more);
	cr_assert_eq(read_as(subjects, 2, &trials, &count), 0, "%s", error_text());
	cr_assert_eq(count, 1u);
	return trials;
}

Test(trials_table, reads_what_it_wrote)
{
	struct trial *trials = expect_one("");

	cr_assert_eq(trials->number, 7);
	cr_assert(trials->busy);
	cr_assert_eq(trials->submission, 1u);
	cr_assert_eq((int)trials->mode, MODE_THREADS);
	cr_assert_eq((int)trials->verdict, VERDICT_SLOW);
	cr_assert(trials->share == 1. / 3, "a share must keep every digit: flips are counted by it");
	cr_assert_eq(trials->series, 2);
	cr_assert_eq(trials->speed.workers, 4);
	cr_assert_eq(trials->speed.rounds, 12);
	cr_assert_eq(trials->speed.dropped, 3);
	cr_assert(trials->speed.gain.median == 0.5 && trials->speed.gain.low == 0.25 &&
	          trials->speed.gain.high == 0.75);
	cr_assert(trials->speed.reference_serial_s == 0.125);
	free(trials);
}

Test(trials_table, ignores_a_truncated_line)
{
	free(expect_one("8\tquiet\tgo"));
}

Test(trials_table, refuses_other_submissions)
{
	const struct trial_subject changed[] = {{"good", "sum", "abc"}, {"slow", "sum", "other"}};

	write_some("");
	expect_refused(changed, 2, "belongs to another version of slow sum");
	expect_refused(subjects, 1, "line 4: slow sum is not part of this campaign");
}

Test(trials_table, refuses_other_files)
{
	write_some("8\tquiet\tgood\n");
	expect_refused(subjects, 2, "line 5: 3 fields, not 24");
	cr_assert_eq(file_write(path, "hello\n", 6), 0);
	expect_refused(subjects, 2, "is not a trials.tsv");
	unlink(path);
	expect_refused(subjects, 2, "");
}
