/* objects: course/near base/base */
/* test_near.c - names that are almost right, and names that are not. */
#include <criterion/criterion.h>

#include "../../harness/course/near.h"

Test(near, what_people_and_platforms_make_of_a_name)
{
	static const char *const same[] = {"matmul.c",        "Matmul.c",       "MATMUL.C",  "matmul-2.c",
	                                   "matmul (1).c",    "matmul_3.c",     "mat mul.c", "matmul(2).c",
	                                   "matmul - Copy.c", "matmul copy 2.c"};

	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		cr_expect(near_same(same[i], "matmul.c"), "%s", same[i]);
}

Test(near, other_files)
{
	static const char *const other[] = {"matmul.h", "matmul.c.txt", "matmul2.c", "pool.c",
	                                    "",         ".c",           "-2.c",      "("};

	for (size_t i = 0; i < sizeof other / sizeof *other; i++)
		cr_expect_not(near_same(other[i], "matmul.c"), "%s", other[i]);
	cr_expect(near_archive("a.ZIP") && near_archive("b.tar.gz"));
	cr_expect_not(near_archive("zip"));
}
