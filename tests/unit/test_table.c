/* objects: base/table base/base */
/* test_table.c - CSV files of platforms: cells, and every row as it was. */
#include <criterion/criterion.h>
#include <string.h>

#include "../../harness/base/base.h"
#include "../../harness/base/table.h"

static struct table table;

static int read_it(const char *text)
{
	return table_read(&table, "t.csv", text, strlen(text), 100);
}

Test(table, cells_are_without_their_quotes)
{
	cr_assert_eq(read_it("\xef\xbb\xbfID,Name\r\n1,\"Ann, \"\"A\"\"\nLee\"\r\n\r\n2\r\n"), 0);
	cr_assert(table.marked && strcmp(table.break_, "\r\n") == 0 && table.count == 3);
	cr_expect_eq(table_column(&table, "name"), 1);
	cr_expect_eq(table_column(&table, "points"), -1);
	cr_expect_str_eq(table_cell(&table, 1, 1), "Ann, \"A\"\nLee");
	cr_expect_str_eq(table_cell(&table, 2, 1), "");
	table_free(&table);
}

Test(table, writes_what_it_read)
{
	static const char file[] = "\xef\xbb\xbf"
				   "ID;\"Na;me\";G\r\n\"1\";  x;\"3\"\"\"\r\n2\r\n";
	struct text text;

	cr_assert_eq(read_it(file), 0);
	table_write(&table, text_open(&text));
	char *same = text_close(&text);
	cr_expect_str_eq(same, file);
	table_set(&table, 1, 2, "4;5");
	table_set(&table, 2, 2, "6");
	table_write(&table, text_open(&text));
	char *changed = text_close(&text);
	cr_expect_str_eq(changed, "\xef\xbb\xbf"
	                          "ID;\"Na;me\";G\r\n\"1\";  x;\"4;5\"\r\n2;;6\r\n");
	table_free(&table);
}

Test(table, other_separators)
{
	cr_assert_eq(read_it("id;name\n1;a,b\n"), 0);
	cr_expect_str_eq(table_cell(&table, 1, 1), "a,b");
	table_free(&table);
}

Test(table, refuses_what_is_no_table)
{
	cr_expect_eq(read_it(""), -1);
	table_free(&table);
	cr_expect_eq(read_it("id\n\"open\n"), -1);
	cr_expect_str_eq(error_text(), "t.csv:2: a quote that is not closed; save the file as CSV again");
	table_free(&table);
}
