/* manifest_source.h - an assignment.yaml as text: where something stands in it,
 * and how a complaint about it is worded: FILE:LINE: what is wrong; remedy. */
#ifndef PARLAB_MANIFEST_SOURCE_H
#define PARLAB_MANIFEST_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include <yaml.h>

#include "../base/base.h"

enum {
	PATH_BYTES = 96, /* "cases[12].workers[3]": the schema's keys are short */
};

struct source {
	char *folder; /* assignments/NAME */
	char *file;   /* ... /assignment.yaml, for messages */
	char *text;
	size_t bytes;
	yaml_document_t document;
	bool opened;           /* is `document` to be deleted? */
	char path[PATH_BYTES]; /* what at() returned last */
};

/* source_open: -1 with error_text() if the file cannot be read or is no YAML;
 * source_close it all the same. */
int source_open(struct source *source, const char *folder);
void source_close(struct source *source);

/* source_at: words a path, such as cases[2].args; it lasts until the next call. */
PRINTF_LIKE(2, 3)
const char *source_at(struct source *source, const char *format, ...);
/* source_fault: complain about what is at a path (""  is the whole); returns -1. */
PRINTF_LIKE(3, 4)
int source_fault(struct source *source, const char *path, const char *format, ...);
/* source_fault_here: complain about a line; returns -1. */
PRINTF_LIKE(3, 4)
int source_fault_here(struct source *source, size_t line, const char *format, ...);
/* source_value: what belongs to a key of a mapping, and the key's line (the last
 * one's, if it is given twice: that is the one to delete).  Leaves *line alone
 * if there is none. */
yaml_node_t *source_value(struct source *source, const yaml_node_t *node, const char *key, size_t length,
                          size_t *line);
/* source_node: follows a path such as "modes[1].speed" ("" is the whole file).
 * *line becomes the line of the last part of it that is there, so a missing
 * key leads to what should hold it; the node is NULL then. */
yaml_node_t *source_node(struct source *source, const char *path, size_t *line);

#endif
