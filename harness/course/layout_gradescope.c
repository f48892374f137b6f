/* layout_gradescope.c - Gradescope's "Download Submissions": submission_metadata.yml beside a
 * folder for each submission.
 *
 *   submission_123:
 *     :submitters:
 *     - :name: ...
 *       :sid: '456'
 *       :email: ...
 *     :created_at: 2026-11-05 22:59:58.123 Z
 *
 * A group's submission counts for each of its members.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/when.h"
#include "layouts.h"
#include "listing.h"
#include "manifest_source.h"

enum { METADATA_BYTES_MAX = 256 << 20 }; /* it holds the results of Gradescope's own graders, too */

static const char METADATA[] = "submission_metadata.yml";

bool gradescope_fits(const struct export *export)
{
	return S_ISREG(listing_look(export->fd, METADATA));
}

static const char *text_of(const struct place *mapping, const char *key)
{
	const struct place place = place_of_key(mapping, key);
	const char *text = place_text(&place);

	return text && strcmp(text, "null") != 0 && strcmp(text, "~") != 0 ? text : "";
}

static void add_submitter(struct export *export, const char *folder, const struct place *submitter,
                          int64_t at_s)
{
	const char *sid = text_of(submitter, ":sid"), *email = text_of(submitter, ":email");

	if (!*sid && !*email) {
		export_note(export, "%s:%zu: a submitter without :sid and :email; not graded", METADATA,
		            submitter->line);
		return;
	}
	struct handed *handed = export_add(export, folder);
	handed->student = xstrdup(*sid ? sid : email);
	export_know(handed, email);
	handed->name = xstrdup(text_of(submitter, ":name"));
	handed->at_s = at_s;
	export_add_folder(export, handed, folder);
}

static void add_submission(struct export *export, struct source *source, const yaml_node_pair_t *pair)
{
	const struct place key = place_of_node(source, pair->key), value = place_of_node(source, pair->value);
	const char *folder = place_text(&key), *created = text_of(&value, ":created_at");
	const struct place submitters = place_of_key(&value, ":submitters");
	int64_t at_s = 0;

	if (!folder || !*folder || strchr(folder, '/') || folder[0] == '.') {
		export_note(export, "%s:%zu: not the name of a submission; not graded", METADATA, key.line);
		return;
	}
	if (*created && when_parse(created, &at_s) != 0)
		export_note(export, "%s:%zu: :created_at: %s", METADATA, value.line, error_text());
	if (place_entries(&submitters) == 0)
		export_note(export, "%s:%zu: '%s' has no submitters; not graded", METADATA, key.line, folder);
	for (size_t i = 0; i < place_entries(&submitters); i++) {
		const struct place submitter = place_of_entry(&submitters, i);
		add_submitter(export, folder, &submitter, at_s);
	}
}

/* Folders that the metadata does not name are told. */
static void note_strays(struct export *export)
{
	for (char **name = export->names; *name; name++) {
		bool known = strcmp(*name, METADATA) == 0 || export_is_ours(export, *name);
		for (size_t i = 0; !known && i < export->count; i++)
			known = strcmp(export->list[i].place, *name) == 0;
		if (!known)
			export_note(export, "'%s': is not in %s; not graded", *name, METADATA);
	}
}

int gradescope_read(struct export *export)
{
	struct source source;
	int failed = source_open(&source, export->folder, METADATA, METADATA_BYTES_MAX);

	if (!failed) {
		const struct place all = place_of_all(&source);
		if (all.node->type != YAML_MAPPING_NODE)
			failed = place_fault(&all, "not a list of submissions; download the export again");
		for (const yaml_node_pair_t *pair = failed ? NULL : all.node->data.mapping.pairs.start;
		     pair && pair < all.node->data.mapping.pairs.top; pair++)
			add_submission(export, &source, pair);
	}
	source_close(&source);
	if (!failed)
		note_strays(export);
	return failed;
}
