/* objects: gradebook/gradebook gradebook/opening gradebook/migrate gradebook/verify gradebook/store gradebook/rows gradebook/schema grading/columns grading/outcome grading/verdict base/base base/file base/folder */
/* test_gradebook.c - recorded outcomes are read back completely; invalid gradebooks are refused. */
#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
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

	cr_assert_eq(gradebook_record(book, &o, "again"), 0, "%s", error_text());
	outcome_free(&o);
}

/* A second connection, like an instructor's sqlite3. */
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

Test(gradebook, returns_what_was_recorded)
{
	struct outcome a = sample_outcome("good \xc3\xa9 'quoted'", "factorization"), b;

	cr_assert_eq(gradebook_record(book, &a, "again"), 0, "%s", error_text());
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
	cr_assert_eq(gradebook_record(book, &a, "again"), 0, "%s", error_text());
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

Test(gradebook, keeps_infinities_and_missing_numbers)
{
	struct outcome a = sample_outcome("good", "factorization"), b;

	a.speeds[0].gain = (struct interval){NAN, -INFINITY, INFINITY};
	cr_assert_eq(gradebook_record(book, &a, "again"), 0, "%s", error_text());
	cr_assert_eq(gradebook_load(book, "good", "factorization", &b), 0, "%s", error_text());
	cr_assert(isnan(b.speeds[0].gain.median));
	cr_assert(isinf(b.speeds[0].gain.low) && b.speeds[0].gain.low < 0);
	cr_assert(isinf(b.speeds[0].gain.high) && b.speeds[0].gain.high > 0);
	cr_assert_eq(b.speeds[0].student.low, a.speeds[0].student.low);
	cr_assert(b.speeds[0].graded);
	outcome_free(&a);
	outcome_free(&b);
}

/* A replaced result stays complete, with time and reason. */
Test(gradebook, keeps_what_it_replaces)
{
	struct outcome first = sample_outcome("good", "factorization"), second = first, now, before;

	cr_assert_eq(gradebook_record(book, &first, NULL), 0, "%s", error_text());
	second.points = 4;
	cr_assert_eq(gradebook_record(book, &second, "submission changed"), 0, "%s", error_text());
	second.points = 5;
	cr_assert_eq(gradebook_record(book, &second, "--again"), 0, "%s", error_text());
	cr_assert_eq(gradebook_load(book, "good", "factorization", &now), 0, "%s", error_text());
	cr_assert_eq(now.points, 5);
	cr_assert_eq(now.replaced_count, 2);
	same_text(now.replaced[0].replaced_why, "submission changed");
	same_text(now.replaced[1].replaced_why, "--again");
	cr_assert(now.replaced[0].points == 3 && now.replaced[1].points == 4);
	cr_assert(now.replaced[0].replaced_at > 1700000000);
	cr_assert_eq(gradebook_load_replaced(book, now.replaced[0].id, &before), 0, "%s", error_text());
	cr_assert_eq(before.samples.count, first.samples.count, "evidence is kept, too");
	cr_assert_eq(before.points, 3);
	outcome_free(&before);
	outcome_free(&now);
	cr_assert_eq(ask("SELECT count(*) FROM grades"), 1);
	cr_assert_eq(ask("SELECT was + 10 * became FROM history WHERE why = 'submission changed'"), 43);
	cr_assert_eq(ask("SELECT count(*) FROM speedups"), (int)first.speed_count);
	outcome_free(&first);
}

Test(gradebook, an_outcome_that_cannot_be_stored_leaves_the_old_one)
{
	record("good", "factorization");
	struct outcome broken = sample_outcome("good", "factorization");
	broken.points = NAN; /* the column is NOT NULL */
	cr_assert_eq(gradebook_record(book, &broken, "again"), -1);
	cr_assert(strstr(error_text(), "points"), "%s", error_text());
	broken.points = 1;
	broken.samples.list[5].seconds = NAN; /* but a sample's time may be missing */
	cr_assert_eq(gradebook_record(book, &broken, "again"), 0, "%s", error_text());
	outcome_free(&broken);
	cr_assert_eq(ask("SELECT points FROM grades"), 1);
}

Test(gradebook, gives_a_summary_of_what_is_recorded)
{
	struct gradebook_standing standing;
	struct outcome o = sample_outcome("good", "factorization");

	cr_assert_eq(gradebook_find(book, "good", "factorization", &standing), 0);
	cr_assert(!standing.found);
	o.scale = xstrdup("4567");
	o.retimed = 1;
	cr_assert_eq(gradebook_record(book, &o, NULL), 0);
	cr_assert_eq(gradebook_find(book, "good", "factorization", &standing), 0);
	cr_assert(standing.found && !standing.fault && !standing.untimed && standing.open);
	same_text(standing.fingerprint, "0123abcd");
	same_text(standing.scale, "4567");
	cr_assert_eq(standing.retimed, 1);
	gradebook_standing_free(&standing);
	o.fault = xstrdup("the sandbox failed");
	o.parts[2].verdict = VERDICT_NOT_TIMED;
	cr_assert_eq(gradebook_record(book, &o, NULL), 0);
	cr_assert_eq(gradebook_find(book, "good", "factorization", &standing), 0);
	cr_assert(standing.fault && standing.untimed && !standing.open);
	gradebook_standing_free(&standing);
	outcome_free(&o);
}

Test(gradebook, lists_and_removes_without_losing_history)
{
	struct gradebook_key *keys;
	size_t count;
	struct outcome back;

	record("racy", "factorization");
	record("good", "matmul");
	record("good", "factorization");
	int parts = ask("SELECT count(*) FROM part");
	cr_assert_eq(gradebook_keys(book, &keys, &count), 0);
	cr_assert_eq(count, 3);
	same_text(keys[0].student, "good");
	same_text(keys[0].exercise, "factorization");
	same_text(keys[1].exercise, "matmul");
	same_text(keys[2].student, "racy");
	gradebook_keys_free(keys, count);
	for (int twice = 0; twice < 2; twice++)
		cr_assert_eq(gradebook_remove(book, "good", "factorization", "removed"), 0, "%s",
		             error_text());
	cr_assert_eq(ask("SELECT count(*) FROM grades"), 2);
	cr_assert_eq(gradebook_load(book, "good", "factorization", &back), -1);
	cr_assert_eq(ask("SELECT count(*) FROM part"), parts, "nothing is deleted");
	record("good", "factorization");
	cr_assert_eq(gradebook_load(book, "good", "factorization", &back), 0);
	cr_assert_eq(back.replaced_count, 1);
	same_text(back.replaced[0].replaced_why, "removed");
	cr_assert_eq(ask("SELECT became IS NULL FROM history"), 1);
	outcome_free(&back);
}

Test(gradebook, lists_open_results_with_reasons)
{
	struct gradebook_open_part *parts;
	size_t count;

	record("good", "factorization");
	cr_assert_eq(gradebook_open_parts(book, &parts, &count), 0, "%s", error_text());
	cr_assert_eq(count, 1);
	same_text(parts[0].student, "good");
	same_text(parts[0].mode, "openmp");
	same_text(parts[0].reason, "openmp: the gain straddles a border");
	cr_assert_eq(parts[0].pending, 3);
	gradebook_open_parts_free(parts, count);
}

Test(gradebook, an_absent_outcome_is_an_error)
{
	struct outcome o;

	cr_assert_eq(gradebook_load(book, "good", "factorization", &o), -1);
	cr_assert(strstr(error_text(), "no result of 'good'"), "%s", error_text());
	record("good", "factorization");
	cr_assert_eq(gradebook_load(book, "good", "factorization", &o), 0, "the connection still works");
	outcome_free(&o);
}

Test(gradebook, views_are_for_people)
{
	record("good", "factorization");
	cr_assert_eq(ask("SELECT count(*) FROM grades WHERE verdict = 'wrong-answer' AND max_points = 9"), 1);
	cr_assert_eq(
		ask("SELECT count(*) FROM speedups WHERE mode = 'fork' AND speedup > 1.7 AND rounds = 9"), 1);
	cr_assert_eq(ask("SELECT count(*) FROM grades WHERE graded = '2023-11-14 22:13:20'"), 1);
}

Test(gradebook, names_the_version_that_wrote_an_unknown_schema)
{
	gradebook_close(book);
	run("PRAGMA user_version = 99; UPDATE about SET value = '7.5' WHERE key = 'parlab'");
	book = gradebook_open(path);
	cr_assert_null(book);
	cr_assert(strstr(error_text(), "parlab 7.5") && strstr(error_text(), "schema 99"), "%s",
	          error_text());
}

static void refused(const char *why)
{
	cr_expect_null(gradebook_open(path), "%s", why);
	cr_expect(strstr(error_text(), why) && strstr(error_text(), path), "%s", error_text());
	cr_expect_null(gradebook_open_read_only(path), "%s", why);
	cr_expect(strstr(error_text(), why), "%s", error_text());
}

Test(gradebook, refuses_a_file_that_is_not_a_gradebook)
{
	gradebook_close(book);
	book = NULL;
	unlink(path);
	run("CREATE TABLE recipes (name)");
	refused("not a gradebook");
	run("PRAGMA user_version = 5");
	refused("not a gradebook");
	cr_assert_eq(file_write(path, "", 0), 0);
	refused("empty");
	unlink(path);
	cr_assert_eq(symlink("/dev/null", path), 0);
	refused("where a file is expected");
}

/* A full disk: recorded results stay, and later ones are recorded when there is room again. */
Test(gradebook, a_failed_write_damages_nothing)
{
	struct rlimit none = {.rlim_cur = 0, .rlim_max = RLIM_INFINITY},
		      plenty = {.rlim_cur = RLIM_INFINITY, .rlim_max = RLIM_INFINITY};
	struct outcome o = sample_outcome("late", "factorization"), back;

	record("good", "factorization");
	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
	cr_assert_eq(gradebook_record(book, &o, NULL), -1);
	cr_assert(strstr(error_text(), path), "%s", error_text());
	cr_assert(strstr(error_text(), strerror(EFBIG)), "the system's reason is missing: %s", error_text());
	cr_assert_eq(gradebook_load(book, "good", "factorization", &back), 0, "%s", error_text());
	outcome_free(&back);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &plenty), 0);
	cr_assert_eq(gradebook_record(book, &o, NULL), 0, "%s", error_text());
	outcome_free(&o);
	cr_assert_eq(ask("SELECT count(*) FROM grades"), 2);
}

/* Damaged or missing pages: opening it fails with a message. */
Test(gradebook, a_damaged_file_is_refused)
{
	size_t bytes;

	record("good", "factorization");
	gradebook_close(book);
	book = NULL;
	char *data = file_read(path, 1 << 24, &bytes);
	cr_assert(data);
	size_t page = (size_t)ask("PRAGMA page_size");
	for (size_t at = page; at < bytes; at += page) {
		char *spoilt = xmalloc(bytes);
		memcpy(spoilt, data, bytes);
		memset(spoilt + at, 0xff, page);
		cr_assert_eq(file_write(path, spoilt, bytes), 0);
		refused("damaged");
		free(spoilt);
	}
	for (size_t cut = 1; cut < bytes; cut += bytes / 50 + 1) {
		cr_assert_eq(file_write(path, data, cut), 0);
		refused(cut < 100 ? "gradebook" : "damaged");
	}
	memset(data, 0xff, bytes);
	cr_assert_eq(file_write(path, data, bytes), 0);
	refused("damaged");
	free(data);
}

static void collect(void *context, const char *what)
{
	char **all = context, *longer = xasprintf("%s%s\n", *all ? *all : "", what);

	free(*all);
	*all = longer;
}

Test(gradebook, a_thorough_check_finds_inconsistencies)
{
	size_t wrong;
	char *said = NULL;
	struct outcome o = sample_outcome("good", "factorization");

	cr_assert_eq(gradebook_record(book, &o, NULL), 0);
	cr_assert_eq(gradebook_verify(book, collect, &said, &wrong), 0, "%s", error_text());
	cr_assert_eq(wrong, 0, "%s", said);
	run("UPDATE submission SET points = 20");
	run("UPDATE finding SET verdict = 'splendid' WHERE number = 1");
	run("INSERT INTO rule (submission, number, kind, mode, answered) VALUES (99, 1, 'mode', 'fork', 0)");
	cr_assert_eq(gradebook_verify(book, collect, &said, &wrong), 0, "%s", error_text());
	cr_expect_eq(wrong, 3, "%s", said);
	cr_expect(strstr(said, "good factorization: result 1 has 20.0 of 9.0"), "%s", said);
	cr_expect(strstr(said, "splendid"), "%s", said);
	cr_expect(strstr(said, "refers to nothing in submission"), "%s", said);
	free(said);
	outcome_free(&o);
}

/* ---- gradebooks of earlier versions ---------------------------------------------- */

static const char kept[] = "tests/gradebooks";

static char *layout(void)
{
	sqlite3 *db;
	sqlite3_stmt *statement;

	cr_assert_eq(sqlite3_open(path, &db), SQLITE_OK);
	cr_assert_eq(sqlite3_prepare_v2(
			     db,
			     "SELECT group_concat(sql) FROM (SELECT sql FROM sqlite_schema ORDER BY name)",
			     -1, &statement, NULL),
	             SQLITE_OK);
	cr_assert_eq(sqlite3_step(statement), SQLITE_ROW);
	char *text = xstrdup((const char *)sqlite3_column_text(statement, 0));
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return text;
}

static void holds_what_it_held(void)
{
	struct outcome clean, unlucky;
	size_t wrong;
	char *said = NULL;

	cr_assert(book, "%s", error_text());
	cr_assert_eq(gradebook_load(book, "clean", "factorization", &clean), 0, "%s", error_text());
	cr_assert(clean.points == 17 && clean.most == 20 && clean.pending == 2 && clean.part_count == 4);
	cr_assert_eq(clean.samples.count, 45);
	for (size_t i = 0; i < clean.samples.count; i++) {
		const struct sample *s = &clean.samples.list[i];
		cr_assert(s->series == 1 && s->seconds > 0 && s->delay_s == 0 && s->mhz >= 0 && s->seed > 1);
	}
	cr_assert_eq(clean.replaced_count, 0);
	cr_assert_eq(gradebook_load(book, "unlucky", "factorization", &unlucky), 0, "%s", error_text());
	cr_assert_not_null(unlucky.fault);
	for (size_t i = 0; i < unlucky.finding_count; i++)
		cr_expect_eq(unlucky.findings[i].stage, STAGE_COLLECT);
	cr_assert_eq(gradebook_verify(book, collect, &said, &wrong), 0, "%s", error_text());
	cr_assert_eq(wrong, 0, "%s", said);
	outcome_free(&clean);
	outcome_free(&unlucky);
}

static void migrates(const char *name, const char *as_new)
{
	char *dump = path_join(kept, name);
	size_t bytes, before_bytes, after_bytes;
	char *sql = file_read(dump, 1 << 20, &bytes);

	unlink(path);
	run(sql);
	int version = ask("PRAGMA user_version");
	char *copy = xasprintf("%s.v%d", path, version), *before = file_read(path, 1 << 24, &before_bytes);
	book = gradebook_open_read_only(path);
	holds_what_it_held();
	gradebook_close(book);
	char *after = file_read(path, 1 << 24, &after_bytes);
	cr_assert(before_bytes == after_bytes && memcmp(before, after, after_bytes) == 0,
	          "read, not changed");
	book = gradebook_open(path);
	holds_what_it_held();
	record("newcomer", "factorization");
	record("clean", "factorization");
	gradebook_close(book);
	book = NULL;
	char *now = layout();
	cr_assert_str_eq(now, as_new, "%s", name);
	cr_assert_eq(ask("SELECT count(*) FROM history"), 1);
	cr_assert_eq(rename(copy, path), 0, "a copy of it as it was lies beside it");
	cr_assert_eq(ask("PRAGMA user_version"), version);
	cr_assert_eq(ask("SELECT count(*) FROM submission"), 3);
	char *const texts[] = {dump, sql, copy, before, after, now};
	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
		free(texts[i]);
}

Test(gradebook, older_ones_are_migrated)
{
	char **names = folder_list(kept), *as_new = layout();

	gradebook_close(book);
	cr_assert(names && names[0] && names[1], "%s", error_text());
	for (char **name = names; *name; name++)
		migrates(*name, as_new);
	strv_free(names);
	free(as_new);
}

Test(gradebook, an_unknown_word_is_an_error)
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
	cr_assert_eq(gradebook_record(reader, &o, "again"), -1);
	outcome_free(&o);
	gradebook_close(reader);
	char *absent = path_join(folder, "absent.db");
	cr_assert_null(gradebook_open_read_only(absent));
	cr_assert(!path_is_file(absent));
	free(absent);
}

Test(gradebook, its_secret_is_created_once)
{
	char *first = gradebook_secret(book), *other;

	cr_assert(first, "%s", error_text());
	cr_expect_eq(strlen(first), 64);
	gradebook_close(book);
	book = gradebook_open(path);
	other = gradebook_secret(book);
	cr_assert(other, "%s", error_text());
	cr_expect_str_eq(first, other);
	cr_expect_eq(ask("SELECT count(*) FROM about WHERE key = 'secret'"), 1);
	free(first);
	free(other);
}
