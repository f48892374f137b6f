/* objects: pipeline/memcheck_report base/base */
/* test_memcheck_report.c - which of valgrind's reports count, and where they point. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/memcheck_report.h"

enum { FROM = 0x1000, TO = 0x2000 };
#define JUMP "==2== Conditional jump or move depends on uninitialised value(s)\n"
#define HERE "==2==    at 0x109439: serial (in /driver)\n==2==    by 0x10A70A: call (driver.c:40)\n==2== \n"
#define KIT "==2==    at 0x10B000: call (driver.c:40)\n==2==    by 0x109439: serial (in /driver)\n==2== \n"

static char *report(const char *log, uint64_t *address)
{
	*address = 0;
	return memcheck_report(log, FROM, TO, address);
}

static void none(const char *log)
{
	uint64_t address;
	char *text = report(log, &address);

	cr_expect_null(text, "%s", text);
	free(text);
}

Test(memcheck_report, is_told_with_its_address)
{
	uint64_t address;
	char *text = report(JUMP HERE JUMP HERE, &address);

	cr_assert(text);
	cr_expect_eq(address, 0x1439);
	cr_expect_str_eq(text, "Conditional jump or move depends on uninitialised value(s)\n"
	                       "   at 0x109439: serial (in /driver)\n   by 0x10A70A: call (driver.c:40)\n");
	free(text);
	text = report("==12== Use of uninitialised value of size 8\n==12==    at 0x109000: f (in /driver)\n",
	              &address);
	cr_assert(text);
	cr_expect_eq(address, FROM);
	free(text);
}

Test(memcheck_report, counts_only_where_the_innermost_frame_is_the_students)
{
	uint64_t address;

	none("");
	none(JUMP);
	none(JUMP KIT);
	char *text = report(JUMP KIT JUMP HERE, &address);
	cr_expect(text);
	cr_expect_eq(address, 0x1439);
	free(text);
}

Test(memcheck_report, other_reports_and_other_lines_do_not_count)
{
	none("==2== Invalid read of size 8\n" HERE);
	none("==2== Syscall param write(buf) points to uninitialised byte(s)\n" HERE);
	none("Conditional jump or move depends on uninitialised value(s)\n   at 0x109439: f (in /driver)\n");
	none(JUMP "==2==    at what\n");
	none(JUMP "==2==    at 0xffffffffffffffffffffff: f\n");
	none("== Conditional jump\n==");
}
