/* objects: base/when base/base */
/* test_when.c - times as platforms write them, and nothing that is no time. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <time.h>

#include "../../harness/base/when.h"

static int64_t at(const char *text)
{
	int64_t epoch_s = -1;

	cr_assert_eq(when_parse(text, &epoch_s), 0, "'%s'", text);
	return epoch_s;
}

Test(when, understands_what_platforms_write)
{
	cr_expect_eq(at("1970-01-02T00:00:00Z"), 86400);
	cr_expect_eq(at("1970-01-02 00:00:00.999 UTC"), 86400);
	cr_expect_eq(at("1970-01-02 00:00 +00:00"), 86400);
	cr_expect_eq(at("1970-01-02 01:30:00 +0130"), 86400);
	cr_expect_eq(at("1970-01-01T22:00:00-02"), 86400);
	cr_expect_eq(at("2024-02-29T00:00:00Z"), 1709164800);
}

Test(when, without_a_zone_it_is_here)
{
	setenv("TZ", "UTC-2", 1);
	tzset();
	cr_expect_eq(at("1970-01-02 00:00"), 79200);
	cr_expect_eq(at("1970-01-02"), 79200 + 86399);
}

Test(when, refuses_what_is_no_time)
{
	static const char *const bad[] = {"",
	                                  "soon",
	                                  "05.11.2026",
	                                  "2026-13-01",
	                                  "2026-02-30",
	                                  "2026-11-05 24:00",
	                                  "2026-11-05 10:00 CET",
	                                  "2026-11-05 1:00"};
	int64_t epoch_s;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		cr_expect_eq(when_parse(bad[i], &epoch_s), -1, "'%s'", bad[i]);
}
