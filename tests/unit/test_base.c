/* objects: base/base */
/* test_base.c - errors, memory, lists and numbers of base.h. */
#include <criterion/criterion.h>
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"

Test(error, set_keeps_one_line_and_returns_minus_one)
{
	cr_assert_eq(error_set("%s: not a\nfolder", "here"), -1);
	cr_assert_str_eq(error_text(), "here: not a folder");
}

Test(error, errno_appends_the_reason_and_keeps_errno)
{
	errno = ENOENT;
	cr_assert_eq(error_errno("%s", "nowhere"), -1);
	cr_assert_str_eq(error_text(), "nowhere: No such file or directory");
	cr_assert_eq(errno, ENOENT);
}

Test(error, prefix_is_prepended)
{
	error_set("not a number");
	cr_assert_eq(error_prefix("line %d", 3), -1);
	cr_assert_str_eq(error_text(), "line 3: not a number");
}

Test(error, may_quote_the_line_it_replaces)
{
	error_set("inner");
	error_set("outer (%s)", error_text());
	cr_assert_str_eq(error_text(), "outer (inner)");
}

Test(error, a_long_line_is_truncated_visibly)
{
	char *text = xmalloc(100001);

	memset(text, 'x', 100000);
	text[100000] = '\0';
	error_set("%s", text);
	size_t length = strlen(error_text());
	cr_assert_lt(length, 100000);
	cr_assert_str_eq(error_text() + length - 3, "...");
	errno = ENOENT;
	error_errno("%s", text);
	error_prefix("%s", text);
	cr_assert_str_eq(error_text() + strlen(error_text()) - 3, "...");
	free(text);
}

static void *fail_elsewhere(void *unused)
{
	error_set("of the other thread");
	return unused;
}

Test(error, belongs_to_its_thread)
{
	error_set("mine");
	pthread_t thread;
	cr_assert_eq(pthread_create(&thread, NULL, fail_elsewhere, NULL), 0);
	pthread_join(thread, NULL);
	cr_assert_str_eq(error_text(), "mine");
}

Test(memory, zero_bytes_and_null_are_handled)
{
	void *a = xmalloc(0), *b = xcalloc(0, 8), *c = xreallocarray(NULL, 0, 8);

	cr_assert(a && b && c);
	free(a);
	free(b);
	free(c);
	cr_assert_null(xstrdup(NULL));
	cr_assert_null(xstrndup(NULL, 3));
}

Test(memory, grow_makes_room_for_one_more)
{
	int *list = NULL;
	size_t count = 0;

	for (int i = 0; i < 100; i++)
		*GROW(list, count) = i;
	cr_assert_eq(count, 100);
	for (int i = 0; i < 100; i++)
		cr_assert_eq(list[i], i);
	free(list);
}

Test(strv, append_dup_length)
{
	char **list = NULL;

	cr_assert_eq(strv_length(list), 0);
	list = strv_append(list, xstrdup("one"));
	list = strv_append(list, xasprintf("%s", "two"));
	cr_assert_eq(strv_length(list), 2);
	char **copy = strv_dup(list);
	strv_free(list);
	cr_assert_str_eq(copy[0], "one");
	cr_assert_str_eq(copy[1], "two");
	cr_assert_null(copy[2]);
	strv_free(copy);
	strv_free(NULL);
	copy = strv_dup(NULL);
	cr_assert_not_null(copy);
	cr_assert_null(copy[0]);
	strv_free(copy);
}

Test(clock, is_monotonic)
{
	uint64_t before = clock_ns();

	cr_assert_leq(before, clock_ns());
	cr_assert_gt(clock_epoch_s(), 1600000000);
}

Test(parse, uint64_takes_whole_numbers_in_range)
{
	uint64_t value = 7;

	cr_assert_eq(parse_uint64("0", 0, 10, &value), 0);
	cr_assert_eq(value, 0);
	cr_assert_eq(parse_uint64("18446744073709551615", 0, UINT64_MAX, &value), 0);
	cr_assert_eq(value, UINT64_MAX);
}

Test(parse, uint64_refuses_everything_else)
{
	const char *bad[] = {"",   " 1", "1 ", "+1", "-1", "0x10", "1e3", "1.0", "18446744073709551616",
	                     "11", "one"};

	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		uint64_t value = 7;
		cr_assert_eq(parse_uint64(bad[i], 0, 10, &value), -1, "'%s' was accepted", bad[i]);
		cr_assert_eq(value, 7, "'%s' changed the value", bad[i]);
		cr_assert(strstr(error_text(), bad[i]) != NULL);
	}
	uint64_t value;
	cr_assert_eq(parse_uint64("4", 5, 10, &value), -1);
}

Test(parse, double_takes_numbers_in_range)
{
	double value;

	cr_assert_eq(parse_double("-2.5e-1", -1, 1, &value), 0);
	cr_assert_float_eq(value, -0.25, 1e-15);
	cr_assert_eq(parse_double(".5", 0, 1, &value), 0);
	cr_assert_float_eq(value, 0.5, 1e-15);
}

Test(parse, double_refuses_everything_else)
{
	const char *bad[] = {"",      " 1",  "1 ", "nan", "-nan", "inf", "-inf",
	                     "1e999", "1,5", "2",  "x",   "-",    "."};

	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
		double value = 7;
		cr_assert_eq(parse_double(bad[i], -1, 1, &value), -1, "'%s' was accepted", bad[i]);
		cr_assert_float_eq(value, 7, 0, "'%s' changed the value", bad[i]);
	}
}

Test(base, quotes_a_word_for_the_shell)
{
	static const char *const words[][2] = {
		{"work/a.c", "work/a.c"}, {"", "''"},         {"my work.c", "'my work.c'"},
		{"it's", "'it'\\''s'"},   {"$(x)", "'$(x)'"},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
		char *quoted = shell_quoted(words[i][0]);
		cr_assert_str_eq(quoted, words[i][1]);
		free(quoted);
	}
}

Test(base, text_is_built_by_printing)
{
	struct text text;
	FILE *to = text_open(&text);

	for (int i = 0; i < 3; i++) {
		text_separate(&text, ", ");
		fprintf(to, "%d", i);
	}
	char *built = text_close(&text);
	cr_expect_str_eq(built, "0, 1, 2");
	cr_expect_eq(text.length, strlen(built));
	free(built);
	text_open(&text);
	built = text_close(&text);
	cr_expect_str_eq(built, "");
	free(built);
}
