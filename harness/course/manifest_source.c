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

enum { MANIFEST_BYTES_MAX = 1 << 20 };

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

yaml_node_t *source_value(struct source *source, const yaml_node_t *node, const char *key, size_t length,
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

yaml_node_t *source_node(struct source *source, const char *path, size_t *line)
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
			node = source_value(source, node, path, length, line);
			path += length;
		}
	}
	return node;
}

const char *source_at(struct source *source, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(source->path, sizeof source->path, format, arguments);
	va_end(arguments);
	return source->path;
}

int source_fault(struct source *source, const char *path, const char *format, ...)
{
	va_list arguments;
	size_t line;

	source_node(source, path, &line);
	va_start(arguments, format);
	fault_line(source, line, format, arguments);
	va_end(arguments);
	return -1;
}

int source_fault_here(struct source *source, size_t line, const char *format, ...)
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
		return source_fault_here(source, line, "%s; save the file as UTF-8 text", parser->problem);
	}
	return source_fault_here(source, line,
	                         "not YAML: %s; look for a tab, an open bracket or an open quote",
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
		return source_fault_here(source, 1, "empty; start with 'title' and 'points'");
	if (!yaml_parser_load(parser, &second))
		return syntax_fault(source, parser);
	const yaml_node_t *more = yaml_document_get_root_node(&second);
	size_t line = more ? more->start_mark.line + 1 : 0;
	yaml_document_delete(&second);
	if (more)
		return source_fault_here(source, line, "a second document; delete the line '---' before it");
	return 0;
}

int source_open(struct source *source, const char *folder)
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

void source_close(struct source *source)
{
	if (source->opened)
		yaml_document_delete(&source->document);
	free(source->folder);
	free(source->file);
	free(source->text);
}
