/* objects: pipeline/sanitizer_report base/base */
/* test_sanitizer_report.c - which report is about the student's files, whatever the text around
 * it; and that no text is slow to parse. */
#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

#include "../../harness/base/base.h"
#include "../../harness/pipeline/sanitizer_report.h"

#define ASAN "==7==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x60200\n"
#define LSAN "==7==ERROR: LeakSanitizer: detected memory leaks\n\n"
#define RACE "WARNING: ThreadSanitizer: data race (pid=7)\n"
#define THREAD_LEAK "WARNING: ThreadSanitizer: thread leak (pid=7)\n"
#define GCC_FRAME "    #0 0x55e14 in f /src/work.c:11\n"
#define GCC_OTHER "    #0 0x55e14 in main /src/driver.c:11\n"
#define CLANG_FRAME "    #0 f work.c:7:51 (driver+0xd01e6) (BuildId: b24a)\n"
#define CLANG_OTHER "    #0 kit_race kit_driver.c:7:51 (driver+0xd01e6)\n"
#define GCC_SUMMARY "SUMMARY: AddressSanitizer: heap-buffer-overflow (/driver+0x1) in f\n"
#define CLANG_SUMMARY "SUMMARY: ThreadSanitizer: data race (driver+0x513bd) in f\n"
#define OWN "heap block of size 4711 "
#define OWN_RACE RACE CLANG_OTHER "  Location is " OWN "at 0x7b\n" CLANG_SUMMARY

static char *files[] = {"work.c", "work_mpi.c", NULL};

static struct sanitizer_text said_in(const char *text)
{
	return (struct sanitizer_text){.text = text,
	                               .bytes = strlen(text),
	                               .files = files,
	                               .code_from = 0x1000,
	                               .code_to = 0x2000,
	                               .own = OWN};
}

static enum verdict verdict_of(const char *text)
{
	struct sanitizer_text said = said_in(text);
	struct sanitizer_report report = sanitizer_report_find(&said);

	return report.symptom ? report.symptom->verdict : VERDICT_CORRECT;
}

static char *detail_of(const char *text)
{
	struct sanitizer_text said = said_in(text);
	struct sanitizer_report report = sanitizer_report_find(&said);

	cr_assert_not_null(report.symptom);
	return sanitizer_report_detail(&said, &report);
}

Test(sanitizer_report, each_kind)
{
	cr_expect_eq(verdict_of(""), VERDICT_CORRECT);
	cr_expect_eq(verdict_of(ASAN GCC_FRAME GCC_SUMMARY), VERDICT_MEMORY_ERROR);
	cr_expect_eq(verdict_of(LSAN "Direct leak of 4 byte(s)\n" GCC_FRAME "\n" GCC_SUMMARY), VERDICT_LEAK);
	cr_expect_eq(verdict_of(RACE CLANG_FRAME CLANG_SUMMARY), VERDICT_RACE);
	cr_expect_eq(verdict_of(THREAD_LEAK CLANG_FRAME CLANG_SUMMARY), VERDICT_LEAK);
	cr_expect_eq(verdict_of("work.c:9:7: runtime error: signed integer overflow\n" GCC_OTHER),
	             VERDICT_MEMORY_ERROR);
	cr_expect_eq(verdict_of("work_mpi.c:9:7: runtime error: signed integer overflow\n"),
	             VERDICT_MEMORY_ERROR);
	cr_expect_eq(verdict_of("WARNING: ThreadSanitizer: double lock of a mutex (pid=1)\n" CLANG_FRAME),
	             VERDICT_CORRECT);
}

Test(sanitizer_report, a_report_without_the_students_files_is_ignored)
{
	cr_expect_eq(verdict_of(ASAN GCC_OTHER GCC_SUMMARY), VERDICT_CORRECT);
	cr_expect_eq(verdict_of("teamwork.c:9:7: runtime error: overflow\n    #0 0x1 in f teamwork.c:9\n"),
	             VERDICT_CORRECT);
	cr_expect_eq(verdict_of(OWN_RACE THREAD_LEAK CLANG_FRAME CLANG_SUMMARY), VERDICT_LEAK);
}

/* #line can change the file name of a frame, but not its address. */
Test(sanitizer_report, code_is_recognized_by_its_address)
{
	static const char other[] = "    #0 work /usr/include/stdio.h:7 (driver+0x%x)\n";
	static const int addresses[] = {0xfff, 0x1000, 0x1fff, 0x2000};
	static const bool theirs[] = {false, true, true, false};

	for (size_t i = 0; i < ARRAY_LENGTH(addresses); i++) {
		char *frame = xasprintf(other, addresses[i]),
		     *text = xasprintf(RACE "%s" CLANG_SUMMARY, frame);
		cr_assert_eq(verdict_of(text), theirs[i] ? VERDICT_RACE : VERDICT_CORRECT, "%s", text);
		free(frame);
		free(text);
	}
}

/* A place without a folder is found even if "/src/work.c:" occurs later. */
Test(sanitizer_report, a_place_without_a_folder_before_one_with_it)
{
	cr_expect_eq(verdict_of("work.c:9:7: runtime error: signed integer overflow\nSUMMARY: \n" ASAN
	                        "    #0 0x1 in f\nSUMMARY: AddressSanitizer: x\n/src/work.c:1\n"),
	             VERDICT_MEMORY_ERROR);
}

/* Honest programs may print anything. */
Test(sanitizer_report, other_output_is_not_a_report)
{
	cr_expect_eq(verdict_of("work.c:12: n = 3\nruntime error: no such file\n"), VERDICT_CORRECT);
	cr_expect_eq(verdict_of("work.c:12: runtime error: n is 0\n"), VERDICT_CORRECT);
	cr_expect_eq(verdict_of(OWN_RACE "work.c:12: n = 3\nwork.c:13: n = 4\n"), VERDICT_CORRECT);
	cr_expect_eq(verdict_of(OWN_RACE "worker #3 work.c:13: n = 4\n"), VERDICT_CORRECT);
	cr_expect_eq(verdict_of("SUMMARY: 12 primes\n" RACE CLANG_FRAME CLANG_SUMMARY), VERDICT_RACE);
	cr_expect_eq(verdict_of("50% ... " RACE "SUMMARY: 12 primes\n" CLANG_FRAME CLANG_SUMMARY),
	             VERDICT_RACE);
	cr_expect_eq(verdict_of("50% ... work.c:9:7: runtime error: overflow\n"), VERDICT_MEMORY_ERROR);
}

/* A thread prints between the lines of a report, to make it look milder or about other files. */
Test(sanitizer_report, a_report_that_was_torn_apart)
{
	cr_expect_eq(verdict_of(RACE CLANG_SUMMARY CLANG_FRAME CLANG_SUMMARY), VERDICT_RACE);
	cr_expect_eq(verdict_of(RACE THREAD_LEAK CLANG_FRAME CLANG_SUMMARY OWN_RACE), VERDICT_RACE);
	cr_expect_eq(
		verdict_of(RACE CLANG_SUMMARY THREAD_LEAK CLANG_FRAME CLANG_SUMMARY CLANG_SUMMARY OWN_RACE),
		VERDICT_RACE);
	cr_expect_eq(verdict_of(ASAN "#1 x" GCC_FRAME GCC_SUMMARY), VERDICT_MEMORY_ERROR);
	cr_expect_eq(verdict_of(ASAN "    #0 0x55e14 in f\nwork.c:11\n" GCC_SUMMARY), VERDICT_MEMORY_ERROR);
	cr_expect_eq(verdict_of(": runtime error: work.c:9:7: runtime error: overflow\n"),
	             VERDICT_MEMORY_ERROR);
	cr_expect_eq(verdict_of(ASAN GCC_FRAME), VERDICT_MEMORY_ERROR, "cut short");
}

/* Two children report at the same time. */
Test(sanitizer_report, interleaved_reports)
{
	cr_expect_eq(verdict_of(ASAN ASAN GCC_FRAME GCC_SUMMARY GCC_FRAME GCC_SUMMARY), VERDICT_MEMORY_ERROR);
}

Test(sanitizer_report, a_forged_report_hides_no_worse_one)
{
	cr_expect_eq(
		verdict_of(THREAD_LEAK CLANG_FRAME CLANG_SUMMARY RACE CLANG_FRAME CLANG_SUMMARY OWN_RACE),
		VERDICT_RACE);
}

Test(sanitizer_report, detail_shows_the_students_lines)
{
	char *detail = detail_of("chatter\n" ASAN "WRITE of size 1\n" GCC_FRAME GCC_OTHER "\n" GCC_SUMMARY
	                         "more chatter\n");

	cr_expect_str_eq(detail, ASAN "WRITE of size 1\n    #0 0x55e14 in f work.c:11\n");
	free(detail);
	detail = detail_of(LSAN "Direct leak of 65540 byte(s) in 1 object(s)\n" GCC_OTHER
	                        "\nDirect leak of 4 byte(s) in 1 object(s)\n" GCC_FRAME "\n" GCC_SUMMARY);
	cr_expect_str_eq(detail, "==7==ERROR: LeakSanitizer: detected memory leaks\n"
	                         "Direct leak of 4 byte(s) in 1 object(s)\n    #0 0x55e14 in f work.c:11\n");
	free(detail);
	detail = detail_of("work.c:9:7: runtime error: overflow\n" GCC_FRAME "\nchatter\n");
	cr_expect_str_eq(detail, "work.c:9:7: runtime error: overflow\n    #0 0x55e14 in f work.c:11\n");
	free(detail);
}

/* --- how long it takes --------------------------------------------------------- */

static double seconds_for(const char *unit, size_t bytes)
{
	char *text = xmalloc(bytes + 1);
	size_t length = strlen(unit);
	struct timespec from, to;

	for (size_t i = 0; i < bytes; i++)
		text[i] = unit[i % length];
	text[bytes] = '\0';
	struct sanitizer_text said = {.text = text, .bytes = bytes, .files = files, .own = OWN};
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
	struct sanitizer_report report = sanitizer_report_find(&said);
	if (report.symptom)
		free(sanitizer_report_detail(&said, &report));
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
	free(text);
	return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
}

/* Eight times the text takes eight times as long; quadratic time would be 64 times. */
Test(sanitizer_report, time_is_linear)
{
	static const char *const units[] = {
		"runtime error:",
		": runtime error: ",
		": runtime error: \n",
		"1:1: runtime error: ",
		"a:1:1: runtime error: x\n",
		ASAN,
		ASAN "\n\n",
		LSAN "Direct leak of 1 byte\n",
		RACE,
		CLANG_SUMMARY,
		"work.c",
		"work.c:1 ",
		"#1 ",
		"#1",
		"#",
		"/src/",
		"\n",
		" leak of \n\n",
		"SUMMARY: ",
		"1",
		":1",
	};

	for (size_t u = 0; u < ARRAY_LENGTH(units); u++) {
		double small = seconds_for(units[u], 1 << 17), large = seconds_for(units[u], 1 << 20);
		cr_expect_lt(large, 24 * small + 0.01, "%s: %g s, then %g s", units[u], small, large);
	}
}
