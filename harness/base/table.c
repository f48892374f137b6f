/* table.c - a CSV file in memory (table.h).
 *
 * A platform's own file goes back to the platform, so every row keeps its text: what is not
 * changed is written as it was, byte by byte.
 */
#include "table.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base.h"

struct reader {
	struct table *table;
	const char *path, *at, *end;
	size_t line;
};

static char guess_separator(const char *at, const char *end)
{
	for (; at < end && *at != '\n'; at++)
		if (*at == ',' || *at == ';' || *at == '\t')
			return *at;
	return ',';
}

static bool at_break(const struct reader *r)
{
	return r->at == r->end || *r->at == '\n' ||
	       (*r->at == '\r' && (r->at + 1 == r->end || r->at[1] == '\n'));
}

/* A quoted cell may hold line breaks, and a doubled quote stands for one. */
static int quoted_cell(struct reader *r, FILE *to)
{
	size_t first = r->line;

	for (r->at++; r->at < r->end; r->at++) {
		r->line += *r->at == '\n';
		if (*r->at == '"' && (r->at + 1 == r->end || r->at[1] != '"')) {
			r->at++;
			return 0;
		}
		r->at += *r->at == '"';
		fputc(*r->at, to);
	}
	return error_set("%s:%zu: a quote that is not closed; save the file as CSV again", r->path, first);
}

static int cell(struct reader *r, struct table_row *row)
{
	struct text text;
	FILE *to = text_open(&text);
	const char *start = r->at;
	int failed = *r->at == '"' && r->at < r->end ? quoted_cell(r, to) : 0;

	while (!failed && !at_break(r) && *r->at != r->table->separator)
		fputc(*r->at++, to);
	row->cells = xreallocarray(row->cells, row->count + 1, sizeof *row->cells);
	row->raw = xreallocarray(row->raw, row->count + 1, sizeof *row->raw);
	row->cells[row->count] = text_close(&text);
	row->raw[row->count++] = xstrndup(start, (size_t)(r->at - start));
	return failed;
}

static int row(struct reader *r)
{
	struct table_row *row = GROW(r->table->rows, r->table->count);

	*row = (struct table_row){0};
	int failed = cell(r, row);
	while (!failed && !at_break(r)) {
		r->at++;
		failed = cell(r, row);
	}
	return failed;
}

static void skip_breaks(struct reader *r)
{
	while (r->at < r->end && at_break(r)) {
		if (*r->at == '\r')
			r->table->break_ = "\r\n";
		r->line += *r->at == '\n';
		r->at++;
	}
}

int table_read(struct table *table, const char *path, const char *text, size_t bytes, size_t most)
{
	struct reader r = {.table = table, .path = path, .at = text, .end = text + bytes, .line = 1};

	*table = (struct table){.break_ = "\n"};
	if (bytes >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		table->marked = true;
		r.at += 3;
	}
	table->separator = guess_separator(r.at, r.end);
	skip_breaks(&r);
	for (; r.at < r.end; skip_breaks(&r)) {
		if (table->count > most)
			return error_set("%s: more than %zu rows", path, most);
		if (row(&r) != 0)
			return -1;
	}
	return table->count > 0 ? 0 : error_set("%s: empty; its first line must name the columns", path);
}

void table_free(struct table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		for (size_t c = 0; c < table->rows[i].count; c++) {
			free(table->rows[i].cells[c]);
			free(table->rows[i].raw[c]);
		}
		free(table->rows[i].cells);
		free(table->rows[i].raw);
	}
	free(table->rows);
	*table = (struct table){0};
}

void table_write(const struct table *table, FILE *to)
{
	if (table->marked)
		fputs("\xef\xbb\xbf", to);
	for (size_t i = 0; i < table->count; i++) {
		const struct table_row *row = &table->rows[i];
		for (size_t c = 0; c < row->count; c++)
			fprintf(to, "%.*s%s", c > 0, &table->separator, row->raw[c]);
		fputs(table->break_, to);
	}
}

static char *quoted(const char *text, char separator)
{
	struct text made;

	if (!strchr(text, separator) && !strpbrk(text, "\"\r\n"))
		return xstrdup(text);
	FILE *to = text_open(&made);
	fputc('"', to);
	for (; *text; text++)
		fprintf(to, "%s%c", *text == '"' ? "\"" : "", *text);
	fputc('"', to);
	return text_close(&made);
}

void table_set(struct table *table, size_t at, int column, const char *text)
{
	struct table_row *row = &table->rows[at];

	while (row->count <= (size_t)column) {
		row->cells = xreallocarray(row->cells, row->count + 1, sizeof *row->cells);
		row->raw = xreallocarray(row->raw, row->count + 1, sizeof *row->raw);
		row->cells[row->count] = xstrdup("");
		row->raw[row->count++] = xstrdup("");
	}
	free(row->cells[column]);
	free(row->raw[column]);
	row->cells[column] = xstrdup(text);
	row->raw[column] = quoted(text, table->separator);
}

int table_column(const struct table *table, const char *name)
{
	for (size_t c = 0; table->count > 0 && c < table->rows[0].count; c++)
		if (strcasecmp(table->rows[0].cells[c], name) == 0)
			return (int)c;
	return -1;
}

const char *table_cell(const struct table *table, size_t row, int column)
{
	const struct table_row *r = &table->rows[row];

	return column >= 0 && (size_t)column < r->count ? r->cells[column] : "";
}
