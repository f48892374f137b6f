/* objects: pipeline/source_text base/base */
/* test_source_text.c - changes that the compiler ignores make no difference; all others do. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/source_text.h"

static bool same(const char *a, const char *b)
{
	char *x = source_text(a, strlen(a)), *y = source_text(b, strlen(b));
	bool equal = strcmp(x, y) == 0;

	free(x);
	free(y);
	return equal;
}

Test(source_text, comments_and_layout_make_no_difference)
{
	cr_expect(same("int a; /* one */\n", "int a;\n// two\n\n"));
	cr_expect(same("/* top\n * of file */\nint f(int a,\n\tint b)\n{\n}\n", "int f(int a, int b)\n{ }"));
	cr_expect(same("#include <a.h> // why\n#define X 1\nint a;",
	               "\n  #include <a.h>\n\n#define X 1\n\nint a;\n"));
	cr_expect(same("int a = \\\n1;", "int a = 1;"));
	cr_expect(same("// a comment \\\nthat goes on\nint a;", "int a;"));
	cr_expect(same("a/**/b", "a b"));
	cr_expect(same("int a; /* never ended", "int a;"));
	cr_expect(same("", "/* nothing */\n"));
}

Test(source_text, everything_else_does)
{
	cr_expect(!same("int a = 1;", "int a = 2;"));
	cr_expect(!same("puts(\"a  b\");", "puts(\"a b\");"));
	cr_expect(!same("puts(\"/* a */\");", "puts(\"\");"));
	cr_expect(!same("puts(\"\\\"// a\");", "puts(\"\\\"// b\");"));
	cr_expect(!same("c = '\"'; /* a */ d = '\"';", "c = '\"';  d = '\\'';"));
	cr_expect(!same("ab", "a/**/b"));
	cr_expect(!same("#pragma omp parallel\nfor (;;)", "#pragma omp parallel for\n(;;)"));
	cr_expect(!same("#define X\n1", "#define X 1"));
	cr_expect(!same("a / b", "a"));
	cr_expect(same("#error it's\n// a\n", "#error it's\n// b\n"), "a lone quote ends with its line");
}
