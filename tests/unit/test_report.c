/* objects: report/report report/page report/page_class report/page_exercise report/page_student report/page_points report/page_findings report/page_speed report/page_times report/kinds report/losses report/stamp report/grade_row report/csv report/json report/gnuplot report/tables report/laws report/escape report/format gradebook/gradebook gradebook/opening gradebook/migrate gradebook/verify gradebook/store gradebook/rows gradebook/schema stats/intervals stats/bootstrap stats/scaling grading/columns grading/score grading/mode_standing grading/mark grading/score_rules grading/speed grading/evidence grading/outcome grading/verdict base/base base/file base/folder base/parallel base/process base/utf8 base/digest */
/* test_report.c - a gradebook always gives the same pages, and no student's text becomes mark-up,
 * a formula or a path. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"
#include "base/file.h"
#include "report/laws.h"
#include "report/report.h"
#include "report/tables.h"
#include "sample_outcome.h"

static char *folder;
static struct folder out;
static struct gradebook *book;

static char *in_folder(const char *name)
{
	return path_join(folder, name);
}

static void open_book(void)
{
	folder = xasprintf("/tmp/test report's.%d.XXXXXX", (int)getpid());
	cr_assert(mkdtemp(folder));
	cr_assert_eq(folder_open(&out, folder), 0, "%s", error_text());
	char *path = in_folder("gradebook.db");
	book = gradebook_open(path);
	cr_assert(book, "%s", error_text());
	free(path);
}

static void close_book(void)
{
	gradebook_close(book);
	folder_close(&out);
	folder_remove(folder);
	free(folder);
}

TestSuite(report, .init = open_book, .fini = close_book, .timeout = 120);

static char *read_all(const char *name)
{
	char *path = in_folder(name);
	size_t bytes;
	char *text = file_read(path, 10 << 20, &bytes);

	cr_assert(text, "%s", error_text());
	free(path);
	return text;
}

static bool is_there(const char *name)
{
	char *path = in_folder(name);
	bool there = path_is_file(path);

	free(path);
	return there;
}

static void record(struct outcome o)
{
	cr_assert_eq(gradebook_record(book, &o, NULL), 0, "%s", error_text());
	outcome_free(&o);
}

static void report(void)
{
	cr_assert_eq(report_class(book, &out), 0, "%s", error_text());
}

static void has(const char *text, const char *wanted)
{
	cr_expect(strstr(text, wanted), "no '%s' in:\n%.4000s", wanted, text);
}

static void lacks(const char *text, const char *unwanted)
{
	cr_expect(!strstr(text, unwanted), "'%s' found", unwanted);
}

/* An outcome without measurements. */
static struct outcome plain_outcome(const char *student, double points, double most)
{
	struct outcome o = {.student = xstrdup(student),
	                    .exercise = xstrdup("factorization"),
	                    .title = xstrdup("Counting"),
	                    .points = points,
	                    .most = most,
	                    .host = xstrdup("Some CPU")};

	return o;
}

Test(report, writes_every_file)
{
	static const char *const files[] = {"index.html", "results.json", "rounds.tsv", "gain.tsv",
	                                    "gain.svg"};

	record(sample_outcome("good", "factorization"));
	report();
	cr_expect(is_there("index.html"));
	for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
		char *name = xasprintf("good/factorization/%s", files[i]);
		cr_expect(is_there(name), "%s", name);
		free(name);
	}
}

Test(report, grades_csv)
{
	struct outcome faulty = plain_outcome("hangs", 0, 0),
		       formula = plain_outcome("=1+1, \"x\"", 16.5, 18);

	faulty.fault = xstrdup("the sandbox failed");
	formula.pending = 0.1 + 0.2;
	record(faulty);
	record(formula);
	record(plain_outcome("good", 18, 18));
	report();
	char *text = read_all("grades.csv");
	cr_expect_str_eq(text, "student,exercise,points,max_points,pending,verdict\n"
	                       "\"'=1+1, \"\"x\"\"\",factorization,16.5,18,0.3,correct\n"
	                       "good,factorization,18,18,0,correct\n"
	                       "hangs,factorization,0,0,0,grader error\n");
	free(text);
}

Test(report, class_page)
{
	struct outcome faulty = plain_outcome("hangs", 0, 0);

	faulty.fault = xstrdup("no user namespaces <here>");
	record(faulty);
	record(sample_outcome("good", "factorization"));
	record(sample_outcome("good", "matmul"));
	report();
	char *text = read_all("index.html");
	has(text, "<td data-s=\"3\"><a href=\"good/factorization/index.html\">3</a> +4"
	          "<span class=\"v wrong-answer\">wrong answer</span></td>");
	has(text, "<td data-s=\"6\">6 of 18<small>8 pending</small></td>");
	has(text, "<td data-s=\"0\">0 of 18</td>"); /* the same maximum for everybody */
	has(text, "<strong>1</strong> The grader failed");
	has(text, "<strong>2</strong> Answers to be read");
	has(text, "<strong>1 student</strong>: wrong answer (check): For 2..1000 with 3 workers");
	has(text, "no user namespaces &lt;here&gt;");
	has(text, "<td class=\"dim\">-</td>");
	has(text, "Timed in 9 rounds");
	has(text, "Host: Some CPU, 2 usable CPUs");
	has(text, "2 students, 2 exercises, 3 results");
	free(text);
}

Test(report, student_page)
{
	record(sample_outcome("good", "factorization"));
	report();
	char *text = read_all("good/factorization/index.html");
	has(text, "Content-Security-Policy\" content=\"default-src 'none'");
	has(text, "<h1>Counting &lt;prime&gt; factors</h1>");
	has(text, "3 of 9 points");
	has(text, "<strong>2 lost</strong> in fork (correct): 1 of 2 cases right, worst: wrong answer");
	has(text, "<strong>1 pending</strong> for why-dynamic: answers wait for a person");
	has(text, "<strong>Fix first:</strong> <span class=\"v wrong-answer\">wrong answer</span> in fork");
	has(text, "<td class=\"none\" style=\"--got:0%\">0 of 2</td>");
	has(text, "<td class=\"n\"><code>508</code></td><td class=\"n\"><code>506</code></td>");
	has(text, "fork: 1 of 2 cases right, worst: wrong answer");
	has(text, "<code>parlab check factorization --mode fork --case 4</code>");
	has(text, "<td class=\"n\">1.79 [1.76, 1.81]</td>");
	has(text, "<td class=\"n\">0.82 [0.79, inf]</td>");
	has(text, "<td class=\"n\">1.05 [1.01, 1.09] s</td>");
	has(text, "<img src=\"data:image/svg+xml;base64,");
	has(text, " alt=\"Gain of each mode");
	lacks(text, "<script");
	has(text, "Some CPU, 2 usable CPUs");
	has(text, "0123abcd");
	has(text, "2023-11-14 22:13:20 UTC");
	free(text);
}

Test(report, hostile_text_stays_text)
{
	record(sample_outcome("<script>alert(1)</script>\"'#%", "factorization"));
	record(sample_outcome("..x", "factorization"));
	report();
	char *class_page = read_all("index.html");
	cr_expect_not_null(strstr(class_page, "<script>"), "the page's own");
	cr_expect_null(strstr(strstr(class_page, "<script>") + 1, "<script"), "and no other");
	has(class_page, "; script-src 'sha256-");
	has(class_page, "href=\"%253Cscript%253Ealert%25281%2529%253C%252Fscript%253E%2522%2527%2523%2525/"
	                "factorization/");
	has(class_page, "href=\"%252E.x/factorization/index.html\"");
	free(class_page);
	char *page = read_all("%2E.x/factorization/index.html");
	lacks(page, "<script");
	lacks(page, "\x1b");
	has(page, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; \\x1b[31m");
	free(page);
	cr_expect(is_there("%3Cscript%3Ealert%281%29%3C%2Fscript%3E%22%27%23%25/factorization/gain.svg"));
}

Test(report, the_same_gradebook_gives_the_same_bytes)
{
	static const char *const files[] = {"index.html",
	                                    "grades.csv",
	                                    "good/factorization/index.html",
	                                    "good/factorization/results.json",
	                                    "good/factorization/rounds.tsv",
	                                    "good/factorization/gain.tsv",
	                                    "good/factorization/gain.svg"};
	char *before[ARRAY_LENGTH(files)];

	record(sample_outcome("good", "factorization"));
	report();
	for (size_t i = 0; i < ARRAY_LENGTH(files); i++)
		before[i] = read_all(files[i]);
	report();
	for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
		char *after = read_all(files[i]);
		cr_expect_str_eq(before[i], after, "%s", files[i]);
		free(before[i]);
		free(after);
	}
}

/* Times by Amdahl's law at 1, 2, 4, ... workers, with a little noise in each round. */
static void scale(struct outcome *o, enum mode mode, double serial_part, int most)
{
	for (size_t i = 0; i < o->samples.count; i++) {
		struct sample *s = &o->samples.list[i];
		s->dropped |= s->arm == ARM_STUDENT && s->mode == mode;
	}
	for (int workers = 1; workers <= most; workers *= 2)
		for (int round = 1; round <= SAMPLE_ROUNDS; round++)
			sample_outcome_sample(o, round, ARM_STUDENT, mode, workers,
			                      (serial_part + (1 - serial_part) / workers) *
			                              (1 + 0.001 * (round * workers % 5 - 2)));
}

Test(report, laws_of_scaling_are_fitted_where_worker_counts_suffice)
{
	struct outcome many = sample_outcome("many", "factorization");

	scale(&many, MODE_FORK, 0.05, 32);
	scale(&many, MODE_OPENMP, 0.05, 4);
	record(many);
	report();
	char *text = read_all("many/factorization/index.html");
	has(text,
	    "fork, over its own time with one worker: Amdahl's law fits best with a serial part of 0.05");
	has(text, "] with 64 workers.");
	has(text, "universal scalability law: contention 0.0");
	cr_assert_null(strstr(text, "openmp, over its own time"), "three worker counts are too few");
	free(text);
}

Test(report, the_interval_of_a_law_covers_the_true_value)
{
	struct outcome o = sample_outcome("many", "factorization");
	struct laws laws;

	scale(&o, MODE_FORK, 0.05, 16);
	cr_assert_eq(laws_of(&o, MODE_FORK, &laws), 0);
	cr_assert(laws.part.low <= 0.05 && 0.05 <= laws.part.high && laws.part.low < laws.part.high,
	          "%g to %g", laws.part.low, laws.part.high);
	cr_assert(laws.twice.low < laws.twice.median && laws.twice.median < laws.twice.high);
	cr_assert_eq(laws.most, 16);
	cr_assert_not(laws.usl);
	for (size_t i = 0; i < o.samples.count; i++)
		o.samples.list[i].dropped |= o.samples.list[i].round > 8;
	cr_assert_eq(laws_of(&o, MODE_FORK, &laws), -1, "too few rounds");
	outcome_free(&o);
}

Test(report, a_page_shows_replaced_results)
{
	struct outcome before = plain_outcome("good", 12, 20);

	cr_assert_eq(gradebook_record(book, &before, NULL), 0);
	outcome_free(&before);
	struct outcome now = plain_outcome("good", 16, 20);
	cr_assert_eq(gradebook_record(book, &now, "appeal <of May>"), 0);
	outcome_free(&now);
	report();
	char *page = read_all("good/factorization/index.html"),
	     *json = read_all("good/factorization/results.json");
	has(page, "<summary>History: earlier results</summary>");
	has(page, "12 of 20");
	has(page, "appeal &lt;of May&gt;");
	has(json, "\"replaced_why\": \"appeal <of May>\"");
	char *index = read_all("index.html");
	lacks(index, "12 of 20");
	free(page);
	free(json);
	free(index);
}

Test(report, rounds_tsv)
{
	record(sample_outcome("good", "factorization"));
	report();
	char *text = read_all("good/factorization/rounds.tsv");
	has(text,
	    "round\tposition\tarm\tmode\tworkers\tseconds\tcpu_s\tidle_cpu_s\tright\tsteal_s\tpressure_"
	    "s\tswitches\t"
	    "seed\tdropped\tspeedup\tforeign_cpu_s\tseries\tthrottled_s\tdelay_s\tslowdown\tmhz\n1\t1\treference\tserial\t1\t1.01\t");
	has(text, "\n1\t2\tcanary\tserial\t1\t0.06\t0.06\t0.001\t1\t0.002\t0."
	          "003\t7\t9223372036854775553\t0\t1\t0.004\t1\t0\t0\t0\t2401\n");
	has(text, "\n1\t3\tcanary\tserial\t2\t0.0302\t0.0604\t0.001\t1\t0.002\t0."
	          "003\t7\t9223372036854775553\t0\t1.98675\t0.004\t1\t0\t0.001\t0\t2402\n");
	has(text, "\n1\t4\treference\tfork\t2\t");
	free(text);
}

Test(report, rounds_without_a_speedup_say_so)
{
	struct outcome o = plain_outcome("good", 1, 1);

	sample_outcome_sample(&o, 1, ARM_REFERENCE, MODE_SERIAL, 1, 2);
	sample_outcome_sample(&o, 1, ARM_STUDENT, MODE_FORK, 2, 1);
	sample_outcome_sample(&o, 1, ARM_STUDENT, MODE_THREADS, 2, 1);
	sample_outcome_sample(&o, 2, ARM_STUDENT, MODE_FORK, 2, 1);
	o.samples.list[2].right = false;
	record(o);
	report();
	char *text = read_all("good/factorization/rounds.tsv");
	has(text, "\t0\t2\t0.004\t1\t0\t0\t1.02\t2402\n1\t3\tstudent\tthreads"); /* 2 s against 1 s */
	has(text, "\t0\tNaN\t0.004\t1\t0\t0\t1.02\t2402\n2\t1\tstudent"); /* a wrong answer has no speedup */
	has(text, "\tNaN\t0.004\t1\t0\t0\t1.02\t2402\n# host: "); /* nothing to compare with in round 2 */
	free(text);
}

Test(report, rounds_tsv_reads_back_as_it_was)
{
	struct outcome o = sample_outcome("good", "factorization"), again = {0};

	o.samples.list[2].seconds = 0.1 + 0.2;
	o.samples.list[3].dropped = true;
	o.samples.list[4].right = false;
	cr_assert_eq(report_rounds(&o, &out), 0, "%s", error_text());
	cr_assert_eq(tables_read_rounds(&out, "rounds.tsv", &again), 0, "%s", error_text());
	cr_assert_eq(again.samples.count, o.samples.count);
	for (size_t i = 0; i < o.samples.count; i++) {
		const struct sample *x = &o.samples.list[i], *y = &again.samples.list[i];
		cr_assert(x->round == y->round && x->position == y->position && x->arm == y->arm &&
		          x->mode == y->mode && x->workers == y->workers && x->series == y->series);
		cr_assert(x->seconds == y->seconds && x->cpu_s == y->cpu_s &&
		          x->idle_cpu_s == y->idle_cpu_s && x->steal_s == y->steal_s &&
		          x->pressure_s == y->pressure_s && x->delay_s == y->delay_s &&
		          x->throttled_s == y->throttled_s && x->foreign_cpu_s == y->foreign_cpu_s &&
		          x->slowdown == y->slowdown && x->mhz == y->mhz);
		cr_assert(x->right == y->right && x->dropped == y->dropped && x->seed == y->seed &&
		          x->switches == y->switches);
	}
	outcome_free(&o);
	outcome_free(&again);
}

Test(report, unreadable_rounds_are_reported_with_their_line)
{
	static const struct {
		const char *find, *put, *complaint;
	} bad[] = {
		{"\tseconds\t", "\ttime\t", "line 1: there is no column 'seconds'"},
		{"\tcanary\t", "\tparrot\t", "line 3: column 'arm'"},
		{"\t0.06\t", "\t-1\t", "line 3: column 'seconds'"},
		{"\tserial\t", "\tparallel\t", "line 2: column 'mode'"},
		{"\n2\t1\t", "\n2\n2\t1\t", "there are only 1 fields"},
	};
	struct outcome o = sample_outcome("good", "factorization");
	char *path = path_join(folder, "rounds.tsv");

	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		size_t bytes, before = o.samples.count;
		cr_assert_eq(report_rounds(&o, &out), 0);
		char *text = file_read(path, 1 << 20, &bytes), *at = strstr(text, bad[i].find);
		cr_assert(at, "%s", bad[i].find);
		char *changed =
			xasprintf("%.*s%s%s", (int)(at - text), text, bad[i].put, at + strlen(bad[i].find));
		cr_assert_eq(file_write(path, changed, strlen(changed)), 0);
		cr_assert_eq(tables_read_rounds(&out, "rounds.tsv", &o), -1, "%s", bad[i].put);
		cr_expect(strstr(error_text(), bad[i].complaint), "%s", error_text());
		cr_expect_eq(o.samples.count, before);
		free(text);
		free(changed);
	}
	outcome_free(&o);
	free(path);
}

/* Enough worker counts for curves: 1, 2, 3 and 4. */
static struct outcome with_curves(const char *student)
{
	struct outcome o = sample_outcome(student, "factorization");

	for (int workers = 3; workers <= 4; workers++) {
		struct speed copy = o.speeds[0];
		copy.workers = workers;
		copy.graded = false;
		copy.reason = NULL;
		*outcome_add_speed(&o) = copy;
	}
	return o;
}

Test(report, curves_need_worker_counts)
{
	record(sample_outcome("few", "factorization"));
	record(with_curves("many"));
	report();
	cr_expect(!is_there("few/factorization/speedup.tsv"));
	cr_expect(is_there("many/factorization/speedup.svg"));
	cr_expect(is_there("many/factorization/efficiency.svg"));
}

Test(report, gain_tsv)
{
	struct outcome o = sample_outcome("good", "factorization");

	*outcome_add_speed(&o) =
		(struct speed){.mode = MODE_THREADS, .workers = 2, .rounds = 7, .graded = true};
	*outcome_add_rule(&o) = (struct rule){.kind = RULE_BAND, .gain = 0.7, .share = 1};
	record(o);
	report();
	char *text = read_all("good/factorization/gain.tsv");
	cr_expect_str_eq(text, "kind\tmode\tworkers\tgain\tlow\thigh\tshare\n"
	                       "mode\tfork\t2\t0.82\t0.79\tinf\tNaN\n"
	                       "mode\topenmp\t2\t0.82\t0.79\tinf\tNaN\n"
	                       "band\t-\t0\t0.7\tNaN\tNaN\t1\n");
	free(text);
}

/* What has not changed is not written again; what is missing or was changed, is. */
Test(report, pages_that_have_not_changed_stay)
{
	record(sample_outcome("good", "factorization"));
	record(sample_outcome("other", "factorization"));
	report();
	char *page = in_folder("good/factorization/index.html"),
	     *first = read_all("good/factorization/index.html");
	char *table = in_folder("good/factorization/rounds.tsv"),
	     *rounds = read_all("good/factorization/rounds.tsv");
	char *other = in_folder("other/factorization/index.html");
	struct stat before, after, of_other[2];
	cr_assert_eq(stat(page, &before), 0);
	report();
	cr_assert_eq(stat(page, &after), 0);
	cr_expect_eq(before.st_ino, after.st_ino, "it was written again");
	cr_assert_eq(unlink(table), 0);
	report();
	char *again = read_all("good/factorization/rounds.tsv");
	cr_expect_str_eq(again, rounds);
	free(again);
	cr_assert_eq(stat(other, &of_other[0]), 0);
	struct outcome changed = sample_outcome("good", "factorization");
	changed.samples.list[3].seconds *= 2;
	record(changed);
	report();
	again = read_all("good/factorization/index.html");
	cr_expect_str_neq(again, first);
	cr_assert_eq(stat(other, &of_other[1]), 0);
	cr_expect_eq(of_other[0].st_ino, of_other[1].st_ino, "only what changed is written");
	free(again);
	free(first);
	free(rounds);
	free(page);
	free(table);
	free(other);
}

Test(report, speedup_tsv)
{
	record(with_curves("good"));
	report();
	char *text = read_all("good/factorization/speedup.tsv");
	has(text,
	    "\"reference fork\"\n1\t1\t1\t1\t1\t1\t1\t1\t0\n2\t1.96\t1.95\t1.97\t0.98\t0.975\t0.985\t2\t1\n3\t");
	has(text, "\n\n\n\"student fork\"\n1\t0.961538\t");
	has(text,
	    "\n\n\n\"canary openmp\"\n1\t1\t1\t1\t1\t1\t1\t1\t0\n2\t1.99\t1.98\t2\t0.995\t0.99\t1\t2\t1\n");
	free(text);
}

Test(report, no_charts_if_nothing_was_timed)
{
	record(sample_outcome("good", "factorization"));
	report();
	record(plain_outcome("good", 18, 18));
	report();
	cr_expect(!is_there("good/factorization/gain.svg"), "a chart of an earlier outcome is taken away");
	cr_expect(!is_there("good/factorization/rounds.tsv"), "an empty table helps nobody");
	char *page = read_all("good/factorization/index.html");
	lacks(page, "<img");
	free(page);
}

Test(report, a_missing_series_does_not_spoil_the_chart)
{
	struct outcome o = with_curves("good");

	for (size_t i = 0; i < o.speed_count; i++) {
		o.speeds[i].canary = (struct interval){0};
		o.speeds[i].student = (struct interval){NAN, NAN, NAN};
	}
	o.samples.count = 0;
	record(o);
	report();
	cr_expect(is_there("good/factorization/speedup.svg"));
	cr_expect(is_there("good/factorization/efficiency.svg"));
}

Test(report, json)
{
	struct outcome o = sample_outcome("good \xff", "factorization");
	char *text = report_json(&o, true);
	json_error_t error;
	json_t *json = json_loads(text, 0, &error);

	cr_assert(json, "%s", error.text);
	cr_expect_str_eq(json_string_value(json_object_get(json, "verdict")), "wrong-answer");
	cr_expect_str_eq(json_string_value(json_object_get(json, "student")), "good \xef\xbf\xbd");
	cr_expect_eq(json_number_value(json_object_get(json, "max_points")), 9);
	cr_expect(json_is_null(json_object_get(json, "fault")));
	cr_expect_eq(json_array_size(json_object_get(json, "samples")), o.samples.count);
	cr_expect_eq(json_array_size(json_object_get(json, "parts")), o.part_count);
	cr_expect_eq(json_array_size(json_object_get(json, "findings")), o.finding_count);
	cr_expect_eq(json_array_size(json_object_get(json, "census")), o.census_count);
	json_t *gain = json_object_get(json_array_get(json_object_get(json, "speeds"), 0), "gain");
	cr_expect_eq(json_number_value(json_object_get(gain, "low")), 0.79);
	cr_expect(json_is_null(json_object_get(gain, "high")), "JSON knows no infinity");
	json_decref(json);
	free(text);
	outcome_free(&o);
}

Test(report, an_empty_gradebook_gives_an_empty_class)
{
	report();
	char *text = read_all("grades.csv");
	cr_expect_str_eq(text, "student,exercise,points,max_points,pending,verdict\n");
	free(text);
	cr_expect(is_there("index.html"));
}

Test(report, exercise_specific_charts)
{
	record(sample_outcome("good", "factorization"));
	report();
	char *page = read_all("good/factorization/index.html"),
	     *tsv = read_all("good/factorization/sizes.tsv");
	has(page, "alt=\"Time against size &lt;in elements&gt;; the numbers are in sizes.tsv\"");
	has(page, "PARLAB/plots/sizes.gp");
	has(page, "Time against size &lt;in elements&gt;.");
	has(page, "This chart could not be made: in fork mode with 8 workers: crashed.");
	lacks(page, "gantt.svg");
	cr_expect(is_there("good/factorization/sizes.svg"));
	cr_expect(!is_there("good/factorization/gantt.svg"));
	cr_expect_eq(strncmp(tsv, "mode\tworkers\t", 13), 0);
	free(page);
	free(tsv);
}

/* The name of a chart is part of the path of a script that is run. */
Test(report, a_chart_that_cannot_be_drawn_costs_nothing_else)
{
	struct outcome o = sample_outcome("good", "factorization");

	free(o.charts[0].name);
	o.charts[0].name = xstrdup("no-such-script");
	free(o.charts[1].name);
	o.charts[1].name = xstrdup("../../plots/sizes");
	o.charts[1].tsv = xstrdup("mode\n");
	record(o);
	report();
	char *page = read_all("good/factorization/index.html");
	has(page, "This chart could not be drawn: ");
	has(page, "its name has unusual characters");
	has(page, " alt=\"Gain of each mode");
	cr_expect(!is_there("good/factorization/no-such-script.svg"));
	cr_expect(is_there("grades.csv"));
	free(page);
}
