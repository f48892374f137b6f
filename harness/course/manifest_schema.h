/* manifest_schema.h - an assignment.yaml as values: every key there is, as it is
 * written, before any default. */
#ifndef PARLAB_MANIFEST_SCHEMA_H
#define PARLAB_MANIFEST_SCHEMA_H

#include <stdbool.h>

#include "manifest.h"
#include "manifest_source.h"

enum { NAME_BYTES_MAX = 64, TEXT_BYTES_MAX = 4096, WORKERS_MAX = 1024, SIZES_MAX = 64 };

/* What libcyaml fills in: the manifest as it is written, before any default. */
struct raw_case {
	char *name, *args;
	unsigned *workers;
	unsigned workers_count;
	bool sanitize, observe;
};
struct raw_census {
	char *args;
	unsigned workers;
};
struct raw_measure {
	char *args;
};
struct raw_run {
	char *args;
	enum mode *modes;
	unsigned modes_count;
	unsigned *workers;
	unsigned workers_count;
};
struct raw_chart {
	char *name, *title;
	struct raw_run *runs;
	unsigned runs_count;
};
struct raw_sizes {
	char *args, *unit;
	unsigned *values;
	unsigned values_count;
};
struct raw {
	char *title;
	double points;
	char **submit;
	unsigned submit_count;
	char **given;
	unsigned given_count;
	char **flags;
	unsigned flags_count;
	char **libraries;
	unsigned libraries_count;
	struct manifest_mode *modes;
	unsigned modes_count;
	struct raw_case *cases;
	unsigned cases_count;
	struct raw_census census;
	struct raw_measure *measure;
	struct manifest_limits limits;
	struct manifest_band *bands;
	unsigned bands_count;
	struct manifest_question *questions;
	unsigned questions_count;
	struct raw_chart *charts;
	unsigned charts_count;
	struct raw_sizes *sizes;
};

/* raw_read: the values of a source that fits the schema; NULL with error_text()
 * if it does not.  raw_free it. */
struct raw *raw_read(struct source *source);
void raw_free(struct raw *raw);
const char *raw_mode_word(enum mode mode); /* as the file says it: "fork" */

#endif
