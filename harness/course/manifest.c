/* manifest.c - reads an assignment.yaml, and refuses one that would make a grade unfair.
 *
 * The file is read twice.  libyaml keeps it as a document, which knows the
 * line of everything in it; libcyaml puts it into `struct raw` against the
 * schema below, which is the one place that says which keys there are.  What a
 * schema cannot say (points that add up, falling bands, names that are used as
 * file names) is checked after that on the raw values, and only a manifest
 * that passed everything becomes a struct manifest.  Every complaint is one
 * line, FILE:LINE: what is wrong; remedy.
 *
 * Never here: a look at a student's file, a box, a default that would hide a
 * slip of the pen, or anything that knows an exercise by its name.
 */
#include "manifest.h"

#include <float.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cyaml/cyaml.h>
#include <yaml.h>

#include "../base/base.h"
#include "../base/file.h"

enum {
	MANIFEST_BYTES_MAX = 1 << 20,
	PATH_BYTES = 96,      /* "cases[12].workers[3]": the schema's keys are short */
	NAME_BYTES_MAX = 64,
	TEXT_BYTES_MAX = 4096,
	WORKERS_MAX = 1024,
	SIZES_MAX = 64,
	FRAMES_MAX = 8,       /* the schema is not as deep */
};

static const unsigned WORKERS_DEFAULT[] = {1, 2, 3, 7};

/* ---- the schema: every key there is ------------------------------------ */

/* What libcyaml fills in: the manifest as it is written, before any default. */
struct raw_case {
	char *name, *args;
	unsigned *workers;
	unsigned workers_count;
	bool sanitize, observe;
};
struct raw_census { char *args; unsigned workers; };
struct raw_measure { char *args; };
struct raw_run {
	char *args;
	enum mode *modes;                    unsigned modes_count;
	unsigned *workers;                   unsigned workers_count;
};
struct raw_chart {
	char *name, *title;
	struct raw_run *runs;                unsigned runs_count;
};
struct raw_sizes {
	char *args, *unit;
	unsigned *values;                    unsigned values_count;
};
struct raw {
	char *title;
	double points;
	char **submit;                       unsigned submit_count;
	char **given;                        unsigned given_count;
	char **flags;                        unsigned flags_count;
	char **libraries;                    unsigned libraries_count;
	struct manifest_mode *modes;         unsigned modes_count;
	struct raw_case *cases;              unsigned cases_count;
	struct raw_census census;
	struct raw_measure *measure;
	struct manifest_limits limits;
	struct manifest_band *bands;         unsigned bands_count;
	struct manifest_question *questions; unsigned questions_count;
	struct raw_chart *charts;            unsigned charts_count;
	struct raw_sizes *sizes;
};

#define NEEDED CYAML_FLAG_DEFAULT
#define OPTIONAL CYAML_FLAG_OPTIONAL
#define NEEDED_LIST CYAML_FLAG_POINTER
#define OPTIONAL_LIST (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)
#define TEXT(key, type, least) \
	CYAML_FIELD_STRING_PTR(#key, CYAML_FLAG_POINTER, type, key, least, TEXT_BYTES_MAX)
/* Strict: without it libcyaml takes a number for a word. */
#define CHOICE(key, flags, type, words) \
	CYAML_FIELD_ENUM(#key, CYAML_FLAG_STRICT | (flags), type, key, words, ARRAY_LENGTH(words))

static const cyaml_strval_t MODE_WORDS[] = {
	{"serial", MODE_SERIAL}, {"fork", MODE_FORK}, {"threads", MODE_THREADS},
	{"openmp", MODE_OPENMP}, {"mpi", MODE_MPI},
};
_Static_assert(ARRAY_LENGTH(MODE_WORDS) == MODE_COUNT, "a mode lacks its word");

/* Not libcyaml's own bool: that takes every word but "false" for true. */
static const cyaml_strval_t BOOL_WORDS[] = {{"false", 0}, {"true", 1}};

static const cyaml_schema_value_t TEXT_ENTRY = {
	CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1, TEXT_BYTES_MAX),
};
static const cyaml_schema_value_t COUNT_ENTRY = {CYAML_VALUE_UINT(CYAML_FLAG_DEFAULT, unsigned)};

static const cyaml_schema_field_t MODE_FIELDS[] = {
	CHOICE(mode, NEEDED, struct manifest_mode, MODE_WORDS),
	CYAML_FIELD_FLOAT("correct", NEEDED, struct manifest_mode, correct),
	CYAML_FIELD_FLOAT("clean", OPTIONAL, struct manifest_mode, clean),
	CYAML_FIELD_FLOAT("speed", OPTIONAL, struct manifest_mode, speed),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t MODE_ENTRY = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct manifest_mode, MODE_FIELDS),
};

static const cyaml_schema_field_t CASE_FIELDS[] = {
	TEXT(name, struct raw_case, 1),
	TEXT(args, struct raw_case, 0),
	CYAML_FIELD_SEQUENCE("workers", OPTIONAL_LIST, struct raw_case, workers, &COUNT_ENTRY, 1, WORKERS_MAX),
	CHOICE(sanitize, OPTIONAL, struct raw_case, BOOL_WORDS),
	CHOICE(observe, OPTIONAL, struct raw_case, BOOL_WORDS),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t CASE_ENTRY = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_case, CASE_FIELDS),
};

static const cyaml_schema_field_t CENSUS_FIELDS[] = {
	TEXT(args, struct raw_census, 0),
	CYAML_FIELD_UINT("workers", NEEDED, struct raw_census, workers),
	CYAML_FIELD_END,
};
static const cyaml_schema_field_t MEASURE_FIELDS[] = {
	TEXT(args, struct raw_measure, 0),
	CYAML_FIELD_END,
};
static const cyaml_schema_field_t LIMIT_FIELDS[] = {
	CYAML_FIELD_FLOAT("wall_s", NEEDED, struct manifest_limits, wall_s),
	CYAML_FIELD_FLOAT("cpu_s", NEEDED, struct manifest_limits, cpu_s),
	CYAML_FIELD_UINT("memory_mib", NEEDED, struct manifest_limits, memory_mib),
	CYAML_FIELD_UINT("processes", NEEDED, struct manifest_limits, processes),
	CYAML_FIELD_UINT("output_kib", NEEDED, struct manifest_limits, output_kib),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t BAND_FIELDS[] = {
	CYAML_FIELD_FLOAT("gain", NEEDED, struct manifest_band, gain),
	CYAML_FIELD_FLOAT("share", NEEDED, struct manifest_band, share),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t BAND_ENTRY = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct manifest_band, BAND_FIELDS),
};

static const cyaml_schema_field_t QUESTION_FIELDS[] = {
	TEXT(name, struct manifest_question, 1),
	CYAML_FIELD_FLOAT("points", NEEDED, struct manifest_question, points),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t QUESTION_ENTRY = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct manifest_question, QUESTION_FIELDS),
};

static const cyaml_schema_value_t MODE_WORD = {
	CYAML_VALUE_ENUM(CYAML_FLAG_STRICT, enum mode, MODE_WORDS, ARRAY_LENGTH(MODE_WORDS)),
};
static const cyaml_schema_field_t RUN_FIELDS[] = {
	TEXT(args, struct raw_run, 0),
	CYAML_FIELD_SEQUENCE("modes", OPTIONAL_LIST, struct raw_run, modes, &MODE_WORD, 1, MODE_COUNT),
	CYAML_FIELD_SEQUENCE("workers", OPTIONAL_LIST, struct raw_run, workers, &COUNT_ENTRY, 1, WORKERS_MAX),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t RUN_ENTRY = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_run, RUN_FIELDS),
};
static const cyaml_schema_field_t CHART_FIELDS[] = {
	TEXT(name, struct raw_chart, 1),
	TEXT(title, struct raw_chart, 1),
	CYAML_FIELD_SEQUENCE("runs", NEEDED_LIST, struct raw_chart, runs, &RUN_ENTRY, 1, CYAML_UNLIMITED),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t CHART_ENTRY = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct raw_chart, CHART_FIELDS),
};
static const cyaml_schema_field_t SIZES_FIELDS[] = {
	TEXT(args, struct raw_sizes, 0),
	CYAML_FIELD_SEQUENCE("values", NEEDED_LIST, struct raw_sizes, values, &COUNT_ENTRY, 2, SIZES_MAX),
	TEXT(unit, struct raw_sizes, 1),
	CYAML_FIELD_END,
};

static const cyaml_schema_field_t TOP_FIELDS[] = {
	TEXT(title, struct raw, 1),
	CYAML_FIELD_FLOAT("points", NEEDED, struct raw, points),
	CYAML_FIELD_SEQUENCE("submit", NEEDED_LIST, struct raw, submit, &TEXT_ENTRY, 1, CYAML_UNLIMITED),
	CYAML_FIELD_SEQUENCE("given", NEEDED_LIST, struct raw, given, &TEXT_ENTRY, 0, CYAML_UNLIMITED),
	CYAML_FIELD_SEQUENCE("flags", OPTIONAL_LIST, struct raw, flags, &TEXT_ENTRY, 0, CYAML_UNLIMITED),
	CYAML_FIELD_SEQUENCE("libraries", OPTIONAL_LIST, struct raw, libraries, &TEXT_ENTRY, 0, CYAML_UNLIMITED),
	CYAML_FIELD_SEQUENCE("modes", NEEDED_LIST, struct raw, modes, &MODE_ENTRY, 1, CYAML_UNLIMITED),
	CYAML_FIELD_SEQUENCE("cases", NEEDED_LIST, struct raw, cases, &CASE_ENTRY, 1, CYAML_UNLIMITED),
	CYAML_FIELD_MAPPING("census", NEEDED, struct raw, census, CENSUS_FIELDS),
	CYAML_FIELD_MAPPING_PTR("measure", OPTIONAL_LIST, struct raw, measure, MEASURE_FIELDS),
	CYAML_FIELD_MAPPING("limits", NEEDED, struct raw, limits, LIMIT_FIELDS),
	CYAML_FIELD_SEQUENCE("bands", OPTIONAL_LIST, struct raw, bands, &BAND_ENTRY, 1, CYAML_UNLIMITED),
	CYAML_FIELD_SEQUENCE("questions", OPTIONAL_LIST, struct raw, questions, &QUESTION_ENTRY, 0,
	                     CYAML_UNLIMITED),
	CYAML_FIELD_SEQUENCE("charts", OPTIONAL_LIST, struct raw, charts, &CHART_ENTRY, 1, CYAML_UNLIMITED),
	CYAML_FIELD_MAPPING_PTR("sizes", OPTIONAL_LIST, struct raw, sizes, SIZES_FIELDS),
	CYAML_FIELD_END,
};
static const cyaml_schema_value_t TOP = {CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct raw, TOP_FIELDS)};

/* ---- the source: where something stands in the file --------------------- */

struct source {
	char *folder;                /* assignments/NAME */
	char *file;                  /* ... /assignment.yaml, for messages */
	char *text;
	size_t bytes;
	yaml_document_t document;
	bool opened;                 /* is `document` to be deleted? */
	char path[PATH_BYTES];       /* what at() returned last */
};

/* fault_line: the one place that words a complaint.  Text from the file may
 * hold line breaks; a complaint is one line whatever it quotes. */
PRINTF_LIKE(3, 0)
static int fault_line(const struct source *source, size_t line, const char *format, va_list arguments)
{
	char text[1024];

	vsnprintf(text, sizeof text, format, arguments);
	for (char *c = text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	return error_set("%s:%zu: %s", source->file, line, text);
}

/* value_of: what belongs to a key, and the key's line (the last one's, if it
 * is given twice: that is the one to delete).  Leaves *line alone if absent. */
static yaml_node_t *value_of(struct source *source, const yaml_node_t *node, const char *key, size_t length,
                             size_t *line)
{
	if (node->type != YAML_MAPPING_NODE)
		return NULL;
	const yaml_node_pair_t *pair = node->data.mapping.pairs.top;
	while (pair > node->data.mapping.pairs.start) {
		pair--;
		const yaml_node_t *k = yaml_document_get_node(&source->document, pair->key);
		if (k->type != YAML_SCALAR_NODE || k->data.scalar.length != length ||
		    memcmp(k->data.scalar.value, key, length) != 0)
			continue;
		*line = k->start_mark.line + 1;
		return yaml_document_get_node(&source->document, pair->value);
	}
	return NULL;
}

static yaml_node_t *entry_of(struct source *source, const yaml_node_t *node, size_t index, size_t *line)
{
	if (node->type != YAML_SEQUENCE_NODE)
		return NULL;
	const yaml_node_item_t *items = node->data.sequence.items.start;
	if (index >= (size_t)(node->data.sequence.items.top - items))
		return NULL;
	yaml_node_t *entry = yaml_document_get_node(&source->document, items[index]);
	*line = entry->start_mark.line + 1;
	return entry;
}

/* node_at: follows a path such as "modes[1].speed" ("" is the whole file).
 * *line becomes the line of the last part of it that is there, so a missing
 * key leads to what should hold it; the node is NULL then. */
static yaml_node_t *node_at(struct source *source, const char *path, size_t *line)
{
	yaml_node_t *node = yaml_document_get_root_node(&source->document);

	*line = node->start_mark.line + 1;
	while (node && *path) {
		if (*path == '[') {
			char *end;
			size_t index = strtoul(path + 1, &end, 10);
			node = entry_of(source, node, index, line);
			path = end + 1;
		} else {
			path += *path == '.';
			size_t length = strcspn(path, ".[");
			node = value_of(source, node, path, length, line);
			path += length;
		}
	}
	return node;
}

/* at: words a path; it lasts until the next call. */
PRINTF_LIKE(2, 3)
static const char *at(struct source *source, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(source->path, sizeof source->path, format, arguments);
	va_end(arguments);
	return source->path;
}

/* fault: complain about what is at a path; returns -1. */
PRINTF_LIKE(3, 4)
static int fault(struct source *source, const char *path, const char *format, ...)
{
	va_list arguments;
	size_t line;

	node_at(source, path, &line);
	va_start(arguments, format);
	fault_line(source, line, format, arguments);
	va_end(arguments);
	return -1;
}

PRINTF_LIKE(3, 4)
static int fault_here(struct source *source, size_t line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fault_line(source, line, format, arguments);
	va_end(arguments);
	return -1;
}

static int syntax_fault(struct source *source, const yaml_parser_t *parser)
{
	size_t line = parser->problem_mark.line + 1;

	/* Bytes that are no UTF-8 are found before there is a mark. */
	if (parser->error == YAML_READER_ERROR) {
		line = 1;
		for (size_t i = 0; i < parser->problem_offset && i < source->bytes; i++)
			line += source->text[i] == '\n';
		return fault_here(source, line, "%s; save the file as UTF-8 text", parser->problem);
	}
	return fault_here(source, line, "not YAML: %s; look for a tab, an open bracket or an open quote",
	                  parser->problem ? parser->problem : "it cannot be read");
}

static int source_parse(struct source *source, yaml_parser_t *parser)
{
	yaml_document_t second;

	yaml_parser_set_input_string(parser, (const unsigned char *)source->text, source->bytes);
	if (!yaml_parser_load(parser, &source->document))
		return syntax_fault(source, parser);
	source->opened = true;
	if (!yaml_document_get_root_node(&source->document))
		return fault_here(source, 1, "empty; start with 'title' and 'points'");
	if (!yaml_parser_load(parser, &second))
		return syntax_fault(source, parser);
	const yaml_node_t *more = yaml_document_get_root_node(&second);
	size_t line = more ? more->start_mark.line + 1 : 0;
	yaml_document_delete(&second);
	if (more)
		return fault_here(source, line, "a second document; delete the line '---' before it");
	return 0;
}

static int source_open(struct source *source, const char *folder)
{
	yaml_parser_t parser;

	*source = (struct source){.folder = xstrdup(folder), .file = path_join(folder, "assignment.yaml")};
	source->text = file_read(source->file, MANIFEST_BYTES_MAX, &source->bytes);
	if (!source->text)
		return -1;
	if (!yaml_parser_initialize(&parser))
		return error_set("%s: the YAML parser does not start; is there memory left?", source->file);
	int result = source_parse(source, &parser);
	yaml_parser_delete(&parser);
	return result;
}

static void source_close(struct source *source)
{
	if (source->opened)
		yaml_document_delete(&source->document);
	free(source->folder);
	free(source->file);
	free(source->text);
}

/* ---- the schema's complaints, in words ----------------------------------- */

/* What libcyaml said through its log: the complaint itself, then where it
 * happened, innermost first. */
struct frame {
	enum { FRAME_MAPPING, FRAME_KEY, FRAME_ENTRY } kind;
	unsigned entry;              /* counted from 1 */
	char key[NAME_BYTES_MAX];
};
struct complaint {
	char text[256];
	struct frame frames[FRAMES_MAX];
	unsigned depth;
};

static void complaint_hear(cyaml_log_t level, void *context, const char *format, va_list arguments)
{
	struct complaint *complaint = context;
	struct frame frame = {.kind = FRAME_MAPPING};
	char line[256];

	(void)level;
	vsnprintf(line, sizeof line, format, arguments);
	if (sscanf(line, " in mapping field '%63[^']'", frame.key) == 1)
		frame.kind = FRAME_KEY;
	else if (sscanf(line, " in sequence entry '%u'", &frame.entry) == 1)
		frame.kind = FRAME_ENTRY;
	else if (strncmp(line, "  in ", 5) != 0) {
		size_t length = strlen(line);
		if (length > 0 && line[length - 1] == '\n')   /* only its own: a key may hold others */
			line[length - 1] = '\0';
		const char *text = strncmp(line, "Load: ", 6) == 0 ? line + 6 : line;
		if (!complaint->text[0] && strcmp(text, "Backtrace:") != 0)
			snprintf(complaint->text, sizeof complaint->text, "%s", text);
		return;
	}
	if (complaint->depth < FRAMES_MAX)
		complaint->frames[complaint->depth++] = frame;
}

static const cyaml_schema_field_t *schema_field(const cyaml_schema_value_t *schema, const char *key,
                                                size_t length)
{
	for (const cyaml_schema_field_t *field = schema->mapping.fields; field->key; field++)
		if (strlen(field->key) == length && memcmp(field->key, key, length) == 0)
			return field;
	return NULL;
}

/* complaint_place: the path of a complaint and the schema there.  The `skip`
 * innermost frames are left out: for some complaints they say how far the
 * reading had come, not what is wrong. */
static const cyaml_schema_value_t *complaint_place(const struct complaint *complaint, unsigned skip,
                                                   char path[PATH_BYTES])
{
	const cyaml_schema_value_t *schema = &TOP;
	size_t used = 0;

	path[0] = '\0';
	for (unsigned i = complaint->depth; i-- > skip && used < PATH_BYTES;) {
		const struct frame *frame = &complaint->frames[i];
		if (frame->kind == FRAME_KEY && schema->type == CYAML_MAPPING) {
			const cyaml_schema_field_t *field = schema_field(schema, frame->key, strlen(frame->key));
			if (!field)
				break;
			schema = &field->value;
			used += (size_t)snprintf(path + used, PATH_BYTES - used, "%s%s", used ? "." : "", frame->key);
		} else if (frame->kind == FRAME_ENTRY && schema->type == CYAML_SEQUENCE && frame->entry > 0) {
			schema = schema->sequence.entry;
			used += (size_t)snprintf(path + used, PATH_BYTES - used, "[%u]", frame->entry - 1);
		}
	}
	return schema;
}

/* list_add: "one of a, b, c", a word at a time; takes `list`, gives a longer one. */
static char *list_add(char *list, const char *lead, const char *word)
{
	char *longer = list ? xasprintf("%s, %s", list, word) : xasprintf("%s%s", lead, word);

	free(list);
	return longer;
}

static char *allowed_keys(const cyaml_schema_value_t *schema)
{
	char *list = NULL;

	for (const cyaml_schema_field_t *field = schema->mapping.fields; field->key; field++)
		list = list_add(list, "", field->key);
	return list;
}

/* wanted: what the schema asks for, in an author's words; freed by the caller. */
static char *wanted(const cyaml_schema_value_t *schema)
{
	char *list = NULL;

	switch (schema->type) {
	case CYAML_STRING: return xstrdup("a text");
	case CYAML_FLOAT: return xstrdup("a number");
	case CYAML_UINT: return xstrdup("a whole number, 0 or more");
	case CYAML_SEQUENCE: return xstrdup("a list, as in [a, b]");
	case CYAML_ENUM:
		for (unsigned i = 0; i < schema->enumeration.count; i++)
			list = list_add(list, "one of ", schema->enumeration.strings[i].str);
		return list;
	default:
		list = allowed_keys(schema);
		char *words = xasprintf("a group of keys (%s)", list);
		free(list);
		return words;
	}
}

/* type_fault: what is at `path` is not what the schema asks for there. */
static int type_fault(struct source *source, const char *path, const cyaml_schema_value_t *schema)
{
	size_t line;
	const yaml_node_t *node = node_at(source, path, &line);
	char *words = wanted(schema);
	char *found = node && node->type == YAML_SCALAR_NODE
		? xasprintf("'%.40s'", (const char *)node->data.scalar.value)
		: xstrdup(node && node->type == YAML_SEQUENCE_NODE ? "a list" : "a group of keys");

	fault_here(source, line, "'%s' is %s; it must be %s", *path ? path : "the file", found, words);
	free(found);
	free(words);
	return -1;
}

static int unknown_key_fault(struct source *source, const struct complaint *complaint)
{
	char path[PATH_BYTES];
	const cyaml_schema_value_t *schema = complaint_place(complaint, 0, path);
	const char *key = strstr(complaint->text, "key: ");
	size_t line;
	yaml_node_t *mapping = node_at(source, path, &line);

	key = key ? key + strlen("key: ") : "";
	if (mapping)
		value_of(source, mapping, key, strlen(key), &line);
	char *keys = schema->type == CYAML_MAPPING ? allowed_keys(schema) : xstrdup("none");
	fault_here(source, line, "unknown key '%s'%s%s%s; allowed here: %s", key, *path ? " in '" : "", path,
	           *path ? "'" : "", keys);
	free(keys);
	return -1;
}

static int missing_key_fault(struct source *source, const struct complaint *complaint)
{
	char path[PATH_BYTES];
	const cyaml_schema_value_t *schema = complaint_place(complaint, 1, path);
	const char *key = strstr(complaint->text, "field: ");
	const cyaml_schema_field_t *field = NULL;

	key = key ? key + strlen("field: ") : "";
	if (schema->type == CYAML_MAPPING)
		field = schema_field(schema, key, strlen(key));
	char *words = field ? wanted(&field->value) : xstrdup("a value");
	fault(source, path, "key '%s' is missing%s%s%s; add it: it must be %s", key, *path ? " in '" : "", path,
	      *path ? "'" : "", words);
	free(words);
	return -1;
}

static int schema_fault(struct source *source, cyaml_err_t error, const struct complaint *complaint)
{
	char path[PATH_BYTES], outer[PATH_BYTES];
	const cyaml_schema_value_t *schema = complaint_place(complaint, 0, path);
	const cyaml_schema_value_t *list = complaint_place(complaint, 1, outer);

	switch (error) {
	case CYAML_ERR_INVALID_KEY: return unknown_key_fault(source, complaint);
	case CYAML_ERR_MAPPING_FIELD_MISSING: return missing_key_fault(source, complaint);
	case CYAML_ERR_INVALID_VALUE: return type_fault(source, path, schema);
	case CYAML_ERR_STRING_LENGTH_MIN: return fault(source, path, "'%s' is empty; write a text", path);
	case CYAML_ERR_STRING_LENGTH_MAX:
		return fault(source, path, "'%s' is too long; write at most %d bytes", path, TEXT_BYTES_MAX);
	case CYAML_ERR_SEQUENCE_ENTRIES_MIN:
		return fault(source, outer, "'%s' has too few entries; give at least %u", outer, list->sequence.min);
	case CYAML_ERR_SEQUENCE_ENTRIES_MAX:
		return fault(source, outer, "'%s' has too many entries; give at most %u", outer, list->sequence.max);
	default:
		if (strstr(complaint->text, "already seen"))
			return fault(source, path, "'%s' is given twice; delete one of them", path);
		return fault(source, path, "not understood (%s); compare with another exercise's assignment.yaml",
		             complaint->text[0] ? complaint->text : cyaml_strerror(error));
	}
}

/* ---- reading against the schema ------------------------------------------ */

static bool is_whole_number(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits > 0 && text[digits] == '\0' && (digits == 1 || text[0] != '0');
}

static bool is_number(const char *text)
{
	double value;

	return text[strspn(text, "0123456789.+-eE")] == '\0' &&
	       parse_double(text, -DBL_MAX, DBL_MAX, &value) == 0;
}

/* check_numbers: libcyaml reads 3x as 3, 2.5 workers as 2 and 010 as 8; a
 * rubric that is not read as it is written is worse than none.  The shape is
 * already known to fit the schema. */
static int check_numbers(struct source *source, const char *path, const yaml_node_t *node,
                         const cyaml_schema_value_t *schema)
{
	char inner[PATH_BYTES];
	int result = 0;

	if (schema->type == CYAML_FLOAT || schema->type == CYAML_UINT) {
		const char *text = (const char *)node->data.scalar.value;
		if (!(schema->type == CYAML_FLOAT ? is_number(text) : is_whole_number(text)))
			return type_fault(source, path, schema);
	} else if (schema->type == CYAML_MAPPING) {
		const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
		for (; result == 0 && pair < node->data.mapping.pairs.top; pair++) {
			const yaml_node_t *key = yaml_document_get_node(&source->document, pair->key);
			const cyaml_schema_field_t *field =
				schema_field(schema, (const char *)key->data.scalar.value, key->data.scalar.length);
			snprintf(inner, sizeof inner, "%s%s%s", path, *path ? "." : "", field->key);
			result = check_numbers(source, inner, yaml_document_get_node(&source->document, pair->value),
			                       &field->value);
		}
	} else if (schema->type == CYAML_SEQUENCE) {
		const yaml_node_item_t *items = node->data.sequence.items.start;
		size_t count = (size_t)(node->data.sequence.items.top - items);
		for (size_t i = 0; result == 0 && i < count; i++) {
			snprintf(inner, sizeof inner, "%s[%zu]", path, i);
			result = check_numbers(source, inner, yaml_document_get_node(&source->document, items[i]),
			                       schema->sequence.entry);
		}
	}
	return result;
}

static cyaml_config_t reader(struct complaint *complaint)
{
	return (cyaml_config_t){
		.log_fn = complaint_hear,
		.log_ctx = complaint,
		.mem_fn = cyaml_mem,
		.log_level = CYAML_LOG_ERROR,
		.flags = CYAML_CFG_DEFAULT,
	};
}

static void raw_free(struct raw *raw)
{
	struct complaint ignored = {0};
	cyaml_config_t config = reader(&ignored);

	cyaml_free(&config, &TOP, raw, 0);
}

static struct raw *raw_read(struct source *source)
{
	struct complaint complaint = {0};
	cyaml_config_t config = reader(&complaint);
	cyaml_data_t *data = NULL;
	const uint8_t *text = (const uint8_t *)source->text;
	cyaml_err_t error = cyaml_load_data(text, source->bytes, &config, &TOP, &data, NULL);

	if (error != CYAML_OK) {
		schema_fault(source, error, &complaint);
		return NULL;
	}
	if (check_numbers(source, "", yaml_document_get_root_node(&source->document), &TOP) < 0) {
		raw_free(data);
		return NULL;
	}
	return data;
}

/* ---- what a schema cannot say -------------------------------------------- */

static int check_range(struct source *source, const char *path, double value, double least, double most)
{
	if (value >= least && value <= most)
		return 0;
	return fault(source, path, "'%s' is %g; choose from %g to %g", path, value, least, most);
}

/* Names become file names, anchors and columns everywhere: nothing that needs quoting. */
static bool is_plain_word(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && length <= NAME_BYTES_MAX && text[0] != '-' &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

static int check_name(struct source *source, const char *path, const char *name)
{
	if (is_plain_word(name))
		return 0;
	return fault(source, path, "'%s' is no plain word; use only a-z, 0-9 and '-', at most %d", name,
	             NAME_BYTES_MAX);
}

static int twice(struct source *source, const char *path, const char *name)
{
	return fault(source, path, "'%s' is there twice; rename or delete one", name);
}

static bool is_plain_file_name(const char *text)
{
	size_t length = strlen(text);
	const char *letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

	if (length == 0 || length > NAME_BYTES_MAX || !strchr(letters, text[0]))
		return false;
	for (const char *c = text; *c; c++)
		if (!strchr(letters, *c) && !strchr(".-", *c))
			return false;
	return true;
}

/* check_files: the names in a list of files of the assignment folder. */
static int check_files(struct source *source, const char *key, char **files, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (!is_plain_file_name(files[i]))
			return fault(source, at(source, "%s[%u]", key, i),
			             "'%s' is no plain file name; use letters, digits, '_', '-' and '.', and no folder",
			             files[i]);
		for (unsigned j = 0; j < i; j++)
			if (strcmp(files[i], files[j]) == 0)
				return twice(source, at(source, "%s[%u]", key, i), files[i]);
	}
	return 0;
}

static int check_submit(struct source *source, const struct raw *raw)
{
	if (check_files(source, "submit", raw->submit, raw->submit_count) < 0)
		return -1;
	for (unsigned i = 0; i < raw->submit_count; i++) {
		const char *path = at(source, "submit[%u]", i);
		if (strcmp(raw->submit[i], "driver.c") == 0)
			return fault(source, path, "'driver.c' is the course's own; delete it from 'submit'");
		for (unsigned j = 0; j < raw->given_count; j++)
			if (strcmp(raw->submit[i], raw->given[j]) == 0)
				return fault(source, path, "'%s' is both in 'submit' and in 'given'; delete one",
				             raw->submit[i]);
	}
	return 0;
}

static int check_given(struct source *source, const struct raw *raw)
{
	if (check_files(source, "given", raw->given, raw->given_count) < 0)
		return -1;
	for (unsigned i = 0; i < raw->given_count; i++) {
		char *path = path_join(source->folder, raw->given[i]);
		bool there = path_is_file(path);
		free(path);
		if (!there)
			return fault(source, at(source, "given[%u]", i),
			             "'%s' is not in the exercise's folder; put it there or delete it from 'given'",
			             raw->given[i]);
	}
	return 0;
}

static int check_compiler(struct source *source, const struct raw *raw)
{
	for (unsigned i = 0; i < raw->flags_count; i++)
		if (raw->flags[i][0] != '-')
			return fault(source, at(source, "flags[%u]", i), "'%s' is no flag; start it with '-'",
			             raw->flags[i]);
	for (unsigned i = 0; i < raw->libraries_count; i++)
		if (raw->libraries[i][0] == '-' || strpbrk(raw->libraries[i], "/ \t\n"))
			return fault(source, at(source, "libraries[%u]", i),
			             "'%s' is no library's name; write 'm' for -lm", raw->libraries[i]);
	return 0;
}

static int check_modes(struct source *source, const struct raw *raw)
{
	for (unsigned i = 0; i < raw->modes_count; i++) {
		const struct manifest_mode *mode = &raw->modes[i];
		for (unsigned j = 0; j < i; j++)
			if (raw->modes[j].mode == mode->mode)
				return twice(source, at(source, "modes[%u].mode", i), MODE_WORDS[mode->mode].str);
		if (check_range(source, at(source, "modes[%u].correct", i), mode->correct, 0, 1e6) < 0 ||
		    check_range(source, at(source, "modes[%u].clean", i), mode->clean, 0, 1e6) < 0 ||
		    check_range(source, at(source, "modes[%u].speed", i), mode->speed, 0, 1e6) < 0)
			return -1;
		/* The gain of a serial program is 0 by definition: nobody could earn these. */
		if (mode->mode == MODE_SERIAL && mode->speed > 0)
			return fault(source, at(source, "modes[%u].speed", i),
			             "mode 'serial' has no speedup; give its speed points to a parallel mode");
	}
	return 0;
}

/* check_args: KEY=VALUE words, as the oracle reads them. */
static int check_args(struct source *source, const char *path, const char *args)
{
	while (*(args += strspn(args, " "))) {
		size_t length = strcspn(args, " ");
		size_t key = strspn(args, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
		if (key == 0 || key >= length || args[key] != '=')
			return fault(source, path, "'%.*s' in '%s' is no argument; write key=value", (int)length, args,
			             path);
		args += length;
	}
	return 0;
}

static int check_workers(struct source *source, const char *path, unsigned workers, unsigned least,
                         const struct raw *raw)
{
	if (check_range(source, path, workers, least, WORKERS_MAX) < 0)
		return -1;
	/* Otherwise the right answer, a process a worker, would be "too many processes". */
	if (workers >= raw->limits.processes)
		return fault(source, path, "'%s' is %u, but 'limits.processes' is %u; raise the limit above it", path,
		             workers, raw->limits.processes);
	return 0;
}

/* workers_of: what the case says, or the default. */
static const unsigned *workers_of(const struct raw_case *c, unsigned *count)
{
	*count = c->workers_count ? c->workers_count : ARRAY_LENGTH(WORKERS_DEFAULT);
	return c->workers_count ? c->workers : WORKERS_DEFAULT;
}

static int check_case_workers(struct source *source, const struct raw *raw, unsigned i)
{
	unsigned count;
	const unsigned *workers = workers_of(&raw->cases[i], &count);

	for (unsigned j = 0; j < count; j++) {
		if (check_workers(source, at(source, "cases[%u].workers[%u]", i, j), workers[j], 1, raw) < 0)
			return -1;
		for (unsigned k = 0; k < j; k++)
			if (workers[k] == workers[j])
				return fault(source, at(source, "cases[%u].workers[%u]", i, j),
				             "worker count %u is there twice in case '%s'; delete one", workers[j],
				             raw->cases[i].name);
	}
	return 0;
}

static int check_case(struct source *source, const struct raw *raw, unsigned i)
{
	const struct raw_case *c = &raw->cases[i];

	if (check_name(source, at(source, "cases[%u].name", i), c->name) < 0 ||
	    check_args(source, at(source, "cases[%u].args", i), c->args) < 0)
		return -1;
	for (unsigned j = 0; j < i; j++)
		if (strcmp(raw->cases[j].name, c->name) == 0)
			return twice(source, at(source, "cases[%u].name", i), c->name);
	return check_case_workers(source, raw, i);
}

static int check_cases(struct source *source, const struct raw *raw)
{
	bool sanitize = false;

	for (unsigned i = 0; i < raw->cases_count; i++) {
		if (check_case(source, raw, i) < 0)
			return -1;
		sanitize = sanitize || raw->cases[i].sanitize;
	}
	if (!sanitize)
		return fault(source, "cases", "no case is for the sanitizers; add 'sanitize: true' to a small one");
	return 0;
}

/* With fewer than two workers there is no overlap to see. */
static int check_census(struct source *source, const struct raw *raw)
{
	if (check_args(source, "census.args", raw->census.args) < 0)
		return -1;
	return check_workers(source, "census.workers", raw->census.workers, 2, raw);
}

static int check_limits(struct source *source, const struct raw *raw)
{
	const struct manifest_limits *limits = &raw->limits;

	if (check_range(source, "limits.wall_s", limits->wall_s, 0.1, 3600) < 0 ||
	    check_range(source, "limits.cpu_s", limits->cpu_s, 0.1, 36000) < 0 ||
	    check_range(source, "limits.memory_mib", limits->memory_mib, 16, 1 << 20) < 0 ||
	    check_range(source, "limits.processes", limits->processes, 1, 4096) < 0)
		return -1;
	return check_range(source, "limits.output_kib", limits->output_kib, 1, 1 << 20);
}

/* first_speed: the first mode that has speed points; modes_count if none has. */
static unsigned first_speed(const struct raw *raw)
{
	unsigned i = 0;

	while (i < raw->modes_count && !(raw->modes[i].speed > 0))
		i++;
	return i;
}

static int check_measure(struct source *source, const struct raw *raw)
{
	unsigned speed = first_speed(raw);

	if (raw->measure)
		return check_args(source, "measure.args", raw->measure->args);
	if (speed < raw->modes_count)
		return fault(source, at(source, "modes[%u].speed", speed),
		             "speed points, but nothing is timed; add 'measure: {args: ...}'");
	return 0;
}

static int check_bands(struct source *source, const struct raw *raw)
{
	unsigned speed = first_speed(raw);

	if (speed < raw->modes_count && raw->bands_count == 0)
		return fault(source, at(source, "modes[%u].speed", speed),
		             "speed points, but no 'bands' to earn them by; add 'bands: [{gain: 0.8, share: 1.0}]'");
	for (unsigned i = 0; i < raw->bands_count; i++) {
		const struct manifest_band *band = &raw->bands[i];
		/* A serial program has gain 0 and the model solution gain 1. */
		if (check_range(source, at(source, "bands[%u].gain", i), band->gain, 0.01, 1) < 0 ||
		    check_range(source, at(source, "bands[%u].share", i), band->share, 0, 1) < 0)
			return -1;
		if (i > 0 && !(band->gain < raw->bands[i - 1].gain))
			return fault(source, at(source, "bands[%u].gain", i),
			             "'bands' do not fall: gain %g after %g; put the highest gain first", band->gain,
			             raw->bands[i - 1].gain);
		if (i > 0 && !(band->share < raw->bands[i - 1].share))
			return fault(source, at(source, "bands[%u].share", i),
			             "'bands' do not fall: share %g after %g; a lower gain must earn a lower share",
			             band->share, raw->bands[i - 1].share);
	}
	return 0;
}

static int check_questions(struct source *source, const struct raw *raw)
{
	for (unsigned i = 0; i < raw->questions_count; i++) {
		const struct manifest_question *question = &raw->questions[i];
		if (check_name(source, at(source, "questions[%u].name", i), question->name) < 0 ||
		    check_range(source, at(source, "questions[%u].points", i), question->points, 0, 1e6) < 0)
			return -1;
		for (unsigned j = 0; j < i; j++)
			if (strcmp(raw->questions[j].name, question->name) == 0)
				return twice(source, at(source, "questions[%u].name", i), question->name);
	}
	return 0;
}

/* Names that the report's own files have. */
static const char *const RESERVED_CHARTS[] = {"rounds", "speedup", "efficiency", "sizes"};

static int check_chart_name(struct source *source, const struct raw *raw, unsigned i)
{
	const char *name = raw->charts[i].name;

	if (check_name(source, at(source, "charts[%u].name", i), name) < 0)
		return -1;
	for (size_t j = 0; j < ARRAY_LENGTH(RESERVED_CHARTS); j++)
		if (strcmp(RESERVED_CHARTS[j], name) == 0)
			return fault(source, at(source, "charts[%u].name", i),
			             "'%s' is the name of a file that parlab writes itself; choose another", name);
	for (unsigned j = 0; j < i; j++)
		if (strcmp(raw->charts[j].name, name) == 0)
			return twice(source, at(source, "charts[%u].name", i), name);
	char *file = xasprintf("%s/%s.gp", source->folder, name);
	bool there = path_is_file(file);
	free(file);
	if (!there)
		return fault(source, at(source, "charts[%u].name", i),
		             "'%s.gp' is not in the exercise's folder; write the script that draws it", name);
	return 0;
}

static bool has_mode(const struct raw *raw, enum mode mode)
{
	for (unsigned i = 0; i < raw->modes_count; i++)
		if (raw->modes[i].mode == mode)
			return true;
	return false;
}

static int check_run(struct source *source, const struct raw *raw, unsigned i, unsigned j)
{
	const struct raw_run *run = &raw->charts[i].runs[j];

	if (check_args(source, at(source, "charts[%u].runs[%u].args", i, j), run->args) < 0)
		return -1;
	for (unsigned k = 0; k < run->modes_count; k++)
		if (!has_mode(raw, run->modes[k]))
			return fault(source, at(source, "charts[%u].runs[%u].modes[%u]", i, j, k),
			             "the exercise has no mode '%s'; name one of 'modes'",
			             MODE_WORDS[run->modes[k]].str);
	for (unsigned k = 0; k < run->workers_count; k++)
		if (check_workers(source, at(source, "charts[%u].runs[%u].workers[%u]", i, j, k), run->workers[k],
		                  1, raw) < 0)
			return -1;
	return 0;
}

static int check_charts(struct source *source, const struct raw *raw)
{
	for (unsigned i = 0; i < raw->charts_count; i++) {
		if (check_chart_name(source, raw, i) < 0)
			return -1;
		for (unsigned j = 0; j < raw->charts[i].runs_count; j++)
			if (check_run(source, raw, i, j) < 0)
				return -1;
	}
	return 0;
}

static int check_sizes(struct source *source, const struct raw *raw)
{
	const struct raw_sizes *sizes = raw->sizes;
	const char *place = sizes ? strchr(sizes->args, '@') : NULL;

	if (!sizes)
		return 0;
	if (check_args(source, "sizes.args", sizes->args) < 0)
		return -1;
	if (!place || strchr(place + 1, '@'))
		return fault(source, "sizes.args", "'sizes.args' must hold one '@', the place of the size; write n=@");
	/* It stands in a table whose columns are parted by tabs, and on an axis. */
	if (strpbrk(sizes->unit, "\t\r\n"))
		return fault(source, "sizes.unit", "'sizes.unit' has a tab or a line break; write a few plain words");
	for (unsigned i = 0; i < sizes->values_count; i++) {
		if (check_range(source, at(source, "sizes.values[%u]", i), sizes->values[i], 1, 4e9) < 0)
			return -1;
		if (i > 0 && sizes->values[i] <= sizes->values[i - 1])
			return fault(source, at(source, "sizes.values[%u]", i),
			             "'sizes.values' do not rise: %u after %u; put the smallest first",
			             sizes->values[i], sizes->values[i - 1]);
	}
	if (!has_mode(raw, MODE_SERIAL) || raw->modes_count < 2)
		return fault(source, "sizes", "'sizes' compares serial mode with others; the exercise needs both");
	return 0;
}

static int check_points(struct source *source, const struct raw *raw)
{
	double sum = 0;

	if (check_range(source, "points", raw->points, 0.01, 1e6) < 0)
		return -1;
	for (unsigned i = 0; i < raw->modes_count; i++)
		sum += raw->modes[i].correct + raw->modes[i].clean + raw->modes[i].speed;
	for (unsigned i = 0; i < raw->questions_count; i++)
		sum += raw->questions[i].points;
	/* Tenths of points are fine and are not exact in binary. */
	if (fabs(sum - raw->points) > 1e-6)
		return fault(source, "points", "'points' is %g, but modes and questions add up to %g; change one",
		             raw->points, sum);
	return 0;
}

static int check_everything(struct source *source, const struct raw *raw)
{
	static int (*const CHECKS[])(struct source *, const struct raw *) = {
		check_submit, check_given, check_compiler, check_limits, check_modes, check_cases,
		check_census, check_measure, check_bands, check_questions, check_charts, check_sizes,
	};

	for (size_t i = 0; i < ARRAY_LENGTH(CHECKS); i++)
		if (CHECKS[i](source, raw) < 0)
			return -1;
	/* Last: a slip in one of the addends explains a wrong sum better than the sum does. */
	return check_points(source, raw);
}

/* ---- the manifest --------------------------------------------------------- */

static char **copy_texts(char *const *texts, unsigned count)
{
	char **copy = xcalloc((size_t)count + 1, sizeof *copy);

	for (unsigned i = 0; i < count; i++)
		copy[i] = xstrdup(texts[i]);
	return copy;
}

/* copy_array: NULL for an empty one, as everywhere with a count beside it. */
static void *copy_array(const void *array, size_t count, size_t bytes)
{
	if (count == 0)
		return NULL;
	void *copy = xreallocarray(NULL, count, bytes);
	memcpy(copy, array, count * bytes);
	return copy;
}

static struct manifest_case copy_case(const struct raw_case *raw)
{
	unsigned count;
	const unsigned *workers = workers_of(raw, &count);

	return (struct manifest_case){
		.name = xstrdup(raw->name),
		.args = xstrdup(raw->args),
		.workers = copy_array(workers, count, sizeof *workers),
		.worker_count = count,
		.sanitize = raw->sanitize,
		.observe = raw->observe,
	};
}

/* copy_run: without a choice of modes, all of the exercise's in their order. */
static struct manifest_run copy_run(const struct raw *raw, const struct raw_run *run)
{
	struct manifest_run copy = {
		.args = xstrdup(run->args),
		.modes = copy_array(run->modes, run->modes_count, sizeof *run->modes),
		.mode_count = run->modes_count,
		.workers = copy_array(run->workers, run->workers_count, sizeof *run->workers),
		.worker_count = run->workers_count,
	};

	for (unsigned i = 0; run->modes_count == 0 && i < raw->modes_count; i++)
		*GROW(copy.modes, copy.mode_count) = raw->modes[i].mode;
	return copy;
}

static void copy_charts(struct manifest *manifest, const struct raw *raw)
{
	for (unsigned i = 0; i < raw->charts_count; i++) {
		const struct raw_chart *from = &raw->charts[i];
		struct manifest_chart *chart = GROW(manifest->charts, manifest->chart_count);
		*chart = (struct manifest_chart){.name = xstrdup(from->name), .title = xstrdup(from->title)};
		for (unsigned j = 0; j < from->runs_count; j++)
			*GROW(chart->runs, chart->run_count) = copy_run(raw, &from->runs[j]);
	}
	if (raw->sizes)
		manifest->sizes = (struct manifest_sizes){
			.args = xstrdup(raw->sizes->args),
			.unit = xstrdup(raw->sizes->unit),
			.values = copy_array(raw->sizes->values, raw->sizes->values_count, sizeof(unsigned)),
			.value_count = raw->sizes->values_count,
		};
}

static void free_charts(struct manifest *manifest)
{
	for (size_t i = 0; i < manifest->chart_count; i++) {
		struct manifest_chart *chart = &manifest->charts[i];
		for (size_t j = 0; j < chart->run_count; j++) {
			free(chart->runs[j].args);
			free(chart->runs[j].modes);
			free(chart->runs[j].workers);
		}
		free(chart->runs);
		free(chart->name);
		free(chart->title);
	}
	free(manifest->charts);
	free(manifest->sizes.args);
	free(manifest->sizes.unit);
	free(manifest->sizes.values);
}

static struct manifest *manifest_from(const struct raw *raw)
{
	struct manifest *manifest = xcalloc(1, sizeof *manifest);

	manifest->title = xstrdup(raw->title);
	manifest->points = raw->points;
	manifest->submit = copy_texts(raw->submit, raw->submit_count);
	manifest->given = copy_texts(raw->given, raw->given_count);
	manifest->flags = copy_texts(raw->flags, raw->flags_count);
	manifest->libraries = copy_texts(raw->libraries, raw->libraries_count);
	manifest->modes = copy_array(raw->modes, raw->modes_count, sizeof *raw->modes);
	manifest->mode_count = raw->modes_count;
	for (unsigned i = 0; i < raw->cases_count; i++)
		*GROW(manifest->cases, manifest->case_count) = copy_case(&raw->cases[i]);
	manifest->census_args = xstrdup(raw->census.args);
	manifest->census_workers = (int)raw->census.workers;
	manifest->measure_args = raw->measure ? xstrdup(raw->measure->args) : NULL;
	manifest->limits = raw->limits;
	manifest->bands = copy_array(raw->bands, raw->bands_count, sizeof *raw->bands);
	manifest->band_count = raw->bands_count;
	for (unsigned i = 0; i < raw->questions_count; i++)
		*GROW(manifest->questions, manifest->question_count) = (struct manifest_question){
			.name = xstrdup(raw->questions[i].name),
			.points = raw->questions[i].points,
		};
	copy_charts(manifest, raw);
	return manifest;
}

/* folder_name: the last part of a path, whatever slashes trail; freed by the caller. */
static char *folder_name(const char *path)
{
	size_t end = strlen(path);

	while (end > 0 && path[end - 1] == '/')
		end--;
	size_t start = end;
	while (start > 0 && path[start - 1] != '/')
		start--;
	return xstrndup(path + start, end - start);
}

static struct manifest *read_source(struct source *source)
{
	struct manifest *manifest = NULL;
	struct raw *raw = raw_read(source);

	if (!raw)
		return NULL;
	if (check_everything(source, raw) == 0)
		manifest = manifest_from(raw);
	raw_free(raw);
	return manifest;
}

struct manifest *manifest_load(const char *assignment_folder, const char *reference_folder)
{
	struct source source;
	struct manifest *manifest = NULL;
	char *name = folder_name(assignment_folder);

	if (source_open(&source, assignment_folder) == 0) {
		if (is_plain_word(name))
			manifest = read_source(&source);
		else
			fault(&source, "", "the folder's name '%s' is no plain word; use only a-z, 0-9 and '-'", name);
	}
	source_close(&source);
	if (!manifest) {
		free(name);
		return NULL;
	}
	manifest->name = name;
	manifest->folder = xstrdup(assignment_folder);
	if (reference_folder && path_is_folder(reference_folder))
		manifest->reference = xstrdup(reference_folder);
	return manifest;
}

void manifest_free(struct manifest *manifest)
{
	if (!manifest)
		return;
	for (size_t i = 0; i < manifest->case_count; i++) {
		free(manifest->cases[i].name);
		free(manifest->cases[i].args);
		free(manifest->cases[i].workers);
	}
	for (size_t i = 0; i < manifest->question_count; i++)
		free(manifest->questions[i].name);
	free_charts(manifest);
	strv_free(manifest->submit);
	strv_free(manifest->given);
	strv_free(manifest->flags);
	strv_free(manifest->libraries);
	free(manifest->modes);
	free(manifest->cases);
	free(manifest->bands);
	free(manifest->questions);
	free(manifest->census_args);
	free(manifest->measure_args);
	free(manifest->title);
	free(manifest->name);
	free(manifest->folder);
	free(manifest->reference);
	free(manifest);
}

const struct manifest_mode *manifest_mode(const struct manifest *manifest, enum mode mode)
{
	for (size_t i = 0; i < manifest->mode_count; i++)
		if (manifest->modes[i].mode == mode)
			return &manifest->modes[i];
	return NULL;
}

char *manifest_size_args(const struct manifest *manifest, unsigned size)
{
	const char *args = manifest->sizes.args;
	size_t before = strcspn(args, "@");

	return xasprintf("%.*s%u%s", (int)before, args, size, args + before + (args[before] == '@'));
}
