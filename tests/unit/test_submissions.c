/* objects: course/submissions course/key course/listing course/catalog course/manifest course/manifest_rules course/manifest_keys course/manifest_read course/manifest_source base/base base/file base/nearest base/utf8 base/when base/digest */
/* test_submissions.c - every student is found, whatever the names of the folders and whatever is
 * in their place; no link is followed, no entry is lost. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../harness/base/base.h"
#include "../../harness/base/file.h"
#include "../../harness/course/submissions.h"

/* A catalog without files: only the names are used. */
static struct manifest matmul = {.name = "matmul"}, pool = {.name = "pool"}, sweep = {.name = "sweep"};
static struct manifest *exercises[] = {&matmul, &pool, &sweep};
static const struct catalog catalog = {.exercises = exercises, .count = 3};

static char *class; /* the submissions folder */
static struct submissions found;
static char **warnings;

static void make_folder(const char *below)
{
	char *path = path_join(class, below);

	cr_assert_eq(folder_make(path, 0755), 0, "%s", error_text());
	free(path);
}

/* make_folder_of: a student's folder with one exercise; the name may contain any byte. */
static void make_folder_of(const char *student, const char *exercise)
{
	char *path = path_join(class, student);
	char *inner = path_join(path, exercise);

	cr_assert_eq(mkdir(path, 0755) == 0 || path_is_folder(path), true, "'%s'", student);
	cr_assert_eq(mkdir(inner, 0755), 0, "'%s'", inner);
	free(inner);
	free(path);
}

static void make_file(const char *below)
{
	char *path = path_join(class, below);

	cr_assert_eq(file_write(path, "x", 1), 0, "%s", error_text());
	free(path);
}

static void make_link(const char *target, const char *below)
{
	char *path = path_join(class, below);

	cr_assert_eq(symlink(target, path), 0);
	free(path);
}

static void set_up(void)
{
	char name[] = "/tmp/test-submissions-XXXXXX";

	cr_assert_not_null(mkdtemp(name));
	cr_assert_eq(chmod(name, 0755), 0);
	class = xstrdup(name);
}

static void tear_down(void)
{
	submissions_free(&found);
	strv_free(warnings);
	folder_remove(class);
	free(class);
}

TestSuite(submissions, .init = set_up, .fini = tear_down);

static void find(const char *only)
{
	cr_assert_eq(submissions_find(&found, &catalog, class, only, &warnings), 0, "%s", error_text());
}

static const struct submission *entry(const char *student, const char *exercise)
{
	for (size_t i = 0; i < found.count; i++) {
		const struct submission *s = &found.list[i];
		if (strcmp(s->student, student) == 0 && strcmp(s->exercise->name, exercise) == 0)
			return s;
	}
	return NULL;
}

static bool warned(const char *words)
{
	for (char **warning = warnings; *warning; warning++)
		if (strstr(*warning, words))
			return true;
	return false;
}

Test(submissions, every_student_gets_every_exercise_of_the_class)
{
	static const char *const EXPECTED[][2] = {
		{"first", "matmul"}, {"first", "pool"},     {"late", "matmul"},
		{"late", "pool"},    {"nothing", "matmul"}, {"nothing", "pool"},
	};

	make_folder_of("late", "pool");
	make_folder_of("first", "matmul");
	make_folder("nothing"); /* without a submission, but still a student */
	find(NULL);
	cr_assert_eq(found.count, ARRAY_LENGTH(EXPECTED));
	for (size_t i = 0; i < found.count; i++) {
		cr_expect_str_eq(found.list[i].student, EXPECTED[i][0]);
		cr_expect_str_eq(found.list[i].exercise->name, EXPECTED[i][1]);
		char *folder = xasprintf("%s/%s/%s", class, EXPECTED[i][0], EXPECTED[i][1]);
		cr_expect_str_eq(found.list[i].folder, folder);
		free(folder);
	}
	cr_expect_eq(found.list[0].exercise, &matmul);
	cr_expect_eq(strv_length(warnings), 0);
}

Test(submissions, only_one_exercise_if_asked)
{
	make_folder_of("first", "matmul");
	make_folder_of("late", "pool");
	find("sweep");
	cr_assert_eq(found.count, 2);
	cr_expect_str_eq(found.list[0].exercise->name, "sweep");
	cr_expect_eq(strv_length(warnings), 0);
}

Test(submissions, asking_for_an_unknown_exercise_is_an_error)
{
	make_folder_of("first", "matmul");
	cr_expect_eq(submissions_find(&found, &catalog, class, "matmull", &warnings), -1);
	cr_expect_not_null(strstr(error_text(), "did you mean 'matmul'?"), "%s", error_text());
	cr_expect_null(warnings);
}

Test(submissions, no_such_folder_is_an_error)
{
	make_file("file");
	char *file = path_join(class, "file");
	char *absent = path_join(class, "absent");

	cr_expect_eq(submissions_find(&found, &catalog, file, NULL, &warnings), -1);
	cr_expect_not_null(strstr(error_text(), "/file'"), "%s", error_text());
	cr_expect_eq(submissions_find(&found, &catalog, absent, NULL, &warnings), -1);
	cr_expect_not_null(strstr(error_text(), "/absent'"), "%s", error_text());
	free(absent);
	free(file);
}

Test(submissions, an_empty_folder_is_an_empty_class)
{
	find(NULL);
	cr_expect_eq(found.count, 0);
	cr_assert_not_null(warnings);
	cr_expect_eq(strv_length(warnings), 0);
}

Test(submissions, hidden_folders_are_ignored)
{
	make_folder_of("first", "matmul");
	make_folder_of("first", ".git");
	make_folder_of(".cache", "pool");
	find(NULL);
	cr_expect_eq(found.count, 1);
	cr_expect_eq(strv_length(warnings), 0);
}

Test(submissions, unknown_exercise_folders_are_warned_about)
{
	make_folder_of("first", "matmul");
	make_folder_of("first", "swep");
	make_folder_of("first", "quick\nsort");
	make_file("first/matmul.c");
	make_file("grades.txt");
	make_link("/etc", "first/etc");
	find(NULL);
	cr_expect_eq(found.count, 1);
	cr_expect_eq(strv_length(warnings), 5);
	cr_expect(warned("'first/swep': no exercise 'swep'; did you mean 'sweep'?"));
	cr_expect(warned("'first/quick\\x0Asort'"));
	cr_expect(warned("'first/matmul.c': a file, not an exercise's folder"));
	cr_expect(warned("'first/etc': a symbolic link"));
	cr_expect(warned("'grades.txt': a file, not a student's folder"));
	for (char **warning = warnings; *warning; warning++)
		cr_expect_null(strpbrk(*warning, "\n\r\t\x1b"), "%s", *warning);
}

Test(submissions, many_unknown_folders_are_counted_not_listed)
{
	char name[32];

	make_folder_of("first", "matmul");
	for (int i = 0; i < 50; i++) {
		snprintf(name, sizeof name, "first/stray-%d", i);
		make_file(name);
	}
	find(NULL);
	cr_expect_eq(strv_length(warnings), 21);
	cr_expect(warned("'first': 30 more"));
}

Test(submissions, names_become_printable_keys)
{
	static const struct {
		const char *name, *key;
	} TABLE[] = {
		{"-rf", "-rf"},
		{"--out=x", "--out=x"},
		{"a b", "a b"},
		{" a ", "\\x20a\\x20"},
		{"a  ", "a \\x20"},
		{"a\nb", "a\\x0Ab"},
		{"a\tb\rc", "a\\x09b\\x0Dc"},
		{"\x1b[31mred", "\\x1B[31mred"},
		{"del\x7f", "del\\x7F"},
		{"back\\slash", "back\\\\slash"},
		{"back\\x0Aslash", "back\\\\x0Aslash"},
		{"'quoted\"", "'quoted\""},
		{"$(reboot);`x`", "$(reboot);`x`"},
		{"<script>alert(1)<&script>", "<script>alert(1)<&script>"},
		{"%s%n", "%s%n"},
		{"a..", "a.."},
		{"J\xc3\xbcrgen", "J\xc3\xbcrgen"},
		{"\xe5\xb1\xb1\xe7\x94\xb0\xe3\x80\x80\xe5\xa4\xaa",
	         "\xe5\xb1\xb1\xe7\x94\xb0\xe3\x80\x80\xe5\xa4\xaa"},
		{"\xe5\xb1\xb1\xe3\x80\x80", "\xe5\xb1\xb1\\xE3\\x80\\x80"},
		{"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
		{"latin\xe9", "latin\\xE9"}, /* not UTF-8 */
		{"cut\xe5\xb1", "cut\\xE5\\xB1"},
		{"\xc0\xaf", "\\xC0\\xAF"},                   /* overlong */
		{"\xe0\x80\xaf", "\\xE0\\x80\\xAF"},          /* overlong */
		{"\xed\xa0\x80", "\\xED\\xA0\\x80"},          /* a surrogate */
		{"\xf4\x90\x80\x80", "\\xF4\\x90\\x80\\x80"}, /* beyond U+10FFFF */
		{"\xff\xfe", "\\xFF\\xFE"},
		{"c1\xc2\x9b", "c1\\xC2\\x9B"}, /* a control character of two bytes */
		{"rtl\xe2\x80\xae"
	         "cba",
	         "rtl\\xE2\\x80\\xAE"
	         "cba"}, /* a bidirectional override */
		{"zero\xe2\x80\x8bwidth", "zero\\xE2\\x80\\x8Bwidth"},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(TABLE); i++)
		make_folder_of(TABLE[i].name, "matmul");
	find(NULL);
	cr_assert_eq(found.count, ARRAY_LENGTH(TABLE));
	for (size_t i = 0; i < ARRAY_LENGTH(TABLE); i++) {
		const struct submission *s = entry(TABLE[i].key, "matmul");
		cr_assert_not_null(s, "row %zu: no '%s'", i, TABLE[i].key);
		/* The path keeps the original bytes, since it will be opened. */
		char *folder = xasprintf("%s/%s/matmul", class, TABLE[i].name);
		cr_expect_str_eq(s->folder, folder);
		free(folder);
	}
}

Test(submissions, keys_are_unique)
{
	static const char *const NAMES[] = {
		"a\n", "a\\x0A", "a\\\\x0A", "a\\n",  "a",      "a ",
		" a",  "A",      "a\\x20",   "a\xff", "a\\xFF", "a\\~",
	};

	for (size_t i = 0; i < ARRAY_LENGTH(NAMES); i++)
		make_folder_of(NAMES[i], "pool");
	find(NULL);
	cr_assert_eq(found.count, ARRAY_LENGTH(NAMES));
	for (size_t i = 1; i < found.count; i++)
		cr_expect_lt(strcmp(found.list[i - 1].student, found.list[i].student), 0);
}

Test(submissions, names_that_are_too_long_are_cut_and_graded)
{
	char just[129], long_a[256], long_b[256], bytes[65];

	memset(just, 'k', 128), just[128] = '\0';
	memset(long_a, 'k', 255), long_a[255] = '\0';
	memset(long_b, 'k', 255), long_b[254] = 'l', long_b[255] = '\0';
	memset(bytes, 0xff, 64), bytes[64] = '\0'; /* short, but long when escaped */
	make_folder_of(just, "matmul");
	make_folder_of(long_a, "matmul");
	make_folder_of(long_b, "matmul");
	make_folder_of(bytes, "matmul");
	make_folder_of("  ", "pool");
	find(NULL);
	cr_assert_eq(found.count, 10);
	cr_expect_not_null(entry(just, "matmul"));
	cr_expect_not_null(entry("\\x20\\x20", "pool"));
	for (size_t i = 0; i < found.count; i++) {
		cr_expect_leq(strlen(found.list[i].student), 128);
		/* Two entries per student: every second entry has a new key. */
		cr_expect(i % 2 || i == 0 || strcmp(found.list[i].student, found.list[i - 1].student) != 0);
	}
	cr_expect_eq(strv_length(warnings), 4);
	cr_expect(warned("longer than 128 bytes; it is graded under this key"));
	cr_expect(warned("blank; rename"));
}

Test(submissions, links_are_never_followed)
{
	make_folder_of("first", "matmul");
	make_link("first", "twin");
	make_link("/", "root");
	make_link("nowhere", "dangling");
	make_link(".", "loop");
	make_link("../first/matmul", "first/pool");
	make_folder("linked");
	make_link("../first/matmul", "linked/matmul");
	find(NULL);
	cr_expect_eq(found.count, 6 * 2);
	for (size_t i = 0; i < found.count; i++) {
		char *inside = path_join(class, found.list[i].student);
		cr_expect_eq(strncmp(found.list[i].folder, inside, strlen(inside)), 0);
		free(inside);
	}
	cr_expect_eq(strv_length(warnings), 0);
}

Test(submissions, other_files_in_place_of_folders)
{
	make_folder("first");
	make_file("first/matmul");
	make_folder("late");
	char *fifo = path_join(class, "late/pool");
	cr_assert_eq(mkfifo(fifo, 0600), 0);
	free(fifo);
	fifo = path_join(class, "pipe");
	cr_assert_eq(mkfifo(fifo, 0600), 0);
	free(fifo);
	find(NULL);
	cr_expect_eq(found.count, 4);
	cr_expect_not_null(entry("first", "matmul"));
	cr_expect_not_null(entry("late", "pool"));
	cr_expect(warned("'pipe': a special file, not a student's folder"));
}

Test(submissions, a_student_whose_problem_has_no_exercise_is_warned_about)
{
	make_link("/", "root");
	find(NULL);
	cr_expect_eq(found.count, 0);
	cr_expect(warned("'root': a symbolic link"));
}

Test(submissions, unreadable_folders_are_entries)
{
	static const char *const STUDENTS[] = {"closed", "listed", "open", "entered"};
	static const char *const CLOSED[] = {"closed", "listed", "open/matmul", "entered"};
	static const mode_t MODES[] = {0, 0444, 0, 0111};
	uid_t me = geteuid();

	make_folder_of("open", "matmul");
	make_folder_of("closed", "matmul");
	make_folder_of("listed", "matmul");
	make_folder_of("entered", "matmul");
	for (size_t i = 0; i < ARRAY_LENGTH(CLOSED); i++) {
		char *path = path_join(class, CLOSED[i]);
		cr_assert_eq(chmod(path, MODES[i]), 0);
		free(path);
	}
	if (me == 0)
		cr_assert_eq(seteuid(65534), 0); /* root may open every folder */
	int result = submissions_find(&found, &catalog, class, NULL, &warnings);
	if (me == 0)
		cr_assert_eq(seteuid(0), 0);
	cr_assert_eq(result, 0, "%s", error_text());
	for (size_t i = 0; i < ARRAY_LENGTH(STUDENTS); i++)
		cr_expect_not_null(entry(STUDENTS[i], "matmul"), "%s", STUDENTS[i]);
}
