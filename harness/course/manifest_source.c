/* manifest_source.c - reads an assignment.yaml with libyaml and keeps it as a
 * document, which knows the line of everything in it; words complaints.
 *
 * Never here: what the keys are or mean.
 */
#include "manifest_source.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/file.h"

PRINTF_LIKE(3, 0)
static int line_fault(const struct source *source, size_t line, const char *format, va_list arguments)
{
	char text[1024];

	vsnprintf(text, sizeof text, format, arguments);
	/* Text from the file may contain line breaks; a message must stay on one line. */
	for (char *c = text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	return error_set("%s:%zu: %s", source->file, line, text);
}

PRINTF_LIKE(3, 4)
static int fault_at_line(const struct source *source, size_t line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	line_fault(source, line, format, arguments);
	va_end(arguments);
	return -1;
}

int place_fault(const struct place *place, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	line_fault(place->source, place->line, format, arguments);
	va_end(arguments);
	return -1;
}

struct place place_of_node(struct source *source, int node)
{
	yaml_node_t *found = yaml_document_get_node(&source->document, node);

	return (struct place){.source = source, .node = found, .line = found->start_mark.line + 1};
}

struct place place_of_all(struct source *source)
{
	return place_of_node(source, 1); /* libyaml counts from 1: the root */
}

PRINTF_LIKE(2, 3)
static void name_place(struct place *place, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(place->path, sizeof place->path, format, arguments);
	va_end(arguments);
}

const char *place_text(const struct place *place)
{
	const yaml_node_t *node = place->node;

	if (!node || node->type != YAML_SCALAR_NODE)
		return NULL;
	const char *text = (const char *)node->data.scalar.value;
	return strlen(text) == node->data.scalar.length ? text : NULL;
}

struct place place_of_key(const struct place *mapping, const char *key)
{
	struct place place = {.source = mapping->source, .line = mapping->line};
	const yaml_node_t *node = mapping->node;

	name_place(&place, "%s%s%s", mapping->path, *mapping->path ? "." : "", key);
	if (!node || node->type != YAML_MAPPING_NODE)
		return place;
	const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
	for (; pair < node->data.mapping.pairs.top; pair++) {
		const struct place word = place_of_node(mapping->source, pair->key);
		const char *text = place_text(&word);
		if (!text || strcmp(text, key) != 0)
			continue;
		place.node = place_of_node(mapping->source, pair->value).node;
		place.line = word.line;
	}
	return place;
}

size_t place_entries(const struct place *list)
{
	const yaml_node_t *node = list->node;

	if (!node || node->type != YAML_SEQUENCE_NODE)
		return 0;
	return (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
}

struct place place_of_entry(const struct place *list, size_t index)
{
	struct place place = {.source = list->source, .line = list->line};

	if (index < place_entries(list))
		place = place_of_node(list->source, list->node->data.sequence.items.start[index]);
	name_place(&place, "%s[%zu]", list->path, index);
	return place;
}

struct place place_at(struct source *source, const char *format, ...)
{
	struct place place = place_of_all(source);
	char path[PATH_BYTES], *rest = NULL;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(path, sizeof path, format, arguments);
	va_end(arguments);
	for (char *word = strtok_r(path, ".[", &rest); word; word = strtok_r(NULL, ".[", &rest))
		place = word[strlen(word) - 1] == ']' ? place_of_entry(&place, strtoul(word, NULL, 10))
		                                      : place_of_key(&place, word);
	return place;
}

static int syntax_fault(struct source *source, const yaml_parser_t *parser)
{
	size_t line = parser->problem_mark.line + 1;

	/* libyaml reports invalid UTF-8 without a mark. */
	if (parser->error == YAML_READER_ERROR) {
		line = 1;
		for (size_t i = 0; i < parser->problem_offset && i < source->bytes; i++)
			line += source->text[i] == '\n';
		return fault_at_line(source, line, "%s; save the file as UTF-8 text", parser->problem);
	}
	return fault_at_line(source, line, "not YAML: %s; look for a tab, an open bracket or an open quote",
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
		return fault_at_line(source, 1, "empty; start with 'title' and 'points'");
	if (!yaml_parser_load(parser, &second))
		return syntax_fault(source, parser);
	const yaml_node_t *more = yaml_document_get_root_node(&second);
	size_t line = more ? more->start_mark.line + 1 : 0;
	yaml_document_delete(&second);
	if (more)
		return fault_at_line(source, line, "a second document; delete the line '---' before it");
	return 0;
}

int source_open(struct source *source, const char *folder, const char *name, size_t most)
{
	yaml_parser_t parser;

	*source = (struct source){.folder = xstrdup(folder), .file = path_join(folder, name)};
	source->text = file_read(source->file, most, &source->bytes);
	if (!source->text)
		return -1;
	if (!yaml_parser_initialize(&parser))
		return error_set("%s: the YAML parser does not start; is there memory left?", source->file);
	int result = source_parse(source, &parser);
	yaml_parser_delete(&parser);
	return result;
}

void source_close(struct source *source)
{
	if (source->opened)
		yaml_document_delete(&source->document);
	free(source->folder);
	free(source->file);
	free(source->text);
}
