/* manifest_schema.c - the one place that says which keys an assignment.yaml has
 * and of what kind they are: a schema for libcyaml, which fills in `struct raw`,
 * and its complaints in words for a person.
 *
 * Never here: what a schema cannot say (manifest_rules.c).
 */
#include "manifest_schema.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cyaml/cyaml.h>

enum { FRAMES_MAX = 8 }; /* the schema is not as deep */

/* ---- the schema: every key there is ------------------------------------ */

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
	CYAML_FIELD_SEQUENCE("workers", OPTIONAL_LIST, struct raw_case, workers, &COUNT_ENTRY, 1,
                             WORKERS_MAX),
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
	CYAML_FIELD_SEQUENCE("libraries", OPTIONAL_LIST, struct raw, libraries, &TEXT_ENTRY, 0,
                             CYAML_UNLIMITED),
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

/* ---- the schema's complaints, in words ----------------------------------- */

/* What libcyaml said through its log: the complaint itself, then where it
 * happened, innermost first. */
struct frame {
	enum { FRAME_MAPPING, FRAME_KEY, FRAME_ENTRY } kind;
	unsigned entry; /* counted from 1 */
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
		if (length > 0 && line[length - 1] == '\n') /* only its own: a key may hold others */
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
			const cyaml_schema_field_t *field =
				schema_field(schema, frame->key, strlen(frame->key));
			if (!field)
				break;
			schema = &field->value;
			used += (size_t)snprintf(path + used, PATH_BYTES - used, "%s%s", used ? "." : "",
			                         frame->key);
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
	case CYAML_STRING:
		return xstrdup("a text");
	case CYAML_FLOAT:
		return xstrdup("a number");
	case CYAML_UINT:
		return xstrdup("a whole number, 0 or more");
	case CYAML_SEQUENCE:
		return xstrdup("a list, as in [a, b]");
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
	const yaml_node_t *node = source_node(source, path, &line);
	char *words = wanted(schema);
	char *found =
		node && node->type == YAML_SCALAR_NODE
			? xasprintf("'%.40s'", (const char *)node->data.scalar.value)
			: xstrdup(node && node->type == YAML_SEQUENCE_NODE ? "a list" : "a group of keys");

	source_fault_here(source, line, "'%s' is %s; it must be %s", *path ? path : "the file", found, words);
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
	yaml_node_t *mapping = source_node(source, path, &line);

	key = key ? key + strlen("key: ") : "";
	if (mapping)
		source_value(source, mapping, key, strlen(key), &line);
	char *keys = schema->type == CYAML_MAPPING ? allowed_keys(schema) : xstrdup("none");
	source_fault_here(source, line, "unknown key '%s'%s%s%s; allowed here: %s", key, *path ? " in '" : "",
	                  path, *path ? "'" : "", keys);
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
	source_fault(source, path, "key '%s' is missing%s%s%s; add it: it must be %s", key,
	             *path ? " in '" : "", path, *path ? "'" : "", words);
	free(words);
	return -1;
}

static int schema_fault(struct source *source, cyaml_err_t error, const struct complaint *complaint)
{
	char path[PATH_BYTES], outer[PATH_BYTES];
	const cyaml_schema_value_t *schema = complaint_place(complaint, 0, path);
	const cyaml_schema_value_t *list = complaint_place(complaint, 1, outer);

	switch (error) {
	case CYAML_ERR_INVALID_KEY:
		return unknown_key_fault(source, complaint);
	case CYAML_ERR_MAPPING_FIELD_MISSING:
		return missing_key_fault(source, complaint);
	case CYAML_ERR_INVALID_VALUE:
		return type_fault(source, path, schema);
	case CYAML_ERR_STRING_LENGTH_MIN:
		return source_fault(source, path, "'%s' is empty; write a text", path);
	case CYAML_ERR_STRING_LENGTH_MAX:
		return source_fault(source, path, "'%s' is too long; write at most %d bytes", path,
		                    TEXT_BYTES_MAX);
	case CYAML_ERR_SEQUENCE_ENTRIES_MIN:
		return source_fault(source, outer, "'%s' has too few entries; give at least %u", outer,
		                    list->sequence.min);
	case CYAML_ERR_SEQUENCE_ENTRIES_MAX:
		return source_fault(source, outer, "'%s' has too many entries; give at most %u", outer,
		                    list->sequence.max);
	default:
		if (strstr(complaint->text, "already seen"))
			return source_fault(source, path, "'%s' is given twice; delete one of them", path);
		return source_fault(source, path,
		                    "not understood (%s); compare with another exercise's assignment.yaml",
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
			const cyaml_schema_field_t *field = schema_field(
				schema, (const char *)key->data.scalar.value, key->data.scalar.length);
			snprintf(inner, sizeof inner, "%s%s%s", path, *path ? "." : "", field->key);
			result = check_numbers(source, inner,
			                       yaml_document_get_node(&source->document, pair->value),
			                       &field->value);
		}
	} else if (schema->type == CYAML_SEQUENCE) {
		const yaml_node_item_t *items = node->data.sequence.items.start;
		size_t count = (size_t)(node->data.sequence.items.top - items);
		for (size_t i = 0; result == 0 && i < count; i++) {
			snprintf(inner, sizeof inner, "%s[%zu]", path, i);
			result = check_numbers(source, inner,
			                       yaml_document_get_node(&source->document, items[i]),
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

void raw_free(struct raw *raw)
{
	struct complaint ignored = {0};
	cyaml_config_t config = reader(&ignored);

	cyaml_free(&config, &TOP, raw, 0);
}

struct raw *raw_read(struct source *source)
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

const char *raw_mode_word(enum mode mode)
{
	return MODE_WORDS[mode].str;
}
