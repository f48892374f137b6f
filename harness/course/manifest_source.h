/* manifest_source.h - an assignment.yaml or a course.yaml as text: positions in it, and messages about them:
 * FILE:LINE: what is wrong; remedy. */
#ifndef PARLAB_MANIFEST_SOURCE_H
#define PARLAB_MANIFEST_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include <yaml.h>

#include "../base/base.h"

enum { MANIFEST_BYTES_MAX = 1 << 20 };

struct source {
	char *folder; /* assignments/NAME */
	char *file;   /* ... /assignment.yaml, or another file, for messages */
	char *text;
	size_t bytes;
	yaml_document_t document;
	bool opened; /* must `document` be deleted? */
};

/* A position: its path ("" is the whole file, or "cases[12].workers[3]"), its line for
 * messages, and the node, NULL if there is nothing at that path. */
enum { PATH_BYTES = 96 };
struct place {
	struct source *source;
	yaml_node_t *node;
	size_t line;
	char path[PATH_BYTES];
};

/* source_open: a file of at most `most` bytes.  -1 with error_text() if the file cannot be read or is not YAML; call
 * source_close in any case. */
int source_open(struct source *source, const char *folder, const char *name, size_t most);
void source_close(struct source *source);

struct place place_of_all(struct source *source);
struct place place_of_node(struct source *source, int node); /* its path is not known */
/* place_of_key: the value of a mapping's key, with the key's line; if it is absent, with
 * the mapping's line. */
struct place place_of_key(const struct place *mapping, const char *key);
size_t place_entries(const struct place *list); /* 0: not a list, or an empty one */
struct place place_of_entry(const struct place *list, size_t index);
/* place_at: follows a path such as "modes[1].speed". */
PRINTF_LIKE(2, 3)
struct place place_at(struct source *source, const char *format, ...);
/* place_text: of a scalar, without zero bytes in it; else NULL. */
const char *place_text(const struct place *place);

/* place_fault: complain about a place; returns -1. */
PRINTF_LIKE(2, 3)
int place_fault(const struct place *place, const char *format, ...);

#endif
