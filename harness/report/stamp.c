/* stamp.c - digests of outcomes (stamp.h).  It reads this program and its plot scripts. */
#include "stamp.h"

#include <stdlib.h>
#include <string.h>

#include "../base/base.h"
#include "../base/digest.h"
#include "../base/file.h"
#include "../grading/columns.h"
#include "charts.h"

enum { SCRIPT_MOST = 1 << 20, PROGRAM_MOST = 256 << 20 };

/* A file that is missing counts as empty: drawing will report it. */
static void add_file(struct digest *digest, const char *path, size_t most)
{
	size_t bytes = 0;
	char *text = path ? file_read(path, most, &bytes) : NULL;

	digest_bytes(digest, text ? text : "", text ? bytes : 0);
	free(text);
}

/* Without the folder there is none: drawing will report that, too. */
static int add_scripts(struct digest *digest)
{
	char *folder = self_path("plots");
	char **names = !folder                  ? NULL
	               : path_is_folder(folder) ? folder_list(folder)
	                                        : xcalloc(1, sizeof *names);

	for (size_t i = 0; names && names[i]; i++) {
		char *path = path_join(folder, names[i]);
		if (path_is_file(path))
			add_file(digest, path, SCRIPT_MOST);
		free(path);
	}
	free(folder);
	if (!names)
		return -1;
	strv_free(names);
	return 0;
}

char *stamp_program(void)
{
	struct digest digest;

	digest_begin(&digest);
	char *program = realpath("/proc/self/exe", NULL);
	add_file(&digest, program, PROGRAM_MOST);
	free(program);
	int failed = add_scripts(&digest);
	char *stamp = digest_end(&digest);
	if (!failed)
		return stamp;
	free(stamp);
	return NULL;
}

static size_t size_of(enum column_kind kind)
{
	switch (kind) {
	case COLUMN_BOOL:
		return sizeof(bool);
	case COLUMN_WHOLE:
	case COLUMN_WIDE:
		return sizeof(int64_t);
	case COLUMN_REAL:
		return sizeof(double);
	case COLUMN_INTERVAL:
		return sizeof(struct interval);
	default:
		return sizeof(int); /* and the enumerations */
	}
}

static void add_row(struct digest *digest, const struct column *columns, const void *row)
{
	for (const struct column *c = columns; c->name; c++) {
		const void *field = (const char *)row + c->offset;
		if (c->kind == COLUMN_TEXT || c->kind == COLUMN_TEXT_OR_EMPTY)
			digest_text(digest, *(char *const *)field);
		else
			digest_bytes(digest, field, size_of(c->kind));
	}
}

static void add_list(struct digest *digest, const struct column_list *list, const struct outcome *o)
{
	size_t rows = column_list_length(list, o);

	digest_bytes(digest, &rows, sizeof rows);
	for (size_t i = 0; i < rows; i++)
		add_row(digest, list->columns, column_list_at(list, o, i));
}

char *stamp_of(const struct outcome *o, const char *program)
{
	struct digest digest;

	digest_begin(&digest);
	digest_text(&digest, program);
	add_row(&digest, outcome_columns, o);
	for (size_t i = 0; i < outcome_list_count; i++)
		add_list(&digest, &outcome_lists[i], o);
	add_list(&digest, &outcome_replaced_list, o);
	for (size_t i = 0; i < o->chart_count; i++) {
		const char *name = o->charts[i].name;
		bool plain = charts_is_plain(name) && charts_is_plain(o->exercise);
		char *script = plain ? charts_script(o->exercise, name) : NULL;
		char *path = script ? self_path(script) : NULL;
		add_file(&digest, path, SCRIPT_MOST);
		free(path);
		free(script);
	}
	return digest_end(&digest);
}
