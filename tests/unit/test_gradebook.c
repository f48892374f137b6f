/* objects: gradebook/gradebook gradebook/rows gradebook/schema grading/outcome grading/verdict base/base base/file */
/* test_gradebook.c - what is recorded comes back, whole or not at all. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "base/file.h"
#include "gradebook/gradebook.h"
#include "sample_outcome.h"

static char *folder, *path;
static struct gradebook *book;

static void open_book(void)
{
	folder = xasprintf("/tmp/test_gradebook.%d.XXXXXX", (int)getpid());
	cr_assert(mkdtemp(folder));
	path = path_join(folder, "gradebook.db");
	book = gradebook_open(path);
	cr_assert(book, "%s", error_text());
}

static void close_book(void)
{
	gradebook_close(book);
	folder_remove(folder);
	free(folder);
	free(path);
}

TestSuite(gradebook, .init = open_book, .fini = close_book);

static void record(const char *student, const char *exercise)
{
	struct outcome o = sample_outcome(student, exercise);

	cr_assert_eq(gradebook_record(book, &o), 0, "%s", error_text());
	outcome_free(&o);
}

/* A second connection, as an instructor's sqlite3 would be. */
static int ask(const char *sql)
{
	sqlite3 *db;
	sqlite3_stmt *statement;

	cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
	int value = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int(statement, 0) : -1;
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return value;
}

static void run(const char *sql)
{
	sqlite3 *db;

	cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(db));
	sqlite3_close(db);
}

static void same_text(const char *a, const char *b)
{
	cr_assert((!a && !b) || (a && b && strcmp(a, b) == 0), "'%s' is not '%s'", a ? a : "(none)",
	          b ? b : "(none)");
}

Test(gradebook, gives_back_what_it_was_given)
{
	struct outcome a = sample_outcome("good \xc3\xa9 'quoted'", "factorization"), b;

	cr_assert_eq(gradebook_record(book, &a), 0, "%s", error_text());
	cr_assert_eq(gradebook_load(book, a.student, a.exercise, &b), 0, "%s", error_text());
	same_text(a.student, b.student);
	same_text(a.title, b.title);
	same_text(a.host, b.host);
	same_text(a.marks, b.marks);
	same_text(a.fault, b.fault);
	cr_assert_eq(a.graded_at, b.graded_at);
	cr_assert_eq(a.verdict, b.verdict);
	cr_assert(a.points == b.points && a.most == b.most && a.pending == b.pending);
	cr_assert_eq(a.finding_count, b.finding_count);
	for (size_t i = 0; i < a.finding_count; i++) {
		cr_assert_eq(a.findings[i].stage, b.findings[i].stage);
		cr_assert_eq(a.findings[i].verdict, b.findings[i].verdict);
		same_text(a.findings[i].detail, b.findings[i].detail);
		same_text(a.findings[i].case_name, b.findings[i].case_name);
	}
	cr_assert_eq(a.census_count, b.census_count);
	cr_assert_eq(memcmp(a.censuses, b.censuses, a.census_count * sizeof *a.censuses), 0);
	cr_assert_eq(a.part_count, b.part_count);
	for (size_t i = 0; i < a.part_count; i++) {
		cr_assert_eq(a.parts[i].kind, b.parts[i].kind);
		same_text(a.parts[i].name, b.parts[i].name);
		same_text(a.parts[i].reason, b.parts[i].reason);
	}
	cr_assert_eq(b.chart_count, 2);
	for (size_t i = 0; i < a.chart_count; i++) {
		same_text(a.charts[i].name, b.charts[i].name);
		same_text(a.charts[i].title, b.charts[i].title);
		same_text(a.charts[i].tsv, b.charts[i].tsv);
		same_text(a.charts[i].problem, b.charts[i].problem);
	}
	outcome_free(&a);
	outcome_free(&b);
}

Test(gradebook, keeps_every_bit_of_a_sample)
{
	struct outcome a = sample_outcome("good", "factorization"), b;

	a.samples.list[3].seed = UINT64_MAX;
	a.samples.list[4].seconds = 0.1 + 0.2;
	a.samples.list[5].right = false;
	a.samples.list[6].dropped = true;
	a.samples.list[7].throttled_s = 0.01 / 3;
	a.samples.list[8].delay_s = 1e-9;
	a.samples.list[8].slowdown = 4.0 / 3;
	a.samples.list[8].series = 2;
	cr_assert_eq(gradebook_record(book, &a), 0, "%s", error_text());
	cr_assert_eq(gradebook_load(book, "good", "factorization", &b), 0, "%s", error_text());
	cr_assert_eq(a.samples.count, b.samples.count);
	for (size_t i = 0; i < a.samples.count; i++) {
		const struct sample *x = &a.samples.list[i], *y = &b.samples.list[i];
		cr_assert(x->round == y->round && x->position == y->position && x->arm == y->arm &&
		          x->mode == y->mode);
		cr_assert(x->workers == y->workers && x->seconds == y->seconds && x->cpu_s == y->cpu_s);
		cr_assert(x->right == y->right && x->dropped == y->dropped && x->seed == y->seed);
		cr_assert(x->idle_cpu_s == y->idle_cpu_s && x->steal_s == y->steal_s &&
		          x->foreign_cpu_s == y->foreign_cpu_s && x->switches == y->switches);
		cr_assert(x->series == y->series && x->throttled_s == y->throttled_s &&
		          x->delay_s == y->delay_s && x->slowdown == y->slowdown && x->mhz == y->mhz);
	}
	outcome_free(&a);
	outcome_free(&b);
}

Test(gradebook, keeps_infinities_and_the_absence_of_numbers)
{
	struct outcome a = sample_outcome("good", "factorization"), b;

	a.speeds[0].gain = (struct interval){NAN, -INFINITY, INFINITY};
	cr_assert_eq(gradebook_record(book, &a), 0, "%s", error_text());
	cr_assert_eq(gradebook_load(book, "good", "factorization", &b), 0, "%s", error_text());
	cr_assert(isnan(b.speeds[0].gain.median));
	cr_assert(isinf(b.speeds[0].gain.low) && b.speeds[0].gain.low < 0);
	cr_assert(isinf(b.speeds[0].gain.high) && b.speeds[0].gain.high > 0);
	cr_assert_eq(b.speeds[0].student.low, a.speeds[0].student.low);
	cr_assert(b.speeds[0].graded);
	outcome_free(&a);
	outcome_free(&b);
}

Test(gradebook, replaces_the_earlier_outcome)
{
	record("good", "factorization");
	int findings = ask("SELECT count(*) FROM finding");
	record("good", "factorization");
	cr_assert_eq(ask("SELECT count(*) FROM submission"), 1);
	cr_assert_eq(ask("SELECT count(*) FROM finding"), findings);
}

Test(gradebook, an_outcome_that_cannot_be_stored_leaves_the_old_one)
{
	record("good", "factorization");
	struct outcome broken = sample_outcome("good", "factorization");
	broken.points = NAN; /* the column takes no NULL */
	cr_assert_eq(gradebook_record(book, &broken), -1);
	cr_assert(strstr(error_text(), "points"), "%s", error_text());
	broken.points = 1;
	broken.samples.list[5].seconds = NAN; /* but a time may be missing */
	cr_assert_eq(gradebook_record(book, &broken), 0, "%s", error_text());
	outcome_free(&broken);
	cr_assert_eq(ask("SELECT points FROM submission"), 1);
}

Test(gradebook, knows_what_need_not_be_done_again)
{
	record("good", "factorization");
	cr_assert_eq(gradebook_has(book, "good", "factorization", "0123abcd"), 1);
	cr_assert_eq(gradebook_has(book, "good", "factorization", "another"), 0);
	cr_assert_eq(gradebook_has(book, "racy", "factorization", "0123abcd"), 0);
	struct outcome faulty = sample_outcome("good", "factorization");
	faulty.fault = xstrdup("the sandbox failed");
	cr_assert_eq(gradebook_record(book, &faulty), 0);
	cr_assert_eq(gradebook_has(book, "good", "factorization", "0123abcd"), 0, "a fault is tried again");
	outcome_free(&faulty);
}

Test(gradebook, lists_and_prunes)
{
	struct gradebook_key *keys, keep[] = {{"good", "matmul"}, {"slow", "absent"}};
	size_t count;

	record("racy", "factorization");
	record("good", "matmul");
	record("good", "factorization");
	cr_assert_eq(gradebook_keys(book, &keys, &count), 0);
	cr_assert_eq(count, 3);
	same_text(keys[0].student, "good");
	same_text(keys[0].exercise, "factorization");
	same_text(keys[1].exercise, "matmul");
	same_text(keys[2].student, "racy");
	gradebook_keys_free(keys, count);
	for (int twice = 0; twice < 2; twice++)
		cr_assert_eq(gradebook_prune(book, keep, ARRAY_LENGTH(keep)), 0, "%s", error_text());
	cr_assert_eq(ask("SELECT count(*) FROM submission"), 1);
	cr_assert_eq(ask("SELECT count(DISTINCT submission) FROM sample"), 1,
	             "what belonged to the others went too");
	cr_assert_eq(gradebook_prune(book, NULL, 0), 0);
	cr_assert_eq(ask("SELECT count(*) FROM part"), 0);
}

Test(gradebook, an_absent_outcome_is_an_error)
{
	struct outcome o;

	cr_assert_eq(gradebook_load(book, "good", "factorization", &o), -1);
	cr_assert(strstr(error_text(), "nothing from 'good'"), "%s", error_text());
	record("good", "factorization");
	cr_assert_eq(gradebook_load(book, "good", "factorization", &o), 0, "the connection still works");
	outcome_free(&o);
}

Test(gradebook, views_are_for_people)
{
	record("good", "factorization");
	cr_assert_eq(ask("SELECT count(*) FROM grades WHERE verdict = 'wrong-answer' AND max_points = 5"), 1);
	cr_assert_eq(
		ask("SELECT count(*) FROM speedups WHERE mode = 'fork' AND speedup > 1.7 AND rounds = 9"), 1);
	cr_assert_eq(ask("SELECT count(*) FROM grades WHERE graded = '2023-11-14 22:13:20'"), 1);
}

Test(gradebook, says_who_wrote_a_file_it_does_not_know)
{
	gradebook_close(book);
	run("PRAGMA user_version = 99; UPDATE about SET value = '7.5' WHERE key = 'parlab'");
	book = gradebook_open(path);
	cr_assert_null(book);
	cr_assert(strstr(error_text(), "parlab 7.5") && strstr(error_text(), "schema 99"), "%s",
	          error_text());
}

Test(gradebook, refuses_somebody_elses_database)
{
	gradebook_close(book);
	unlink(path);
	run("CREATE TABLE recipes (name)");
	book = gradebook_open(path);
	cr_assert_null(book);
	cr_assert(strstr(error_text(), "not a gradebook"), "%s", error_text());
}

/* Every way in must say so, and none may crash or find an outcome that was never there. */
Test(gradebook, a_damaged_file_is_an_error_everywhere)
{
	struct outcome o = sample_outcome("good", "factorization"), loaded;
	struct gradebook_key *keys;
	size_t bytes, count;

	record("good", "factorization");
	gradebook_close(book);
	char *data = file_read(path, 1 << 24, &bytes);
	cr_assert(data);
	size_t page = (size_t)ask("PRAGMA page_size"); /* only the outcomes' own pages; the schema stays */
	size_t table = (size_t)ask("SELECT rootpage FROM sqlite_master WHERE name = 'submission'");
	size_t keyed = (size_t)ask(
		"SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_submission_1'");
	cr_assert(table > 1 && table * page <= bytes && keyed > 1 && keyed * page <= bytes);
	memset(data + (table - 1) * page, 0xff, page);
	memset(data + (keyed - 1) * page, 0xff, page);
	cr_assert_eq(file_write(path, data, bytes), 0);
	book = gradebook_open(path);
	cr_assert_not_null(book, "%s", error_text());
	cr_expect_eq(gradebook_load(book, "good", "factorization", &loaded), -1);
	cr_expect_not_null(strstr(error_text(), "malformed"), "%s", error_text());
	cr_expect_eq(gradebook_keys(book, &keys, &count), -1);
	cr_expect(keys == NULL && count == 0);
	cr_expect_eq(gradebook_record(book, &o), -1);
	cr_expect_eq(gradebook_has(book, "good", "factorization", "x"), -1);
	memset(data, 0xff, bytes);
	gradebook_close(book);
	cr_assert_eq(file_write(path, data, bytes), 0);
	book = gradebook_open(path);
	cr_expect_null(book);
	cr_expect_not_null(strstr(error_text(), path), "%s", error_text());
	outcome_free(&o);
	free(data);
}

Test(gradebook, a_word_it_does_not_know_is_an_error)
{
	struct outcome o;

	record("good", "factorization");
	run("UPDATE finding SET verdict = 'splendid' WHERE number = 1");
	cr_assert_eq(gradebook_load(book, "good", "factorization", &o), -1);
	cr_assert(strstr(error_text(), "splendid"), "%s", error_text());
	cr_assert_eq(o.finding_count, 0, "nothing is left to free");
}

Test(gradebook, read_only_neither_creates_nor_writes)
{
	record("good", "factorization");
	struct gradebook *reader = gradebook_open_read_only(path);
	cr_assert(reader, "%s", error_text());
	struct outcome o;
	cr_assert_eq(gradebook_load(reader, "good", "factorization", &o), 0, "%s", error_text());
	cr_assert_eq(gradebook_record(reader, &o), -1);
	outcome_free(&o);
	gradebook_close(reader);
	char *absent = path_join(folder, "absent.db");
	cr_assert_null(gradebook_open_read_only(absent));
	cr_assert(!path_is_file(absent));
	free(absent);
}
