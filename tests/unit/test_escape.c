/* objects: report/escape base/base base/utf8 base/digest */
/* test_escape.c - hostile text is made harmless, and different names stay different. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "base/utf8.h"
#include "report/escape.h"

static void to_terminal(FILE *to, const char *text)
{
	escape_terminal(to, text, NULL);
}
static void to_terminal_indented(FILE *to, const char *text)
{
	escape_terminal(to, text, "  ");
}

static void becomes(void (*escape)(FILE *, const char *), const char *text, const char *wanted)
{
	char *got = NULL;
	size_t bytes;
	FILE *to = open_memstream(&got, &bytes);

	escape(to, text);
	fclose(to);
	cr_expect_str_eq(got, wanted);
	free(got);
}

static void is(char *owned, const char *wanted)
{
	cr_expect_str_eq(owned, wanted);
	free(owned);
}

Test(escape, decodes_utf8_and_nothing_else)
{
	static const struct {
		const char *text;
		int32_t first;
	} cases[] = {
		{"", 0},
		{"a", 'a'},
		{"\xc3\xa9", 0xe9},
		{"\xe2\x82\xac", 0x20ac},
		{"\xf0\x9f\x98\x80", 0x1f600},
		{"\xf4\x8f\xbf\xbf", 0x10ffff},
		{"\x80", -1},
		{"\xff", -1},
		{"\xc3", -1},
		{"\xe2\x82", -1},
		{"\xf0\x9f\x98", -1},
		{"\xc0\xaf", -1}, /* '/' in two bytes */
		{"\xe0\x80\xaf", -1},
		{"\xf0\x80\x80\xaf", -1},
		{"\xed\xa0\x80", -1},     /* half of a surrogate pair */
		{"\xf4\x90\x80\x80", -1}, /* beyond U+10FFFF */
		{"\xf5\x80\x80\x80", -1},
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		const char *at = cases[i].text;
		int32_t got = utf8_next(&at);
		cr_expect_eq(got, cases[i].first, "case %zu: %d", i, (int)got);
		cr_expect_eq(at - cases[i].text, got == -1 ? 1 : (ptrdiff_t)strlen(cases[i].text), "case %zu",
		             i);
	}
}

Test(escape, html)
{
	becomes(escape_html, "<a href=\"x\" title='y'>&amp;</a>",
	        "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
	becomes(escape_html, "two\nlines\tand \xc3\xa9", "two\nlines\tand \xc3\xa9");
	becomes(escape_html, "\x1b[31m\xff\x7f", "\\x1b[31m\\xff\\x7f");
	becomes(escape_html,
	        "\xe2\x80\xae"
	        "txt.c",
	        "\\u{202e}txt.c");
	becomes(escape_html,
	        "in\xe2\x80\x8b"
	        "visible",
	        "in\\u{200b}visible");
}

Test(escape, html_print_escapes_every_text)
{
	char *got = NULL;
	size_t bytes;
	FILE *to = open_memstream(&got, &bytes);

	html_print(to, "<p class=\"%s\">%d of %zu, 100%%, %s</p>", "\"><script>", -3, (size_t)7, "");
	fclose(to);
	cr_expect_str_eq(got, "<p class=\"&quot;&gt;&lt;script&gt;\">-3 of 7, 100%, </p>");
	free(got);
}

Test(escape, terminal)
{
	becomes(to_terminal, "\x1b]0;title\x07", "\\x1b]0;title\\x07");
	becomes(to_terminal, "a\nb\rc\td", "a\\nb\\rc\\td");
	becomes(to_terminal,
	        "\xc2\x9b"
	        "31m",
	        "\\x9b31m"); /* CSI as a character */
	becomes(to_terminal,
	        "\x9b"
	        "31m",
	        "\\x9b31m"); /* and as one byte */
	becomes(to_terminal, "na\xc3\xafve \xe2\x82\xac", "na\xc3\xafve \xe2\x82\xac");
	becomes(to_terminal_indented, "a\n\tb\r\nc\n", "a\n  \tb\\r\n  c\n");
}

Test(escape, csv)
{
	becomes(escape_csv, "plain name", "plain name");
	becomes(escape_csv, "a,b", "\"a,b\"");
	becomes(escape_csv, "say \"hi\"", "\"say \"\"hi\"\"\"");
	becomes(escape_csv, "two\nlines", "\"two\nlines\"");
	becomes(escape_csv, "=1+1", "'=1+1");
	becomes(escape_csv, "+1", "'+1");
	becomes(escape_csv, "-1", "'-1");
	becomes(escape_csv, "@sum", "'@sum");
	becomes(escape_csv, "\tx", "'\tx");
	becomes(escape_csv, "\rx", "\"'\rx\"");
	becomes(escape_csv, "=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
	becomes(escape_csv, "", "");
}

Test(escape, json_text_is_valid_utf8)
{
	is(escape_utf8("ok \xc3\xa9"), "ok \xc3\xa9");
	is(escape_utf8("\xff"
	               "a\xe2\x82"),
	   "\xef\xbf\xbd"
	   "a\xef\xbf\xbd\xef\xbf\xbd");
	cr_expect_null(escape_utf8(NULL));
}

Test(escape, components_are_safe)
{
	is(escape_component("good"), "good");
	is(escape_component("exits-early"), "exits-early");
	is(escape_component("a b"), "a b");
	is(escape_component("J\xc3\xb6rg"), "J\xc3\xb6rg");
	is(escape_component(".."), "%2E.");
	is(escape_component("..x"), "%2E.x");
	is(escape_component("-rf"), "%2Drf");
	is(escape_component("a/b\\c"), "a%2Fb%5Cc");
	is(escape_component("<\"'#%>"), "%3C%22%27%23%25%3E");
	is(escape_component("~root$(x)`y`"), "%7Eroot%24%28x%29%60y%60");
}

Test(escape, components_avoid_names_of_the_graders_files)
{
	is(escape_component("index.html"), "%69ndex.html");
	is(escape_component("grades.csv"), "%67rades.csv");
	is(escape_component("gradebook.db"), "%67radebook.db");
	is(escape_component("gradebook.db-wal"), "%67radebook.db-wal");
}

Test(escape, long_components_fit_and_differ)
{
	char a[129], b[129];

	memset(a, '"', 128);
	memset(b, '"', 128);
	a[128] = b[128] = '\0';
	b[127] = '\'';
	char *x = escape_component(a), *y = escape_component(b);
	cr_expect_leq(strlen(x), 200);
	cr_expect_str_neq(x, y);
	free(x);
	free(y);
}

Test(escape, components_differ_where_names_differ)
{
	static const char *const names[] = {"a%2Fb",        "a/b", "..",    "%2E.", "index.html",
	                                    "%69ndex.html", "a~b", "a%7Eb", " x"};

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		for (size_t j = 0; j < i; j++) {
			char *x = escape_component(names[i]), *y = escape_component(names[j]);
			cr_expect_str_neq(x, y, "%s and %s", names[i], names[j]);
			free(x);
			free(y);
		}
	}
}

Test(escape, url)
{
	is(escape_url("good"), "good");
	is(escape_url("a b%3C"), "a%20b%253C");
	is(escape_url("\xc3\xa9?#&"), "%C3%A9%3F%23%26");
}

static void to_base64(FILE *to, const char *text)
{
	escape_base64(to, text, strlen(text));
}

Test(escape, base64)
{
	becomes(to_base64, "", "");
	becomes(to_base64, "f", "Zg==");
	becomes(to_base64, "fo", "Zm8=");
	becomes(to_base64, "foo\xff", "Zm9v/w==");
}

Test(escape, latex)
{
	becomes(escape_latex, "\\input{x} 100% a_b^c $5 #1 ~ <&>\n\"q\"",
	        "\\textbackslash{}input\\{x\\} 100\\% a\\_b\\textasciicircum{}c \\$5 \\#1 \\textasciitilde{} "
	        "$<$\\&$>$ ''q''");
	becomes(escape_latex, "\xc3\xa9 \xe4\xb8\xad \xff \x1b \xe2\x88\x92",
	        "\xc3\xa9 \\texttt{U+4E2D} \\texttt{0xFF} \\texttt{0x1B} $-$");
}

Test(escape, markdown)
{
	becomes(escape_markdown, "a <b> [c](d) *e* _f_ `g` #h i-j 1.5",
	        "a \\<b\\> \\[c\\](d) \\*e\\* \\_f\\_ \\`g\\` \\#h i-j 1.5");
	becomes(escape_markdown, "- x", "\\- x");
	becomes(escape_markdown, "12. x\n- y", "12\\. x - y");
	becomes(escape_markdown, "\x1b[0m", "\\x1b\\[0m");
}
